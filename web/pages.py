"""Pages: rendering, the label of a refusal, and the flash message after something was done."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, current_app, render_template, session
from flask_babel import gettext, lazy_gettext
from flask_bootstrap import Bootstrap5
from wtforms import Field

from visits.vocabulary.refusals import VisitRefused
from visits.vocabulary.visits import CODE_DIGITS, VOUCH_DIGITS
from web import access
from web.context import current_site

RefusalLabels = Mapping[type[VisitRefused], Any]
FLASH_MESSAGES = "lencana.flash_messages"


def page(template: str, **context: Any) -> str:  # noqa: ANN401 - as Flask's own
    """Render the template."""
    return render_template(template, **context)


def refusal_text(refusal: VisitRefused, labels: RefusalLabels) -> str:
    """The label of the refusal's class or, without one, of the nearest class it is derived from."""
    for kind in type(refusal).__mro__:
        if kind in labels:
            text = str(labels[kind])
            return text % refusal.values if refusal.values else text
    return str(gettext("That is not possible now. Nothing was changed."))


def register_flash_messages(app: Flask, table: Mapping[str, Any]) -> None:
    """Add the texts of the face's flash messages, by their code."""
    app.extensions[FLASH_MESSAGES] |= table


def flash(code: str) -> None:
    """Show this message once, on the next page. A code without a text is a bug (`KeyError`)."""
    # Looked up now, so that a wrong code fails here and not on the next page.
    _ = current_app.extensions[FLASH_MESSAGES][code]
    # The row keeps a code and no text, so it can hold no personal data.
    session["flash"] = code


def set_up(app: Flask) -> None:
    """Give templates the site, the member and the flash message."""
    app.extensions[FLASH_MESSAGES] = {"signed_out": lazy_gettext("You are signed out.")}
    # The content security policy allows no other origin.
    app.config["BOOTSTRAP_SERVE_LOCAL"] = True
    Bootstrap5(app)
    app.jinja_env.globals.update(
        current_site=current_site,
        current_member=access.current_member,
        flash_message=_flash_message,
        aria=_aria,
        code_digits=CODE_DIGITS,
        vouch_digits=VOUCH_DIGITS,
    )


def _flash_message(**names: str) -> str:
    code = session.pop("flash", None)
    text = str(current_app.extensions[FLASH_MESSAGES].get(code, "")) if code else ""
    # A page that does not know the device's name still shows the message, with an ellipsis.
    return text % defaultdict(lambda: "…", names)


def _aria(
    field: Field, described_by: Sequence[str], **attributes: str
) -> dict[str, str]:
    if described_by:
        attributes["aria-describedby"] = " ".join(described_by)
    if field.errors:
        attributes["aria-invalid"] = "true"
    return attributes
