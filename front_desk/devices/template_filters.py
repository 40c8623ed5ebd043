"""Template filters for devices: their state as a text with a severity."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import Flask
from flask_babel import gettext

from front_desk.devices import labels
from front_desk.labels import BAD, FINE, PRINT_PROBLEMS, WARN, StatusText
from printers import profiles
from printers.vocabulary import Confirmation, PrinterCondition
from visits.pairing import is_silent
from visits.printing import printers
from visits.store.sites import Kiosk, PrintAgent, Printer, PrinterGroup
from web.dates import clock, when

ALIVE, TODAY = timedelta(minutes=2), timedelta(hours=12)
# The two places that have a sentence of their own.
FIRST, SECOND = 1, 2


def set_up(app: Flask) -> None:
    """Add the filters to the templates."""
    app.jinja_env.filters.update(
        readiness=readiness,
        printer_advice=printer_advice,
        last_badge=last_badge,
        order=order,
        driver=driver,
        group_name=group_name,
        last_seen=last_seen,
        comes_later=comes_later,
    )
    app.jinja_env.filters["has_no_printer"] = has_no_printer


def last_seen(device: Kiosk | PrintAgent, now: datetime) -> StatusText:
    """When the device was last seen."""
    if now - device.last_seen_at < ALIVE:
        return StatusText(gettext("Seen just now"), FINE)
    if not is_silent(device, now):
        return StatusText(
            gettext("Last seen at %(time)s", time=moment(device.last_seen_at, now)),
            WARN,
        )
    seen = moment(device.last_seen_at, now)
    return StatusText(
        gettext("Not seen since %(time)s. Is it switched on and connected?", time=seen),
        BAD,
    )


def readiness(printer: Printer, now: datetime) -> StatusText:
    """The printer's last known condition."""
    # First: while it is set up wrongly, its condition helps nobody at the desk.
    if printer.problem in labels.SET_UP_WRONG:
        return StatusText(labels.ASK_OPERATOR, BAD)
    if printer.last_seen_at is None or printer.condition is None:
        return StatusText(gettext("Has not printed yet"))
    if printers.is_silent(printer, now):
        return StatusText(
            gettext(
                "Not heard of since %(time)s", time=moment(printer.last_seen_at, now)
            ),
            BAD,
        )
    condition = labels.CONDITIONS[printer.condition]
    if printer.condition and printer.condition.fit_to_print:
        return StatusText(
            condition, FINE if printer.condition is PrinterCondition.READY else WARN
        )
    since = moment(printer.condition_since or printer.last_seen_at, now)
    return StatusText(
        gettext("%(condition)s since %(time)s", condition=condition, time=since), BAD
    )


def printer_advice(printer: Printer, now: datetime) -> str:
    """What helps; of a printer that works, whether it cannot confirm that it printed."""
    if printers.is_silent(printer, now):
        return str(
            gettext(
                "Its print agent does not answer. Is that machine switched on and connected?"
            )
        )
    if printer.condition in labels.PRINTER_ADVICE:
        return str(labels.PRINTER_ADVICE[printer.condition])
    models = ", ".join(profiles.unfit_of_width(printer.width))
    if models:
        return str(labels.PERHAPS_UNFIT) % {"models": models}
    return str(labels.CANNOT_CONFIRM) if printer.confirm is Confirmation.NONE else ""


def last_badge(printer: Printer) -> str:
    """The problem of its last badge, unless its condition is that already."""
    problem = printer.problem
    if (
        problem is None
        or problem in labels.SET_UP_WRONG
        # The condition says the same already: paper out is not shown twice.
        or problem in {condition.problem for condition in PrinterCondition}
    ):
        return ""
    cause = str(PRINT_PROBLEMS[problem]) % {"printer": printer.name}
    return str(
        gettext("Its last badge may not have come out: %(problem)s.", problem=cause)
    )


def order(printer: Printer, site_printers: Sequence[Printer]) -> str:
    """Its place in the order in which the printers of its group are tried."""
    group = [other.id for other in site_printers if other.group_id == printer.group_id]
    place = group.index(printer.id) + 1 if printer.id in group else FIRST
    if len(group) == 1:
        return str(gettext("prints alone"))
    if place == FIRST:
        return str(gettext("prints first"))
    if place == SECOND:
        return str(gettext("takes over second"))
    return str(gettext("takes over as number %(number)s", number=place))


def comes_later(printer: Printer, site_printers: Sequence[Printer]) -> bool:
    """True if another printer of its group is tried before it."""
    group = [other.id for other in site_printers if other.group_id == printer.group_id]
    return group[0] != printer.id


def driver(printer: Printer, agents: Sequence[PrintAgent]) -> str:
    """Who sends jobs to the printer; empty once its print agent is gone."""
    if printer.address is not None:
        return str(gettext("this server"))
    return next((agent.name for agent in agents if agent.id == printer.agent_id), "")


def has_no_printer(group_id: int | None, site_printers: Sequence[Printer]) -> bool:
    """True for a group without a printer, where badges would wait."""
    return all(printer.group_id != group_id for printer in site_printers)


def group_name(group_id: int | None, groups: Sequence[PrinterGroup]) -> str:
    """The name of the group; printers in no group are the main printers."""
    return next(
        (group.name for group in groups if group.id == group_id),
        str(gettext("Main printers")),
    )


def moment(instant: datetime, now: datetime) -> str:
    """The time, with the day when it is more than 12 hours ago."""
    return clock(instant) if now - instant < TODAY else when(instant)
