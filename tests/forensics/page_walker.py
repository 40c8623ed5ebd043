"""A walker that opens every page it finds, and fills every field of every form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import BrowserContext

MOST_PAGES = 60
NEVER = re.compile(
    r"sign-out|closure|/static/|\.png|\.css|\.js\b|\.ics|revocation|retirement|erasure|removal"
)
KEPT_TYPES = {"hidden", "submit", "checkbox", "radio"}


@dataclass
class Form:
    """Where it leads, what it carries, and what can be typed into it."""

    action: str
    carried: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(said.get("href", ""))
        elif tag == "form" and said.get("method", "").lower() == "post":
            self.forms.append(Form(said.get("action", "")))
        elif self.forms and said.get("name") and tag in {"input", "select", "textarea"}:
            if said.get("type") == "hidden":
                self.forms[-1].carried[said["name"]] = said.get("value", "")
            else:
                self.forms[-1].typed.append(said["name"])


def walk(
    context: BrowserContext, starts: list[str], words: tuple[str, ...]
) -> list[int]:
    """Every form that was found was sent once with each word in every field; what was answered."""
    return [
        answer
        for url, form in _forms(context, starts)
        for answer in _sent(context, url, form, words)
    ]


def _forms(context: BrowserContext, starts: list[str]) -> Iterator[tuple[str, Form]]:
    waiting, seen, known = list(starts), set(starts), set()
    home = urlsplit(starts[0]).netloc
    while waiting and len(seen) < MOST_PAGES:
        url = waiting.pop(0)
        answer = context.request.get(url)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        reader = _Reader()
        reader.feed(answer.text())
        for link in (urljoin(url, found).partition("#")[0] for found in reader.links):
            if (
                link not in seen
                and urlsplit(link).netloc == home
                and not NEVER.search(link)
            ):
                seen.add(link)
                waiting.append(link)
        for form in reader.forms:
            kind = re.sub(r"\w{26}", "*", urljoin(url, form.action))
            if form.typed and kind not in known and not NEVER.search(kind):
                known.add(kind)
                yield url, form


def _sent(
    context: BrowserContext, url: str, form: Form, words: tuple[str, ...]
) -> Iterator[int]:
    parts = urlsplit(url)
    for word in words:
        # Too long for any name, and no address: it is wrong everywhere.
        fields = form.carried | dict.fromkeys(form.typed, f"{word} " * 12)
        answer = context.request.post(
            urljoin(url, form.action),
            form=dict(fields),
            max_redirects=0,
            headers={"Origin": f"{parts.scheme}://{parts.netloc}", "Referer": url},
        )
        yield answer.status
