"""A served front desk, and a real browser in which Dewi has its board open."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

from playwright.sync_api import Browser, Page, Playwright, expect
from werkzeug.serving import WSGIRequestHandler, make_server

from front_desk.app import create_app
from tests import chromium
from tests.cast import Cast
from visits.people import sessions
from visits.people.sessions import SessionData
from visits.store.database import Database
from web.face import FaceSettings, Links


class Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log_request(self, *_: object) -> None:
        return


@contextmanager
def served(database: Database, settings: FaceSettings) -> Iterator[str]:
    """The face at an address of its own."""
    server = make_server(
        "127.0.0.1", 0, lambda *_: [], threaded=True, request_handler=Quiet
    )
    address = f"http://127.0.0.1:{server.server_port}"
    links = Links(kiosk=f"{address}/kiosk", guest=address, hosts=address, desk=address)
    server.app = create_app(replace(settings, links=links), database)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield address
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def browser_of_dewi(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path=chromium.path(), args=chromium.FLAGS
    )
    yield browser
    browser.close()


@contextmanager
def board_of_dewi(
    browser: Browser, address: str, database: Database, cast: Cast
) -> Iterator[Page]:
    """The board, live."""
    with database.transaction() as store:
        cookie = sessions.open(store, "desk", SessionData(member_id=cast.dewi.id))
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
