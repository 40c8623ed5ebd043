"""The printer desk: what staff describe in a page becomes a machine of the site's network, or is refused."""

import socket
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

from printers import profiles
from printers.delivery.addresses import Network, parse_address
from printers.drawing.layout import WIDTHS
from printers.errors import PrinterError, Reason
from visits.paper.described import Described, NotAPrinter, Unfit
from visits.paper.printers import Machine

PORTS = frozenset({9100, 515, 631})
Lookup = Callable[[str, int], list[str]]
Place = IPv4Address | IPv6Address


def addresses_of(host: str, port: int) -> list[str]:
    """The numbers that the name stands for now; none where it stands for nothing."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        return []
    return [str(address[0]) for *_, address in found]


def machine(described: Described, lookup: Lookup = addresses_of) -> Machine:
    """The machine that was described, at the number its name stands for now: nobody looks it up again.

    Refuses (`NotAPrinter`) whatever is no raw socket of a printer in a network, and a width no badge fits.
    """
    width, cutter = _paper(described)
    network = _network(described.address)
    place = _place(lookup(network.host, network.port))
    return Machine(
        name=described.name, address=str(Network(str(place), network.port)), width=width, cutter=cutter
    )


def _paper(described: Described) -> tuple[int, bool]:
    """How wide it prints, and whether it has a cutter; never wider than its model does."""
    if not described.model:
        return _width(described.width), described.cutter
    try:
        known = profiles.profile(described.model)
    except PrinterError as problem:
        if problem.reason is Reason.UNKNOWN_PROFILE:
            raise NotAPrinter(Unfit.UNKNOWN_MODEL) from None
        return _width(described.width), described.cutter
    width = _width(known.width if described.width is None else described.width)
    if width > known.width:
        raise NotAPrinter(Unfit.WIDER_THAN_ITS_MODEL)
    return width, described.cutter and known.cutter


def _width(dots: int | None) -> int:
    if dots is None:
        raise NotAPrinter(Unfit.NO_WIDTH)
    if dots not in WIDTHS:
        raise NotAPrinter(Unfit.WRONG_WIDTH)
    return dots


def _network(text: str) -> Network:
    try:
        address = parse_address(text)
    except PrinterError:
        raise NotAPrinter(Unfit.NO_ADDRESS) from None
    if not isinstance(address, Network):
        raise NotAPrinter(Unfit.NO_ADDRESS)
    if address.port not in PORTS:
        raise NotAPrinter(Unfit.OTHER_PORT)
    return address


def _place(found: list[str]) -> Place:
    """The first of the numbers; one that is no printer's place speaks against all of them."""
    if not found:
        raise NotAPrinter(Unfit.NOT_FOUND)
    places = [_plain(ip_address(number)) for number in found]
    if any(_is_no_place(each) for place in places for each in _hidden(place)):
        raise NotAPrinter(Unfit.NOT_IN_THE_NETWORK)
    return places[0]


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
        place.is_loopback
        or place.is_link_local
        or place.is_unspecified
        or place.is_multicast
        or place.is_reserved
        or (isinstance(place, IPv4Address) and place.packed[0] == 0)
    )
