"""A raw queue of a real CUPS takes whole badges, and nobody claims to know more."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import pytest

from printers.addresses import Address, Device, Network, SpoolQueue
from printers.delivery.connect import connect, look_at
from printers.delivery.deadlines import Deadlines
from printers.errors import PrinterError
from printers.vocabulary import Outcome, PrinterCondition, PrintProblemKind, SentAmount
from tests.printers.delivery.script import Script

Place = Callable[[Script], Address]
ADMIN = "/usr/sbin"
CUT = b"\x1dVB\0"
BADGE = b"\xaa" * 40_000
PATIENT = Deadlines(connect=10, whole=10)
DAEMON = """
Listen {folder}/run/socket
Browsing Off
PreserveJobFiles No
<Location />
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""
FILES = """
ServerRoot {folder}
StateDir {folder}/run
RequestRoot {folder}/spool
TempDir {folder}/spool/tmp
CacheDir {folder}/cache
ErrorLog {folder}/errors
AccessLog {folder}/accesses
PageLog {folder}/pages
"""


@pytest.fixture(scope="module")
def cups() -> Iterator[str]:
    """Start a CUPS of our own; return the socket it listens on."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        # Whoever drives the printer for CUPS reads the badge here, and is somebody else than we are.
        folder.chmod(0o755)
        for part in ("run", "spool/tmp", "cache"):
            (folder / part).mkdir(parents=True)
        (folder / "daemon").write_text(DAEMON.format(folder=folder))
        (folder / "files").write_text(FILES.format(folder=folder))
        command = [
            f"{ADMIN}/cupsd",
            "-f",
            "-c",
            str(folder / "daemon"),
            "-s",
            str(folder / "files"),
        ]
        with subprocess.Popen(command) as daemon:
            listening = folder / "run" / "socket"
            wait_for(listening)
            yield str(listening)
            daemon.terminate()


def wait_for(listening: Path) -> None:
    end = monotonic() + 60
    while not listening.exists():
        assert monotonic() < end, "the CUPS daemon did not start"
        os.sched_yield()


@pytest.fixture
def queue(cups: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[Address], Device]:
    """Make a raw queue that leads to a printer on the network."""
    monkeypatch.setenv("CUPS_SERVER", cups)

    def make(address: Address) -> Device:
        assert isinstance(address, Network)
        there = f"socket://{address.host}:{address.port}"
        admin("lpadmin", "-p", "badges", "-E", "-v", there, "-m", "raw")
        return Device(address=SpoolQueue("badges"))

    return make


def admin(program: str, *words: str) -> None:
    subprocess.run([f"{ADMIN}/{program}", *words], check=True, capture_output=True)


def deliver(device: Device, deadlines: Deadlines = PATIENT) -> Outcome:
    with connect(device, deadlines) as session:
        session.check_ready()
        session.send([BADGE], CUT)
        return session.confirm()


def failure(
    device: Device, deadlines: Deadlines = PATIENT
) -> tuple[PrintProblemKind, SentAmount]:
    with pytest.raises(PrinterError) as error:
        deliver(device, deadlines)
    return error.value.kind, error.value.sent


def test_what_cups_has_taken_is_sent_and_not_confirmed(
    queue: Callable[[Address], Device], on_the_network: Place
) -> None:
    script = Script()

    assert deliver(queue(on_the_network(script))) is Outcome.SENT_UNCONFIRMED
    assert script.badge(len(BADGE + CUT)) == BADGE + CUT


def test_a_queue_that_was_stopped_gets_nothing(
    queue: Callable[[Address], Device],
) -> None:
    device = queue(Network("127.0.0.1"))
    admin("cupsdisable", "badges")

    assert failure(device) == (PrintProblemKind.OFFLINE, SentAmount.NOTHING)
    assert look_at(device, PATIENT).condition is PrinterCondition.OFFLINE


def test_a_queue_that_refuses_jobs_has_got_nothing(
    queue: Callable[[Address], Device],
) -> None:
    device = queue(Network("127.0.0.1"))
    admin("cupsreject", "badges")

    assert failure(device) == (PrintProblemKind.REFUSED, SentAmount.NOTHING)


def test_a_queue_that_nobody_made_is_unreachable(
    queue: Callable[[Address], Device],
) -> None:
    queue(Network("127.0.0.1"))
    device = Device(address=SpoolQueue("nobodys"))

    assert failure(device) == (PrintProblemKind.UNREACHABLE, SentAmount.NOTHING)
    assert look_at(device, PATIENT).condition is PrinterCondition.UNREACHABLE


def test_a_machine_without_cups_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert failure(Device(address=SpoolQueue("badges"))) == (
        PrintProblemKind.UNREACHABLE,
        SentAmount.NOTHING,
    )


def test_a_cups_that_does_not_come_to_an_end_leaves_us_in_doubt(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, does in (("lpstat", "exit 0"), ("lp", "exec sleep 60")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    found = failure(Device(address=SpoolQueue("badges")), Deadlines(whole=0.2))

    assert found == (PrintProblemKind.UNCONFIRMED, SentAmount.EVERYTHING)
