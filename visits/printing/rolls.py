"""Rolls on paper: each main printer of a site brings out the roll of its alarm (ADR 50).

What is printed is read when a printer takes it, and kept nowhere.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import col, select

from printers.roll import PrintedGuest, RollContent
from visits import alarms, codes, roll_calls, sites
from visits.audit import entries
from visits.languages import comma
from visits.printing import badge_content, print_problems, printers
from visits.printing.print_problems import PrintProblem
from visits.printing.scheduling import LIVE
from visits.roll_calls import RollGuest, RollLine
from visits.store.alarms import Alarm
from visits.store.database import Store
from visits.store.printing import PrintJob
from visits.store.sites import Printer, Site
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.policy import Purpose
from visits.vocabulary.printing import PrintState
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.visits import AlarmKind, RollPart


class RollCopy(NamedTuple):
    """A main printer of the site, its newest job of the roll if any, and what stands in its way."""

    printer: Printer
    job: PrintJob | None
    problem: PrintProblem | None


def raise_alarm(store: Store, site_id: int, kind: AlarmKind, member_id: int) -> Alarm:
    """Raise the alarm as `alarms.raise_at` does, and print its roll unless it was raised before."""
    alarm = alarms.raise_at(store, site_id, kind, member_id)
    if alarm.raised_at == store.now:
        _queue(store, alarm)
    return alarm


def print_again(
    store: Store, site_id: int, alarm_id: int, copies: int, member_id: int
) -> bool:
    """Print the roll as it stands now, unless somebody did since there were so many copies.

    Return whether one is on its way to a printer. Refuses `NotFound` unless it is the site's
    alarm, and raised.
    """
    alarm = alarms.raised(store, site_id, alarm_id)
    if len(_jobs(store, alarm)) == copies and _queue(store, alarm):
        actor = actors.member(member_id)
        entries.record_about(store, actor, Act.ROLL_PRINTED, site_id)
        store.flush()
    return any(job.state in (PrintState.QUEUED, *LIVE) for job in _jobs(store, alarm))


def copies(store: Store, alarm: Alarm) -> tuple[int, list[RollCopy]]:
    """Return how many were asked for, and how the newest stands at each printer."""
    jobs = _jobs(store, alarm)
    newest = {job.asked_printer_id: job for job in jobs if not job.cancelled_because}
    site_printers = printers.of_site(store, alarm.site_id)
    return len(jobs), [
        _copy(printer, newest.get(printer.id), site_printers, store.now)
        for printer in _main(site_printers)
    ]


def content(store: Store, alarm_id: int, agent_id: int | None = None) -> RollContent:
    """Return the roll as it stands now; recorded as read by the agent, or by this server.

    Refuses `NotFound` once the alarm is over.
    """
    alarm = store.get_one(Alarm, alarm_id)
    if alarm.ended_at or alarm.expires_at <= store.now:
        raise NotFound
    site = sites.of(store, alarm.site_id)
    gettext, zone = badge_content.words(site.language), sites.zone(site)
    since, now = (
        at.astimezone(zone).strftime("%H:%M") for at in (alarm.raised_at, store.now)
    )
    guests = _guests(store, alarm, site, agent_id)
    notice = gettext(
        "Guests only: %(number)s, as of %(time)s. Destroy this paper after the roll call."
    )
    is_drill = alarm.kind is AlarmKind.DRILL
    return RollContent(
        title=gettext("Drill") if is_drill else gettext("Alarm"),
        site=site.name,
        since=gettext("since %(time)s") % {"time": since},
        notice=notice % {"number": len(guests), "time": now},
        guests=guests,
        language=site.language,
    )


def _guests(
    store: Store, alarm: Alarm, site: Site, agent_id: int | None
) -> tuple[PrintedGuest, ...]:
    asking = actors.as_printing(agent_id, Purpose.PROTECT)
    # First, as a guest may be erased meanwhile, and none is added.
    lines = {line.public_id: line for line in roll_calls.read(store, alarm).lines}
    listed = roll_calls.guests(store, alarm, site.language[:2], asking)
    both = [(guest, lines[guest.public_id]) for guest in listed]
    return tuple(
        _printed(guest, line, site.language)
        for guest, line in sorted(both, key=lambda pair: _order(*pair))
    )


def _order(guest: RollGuest, line: RollLine) -> tuple[bool, str, str, str]:
    # Who is perhaps gone, as only the closing time checked them out, comes last.
    is_doubtful = line.part is RollPart.LEFT_BY_CLOCK
    return is_doubtful, guest.company, guest.floor, guest.name.reveal().casefold()


def _printed(guest: RollGuest, line: RollLine, language: str) -> PrintedGuest:
    gettext = badge_content.words(language)
    place = comma(language).join(filter(None, (guest.company, guest.floor)))
    if line.part is RollPart.LEFT_BY_CLOCK:
        place = gettext("Perhaps gone: %(place)s") % {"place": place}
    host = f"{gettext('Host')} {guest.host}" if guest.host else ""
    return PrintedGuest(
        place=place,
        name=guest.name.reveal(),
        # Never broken at its hyphen, on however narrow a paper.
        about=" · ".join(filter(None, (host, guest.badge.replace("-", "\u2011")))),
        is_found=line.found_at is not None,
    )


def _queue(store: Store, alarm: Alarm) -> bool:
    """Queue a copy at each printer that is fit; one where a copy waits gets no other.

    Return whether there is any new.
    """
    waiting = {
        job.asked_printer_id
        for job in _jobs(store, alarm)
        if job.state is PrintState.QUEUED
    }
    new = [
        _job(alarm, printer, store.now)
        for printer in _main(printers.of_site(store, alarm.site_id))
        # One that is not would bring it out later, when nobody is there to take it.
        if printers.is_fit(printer, store.now) and printer.id not in waiting
    ]
    store.add_all(new)
    sites.changed(store, alarm.site_id)
    return bool(new)


def _job(alarm: Alarm, printer: Printer, now: datetime) -> PrintJob:
    return PrintJob(
        public_id=codes.public_id(),
        alarm_id=alarm.id,
        site_id=alarm.site_id,
        group_id=printer.group_id,
        asked_printer_id=printer.id,
        state=PrintState.QUEUED,
        queued_at=now,
        not_before=now,
    )


def _main(site_printers: Sequence[Printer]) -> Sequence[Printer]:
    # Those of a group stand beside its tablets, where nobody takes a list of all guests away.
    return [one for one in site_printers if one.group_id is None] or site_printers


def _jobs(store: Store, alarm: Alarm) -> Sequence[PrintJob]:
    of_alarm = select(PrintJob).where(col(PrintJob.alarm_id) == alarm.id)
    return store.exec(of_alarm.order_by(col(PrintJob.queued_at))).all()


def _copy(
    printer: Printer,
    job: PrintJob | None,
    site_printers: Sequence[Printer],
    now: datetime,
) -> RollCopy:
    if job is None:
        return RollCopy(printer, None, print_problems.of_printers([printer], now))
    problem = print_problems.problem(job, site_printers, now)
    return RollCopy(printer, job, problem)
