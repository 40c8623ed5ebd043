"""A served front desk, and a real browser in which Dewi has its board open."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from playwright.sync_api import Browser, Page, Playwright, expect

from front_desk.app import create_app
from lencana.server.bridge import Bridge
from lencana.server.serving import ListenSettings, running
from tests import chromium
from tests.ports import free_port
from visits.people import sessions
from visits.people.sessions import SessionData
from visits.store.database import Database
from web.face import FaceSettings, Links


@contextmanager
def served(database: Database, settings: FaceSettings) -> Iterator[str]:
    """The face at an address of its own."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    links = Links(kiosk=f"{address}/kiosk", guest=address, hosts=address, desk=address)
    face = create_app(replace(settings, links=links), database)
    with running(Bridge(face), ListenSettings(port=port)):
        yield address


@contextmanager
def browser_of_dewi(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path=chromium.path(), args=chromium.FLAGS
    )
    yield browser
    browser.close()


@contextmanager
def board_of(
    browser: Browser, address: str, database: Database, member_id: int
) -> Iterator[Page]:
    """The board, live, of this member of the desk."""
    with database.transaction() as store:
        cookie = sessions.open(store, "desk", SessionData(member_id=member_id))
    context = chromium.new_context(browser, viewport={"width": 1366, "height": 768})
    context.add_cookies(
        [
            {
                "name": "__Host-lencana-desk",
                "value": cookie,
                "domain": "127.0.0.1",
                "path": "/",
                "secure": True,
                "httpOnly": True,
                "sameSite": "Strict",
            }
        ]
    )
    page = context.new_page()
    page.goto(f"{address}/")
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    yield page
    context.close()
