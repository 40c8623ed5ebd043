"""The demo, started as a newcomer starts it: everything that its line of JSON names is there."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from lencana.demo import seed
from tests.cast import Cast
from tests.journeys.codes import read_code
from visits.lobby import kiosks
from visits.store.database import Database

PATIENCE = 300.0
LOOPBACK = "0100007F"
LISTENING = "0A"


class Demo:
    """A running demo and the line it printed."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self.process = process
        self.folder = folder
        assert process.stdout
        self.line = process.stdout.readline()
        self.facts: dict[str, Any] = json.loads(self.line)


def command(folder: Path) -> list[str]:
    return [
        sys.executable,
        "-m",
        "lencana",
        "demo",
        "--json",
        "--port",
        "0",
        "--data",
        str(folder),
    ]


@contextmanager
def started(folder: Path) -> Iterator[Demo]:
    with subprocess.Popen(
        command(folder), stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Demo(process, folder)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with started(tmp_path_factory.mktemp("demo")) as opened:
        yield opened


def get(url: str) -> tuple[int, bytes]:
    """Return the answer to a newcomer's browser, after one step of a redirect."""
    for _step in range(3):
        parts = urlsplit(url)
        line = HTTPConnection(str(parts.netloc), timeout=PATIENCE)
        line.request("GET", parts.path + ("?" + parts.query if parts.query else ""))
        answer = line.getresponse()
        status, body, place = answer.status, answer.read(), answer.headers["Location"]
        line.close()
        if place is None:
            return status, body
        url = place if "://" in place else f"http://{parts.netloc}{place}"
    raise AssertionError(f"{url} leads in a circle")


def eventually(found: Callable[[], Any]) -> Any:
    """What was looked for, once it can be seen."""
    end = time.monotonic() + PATIENCE
    while not (seen := found()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
    return seen


def listeners(pid: int) -> list[str]:
    """The addresses, in hexadecimal, at which the process listens."""
    own = {path.readlink().name for path in Path(f"/proc/{pid}/fd").iterdir()}
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    rows += [row.split() for row in Path("/proc/net/tcp6").read_text().splitlines()[1:]]
    return [
        row[1] for row in rows if row[3] == LISTENING and f"socket:[{row[9]}]" in own
    ]


def test_the_line_names_everything_there_is(demo: Demo) -> None:
    assert set(demo.facts) == {
        "kiosk",
        "hosts",
        "desk",
        "mail",
        "paper",
        "pairing",
        "host",
        "staff",
        "guest",
    }
    assert set(demo.facts["host"]) == set(demo.facts["staff"]) == {"login", "password"}
    assert set(demo.facts["guest"]) == {"name", "email", "code"}
    assert re.fullmatch(r"LC1:[0-9A-HJKMNP-TV-Z]{26}", demo.facts["guest"]["code"])


@pytest.mark.parametrize("face", ["kiosk", "hosts", "desk", "mail", "paper"])
def test_every_address_answers_on_this_machine(demo: Demo, face: str) -> None:
    assert urlsplit(demo.facts[face]).hostname == "127.0.0.1"
    assert get(demo.facts[face])[0] == 200


def test_the_first_page_leads_to_every_window(demo: Demo) -> None:
    status, page = get(demo.facts["mail"].removesuffix("mail"))

    assert status == 200
    assert all(f'href="{place}"'.encode() in page for place in ("/mail", "/paper"))


@pytest.mark.skipif(
    not Path("/proc/net/tcp").exists(), reason="only Linux tells who listens where"
)
def test_nobody_beyond_this_machine_reaches_it(demo: Demo) -> None:
    found = listeners(demo.process.pid)

    assert f"{LOOPBACK}:{urlsplit(demo.facts['kiosk']).port:04X}" in found
    assert {address.partition(":")[0] for address in found} == {LOOPBACK}


def test_the_mail_page_shows_the_letter_with_the_guests_code(demo: Demo) -> None:
    letter = re.compile(
        re.escape(demo.facts["guest"]["email"]) + r".*?<img src=\"([^\"]+)\"", re.DOTALL
    )
    found = eventually(lambda: letter.search(get(demo.facts["mail"])[1].decode()))

    picture = get(demo.facts["mail"].removesuffix("/mail") + found[1])[1]

    assert read_code(picture) == demo.facts["guest"]["code"]


def test_a_second_demo_does_not_take_the_folder_of_one_that_runs(demo: Demo) -> None:
    before = (demo.folder / "keys" / "root.key").read_bytes()

    second = subprocess.run(
        command(demo.folder),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert (second.returncode, second.stdout) == (1, "")
    assert "a demo is running on" in second.stderr
    assert (demo.folder / "keys" / "root.key").read_bytes() == before
    assert get(demo.facts["mail"])[0] == 200


def test_it_ends_when_told_to_and_the_next_one_has_other_passwords(
    tmp_path: Path, demo: Demo
) -> None:
    with started(tmp_path) as other:
        other.process.send_signal(signal.SIGTERM)
        rest, _ = other.process.communicate(timeout=PATIENCE)

    assert (other.process.returncode, rest) == (0, "")
    passwords = {
        one.facts[who]["password"] for one in (demo, other) for who in ("host", "staff")
    }
    assert len(passwords) == 4


def test_each_tablet_of_the_demo_has_a_name_of_its_own(
    database: Database, cast: Cast
) -> None:
    names = []
    for _ in range(2):
        code = seed.pairing_code(database, cast.mitte.id)
        with database.transaction() as store:
            names.append(kiosks.pair(store, code).name)

    assert names == ["Lobby", "Lobby 2"]
