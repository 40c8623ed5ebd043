"""Two agents at one printer never mix badges, and a revoked agent prints no more."""

import signal
from contextlib import ExitStack
from time import monotonic

import pytest

from printers.virtual import VirtualPrinter
from tests.cast import NAME, Cast
from tests.faults import badges_on_paper, trial
from tests.faults.agent_site import Site
from visits.printing import agents
from visits.vocabulary.printing import PrintState

PRINTED = PrintState.PRINTED
GUESTS = 6


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(("Counter", "Counter"), id="one name"),
        pytest.param(("Counter", "Desk"), id="two names", marks=pytest.mark.whole),
    ],
)
def test_two_agents_beside_one_printer_never_mix_badges(
    site: Site, printer: VirtualPrinter, names: tuple[str, str]
) -> None:
    files = [site.configure(printer, names=(name,)) for name in names]
    with ExitStack() as running:
        for file in files:
            site.pair(file)
            running.enter_context(site.agent(file))
        site.arrive(GUESTS)
        assert site.settles(PRINTED), site.states()
    sheets = trial.paper_of(printer).sheets

    assert [len(badges_on_paper.codes(sheet)) for sheet in sheets] == [1] * GUESTS
    assert len(set(badges_on_paper.on(sheets))) == GUESTS
    assert printer.faults == []


def test_an_agent_hears_of_its_badge_at_once_and_says_no_name(
    site: Site, printer: VirtualPrinter
) -> None:
    file = site.configure(printer)
    site.pair(file)
    with site.agent(file) as process:
        site.arrive()
        assert site.settles(PRINTED)
        began = monotonic()
        site.arrive()
        assert site.settles(PRINTED)
        print(f"from the arrival to the confirmed badge: {monotonic() - began:.2f} s")  # noqa: T201 - a figure
    kept = b"".join(one.read_bytes() for one in file.parent.rglob("*") if one.is_file())
    assert process.returncode == 0
    assert all(word.encode() not in kept for word in (NAME, "Hana", "LB1:"))


def test_a_revoked_agent_prints_no_more_and_says_why(
    site: Site, printer: VirtualPrinter, cast: Cast
) -> None:
    file = site.configure(printer)
    site.pair(file)
    log = file.with_name("log")
    with site.agent(file):
        site.arrive()
        assert site.settles(PRINTED)
        with site.database.transaction() as store:
            (agent,) = agents.of_site(store, cast.senopati.id)
            agents.revoke(store, cast.senopati.id, agent.public_id, cast.dewi.id)
        site.arrive()
        assert site.becomes(lambda: "pair again" in log.read_text())
    assert site.states() == [PRINTED, PrintState.QUEUED]
    assert (printer.badges, log.read_text().count("pair again")) == (1, 1)


def test_an_agent_told_to_end_finishes_its_badge(
    site: Site, printer: VirtualPrinter
) -> None:
    file = site.configure(printer)
    site.pair(file)
    with site.agent(file) as process:
        site.arrive()
        assert site.becomes(
            lambda: site.states()[0] not in {PrintState.QUEUED, PrintState.CLAIMED}
        )
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=300) == 0
    assert site.settles(PRINTED)
    assert "Traceback" not in file.with_name("log").read_text()


def test_two_programs_do_not_share_a_folder(
    site: Site, printer: VirtualPrinter
) -> None:
    file = site.configure(printer)
    site.pair(file)
    with site.agent(file):
        site.arrive()
        assert site.settles(PRINTED)
        with site.agent(file) as second:
            assert second.wait(timeout=300) == 1
    assert "another agent works with" in file.with_name("log").read_text()


def test_an_agent_outlives_its_server(site: Site, printer: VirtualPrinter) -> None:
    """A server that is away is asked again, and both say so once."""
    file = site.configure(printer)
    site.pair(file)
    log = file.with_name("log")
    with site.agent(file):
        site.arrive()
        assert site.settles(PRINTED)
        with site.without_server():
            site.arrive()
            assert site.becomes(lambda: "does not answer" in log.read_text())
        assert site.settles(PRINTED)
    assert log.read_text().count("the server answers again") == 1
