"""The only use of python-escpos: its table of models, and its openers for USB and serial."""

import json
import termios
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, partial
from importlib.resources import files
from typing import Any

from printers.errors import PrinterError
from printers.vocabulary import WIDTHS, PrintProblemKind

# USB 2.0: transfer type bulk, interface class printer.
_BULK, _PRINTERS = 0x02, 0x07
_ENDPOINT_IN = 0x80
_MILLISECONDS = 1000
# Dots an inch: a badge is drawn for 180 and 203. At 85 its smallest text is 7 mm high.
_COARSEST = 180
# What the table says of models that take raster images and print them badly.
_COLUMNS_ONLY = "use bitimagecolumn to print properly"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterProfile:
    """What a model of printer can do."""

    width: int
    cutter: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Model(PrinterProfile):
    """A model by its name, with who makes it."""

    name: str
    maker: str


class SerialPort:
    """An open serial port whose descriptor does not block."""

    def __init__(self, opener: Any) -> None:  # noqa: ANN401 - escpos is untyped
        self._opener = opener

    def take_for_ourselves(self) -> None:
        """Nobody else may open it, nor what was said to them be read.

        Raises OSError or termios.error.

        A break is nothing: left as it is, it would read as a NUL, which is an answer of a
        printer.
        """
        self._opener.device.exclusive = True
        settings = termios.tcgetattr(self.fileno())
        settings[0] |= termios.IGNBRK
        termios.tcsetattr(self.fileno(), termios.TCSANOW, settings)
        self._opener.device.reset_input_buffer()

    def fileno(self) -> int:
        """Return the descriptor."""
        return int(self._opener.device.fileno())

    def close(self) -> None:
        """Let go of it at once; escpos would first wait until the printer has taken all."""
        self._opener.device.close()
        self._opener.device = False


class UsbPrinter:
    """An open USB printer: its way there, and its way back if it has one."""

    def __init__(self, device: Any, interface: Any, close: Callable[[], None]) -> None:  # noqa: ANN401 - untyped
        self._device = device
        self._out = _pipe(interface, 0)
        self._in = _pipe(interface, _ENDPOINT_IN)
        self.close = close

    @property
    def answers(self) -> bool:
        """Whether there is a way back."""
        return self._in is not None

    def write(self, data: bytes, seconds: float) -> int:
        """Return how much it took.

        Raises usb.core.USBTimeoutError if nothing, USBError if it is gone.
        """
        return int(self._device.write(self._out, data, int(seconds * _MILLISECONDS)))

    def read(self, most: int, seconds: float) -> bytes:
        """Return what it said.

        Raises usb.core.USBTimeoutError if nothing, USBError if it is gone.
        """
        return bytes(self._device.read(self._in, most, int(seconds * _MILLISECONDS)))


def profile(name: str) -> PrinterProfile:
    """Return what the model of that name can do, in whatever case it is written.

    Raises PrinterError: unknown_profile, unfit_profile if it cannot print what we send, or
    unknown_width if nobody knows its width, or no badge fits it.
    """
    entry = _by_name().get(name.strip().casefold())
    if entry is None:
        raise PrinterError(
            PrintProblemKind.UNKNOWN_PROFILE, "no printer is known by this name"
        )
    refuse_unfit(name)
    width = _width(entry)
    if width not in WIDTHS:
        raise PrinterError(
            PrintProblemKind.UNKNOWN_WIDTH, "nobody knows how many dots wide it prints"
        )
    return PrinterProfile(width=width, cutter=_cuts(entry))


def refuse_unfit(name: str) -> None:
    """Raise PrinterError (unfit_profile, with the reason) for a model that prints no badge.

    Of models that are not in the table nothing is known, and nothing is raised.
    """
    entry = _by_name().get(name.strip().casefold())
    reason = _unfit(entry) if entry else ""
    if reason:
        raise PrinterError(PrintProblemKind.UNFIT_PROFILE, reason)


def unfit_of_width(width: int) -> list[str]:
    """Return the unfit models that print so many dots, if no fit model of the table does."""
    same = {
        name: entry for name, entry in _profiles().items() if _width(entry) == width
    }
    reasons = [_unfit(entry) for entry in same.values()]
    return sorted(same) if all(reasons) else []


def models() -> list[Model]:
    """Return the models that print a badge, by their names."""
    return [
        Model(
            name=name,
            maker=str(entry["vendor"]),
            width=_width(entry),
            cutter=_cuts(entry),
        )
        for name, entry in sorted(_profiles().items())
        if _width(entry) in WIDTHS and not _unfit(entry)
    ]


def alike(name: str) -> list[str]:
    """Return up to three models that print a badge, with names spelt almost like this."""
    names = {model.name.casefold(): model.name for model in models()}
    return [names[close] for close in get_close_matches(name.strip().casefold(), names)]


def open_serial(path: str, baud: int) -> SerialPort:
    """Return the open port, its descriptor not blocking; raises PrinterError: unreachable."""
    from escpos.exceptions import DeviceNotFoundError  # noqa: PLC0415 - escpos is slow to load, and rarely needed
    from escpos.printer import Serial  # noqa: PLC0415 - the same

    # No answer of a printer looks like XON or XOFF; without a handshake, excess data is lost.
    opener = Serial(devfile=path, baudrate=baud, timeout=0, xonxoff=True)
    try:
        opener.open()
    except (DeviceNotFoundError, OSError) as error:
        raise PrinterError(
            PrintProblemKind.UNREACHABLE, "the serial line cannot be opened"
        ) from error
    port = SerialPort(opener)
    try:
        port.take_for_ourselves()
    except (OSError, termios.error) as error:
        port.close()
        raise PrinterError(
            PrintProblemKind.UNREACHABLE, "the serial line is somebody else's just now"
        ) from error
    return port


def open_usb(vendor: int, product: int, serial: str) -> UsbPrinter:
    """Return the open printer; raises PrinterError: unreachable."""
    from escpos.exceptions import DeviceNotFoundError  # noqa: PLC0415 - escpos is slow to load, and rarely needed
    from usb.core import NoBackendError, USBError  # noqa: PLC0415 - only where there is a USB printer

    opener = _usb_opener(vendor, product, serial)
    try:
        opener.open()
        return UsbPrinter(opener.device, _interface(opener.device), opener.close)
    except DeviceNotFoundError as error:
        raise PrinterError(
            PrintProblemKind.UNREACHABLE, "no such USB printer, or not ours to open"
        ) from error
    except (NoBackendError, USBError) as error:
        raise PrinterError(
            PrintProblemKind.UNREACHABLE, "USB cannot be used on this machine"
        ) from error


@cache
def _profiles() -> dict[str, dict[str, Any]]:
    """Read the table without loading escpos, which sets up logging and a folder when it is."""
    text = (files("escpos") / "capabilities.json").read_text("utf-8")
    entries: dict[str, dict[str, Any]] = json.loads(text)["profiles"]
    return entries


@cache
def _by_name() -> dict[str, dict[str, Any]]:
    return {name.casefold(): entry for name, entry in _profiles().items()}


def _unfit(entry: dict[str, Any]) -> str:
    """Return why the model cannot print what we send: raster images (GS v 0) of 180 to 203 dpi."""
    if not entry["features"]["bitImageRaster"]:
        return "it prints no raster images, and a badge is one"
    if _COLUMNS_ONLY in entry["notes"].casefold():
        return "raster images do not come out properly on it"
    dots = entry["media"].get("dpi")
    if isinstance(dots, int) and dots < _COARSEST:
        return f"it prints {dots} dots an inch, and a badge needs {_COARSEST}"
    return ""


def _cuts(entry: dict[str, Any]) -> bool:
    return bool(entry["features"]["paperFullCut"] or entry["features"]["paperPartCut"])


def _width(entry: dict[str, Any]) -> int:
    """Return the dots across in whole bytes, 0 if nobody knows them."""
    dots = entry["media"]["width"].get("pixels")
    return dots - dots % 8 if isinstance(dots, int) else 0


def _usb_opener(vendor: int, product: int, serial: str) -> Any:  # noqa: ANN401 - escpos is untyped
    from escpos.printer import Usb  # noqa: PLC0415 - escpos is slow to load, and rarely needed

    alike = (
        {"custom_match": lambda device: _serial_number(device) == serial}
        if serial
        else {}
    )
    opener = Usb(idVendor=vendor, idProduct=product, usb_args=alike)
    # Its own way resets the printer, which throws away what that still prints.
    opener._configure_usb = partial(_configure, opener)  # noqa: SLF001 - there is no other way in
    return opener


def _configure(opener: Any) -> None:  # noqa: ANN401 - escpos is untyped
    from usb.core import USBError  # noqa: PLC0415 - only where there is a USB printer

    try:
        opener.device.get_active_configuration()
    except USBError:
        opener.device.set_configuration()


def _serial_number(device: Any) -> str | None:  # noqa: ANN401 - pyusb is untyped
    from usb.core import USBError  # noqa: PLC0415 - only where there is a USB printer
    from usb.util import get_string  # noqa: PLC0415 - the same

    try:
        number: str | None = get_string(device, device.iSerialNumber)
    except (USBError, ValueError):
        return None
    return number


def _interface(device: Any) -> Any:  # noqa: ANN401 - pyusb is untyped
    """Return the interface that prints.

    Of the printers' class, else the first with a pipe there.
    """
    from usb.core import USBError  # noqa: PLC0415 - only where there is a USB printer

    usable = [
        interface
        for interface in device.get_active_configuration()
        if _pipe(interface, 0) is not None
    ]
    if not usable:
        raise USBError("this device is no printer")
    return min(usable, key=lambda interface: interface.bInterfaceClass != _PRINTERS)


def _pipe(interface: Any, direction: int) -> int | None:  # noqa: ANN401 - pyusb is untyped
    ends = (end for end in interface if end.bmAttributes & 0x03 == _BULK)
    return next(
        (
            end.bEndpointAddress
            for end in ends
            if end.bEndpointAddress & _ENDPOINT_IN == direction
        ),
        None,
    )
