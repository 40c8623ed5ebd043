"""A lobby with the real server, and tablets that are real browsers with a fake camera."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize

from kiosk.app import create_app
from lencana.server.bridge import Bridge
from lencana.server.serving import ListenSettings, running
from tests import chromium
from tests.ports import free_port
from visits.lobby import kiosks
from visits.people import sessions
from visits.people.sessions import SessionData
from visits.store.database import Database
from web.face import FaceSettings, Links

HOST = "127.0.0.1"
LANDSCAPE: ViewportSize = {"width": 1024, "height": 768}


@dataclass(frozen=True)
class Lobby:
    """Where the kiosk is served from, and whose it is."""

    origin: str
    app: Flask
    database: Database
    site_id: int
    tablets: list[BrowserContext] = field(default_factory=list)

    def open(self, browser: Browser) -> Page:
        """The kiosk's page in a browser of its own, which was paired before."""
        context = chromium.new_context(browser, viewport=LANDSCAPE)
        self.tablets.append(context)
        # The prefix wants a secure cookie, which a browser takes by URL only where that is https.
        context.add_cookies(
            [
                {
                    "name": "__Host-lencana-kiosk",
                    "value": self._cookie(),
                    "domain": HOST,
                    "path": "/",
                    "secure": True,
                    "httpOnly": True,
                    "sameSite": "Strict",
                }
            ]
        )
        page = context.new_page()
        page.goto(self.origin)
        return page

    def _cookie(self) -> str:
        """The session of a new kiosk."""
        with self.database.transaction() as store:
            code = kiosks.offer_pairing(store, self.site_id, "Lobby")
            data = SessionData(kiosk_id=kiosks.pair(store, code).id)
            return sessions.open(store, "kiosk", data)


@contextmanager
def lobby(database: Database, site_id: int) -> Iterator[Lobby]:
    """The kiosk is served until the block ends, and its tablets are switched off."""
    port = free_port()
    origin = f"http://{HOST}:{port}"
    links = Links(**dict.fromkeys(("kiosk", "guest", "hosts", "desk"), origin))
    app = create_app(FaceSettings(links, database.keys.secrets), database)
    with running(Bridge(app), ListenSettings(port=port)):
        opened = Lobby(origin, app, database, site_id)
        yield opened
        for tablet in opened.tablets:
            tablet.close()


@contextmanager
def browser_with_camera(
    playwright: Playwright, clip: Path | None = None
) -> Iterator[Browser]:
    """Chromium, whose camera shows the clip; without one there is no camera."""
    camera = (
        [
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={clip}",
        ]
        if clip
        else []
    )
    browser = playwright.chromium.launch(
        executable_path=chromium.path(), args=[*chromium.FLAGS, *camera]
    )
    yield browser
    browser.close()
