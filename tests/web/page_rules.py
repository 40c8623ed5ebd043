"""What holds for every page: valid, titled, one h1, labelled, in a language, and nothing inline."""

from collections import Counter
from collections.abc import Iterator

from justhtml import Element, JustHTML

UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
OUTSIDE = ("http://", "https://", "//")


def check_page(html: str) -> None:
    """The page keeps every rule, or the assertion lists each one that it breaks."""
    document = JustHTML(html, sanitize=False, collect_errors=True)
    broken = [f"line {error.line}: {error.code}" for error in document.errors] + list(
        _broken(document)
    )
    if broken:
        raise AssertionError("; ".join(broken))


def _broken(page: JustHTML) -> Iterator[str]:
    yield from _frame(page)
    yield from _ids(page)
    yield from _labels(page)
    yield from _inline(page)


def _frame(page: JustHTML) -> Iterator[str]:
    # What a template element keeps is not on the page yet.
    headings = len(page.query("h1")) - len(page.query("template h1"))
    if headings != 1:
        yield f"{headings} h1 instead of one"
    if not page.query("html[lang][dir]"):
        yield "html says no language or direction"
    if not any(title.to_text().strip(" ·") for title in page.query("head > title")):
        yield "no title"
    if len(page.query("main")) != 1:
        yield "not one main"


def _ids(page: JustHTML) -> Iterator[str]:
    count = Counter(_said(element, "id") for element in _all(page, "[id]"))
    yield from (
        f"id {name} stands {times} times" for name, times in count.items() if times > 1
    )
    for reference in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
        for element in _all(page, f"[{reference}]"):
            missing = set(_said(element, reference).split()) - count.keys()
            yield from (f"{reference} leads to no {name}" for name in missing)
    targets = [_said(link, "href")[1:] for link in _all(page, "a[href^='#']")]
    yield from (
        f"a link leads to no {target}" for target in targets if target not in count
    )


def _labels(page: JustHTML) -> Iterator[str]:
    labelled = {_said(label, "for") for label in _all(page, "label[for]")}
    for field in _all(page, "input, select, textarea"):
        if _said(field, "type") not in UNLABELLED and not _is_named(field, labelled):
            yield f"{field.name} {_said(field, 'name')} has no label"
    for thing in _all(page, "button, a[href]"):
        if not (_words(thing) or _said(thing, "aria-label")):
            yield f"{thing.name} without words"
    yield from (
        f"img {_said(image, 'src')} without alt"
        for image in _all(page, "img:not([alt])")
    )


def _inline(page: JustHTML) -> Iterator[str]:
    yield from ("an inline style" for _ in _all(page, "[style], style"))
    yield from ("an inline script" for _ in _all(page, "script:not([src])"))
    for element in _all(page, "*"):
        yield from (
            f"{name} on {element.name}"
            for name in element.attrs or {}
            if name.startswith("on")
        )
    for loaded in _all(page, "[src], link[href]"):
        if (_said(loaded, "src") or _said(loaded, "href")).startswith(OUTSIDE):
            yield f"{loaded.name} from outside"


def _is_named(field: Element, labelled: set[str]) -> bool:
    named = _said(field, "aria-label") or _said(field, "aria-labelledby")
    return bool(named) or _said(field, "id") in labelled or _stands_in_label(field)


def _stands_in_label(field: Element) -> bool:
    parent = field.parent
    while isinstance(parent, Element) and parent.name != "label":
        parent = parent.parent
    return isinstance(parent, Element)


def _words(element: Element) -> str:
    pictures = "".join(_said(image, "alt") for image in _all(element, "img"))
    return (element.to_text() + pictures).strip()


def _all(where: JustHTML | Element, selector: str) -> list[Element]:
    return [
        element for element in where.query(selector) if isinstance(element, Element)
    ]


def _said(element: Element, attribute: str) -> str:
    return (element.attrs or {}).get(attribute) or ""
