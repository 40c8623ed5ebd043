"""What the delivery's tests share.

Printers that follow a script, at the ends of every kind of line.
"""

import os
import select
import socket
import tty
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Event, Thread

import pytest
from usb.backend import libusb1

from printers.addresses import Address, DeviceFile, Network, SerialLine, Usb
from printers.delivery.deadlines import Deadlines
from tests.printers.delivery.script import Script
from tests.printers.delivery.software_usb import PRODUCT, VENDOR, SoftwareUsb

Place = Callable[[Script], Address]
RudePrinter = Callable[[Callable[[socket.socket, Event], None]], Network]


@pytest.fixture
def patient() -> Deadlines:
    """Deadlines that no test reaches: for printers that answer, however busy the machine is.

    Except the last one: most printers never hang up, and nothing is learned by it.
    """
    return Deadlines(
        connect=60,
        status=60,
        progress=60,
        whole=60,
        confirm=60,
        attention=60,
        goodbye=0.1,
    )


@pytest.fixture
def quick(patient: Deadlines) -> Deadlines:
    """Deadlines that a test waits for: for printers that fall silent."""
    return replace(
        patient, status=0.1, progress=0.15, whole=2, confirm=0.2, attention=0.5
    )


@pytest.fixture
def on_the_network(rude_printer: RudePrinter) -> Place:
    """Put a script behind a TCP port, for one host."""

    def place(script: Script) -> Address:
        def play(host: socket.socket, _: Event) -> None:
            while piece := host.recv(4096):
                host.sendall(script.hear(piece))

        return rude_printer(play)

    return place


@pytest.fixture
def terminal() -> Iterator[Callable[[Script], str]]:
    """Put a script behind a device of the kernel's; return the path of that."""
    ends: list[int] = []
    threads: list[Thread] = []
    stop, stopping = os.pipe()

    def play(end: int, script: Script) -> None:
        while end in select.select([end, stop], [], [])[0]:
            if script.is_over(script.deaf_after):
                select.select([stop], [], [])
                return
            os.write(end, script.hear(os.read(end, 1024)))
            if script.is_over(script.gone_after):
                ends.remove(end)
                os.close(end)
                return

    def start(script: Script) -> str:
        end, device = os.openpty()
        tty.setraw(device)
        ends.extend([end, device])
        os.write(end, script.unasked)
        threads.append(Thread(target=play, args=[end, script]))
        threads[-1].start()
        return os.ttyname(device)

    yield start
    os.close(stopping)
    for thread in threads:
        thread.join(timeout=300)
    for end in [*ends, stop]:
        os.close(end)


@pytest.fixture
def usb_bus(monkeypatch: pytest.MonkeyPatch) -> Callable[[SoftwareUsb], Address]:
    """Make a bus in memory the only one that pyusb finds."""

    def plug_in(bus: SoftwareUsb) -> Address:
        monkeypatch.setattr(libusb1, "get_backend", lambda: bus)
        return Usb(VENDOR, PRODUCT)

    return plug_in


@pytest.fixture(params=["network", "serial", "file", "usb"])
def place(
    request: pytest.FixtureRequest,
    on_the_network: Place,
    terminal: Callable[[Script], str],
    usb_bus: Callable[[SoftwareUsb], Address],
) -> Place:
    """Put a script at the end of a line, of each kind in turn."""
    kinds: dict[str, Place] = {
        "network": on_the_network,
        "serial": lambda script: SerialLine(terminal(script)),
        "file": lambda script: DeviceFile(terminal(script)),
        "usb": lambda script: usb_bus(SoftwareUsb(script)),
    }
    return kinds[str(request.param)]
