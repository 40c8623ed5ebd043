"""`lencana printer try` and `ruler`: print at an address, and say what became of it."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import click
from click.exceptions import Exit

from lencana.commands import CommandFailed
from lencana.commands.device_options import DeviceOptions, describes_device
from lencana.settings import Settings
from printers.badge import BadgeContent
from printers.delivery.probe import probe
from printers.errors import PrinterError
from printers.print_badge import print_badge, print_ruler
from printers.text import fonts
from printers.vocabulary import Outcome
from visits import codes

NOT_CONFIRMED = 3
"""Exit code of a badge that was sent to a printer which cannot confirm it."""


@click.command("try")
# A trial reports a wrong address like any other problem, so its address is parsed later.
@describes_device(str)
@click.option("--name", default="Gita Lestari", show_default=True)
@click.option("--company", default="Kopi Pagi", help="The host's company.")
@click.option("--host", default="Hana Wijaya", show_default=True)
def try_out(described: DeviceOptions, name: str, company: str, host: str) -> None:
    """Print one badge, and say what became of it.

    The exit code is 0 when the printer confirmed the badge, 3 when it was sent
    and cannot be confirmed, 1 otherwise.
    """
    fonts.use_folder(Settings().fonts)
    try:
        device = described.device()
        known = replace(device, confirm=probe(device).confirm)
        outcome = print_badge(_sample(name, company, host), known)
    except PrinterError as error:
        raise CommandFailed(f"not printed: {described.sentence(error)}") from None
    if outcome is not Outcome.PRINTED:
        print("sent, not confirmed")
        raise Exit(NOT_CONFIRMED)
    print("printed")


@click.command()
@describes_device(str)
def ruler(described: DeviceOptions) -> None:
    """Print a ruler as wide as the paper should be."""
    try:
        print_ruler(described.device())
    except PrinterError as error:
        raise CommandFailed(f"not printed: {described.sentence(error)}") from None
    print(
        "sent. Both edges must be there, and nothing between them missing; "
        "else give another --width."
    )


def _sample(name: str, company: str, host: str) -> BadgeContent:
    now = datetime.now(UTC).astimezone()
    return BadgeContent(
        word="Guest",
        name=name,
        host=host,
        company=company,
        site="Lencana",
        day=f"{now.day} {now:%b %Y}",
        valid_until=f"{now + timedelta(hours=1):%H:%M}",
        number="T0-000",
        code=f"LB1:{codes.symbols(secrets.token_bytes(16))}",
        day_number=now.date().toordinal(),
    )
