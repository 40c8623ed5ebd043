"""The virtual printer is a printer: strict, one host at a time, and its paper is not the disk."""

import io
import socket
from collections.abc import Callable
from contextlib import closing
from time import monotonic

import pytest
from PIL import Image

from printers.badge import Badge
from printers.delivery.addresses import parse_address
from printers.delivery.session import deliver
from printers.drawing.layout import draw
from printers.errors import PrinterError, Reason
from printers.press import print_badge
from printers.virtual import VirtualPrinter
from printers.wire.raster import encode

JOB = encode(Image.new("1", (576, 20), 0))


def call(printer: VirtualPrinter) -> socket.socket:
    host, port = printer.address.removeprefix("tcp://").split(":")
    return socket.create_connection((host, int(port)), timeout=5)


def say(printer: VirtualPrinter, words: bytes) -> bytes:
    with closing(call(printer)) as line:
        line.sendall(words)
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(100), b""))


def test_the_paper_shows_the_badge_with_white_around_it(printer: VirtualPrinter, badge: Badge) -> None:
    before = monotonic()
    print_badge(badge, parse_address(printer.address))

    paper = printer.paper()
    assert paper is not None
    assert paper.crop((32, 32, 608, paper.height - 32)).tobytes() == draw(badge).tobytes()
    assert paper.getpixel((0, 0)) == 255
    assert printer.badges == 1
    assert printer.first_byte_at is not None
    assert printer.first_byte_at >= before


def test_the_paper_can_be_shown_as_a_png_until_it_is_cleared(printer: VirtualPrinter) -> None:
    deliver(JOB, parse_address(printer.address))

    png = printer.paper_png()
    assert png is not None
    assert Image.open(io.BytesIO(png)).width == 576 + 64
    printer.clear()
    assert printer.paper() is None
    assert printer.paper_png() is None
    assert printer.badges == 1


def test_one_can_wait_for_a_badge(printer: VirtualPrinter) -> None:
    assert not printer.wait_for_badges(1, timeout=0.01)
    deliver(JOB, parse_address(printer.address))
    assert printer.wait_for_badges(1, timeout=5)


def test_a_printer_that_is_offline_refuses_and_returns_at_the_same_address(printer: VirtualPrinter) -> None:
    address = parse_address(printer.address)
    printer.offline()
    with pytest.raises(PrinterError) as refusal:
        deliver(JOB, address)
    assert refusal.value.reason is Reason.REFUSED

    printer.online()

    deliver(JOB, address)
    assert printer.badges == 1


def test_going_offline_hangs_up_on_the_host_being_served(printer: VirtualPrinter) -> None:
    with closing(call(printer)) as line:
        line.sendall(b"\x10\x04\x01")
        assert line.recv(1) == b"\x12"

        printer.offline()

        assert line.recv(1) == b""


def test_hosts_are_served_one_after_another(printer: VirtualPrinter) -> None:
    with closing(call(printer)) as first, closing(call(printer)) as second:
        first.sendall(b"\x10\x04\x01")
        assert first.recv(1) == b"\x12"
        second.sendall(b"\x10\x04\x01")
        second.settimeout(0.05)
        with pytest.raises(TimeoutError):
            second.recv(1)

        first.close()

        second.settimeout(5)
        assert second.recv(1) == b"\x12"


def test_its_answers_say_that_all_is_well(printer: VirtualPrinter) -> None:
    assert say(printer, b"\x10\x04\x01") == b"\x12"
    assert say(printer, b"\x1dr\x01") == b"\x00"
    assert say(printer, b"\x1da\x0e") == b"\x14\x00\x00\x0f"
    assert printer.faults == []


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (b"Gita\n", "unknown command 47 69"),
        (b"\x1bd\x05", "unknown command 1b 64"),
        (b"\x1dV\x00", "the stream ended inside a command"),
        (b"\x1dV\x41\x10", "unknown cut"),
        (JOB[:-100], "the stream ended inside a command"),
        (b"\x1dv0\x01\x48\x00\x01\x00", "raster in an unknown mode"),
        (b"\x1dv0\x00\x48\x00\x00\x01", "raster of 72 bytes by 256 rows"),
        (b"\x1dv0\x00\x49\x00\x01\x00" + bytes(73), "raster wider than the head"),
        (b"\x1dv0\x00\x48\x00\x01\x00" + b"\x10\x04" * 36, "a real-time command among the dots"),
        (b"\x10\x04\x09", "unknown status request"),
        (b"\x1dr\x02", "unknown status request"),
    ],
)
def test_what_our_encoder_never_writes_is_a_fault_that_can_be_seen(
    printer: VirtualPrinter, words: bytes, fault: str
) -> None:
    say(printer, words)

    assert printer.faults == [fault]
    assert printer.badges == 0


def test_a_narrow_printer_prints_a_narrow_badge(make_badge: Callable[..., Badge]) -> None:
    with VirtualPrinter(width=384) as printer:
        print_badge(make_badge(), parse_address(printer.address), width=384)
        paper = printer.paper()

    assert printer.faults == []
    assert paper is not None
    assert paper.width == 384 + 64
