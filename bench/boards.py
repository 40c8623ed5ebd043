"""A front desk's board of a busy day, every name opened, and what the audit log pays for it."""

import gzip
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from itertools import chain, count, repeat, starmap
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient
from sqlalchemy import update
from sqlmodel import select

from bench.figures import PROCESSOR_MS, Bounds, Figure
from front_desk.app import create_app
from lencana.demo import seed
from lencana.server import process
from visits import board, invitations
from visits.audit.access_log import AccessLog
from visits.invitations import NewInvitation
from visits.keys.keyring import open_keys
from visits.lobby import arrivals, departures
from visits.people import sessions
from visits.people.quotas import DEFAULT
from visits.people.sessions import SessionData
from visits.store import schema
from visits.store.database import Database, Store, utc_now
from visits.store.people import MemberRole
from visits.store.printing import PrintJob
from visits.store.sites import MembershipPlan, Site
from visits.store.visits import Visit
from visits.visit_state import Stage
from visits.visit_times import Window
from visits.vocabulary.people import Role
from visits.vocabulary.printing import PrintState
from visits.vocabulary.visits import Level, RefusalReason, VisitPurpose
from web.face import FaceSettings, Links

ARRIVALS, ROUNDS = 500, 40
BOARD = Bounds(most=3)
DAY = {
    Stage.ON_SITE: 250,
    Stage.LEFT: 60,
    Stage.REFUSED: 30,
    Stage.WITHDRAWN: 10,
    Stage.EXPECTED: 250,
}
"""A full day of 600 guests, as the page shows it."""
PAGE, PAGE_BYTES = Bounds(most=4), 60_000
ALL_IN = {Stage.ON_SITE: ARRIVALS}
LONG_AGO = timedelta(minutes=2)
ORIGIN = "http://localhost"
GZIP = {"Accept-Encoding": "gzip"}


def figures(folder: Path) -> Iterator[Figure]:
    """The board of 500 who are inside, read warm; then its entries in the audit log."""
    process.tune()
    access_log = AccessLog()
    database, site_id, desk = busy_day(folder, access_log)
    hours = count(1)
    try:
        name = "processor of a board of 500 arrivals with decryption, p50"
        ms = _median_ms(lambda: _read(database, site_id, desk))
        yield Figure(name, round(ms, 1), PROCESSOR_MS, c=BOARD)
        access_log.write(database)
        name = "audit log of that board, said within the hour"
        ms = _median_ms(lambda: _write_again(database, access_log, site_id, desk))
        yield Figure(name, round(ms, 2), "ms")
        name = "audit log of that board, another hour's, beside the readers"
        ms = _median_ms(
            lambda: _write_anew(database, access_log, (site_id, desk), next(hours))
        )
        yield Figure(name, round(ms, 2), "ms")
    finally:
        database.close()
    yield from _page_figures(folder / "page")


def _page_figures(folder: Path) -> Iterator[Figure]:
    """The board of 600 as its page, of a face in this process, and a poll without news."""
    database, _, desk = busy_day(folder, AccessLog(), DAY)
    try:
        browser = _browser(database, desk)
        for path in ("/", "/board"):
            ms = _median_ms(partial(_spent, browser, path))
            name = f"processor of the page {path} of 600 guests, p50"
            yield Figure(name, round(ms, 1), PROCESSOR_MS, c=PAGE)
            sent = max(_opened(browser, path)[1] for _ in range(ROUNDS))
            yield Figure(f"its bytes over the wire, {path}", sent, "B", PAGE_BYTES)
        commits, tag = database.commits, browser.get("/board").headers["ETag"]
        polled = browser.get("/board", headers={"If-None-Match": tag})
        if polled.status_code != HTTPStatus.NOT_MODIFIED:
            raise RuntimeError("the board changed by itself")
        name = "commits of opening that board and a poll without news"
        yield Figure(name, database.commits - commits, "commits", 0)
    finally:
        database.close()


def _browser(database: Database, desk: int) -> FlaskClient:
    links = Links(**dict.fromkeys(("kiosk", "guest", "hosts", "desk"), ORIGIN))
    face = create_app(FaceSettings(links, database.keys.secrets), database)
    with database.transaction() as store:
        cookie = sessions.open(store, "desk", SessionData(member_id=desk))
    browser = face.test_client()
    browser.set_cookie("__Host-lencana-desk", cookie)
    return browser


def _spent(browser: FlaskClient, path: str) -> float:
    return _opened(browser, path)[0]


def _opened(browser: FlaskClient, path: str) -> tuple[float, int]:
    began = time.thread_time()
    answer = browser.get(path, headers=GZIP)
    sent = len(answer.get_data())
    spent = (time.thread_time() - began) * 1000
    # The demo's own guests are among them.
    if gzip.decompress(answer.data).count(b'id="visit-') < sum(DAY.values()):
        raise RuntimeError("the page does not show everybody")
    return spent, sent


def _median_ms(work: Callable[[], float]) -> float:
    work()
    return median(work() for _ in range(ROUNDS))


def _read(database: Database, site_id: int, desk: int) -> float:
    began = time.thread_time()
    with database.reading() as store:
        seen = board.of_site(store, site_id, desk)
    spent = (time.thread_time() - began) * 1000
    if sum(bool(line.guest.name) for line in seen.on_site) != ARRIVALS:
        raise RuntimeError("the board does not show everybody")
    return spent


def _write_again(
    database: Database, access_log: AccessLog, site_id: int, desk: int
) -> float:
    _read(database, site_id, desk)
    return _write(database, access_log)


def _write_anew(
    database: Database, access_log: AccessLog, board_of: tuple[int, int], hours: int
) -> float:
    """As if the board had been read so many hours later."""
    _read(database, *board_of)
    at, disclosure = access_log.waiting.pop()
    access_log.waiting.append((at + timedelta(hours=hours), disclosure))
    return _write(database, access_log)


def _write(database: Database, access_log: AccessLog) -> float:
    began = time.perf_counter()
    access_log.write(database)
    return (time.perf_counter() - began) * 1000


def busy_day(
    folder: Path, access_log: AccessLog, day: Mapping[Stage, int] = ALL_IN
) -> tuple[Database, int, int]:
    """Return a store with a day of so many guests, its site, and who is at the desk."""
    folder.mkdir(parents=True)
    database = Database(
        f"sqlite:///{folder / 'lencana.db'}",
        open_keys(folder / "keys"),
        # What the desk did is past undoing, as most of a day is.
        clock=lambda: utc_now() - LONG_AGO,
        on_later_entries=access_log.add,
    )
    schema.migrate(database)
    site_id = seed.seed(database, "tcp://127.0.0.1:9100").site_id
    with database.transaction() as store:
        site = store.get_one(Site, site_id)
        host, desk = _with_role(store, Role.HOST), _with_role(store, Role.DESK)
        store.add(MembershipPlan(name=DEFAULT.name))
        for number, stage in enumerate(chain(*starmap(repeat, day.items()))):
            announced = _announced(number, seed.window(site, store.now))
            visit = invitations.invite(store, host, site_id, announced, str(number))
            _bring(store, visit, stage, desk)
        store.execute(update(PrintJob).values(state=PrintState.PRINTED))
    database.clock = utc_now
    return database, site_id, desk


def _with_role(store: Store, role: Role) -> int:
    with_role = select(MemberRole.member_id).where(MemberRole.role == role)
    return store.exec(with_role).first() or 0


def _bring(store: Store, visit: Visit, stage: Stage, desk: int) -> None:
    site_id, public_id = visit.site_id, visit.public_id
    if stage in {Stage.ON_SITE, Stage.LEFT}:
        arrivals.check_in_at_desk(store, site_id, public_id, desk)
    if stage is Stage.LEFT:
        departures.check_out(store, site_id, public_id, desk)
    elif stage is Stage.REFUSED:
        reason = RefusalReason.HOUSE_RULES
        arrivals.refuse(store, site_id, public_id, reason, desk)
    elif stage is Stage.WITHDRAWN:
        invitations.withdraw(store, visit.host_id, public_id)


def _announced(number: int, window: Window) -> NewInvitation:
    return NewInvitation(
        name=f"Gita Lestari {number}",
        badge_name="Gita",
        email=f"gita{number}@guest.example",
        window=window,
        purpose=VisitPurpose.MEETING,
        language="en",
        least_level=Level.ADDRESS_CONFIRMED,
    )
