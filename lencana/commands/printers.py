"""`lencana printer`: try one, or give one to a site."""

import secrets
from argparse import Namespace, _SubParsersAction
from datetime import UTC, datetime, timedelta
from typing import Any

from lencana import house
from lencana.commands import CommandFailed, options, virtual
from lencana.commands.places import site_called
from lencana.settings import Settings
from printers.badge import Badge
from printers.delivery.addresses import parse_address
from printers.delivery.session import Outcome
from printers.device import Device
from printers.errors import PrinterError
from printers.press import print_badge
from visits import codes
from visits.paper import printers
from visits.paper.printers import Machine

WIDTHS = (576, 512, 384)
NOT_CONFIRMED = 3


def add_to(nouns: "_SubParsersAction[Any]") -> None:
    """The noun `printer` and its verbs."""
    verbs = nouns.add_parser("printer", help="try a printer, or give one to a site").add_subparsers(
        required=True
    )
    trying = verbs.add_parser("try", help="print one badge, and say what became of it")
    adding = verbs.add_parser("add", help="give a site a printer")
    # A trial says what became of it even where the address is at fault: it is parsed as a part of it.
    for verb, kind in ((trying, str), (adding, options.printer_address)):
        verb.add_argument("--address", type=kind, required=True, help="tcp://HOST:PORT")
        verb.add_argument(
            "--width", type=int, choices=WIDTHS, default=WIDTHS[0], help="dots across the paper"
        )
    trying.add_argument("--name", default="Gita Lestari")
    trying.add_argument("--company", default="Kopi Pagi", help="the host's company")
    trying.add_argument("--host", default="Hana Wijaya")
    trying.set_defaults(run=try_out)
    adding.add_argument("--site", type=options.words(80), required=True)
    adding.add_argument("--name", type=options.words(40), default="Badge printer")
    adding.set_defaults(run=add)
    virtual.add_to(verbs)


def try_out(asked: Namespace) -> int:
    """0 when the printer confirmed the badge, 3 when it was sent and cannot be confirmed, 1 otherwise."""
    try:
        outcome = print_badge(_sample(asked), Device(address=parse_address(asked.address), width=asked.width))
    except PrinterError as problem:
        raise CommandFailed(f"not printed: {problem}") from None
    if outcome is Outcome.PRINTED:
        print("printed")
        return 0
    print("sent, not confirmed")
    return NOT_CONFIRMED


def add(asked: Namespace) -> int:
    """The site's badges go to this printer."""
    with house.open_database(Settings()) as database, database.transaction() as store:
        machine = Machine(name=asked.name, address=str(asked.address), width=asked.width)
        printers.add(store, site_called(store, asked.site).id, machine)
    print(f"{asked.site} prints on {asked.address}.")
    return 0


def _sample(asked: Namespace) -> Badge:
    now = datetime.now(UTC).astimezone()
    return Badge(
        word="Guest", name=asked.name, host=asked.host, company=asked.company, site="Lencana",
        day=f"{now.day} {now:%b %Y}", valid_until=f"{now + timedelta(hours=1):%H:%M}", number="T0-000",
        code=f"LB1:{codes.symbols(secrets.token_bytes(16))}", day_number=now.date().toordinal(),
    )  # fmt: skip
