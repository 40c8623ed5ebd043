"""Canary guests go through the whole product: nothing of theirs is in any byte that it wrote."""

import gzip
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from playwright.sync_api import Playwright

from tests.forensics import arriving, canaries, journey
from tests.forensics.canaries import CYRILLIC, LATIN, NAMES, PARTNER, PLAIN, WALK_IN
from tests.forensics.drawn import DrawnNames, seen_deeply
from tests.forensics.installation import House, open_house
from tests.forensics.journey import People
from tests.forensics.scanner.scan import Scanned, scan
from tests.journeys.inbox import text_of
from tests.journeys.people import Plan
from visits.store.database import utc_now

pytestmark = pytest.mark.whole
"""It takes a minute of both cores, so only `make proof` runs it."""

DRAWN = DrawnNames(NAMES)
# A log is kept for 30 days, and a journey walked late in the evening of its site is of the next day.
MONTH = 32


@dataclass
class Walked:
    """The house after the canaries were in it, and what every look at its folders found."""

    house: House
    looks: dict[str, Scanned] = field(default_factory=dict)
    drawn: dict[str, set[str]] = field(default_factory=dict)
    on_paper: set[str] = field(default_factory=set)
    answered: list[int] = field(default_factory=list)

    def look(self, when: str) -> None:
        """Every file is read and searched, as it is at this moment; a server's at the end."""
        if self.house.server:
            self.house.server.tell()
        self.looks[when] = scan(
            self.house.folders, canaries.search(), self.house.others
        )


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def walked(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    playwright: Playwright,
) -> Iterator[Walked]:
    """Everything that happens to guests has happened to the canaries; all processes have ended."""
    with open_house(tmp_path_factory.mktemp("canaries"), request.param) as house:
        told = Walked(house)
        lobby = house.lobby()
        with journey.browsers(playwright, house, lobby) as people:
            _walk(house, people, told)
        house.running.close()
        told.look("ended")
        # Once, as it takes long: no log of a server forgets within a journey.
        told.looks["database server"] = scan([], canaries.search(), house.of_server)
        for profile in house.profiles:
            told.looks[f"profile of {profile.name}"] = scan(
                [], canaries.search(), [profile]
            )
        folders = [folder.path for folder in house.folders] + house.others
        told.drawn = {folder.name: _drawn_in(folder) for folder in folders}
        yield told


def _walk(house: House, people: People, told: Walked) -> None:
    journey.found(house, people)
    invited = journey.invite_everybody(house, people)
    told.look("invited")
    arriving.name_co_host(people)
    partner = replace(invited[LATIN], plan=Plan(PARTNER, journey.PARTNERS))
    arriving.come_by_address(people, invited[PLAIN])
    told.on_paper |= _drawn_on(house)
    for guest in (invited[LATIN], partner):
        arriving.come_by_code(people, guest)
        told.on_paper |= _drawn_on(house)
    arriving.answer_as_co_host(house, people)
    arriving.come_without_invitation(people)
    told.on_paper |= _drawn_on(house)
    told.look("arrived")
    badge = arriving.look_at_the_board(people)
    journey.type_nonsense(people, invited)
    told.look("nonsense typed")
    journey.break_the_store(house, people)
    told.look("a table was gone")
    journey.use_rights(house, people, invited)
    arriving.leave(people, badge)
    journey.back_up(house)
    told.look("backed up")
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
    command = ("prove-erasure", "--backups", backups, "--agent", agent)
    return house.command(*command, days_ahead=days_ahead)


def test_the_canaries_were_everywhere(walked: Walked) -> None:
    letters = [text_of(letter) for _, letter in walked.house.inbox.letters]
    assert all(
        any(name in letter for letter in letters) for name in set(NAMES) - {WALK_IN}
    )
    assert walked.on_paper == {PLAIN, LATIN, PARTNER, WALK_IN}
    answers = Counter(walked.answered)
    assert answers[422] > 50
    assert 500 in answers


def test_no_word_of_a_guest_lies_in_anything_the_product_wrote_at_any_time(
    walked: Walked,
) -> None:
    for when, look in walked.looks.items():
        sys.stdout.write(
            f"{when}: {look.files} files, {look.bytes:,} bytes and "
            f"{look.unpacked_bytes:,} unpacked from "
            f"{sum(look.containers.values())} containers of {len(look.containers)} kinds, "
            f"{canaries.search().patterns:,} spellings, {len(look.problems)} problems\n"
        )
    of_the_product = {
        when: look for when, look in walked.looks.items() if "profile" not in when
    }
    problems = {
        when: list(map(str, look.problems)) for when, look in of_the_product.items()
    }
    assert {when: found for when, found in problems.items() if found} == {}
    assert {
        when: look.foreign for when, look in of_the_product.items() if look.foreign
    } == {}
    assert set().union(*walked.drawn.values()) == set()


@pytest.mark.parametrize("browser", ["tablet", "desk", "colleague"])
def test_nobody_else_finds_a_guest_in_the_browsers_of_the_house(
    walked: Walked, browser: str
) -> None:
    problems = walked.looks[f"profile of {browser}"].problems
    assert [str(problem) for problem in problems] == []


@pytest.mark.parametrize("browser", ["guest", "host"])
def test_a_browser_of_ones_own_keeps_only_what_was_typed_into_it(
    walked: Walked, browser: str
) -> None:
    """The browser keeps proposals for fields, and a form that was refused; no page of ours does."""
    kept = {problem.place for problem in walked.looks[f"profile of {browser}"].problems}
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
        house = walked.house
        problems = scan(house.folders, canaries.search(), house.others).problems
        assert sum("word 3" in str(problem) for problem in problems) == len(places)
        proof = _proved(house)
        assert proof.stdout.count("no file of this kind") == len(house.folders)
        assert proof.returncode == 1
    finally:
        for file in planted:
            file.unlink()


def test_after_a_month_nothing_is_left_and_nothing_opens(walked: Walked) -> None:
    house = walked.house
    month_later = (utc_now() + timedelta(days=MONTH)).date().isoformat()
    assert (
        house.command("purge", "--today", month_later, days_ahead=MONTH).returncode == 0
    )
    proof = _proved(house, MONTH)
    assert (proof.returncode, proof.stderr) == (0, "")
    assert "Visits kept: 0. Envelopes: none." in proof.stdout
    assert "Visits erased so far: 7." in proof.stdout
    assert "0 envelopes open, 0 are noise" in proof.stdout
    assert re.search(
        r"backup 1: 0 envelopes open until their day ends, [1-9]\d* are noise",
        proof.stdout,
    )
    others = [*house.others, *house.of_server]
    problems = scan(house.folders, canaries.search(), others).problems
    assert [str(problem) for problem in problems] == []
