"""A lobby at rush hour: badges in the real queue, the real agent and a virtual printer."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from PIL import Image
from sqlmodel import col, select

from lencana.embedded_queue import EmbeddedQueue
from printers.agent.agent import at_work
from printers.agent.worker import WorkerPace
from printers.delivery.deadlines import Deadlines
from printers.drawing.layout import draw
from printers.virtual import VirtualPrinter
from printers.vocabulary import Confirmation
from tests import cast as casting
from tests.cast import SettableClock
from visits import invitations
from visits.audit.access_log import AccessLog
from visits.keys.keyring import Keys
from visits.printing import badge_content, badges
from visits.printing.badges import Reprint
from visits.store.database import Database, Store
from visits.store.printing import Badge, PrintJob
from visits.store.sites import Printer
from visits.store.visits import Visit
from visits.vocabulary.printing import PrintState, ReprintReason

DEADLINES = Deadlines(
    connect=1.0,
    status=0.3,
    progress=0.8,
    whole=6,
    confirm=1.6,
    attention=5,
    goodbye=0.3,
)
QUICK = WorkerPace(patience=0.05, away=0.05, unfit=0.05, fit=1.0, deadlines=DEADLINES)
# Seconds of the house in one of ours: pauses between attempts are short, leases last 12 s.
HASTE = 5
NAP, TOO_LONG = 0.04, 180.0
SETTLED = frozenset({PrintState.PRINTED, PrintState.SENT_UNCONFIRMED})
OVER = SETTLED | {PrintState.NEEDS_HUMAN}


class HurriedClock:
    """A clock that begins where the cast's stands, and runs faster than ours."""

    def __init__(self) -> None:
        self._began = monotonic()
        self._from = SettableClock().now

    def __call__(self) -> datetime:
        return self._from + timedelta(seconds=(monotonic() - self._began) * HASTE)


class Outcome(NamedTuple):
    """What the house believes of a badge, and how that looks when it is whole."""

    visit: int
    copy: int
    code: str
    state: PrintState
    drawn: Image.Image


class House(NamedTuple):
    """A store in which guests have just checked in, to be copied; nobody has printed yet."""

    file: Path
    keys: Keys


def open_house(file: Path, keys: Keys, guests: int) -> House:
    """So many guests are in, each with a badge queued at Senopati."""
    database = Database(f"sqlite:///{file}", keys, SettableClock(), AccessLog().add)
    cast = casting.enter(database)
    for number in range(guests):
        with database.transaction() as store:
            invited = casting.announcement(email=f"guest{number}@example.org")
            visit = invitations.invite(
                store, cast.hana.id, cast.senopati.id, invited, f"nonce {number}"
            )
        casting.check_in(database, cast.kiosk, visit)
    database.close()
    return House(file, keys)


@contextmanager
def copied(house: House, folder: Path) -> Iterator[Database]:
    """A house of one's own."""
    folder.mkdir()
    shutil.copy(house.file, folder / "lencana.db")
    database = Database(
        f"sqlite:///{folder / 'lencana.db'}",
        house.keys,
        HurriedClock(),
        AccessLog().add,
    )
    yield database
    database.close()


def set_up(database: Database, printer: VirtualPrinter, confirm: Confirmation) -> None:
    """The printer stands at Senopati, and was found to confirm like this."""
    with database.transaction() as store:
        machine = store.exec(select(Printer)).one()
        machine.address, machine.confirm = (
            printer.address,
            confirm,
        )


def work(database: Database, meanwhile: Callable[[], bool]) -> bool:
    """The agent works until all jobs are over and nothing else is to be done; False if that took too long."""
    end = monotonic() + TOO_LONG
    with at_work(EmbeddedQueue(database), QUICK):
        while monotonic() < end:
            seen = database.commits
            if meanwhile() and all(state in OVER for state in states(database)):
                return True
            database.wait_for_commit(seen, NAP)
    return False


def states(database: Database) -> list[PrintState]:
    with database.reading() as store:
        return [job.state for job in store.exec(select(PrintJob))]


def print_again(database: Database) -> bool:
    """Whoever was asked about a guest's first badge pressed "Print again"; says whether there was any."""
    with database.transaction() as store:
        visits = {visit.id: visit for visit in store.exec(select(Visit))}
        asked = [
            visits[visit_id]
            for visit_id, (badge, job) in badges.newest(store, list(visits)).items()
            if job.state is PrintState.NEEDS_HUMAN and badge.copy_number == 1
        ]
        for visit in asked:
            again = Reprint(ReprintReason.NOT_PRINTED, visit.host_id)
            badges.reprint(store, visit.site_id, visit.public_id, again)
    return bool(asked)


def outcomes(database: Database) -> list[Outcome]:
    """What the house believes of every badge, each guest's copies behind their original."""
    order = (col(Badge.visit_id), col(Badge.copy_number))
    with database.reading() as store:
        rows = store.exec(select(Badge, PrintJob).join(PrintJob).order_by(*order)).all()
        return [_outcome(store, badge, job) for badge, job in rows]


def _outcome(store: Store, badge: Badge, job: PrintJob) -> Outcome:
    drawn = draw(badge_content.content(store, badge.id))
    return Outcome(
        badge.visit_id,
        badge.copy_number or 0,
        badges.code(store, badge),
        job.state,
        drawn,
    )
