"""Polls.

An agent hears of its jobs, prints them by what it is told, and writes nothing while it is idle.
"""

import pytest

from printers.vocabulary import PrintProblemKind
from tests.api.machine import PRINTER, Machine
from tests.cast import NAME, Cast, Invite, SettableClock, check_in
from tests.visits.printing.manual_agent import job, states
from visits import alarms
from visits.printing import agents, rolls
from visits.store.database import Database
from visits.vocabulary.printing import PrintState
from visits.vocabulary.visits import AlarmKind


def test_a_badge_is_leased_read_started_and_settled(
    badge: Machine, database: Database
) -> None:
    attempt = badge.attempt()
    words = badge.of(attempt, "badge").json or {}
    assert (attempt["printer"], attempt["eject"], words["name"]) == (
        "Counter",
        False,
        NAME,
    )
    assert badge.of(attempt, "badge").json == words

    assert badge.of(attempt, "start").status_code == 204
    assert states(database) == [PrintState.STARTED]
    assert badge.of(attempt, "outcome", outcome="printed").status_code == 204
    assert states(database) == [PrintState.PRINTED]


def test_said_twice_is_the_same_as_said_once(
    badge: Machine, database: Database
) -> None:
    attempt = badge.attempt()
    for _ in range(2):
        assert badge.of(attempt, "start").status_code == 204
    for _ in range(2):
        assert (
            badge.of(attempt, "outcome", outcome="unknown", problem="reset").status_code
            == 204
        )
    badge.of(attempt, "outcome", outcome="printed")
    badge.of(attempt, "outcome", outcome="not_sent")

    assert (job(database).state, job(database).attempts) == (PrintState.PRINTED, 1)


def test_a_printer_that_waits_says_why(badge: Machine, database: Database) -> None:
    attempt = badge.attempt()
    badge.of(attempt, "start")

    badge.of(attempt, "condition", condition="paper_out")
    assert (job(database).state, job(database).problem) == (
        PrintState.WAITING_PRINTER,
        PrintProblemKind.PAPER_OUT,
    )
    badge.of(attempt, "condition", condition="ready")
    assert job(database).state is PrintState.STARTED


def test_an_idle_poll_writes_nothing(
    agent: Machine, database: Database, clock: SettableClock
) -> None:
    agent.poll()
    commits = database.commits
    for _ in range(3):
        clock.forward(seconds=15)
        agent.poll()

    assert database.commits == commits


def test_a_job_in_hand_stays_the_agents_and_costs_a_write_now_and_then(
    badge: Machine, database: Database, clock: SettableClock
) -> None:
    attempt = badge.attempt()
    badge.of(attempt, "start")
    before = database.commits
    for _ in range(8):
        clock.forward(seconds=10)
        badge.poll(job=attempt["job"])

    lasts = job(database).leased_until
    assert lasts is not None
    assert lasts > clock.now
    assert database.commits - before <= 5


def test_an_attempt_whose_answer_was_lost_comes_again_and_voids_the_first(
    badge: Machine,
) -> None:
    lost = badge.attempt()

    again = badge.attempt()

    assert (again["job"], again["number"]) == (lost["job"], lost["number"] + 1)
    assert badge.of(lost, "start").status_code == 404
    assert badge.of(again, "start").status_code == 204


def test_what_was_begun_does_not_come_again(badge: Machine) -> None:
    badge.of(badge.attempt(), "start")

    assert badge.poll().json == {"attempts": []}


def test_two_agents_with_one_printer_have_one_lease(
    badge: Machine, second: Machine
) -> None:
    attempt = badge.attempt()

    assert second.poll().json == {"attempts": []}
    assert [second.of(attempt, noun).status_code for noun in ("badge", "start")] == [
        404,
        404,
    ]


def test_an_agent_of_another_site_sees_nothing_of_this_one(
    badge: Machine, agent_in_mitte: Machine, database: Database
) -> None:
    attempt = badge.attempt()
    agent_in_mitte.poll()

    assert [
        agent_in_mitte.of(attempt, noun).status_code for noun in ("badge", "start")
    ] == [404, 404]
    assert agent_in_mitte.of(attempt, "condition", condition="ready").status_code == 404
    agent_in_mitte.of(attempt, "outcome", outcome="printed")
    assert states(database) == [PrintState.CLAIMED]


def test_a_revoked_token_stops_at_the_next_request(
    badge: Machine, database: Database, cast: Cast
) -> None:
    attempt = badge.attempt()
    with database.transaction() as store:
        (known,) = agents.of_site(store, cast.senopati.id)
        agents.revoke(store, cast.senopati.id, known.public_id, cast.dewi.id)

    answers = [
        badge.poll(),
        badge.of(attempt, "badge"),
        badge.of(attempt, "outcome", outcome="printed"),
    ]
    assert [
        (answer.status_code, (answer.json or {})["code"]) for answer in answers
    ] == [(401, "token_refused")] * 3


@pytest.mark.usefixtures("cast")
def test_a_printer_that_the_house_drives_is_not_driven_twice(second: Machine) -> None:
    answer = second.poll()

    assert (answer.status_code, (answer.json or {})["code"]) == (409, "name_taken")


def test_an_agent_that_asks_again_after_being_held_announces_nothing(
    agent: Machine, second: Machine, database: Database, cast: Cast, invite: Invite
) -> None:
    agent.poll(wait=25)
    check_in(database, cast.kiosk, invite())
    second.poll(condition="paper_out")
    before = database.commits

    answer = agent.ask(
        "POST",
        "/polls",
        json={"printers": [PRINTER]},
        environ_overrides={"lencana.asked_again": True},
    )

    assert (answer.json, database.commits) == ({"attempts": []}, before)


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    "written",
    [
        "01",
        "\uff11",
        "\u0661",
        "+1",
        "1.0",
        "%201",
        "1%20",
        "1%0A",
        "0",
        "-1",
        "1_0",
        "1000000",
    ],
)
def test_an_attempt_is_written_in_one_way(
    badge: Machine, database: Database, written: str
) -> None:
    attempt = badge.attempt()
    assert attempt["number"] == 1

    answer = badge.of(attempt | {"number": written}, "start")

    assert (answer.status_code, (answer.json or {})["code"]) == (404, "not_found")
    assert states(database) == [PrintState.CLAIMED]


def test_only_a_poll_that_would_wait_and_has_nothing_is_held(badge: Machine) -> None:
    assert "Lencana-Hold" not in badge.poll(wait=25).headers
    badge.of(badge.attempt(), "start")

    assert "Lencana-Hold" not in badge.poll().headers
    assert badge.poll(wait=20).headers["Lencana-Hold"].startswith("20 ")


@pytest.fixture
def alarm(badge: Machine, database: Database, cast: Cast) -> Machine:
    """Gita is in, her badge is due, and a drill is raised, whose roll is due too."""
    with database.transaction() as store:
        place = cast.senopati.id, AlarmKind.DRILL, cast.dewi.id
        rolls.raise_alarm(store, *place)
    return badge


def test_an_agent_that_prints_rolls_is_given_one_first(
    alarm: Machine, second: Machine, database: Database
) -> None:
    attempt = alarm.attempt(rolls=True)
    words = alarm.of(attempt, "roll").json or {}
    assert (attempt["kind"], words["title"]) == ("roll", "Drill")
    assert [guest["name"] for guest in words["guests"]] == [NAME]
    # It is no badge, and another agent's business is none of this one's.
    assert alarm.of(attempt, "badge").status_code == 404
    assert second.of(attempt, "roll").status_code == 404

    assert alarm.of(attempt, "start").status_code == 204
    assert alarm.of(attempt, "outcome", outcome="printed").status_code == 204
    assert states(database).count(PrintState.PRINTED) == 1
    assert alarm.of(attempt, "roll").status_code == 404


def test_an_older_agent_is_given_badges_only_and_goes_on(alarm: Machine) -> None:
    attempt = alarm.attempt()

    assert alarm.of(attempt, "badge").status_code == 200
    assert alarm.of(attempt, "roll").status_code == 404
    for noun, body in (("start", {}), ("outcome", {"outcome": "printed"})):
        assert alarm.of(attempt, noun, **body).status_code == 204
    assert alarm.poll().json == {"attempts": []}


def test_a_roll_of_an_alarm_that_is_over_is_read_by_nobody(
    alarm: Machine, database: Database, cast: Cast
) -> None:
    attempt = alarm.attempt(rolls=True)
    with database.transaction() as store:
        raised = alarms.current(store, cast.senopati.id)
        assert raised
        alarms.end(store, cast.senopati.id, raised.id, cast.dewi.id)

    assert alarm.of(attempt, "roll").status_code == 404
