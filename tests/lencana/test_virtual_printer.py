"""The printer without paper that runs alone, started and ended as a person does it."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from lencana.command_line import main
from printers.virtual import VirtualPrinter
from tests.ports import free_port

PATIENCE = 300.0
COMMAND = [sys.executable, "-m", "lencana", "printer", "virtual", "--port", "0"]


@contextmanager
def running(*options: str) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [*COMMAND, *options], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def line_of(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline()


def address_in(line: str) -> str:
    found = re.search(r"tcp://127\.0\.0\.1:\d+", line)
    assert found
    return found[0]


@pytest.mark.sampled(1)
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_listens_prints_and_ends_when_told_to(
    end: signal.Signals,
) -> None:
    with running("--width", "384") as process:
        address = address_in(line_of(process))
        assert main(["printer", "try", "--address", address, "--width", "384"]) in {
            0,
            3,
        }

        process.send_signal(end)

        assert process.communicate(timeout=PATIENCE)[0] == ""
        assert process.returncode == 0


def test_its_page_shows_the_paper() -> None:
    with running("--page", str(free_port())) as process:
        address_in(line_of(process))
        found = re.search(r"http://127\.0\.0\.1:\d+/paper", line_of(process))
        assert found
        page = HTTPConnection(str(urlsplit(found[0]).netloc), timeout=PATIENCE)
        page.request("GET", "/paper")
        answer = page.getresponse()

        assert answer.status == 200
        assert b"Take the paper out" in answer.read()
        page.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


def test_a_port_that_is_taken_is_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    with VirtualPrinter() as printer:
        port = printer.address.rpartition(":")[2]
        assert main(["printer", "virtual", "--port", port]) == 1
        assert main(["printer", "virtual", "--port", "0", "--page", port]) == 1

    said = capsys.readouterr().err
    assert said.count(f"port {port} cannot be listened at: Address already in use") == 2
