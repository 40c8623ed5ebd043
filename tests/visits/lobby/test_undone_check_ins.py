"""Undoing a check-in: whom the desk let in by mistake is as before, and whoever heard of it is told."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select as columns
from sqlmodel import SQLModel, col, select

from lencana import jobs
from printers.vocabulary import JobLost, Outcome
from tests import cast as casting
from tests.cast import EMAIL, TODAY, Cast, Invite, SettableClock, ask_for, stage, waits
from tests.visits.people.test_channel_fields import SLACK
from tests.visits.printing.manual_agent import claim_all, claimed, report, start, states
from visits import (
    alarms,
    channel_outbox,
    co_hosts,
    codes,
    emails,
    escalation,
    host_channels,
    marshals,
    messages,
    outbox,
    roll_calls,
    visit_state,
)
from visits.email_use import NotSendable
from visits.lobby import arrivals, departures, kiosks, undoing, verification, walk_ins
from visits.marshals import MarshalReport, NewMark
from visits.messages import MessageNotSendable
from visits.people import channels, delegates
from visits.people.channels import ChannelOwner
from visits.people.delegates import Absence
from visits.printing import badge_content, badge_recovery, badges
from visits.printing.badges import Reprint
from visits.rights import erasing_by_guest
from visits.store.database import Database
from visits.store.people import Member
from visits.store.printing import Badge
from visits.store.visits import Arrival, Visit
from visits.visit_state import Stage
from visits.vocabulary import actors
from visits.vocabulary.channels import ChannelKind, ChannelProblem, MessageKind
from visits.vocabulary.mail import EmailKind, UndeliveredReason
from visits.vocabulary.people import Role
from visits.vocabulary.printing import PrintState, ReprintReason
from visits.vocabulary.refusals import (
    NotExpectedNow,
    NotFound,
    OnWatchList,
    TooLateToUndo,
)
from visits.vocabulary.visits import AlarmKind, EscalationStep, Level, WaitReason

KEPT_OF_IT = {"auditentry", "badge", "printjob"}
"""What says that it happened: the log, and the badge, which may be out and counts no more."""
CHANGES = {("site", "version"), ("site", "badge_serial"), ("site", "badge_day")} | {
    ("envelope", name) for name in ("body", "furthest_day")
}
ARRIVED, UNDONE = EmailKind.ARRIVED, EmailKind.ARRIVAL_UNDONE
Let = Callable[[Visit], None]
Undo = Callable[..., bool]


@pytest.fixture
def let_in(database: Database, cast: Cast) -> Let:
    """Returns a function by which Dewi lets a guest in, whose ID she has seen."""

    def seen(visit: Visit) -> None:
        with database.transaction() as store:
            place = cast.senopati.id, visit.public_id
            arrivals.check_in_at_desk(store, *place, cast.dewi.id)

    return seen


@pytest.fixture
def undo(database: Database, cast: Cast) -> Undo:
    """Returns a function by which Dewi, or another, undoes the check-in that stands."""

    def press(visit: Visit, by: Member = cast.dewi, mark: str = "") -> bool:
        with database.transaction() as store:
            arrival = store.get(Arrival, visit.id)
            said = mark or (undoing.mark(arrival) if arrival else "")
            place = cast.senopati.id, visit.public_id
            return undoing.undo(store, *place, by.id, said)

    return press


def everything(database: Database) -> dict[str, list[dict[str, object]]]:
    """All rows of all tables, but for what is kept of it."""
    kept = {}
    with database.reading() as store:
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in KEPT_OF_IT:
                kept[table.name] = [
                    {
                        name: value
                        for name, value in row.items()
                        if (table.name, name) not in CHANGES
                    }
                    for row in store.execute(columns(table)).mappings()
                ]
    return kept


def told(database: Database) -> list[tuple[EmailKind, str]]:
    """What goes out of the e-mails that are due, and to whom."""
    gone = []
    with database.transaction() as store:
        while (email := outbox.claim(store)) is not None:
            with suppress(NotSendable):
                gone.append((email.kind, emails.contents(store, email).to))
            outbox.delivered(store, email.id)
    return gone


def test_nothing_is_left_of_it_but_the_audit_log_and_a_badge_that_does_not_count(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    let_in: Let,
    undo: Undo,
) -> None:
    with database.transaction() as store:
        channels.add(store, ChannelOwner(site_id=cast.senopati.id), ChannelKind.SLACK, {"address": SLACK})  # fmt: skip
    visit = invite()
    told(database)
    before = everything(database)
    let_in(visit)
    with database.reading() as store:
        mark = undoing.mark(store.get_one(Arrival, visit.id))
    clock.forward(seconds=30)

    for _ in range(2):
        assert not undo(visit, mark=mark)

    assert everything(database) == before
    assert stage(database, visit) is Stage.EXPECTED
    assert states(database) == [PrintState.CANCELLED]
    assert told(database) == []


def test_the_guest_comes_later_with_a_first_badge_and_the_host_hears(
    database: Database, cast: Cast, invite: Invite, let_in: Let, undo: Undo
) -> None:
    visit = invite()
    let_in(visit)
    with database.reading() as store:
        badge = store.exec(select(Badge)).one()
        wrong = codes.digest(badges.code(store, badge))
    undo(visit)

    for is_in, stood in ((False, Stage.EXPECTED), (True, Stage.ON_SITE)):
        if is_in:
            casting.check_in(database, cast.kiosk, visit)
        with pytest.raises(NotExpectedNow) as refused, database.transaction() as store:
            departures.leave(store, kiosks.paired(store, cast.kiosk.id), wrong)
        assert refused.value.reason is WaitReason.REPLACED
        assert stage(database, visit) is stood

    assert (ARRIVED, "hana@example.com") in told(database)
    with database.reading() as store:
        worn, _ = badges.newest(store, [visit.id])[visit.id]
        assert badges.listed(store, [visit.id])[visit.id][0].id == worn.id
        assert badge_content.content(store, worn.id).copy == 1
        with pytest.raises(NotFound):
            badge_content.content(store, badge.id)


def test_whoever_heard_of_it_is_told_once_that_it_was_a_mistake(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    let_in: Let,
    undo: Undo,
) -> None:
    visit = invite()
    with database.transaction() as store:
        place = cast.senopati, cast.langit, frozenset({Role.HOST})
        sari = casting.add_member(store, "Sari Utami", *place)
        co_hosts.name(store, cast.hana.id, visit.public_id, sari.public_id)
    told(database)
    both = {"hana@example.com", "sari@example.com"}

    for _ in range(2):
        let_in(visit)
        assert set(told(database)) == {(ARRIVED, one) for one in both}
        clock.forward(seconds=5)
        undo(visit)
        assert set(told(database)) == {(UNDONE, one) for one in both}
        assert told(database) == []


def test_of_a_guest_who_is_in_meanwhile_nobody_hears_that_they_are_not(
    database: Database, invite: Invite, let_in: Let, undo: Undo
) -> None:
    visit = invite()
    let_in(visit)
    told(database)
    undo(visit)
    let_in(visit)
    assert told(database) == [(ARRIVED, "hana@example.com")]


def test_what_is_being_sent_at_that_moment_counts_as_heard(
    database: Database, invite: Invite, let_in: Let, undo: Undo
) -> None:
    visit = invite()
    told(database)
    let_in(visit)
    with database.transaction() as store:
        email = outbox.claim(store)
    assert email
    undo(visit)
    with database.transaction() as store:
        outbox.not_delivered(store, email.id, None, is_sure=False)

    assert told(database) == [(UNDONE, "hana@example.com")]


def test_a_host_whose_mailbox_rejects_is_known_as_one_who_heard_nothing(
    database: Database, cast: Cast, invite: Invite, let_in: Let, undo: Undo
) -> None:
    visit = invite()
    told(database)
    let_in(visit)
    with database.transaction() as store:
        email = outbox.claim(store)
        assert email
        outbox.not_delivered(store, email.id, UndeliveredReason.REJECTED)
    undo(visit)

    assert told(database) == []
    with database.reading() as store:
        assert not host_channels.reaches(store, cast.hana.id)


def by_channel(database: Database, problem: ChannelProblem | None) -> list[MessageKind]:
    """What goes out of the messages that are due; the channels answer this."""
    gone = []
    with database.transaction() as store:
        for message in channel_outbox.claim(store, 9):
            with suppress(MessageNotSendable):
                news = messages.contents(store, message).guest_news
                assert news
                assert news.is_undone == (message.kind is MessageKind.ARRIVAL_UNDONE)
                gone.append(message.kind)
            host_channels.settle(store, message.id, problem)
    return gone


def test_a_channel_takes_back_what_it_said_and_tells_of_the_next_arrival(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    let_in: Let,
    undo: Undo,
) -> None:
    hana = ChannelOwner(member_id=cast.hana.id)
    with database.transaction() as store:
        for owner in (hana, ChannelOwner(site_id=cast.senopati.id)):
            own = channels.add(store, owner, ChannelKind.SLACK, {"address": SLACK})
            channels.make_first(store, owner, own)
    visit = invite()

    for _ in range(2):
        let_in(visit)
        assert by_channel(database, None) == [MessageKind.ARRIVED] * 2
        clock.forward(seconds=5)
        undo(visit)
        assert by_channel(database, None) == [MessageKind.ARRIVAL_UNDONE] * 2
    for is_in_again in (False, True):
        let_in(visit)
        clock.forward(seconds=5)
        if is_in_again:
            by_channel(database, None)
        undo(visit)
    let_in(visit)
    assert by_channel(database, None) == [MessageKind.ARRIVED] * 2


def test_a_message_on_its_way_is_not_taken_for_what_takes_it_back(
    database: Database, cast: Cast, invite: Invite, let_in: Let, undo: Undo
) -> None:
    at = ChannelOwner(site_id=cast.senopati.id)
    with database.transaction() as store:
        channels.add(store, at, ChannelKind.SLACK, {"address": SLACK})
    visit = invite()
    let_in(visit)
    with database.transaction() as store:
        [message] = channel_outbox.claim(store, 9)
    undo(visit)
    with database.transaction() as store:
        host_channels.settle(store, message.id, None)

    assert by_channel(database, None) == [MessageKind.ARRIVAL_UNDONE]


def test_where_a_channel_fails_the_e_mail_says_that_it_was_a_mistake(
    database: Database, cast: Cast, invite: Invite, let_in: Let, undo: Undo
) -> None:
    hana = ChannelOwner(member_id=cast.hana.id)
    with database.transaction() as store:
        own = channels.add(store, hana, ChannelKind.SLACK, {"address": SLACK})
        channels.make_first(store, hana, own)
    visit = invite()
    told(database)
    let_in(visit)
    by_channel(database, None)
    undo(visit)

    by_channel(database, ChannelProblem.GONE)

    assert (UNDONE, "hana@example.com") in told(database)
    assert ARRIVED not in dict(told(database))


def test_it_is_undone_in_time_and_by_whoever_let_them_in_alone(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    let_in: Let,
    undo: Undo,
) -> None:
    visit, at_kiosk, by_host = (invite(email=f"{who}@example.org") for who in "abc")
    let_in(visit)
    casting.check_in(database, cast.kiosk, at_kiosk)
    encounter = casting.scan(database, cast.kiosk, by_host)
    with database.transaction() as store:
        digits = verification.vouch_digits(store, encounter)
        verification.vouch(store, cast.hana.id, digits)
    for other, by in (
        (at_kiosk, cast.dewi),
        (by_host, cast.dewi),
        (by_host, cast.hana),
    ):
        with pytest.raises(TooLateToUndo):
            undo(other, by)
    with pytest.raises(TooLateToUndo):
        undo(visit, casting.colleague(database, cast))
    clock.forward(seconds=31)
    with pytest.raises(TooLateToUndo):
        undo(visit)
    assert stage(database, visit) is Stage.ON_SITE


def test_who_left_came_back_or_was_noted_at_the_desk_is_checked_out_instead(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    let_in: Let,
    undo: Undo,
) -> None:
    visit = invite()
    let_in(visit)
    with database.reading() as store:
        mark = undoing.mark(store.get_one(Arrival, visit.id))
    clock.forward(seconds=5)
    place = cast.senopati.id, visit.public_id, cast.dewi.id
    with database.transaction() as store:
        departures.check_out(store, *place)
    with pytest.raises(TooLateToUndo):
        undo(visit, mark=mark)
    with database.transaction() as store:
        arrivals.let_back_in(store, *place)
    with pytest.raises(TooLateToUndo):
        undo(visit)
    new = casting.walking_in(cast.hana)
    with database.transaction() as store:
        noted = walk_ins.note_at_desk(store, cast.senopati.id, new, cast.dewi.id)
    with pytest.raises(TooLateToUndo):
        undo(noted)


def test_a_guest_who_waited_waits_again(
    database: Database, cast: Cast, invite: Invite, let_in: Let, undo: Undo
) -> None:
    visit = invite(least_level=Level.ID_SEEN)
    casting.scan(database, cast.kiosk, visit)
    let_in(visit)
    assert waits(database, cast.senopati) == []
    undo(visit)
    assert waits(database, cast.senopati) == [WaitReason.ID_CHECK]


def test_a_walk_in_asks_for_their_host_again_and_the_desk_knows_who_is_silent(
    database: Database,
    cast: Cast,
    clock: SettableClock,
    let_in: Let,
    undo: Undo,
) -> None:
    visit, _ = ask_for(database, cast.kiosk, cast.hana)
    clock.forward(seconds=91)
    jobs.escalate(database)
    assert waits(database, cast.senopati) == [WaitReason.HOST_SILENT]
    clock.forward(seconds=1)
    let_in(visit)
    jobs.escalate(database)
    clock.forward(seconds=5)

    undo(visit)
    jobs.escalate(database)

    assert stage(database, visit) is Stage.ASKING
    assert waits(database, cast.senopati) == [WaitReason.HOST_SILENT]
    with database.reading() as store:
        taken = escalation.steps_taken(store, visit.id)
    assert EscalationStep.DESK in taken


def test_a_walk_in_whose_host_is_still_to_be_told_of_is(
    database: Database, cast: Cast, clock: SettableClock, let_in: Let, undo: Undo
) -> None:
    visit, _ = ask_for(database, cast.kiosk, cast.hana)
    let_in(visit)
    jobs.escalate(database)
    clock.forward(seconds=5)
    undo(visit)
    clock.forward(seconds=90)
    jobs.escalate(database)

    assert waits(database, cast.senopati) == [WaitReason.HOST_SILENT]


def test_of_a_host_who_is_told_of_nobody_the_delegate_hears_and_the_desk_no_more(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    let_in: Let,
    undo: Undo,
) -> None:
    with database.transaction() as store:
        place = cast.senopati, cast.langit, frozenset({Role.HOST})
        sari = casting.add_member(store, "Sari Utami", *place)
        delegates.name(store, cast.hana.id, sari.public_id, Absence(TODAY, TODAY))
        delegates.be_told(store, cast.hana.id, is_wanted=False)
    visit = invite()
    told(database)
    let_in(visit)
    jobs.escalate(database)
    assert told(database) == [(ARRIVED, "sari@example.com")]
    assert waits(database, cast.senopati) == [WaitReason.HOST_NOT_TOLD]
    clock.forward(seconds=5)

    undo(visit)

    assert waits(database, cast.senopati) == []
    assert told(database) == [(UNDONE, "sari@example.com")]
    let_in(visit)
    jobs.escalate(database)
    assert told(database) == [(ARRIVED, "sari@example.com")]


def test_who_asked_to_be_erased_meanwhile_is_erased(
    database: Database, invite: Invite, let_in: Let, undo: Undo
) -> None:
    visit = invite()
    let_in(visit)
    with database.transaction() as store:
        erasing_by_guest.erase(store, visit_state.of(store, visit.id), actors.GUEST)

    undo(visit)

    with pytest.raises(NotFound):
        stage(database, visit)


def test_nobody_is_looked_for_who_did_not_come(
    database: Database, cast: Cast, invite: Invite, let_in: Let, undo: Undo
) -> None:
    visit = invite()
    let_in(visit)
    with database.transaction() as store:
        place = cast.senopati.id, AlarmKind.REAL
        alarm = alarms.raise_at(store, *place, cast.dewi.id)
        mark = NewMark(1, visit.public_id, is_found=True, age=timedelta())
        marshals.note(store, alarm, MarshalReport("a" * 26, marks=[mark]))
        assert roll_calls.read(store, alarm).found == 1

    undo(visit)

    with database.reading() as store:
        assert roll_calls.read(store, alarm).lines == []


def test_of_a_guest_on_the_watch_list_the_desk_decides_again(
    database: Database, cast: Cast, invite: Invite, let_in: Let, undo: Undo
) -> None:
    casting.watch(database, cast, EMAIL)
    visit = invite()
    with database.transaction() as store:
        place = cast.senopati.id, visit.public_id
        arrivals.let_in_watched(store, *place, cast.dewi.id)
    undo(visit)
    with pytest.raises(OnWatchList):
        let_in(visit)


@pytest.mark.parametrize("progress", ["queued", "claimed", "started", "printed"])
def test_a_badge_that_no_printer_has_begun_does_not_come_out(
    database: Database, invite: Invite, let_in: Let, undo: Undo, progress: str
) -> None:
    visit = invite()
    let_in(visit)
    attempt = None if progress == "queued" else claimed(database)
    if attempt and progress != "claimed":
        start(database, attempt)
    if attempt and progress == "printed":
        report(database, attempt, Outcome.PRINTED)

    assert undo(visit) is (progress in {"started", "printed"})

    if progress == "claimed":
        assert attempt
        with pytest.raises(JobLost):
            start(database, attempt)
    if progress == "started":
        assert attempt
        # It ends as its printer says, and nothing of it is tried again.
        report(database, attempt, Outcome.NOT_SENT)
    assert claim_all(database) == []
    ended = PrintState.PRINTED if progress == "printed" else PrintState.CANCELLED
    assert states(database) == [ended]


def test_every_copy_of_the_badge_counts_no_more(
    database: Database, cast: Cast, invite: Invite, let_in: Let, undo: Undo
) -> None:
    visit = invite()
    let_in(visit)
    place = cast.senopati.id, visit.public_id
    with database.transaction() as store:
        badges.reprint(store, *place, Reprint(ReprintReason.LOST, cast.dewi.id))
        badge_recovery.by_hand(store, *place, cast.dewi.id)

    assert undo(visit)

    with database.reading() as store:
        every = store.exec(select(Badge).order_by(col(Badge.id))).all()
        assert [badges.is_in_force(store, badge) for badge in every] == [False] * 2
        assert badges.newest(store, [visit.id]) == {}
