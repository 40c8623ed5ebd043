"""Browsers that are watched: whatever a page asks of another origin than the lobby's is remembered."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Request

from tests import chromium

INSIDE = ("data:", "blob:")


@dataclass
class Watch:
    """What was asked of strangers, by every page of every context that was opened here."""

    home: str
    strangers: list[str] = field(default_factory=list)

    def context(self, browser: Browser, **options: Any) -> BrowserContext:
        """A watched context of this browser."""
        context = chromium.new_context(browser, **options)
        # What a handler raises may be lost, so it only notes; the test that goes on raises.
        context.on("request", self._note)
        return context

    def assert_nobody_else_was_asked(self) -> None:
        """Every request so far went to the lobby."""
        asked, self.strangers = self.strangers, []
        assert asked == [], "a page asked a foreign origin for something"

    def _note(self, request: Request) -> None:
        if not request.url.startswith((f"{self.home}/", *INSIDE)):
            self.strangers.append(request.url)
