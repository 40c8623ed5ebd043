"""Printer addresses (TCP, USB, serial line, device file, CUPS queue), and the device at one."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, urlsplit

from printers.errors import PrinterError
from printers.host_names import ascii_host
from printers.vocabulary import Confirmation, PrintProblemKind

PORT = 9100
# Bits a second: at 9,600 a badge takes 46 s.
SLOWEST = 115_200
# Four numbers are an IPv4 address, and the name of no host.
_QUAD = re.compile(r"[0-9]+(\.[0-9]+){3}")
_BARE_HOST = re.compile(r"([\w-]+(\.[\w-]+)*\.?|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Network:
    """`tcp://HOST:PORT`: a raw socket."""

    host: str
    port: int = PORT

    def __str__(self) -> str:
        return (
            f"tcp://[{self.host}]:{self.port}"
            if ":" in self.host
            else f"tcp://{self.host}:{self.port}"
        )


@dataclass(frozen=True, slots=True)
class Usb:
    """`usb://VENDOR:PRODUCT/SERIAL` in hexadecimal; the serial number tells two alike apart."""

    vendor: int
    product: int
    serial: str = ""

    def __str__(self) -> str:
        return f"usb://{self.vendor:04x}:{self.product:04x}" + (
            f"/{self.serial}" if self.serial else ""
        )


@dataclass(frozen=True, slots=True)
class SerialLine:
    """`serial:///dev/ttyUSB0?baud=115200`."""

    path: str
    baud: int = SLOWEST

    def __str__(self) -> str:
        return f"serial://{self.path}?baud={self.baud}"


@dataclass(frozen=True, slots=True)
class DeviceFile:
    """`file:///dev/usb/lp0`: whatever the kernel hands on to a printer."""

    path: str

    def __str__(self) -> str:
        return f"file://{self.path}"


@dataclass(frozen=True, slots=True)
class SpoolQueue:
    """`cups:NAME`: a raw queue of this machine's CUPS."""

    name: str

    def __str__(self) -> str:
        return f"cups:{self.name}"


Address = Network | Usb | SerialLine | DeviceFile | SpoolQueue


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """Where a printer is, its width in dots, what it can do; `confirm` is None until it said so.

    `answers_within` is how many seconds it may take to answer a call or a question, where that
    is longer than usual.
    """

    address: Address
    width: int = 576
    cutter: bool = True
    confirm: Confirmation | None = None
    answers_within: float = 0.0


def parse_address(text: str) -> Address:
    """Parse the address; raises PrinterError: bad_address, or too_slow for a serial line."""
    try:
        parts = urlsplit(text.strip())
        kind = _KINDS.get(parts.scheme)
        if kind is None:
            raise _bad("it begins with tcp://, usb://, serial://, file:// or cups:")
        return kind(parts)
    except ValueError as error:
        raise _bad(
            "the port is a number from 1 to 65535, an IPv6 host stands in brackets"
        ) from error


def parse_typed_address(text: str) -> Address:
    """Return what an address that a person typed means: a host or IP address alone is `tcp://`.

    Raises PrinterError like `parse_address`.
    """
    typed = text.strip()
    if _is_ipv6(typed):
        return parse_address(f"tcp://[{typed}]")
    # "cups:9100" could be a host with its port; nobody calls a host so.
    if _BARE_HOST.fullmatch(typed) and not typed.startswith("cups:"):
        return parse_address(f"tcp://{typed}")
    return parse_address(typed)


def _is_ipv6(text: str) -> bool:
    try:
        return ip_address(text).version == 6  # noqa: PLR2004 - the protocol's own number
    except ValueError:
        return False


def _network(parts: SplitResult) -> Network:
    port = PORT if parts.port is None else parts.port
    if not parts.hostname or any(character.isspace() for character in parts.netloc):
        raise _bad("a host follows tcp://")
    if (
        port == 0
        or "@" in parts.netloc
        or parts.path.strip("/")
        or parts.query
        or parts.fragment
    ):
        raise _bad("nothing stands in it but host and port")
    return Network(_host(parts.hostname), port)


def _host(name: str) -> str:
    """Return the host in ASCII; what it stands for may change, and is looked up at each call."""
    try:
        host = ascii_host(name)
        if _QUAD.fullmatch(host):
            host = str(ip_address(host))
    except ValueError:
        raise _bad("that is the name or the number of no host") from None
    return host


def _usb(parts: SplitResult) -> Usb:
    match = re.fullmatch(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})", parts.netloc)
    if match is None or not re.fullmatch(r"(/[\w.-]{1,60})?/?", parts.path, re.ASCII):
        raise _bad(
            "a USB printer is written like usb://04b8:0202, its serial number may follow after /"
        )
    return Usb(int(match[1], 16), int(match[2], 16), parts.path.strip("/"))


def _serial(parts: SplitResult) -> SerialLine:
    options = dict(parse_qsl(parts.query))
    baud = options.pop("baud", str(SLOWEST))
    if (
        parts.netloc
        or not _is_path(parts.path)
        or options
        or not re.fullmatch("[0-9]{1,7}", baud)
    ):
        raise _bad("a serial printer is written like serial:///dev/ttyUSB0?baud=115200")
    if int(baud) < SLOWEST:
        raise PrinterError(
            PrintProblemKind.TOO_SLOW, f"a badge takes too long below {SLOWEST} baud"
        )
    return SerialLine(parts.path, int(baud))


def _file(parts: SplitResult) -> DeviceFile:
    if parts.netloc or parts.query or not _is_path(parts.path):
        raise _bad("a device file is written like file:///dev/usb/lp0")
    return DeviceFile(parts.path)


def _spool(parts: SplitResult) -> SpoolQueue:
    if parts.netloc or not re.fullmatch(
        r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}", parts.path
    ):
        raise _bad("a CUPS queue is written like cups:badges")
    return SpoolQueue(parts.path)


def _is_path(text: str) -> bool:
    return (
        re.fullmatch(r"/[\w./:-]{1,90}", text, re.ASCII) is not None
        and ".." not in text
    )


def _bad(explanation: str) -> PrinterError:
    return PrinterError(PrintProblemKind.BAD_ADDRESS, explanation)


_KINDS: dict[str, Callable[[SplitResult], Address]] = {
    "tcp": _network,
    "usb": _usb,
    "serial": _serial,
    "file": _file,
    "cups": _spool,
}
