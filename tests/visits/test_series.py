"""Several days on one code: each day is a visit of its own, and goes by itself."""

from datetime import date, time, timedelta

import pytest
from sqlmodel import col, select

from tests.cast import (
    EMAIL,
    TODAY,
    Cast,
    Invite,
    SettableClock,
    check_in,
    confirm,
    go_away,
    scan,
    sent_digits,
    stage,
    step,
)
from visits import (
    codes,
    emails,
    guest_answers,
    invitations,
    outbox,
    planned_visits,
    series,
    visit_state,
)
from visits.email_use import NotSendable
from visits.emails import AboutVisit
from visits.erasure import purge
from visits.keys.decision_log import digest_of
from visits.lobby import arrivals, departures, verification
from visits.lobby import check_in as reception
from visits.lobby.encounters import Step
from visits.people import guest_email_limits
from visits.people.guest_email_limits import HOUR, OF_HOST
from visits.printing import badges
from visits.rights import (
    corrections,
    decisions,
    erasing_by_guest,
    facts,
    proofs,
    requests,
    restricting,
)
from visits.rights.decisions import Decision
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.rights import RightsRequest
from visits.store.visits import BlindIndex, Envelope, Invitation, Visit
from visits.vault import envelopes
from visits.visit_state import Stage, VisitState
from visits.visit_times import Window
from visits.vocabulary.actors import GUEST_BY_LINK, as_host
from visits.vocabulary.mail import EmailKind, UndeliveredReason
from visits.vocabulary.policy import RetentionClass
from visits.vocabulary.refusals import (
    AlreadyWithdrawn,
    DayIsPast,
    DayTaken,
    NotExpectedNow,
    SentTooOften,
    TooManyDays,
    WrongCode,
)
from visits.vocabulary.rights import RequestOutcome, Right
from visits.vocabulary.visits import MOST_DAYS, RefusalReason, WaitReason

DAY = timedelta(days=1)
NEXT_DAYS = (TODAY + DAY, TODAY + 2 * DAY)


@pytest.fixture
def days(database: Database, invite: Invite) -> list[Visit]:
    """Gita is expected today and on the next two days, from ten to eleven."""
    return days_of(database, invite(more_days=NEXT_DAYS))


def days_of(database: Database, visit: Visit) -> list[Visit]:
    with database.reading() as store:
        found = series.days(store, visit_state.of(store, visit.id))
        return [day.visit for day in found]


def state(database: Database, visit: Visit) -> VisitState:
    with database.reading() as store:
        return visit_state.of(store, visit.id)


def withdraw(
    database: Database, cast: Cast, visit: Visit, *, with_rest: bool = False
) -> None:
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id, with_rest=with_rest)


def reschedule(
    database: Database, cast: Cast, visit: Visit, day: date, *, with_rest: bool = False
) -> None:
    window = Window(day=day, starts=time(14), ends=time(15))
    with database.transaction() as store:
        invitations.reschedule(
            store, cast.hana.id, visit.public_id, window, with_rest=with_rest
        )


def sent(database: Database) -> list[AboutVisit]:
    """Send what is due, and return what the guest reads."""
    read: list[AboutVisit] = []
    with database.transaction() as store:
        while (email := outbox.claim(store)) is not None:
            try:
                contents = emails.contents(store, email)
            except NotSendable as refusal:
                outbox.not_delivered(store, email.id, refusal.why)
                continue
            assert isinstance(contents, AboutVisit)
            outbox.delivered(store, email.id)
            read += [contents] if contents.to == EMAIL else []
    return read


def queued(database: Database) -> list[tuple[EmailKind, UndeliveredReason | None]]:
    with database.reading() as store:
        letters = store.exec(select(Email).order_by(col(Email.id)))
        return [(letter.kind, letter.undelivered) for letter in letters]


def test_one_code_opens_each_day_and_each_has_a_badge_of_its_own(
    database: Database, cast: Cast, clock: SettableClock, days: list[Visit]
) -> None:
    for visit in days:
        go_away(database, check_in(database, cast.kiosk, visit))
        with database.transaction() as store:
            departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)
        clock.forward(days=1)

    assert [stage(database, visit) for visit in days] == [Stage.LEFT] * 3
    with database.reading() as store:
        printed = badges.newest(store, [visit.id for visit in days])
        came = [visit_state.of(store, visit.id).arrival for visit in days]
    assert len({badge.code for badge, _ in printed.values()}) == 3
    assert [at.at.date() for at in came if at] == [TODAY, *NEXT_DAYS]


def test_a_day_is_used_once_and_the_next_one_is_still_good(
    database: Database, cast: Cast, clock: SettableClock, days: list[Visit]
) -> None:
    go_away(database, check_in(database, cast.kiosk, days[0]))

    with pytest.raises(NotExpectedNow) as again:
        scan(database, cast.kiosk, days[0])

    assert (again.value.reason, again.value.visit_id) == (
        WaitReason.USED_AGAIN,
        days[0].id,
    )
    clock.at("2026-11-24 09:30")
    assert scan(database, cast.kiosk, days[0]).visit_id == days[1].id


@pytest.mark.parametrize(
    ("now", "withdrawn", "day"),
    [
        ("2026-11-23 00:05", (), 0),
        ("2026-11-23 09:30", (), 0),
        ("2026-11-23 23:30", (), 0),
        ("2026-11-24 00:05", (), 1),
        ("2026-11-23 09:30", (0,), 1),
        ("2026-11-23 23:30", (1,), 0),
        ("2026-11-24 09:30", (1,), 2),
        ("2026-11-23 09:30", (0, 1, 2), 0),
        ("2026-11-26 09:30", (), 2),
    ],
)
def test_the_code_is_of_the_day_that_it_opens_now_or_next(
    database: Database,
    cast: Cast,
    clock: SettableClock,
    days: list[Visit],
    now: str,
    withdrawn: tuple[int, ...],
    day: int,
) -> None:
    clock.at("2026-11-23 00:01")
    for number in withdrawn:
        withdraw(database, cast, days[number])
    clock.at(now)

    with database.reading() as store:
        invitation = visit_state.of(store, days[2].id).invitation
        digest = codes.digest(planned_visits.code(store, invitation))
        link = codes.digest(planned_visits.shared_link(store, invitation))
        found = [
            visit_state.by_invitation_code(store, digest).id,
            visit_state.id_by_invitation_code(store, digest),
            visit_state.by_shared_link(store, link).id,
        ]

    assert found == [days[day].id] * 3


def test_before_midnight_the_code_opens_the_visit_after_it(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    clock.at("2026-11-23 00:10")
    night = {"starts": time(0, 30), "ends": time(2)}
    first, second = days_of(database, invite(**night, more_days=(TODAY + DAY,)))
    go_away(database, check_in(database, cast.kiosk, first))
    clock.at("2026-11-23 23:45")

    assert scan(database, cast.kiosk, first).visit_id == second.id


@pytest.mark.parametrize("is_moved", [False, True])
def test_of_two_nights_a_typed_address_opens_the_one_that_the_code_would(
    database: Database,
    cast: Cast,
    clock: SettableClock,
    invite: Invite,
    *,
    is_moved: bool,
) -> None:
    night = {"starts": time(22), "ends": time(6)}
    first, second = days_of(database, invite(**night, more_days=(TODAY + DAY,)))
    if is_moved:
        window = Window(day=TODAY + 2 * DAY, **night)
        with database.transaction() as store:
            invitations.reschedule(store, cast.hana.id, first.public_id, window)
        first, second = second, first
    # Late for the first night, when the second belongs to the same day as this hour.
    clock.at(f"{TODAY + (1 + is_moved) * DAY} 02:00")
    with database.transaction() as store:
        encounter = reception.announce_address(store, cast.kiosk, "email", EMAIL)

    digits = sent_digits(database, encounter)
    for _ in range(2):
        confirm(database, cast.kiosk, encounter, digits)

    assert step(database, encounter) is Step.ARRIVED
    assert [stage(database, one) for one in (first, second)] == [
        Stage.ON_SITE,
        Stage.EXPECTED,
    ]


def test_of_two_nights_a_host_vouches_for_the_one_that_the_code_would_open(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    night = {"starts": time(22), "ends": time(6)}
    moved, now = days_of(database, invite(**night, more_days=(TODAY + DAY,)))
    window = Window(day=TODAY + 2 * DAY, **night)
    with database.transaction() as store:
        invitations.reschedule(store, cast.hana.id, moved.public_id, window)
    clock.at(f"{TODAY + 2 * DAY} 02:00")
    with database.transaction() as store:
        encounter = reception.announce_address(store, cast.kiosk, "email", EMAIL)
        digits = verification.vouch_digits(store, encounter)

    with pytest.raises(WrongCode), database.transaction() as store:
        verification.vouch(store, cast.raka.id, digits)
    for _ in range(2):
        with database.transaction() as store:
            assert verification.vouch(store, cast.hana.id, digits).id == now.id

    assert step(database, encounter) is Step.ARRIVED
    assert [stage(database, one) for one in (now, moved)] == [
        Stage.ON_SITE,
        Stage.EXPECTED,
    ]


def test_the_desk_refuses_a_guest_for_the_day_only(
    database: Database, cast: Cast, clock: SettableClock, days: list[Visit]
) -> None:
    with database.transaction() as store:
        arrivals.refuse(
            store,
            cast.senopati.id,
            days[0].public_id,
            RefusalReason.HOUSE_RULES,
            cast.dewi.id,
        )
    with pytest.raises(NotExpectedNow) as refused:
        scan(database, cast.kiosk, days[0])
    assert refused.value.reason is WaitReason.REFUSED
    clock.at("2026-11-24 09:30")
    assert scan(database, cast.kiosk, days[0]).visit_id == days[1].id


def test_one_e_mail_tells_all_days_and_its_link_outlives_the_first(
    database: Database, clock: SettableClock, days: list[Visit]
) -> None:
    [letter] = sent(database)
    assert [day.invitation.visit_id for day in letter.days] == [d.id for d in days]
    assert len({day.calendar_id for day in letter.days}) == 3

    for number, visit in enumerate(days):
        clock.at(f"2026-11-{23 + number} 09:30")
        purge.purge(database)
        with database.reading() as store:
            proven = proofs.proven(store, letter.link)
        assert (proven.visit.id, proven.guest) == (visit.id, GUEST_BY_LINK)


@pytest.mark.usefixtures("days")
def test_what_is_kept_of_a_day_goes_with_that_day_and_the_series_with_the_last(
    database: Database, clock: SettableClock
) -> None:
    left = []
    for _ in range(4):
        # 24 hours after the planned end, as nobody came.
        clock.at((clock.now + DAY).astimezone().strftime("%Y-%m-%d 11:01"), "UTC")
        purge.purge(database)
        with database.reading() as store:
            ids = [set(store.exec(select(column))) for column in KEEPING]
        assert ids[0] == ids[1] == ids[2]
        left.append(len(ids[0]))

    assert left == [2, 1, 0, 0]


KEEPING = (col(Invitation.visit_id), col(Envelope.visit_id), col(BlindIndex.visit_id))


def test_each_day_is_sealed_until_its_own_deadline(
    database: Database, days: list[Visit]
) -> None:
    with database.reading() as store:
        for number, visit in enumerate(days):
            envelope = store.get_one(Envelope, (visit.id, RetentionClass.CONTACT))
            assert envelope.key_day == TODAY + (number + 1) * DAY


def test_a_withdrawn_day_is_a_change_and_the_last_one_cancels(
    database: Database, cast: Cast, days: list[Visit]
) -> None:
    sent(database)

    withdraw(database, cast, days[1])
    [changed] = sent(database)
    withdraw(database, cast, days[0], with_rest=True)
    [cancelled] = sent(database)

    assert [day.is_cancelled for day in changed.days] == [False, True, False]
    assert [day.is_cancelled for day in cancelled.days] == [True] * 3
    assert [kind for kind, _ in queued(database)] == [
        EmailKind.INVITATION,
        EmailKind.DAY_WITHDRAWN,
        EmailKind.WITHDRAWN,
    ]
    # A calendar takes the entry with the higher number for the newer one.
    assert [state(database, day).invitation.sequence for day in days] == [1, 1, 1]


def test_of_several_changes_before_the_first_e_mail_one_invitation_is_left(
    database: Database, cast: Cast, days: list[Visit]
) -> None:
    withdraw(database, cast, days[0])
    reschedule(database, cast, days[1], days_on(1))

    [letter] = sent(database)

    assert [day.is_cancelled for day in letter.days] == [True, False, False]
    assert queued(database) == [
        (EmailKind.INVITATION, UndeliveredReason.OVERTAKEN),
        (EmailKind.INVITATION, UndeliveredReason.OVERTAKEN),
        (EmailKind.INVITATION, None),
    ]


def test_an_e_mail_about_another_day_overtakes_the_first(
    database: Database, cast: Cast, days: list[Visit]
) -> None:
    # The first day becomes the last one, with which e-mails go from now on.
    reschedule(database, cast, days[0], days_on(3))

    [letter] = sent(database)

    assert [day.invitation.visit_id for day in letter.days] == [
        days[1].id,
        days[2].id,
        days[0].id,
    ]


def test_whoever_was_sent_nothing_hears_of_no_cancellation(
    database: Database, cast: Cast, days: list[Visit]
) -> None:
    withdraw(database, cast, days[0], with_rest=True)

    assert sent(database) == []


def days_on(number: int) -> date:
    return TODAY + number * DAY


def test_the_rest_moves_as_far_and_keeps_its_code(
    database: Database, cast: Cast, days: list[Visit]
) -> None:
    reschedule(database, cast, days[1], days_on(2), with_rest=True)

    moved = [state(database, visit).invitation for visit in days]
    assert [one.starts_at.date() for one in moved] == [TODAY, days_on(2), days_on(3)]
    assert [one.starts_at.hour for one in moved] == [3, 7, 7]
    assert len({one.code for one in moved}) == 1
    assert [one.sequence for one in moved] == [0, 1, 1]


def test_two_visits_of_one_code_are_not_on_one_day(
    database: Database, cast: Cast, days: list[Visit]
) -> None:
    with pytest.raises(DayTaken):
        reschedule(database, cast, days[0], days_on(2))
    withdraw(database, cast, days[2])
    reschedule(database, cast, days[0], days_on(2))


def test_a_day_that_a_colleague_took_over_stays_theirs(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite(host=cast.raka, more_days=NEXT_DAYS)
    first, second, third = days_of(database, visit)
    with database.transaction() as store:
        store.get_one(Visit, second.id).host_id = cast.hana.id
        store.get_one(Invitation, second.id).host_id = cast.hana.id

    with database.transaction() as store:
        invitations.withdraw(store, cast.raka.id, first.public_id, with_rest=True)

    assert [stage(database, day) for day in (first, second, third)] == [
        Stage.WITHDRAWN,
        Stage.EXPECTED,
        Stage.WITHDRAWN,
    ]


@pytest.mark.parametrize("is_all", [False, True])
def test_a_guest_cancels_a_day_or_all_and_the_host_hears_once(
    database: Database, days: list[Visit], *, is_all: bool
) -> None:
    sent(database)
    decline = guest_answers.decline_all if is_all else guest_answers.decline
    with database.transaction() as store:
        decline(store, visit_state.of(store, days[1].id), GUEST_BY_LINK)

    declined = [state(database, visit).is_declined for visit in days]
    assert declined == ([True] * 3 if is_all else [False, True, False])
    assert [kind for kind, _ in queued(database)][1:] == [
        EmailKind.WITHDRAWN if is_all else EmailKind.DAY_WITHDRAWN,
        EmailKind.GUEST_DECLINED,
    ]


def test_all_days_are_cancelled_once(database: Database, days: list[Visit]) -> None:
    with database.transaction() as store:
        guest_answers.decline_all(
            store, visit_state.of(store, days[0].id), GUEST_BY_LINK
        )
    with database.transaction() as store, pytest.raises(AlreadyWithdrawn):
        guest_answers.decline_all(
            store, visit_state.of(store, days[0].id), GUEST_BY_LINK
        )


def test_a_name_on_the_badge_is_mended_for_every_day(
    database: Database, cast: Cast, days: list[Visit]
) -> None:
    with database.transaction() as store:
        mended = {"badge_name": "Gita"}
        own = visit_state.of(store, days[0].id)
        outcome = corrections.by_guest(store, own, mended, GUEST_BY_LINK)

    assert outcome is RequestOutcome.DONE
    with database.reading() as store:
        ids = [visit.id for visit in days]
        guests = envelopes.read(store, ids, ["badge_name"], as_host(cast.hana.id))
    assert [one.badge_name.reveal() for one in guests.values()] == ["Gita"] * 3


def test_an_objection_restricts_every_day_and_is_decided_as_one(
    database: Database, cast: Cast, clock: SettableClock, days: list[Visit]
) -> None:
    for visit in days[:2]:
        with database.transaction() as store:
            own = visit_state.of(store, visit.id)
            restricting.object_to(store, own, GUEST_BY_LINK)
    # The day on which it was made is gone, the request is not.
    clock.at("2026-11-24 11:01")
    purge.purge(database)

    with database.reading() as store:
        [request] = store.exec(select(RightsRequest))
        about = requests.visits_of(store, request)
        assert [(day.id, bool(day.restriction)) for day in about] == [
            (days[1].id, True),
            (days[2].id, True),
        ]
    chosen = frozenset(day.visit.public_id for day in about)
    decision = Decision(
        site_id=cast.senopati.id,
        member_id=cast.dewi.id,
        public_id=request.public_id,
        visits=chosen,
    )
    with database.transaction() as store:
        assert decisions.erase(store, decision) is RequestOutcome.DONE
    with database.reading() as store:
        assert list(store.exec(select(Visit))) == []


@pytest.mark.parametrize("at_desk", [False, True])
def test_a_request_is_found_as_long_as_any_day_is_kept(
    database: Database,
    cast: Cast,
    clock: SettableClock,
    days: list[Visit],
    *,
    at_desk: bool,
) -> None:
    """Who came on the first day is known longer than who did not come on the last."""
    go_away(database, check_in(database, cast.kiosk, days[0]))
    with database.transaction() as store:
        last = visit_state.of(store, days[2].id)
        if at_desk:
            kind = Right.OBJECT
            requests.record_at_desk(
                store, cast.senopati.id, kind, cast.dewi.id, last.visit
            )
        else:
            restricting.object_to(store, last, GUEST_BY_LINK)
    withdraw(database, cast, days[2])
    for _ in range(5):
        clock.forward(days=1)
        purge.purge(database)

    with database.reading() as store:
        [request] = store.exec(select(RightsRequest))
        [left] = requests.visits_of(store, request)
        told = facts.of(store, left)["request"]
    assert (left.id, len(told)) == (days[0].id, 1)


def test_a_restriction_is_made_and_lifted_for_every_day(
    database: Database, days: list[Visit]
) -> None:
    restricted = []
    for act in (restricting.by_guest, restricting.lift_by_guest):
        with database.transaction() as store:
            act(store, visit_state.of(store, days[1].id), GUEST_BY_LINK)
        restricted.append({bool(state(database, day).restriction) for day in days})

    assert restricted == [{True}, {False}]
    with database.reading() as store:
        [request] = store.exec(select(RightsRequest))
        assert request.kind is Right.RESTRICT


def test_erasing_takes_every_day_and_no_backup_brings_one_back(
    database: Database, cast: Cast, days: list[Visit]
) -> None:
    check_in(database, cast.kiosk, days[0])
    with database.transaction() as store:
        own = visit_state.of(store, days[0].id)
        outcome = erasing_by_guest.erase(store, own, GUEST_BY_LINK)

    # Whoever is inside stays on the list that an evacuation goes by.
    assert outcome is RequestOutcome.DEFERRED
    assert database.keys.decisions.erased() == {
        digest_of(day.public_id) for day in days[1:]
    }
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, days[0].public_id, cast.dewi.id)
    with database.reading() as store:
        assert list(store.exec(select(Visit))) == []


def test_a_form_that_is_sent_twice_makes_one_series(
    database: Database, invite: Invite
) -> None:
    first, again = (invite(nonce="once", more_days=NEXT_DAYS) for _ in range(2))

    assert again.id == first.id
    with database.reading() as store:
        assert len(store.exec(select(Visit)).all()) == 3


@pytest.mark.parametrize("gone", [0, 1])
def test_a_form_sent_again_after_a_day_is_cancelled_makes_no_second_series(
    database: Database, cast: Cast, invite: Invite, gone: int
) -> None:
    days = days_of(database, invite(nonce="once", more_days=NEXT_DAYS))
    withdraw(database, cast, days.pop(gone))

    again = invite(nonce="once", more_days=NEXT_DAYS)

    assert again.id == days[0].id
    with database.reading() as store:
        assert len(store.exec(select(Visit)).all()) == 3


def test_a_series_has_so_many_days_at_most_and_none_in_the_past(
    database: Database, invite: Invite
) -> None:
    with pytest.raises(TooManyDays):
        invite(more_days=tuple(days_on(number) for number in range(1, MOST_DAYS + 1)))
    with pytest.raises(DayIsPast):
        invite(more_days=(TODAY - DAY,))
    with database.reading() as store:
        assert list(store.exec(select(Visit))) == []


def test_a_series_has_no_more_e_mails_sent_again_than_one_day(
    database: Database, cast: Cast, days: list[Visit]
) -> None:
    for visit in days:
        with database.transaction() as store:
            invitations.resend(store, cast.hana.id, visit.public_id)

    with database.transaction() as store, pytest.raises(SentTooOften):
        invitations.resend(store, cast.hana.id, days[0].public_id)


def test_a_host_fills_no_mailbox_by_cancelling_day_after_day(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    more_days = tuple(days_on(number) for number in range(1, MOST_DAYS))
    visits, letters = days_of(database, invite(more_days=more_days)), 0
    for visit in visits[:-1]:
        letters += len(sent(database))
        withdraw(database, cast, visit)
    letters += len(sent(database))

    assert letters == OF_HOST[HOUR]
    # How the days stand is told all the same, in one e-mail.
    clock.forward(minutes=16)
    told = sent(database)
    assert [day.is_cancelled for day in told[-1].days] == [True] * (MOST_DAYS - 1) + [
        False
    ]
    assert len(told) == 1
    # Nobody travels in vain: that no day is left is told at once.
    withdraw(database, cast, visits[-1])
    assert len(sent(database)) == 1


def test_what_a_guest_cancels_counts_against_no_host(
    database: Database, cast: Cast, days: list[Visit]
) -> None:
    for visit in days:
        with database.transaction() as store:
            own = visit_state.of(store, visit.id)
            guest_answers.decline(store, own, GUEST_BY_LINK)

    with database.reading() as store:
        sent_so_far = guest_email_limits.sent(store, cast.hana.id, days[0].id)
    assert sent_so_far.times == 1


def test_two_series_know_nothing_of_each_other(
    database: Database, invite: Invite, days: list[Visit]
) -> None:
    other = invite(more_days=NEXT_DAYS, email="else@example.org")

    assert len(days_of(database, other)) == 3
    assert len({state(database, day).invitation.code for day in (*days, other)}) == 2
