"""The studio: a demo, a browser, and where pictures go."""

import json
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import chromium
from visits.vocabulary.visits import CODE_DIGITS

SIZES = {
    "tablet": {"width": 1024, "height": 768},
    "tablet-upright": {"width": 768, "height": 1024},
    "phone": {"width": 390, "height": 844},
    "desktop": {"width": 1366, "height": 768},
}
TABLETS = ("tablet", "tablet-upright")
QUIET = [*chromium.FLAGS, "--use-fake-device-for-media-stream"]
SETTLED_MS = 400
"""Long enough for a step's motion to end; a picture needs nothing more."""
GUEST_PAGE = re.compile(r"http\S+/guest/\w+-\w+")
ONE_TIME_CODE = re.compile(rf"\b\d{{{CODE_DIGITS}}}\b")


@dataclass
class Studio:
    """One language, with everything that is needed to walk through it."""

    language: str
    facts: dict[str, Any]
    browser: Browser
    folder: Path

    def page(self, size: str = "desktop", scheme: str = "light") -> Page:
        """A fresh browser of that size, in the studio's language."""
        options: dict[str, Any] = {
            "viewport": SIZES[size],
            "locale": self.language,
            "color_scheme": scheme,
        }
        return self.browser.new_context(**options).new_page()

    def shoot(
        self, page: Page, name: str, sizes: tuple[str, ...] = tuple(SIZES)
    ) -> None:
        """The page as it stands, at each size, once a result's colour has left the screen."""
        expect(page.locator("[data-signal]:not([data-signal=''])")).to_have_count(0)
        for size in sizes:
            viewport: Any = SIZES[size]
            page.set_viewport_size(viewport)
            page.wait_for_timeout(SETTLED_MS)
            whole = size != "tablet" or not name.startswith("kiosk")
            page.screenshot(
                path=self.folder / f"{name}.{size}.{self.language}.png", full_page=whole
            )

    def digits(self) -> str:
        """The newest one-time code on the mail page."""
        return self._written(ONE_TIME_CODE, "")

    def guest_page(self, email: str) -> str:
        """The address of a guest's own page, as the newest e-mail to them says."""
        return self._written(GUEST_PAGE, email)

    def _written(self, wanted: re.Pattern[str], to: str) -> str:
        mail = self.page()
        mail.goto(self.facts["mail"])
        letters = mail.locator(".demo-email", has_text=wanted)
        found = wanted.search(letters.filter(has_text=to).first.inner_text())
        mail.context.close()
        return found[0] if found else ""


@contextmanager
def open_studio(language: str, folder: Path) -> Iterator[Studio]:
    """A demo of its own, which ends with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        command = [
            sys.executable,
            "-m",
            "lencana",
            "demo",
            "--json",
            "--port",
            "0",
            "--data",
            f"{data}/demo",
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as demo:  # noqa: S603 - our own command
            browser = playwright.chromium.launch(
                executable_path=chromium.path(), args=QUIET
            )
            try:
                yield Studio(
                    language,
                    json.loads(demo.stdout.readline() if demo.stdout else ""),
                    browser,
                    folder,
                )
            finally:
                browser.close()
                demo.send_signal(signal.SIGTERM)
                demo.wait(timeout=20)
