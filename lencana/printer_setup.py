"""The printer desk: what staff describe in a page becomes a machine of the site's network, or is refused."""

import socket
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TypeVar

from printers import profiles
from printers.addresses import Network, parse_typed_address
from printers.drawing.layout import WIDTHS
from printers.errors import PrinterError
from printers.vocabulary import PrintProblemKind
from visits.printing.printer_setup import NotAPrinter, PrinterDescription, UnfitReason
from visits.printing.printers import PrinterSetup

PORTS = frozenset({9100, 515, 631})
Lookup = Callable[[str, int], list[str]]
Place = IPv4Address | IPv6Address
Judged = TypeVar("Judged")


def addresses_of(host: str, port: int) -> list[str]:
    """The numbers that the name stands for now; none where it stands for nothing."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        return []
    return [str(address[0]) for *_, address in found]


def machine(
    described: PrinterDescription, lookup: Lookup = addresses_of
) -> PrinterSetup:
    """The machine that was described, at the number its name stands for now: nobody looks it up again.

    Refuses (`NotAPrinter`) whatever is no raw socket of a printer in a network, and a width no badge fits:
    all that is wrong at once.
    """
    problems: dict[UnfitReason, str] = {}
    paper = _unless_unfit(lambda: _paper(described), problems)
    network = _unless_unfit(lambda: _network(described.address, lookup), problems)
    if paper is None or network is None:
        raise NotAPrinter(problems)
    width, cutter = paper
    return PrinterSetup(
        name=described.name, address=str(network), width=width, cutter=cutter
    )


def _unless_unfit(
    judge: Callable[[], Judged], problems: dict[UnfitReason, str]
) -> Judged | None:
    try:
        return judge()
    except NotAPrinter as refusal:
        problems.update(refusal.problems)
        return None


def _paper(described: PrinterDescription) -> tuple[int, bool]:
    """How wide it prints, and whether it has a cutter; never wider than its model does."""
    if not described.model:
        return _width(described.width), described.cutter
    try:
        known = profiles.profile(described.model)
    except PrinterError as problem:
        if problem.kind is PrintProblemKind.UNKNOWN_PROFILE:
            raise _unknown(described.model) from None
        return _width(described.width), described.cutter
    is_its_own = described.width is None or described.is_usual
    width = _width(known.width if is_its_own else described.width)
    if width > known.width:
        raise _unfit(UnfitReason.WIDER_THAN_ITS_MODEL)
    return width, described.cutter and known.cutter


def _unknown(model: str) -> NotAPrinter:
    alike = ", ".join(profiles.alike(model))
    return _unfit(
        UnfitReason.MISSPELT_MODEL if alike else UnfitReason.UNKNOWN_MODEL, alike
    )


def _width(dots: int | None) -> int:
    if dots is None:
        raise _unfit(UnfitReason.NO_WIDTH)
    if dots not in WIDTHS:
        raise _unfit(UnfitReason.WRONG_WIDTH)
    return dots


def _network(text: str, lookup: Lookup) -> Network:
    """The first of the numbers; one that is no printer's place speaks against all of them."""
    typed = _typed(text)
    places = [_plain(ip_address(number)) for number in lookup(typed.host, typed.port)]
    hidden = [each for place in places for each in _hidden(place)]
    if any(each.is_loopback or each.is_unspecified for each in hidden):
        raise _unfit(UnfitReason.THIS_COMPUTER)
    if typed.port not in PORTS:
        raise _unfit(UnfitReason.OTHER_PORT)
    if not places:
        raise _unfit(UnfitReason.NOT_FOUND)
    if any(_is_no_place(each) for each in hidden):
        raise _unfit(UnfitReason.NOT_IN_THE_NETWORK)
    return Network(str(places[0]), typed.port)


def _typed(text: str) -> Network:
    try:
        address = parse_typed_address(text)
    except PrinterError:
        raise _unfit(UnfitReason.NO_ADDRESS) from None
    if not isinstance(address, Network):
        raise _unfit(UnfitReason.NO_ADDRESS)
    return address


def _unfit(reason: UnfitReason, hint: str = "") -> NotAPrinter:
    return NotAPrinter({reason: hint})


def _plain(place: Place) -> Place:
    mapped = place.ipv4_mapped if isinstance(place, IPv6Address) else None
    return mapped or place


def _hidden(place: Place) -> Iterator[Place]:
    """The address, and those of the older protocol that it is a tunnel to."""
    yield place
    if isinstance(place, IPv6Address):
        yield from (place.teredo or ())
        if place.sixtofour:
            yield place.sixtofour


def _is_no_place(place: Place) -> bool:
    return (
        place.is_link_local
        or place.is_multicast
        or place.is_reserved
        or (isinstance(place, IPv4Address) and place.packed[0] == 0)
    )
