"""What holds for every page: valid, titled, one h1, labelled, in a language, and nothing inline."""

from collections import Counter
from collections.abc import Iterator

from justhtml import Element, JustHTML

UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
FIELDS = {"input", "select", "textarea"}
OUTSIDE = ("http://", "https://", "//")
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls")


def check_page(html: str) -> None:
    """The page keeps every rule, or the assertion lists each one that it breaks."""
    document = JustHTML(html, sanitize=False, collect_errors=True)
    # Walked once: a selector for each rule took ten times as long as reading the page.
    elements = [
        element for element in document.query("*") if isinstance(element, Element)
    ]
    broken = [f"line {error.line}: {error.code}" for error in document.errors] + list(
        _broken(elements)
    )
    if broken:
        raise AssertionError("; ".join(broken))


def _broken(page: list[Element]) -> Iterator[str]:
    yield from _frame(page)
    yield from _ids(page)
    yield from _labels(page)
    yield from _inline(page)


def _frame(page: list[Element]) -> Iterator[str]:
    # What a template element keeps is not on the page yet.
    kept = sum(len(template.query("h1")) for template in _named(page, "template"))
    headings = len(_named(page, "h1")) - kept
    if headings != 1:
        yield f"{headings} h1 instead of one"
    if not all(_has(page[0], attribute) for attribute in ("lang", "dir")):
        yield "html says no language or direction"
    titles = [
        title for title in _named(page, "title") if _stands_in(title, "head", levels=1)
    ]
    if not any(title.to_text().strip(" ·") for title in titles):
        yield "no title"
    if len(_named(page, "main")) != 1:
        yield "not one main"


def _ids(page: list[Element]) -> Iterator[str]:
    count = Counter(_value(element, "id") for element in page if _has(element, "id"))
    yield from (
        f"id {name} stands {times} times" for name, times in count.items() if times > 1
    )
    for reference in REFERENCES:
        for element in page:
            missing = set(_value(element, reference).split()) - count.keys()
            yield from (f"{reference} leads to no {name}" for name in missing)
    targets = [_value(link, "href") for link in _named(page, "a")]
    yield from (
        f"a link leads to no {target[1:]}"
        for target in targets
        if target.startswith("#") and target[1:] not in count
    )


def _labels(page: list[Element]) -> Iterator[str]:
    labelled = {_value(label, "for") for label in _named(page, "label")} - {""}
    for field in _named(page, *FIELDS):
        if _value(field, "type") not in UNLABELLED and not _is_named(field, labelled):
            yield f"{field.name} {_value(field, 'name')} has no label"
    for thing in _named(page, "button", "a"):
        is_pressed = thing.name == "button" or _has(thing, "href")
        if is_pressed and not (_words(thing) or _value(thing, "aria-label")):
            yield f"{thing.name} without words"
    yield from (
        f"img {_value(image, 'src')} without alt"
        for image in _named(page, "img")
        if not _has(image, "alt")
    )


def _inline(page: list[Element]) -> Iterator[str]:
    for element in page:
        if element.name == "style" or _has(element, "style"):
            yield "an inline style"
        if element.name == "script" and not _has(element, "src"):
            yield "an inline script"
        yield from (
            f"{name} on {element.name}"
            for name in element.attrs or {}
            if name.startswith("on")
        )
        linked = _value(element, "href") if element.name == "link" else ""
        if (_value(element, "src") or linked).startswith(OUTSIDE):
            yield f"{element.name} from outside"


def _is_named(field: Element, labelled: set[str]) -> bool:
    named = _value(field, "aria-label") or _value(field, "aria-labelledby")
    return bool(named) or _value(field, "id") in labelled or _stands_in(field, "label")


def _stands_in(element: Element, name: str, levels: int = 100) -> bool:
    parent = element.parent
    while isinstance(parent, Element) and parent.name != name and levels > 1:
        parent, levels = parent.parent, levels - 1
    return isinstance(parent, Element) and parent.name == name


def _words(element: Element) -> str:
    pictures = [image for image in element.query("img") if isinstance(image, Element)]
    return (
        element.to_text() + "".join(_value(image, "alt") for image in pictures)
    ).strip()


def _named(page: list[Element], *names: str) -> list[Element]:
    return [element for element in page if element.name in names]


def _has(element: Element, attribute: str) -> bool:
    return attribute in (element.attrs or {})


def _value(element: Element, attribute: str) -> str:
    return (element.attrs or {}).get(attribute) or ""
