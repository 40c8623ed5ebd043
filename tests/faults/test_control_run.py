"""The control run: under the same faults, plain python-escpos loses badges."""

import gc
import sys
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

import pytest

from printers.virtual import Fault
from printers.vocabulary import Confirmation
from tests.faults import mishaps
from tests.faults.mishaps import KINDS, Job
from tests.faults.plain_way import Plain, plainly_tried
from tests.faults.test_fault_matrix import AT_ONCE, SEEDS

HARSH = {Fault.RESET, Fault.FIN, Fault.POWER_CUT, Fault.PAPER_OUT}


# python-escpos does not close a socket whose connection was refused.
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
@pytest.mark.parametrize(
    ("places", "kinds"), [(4, HARSH), pytest.param(25, KINDS, marks=pytest.mark.whole)]
)
def test_python_escpos_tried_again_loses_badges_silently(
    sound_job: Job,
    capsys: pytest.CaptureFixture[str],
    places: int,
    kinds: Collection[Fault],
) -> None:
    seed = SEEDS.randrange(10**6)
    several = mishaps.sampled(sound_job, places, [Confirmation.PROCESS_ID], seed, kinds)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda one: plainly_tried(sound_job.drawn, one), several))
    gc.collect()

    harsh = [one for one in found if one.mishap.kind in HARSH]
    with capsys.disabled():
        sys.stdout.write(
            f"\nseed {seed}, python-escpos: {told(found)}; of the harsh {told(harsh)}\n"
        )
    assert lost(harsh) > 0, seed


def lost(found: list[Plain]) -> int:
    return sum(one.believed and not one.on_paper for one in found)


def told(found: list[Plain]) -> str:
    known = sum(one.believed and one.on_paper == 1 for one in found)
    twice = sum(one.on_paper > 1 for one in found)
    return f"{len(found)} badges, {known} once and known, {twice} twice, {lost(found)} lost silently"
