"""Requests for one's data: strangers and guests get the same answer in the same time."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from http import HTTPStatus
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient
from sqlmodel import select

import guest_page.app
from bench.figures import Figure
from lencana import app
from lencana.demo import seed
from lencana.mail.delivery import deliver_due
from lencana.mail.mail_settings import MailSettings
from visits import invitations, sites
from visits.audit.access_log import AccessLog
from visits.invitations import NewInvitation
from visits.keys.keyring import open_keys
from visits.people.quotas import DEFAULT
from visits.store import schema
from visits.store.database import Database, utc_now
from visits.store.people import MemberRole
from visits.store.sites import MembershipPlan, Site
from visits.visit_times import Window
from visits.vocabulary.people import Role
from visits.vocabulary.visits import CODE_DIGITS, Level, VisitPurpose
from web.face import FaceSettings

ROUNDS, WARM = 150, 20
ORIGIN = "http://localhost"
CLOSE, FAR = 0.8, 1.25
"""Two medians of the same work on a shared machine."""
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Nobody:
    """A transport to whom handing over takes no time: what is measured is the writing."""

    def send(self, message: EmailMessage) -> None:
        message.as_bytes()

    def rehearse(self, message: EmailMessage) -> None:
        message.as_bytes()


class SteppingClock:
    """Half a minute later whenever somebody asks anew: no limit of theirs is reached."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


def figures(folder: Path) -> Iterator[Figure]:
    """The POST that asks, the POST of wrong digits, and the letter: of a guest, of a stranger, and both."""
    folder.mkdir(parents=True)
    clock = SteppingClock()
    database = Database(
        f"sqlite:///{folder / 'lencana.db'}",
        open_keys(folder / "keys"),
        clock,
        AccessLog().add,
    )
    try:
        _invite_guests(database)
        settings = FaceSettings(links=app.links(ORIGIN), secrets=database.keys.secrets)
        client = guest_page.app.create_app(settings, database).test_client()
        spent = _side_by_side(client, database, clock)
        for what in ("asking", "wrong digits", "letter"):
            yield from _compared(what, spent[what, "guest"], spent[what, "stranger"])
    finally:
        database.close()


def _compared(what: str, guest: list[float], stranger: list[float]) -> Iterator[Figure]:
    known, unknown = median(guest[WARM:]), median(stranger[WARM:])
    yield Figure(f"{what}, a guest's address", round(known, 2), "ms p50")
    yield Figure(f"{what}, a stranger's address", round(unknown, 2), "ms p50")
    yield Figure(
        f"{what}, stranger to guest", round(unknown / known, 3), "ratio", FAR, CLOSE
    )


def _side_by_side(
    client: FlaskClient, database: Database, clock: SteppingClock
) -> dict[tuple[str, str], list[float]]:
    spent: dict[tuple[str, str], list[float]] = {}
    office = MailSettings(links=app.links(ORIGIN), sender="Lobby <lobby@example.org>")
    deliver_due(database, Nobody(), office)
    for number in range(ROUNDS + WARM):
        for who in ("guest", "stranger") if number % 2 else ("stranger", "guest"):
            clock.ahead += timedelta(seconds=31)
            page, asking = _post(
                client, "/", "/inquiries", address=f"{who}{number}@example.org"
            )
            _, wrong = _post(
                client, page, f"{page}/confirmation", code="0" * CODE_DIGITS
            )
            letter = _timed(lambda: deliver_due(database, Nobody(), office))
            for what, ms in (
                ("asking", asking),
                ("wrong digits", wrong),
                ("letter", letter),
            ):
                spent.setdefault((what, who), []).append(ms)
    return spent


def _post(
    client: FlaskClient, page: str, path: str, **fields: str
) -> tuple[str, float]:
    """Where the answer leads, and the milliseconds until it was there."""
    found = _TOKEN.search(client.get(page, base_url=ORIGIN).text)
    data = {"csrf_token": found[1] if found else "", **fields}
    began = time.perf_counter()
    answer = client.post(path, base_url=ORIGIN, data=data)
    spent = (time.perf_counter() - began) * 1000
    if answer.status_code not in {
        HTTPStatus.SEE_OTHER,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }:
        raise RuntimeError(f"the page answered {answer.status_code}")
    return answer.headers.get("Location", ""), spent


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _invite_guests(database: Database) -> None:
    """Everybody whose address is known is invited for tomorrow."""
    schema.migrate(database)
    site_id = seed.seed(database, "tcp://127.0.0.1:9100").site_id
    with database.transaction() as store:
        site = store.get_one(Site, site_id)
        host = (
            store.exec(
                select(MemberRole.member_id).where(MemberRole.role == Role.HOST)
            ).first()
            or 0
        )
        tomorrow = sites.day_of(site, store.now) + timedelta(days=1)
        store.add(MembershipPlan(name=DEFAULT.name))
        for number in range(ROUNDS + WARM):
            guest = _invitation(number, tomorrow)
            invitations.invite(store, host, site_id, guest, str(number))
    office = MailSettings(links=app.links(ORIGIN), sender="Lobby <lobby@example.org>")
    while deliver_due(database, Nobody(), office):
        pass


def _invitation(number: int, day: date) -> NewInvitation:
    last = datetime.max.time().replace(microsecond=0)
    return NewInvitation(
        name=f"Guest {number}",
        email=f"guest{number}@example.org",
        window=Window(day=day, starts=datetime.min.time(), ends=last),
        purpose=VisitPurpose.MEETING,
        language="en",
        least_level=Level.ADDRESS_CONFIRMED,
    )
