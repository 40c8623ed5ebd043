"""Checks a printer that staff describe: it must be a printer in the site's network."""

import socket
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TypeVar

from printers import profiles
from printers.addresses import Network, parse_typed_address
from printers.errors import PrinterError
from printers.vocabulary import WIDTHS, PrintProblemKind
from visits.printing.printer_setup import NotAPrinter, PrinterDescription, UnfitReason
from visits.printing.printers import PrinterSetup

# Raw printing, LPD and IPP: the desk's form must not reach any other service of the network.
PORTS = frozenset({9100, 515, 631})
Lookup = Callable[[str, int], list[str]]
Place = IPv4Address | IPv6Address
Judged = TypeVar("Judged")


def addresses_of(host: str, port: int) -> list[str]:
    """Return the IP addresses of the host; none where the name is unknown."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        return []
    return [str(address[0]) for *_, address in answers]


def machine(
    described: PrinterDescription, lookup: Lookup = addresses_of
) -> PrinterSetup:
    """Return the described printer at the IP address that its name has now.

    Raises NotAPrinter with all problems at once, such as another service's port, an address
    outside the network, or a width on which no badge fits. The name is never looked up again,
    or whoever controls it could point the server at itself later (DNS rebinding).
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
    """Return the width in dots, never more than the model's, and whether it has a cutter."""
    if not described.model:
        return _width(described.width), described.cutter
    try:
        model = profiles.profile(described.model)
    except PrinterError as problem:
        if problem.kind is PrintProblemKind.UNKNOWN_PROFILE:
            raise _unknown(described.model) from None
        if problem.kind is PrintProblemKind.UNFIT_PROFILE:
            raise _unfit(UnfitReason.UNFIT_MODEL) from None
        return _width(described.width), described.cutter
    is_its_own = described.width is None or described.is_usual
    width = _width(model.width if is_its_own else described.width)
    # A narrower roll is common; dots beyond the head would be lost, and with them the name.
    if width > model.width:
        raise _unfit(UnfitReason.WIDER_THAN_ITS_MODEL)
    return width, described.cutter and model.cutter


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
    """Return the first of the host's addresses; one bad address refuses them all."""
    typed = _typed(text)
    places = [_plain(ip_address(number)) for number in lookup(typed.host, typed.port)]
    # An IPv6 address may be a tunnel to an IPv4 one, such as this computer's own.
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
    """Yield the address, and the IPv4 addresses that it is a tunnel to."""
    yield place
    if isinstance(place, IPv6Address):
        yield from (place.teredo or ())
        if place.sixtofour:
            yield place.sixtofour


def _is_no_place(place: Place) -> bool:
    """True for an address of everybody, of nobody, or of somebody out in the Internet."""
    return (
        place.is_link_local
        or place.is_multicast
        or place.is_reserved
        or place.is_global
        or (isinstance(place, IPv4Address) and place.packed[0] == 0)
    )
