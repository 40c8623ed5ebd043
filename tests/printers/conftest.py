"""What the printers' tests share.

Gita's badge, printers good and rude, a second opinion on a job.
"""

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from threading import Event, Thread
from typing import Any

import pytest
from PIL import Image

from printers.addresses import Network
from printers.badge import BadgeContent
from printers.roll import PrintedGuest, RollContent
from printers.text import fonts
from printers.virtual import VirtualPrinter

MakeBadge = Callable[..., BadgeContent]
MakeRoll = Callable[..., RollContent]
Behaviour = Callable[[socket.socket, Event], None]


@pytest.fixture(scope="session")
def make_badge() -> MakeBadge:
    usual: dict[str, Any] = {
        "word": "Guest",
        "name": "Gita Pramesti",
        "host": "Hana Wijaya",
        "company": "Langit Studio",
        "site": "Senopati",
        "day": "22 Nov 2026",
        "valid_until": "18:00",
        "number": "K7-042",
        "code": "LB1:0123456789ABCDEFGHJKMNPQRS",
        "day_number": date(2026, 11, 22).toordinal(),
    }
    return lambda **other: BadgeContent(**{**usual, **other})


@pytest.fixture(scope="session")
def make_roll() -> MakeRoll:
    """Returns a function that makes a roll of so many guests of two places."""
    names = (
        "Gita Pramesti",
        "محمد بن عبد الله الهاشمي",
        "欧阳娜娜",
        "Đặng Thị Hồng Nhung",
    )
    usual: dict[str, Any] = {
        "title": "Drill",
        "site": "Senopati",
        "since": "since 09:30",
        "notice": "Guests only: 120, as of 09:32. Destroy this paper after the roll call.",
        "language": "en",
    }

    def guest(place: int, count: int) -> PrintedGuest:
        return PrintedGuest(
            place="Langit Studio, Level 12" if place < count // 2 else "Awan Works",
            name=names[place % len(names)],
            about=f"Host Hana Wijaya · K7-{place:03}",
            is_found=place % 5 == 0,
        )

    def make(count: int, **other: Any) -> RollContent:
        guests = tuple(guest(place, count) for place in range(count))
        return RollContent(**{**usual, "guests": guests, **other})

    return make


@pytest.fixture
def badge(make_badge: MakeBadge) -> BadgeContent:
    return make_badge()


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter() as printer:
        yield printer


@pytest.fixture
def rude_printer() -> Iterator[Callable[[Behaviour], Network]]:
    """Answer the next host in a given way; an event tells that the test is over."""
    over = Event()
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    threads: list[Thread] = []

    def answer(behaviour: Behaviour) -> None:
        host, _ = listener.accept()
        with host, suppress(OSError):
            behaviour(host, over)

    def start(behaviour: Behaviour) -> Network:
        threads.append(Thread(target=answer, args=[behaviour]))
        threads[-1].start()
        return Network(*listener.getsockname())

    yield start
    over.set()
    for thread in threads:
        thread.join(timeout=300)
    listener.close()


@pytest.fixture
def only_shipped_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(fonts, "MACHINE_FOLDERS", ())
    fonts.use_folder(None)
    yield
    monkeypatch.undo()
    fonts.use_folder(None)


@pytest.fixture(scope="session")
def read_job() -> Callable[[bytes], Image.Image]:
    """Read a job as the manual describes it, with nothing of ours.

    Whatever else stands in it is an error.
    """

    def read(job: bytes) -> Image.Image:
        assert job[:5] == bytes.fromhex("1b40 1d610e")
        place, rows = 5, []
        while job[place : place + 4] == bytes.fromhex("1d763000"):
            across, height = struct.unpack_from("<HH", job, place + 4)
            assert height % 48
            assert height <= 255
            place += 8
            for _ in range(height):
                rows.append(
                    f"{int.from_bytes(job[place : place + across], 'big'):0{across * 8}b}"
                )
                place += across
        assert job[place:] == bytes.fromhex("1d564200")
        paper = Image.new("L", (len(rows[0]), len(rows)))
        paper.putdata([255 * (dot == "0") for row in rows for dot in row])
        return paper

    return read
