"""Invitations: announced, thought over, taken back; and every time that cannot be."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import col, func, select

from tests.cast import (
    TODAY,
    Cast,
    Invite,
    SettableClock,
    announcement,
    check_in,
    invitation_code,
    send_emails,
    stage,
)
from visits import invitations, visit_state
from visits.lobby import arrivals
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.visits import Envelope, Visit
from visits.vault import envelopes
from visits.visit_state import Stage
from visits.visit_times import Window
from visits.vocabulary.actors import as_host
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.refusals import (
    AlreadyArrived,
    AlreadyRefused,
    AlreadyWithdrawn,
    ContactMissing,
    DayIsPast,
    EndsBeforeItStarts,
    LevelTooLow,
    NotFound,
    TimeDoesNotExist,
    TooFarAhead,
    VisitRefused,
)
from visits.vocabulary.visits import Level, RefusalReason

TOMORROW = Window(day=date(2026, 11, 24), starts=time(14), ends=time(15))


def reschedule(
    database: Database, cast: Cast, visit: Visit, window: Window = TOMORROW
) -> None:
    with database.transaction() as store:
        invitations.reschedule(store, cast.hana.id, visit.public_id, window)


def letters(database: Database, visit: Visit) -> list[EmailKind]:
    with database.reading() as store:
        return list(
            store.exec(select(col(Email.kind)).where(col(Email.visit_id) == visit.id))
        )


def test_an_invited_guest_is_expected_and_their_letter_is_on_its_way(
    database: Database, invite: Invite
) -> None:
    visit = invite()

    assert stage(database, visit) is Stage.EXPECTED
    assert letters(database, visit) == [EmailKind.INVITATION]


def test_the_window_is_told_by_the_sites_own_clock(
    database: Database, cast: Cast, invite: Invite
) -> None:
    here, there = invite(), invite(site=cast.mitte)

    with database.reading() as store:
        assert visit_state.of(store, here.id).invitation.starts_at == datetime(
            2026, 11, 23, 3, tzinfo=UTC
        )
        assert visit_state.of(store, there.id).invitation.starts_at == datetime(
            2026, 11, 23, 9, tzinfo=UTC
        )


def test_the_same_form_sent_twice_invites_once(
    database: Database, invite: Invite
) -> None:
    first, second = invite(nonce="one"), invite(nonce="one")

    assert first.id == second.id
    assert letters(database, first) == [EmailKind.INVITATION]


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Budi Santoso"},
        {"email": "budi@example.org"},
        {"badge_name": "Budi"},
        {"phone": "+6281234567890"},
        {"starts": time(10, 30)},
        {"language": "id"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_with_other_words_the_same_form_invites_another_guest(
    database: Database, invite: Invite, change: dict[str, Any]
) -> None:
    first, second = invite(nonce="one"), invite(nonce="one", **change)

    assert first.id != second.id
    assert letters(database, second) == [EmailKind.INVITATION]
    assert invite(nonce="one", **change).id == second.id
    assert invite(nonce="one").id == first.id


def test_the_same_form_for_another_site_is_another_invitation(
    cast: Cast, invite: Invite
) -> None:
    assert invite(nonce="one").id != invite(site=cast.mitte, nonce="one").id


def test_a_form_sent_again_after_a_withdrawal_invites_again_and_once(
    database: Database, cast: Cast, invite: Invite
) -> None:
    first = invite(nonce="one")
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, first.public_id)

    again, twice = invite(nonce="one"), invite(nonce="one")

    assert again.id != first.id
    assert again.id == twice.id


def test_the_same_nonce_of_another_host_is_another_invitation(
    cast: Cast, invite: Invite
) -> None:
    assert invite(nonce="one").id != invite(host=cast.raka, nonce="one").id


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"email": "", "phone": ""}, ContactMissing),
        ({"least_level": Level.INVITED}, LevelTooLow),
        ({"starts": time(11), "ends": time(11)}, EndsBeforeItStarts),
        ({"starts": time(12), "ends": time(11)}, EndsBeforeItStarts),
        ({"starts": time(8), "ends": time(9, 30)}, DayIsPast),
        ({"day": date(2026, 11, 22)}, DayIsPast),
        ({"day": TODAY + timedelta(days=91)}, TooFarAhead),
    ],
)
def test_what_cannot_be_is_not_announced(
    database: Database,
    invite: Invite,
    changes: Mapping[str, Any],
    refusal: type[VisitRefused],
) -> None:
    with pytest.raises(refusal):
        invite(**changes)

    with database.reading() as store:
        assert store.exec(select(func.count()).select_from(Visit)).one() == 0


def test_the_ninetieth_day_is_not_too_far(invite: Invite) -> None:
    assert invite(day=TODAY + timedelta(days=90), starts=time(9), ends=time(10)).id


def test_an_unknown_site_is_not_found(database: Database, cast: Cast) -> None:
    with database.transaction() as store, pytest.raises(NotFound):
        invitations.invite(store, cast.hana.id, 99, announcement(), "nonce")


def test_a_time_that_the_clocks_skip_is_refused(
    cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    clock.at("2027-03-01 09:00")

    with pytest.raises(TimeDoesNotExist):
        invite(site=cast.mitte, day=date(2027, 3, 28), starts=time(2, 30), ends=time(4))


def test_a_time_that_the_clocks_show_twice_is_the_first(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    clock.at("2026-10-20 09:00")
    visit = invite(
        site=cast.mitte, day=date(2026, 10, 25), starts=time(2, 30), ends=time(4)
    )

    with database.reading() as store:
        invitation = visit_state.of(store, visit.id).invitation
    assert invitation.starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert invitation.ends_at == datetime(2026, 10, 25, 3, tzinfo=UTC)


@pytest.mark.parametrize("verb", [invitations.resend, invitations.withdraw])
def test_anothers_visit_does_not_exist_for_a_host(
    database: Database, cast: Cast, invite: Invite, verb: Any
) -> None:
    visit = invite()

    with database.transaction() as store, pytest.raises(NotFound):
        verb(store, cast.raka.id, visit.public_id)


def test_a_name_of_no_visit_is_not_found(database: Database, cast: Cast) -> None:
    with database.transaction() as store, pytest.raises(NotFound):
        invitations.withdraw(store, cast.hana.id, "' OR 1=1 --")


def test_a_new_time_keeps_the_code_and_tells_the_guest(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    before = invitation_code(database, visit)
    send_emails(database)

    reschedule(database, cast, visit)

    assert invitation_code(database, visit) == before
    assert letters(database, visit) == [EmailKind.INVITATION, EmailKind.RESCHEDULED]


def test_a_new_time_moves_what_is_kept(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()

    reschedule(database, cast, visit)

    with database.reading() as store:
        ends = {envelope.expires_at for envelope in store.exec(select(Envelope))}
        told = envelopes.read_one(store, visit.id, ["name", "email"], as_host(1))
    assert ends == {datetime(2026, 11, 25, 8, tzinfo=UTC)}
    assert told.name.reveal() == "Gita Pramesti"


@pytest.mark.parametrize(
    ("window", "refusal"),
    [
        (Window(day=TODAY, starts=time(8), ends=time(9)), DayIsPast),
        (Window(day=TODAY, starts=time(12), ends=time(12)), EndsBeforeItStarts),
        (Window(day=date(2027, 6, 1), starts=time(12), ends=time(13)), TooFarAhead),
    ],
)
def test_a_new_time_that_cannot_be_is_refused(
    database: Database,
    cast: Cast,
    invite: Invite,
    window: Window,
    refusal: type[VisitRefused],
) -> None:
    visit = invite()

    with pytest.raises(refusal):
        reschedule(database, cast, visit, window)


def test_another_letter_is_sent_when_the_host_asks(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()

    with database.transaction() as store:
        invitations.resend(store, cast.hana.id, visit.public_id)

    assert letters(database, visit) == [EmailKind.INVITATION] * 2


def test_a_withdrawn_invitation_says_so_to_the_guest(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()

    with database.transaction() as store:
        found = invitations.withdraw(store, cast.hana.id, visit.public_id)

    assert found.invitation.sequence == 1
    assert stage(database, visit) is Stage.WITHDRAWN
    assert letters(database, visit) == [EmailKind.INVITATION, EmailKind.WITHDRAWN]


def test_nothing_more_is_done_to_a_withdrawn_invitation(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id)

    with pytest.raises(AlreadyWithdrawn):
        reschedule(database, cast, visit)


def test_a_guest_who_is_in_cannot_be_uninvited(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)

    with database.transaction() as store, pytest.raises(AlreadyArrived):
        invitations.withdraw(store, cast.hana.id, visit.public_id)


def test_a_guest_whom_the_desk_turned_away_cannot_be_moved(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    with database.transaction() as store:
        arrivals.refuse(
            store, cast.senopati.id, visit.public_id, RefusalReason.SAFETY, cast.dewi.id
        )

    with pytest.raises(AlreadyRefused):
        reschedule(database, cast, visit)


def test_a_day_that_is_over_cannot_be_moved(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    clock.at("2026-11-24 00:00")

    with pytest.raises(DayIsPast):
        reschedule(database, cast, visit)


def test_no_two_invitations_ever_have_the_same_code(
    database: Database, invite: Invite
) -> None:
    first = invite()
    seen = invitation_code(database, first)
    with database.transaction() as store:
        store.delete(store.get_one(Visit, first.id))

    second = invite()

    assert second.id != first.id
    assert invitation_code(database, second) != seen
