"""The fault matrix: no badge is lost silently, and every copy is marked."""

import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from random import Random, SystemRandom

import pytest

from printers.virtual import Fault
from printers.vocabulary import Confirmation
from tests.faults import mishaps, tally
from tests.faults.lobby import House
from tests.faults.mishaps import Job, Mishap
from tests.faults.tally import Fate, Found, Tally
from tests.faults.trial import tried

# A trial mostly waits: six of them leave a core idle half of the time.
AT_ONCE = 6
SEEDS = SystemRandom()
# What keeps a printer from saying that a badge is complete.
CANNOT_ANSWER = frozenset({Fault.MUTE, Fault.GARBAGE_STATUS, Fault.NO_PROCESS_ID})
ALONE = 0.9
SOME = 6
NEVER = frozenset({Fate.LOST, Fate.UNMARKED, Fate.OPEN})


@pytest.mark.parametrize("places", [0, pytest.param(25, marks=pytest.mark.whole)])
def test_no_badge_is_lost_silently_and_no_copy_is_unmarked(
    two_guests: House,
    sound_job: Job,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    places: int,
) -> None:
    """At so many places in a badge; 0 is a sample: some kinds once, each confirmed in one way."""
    seed = SEEDS.randrange(10**6)
    several = mishaps.sampled(sound_job, places or 1, Confirmation, seed)

    found = tried_all(
        two_guests, tmp_path, several if places else one_of_some_kinds(several, seed)
    )

    counts = tally.counted(found)
    with capsys.disabled():
        sys.stdout.write(
            f"\nseed {seed}: {alone(counts):.1%} settled without a person{tally.table(counts)}"
        )
    assert [mishap for mishap, fates in found if NEVER.intersection(fates)] == [], seed
    assert tally.total(counts, Fate.SPOILED) == tally.total(
        counts, Fate.SPOILED, Confirmation.NONE
    ), seed
    assert places == 0 or alone(counts) >= ALONE, seed


def test_the_kinds_are_the_switches_of_the_virtual_printer() -> None:
    assert set(mishaps.KINDS) == set(Fault)


def one_of_some_kinds(several: Sequence[Mishap], seed: int) -> list[Mishap]:
    chance = Random(seed)
    by_kind = [list(group) for _, group in groupby(several, key=attrgetter("kind"))]
    return [chance.choice(group) for group in chance.sample(by_kind, SOME)]


def tried_all(house: House, folder: Path, several: Sequence[Mishap]) -> list[Found]:
    def found(numbered: tuple[int, Mishap]) -> Found:
        number, mishap = numbered
        trial = tried(house, folder / str(number), mishap)
        fates = tally.fates_in(trial)
        if NEVER.intersection(fates):
            sys.stdout.write(f"{mishap}: {trial.last}\n")
        return mishap, fates

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(found, enumerate(several)))


def alone(counts: Tally) -> float:
    """The share of badges that no person was asked about, where printers can confirm."""
    able = Counter[Fate]()
    for (kind, confirm, fate), number in counts.items():
        if confirm is not Confirmation.NONE and kind not in CANNOT_ANSWER:
            able[fate] += number
    return able[Fate.KNOWN] / ((able[Fate.KNOWN] + able[Fate.ASKED]) or 1)
