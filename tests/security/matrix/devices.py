"""The devices of the matrix: two tablets and a print agent with two printers at each site."""

from collections.abc import Callable, Iterator, Sequence

from printers.vocabulary import PrinterCondition
from tests.cast import Cast
from visits.lobby import kiosks, printer_groups
from visits.printing import agents
from visits.printing.agents import AnnouncedPrinter
from visits.printing.poll import poll
from visits.store.database import Database
from visits.store.sites import Kiosk, PrintAgent, Printer

Word = Callable[[], str]


def kiosks_of(database: Database, cast: Cast, word: Word) -> list[Kiosk]:
    """Two at each site: what goes on at one is foreign to the other."""
    with database.transaction() as store:
        for device in (cast.kiosk, cast.kiosk_in_mitte):
            store.get_one(Kiosk, device.id).name = word()
        # Where the server drives a printer itself, no job would come to an agent.
        counter = store.get_one(Printer, cast.printer.id)
        counter.name, counter.retired_at = word(), store.now
        second = [
            kiosks.pair(store, kiosks.offer_pairing(store, site.id, word()))
            for site in (cast.senopati, cast.mitte)
        ]
    return [cast.kiosk, cast.kiosk_in_mitte, *second]


def paired_agents(
    database: Database, cast: Cast, word: Word
) -> list[tuple[PrintAgent, str]]:
    """One at each site, with its token; its printers are announced."""
    paired = []
    for site in (cast.senopati, cast.mitte):
        with database.transaction() as store:
            code = agents.offer_pairing(store, site.id, word())
            paired.append(agents.pair(store, code))
            printer_groups.add(store, site.id, word())
        ready = [AnnouncedPrinter(word(), 576, PrinterCondition.READY) for _ in "ab"]
        poll(database, paired[-1][0], ready)
    return paired


def held_jobs(
    database: Database, paired: Sequence[PrintAgent], printer: int = 0
) -> Iterator[tuple[str, int]]:
    """Let each agent hold one job at this printer of its two; yield it and the attempt's number."""
    for agent in paired:
        with database.reading() as store:
            driven = agents.driven_by(store, agent)
        ready = [AnnouncedPrinter(key, 576, PrinterCondition.READY) for key in driven]
        for attempt in poll(database, agent, ready[printer : printer + 1]):
            yield attempt.job, attempt.number
