"""An agent on a LAN, killed at every step: nothing is lost, repeats are marked, one question at most."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from printers.virtual import VirtualPrinter
from tests.cast import Cast, Invite
from tests.faults import badges_on_paper, trial
from tests.faults.agent_site import RunningClock, Site, open_site
from tests.house_rules.product import ROOT
from visits.paper import badges
from visits.paper.badges import Reprint
from visits.paper.words import PrintState, ReprintReason
from visits.store.database import Database
from visits.store.paper import Badge
from visits.store.places import Printer
from visits.store.visits import Visit

OVER = (PrintState.PRINTED, PrintState.NEEDS_HUMAN)
STEPS = 70
SAMPLE = range(9, STEPS, 20)
REST = [step for step in range(1, STEPS) if step not in SAMPLE]


@pytest.fixture
def clock() -> RunningClock:
    return RunningClock()


@pytest.fixture
def site(database: Database, cast: Cast, invite: Invite, tmp_path: Path) -> Iterator[Site]:
    with database.transaction() as store:
        store.get_one(Printer, cast.printer.id).retired_at = store.now
    with open_site(database, cast, invite, tmp_path) as opened:
        yield opened


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter(record=True) as running:
        yield running


def killed_at(site: Site, file: Path, step: int) -> str:
    """Where the agent was when it died; empty if it settled everything before."""
    command = [sys.executable, "-m", "tests.faults.mortal", str(step), *site.command(file)[3:]]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        site.becomes(lambda: process.poll() is not None or all(state in OVER for state in site.states()))
        process.kill()
        return process.communicate()[0]


def worn(printer: VirtualPrinter) -> Counter[str]:
    """How often each badge that somebody could wear is on the paper."""
    return Counter(badges_on_paper.on(trial.paper_of(printer).sheets))


def issued(site: Site) -> dict[str, PrintState]:
    """What the house believes of each badge, by the code on it."""
    states = site.states()
    with site.database.reading() as store:
        of = store.exec(select(Badge).order_by(col(Badge.id))).all()
        return {badges.code(store, badge): state for badge, state in zip(of, states, strict=True)}


def print_again(site: Site) -> None:
    """What nobody knows about is printed once more, as staff would."""
    with site.database.transaction() as store:
        visit = store.exec(select(Visit).order_by(col(Visit.id))).first()
        assert visit is not None
        again = Reprint(ReprintReason.NOT_PRINTED, site.cast.dewi.id)
        badges.reprint(store, site.cast.senopati.id, visit.public_id, again)


def survives(site: Site, printer: VirtualPrinter, step: int) -> tuple[str, bool]:
    """Where the agent died, and whether a person was asked; what is on the paper is as the house believes."""
    file = site.configure(printer)
    site.pair(file)
    site.arrive()
    where = killed_at(site, file, step)
    with site.agent(file):
        assert site.settles(*OVER), (where, site.states())
        (state,) = site.states()
        asked = state is PrintState.NEEDS_HUMAN
        if asked:
            print_again(site)
        site.arrive()
        assert site.becomes(lambda: site.states()[1:] == [PrintState.PRINTED] * (1 + asked)), (
            where,
            site.states(),
        )
    on_paper = worn(printer)
    for code, believed in issued(site).items():
        assert on_paper[code] <= 1, (where, believed)
        assert on_paper[code] == 1 or believed is not PrintState.PRINTED, where
    return where, asked


@pytest.mark.parametrize("step", SAMPLE)
def test_an_agent_killed_at_a_step_loses_nothing(site: Site, printer: VirtualPrinter, step: int) -> None:
    where, asked = survives(site, printer, step)
    print(f"step {step}: {where or 'settled before'}, {'a person was asked' if asked else 'by itself'}")  # noqa: T201 - the count


@pytest.mark.whole
@pytest.mark.parametrize("step", REST)
def test_an_agent_killed_at_any_step_loses_nothing(site: Site, printer: VirtualPrinter, step: int) -> None:
    where, asked = survives(site, printer, step)
    print(f"step {step}: {where or 'settled before'}, {'a person was asked' if asked else 'by itself'}")  # noqa: T201 - the count
