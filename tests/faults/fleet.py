"""Several printers of one installation, driven by one agent, each with badges to print."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from sqlalchemy import update
from sqlmodel import col, select

from lencana.embedded_queue import EmbeddedQueue
from printers.agent.agent import at_work
from printers.agent.worker import WorkerPace
from printers.delivery.deadlines import Deadlines
from printers.virtual import VirtualPrinter
from printers.vocabulary import Confirmation, PrinterCondition
from tests.faults import lobby
from tests.faults.lobby import QUICK, House
from visits.printing import printers
from visits.printing.printers import PrinterSetup
from visits.store.database import Database
from visits.store.printing import PrintJob
from visits.store.sites import Printer
from visits.vocabulary.printing import PrintState

# A printer that is well must not be given up because this machine is busy.
PATIENT = replace(QUICK, deadlines=Deadlines())


class Fleet(NamedTuple):
    """Printers and their house; nobody works yet."""

    database: Database
    printers: Sequence[VirtualPrinter]

    @contextmanager
    def at_work(self, pace: WorkerPace = PATIENT) -> Iterator[None]:
        with at_work(EmbeddedQueue(self.database), pace):
            yield

    def until(self, true: Callable[[], bool], seconds: float = 60) -> float:
        """The seconds until it is true, looked at after every commit; raises TimeoutError."""
        began = monotonic()
        while monotonic() < began + seconds:
            seen = self.database.commits
            if true():
                return monotonic() - began
            self.database.wait_for_commit(seen, 0.2)
        raise TimeoutError

    def states(self, number: int) -> list[PrintState]:
        """How far the badges of this printer are."""
        with self.database.reading() as store:
            mine = select(PrintJob).join(
                Printer, col(PrintJob.asked_printer_id) == col(Printer.id)
            )
            return [
                job.state
                for job in store.exec(mine.where(col(Printer.name) == str(number)))
            ]

    def condition(self, number: int) -> PrinterCondition | None:
        """How the printer is, as far as its house knows."""
        with self.database.reading() as store:
            return (
                store.exec(select(Printer).where(col(Printer.name) == str(number)))
                .one()
                .condition
            )

    def ask(self, number: int, places: range) -> None:
        """The desk asks the badges in these places of this printer."""
        with self.database.transaction() as store:
            printer = store.exec(
                select(Printer).where(col(Printer.name) == str(number))
            ).one()
            waiting = store.exec(
                select(PrintJob).order_by(col(PrintJob.badge_id))
            ).all()
            for place in places:
                waiting[place].asked_printer_id = printer.id

    def postpone(self, **later: float) -> None:
        """Every badge that waits shall wait much longer."""
        with self.database.transaction() as store:
            waiting = col(PrintJob.state) == PrintState.QUEUED
            store.execute(
                update(PrintJob)
                .where(waiting)
                .values(not_before=store.now + timedelta(**later))
            )

    def all_printed(self, numbers: Sequence[int]) -> bool:
        return all(
            state is PrintState.PRINTED
            for number in numbers
            for state in self.states(number)
        )


@contextmanager
def fleet(house: House, folder: Path, count: int) -> Iterator[Fleet]:
    """So many printers; each badge of the house is asked of one of them, in turn."""
    with ExitStack() as running, lobby.copied(house, folder) as database:
        several = [running.enter_context(VirtualPrinter()) for _ in range(count)]
        with database.transaction() as store:
            site_id = store.exec(select(Printer)).one().site_id
            ids = [
                printers.add(store, site_id, _machine(number, printer)).id
                for number, printer in enumerate(several)
            ]
            for place, job in enumerate(
                store.exec(select(PrintJob).order_by(col(PrintJob.badge_id)))
            ):
                job.asked_printer_id = ids[place % count]
        yield Fleet(database, several)


def _machine(number: int, printer: VirtualPrinter) -> PrinterSetup:
    return PrinterSetup(
        name=str(number),
        address=printer.address,
        width=printer.width,
        confirm=Confirmation.PROCESS_ID,
    )
