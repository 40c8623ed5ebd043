"""The inline styles of e-mails: mail programs drop stylesheets, but keep these."""

from string import Template

from web import theme

LENCANA = "#1f6f63"
INK, WHITE = "#1c1b19", "#ffffff"
SANS = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
READABLE = 4.5
"""The contrast that WCAG 2.2 AA asks of text (1.4.3)."""

STYLES = {
    "page": "margin:0;padding:0;background-color:#f5f2ec;",
    "paper": "background-color:#f5f2ec;",
    # Percentages and a largest width: many mail programs know no media queries.
    "margin": "padding:32px 12px 40px;",
    "column": "width:100%;max-width:560px;",
    "card": "background-color:#ffffff;border:1px solid #e7e2d8;border-radius:24px;padding:0 8%;",
    "slot": "padding:20px 0 0;",
    "hole": "width:72px;height:10px;border-radius:5px;background-color:#e7e2d8;"
    "font-size:0;line-height:0;",
    "place": f"padding:24px 0 8px;font:600 14px/20px {SANS};color:#5d5a53;",
    # Without letter-spacing, which tears the letters of Arabic apart.
    "title": f"margin:0;padding:0 0 16px;font:700 32px/42px {SANS};color:{INK};",
    "text": f"margin:0;padding:0 0 16px;font:400 17px/26px {SANS};color:{INK};",
    "small": f"margin:0;padding:0 0 24px;font:400 14px/21px {SANS};color:#5d5a53;",
    "facts": "width:100%;border-top:1px solid #e7e2d8;margin:8px 0 24px;",
    "fact": "padding:12px 0;border-bottom:1px solid #e7e2d8;",
    "label": f"margin:0;font:400 14px/20px {SANS};color:#5d5a53;",
    "value": f"margin:0;font:600 17px/25px {SANS};color:{INK};",
    "picture": "padding:8px 0 24px;",
    "frame": "border:1px solid #e7e2d8;border-radius:16px;background-color:#ffffff;padding:4px;",
    "qr": f"display:block;width:231px;height:231px;border:0;font:400 14px/20px {SANS};color:{INK};",
    "digits": f"padding:20px 0;font:700 44px/52px {SANS};letter-spacing:0.16em;color:{INK};",
    "digits_frame": "width:100%;margin:0 0 24px;border-radius:16px;background-color:#f5f2ec;",
    "button_cell": "border-radius:14px;background-color:$accent;",
    "button_row": "margin:0 0 24px;",
    "button": "display:inline-block;padding:15px 28px;border-radius:14px;text-decoration:none;"
    f"font:600 17px/24px {SANS};color:$on_accent;background-color:$accent;",
    "notice": "padding:24px 0 0;border-top:1px solid #e7e2d8;",
    "heading": f"margin:0;padding:0 0 12px;font:700 17px/24px {SANS};color:{INK};",
    "entry": f"margin:0;padding:0 0 12px;font:400 14px/21px {SANS};color:#5d5a53;"
    "overflow-wrap:anywhere;",
    "end": "padding:0 0 24px;font-size:0;line-height:0;",
    "foot": f"padding:20px 8% 0;font:400 13px/20px {SANS};color:#5d5a53;",
    "foot_link": "color:#5d5a53;text-decoration:underline;",
}


def look(accent: str) -> dict[str, dict[str, str]]:
    """Return the style attribute of each part; the button has the site's accent colour."""
    colours = {"accent": accent, "on_accent": on(accent)}
    return {
        part: {"style": Template(style).substitute(colours)}
        for part, style in STYLES.items()
    }


def on(accent: str) -> str:
    """Return white if it is readable on the accent, else ink."""
    is_readable = theme.contrast(theme.parse(WHITE), theme.parse(accent)) >= READABLE
    return WHITE if is_readable else INK
