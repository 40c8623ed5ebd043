"""`lencana printer`: give a printer to a site, list and retire a site's."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from math import ceil

import click

from lencana.command_line import Lazy, LazyGroup
from lencana.commands import (
    CommandFailed,
    options,
    printer_errors,
    reading,
    transaction,
)
from lencana.commands.by_name import site_called
from lencana.commands.device_options import DeviceOptions, describes_device
from printers import profiles
from printers.addresses import Device
from printers.delivery.probe import Findings, probe
from printers.errors import PrinterError
from printers.vocabulary import Confirmation, PrintProblemKind
from visits.lobby import printer_groups
from visits.printing import agents, printer_setup
from visits.printing import printers as site_printers
from visits.printing.printer_setup import NotAPrinter, UnfitReason
from visits.printing.printers import PrinterSetup
from visits.store.database import Store
from visits.store.sites import Printer
from visits.vocabulary import actors
from visits.vocabulary.refusals import NameTaken, NotFound, StillDriven

MAIN = "main printers"


# What draws badges takes long to import, and the virtual printer's page brings the web server.
@click.group(
    cls=LazyGroup,
    lazy={
        "try": Lazy(
            "printer_trials:try_out", "Print one badge, and say what became of it."
        ),
        "ruler": Lazy(
            "printer_trials:ruler", "Print a ruler as wide as the paper should be."
        ),
        "virtual": Lazy(
            "virtual_printer:virtual",
            "Be a printer without paper, on this machine only, until SIGTERM or Ctrl-C.",
        ),
    },
)
def printer() -> None:
    """Try a printer, or give one to a site."""


@printer.command()
@describes_device(options.printer_address)
@options.site
@click.option(
    "--name", type=options.line(40), default="Badge printer", show_default=True
)
@click.option(
    "--group",
    type=options.line(40),
    help="A group of printers beside the site's main ones.",
)
def add(described: DeviceOptions, site: str, name: str, group: str | None) -> None:
    """Give a site a printer, and ask it what it can do if it answers now."""
    device = _device(described)
    findings, abilities = _probe(device)
    measured = ceil(findings.answers_within) or None
    with transaction() as store:
        site_id = site_called(store, site).id
        setup = PrinterSetup(
            name=name,
            address=str(device.address),
            width=device.width,
            cutter=device.cutter,
            confirm=findings.confirm,
            answers_within=described.answers_within or measured,
            group_id=_group_id(store, site_id, group),
        )
        try:
            printer_setup.admit(store, site_id, setup)
        except NotAPrinter as refusal:
            raise CommandFailed(
                f"{device.address} is {refusal.problems[UnfitReason.TAKEN]}'s address"
            ) from None
        except NameTaken:
            raise CommandFailed(f"{site} has a printer called {name} already") from None
    print(f"{site} prints on {device.address}: {abilities}")


@printer.command("list")
@options.site
def list_printers(site: str) -> None:
    """List the site's printers, in the order in which they are tried."""
    with reading() as store:
        lines = listed(store, site_called(store, site).id)
    print(
        "\n".join(lines)
        or f"{site} has no printer: give it one with `lencana printer add`."
    )


@printer.command()
@options.site
@click.option(
    "--printer",
    "printer_id",
    required=True,
    help="Its id, from `lencana printer list`.",
)
def retire(site: str, printer_id: str) -> None:
    """Take a printer from its site."""
    with transaction() as store:
        site_id = site_called(store, site).id
        try:
            site_printers.retire(store, site_id, printer_id, actors.OPERATOR)
        except StillDriven:
            raise CommandFailed(
                "a print agent drives it: take it out of the agent's file first"
            ) from None
        except NotFound:
            raise CommandFailed(
                f"{site} has no such printer: see `lencana printer list`"
            ) from None
    print("The printer is retired.")


@printer.command()
def models() -> None:
    """List the models whose width and cutter are known."""
    print("\n".join(listed_models()))


def _device(described: DeviceOptions) -> Device:
    try:
        return described.device()
    except PrinterError as error:
        raise CommandFailed(described.sentence(error)) from None


def _probe(device: Device) -> tuple[Findings, str]:
    """Ask the printer how it confirms a badge; return that, and a sentence about it."""
    # Never inside a transaction: a printer may take seconds, and there is one writer.
    try:
        findings = probe(device)
    except PrinterError as error:
        reason = printer_errors.sentence(error)
        if error.kind is PrintProblemKind.UNFIT_PROFILE:
            raise CommandFailed(f"{device.address}: {reason}") from None
        sentence = f"it does not answer now ({reason}), and is asked what it can do when it does."
        return Findings(), sentence
    if findings.confirm is None:
        return (
            findings,
            "it has not said yet how it confirms a badge, and is asked again.",
        )
    model = f"{findings.maker} {findings.model}".strip() or "it"
    can = "cannot say" if findings.confirm is Confirmation.NONE else "says"
    return findings, f"{model} {can} when a badge is complete."


def _group_id(store: Store, site_id: int, name: str | None) -> int | None:
    """Return the group's id, after making one if the site has none of this name."""
    if name is None:
        return None
    groups = {group.name: group.id for group in printer_groups.of_site(store, site_id)}
    return (
        groups[name] if name in groups else printer_groups.add(store, site_id, name).id
    )


def listed(store: Store, site_id: int) -> list[str]:
    """Return a heading and the site's printers, by group, in the order in which each is tried."""
    groups = {group.id: group.name for group in printer_groups.of_site(store, site_id)}
    agent_names = {agent.id: agent.name for agent in agents.of_site(store, site_id)}
    rows = [
        (
            printer.public_id,
            f"{groups.get(group_id or 0, MAIN)}, {position}.",
            printer.name,
            f"{printer.width} dots",
            _driver(printer, agent_names),
            _condition(printer, store.now),
        )
        for group_id, in_group in groupby(
            site_printers.of_site(store, site_id), lambda printer: printer.group_id
        )
        for position, printer in enumerate(in_group, start=1)
    ]
    heading = ("id", "tried", "name", "width", "driven by", "is")
    return _in_columns(heading, rows) if rows else []


def listed_models() -> list[str]:
    """Return a heading and the models on which a badge fits."""
    rows = [
        (
            model.name,
            model.maker,
            f"{model.width} dots",
            "cutter" if model.cutter else "no cutter",
        )
        for model in profiles.models()
    ]
    return _in_columns(("name", "maker", "width", "cutter"), rows)


def _in_columns(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the heading and the rows as lines, their cells aligned to the left."""
    widths = [max(map(len, column)) for column in zip(heading, *rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in (heading, *rows)
    ]


def _driver(printer: Printer, agent_names: dict[int, str]) -> str:
    if printer.address:
        return str(printer.address)
    name = agent_names.get(printer.agent_id or 0)
    return f"print agent {name}" if name else "no print agent any more"


def _condition(printer: Printer, now: datetime) -> str:
    since, seen_at = printer.condition_since, printer.last_seen_at
    if printer.condition is None or since is None or seen_at is None:
        return "not seen yet"
    # What a silent printer reported last may be long over, so it is not shown as its condition.
    if site_printers.is_silent(printer, now):
        return f"not heard of since {seen_at:%Y-%m-%d %H:%M} UTC"
    condition = printer.condition.value.replace("_", " ")
    return f"{condition} since {since:%Y-%m-%d %H:%M} UTC"
