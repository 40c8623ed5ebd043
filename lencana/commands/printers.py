"""`lencana printer`: try one, give one to a site, list and retire a site's, play one."""

import secrets
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from lencana import installation
from lencana.addresses import spelled_out
from lencana.commands import CommandFailed, options
from lencana.commands.printing import printer_lists, reasons, virtual
from lencana.commands.sites import site_called
from lencana.settings import Settings
from printers import profiles
from printers.addresses import parse_address
from printers.badge import BadgeContent
from printers.delivery.probe import probe
from printers.device import Device
from printers.errors import PrinterError
from printers.print_badge import print_badge, print_ruler
from printers.text import fonts
from printers.vocabulary import Confirmation, Outcome, PrintProblemKind
from visits import codes
from visits.lobby import printer_groups
from visits.printing import printer_setup, printers
from visits.printing.printer_setup import NotAPrinter, UnfitReason
from visits.printing.printers import PrinterSetup
from visits.store.database import Store
from visits.vocabulary import actors
from visits.vocabulary.refusals import NameTaken, NotFound, StillDriven

WIDTH = 576
NOT_CONFIRMED = 3
ADDRESS_HELP = "HOST, tcp://HOST:PORT, usb://VENDOR:PRODUCT, serial:///dev/ttyUSB0, file:///dev/usb/lp0 or cups:QUEUE"


def add_to(nouns: "_SubParsersAction[Any]") -> None:
    """The noun `printer` and its verbs."""
    noun = nouns.add_parser("printer", help="try a printer, or give one to a site")
    verbs = noun.add_subparsers(required=True)
    _try_to(verbs.add_parser("try", help="print one badge, and say what became of it"))
    ruling = verbs.add_parser(
        "ruler", help="print a ruler as wide as the paper should be"
    )
    _describe(ruling, str)
    ruling.set_defaults(run=rule)
    _add_to(verbs.add_parser("add", help="give a site a printer"))
    listing = verbs.add_parser("list", help="a site's printers, with their ids")
    retiring = verbs.add_parser("retire", help="a site has this printer no more")
    for verb, run in ((listing, show), (retiring, retire)):
        verb.add_argument("--site", type=options.words(80), required=True)
        verb.set_defaults(run=run)
    retiring.add_argument(
        "--printer", required=True, help="its id, as `lencana printer list` says it"
    )
    verbs.add_parser(
        "models", help="the models whose width and cutter are known"
    ).set_defaults(run=models)
    virtual.add_to(verbs)


def try_out(asked: Namespace) -> int:
    """0 when the printer confirmed the badge, 3 when it was sent and cannot be confirmed, 1 otherwise."""
    fonts.use_folder(Settings().fonts)
    try:
        device = _device(asked, asked.address)
        outcome = print_badge(
            _sample(asked), replace(device, confirm=probe(device).confirm)
        )
    except PrinterError as problem:
        raise CommandFailed(f"not printed: {_said(problem, asked)}") from None
    if outcome is Outcome.PRINTED:
        print("printed")
        return 0
    print("sent, not confirmed")
    return NOT_CONFIRMED


def rule(asked: Namespace) -> int:
    """The operator holds a ruler in hand whose edges show whether the width is the printer's."""
    try:
        print_ruler(_device(asked, asked.address))
    except PrinterError as problem:
        raise CommandFailed(f"not printed: {_said(problem, asked)}") from None
    print(
        "sent. Both edges must be there, and nothing between them missing; else give another --width."
    )
    return 0


def add(asked: Namespace) -> int:
    """The site's badges go to this printer, which was asked what it can do if it answers now."""
    try:
        device = _device(asked, str(asked.address))
    except PrinterError as problem:
        raise CommandFailed(_said(problem, asked)) from None
    confirm, said = _probed(device)
    with (
        installation.open_database(Settings()) as database,
        database.transaction() as store,
    ):
        site_id = site_called(store, asked.site).id
        machine = PrinterSetup(
            name=asked.name,
            address=str(device.address),
            width=device.width,
            cutter=device.cutter,
            confirm=confirm,
            group_id=_group(store, site_id, asked.group),
        )
        try:
            printer_setup.admit(store, site_id, machine)
        except NotAPrinter as refusal:
            raise CommandFailed(
                f"{device.address} is {refusal.problems[UnfitReason.TAKEN]}'s address"
            ) from None
        except NameTaken:
            raise CommandFailed(
                f"{asked.site} has a printer called {asked.name} already"
            ) from None
    print(f"{asked.site} prints on {device.address}: {said}")
    return 0


def show(asked: Namespace) -> int:
    """The operator sees the site's printers in the order in which they are tried."""
    with (
        installation.open_database(Settings()) as database,
        database.reading() as store,
    ):
        lines = printer_lists.of_site(store, site_called(store, asked.site).id)
    print(
        "\n".join(lines)
        or f"{asked.site} has no printer: give it one with `lencana printer add`."
    )
    return 0


def retire(asked: Namespace) -> int:
    """The site has this printer no more."""
    with (
        installation.open_database(Settings()) as database,
        database.transaction() as store,
    ):
        try:
            printers.retire(
                store, site_called(store, asked.site).id, asked.printer, actors.OPERATOR
            )
        except StillDriven:
            raise CommandFailed(
                "a print agent drives it: take it out of the agent's file first"
            ) from None
        except NotFound:
            raise CommandFailed(
                f"{asked.site} has no such printer: see `lencana printer list`"
            ) from None
    print("The site has it no more.")
    return 0


def models(_asked: Namespace) -> int:
    """The operator sees what may be given as a profile."""
    print("\n".join(printer_lists.of_models()))
    return 0


def _try_to(verb: ArgumentParser) -> None:
    # A trial says what became of it even where the address is at fault: it is parsed as a part of it.
    _describe(verb, str)
    verb.add_argument("--name", default="Gita Lestari")
    verb.add_argument("--company", default="Kopi Pagi", help="the host's company")
    verb.add_argument("--host", default="Hana Wijaya")
    verb.set_defaults(run=try_out)


def _add_to(verb: ArgumentParser) -> None:
    _describe(verb, options.printer_address)
    verb.add_argument("--site", type=options.words(80), required=True)
    verb.add_argument("--name", type=options.words(40), default="Badge printer")
    verb.add_argument(
        "--group",
        type=options.words(40),
        help="a group of printers beside the site's main ones",
    )
    verb.set_defaults(run=add)


def _describe(verb: ArgumentParser, kind: Any) -> None:  # noqa: ANN401 - as argparse's own type
    verb.add_argument("--address", type=kind, required=True, help=ADDRESS_HELP)
    paper = verb.add_mutually_exclusive_group()
    paper.add_argument(
        "--profile", help="its model, as `lencana printer models` lists them"
    )
    paper.add_argument(
        "--width", type=options.dots, default=WIDTH, help="dots across the paper"
    )
    verb.add_argument(
        "--no-cutter", action="store_true", help="it feeds where others cut"
    )


def _device(asked: Namespace, address: str) -> Device:
    known = profiles.profile(asked.profile) if asked.profile else None
    width, cutter = (known.width, known.cutter) if known else (asked.width, True)
    return Device(
        address=parse_address(spelled_out(address)),
        width=width,
        cutter=cutter and not asked.no_cutter,
    )


def _probed(device: Device) -> tuple[Confirmation | None, str]:
    try:
        found = probe(device)
    except PrinterError as problem:
        said = reasons.said(problem)
        return (
            None,
            f"it does not answer now ({said}), and is asked what it can do when it does.",
        )
    confirm = found.confirm
    model = f"{found.maker} {found.model}".strip()
    can = (
        "says when a badge is complete"
        if confirm is not Confirmation.NONE
        else "cannot say when a badge is complete"
    )
    return confirm, f"{model or 'it'} {can}."


def _group(store: Store, site_id: int, name: str | None) -> int | None:
    if name is None:
        return None
    there = {group.name: group.id for group in printer_groups.of_site(store, site_id)}
    return there[name] if name in there else printer_groups.add(store, site_id, name).id


def _said(problem: PrinterError, asked: Namespace) -> str:
    is_unknown = problem.kind is PrintProblemKind.UNKNOWN_PROFILE
    return reasons.unknown_model(asked.profile) if is_unknown else reasons.said(problem)


def _sample(asked: Namespace) -> BadgeContent:
    now = datetime.now(UTC).astimezone()
    return BadgeContent(
        word="Guest",
        name=asked.name,
        host=asked.host,
        company=asked.company,
        site="Lencana",
        day=f"{now.day} {now:%b %Y}",
        valid_until=f"{now + timedelta(hours=1):%H:%M}",
        number="T0-000",
        code=f"LB1:{codes.symbols(secrets.token_bytes(16))}",
        day_number=now.date().toordinal(),
    )
