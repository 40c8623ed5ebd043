"""The printers of a site: in groups that stand in for each other, with their last condition."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import func, literal, or_, update
from sqlmodel import col, select

from printers.vocabulary import Confirmation, PrinterCondition
from visits import codes, sites
from visits.audit import entries
from visits.store import locks
from visits.store.database import Store
from visits.store.printing import PrintJob
from visits.store.sites import Printer
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.printing import PrintState
from visits.vocabulary.refusals import NameTaken, NotFound, StillDriven

# A poll without news must not write: 4,000 agents ask all day.
SEEN_EVERY = timedelta(minutes=1)
# Long polls last 25 s, and a sign of life is written once a minute.
SILENT_AFTER = timedelta(seconds=150)
# Unfit for less than this, a printer reports ready and does not print: its jobs keep pausing.
FLUTTER = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class PrinterSetup:
    """How a printer is set up; without an address it is driven by an agent elsewhere."""

    name: str
    width: int
    address: str | None = None
    cutter: bool = True
    confirm: Confirmation | None = None
    group_id: int | None = None
    answers_within: int | None = None


class SightedPrinter(Protocol):
    """What is needed of a printer to judge its fitness."""

    condition: PrinterCondition | None
    last_seen_at: datetime | None


@dataclass(frozen=True)
class Sighting:
    """How its agent found a printer; `agent_id` is None for the agent inside the server."""

    condition: PrinterCondition
    confirm: Confirmation | None = None
    agent_id: int | None = None


def add(
    store: Store,
    site_id: int,
    machine: PrinterSetup,
    actor: actors.Actor = actors.OPERATOR,
) -> Printer:
    """Add a printer to the site, the last of its group (`NameTaken`)."""
    if named(store, site_id, machine.name):
        raise NameTaken
    printer = Printer(
        public_id=codes.public_id(),
        site_id=site_id,
        rank=last_rank(store, site_id) + 1,
        name=machine.name,
        address=machine.address,
        width=machine.width,
        cutter=machine.cutter,
        confirm=machine.confirm,
        group_id=machine.group_id,
        answers_within=machine.answers_within,
    )
    store.add(printer)
    store.flush()
    entries.record_about(store, actor, Act.PRINTER_ADDED, printer.id)
    sites.changed(store, site_id)
    return printer


def retire(store: Store, site_id: int, public_id: str, actor: actors.Actor) -> None:
    """Retire the printer; badges that wait for it go to another, its copy of a roll to none.

    Refuses `NotFound`, and `StillDriven` while an agent announces it.
    """
    printer = at_site(store, site_id, public_id)
    # The next announcement of its agent would add it anew.
    if is_driven(printer, store.now):
        raise StillDriven
    printer.retired_at = store.now
    waiting = (
        col(PrintJob.asked_printer_id) == printer.id,
        col(PrintJob.state) == PrintState.QUEUED,
    )
    to_another = update(PrintJob).where(*waiting, col(PrintJob.badge_id).is_not(None))
    store.execute(to_another.values(asked_printer_id=None))
    # Of an alarm's roll the others have copies of their own.
    roll = update(PrintJob).where(*waiting, col(PrintJob.alarm_id).is_not(None))
    store.execute(roll.values(state=PrintState.EXPIRED, settled_at=store.now))
    entries.record_about(store, actor, Act.PRINTER_RETIRED, printer.id)
    sites.changed(store, site_id)


def put_first(
    store: Store, site_id: int, public_id: str, actor: actors.Actor = actors.OPERATOR
) -> None:
    """Make the printer the first that is tried of its group (`NotFound`)."""
    chosen = at_site(store, site_id, public_id)
    others = [
        printer
        for printer in of_site(store, site_id)
        if printer.group_id == chosen.group_id and printer is not chosen
    ]
    for rank, printer in enumerate([chosen, *others], start=1):
        printer.rank = rank
    entries.record_about(store, actor, Act.PRINTER_PREFERRED, chosen.id)
    sites.changed(store, site_id)


def of_site(store: Store, site_id: int) -> list[Printer]:
    """Return the printers of the site, group by group, in the order in which they are tried."""
    in_use = (col(Printer.site_id) == site_id, col(Printer.retired_at).is_(None))
    # The main printers, which are in no group, first: stores differ in where NULL comes.
    order = (col(Printer.group_id).nulls_first(), col(Printer.rank), col(Printer.id))
    return list(store.exec(select(Printer).where(*in_use).order_by(*order)))


def of_this_server(store: Store) -> list[Printer]:
    """Return the printers that this server drives itself, of every site."""
    driven_here = (col(Printer.address).is_not(None), col(Printer.retired_at).is_(None))
    return list(
        store.exec(select(Printer).where(*driven_here).order_by(col(Printer.id)))
    )


def at_site(store: Store, site_id: int, public_id: str) -> Printer:
    """Return the site's printer of this public id (`NotFound`)."""
    locks.site(store, site_id)
    same = (col(Printer.public_id) == public_id, col(Printer.site_id) == site_id)
    in_use = select(Printer).where(*same, col(Printer.retired_at).is_(None))
    printer = store.exec(in_use).first()
    if printer is None:
        raise NotFound
    return printer


def named(store: Store, site_id: int, name: str) -> Printer | None:
    """Return the site's printer of this name, if there is one."""
    locks.site(store, site_id)
    same = (col(Printer.site_id) == site_id, col(Printer.name) == name)
    in_use = select(Printer).where(*same, col(Printer.retired_at).is_(None))
    return store.exec(in_use).first()


def is_sighting_due(printer: Printer, sighting: Sighting, now: datetime) -> bool:
    """True if the sighting must be written: it differs, or the last one is a minute old."""
    as_seen = (
        sighting.condition,
        sighting.confirm or printer.confirm,
        sighting.agent_id,
    )
    stored = (printer.condition, printer.confirm, printer.agent_id)
    return as_seen != stored or is_sign_of_life_due(printer.last_seen_at, now)


def is_sign_of_life_due(last: datetime | None, now: datetime) -> bool:
    """True if that the printer answers must be written: the last time is a minute ago."""
    return last is None or now - last > SEEN_EVERY


def record_sighting(store: Store, printer: Printer, sighting: Sighting) -> None:
    """Record how its agent found the printer; once fit again, waiting jobs are due at once."""
    was_fit = printer.condition is not None and printer.condition.fit_to_print
    printer.last_seen_at, printer.agent_id = store.now, sighting.agent_id
    printer.confirm = sighting.confirm or printer.confirm
    if printer.condition is sighting.condition:
        return
    # One that was never seen unfit counts as steady.
    unfit_for = store.now - (printer.condition_since or store.now - 2 * FLUTTER)
    printer.condition, printer.condition_since = sighting.condition, store.now
    if sighting.condition.fit_to_print and not was_fit:
        printer.problem = None
        _hurry(store, printer, is_steady=unfit_for > FLUTTER)
    sites.changed(store, printer.site_id)


def is_driven(printer: Printer, now: datetime) -> bool:
    """True if an agent elsewhere announces it: it stays while it stands in that agent's file."""
    return printer.address is None and not is_silent(printer, now)


def is_silent(printer: SightedPrinter, now: datetime) -> bool:
    """True if its agent has not been heard of for 150 s."""
    return (
        printer.last_seen_at is not None and now - printer.last_seen_at > SILENT_AFTER
    )


def is_fit(printer: SightedPrinter, now: datetime) -> bool:
    """True if a badge sent to it should come out: it is fit, and its agent is heard of."""
    # One that was never asked is tried: it answers by printing, or by why it cannot.
    may_print = printer.condition is None or printer.condition.fit_to_print
    return may_print and not is_silent(printer, now)


def last_rank(store: Store, site_id: int) -> int:
    """Return the rank of the site's last printer; 0 where there was none yet."""
    # Retired ones count too, so that no rank is given twice.
    ranks = select(func.max(col(Printer.rank))).where(col(Printer.site_id) == site_id)
    return store.exec(ranks).one() or 0


def _hurry(store: Store, printer: Printer, *, is_steady: bool) -> None:
    """Make waiting jobs due, except what this printer refused within the last second."""
    waiting = (
        col(PrintJob.site_id) == printer.site_id,
        col(PrintJob.state) == PrintState.QUEUED,
        col(PrintJob.not_before) > store.now,
        or_(literal(is_steady), col(PrintJob.printer_id).is_distinct_from(printer.id)),
    )
    store.execute(update(PrintJob).where(*waiting).values(not_before=store.now))
