"""An agent killed at every step loses no badge, marks repeats, asks at most once."""

import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from signal import SIGKILL

import pytest
from sqlmodel import col, select

from printers.virtual import VirtualPrinter
from tests.faults import badges_on_paper, lobby, trial
from tests.faults.agent_site import Site
from tests.faults.self_killing_agent import THEN
from tests.house_rules.product import ROOT
from visits.printing import badges
from visits.store.printing import Badge
from visits.vocabulary.printing import PrintState

OVER = (PrintState.PRINTED, PrintState.NEEDS_HUMAN)
GUESTS = 2
BEGAN, TOLD, SENT = (
    "after AttemptJournal.record_start",
    "after AttemptJournal.record_reported",
    "after NetworkTransport.send",
)
SECOND = [TOLD, BEGAN]
# Where it dies: with the first badge, and with the second in hand.
SAMPLE = [
    pytest.param([BEGAN], marks=pytest.mark.whole),
    pytest.param([BEGAN, *[SENT] * 5], marks=pytest.mark.whole),
    pytest.param(["before AttemptJournal.record_reported"], marks=pytest.mark.whole),
    [*SECOND, SENT],
]
LAST_STEPS = 20.0
# So many runs on end that are settled before the step is reached: there are no more steps.
EMPTIED_ABOVE = 3


def killed_at(site: Site, file: Path, fatal: str, before: int) -> str:
    """Where the agent was when it died; empty if it settled everything before."""
    command = [
        sys.executable,
        "-m",
        "tests.faults.self_killing_agent",
        fatal,
        *site.command(file)[3:],
    ]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert site.becomes(
            lambda: process.poll() is not None or is_over(site, before)
        ), fatal
        # The house may have heard the last outcome a moment before the agent comes to the step after it.
        with suppress(subprocess.TimeoutExpired):
            process.wait(LAST_STEPS)
        died = process.poll()
        process.kill()
        where = process.communicate()[0]
    assert where or died is None, f"it never was at work, and ended with {died}"
    assert process.returncode == -SIGKILL
    return where


def is_over(site: Site, before: int) -> bool:
    return all(state in OVER for state in site.states()[before:])


def worn(printer: VirtualPrinter) -> Counter[str]:
    """How often each badge that somebody could wear is on the paper."""
    return Counter(badges_on_paper.on(trial.paper_of(printer).sheets))


def issued(site: Site, before: int) -> dict[str, PrintState]:
    """What the house believes of each badge since, by the code on it."""
    states = site.states()
    with site.database.reading() as store:
        of = store.exec(select(Badge).order_by(col(Badge.id))).all()
        pairs = list(zip(of, states, strict=True))[before:]
        return {badges.code(store, badge): state for badge, state in pairs}


def survives(site: Site, printer: VirtualPrinter, file: Path, fatal: str) -> str:
    """Where the agent died; one question at most was asked, and on the paper is what the house believes."""
    printer.clear()
    before = len(site.states())
    site.arrive(GUESTS)
    where = killed_at(site, file, fatal, before)
    with site.agent(file):
        assert site.becomes(lambda: is_over(site, before)), (where, site.states())
        asked = site.states()[before:].count(PrintState.NEEDS_HUMAN)
        assert asked <= 1, where
        assert lobby.print_again(site.database) == bool(asked)
        site.arrive()
        assert site.becomes(
            lambda: site.states()[before:].count(PrintState.PRINTED) == GUESTS + 1
        ), (
            where,
            site.states(),
        )
    on_paper = worn(printer)
    for code, believed in issued(site, before).items():
        assert on_paper[code] <= 1, (where, believed)
        assert on_paper[code] == 1 or believed is not PrintState.PRINTED, where
    print(  # noqa: T201 - the count
        f"{where or 'settled before'}, {'a person was asked' if asked else 'by itself'}"
    )
    return where


@pytest.mark.parametrize("steps", SAMPLE, ids=THEN.join)
def test_an_agent_killed_at_a_step_loses_nothing(
    site: Site, printer: VirtualPrinter, steps: Sequence[str]
) -> None:
    file = site.configure(printer)
    site.pair(file)

    assert survives(site, printer, file, THEN.join(steps)) == steps[-1]


@pytest.mark.whole
def test_an_agent_killed_at_any_step_loses_nothing(
    site: Site, printer: VirtualPrinter
) -> None:
    """It is killed one step later each time, until there is none."""
    file = site.configure(printer)
    site.pair(file)
    died: list[str] = []
    for step in count(1):
        (file.parent / "state" / "abilities").unlink(missing_ok=True)
        died.append(survives(site, printer, file, str(step)))
        if not any(died[-EMPTIED_ABOVE:]):
            break

    assert {
        BEGAN,
        SENT,
        "before AttemptJournal.record_outcome",
        "before Journal.told",
        TOLD,
    } <= set(died)
    assert died.count(BEGAN) >= GUESTS
