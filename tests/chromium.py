"""Chromium as tests start it: without a window and a graphics card, and without calls home."""

import shutil

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
    "--use-fake-ui-for-media-stream",
)


def path() -> str | None:
    """Where the system has one; None leaves it to Playwright, which may have brought its own."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def path_with_window() -> str | None:
    """The same, but rather the browser of a real tablet, with all that it keeps of its pages."""
    return next(filter(None, map(shutil.which, NAMES[1:])), path())
