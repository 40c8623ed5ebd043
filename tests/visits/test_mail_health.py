"""The health of e-mail: what is told, from when on, and what ends it."""

import pytest
from sqlmodel import select

from tests.cast import Cast, Invite, SettableClock
from visits import mail_health, outbox, sites
from visits.store.database import Database
from visits.store.outbox import Email
from visits.vocabulary.mail import OF_RECIPIENT, MailProblem


def fail(
    database: Database, problem: MailProblem, attempts: int = 1, reply: str = ""
) -> None:
    with database.transaction() as store:
        mail_health.failed(store, attempts, problem, reply)


def told(database: Database) -> MailProblem | None:
    with database.reading() as store:
        failure = mail_health.failure(store)
        return None if failure is None else failure.problem


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("problem", MailProblem)
def test_every_fault_that_is_not_one_recipients_is_told(
    database: Database, problem: MailProblem
) -> None:
    fail(database, problem, attempts=mail_health.PATIENCE)
    assert told(database) is (None if problem in OF_RECIPIENT else problem)


def test_a_server_may_ask_for_a_little_patience(database: Database) -> None:
    for attempts in range(1, mail_health.PATIENCE):
        fail(database, MailProblem.BUSY, attempts)
        assert told(database) is None
    fail(database, MailProblem.BUSY, mail_health.PATIENCE)
    assert told(database) is MailProblem.BUSY


def test_a_failure_that_goes_on_keeps_its_beginning_and_tells_the_newest_reason(
    database: Database, clock: SettableClock
) -> None:
    began = clock.now
    fail(database, MailProblem.UNREACHABLE)
    clock.forward(hours=1)
    fail(database, MailProblem.LOGIN, reply="535 5.7.8")
    with database.reading() as store:
        failure = mail_health.failure(store)
    assert failure is not None
    assert (failure.since, failure.problem) == (began, MailProblem.LOGIN)
    assert failure.reply == "535 5.7.8"


def test_every_desk_looks_again_when_a_failure_begins_and_ends_and_not_between(
    database: Database, cast: Cast
) -> None:
    def versions() -> list[int]:
        with database.reading() as store:
            places = (cast.senopati.id, cast.mitte.id)
            return [sites.version(store, place) for place in places]

    before = versions()
    for _ in range(3):
        fail(database, MailProblem.SENDER)
    assert versions() == [version + 1 for version in before]
    for _ in range(2):
        with database.transaction() as store:
            mail_health.accepted(store)
    assert versions() == [version + 2 for version in before]


@pytest.mark.parametrize(
    ("problem", "waits_on"),
    [(MailProblem.UNREACHABLE, False), (MailProblem.REFUSED, True)],
)
def test_what_waited_for_the_server_goes_out_when_it_is_back(
    database: Database,
    clock: SettableClock,
    invite: Invite,
    problem: MailProblem,
    *,
    waits_on: bool,
) -> None:
    invite()
    for _ in range(4):
        with database.transaction() as store:
            email = outbox.claim(store)
            assert email is not None
            outbox.not_delivered(store, email.id, None)
        with database.reading() as store:
            clock.now = store.exec(select(Email)).one().not_before
    clock.forward(seconds=-1)
    fail(database, problem)
    with database.transaction() as store:
        mail_health.accepted(store)
    with database.reading() as store:
        assert outbox.any_due(store) is not waits_on
