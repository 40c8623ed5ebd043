"""The options by which commands are told of a printer: where it is, and what it can do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from lencana.commands import options, printer_errors
from printers import profiles
from printers.addresses import Address, Device, parse_typed_address
from printers.errors import PrinterError
from printers.vocabulary import PrintProblemKind

WIDTH = 576
"""Dots across 80 mm of paper at 203 dpi."""
ANSWERS_WITHIN = 3
"""Seconds; a person waits, and a printer that is asked for the first time may be slow."""
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
        "--address",
        type=address_type,
        required=True,
        metavar="ADDRESS",
        help=ADDRESS_HELP,
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
