"""Lencana: a guest scans and agrees, and a print job goes to a printer that costs nothing."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pydantic import SecretStr
from sqlmodel import select

from bench.durable import tablets_of
from bench.peers.ground import Ground
from bench.peers.printer import SilentPrinter, silent_printer
from bench.tablets import Tablet, invited, set_up_lobby
from lencana import installation
from lencana.settings import Settings
from visits.store.sites import Site

NAME = "Lencana"
STORES = ("postgresql", "sqlite")


@dataclass
class TabletDesk:
    """A tablet at which one guest after another is let in."""

    tablet: Tablet
    done: list[str]

    def check_in(self, attendee: str) -> None:
        """Scan and agree, which are two requests; the badge comes out when it is its turn."""
        self.tablet.tap(self.tablet.scan(attendee))
        self.done.append(attendee)


@dataclass
class Lencana:
    """The tablets of a served lobby, and its printer."""

    desks: list[TabletDesk]
    attendees: deque[str]
    done: list[str]
    wanted: int
    settings: Settings
    printer: SilentPrinter
    name: str = NAME

    def refill(self) -> None:
        """Invite, beside the running server, as many as came in; and connect anew.

        A connection that was idle while the others had their turn may be closed by now.
        """
        for desk in self.desks:
            desk.tablet.connection.close()
        invited_so_far = len(self.done) + len(self.attendees)
        missing = self.wanted - len(self.attendees)
        with installation.open_database(self.settings) as database:
            for number in range(invited_so_far, invited_so_far + missing):
                with database.transaction() as store:
                    site = store.exec(select(Site)).one()
                    self.attendees.append(invited(store, site.id, number))

    def settle(self) -> None:
        """Return once the last badge is out."""
        self.printer.wait_for(len(self.done))


@contextmanager
def running(ground: Ground, store: str) -> Iterator[Lencana]:
    """Serve it during the block: on PostgreSQL by two processes, on SQLite by one."""
    place = ground.place(NAME)
    url = ground.server.url(NAME) if store == "postgresql" else None
    done: list[str] = []
    with silent_printer() as printer:
        codes, pairings = set_up_lobby(
            place, printer.address, ground.clients, ground.attendees, url
        )
        with tablets_of(place, pairings, url) as tablets:
            yield Lencana(
                desks=[TabletDesk(tablet, done) for tablet in tablets],
                attendees=deque(codes),
                done=done,
                wanted=ground.attendees,
                settings=Settings(
                    data=place,
                    keys=place / "keys",
                    database_url=SecretStr(url) if url else None,
                ),
                printer=printer,
            )
