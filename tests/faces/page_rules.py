"""What holds for every page: valid, titled, one h1, labelled, in a language, and nothing inline."""

from collections import Counter
from collections.abc import Iterator

from justhtml import Element, JustHTML

UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
FIELDS = ("input", "select", "textarea")
OUTSIDE = ("http://", "https://", "//")


def check_page(html: str) -> None:
    """The page keeps every rule, or the assertion lists each one that it breaks."""
    document = JustHTML(html, sanitize=False, collect_errors=True)
    broken = [f"line {error.line}: {error.code}" for error in document.errors]
    assert broken + list(_broken(document)) == []


def _broken(page: JustHTML) -> Iterator[str]:
    yield from _frame(page)
    yield from _ids(page)
    yield from _labels(page)
    yield from _inline(page)


def _frame(page: JustHTML) -> Iterator[str]:
    headings = len(page.query("h1"))
    if headings != 1:
        yield f"{headings} h1 instead of one"
    if not page.query("html[lang][dir]"):
        yield "html says no language or direction"
    if not any(title.to_text().strip(" ·") for title in page.query("head > title")):
        yield "no title"
    if len(page.query("main")) != 1:
        yield "not one main"


def _ids(page: JustHTML) -> Iterator[str]:
    count = Counter(element.attrs["id"] for element in page.query("[id]"))
    yield from (f"id {name} stands {times} times" for name, times in count.items() if times > 1)
    for reference in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
        for element in page.query(f"[{reference}]"):
            missing = set((element.attrs[reference] or "").split()) - count.keys()
            yield from (f"{reference} leads to no {name}" for name in missing)
    for link in page.query("a[href^='#']"):
        if (link.attrs["href"] or "")[1:] not in count:
            yield f"a link leads to no {link.attrs['href']}"


def _labels(page: JustHTML) -> Iterator[str]:
    labelled = {label.attrs["for"] for label in page.query("label[for]")}
    for kind in FIELDS:
        for field in page.query(kind):
            if field.attrs.get("type") not in UNLABELLED and not _is_named(field, labelled):
                yield f"{kind} {field.attrs.get('name')} has no label"
    for thing in [*page.query("button"), *page.query("a[href]")]:
        if not (_words(thing) or thing.attrs.get("aria-label")):
            yield f"{thing.name} without words"
    yield from (f"img {image.attrs.get('src')} without alt" for image in page.query("img:not([alt])"))


def _inline(page: JustHTML) -> Iterator[str]:
    yield from ("an inline style" for _ in [*page.query("[style]"), *page.query("style")])
    yield from ("an inline script" for _ in page.query("script:not([src])"))
    for element in page.query("*"):
        yield from (f"{name} on {element.name}" for name in element.attrs if name.startswith("on"))
    for loaded in [*page.query("[src]"), *page.query("link[href]")]:
        address = loaded.attrs.get("src") or loaded.attrs.get("href") or ""
        if address.startswith(OUTSIDE):
            yield f"{loaded.name} from outside"


def _is_named(field: Element, labelled: set[str | None]) -> bool:
    named = field.attrs.get("aria-label") or field.attrs.get("aria-labelledby")
    return bool(named) or field.attrs.get("id") in labelled


def _words(element: Element) -> str:
    pictures = "".join(image.attrs.get("alt") or "" for image in element.query("img"))
    return (element.to_text() + pictures).strip()
