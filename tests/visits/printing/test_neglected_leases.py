"""Leases of an agent far away.

Renewed in time, given up when nobody has the job, and news for whom it is.
"""

import pytest

from printers.vocabulary import JobLost
from tests.cast import Cast, Invite, SettableClock, check_in
from tests.visits.printing.manual_agent import claimed, job, start
from visits.printing import agents, leasing, print_jobs, scheduling
from visits.store.database import Database
from visits.store.sites import PrintAgent
from visits.vocabulary.printing import PrintState


@pytest.fixture
def agent(database: Database, cast: Cast) -> PrintAgent:
    with database.transaction() as store:
        return agents.pair(
            store, agents.offer_pairing(store, cast.senopati.id, "Basement")
        )[0]


def is_neglected(database: Database, agent: PrintAgent, *in_hand: str) -> bool:
    with database.reading() as store:
        return leasing.any_neglected(store, in_hand, agent.id)


def attend(database: Database, agent: PrintAgent, *in_hand: str) -> None:
    with database.transaction() as store:
        leasing.attend(store, in_hand, agent.id)


def due(database: Database) -> dict[int, object]:
    with database.reading() as store:
        return dict(scheduling.due_by_site(store))


@pytest.mark.usefixtures("visit")
def test_a_job_in_hand_is_renewed_only_when_it_must_be(
    database: Database, agent: PrintAgent, clock: SettableClock
) -> None:
    claim = claimed(database, agent.id)
    assert not is_neglected(database, agent, claim.job)
    clock.forward(seconds=20)
    assert is_neglected(database, agent, claim.job)

    attend(database, agent, claim.job)

    assert (job(database).state, job(database).leased_until) == (
        PrintState.CLAIMED,
        clock.now + leasing.LEASE,
    )
    assert not is_neglected(database, agent, claim.job)


@pytest.mark.usefixtures("visit")
def test_a_job_that_never_reached_its_agent_is_due_again_and_the_lost_attempt_is_void(
    database: Database, agent: PrintAgent
) -> None:
    lost = claimed(database, agent.id)
    attend(database, agent)
    again = claimed(database, agent.id)

    assert again.number == lost.number + 1
    with pytest.raises(JobLost), database.transaction() as store:
        print_jobs.started(store, lost, agent.id)


@pytest.mark.usefixtures("visit")
def test_what_another_has_or_has_begun_is_left_alone(
    database: Database, agent: PrintAgent
) -> None:
    start(database, claimed(database))
    assert not is_neglected(database, agent)

    attend(database, agent)

    assert job(database).state is PrintState.STARTED


def test_news_is_of_the_site_where_something_is_due(
    database: Database, cast: Cast, invite: Invite
) -> None:
    assert due(database) == {}
    check_in(database, cast.kiosk, invite())
    first = due(database)
    assert set(first) == {cast.senopati.id}
    assert due(database) == first

    check_in(database, cast.kiosk, invite())
    assert due(database) != first
    claimed(database)
    assert set(due(database)) == {cast.senopati.id}
