"""Chromium as tests start it: without a window and a graphics card, and without calls home."""

import shutil
from typing import Any

from playwright.sync_api import Browser, BrowserContext, expect

PATIENCE_MS = 180_000
"""How long a page may take on a busy machine, for what is looked at and what is done."""
expect.set_options(timeout=PATIENCE_MS)
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first needs half the processor time of the others, and is the same engine."""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--in-process-gpu",
    "--enable-features=NetworkServiceInProcess2,NetworkServiceInProcess",
    "--use-fake-ui-for-media-stream",
)


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """A browser's new user, whom a slow machine does not turn away."""
    return patient(browser.new_context(**options))


def patient(context: BrowserContext) -> BrowserContext:
    """The same user, who waits for as long as `expect` does."""
    context.set_default_timeout(PATIENCE_MS)
    return context


def path() -> str | None:
    """Where the system has one; None leaves it to Playwright, which may have brought its own."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def path_with_window() -> str | None:
    """The same, but rather the browser of a real tablet, with all that it keeps of its pages."""
    return next(filter(None, map(shutil.which, NAMES[1:])), path())
