"""Canary guests go through the whole product: their words are in no byte that it wrote, at no time."""

import gzip
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from playwright.sync_api import Playwright

from lencana.proof.kinds import Folder
from lencana.proof.scan import Scanned, scan
from tests.forensics import canaries, journey
from tests.forensics.canaries import CHINESE, CYRILLIC, LATIN, PLAIN
from tests.forensics.drawn import DrawnNames, seen_deeply
from tests.forensics.installation import House, open_house
from tests.forensics.journey import People
from tests.journeys.inbox import text_of
from visits.store.database import utc_now

pytestmark = pytest.mark.whole
"""A minute of both cores; `make proof` walks it, and `make test` plants against the same scanner."""

SEARCH = canaries.search()
DRAWN = DrawnNames((PLAIN, LATIN, CYRILLIC, CHINESE))
MONTH = 31


@dataclass
class Walked:
    """The house after the canaries were in it, and what every look at its folders found."""

    house: House
    looks: dict[str, Scanned] = field(default_factory=dict)
    drawn: dict[str, set[str]] = field(default_factory=dict)
    on_paper: set[str] = field(default_factory=set)
    answered: list[int] = field(default_factory=list)

    def look(self, when: str, folders: list[Folder]) -> None:
        """Every file is read and searched, as it is at this moment."""
        self.looks[when] = scan(folders, SEARCH)


@pytest.fixture(scope="module")
def walked(
    tmp_path_factory: pytest.TempPathFactory, playwright: Playwright
) -> Iterator[Walked]:
    """Everything that happens to guests has happened to the canaries; all processes have ended."""
    with open_house(tmp_path_factory.mktemp("canaries")) as house:
        told = Walked(house)
        lobby = house.lobby()
        with journey.browsers(playwright, house, lobby) as people:
            _walk(house, people, told)
        house.running.close()
        told.look("ended", house.folders)
        for folder in house.profiles:
            told.look(f"profile of {folder.path.name}", [folder])
        told.drawn = {
            folder.path.name: _drawn_in(folder.path) for folder in house.folders
        }
        yield told


def _walk(house: House, people: People, told: Walked) -> None:
    journey.found(house, people)
    invited = journey.invite_everybody(house, people)
    told.look("invited", house.folders)
    for come, name in ((journey.come_by_address, PLAIN), (journey.come_by_code, LATIN)):
        come(people, invited[name])
        told.on_paper |= _drawn_on(house)
    told.look("arrived", house.folders)
    badge = journey.look_at_the_board(people)
    journey.type_nonsense(people, invited)
    told.look("nonsense typed", house.folders)
    journey.break_the_store(house, people)
    told.look("a table was gone", house.folders)
    journey.use_rights(house, people, invited)
    journey.leave(people, badge)
    journey.back_up(house)
    told.look("backed up", house.folders)
    told.answered = people.answered


def _drawn_on(house: House) -> set[str]:
    paper, file = house.printer.paper(), io.BytesIO()
    assert paper
    paper.save(file, "PNG")
    return {
        name for piece in seen_deeply(file.getvalue()) for name in DRAWN.within(piece)
    }


def _drawn_in(folder: Path) -> set[str]:
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return {
        name
        for file in files
        for piece in seen_deeply(file)
        for name in DRAWN.within(piece)
    }


def _proved(house: House, days_ahead: int = 0) -> CompletedProcess[str]:
    backups, agent = str(house.folder("backups")), str(house.folder("agent/state"))
    also = [
        word
        for name in ("logs", "tmp", "home")
        for word in ("--also", str(house.folder(name)))
    ]
    words = ("prove-erasure", "--words", "--backups", backups, "--agent", agent, *also)
    return house.command(*words, typed="\n".join(canaries.ALL), days_ahead=days_ahead)


def test_the_canaries_were_everywhere(walked: Walked) -> None:
    letters = [text_of(letter) for _, letter in walked.house.inbox.letters]
    assert all(
        any(name in letter for letter in letters)
        for name in (PLAIN, LATIN, CYRILLIC, CHINESE)
    )
    assert walked.on_paper == {PLAIN, LATIN}
    answers = Counter(walked.answered)
    assert answers[422] > 50
    assert 500 in answers


def test_no_word_of_a_guest_lies_in_anything_the_product_wrote_at_any_time(
    walked: Walked,
) -> None:
    for when, look in walked.looks.items():
        sys.stdout.write(
            f"{when}: {look.files} files, {look.bytes:,} bytes and {look.unpacked_bytes:,} unpacked from "
            f"{sum(look.containers.values())} containers of {len(look.containers)} kinds, "
            f"{SEARCH.patterns:,} spellings, {len(look.findings)} findings\n"
        )
    of_the_product = {
        when: look for when, look in walked.looks.items() if "profile" not in when
    }
    found = {
        when: list(map(str, look.findings)) for when, look in of_the_product.items()
    }
    assert {when: findings for when, findings in found.items() if findings} == {}
    assert set().union(*walked.drawn.values()) == set()


@pytest.mark.parametrize("browser", ["tablet", "desk"])
def test_nobody_else_finds_a_guest_in_the_browsers_of_the_house(
    walked: Walked, browser: str
) -> None:
    assert [
        str(finding) for finding in walked.looks[f"profile of {browser}"].findings
    ] == []


@pytest.mark.parametrize("browser", ["guest", "host"])
def test_a_browser_of_ones_own_keeps_only_what_was_typed_into_it(
    walked: Walked, browser: str
) -> None:
    """The browser keeps it, not a page of ours: what it proposes for a field, and a form that was refused."""
    kept = {finding.place for finding in walked.looks[f"profile of {browser}"].findings}
    assert [
        place for place in kept if not re.search("Default/(Sessions/|Web Data)", place)
    ] == []


def test_the_operators_proof_says_the_same(walked: Walked) -> None:
    proof = _proved(walked.house)
    assert "All is clean." in proof.stdout
    assert proof.returncode == 0


def test_a_leak_in_any_folder_of_that_very_house_is_found(walked: Walked) -> None:
    places = ("data", "keys", "agent/state", "backups", "logs", "tmp")
    planted = [walked.house.folder(place) / "planted" for place in places]
    for file in planted:
        file.write_bytes(gzip.compress(CYRILLIC.encode("utf-16-le")))
    try:
        found = [
            str(finding) for finding in scan(walked.house.folders, SEARCH).findings
        ]
        assert sum("word 3" in finding for finding in found) == len(places)
        assert _proved(walked.house).stdout.count("word 3") == len(places)
    finally:
        for file in planted:
            file.unlink()


def test_after_a_month_nothing_is_left_and_nothing_opens(walked: Walked) -> None:
    house = walked.house
    month_later = (utc_now() + timedelta(days=MONTH)).date().isoformat()
    assert (
        house.command("forget", "--today", month_later, days_ahead=MONTH).returncode
        == 0
    )
    proof = _proved(house, MONTH)
    assert (proof.returncode, proof.stderr) == (0, "")
    assert "Visits kept: 0. Envelopes: none." in proof.stdout
    assert "Forgotten so far: 4." in proof.stdout
    assert "0 envelopes open, 0 are noise" in proof.stdout
    assert re.search(
        r"backup 1: 0 envelopes open until their day ends, [1-9]\d* are noise",
        proof.stdout,
    )
    assert [str(finding) for finding in scan(house.folders, SEARCH).findings] == []
