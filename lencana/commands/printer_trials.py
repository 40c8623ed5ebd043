"""`lencana printer try` and `ruler`: print at an address, and say what became of it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from click.exceptions import Exit

from lencana.commands import CommandFailed, options, printer_errors
from lencana.settings import Settings
from printers import profiles
from printers.addresses import Address, parse_typed_address
from printers.badge import BadgeContent
from printers.delivery.probe import probe
from printers.device import Device
from printers.errors import PrinterError
from printers.print_badge import print_badge, print_ruler
from printers.text import fonts
from printers.vocabulary import Outcome, PrintProblemKind
from visits import codes

WIDTH = 576
"""Dots across 80 mm of paper at 203 dpi."""
ANSWERS_WITHIN = 3
"""Seconds; a person waits, and a printer that is asked for the first time may be slow."""
NOT_CONFIRMED = 3
"""Exit code of a badge that was sent to a printer which cannot confirm it."""
ADDRESS_HELP = (
    "HOST, tcp://HOST:PORT, usb://VENDOR:PRODUCT, serial:///dev/ttyUSB0, "
    "file:///dev/usb/lp0 or cups:QUEUE."
)

OPTIONS = (
    click.option("--profile", help="Its model, from `lencana printer models`."),
    click.option(
        "--width",
        type=options.dots,
        help=f"Dots across the paper; {WIDTH} if neither is given.",
    ),
    click.option("--no-cutter", is_flag=True, help="It feeds where others cut."),
    click.option(
        "--answers-within",
        type=options.seconds,
        help="Seconds that it takes to answer; measured if left out.",
    ),
)


@dataclass(frozen=True)
class DeviceOptions:
    """The options that describe a printer; its model or its width, not both."""

    address: str | Address
    profile: str | None
    width: int | None
    no_cutter: bool
    answers_within: int | None

    def __post_init__(self) -> None:
        if self.profile is not None and self.width is not None:
            raise click.UsageError("give --profile or --width, not both")

    def device(self) -> Device:
        """Return the device. Raises PrinterError for its address or model."""
        model = profiles.profile(self.profile) if self.profile else None
        return Device(
            address=parse_typed_address(str(self.address)),
            width=model.width if model else self.width or WIDTH,
            cutter=(model is None or model.cutter) and not self.no_cutter,
            answers_within=self.answers_within or ANSWERS_WITHIN,
        )

    def sentence(self, error: PrinterError) -> str:
        """Return what is wrong, with similar models where this one is unknown."""
        if self.profile and error.kind is PrintProblemKind.UNKNOWN_PROFILE:
            return printer_errors.unknown_model(self.profile)
        return printer_errors.sentence(error)


def describes_device(
    address_type: Callable[[str], Any],
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add the options of a device, and pass them as one argument `described`."""
    address = click.option(
        "--address", type=address_type, required=True, help=ADDRESS_HELP
    )

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        decorated: Callable[..., None] = options.into(DeviceOptions, "described")(
            command
        )
        # Reversed, since each decorator puts its option before the others in the help.
        for option in reversed((address, *OPTIONS)):
            decorated = option(decorated)
        return decorated

    return decorate


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
