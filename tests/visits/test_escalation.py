"""Escalation: who else is told of a guest whose host does not answer, when, and only once."""

import os
import signal
import sys
from contextlib import suppress
from datetime import time, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from lencana import jobs
from tests.cast import (
    TODAY,
    Cast,
    Invite,
    SettableClock,
    ask_for,
    check_in,
    scan,
    url_of,
    waits,
)
from tests.query_plans import plans
from tests.visits.racing import Racer, racing
from visits import emails, escalation, host_answers, mail_health, outbox, visit_state
from visits.audit.access_log import AccessLog
from visits.board import of_site
from visits.email_use import NotSendable
from visits.erasure import account_closure
from visits.escalation import CHAINS, HostStatus, steps_due
from visits.keys.keyring import open_keys
from visits.lobby import arrivals, departures, verification
from visits.people import accounts, delegates
from visits.people.accounts import NewMember
from visits.people.delegates import Absence
from visits.store.database import Database
from visits.store.lobby import Wait
from visits.store.outbox import Email
from visits.store.people import Member
from visits.store.visits import Escalation, Visit
from visits.visit_state import Stage
from visits.vocabulary import actors
from visits.vocabulary.mail import TO_HOST, EmailKind, MailProblem, UndeliveredReason
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.visits import Answer, EscalationStep, WaitReason

CHANNEL, DELEGATE, DESK = EscalationStep
BOTH_STORES = pytest.mark.parametrize(
    "kind_of_store", ["sqlite", "postgresql"], indirect=True
)


@pytest.fixture
def sari(database: Database, cast: Cast) -> Member:
    """A colleague of Hana, and her delegate today."""
    new = NewMember(
        name="Sari Utami",
        email="sari@example.com",
        company_id=cast.langit.id,
        site_id=cast.senopati.id,
        roles=frozenset({Role.HOST}),
        language="en",
    )
    with database.transaction() as store:
        member = accounts.enrol(store, new)
        delegates.name(store, cast.hana.id, member.public_id, Absence(TODAY, TODAY))
    return member


@pytest.fixture
def guest(database: Database, cast: Cast, invite: Invite) -> Visit:
    """Gita, who has just checked in."""
    visit = invite()
    check_in(database, cast.kiosk, visit)
    return visit


def told(database: Database) -> list[str]:
    """Who is told that the guest is here, in the order in which it was queued."""
    with database.reading() as store:
        is_here = (EmailKind.ARRIVED, EmailKind.WALK_IN)
        arrived = select(Email).where(col(Email.kind).in_(is_here))
        queued = store.exec(arrived.order_by(col(Email.id))).all()
        is_open = col(Wait.visit_id).is_not(None), col(Wait.settled_at).is_(None)
        waits = store.exec(select(Wait.reason).where(*is_open))
        addresses = [_address(database, email) for email in queued]
        return [address for address in addresses if address] + list(waits)


def _address(database: Database, email: Email) -> str:
    with database.reading() as store:
        try:
            contents = emails.contents(store, email)
        except NotSendable as refusal:
            if refusal.why is not UndeliveredReason.OVERTAKEN:
                raise
            return ""
        assert isinstance(contents, emails.AboutVisit)
        return contents.to


def answer(database: Database, visit: Visit, given: Answer) -> None:
    with database.transaction() as store:
        asked = host_answers.of_host(store, visit.host_id, visit.public_id)
        host_answers.answer(store, asked, given)


@pytest.mark.parametrize("stage", CHAINS)
@pytest.mark.parametrize(
    ("seconds", "taken", "due"),
    [
        ((0, 0), [], []),
        ((59.9, 19.9), [], []),
        ((60, 20), [], [CHANNEL]),
        ((120, 45), [CHANNEL], [DELEGATE]),
        ((119.9, 44.9), [CHANNEL], []),
        ((180, 90), [CHANNEL, DELEGATE], [DESK]),
        # After an outage whatever was missed is due, in its order.
        ((3600, 3600), [], [CHANNEL, DELEGATE, DESK]),
        ((3600, 3600), [DESK, CHANNEL, DELEGATE], []),
    ],
)
def test_the_steps_are_due_by_the_time_that_the_guest_has_waited(
    seconds: tuple[float, float],
    taken: list[EscalationStep],
    due: list[EscalationStep],
    stage: Stage,
) -> None:
    of_seated, of_walk_in = (timedelta(seconds=each) for each in seconds)
    waited = of_walk_in if stage is Stage.ASKING else of_seated

    assert steps_due(CHAINS[stage], waited, taken, is_told=True) == due


@pytest.mark.parametrize("stage", CHAINS)
def test_nobody_waits_for_a_host_who_is_told_of_nothing(stage: Stage) -> None:
    due = steps_due(CHAINS[stage], timedelta(0), [], is_told=False)

    assert due == [CHANNEL, DELEGATE, DESK]


def test_delegate_and_desk_are_told_at_their_times(
    database: Database, clock: SettableClock, guest: Visit, sari: Member
) -> None:
    seen = []
    for _ in range(5):
        jobs.escalate(database)
        seen.append(told(database))
        clock.forward(seconds=45)

    host, delegate, desk = "hana@example.com", "sari@example.com", "host_silent"
    # At 0, 45, 90, 135 and 180 seconds; a host's second channel is none yet.
    assert seen == [[host]] * 3 + [[host, delegate], [host, delegate, desk]]
    with database.reading() as store:
        steps = store.exec(select(Escalation).order_by(col(Escalation.at))).all()
        assert escalation.waiting(store) == []
    assert [(one.step, one.member_id) for one in steps] == [
        (CHANNEL, None),
        (DELEGATE, sari.id),
        (DESK, None),
    ]
    assert {one.visit_id for one in steps} == {guest.id}


def test_a_walk_ins_colleague_and_desk_are_told_at_their_times(
    database: Database, cast: Cast, clock: SettableClock, sari: Member
) -> None:
    visit, _ = ask_for(database, cast.kiosk, cast.hana)
    seen = []
    for seconds in (0, 19, 1, 24, 1, 44, 1):
        clock.forward(seconds=seconds)
        jobs.escalate(database)
        seen.append((len(told(database)), len(steps_of(database, visit))))

    # At 0, 19, 20, 44, 45, 89 and 90 seconds; a host's second channel is none yet.
    assert seen == [(1, 0), (1, 0), (1, 1), (1, 1), (2, 2), (2, 2), (3, 3)]
    assert told(database) == ["hana@example.com", "sari@example.com", "host_silent"]
    assert steps_of(database, visit) == [CHANNEL, DELEGATE, DESK]
    with database.reading() as store:
        assert escalation.waiting(store) == []
    assert sari.id


@pytest.mark.sampled(3)
@pytest.mark.parametrize("given", Answer)
def test_the_first_answer_ends_it_for_a_walk_in(
    database: Database, cast: Cast, clock: SettableClock, given: Answer
) -> None:
    visit, _ = ask_for(database, cast.kiosk, cast.hana)
    jobs.escalate(database)
    answer(database, visit, given)
    for _ in range(3):
        clock.forward(seconds=45)
        jobs.escalate(database)

    # Whom nobody takes on, or who is to go up, is the desk's to see to.
    desk = {
        Answer.SEND_UP: ["id_check"],
        Answer.SOMEBODY_ELSE: ["host_silent"],
        Answer.NOBODY_EXPECTED: ["nobody_expected"],
    }
    assert told(database) == ["hana@example.com", *desk.get(given, [])]
    assert steps_of(database, visit) == []


@pytest.mark.parametrize("takes", [False, True])
def test_the_desk_hears_of_a_walk_in_who_was_left_to_a_silent_colleague(
    database: Database, cast: Cast, clock: SettableClock, sari: Member, *, takes: bool
) -> None:
    visit, _ = ask_for(database, cast.kiosk, cast.hana)
    clock.forward(seconds=10)
    answer(database, visit, Answer.SOMEBODY_ELSE)
    if takes:
        with database.transaction() as store:
            link = host_answers.link(store, visit_state.of(store, visit.id), sari.id)
            host_answers.take_over(store, host_answers.by_link(store, link))
    seen = []
    for seconds in (44, 1, 300):
        clock.forward(seconds=seconds)
        jobs.escalate(database)
        seen.append(steps_of(database, visit))

    assert seen == [[], [DESK], [DESK]]
    # Whoever took it is the host now, and the first e-mail does not reach them once more.
    host = [] if takes else ["hana@example.com"]
    assert told(database) == [*host, "sari@example.com", "host_silent"]
    assert sari.id


@pytest.mark.usefixtures("sari")
def test_the_desk_hears_once_of_a_walk_in_who_is_left_to_a_colleague_afterwards(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    visit, _ = ask_for(database, cast.kiosk, cast.hana)
    clock.forward(seconds=90)
    jobs.escalate(database)
    answer(database, visit, Answer.SOMEBODY_ELSE)
    # Sari is asked now, and the desk has nothing to do until she does not answer.
    assert told(database) == ["hana@example.com", "sari@example.com"]
    for seconds in (44, 1, 300):
        clock.forward(seconds=seconds)
        jobs.escalate(database)

    assert told(database) == ["hana@example.com", "sari@example.com", "host_silent"]
    with database.reading() as store:
        assert escalation.waiting(store) == []


def test_the_host_hears_once_of_a_walk_in_whom_the_desk_lets_in_meanwhile(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    visit, _ = ask_for(database, cast.kiosk, cast.hana)
    with database.transaction() as store:
        site_id, desk = cast.senopati.id, cast.dewi.id
        arrivals.check_in_at_desk(store, site_id, visit.public_id, desk)
    clock.forward(seconds=61)
    jobs.escalate(database)

    assert told(database) == ["hana@example.com"]


@pytest.mark.parametrize("why", ["quiet", "bounces", "mail server"])
def test_the_desk_hears_at_once_of_walk_ins_of_a_host_who_cannot_be_told(
    database: Database, cast: Cast, invite: Invite, why: str
) -> None:
    if why == "bounces":
        check_in(database, cast.kiosk, invite())
        with database.transaction() as store:
            while email := outbox.claim(store):
                outbox.not_delivered(store, email.id, UndeliveredReason.REJECTED)
    with database.transaction() as store:
        if why == "quiet":
            delegates.be_told(store, cast.hana.id, is_wanted=False)
        if why == "mail server":
            mail_health.failed(store, 1, MailProblem.UNREACHABLE, "")
        unreached = mail_health.unreached(store, cast.senopati.id)
    assert [host.id for host in unreached] == [cast.hana.id] * (why == "bounces")
    visit, _ = ask_for(database, cast.kiosk, cast.hana)

    jobs.escalate(database)

    assert steps_of(database, visit) == [CHANNEL, DELEGATE, DESK]
    assert waits(database, cast.senopati) == [WaitReason.HOST_NOT_TOLD]


def steps_of(database: Database, visit: Visit) -> list[EscalationStep]:
    """The steps that were taken for this guest, in their order."""
    with database.reading() as store:
        taken = escalation.steps_taken(store, visit.id)
    return [step for step in EscalationStep if step in taken]


@pytest.mark.sampled(3)
@pytest.mark.usefixtures("sari")
@pytest.mark.parametrize("given", Answer)
def test_the_first_answer_of_any_kind_ends_it(
    database: Database,
    clock: SettableClock,
    guest: Visit,
    given: Answer,
) -> None:
    clock.forward(seconds=60)
    jobs.escalate(database)
    answer(database, guest, given)
    for _ in range(3):
        clock.forward(seconds=60)
        jobs.escalate(database)

    delegate = ["sari@example.com"] * (given is Answer.SOMEBODY_ELSE)
    desk = ["nobody_expected"] * (given is Answer.NOBODY_EXPECTED)
    assert told(database) == ["hana@example.com", *delegate, *desk]
    with database.reading() as store:
        assert escalation.waiting(store) == []


def test_an_answer_takes_a_waiting_guest_off_the_desks_queue(
    database: Database, cast: Cast, clock: SettableClock, guest: Visit
) -> None:
    clock.forward(seconds=180)
    jobs.escalate(database)
    with database.reading() as store:
        [waiting] = of_site(store, cast.senopati.id, cast.dewi.id).waiting
    assert waiting.wait.reason is WaitReason.HOST_SILENT

    answer(database, guest, Answer.COMING)

    with database.reading() as store:
        assert of_site(store, cast.senopati.id, cast.dewi.id).waiting == []


@pytest.mark.parametrize("why", ["has left", "day is over"])
def test_nobody_is_told_of_a_guest_who_has_left_or_whose_day_is_over(
    database: Database, cast: Cast, clock: SettableClock, guest: Visit, why: str
) -> None:
    if why == "has left":
        with database.transaction() as store:
            place, desk = cast.senopati.id, cast.dewi.id
            departures.check_out(store, place, guest.public_id, desk)
        clock.forward(minutes=5)
    else:
        clock.forward(days=1)
    jobs.escalate(database)

    with database.reading() as store:
        assert store.exec(select(Escalation)).all() == []
        assert escalation.waiting(store) == []


def test_a_host_who_let_the_guest_in_is_not_called(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    encounter = scan(database, cast.kiosk, visit)
    with database.transaction() as store:
        digits = verification.vouch_digits(store, encounter)
        verification.vouch(store, cast.hana.id, digits)
    clock.forward(seconds=600)
    jobs.escalate(database)

    with database.reading() as store:
        assert escalation.waiting(store) == []
        assert store.exec(select(Escalation)).all() == []
        assert escalation.host_status(store, visit.id) is None


def test_a_guest_whom_the_desk_let_in_hears_of_their_host_as_any_other(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    with database.transaction() as store:
        site_id, desk = cast.senopati.id, cast.dewi.id
        arrivals.check_in_at_desk(store, site_id, visit.public_id, desk)

    with database.reading() as store:
        assert escalation.host_status(store, visit.id) is HostStatus.BEING_TOLD


@pytest.mark.usefixtures("sari")
def test_the_desk_hears_at_once_of_guests_of_a_host_who_wants_no_e_mails(
    database: Database, cast: Cast, guest: Visit
) -> None:
    with database.transaction() as store:
        delegates.be_told(store, cast.hana.id, is_wanted=False)

    jobs.escalate(database)

    with database.reading() as store:
        to_host, to_delegate = store.exec(
            select(Email)
            .where(col(Email.kind) == EmailKind.ARRIVED)
            .order_by(col(Email.id))
        )
        with pytest.raises(NotSendable) as refused:
            emails.contents(store, to_host)
        contents = emails.contents(store, to_delegate)
        [waiting] = of_site(store, cast.senopati.id, cast.dewi.id).waiting
        status = escalation.host_status(store, guest.id)
    assert refused.value.why is UndeliveredReason.SUPPRESSED
    assert contents.to == "sari@example.com"
    assert waiting.wait.reason is WaitReason.HOST_NOT_TOLD
    assert status is HostStatus.DESK_TOLD


def test_a_delegate_gets_an_e_mail_and_a_link_of_their_own(
    database: Database, clock: SettableClock, guest: Visit, sari: Member
) -> None:
    with database.reading() as store:
        found = visit_state.of(store, guest.id)
        link = host_answers.link(store, found, sari.id)
        with pytest.raises(NotFound):
            host_answers.by_link(store, link)
    clock.forward(seconds=120)
    jobs.escalate(database)

    with database.transaction() as store:
        email = store.exec(select(Email).where(col(Email.member_id) == sari.id)).one()
        contents = emails.contents(store, email)
        assert isinstance(contents, emails.AboutVisit)
        assert (contents.answer_link, contents.host_name) == (link, "Hana Wijaya")
        assert contents.is_in_place_of_host
        host_answers.answer(store, host_answers.by_link(store, link), Answer.COMING)
    with database.reading() as store:
        given = host_answers.newest(store, [guest.id])[guest.id]
    assert (given.answer, given.member_id) == (Answer.COMING, sari.id)


@pytest.mark.parametrize("seconds", [0, 120])
def test_that_somebody_else_comes_is_told_to_the_delegate_once(
    database: Database,
    clock: SettableClock,
    guest: Visit,
    sari: Member,
    seconds: float,
) -> None:
    clock.forward(seconds=seconds)
    jobs.escalate(database)
    for _ in range(2):
        answer(database, guest, Answer.SOMEBODY_ELSE)
    clock.forward(seconds=300)
    jobs.escalate(database)

    assert told(database) == ["hana@example.com", "sari@example.com"]
    with database.reading() as store:
        given = host_answers.newest(store, [guest.id])[guest.id]
    assert given.colleague_id == sari.id


@pytest.mark.usefixtures("guest")
@pytest.mark.parametrize("ends", ["closed", "quiet", "tomorrow"])
def test_a_delegate_who_cannot_be_told_is_passed_over(
    database: Database,
    cast: Cast,
    clock: SettableClock,
    sari: Member,
    ends: str,
) -> None:
    later = TODAY + timedelta(days=1)
    with database.transaction() as store:
        if ends == "closed":
            account_closure.close(store, sari.id, actors.OPERATOR)
        elif ends == "quiet":
            delegates.be_told(store, sari.id, is_wanted=False)
        else:
            delegates.name(store, cast.hana.id, sari.public_id, Absence(later, later))
    clock.forward(seconds=180)
    jobs.escalate(database)

    assert told(database) == ["hana@example.com", "host_silent"]


@pytest.mark.sampled(1)
@BOTH_STORES
@pytest.mark.parametrize("least", [1, pytest.param(200, marks=pytest.mark.whole)])
def test_a_job_that_is_killed_at_any_statement_misses_nothing_and_doubles_nothing(
    database: Database,
    clock: SettableClock,
    cast: Cast,
    invite: Invite,
    guests: list[Visit],
    least: int,
) -> None:
    """Killed at the first statement, run again and killed at the second, and so on to the end."""
    *here, late = guests
    clock.forward(seconds=180)
    kills = killed_one_by_one(database)
    assert kills > 3 * len(guests)
    while kills < least:
        here += come(database, cast, invite, len(here))
        clock.forward(seconds=180)
        kills += killed_one_by_one(database)

    told_of, due = by_guest(database), expected([*here, late])
    doubled = sum(len(told) > len(due[visit]) for visit, told in told_of.items())
    missed = sum(len(told_of.get(visit, [])) < len(told) for visit, told in due.items())
    sys.stdout.write(f"{kills} kills: {missed} missed, {doubled} doubled\n")
    assert told_of == due


@pytest.mark.sampled(1)
@BOTH_STORES
def test_jobs_that_run_side_by_side_tell_nobody_twice(
    database: Database, clock: SettableClock, guests: list[Visit]
) -> None:
    clock.forward(seconds=60)
    with racing(database, [both_jobs] * 8) as race:
        for _ in range(3):
            assert race() == ["done"] * 8
            clock.forward(seconds=60)

    assert by_guest(database) == expected(guests)


EVERYBODY = ["hana@example.com", "sari@example.com", "host_silent"]


def both_jobs(racer: Racer, _given: object) -> None:
    jobs.escalate(racer.database)
    jobs.remind(racer.database)


def expected(guests: list[Visit]) -> dict[int, list[str]]:
    """Everybody is told of those who are here, and the host of the last one, who is late."""
    *here, late = guests
    return {guest.id: EVERYBODY for guest in here} | {late.id: EVERYBODY[:1]}


@pytest.fixture
def guests(
    database: Database, clock: SettableClock, cast: Cast, invite: Invite, sari: Member
) -> list[Visit]:
    """Two guests of Hana who have just checked in, a walk-in, and one who is late."""
    assert sari.id
    clock.forward(minutes=-20)
    late = invite(email="d@example.org", starts=time(9))
    clock.forward(minutes=20)
    here = come(database, cast, invite)
    walk_in, _ = ask_for(database, cast.kiosk, cast.hana)
    return [*here, walk_in, late]


def come(
    database: Database, cast: Cast, invite: Invite, already: int = 0
) -> list[Visit]:
    """Two more guests of Hana check in."""
    here = [invite(email=f"guest-{already + more}@example.org") for more in range(2)]
    for visit in here:
        check_in(database, cast.kiosk, visit)
    return here


def by_guest(database: Database) -> dict[int, list[str]]:
    """Who is told of each guest, the desk by its reason."""
    with database.reading() as store:
        emails_queued = store.exec(select(Email).order_by(col(Email.id))).all()
        waits = store.exec(select(Wait)).all()
    told_of: dict[int, list[str]] = {}
    for email in emails_queued:
        if email.kind in TO_HOST and email.visit_id:
            address = _address(database, email)
            told_of.setdefault(email.visit_id, []).append(address)
    for wait in waits:
        if wait.visit_id:
            told_of[wait.visit_id].append(wait.reason)
    return told_of


def killed_one_by_one(database: Database) -> int:
    """Run the job, killed one statement later each time, until it ends; how often it was killed."""
    kills = 0
    while is_killed_at_statement(kills + 1, database):
        kills += 1
    return kills


def is_killed_at_statement(step: int, database: Database) -> bool:
    """Run the job in a process of its own that is killed before this statement or commit."""
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            _run_until(step, database)
            os._exit(0)
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in {0, -signal.SIGKILL}
    return os.WIFSIGNALED(status)


def _run_until(step: int, database: Database) -> None:
    left = iter(range(step - 1, -1, -1))

    def count_down(*_: object) -> None:
        if next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    # Nothing of the parent's is used or closed here: this process has connections of its own.
    keys = open_keys(database.keys.keyring.folder)
    own = Database(url_of(database), keys, database.clock, AccessLog().add)
    for engine in {own.backend.writing, own.backend.reading}:
        for moment in ("before_cursor_execute", "commit"):
            event.listen(engine, moment, count_down)
    jobs.remind(own)
    jobs.escalate(own)


@pytest.mark.embedded
def test_looking_for_whom_to_tell_looks_through_no_table(
    database: Database, guests: list[Visit]
) -> None:
    assert guests

    asked = plans(database, escalation.waiting)

    assert len(asked) > 1
    assert all("_to_escalate (escalate_at" in plan for plan in asked)
    assert [plan for plan in asked if "SCAN" in plan] == []
