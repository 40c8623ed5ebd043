"""What a guest answers before they come: the host is told once, and a code that is void stays void."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlmodel import col, select

from tests.cast import (
    EMAIL,
    TODAY,
    Cast,
    Invite,
    SettableClock,
    check_in,
    invitation_code,
    send_emails,
)
from visits import (
    calendar_ids,
    codes,
    email_use,
    emails,
    guest_answers,
    invitations,
    visit_state,
)
from visits.board import of_site
from visits.emails import AboutVisit
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.visits import Visit
from visits.visit_state import Stage
from visits.visit_times import Window
from visits.vocabulary import actors
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.refusals import (
    AlreadyArrived,
    AlreadyWithdrawn,
    DayIsPast,
    VisitRefused,
)
from visits.vocabulary.visits import Lateness

HALF, HOUR = Lateness.HALF_AN_HOUR, Lateness.AN_HOUR


def late(database: Database, visit: Visit, by: Lateness) -> None:
    with database.transaction() as store:
        found = visit_state.of(store, visit.id)
        guest_answers.late(store, found, actors.GUEST_BY_LINK, by)


def decline(database: Database, visit: Visit) -> None:
    with database.transaction() as store:
        found = visit_state.of(store, visit.id)
        guest_answers.decline(store, found, actors.GUEST_BY_LINK)


def told(database: Database, visit: Visit) -> list[EmailKind]:
    """What is queued for the host."""
    to_host = (EmailKind.GUEST_LATE, EmailKind.GUEST_DECLINED)
    queued = select(Email).where(
        col(Email.visit_id) == visit.id, col(Email.kind).in_(to_host)
    )
    with database.reading() as store:
        return [email.kind for email in store.exec(queued.order_by(col(Email.id)))]


def test_a_late_guest_is_told_of_once_for_each_answer_and_can_still_come(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    for by in (HALF, HALF, HOUR):
        late(database, visit, by)

    assert told(database, visit) == [EmailKind.GUEST_LATE] * 2
    with database.reading() as store:
        [row] = of_site(store, cast.senopati.id, cast.dewi.id).expected
        assert row.visit_state.invitation.late_by is HOUR
        older, newer = store.exec(
            select(Email)
            .where(col(Email.kind) == EmailKind.GUEST_LATE)
            .order_by(col(Email.id))
        )
        with pytest.raises(email_use.NotSendable):
            emails.contents(store, older)
        contents = emails.contents(store, newer)
    assert contents.to == "hana@example.com"
    check_in(database, cast.kiosk, visit)


@pytest.mark.parametrize("days", [0, 1])
def test_an_e_mail_says_whether_the_late_guest_is_one_of_today(
    database: Database, invite: Invite, days: int
) -> None:
    visit = invite(day=TODAY + timedelta(days=days))
    late(database, visit, HALF)

    with database.reading() as store:
        queued = select(Email).where(col(Email.kind) == EmailKind.GUEST_LATE)
        contents = emails.contents(store, store.exec(queued).one())
    assert isinstance(contents, AboutVisit)
    assert contents.is_today is not bool(days)


def test_how_late_is_said_of_one_time_and_said_anew_of_another(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    late(database, visit, HALF)
    window = Window(day=TODAY, starts=time(14), ends=time(15))
    with database.transaction() as store:
        until_four = replace(window, starts=time(10))
        for to, kept in ((until_four, HALF), (window, None)):
            moved = invitations.reschedule(store, cast.hana.id, visit.public_id, to)
            assert moved.invitation.late_by is kept

    with database.reading() as store, pytest.raises(email_use.NotSendable):
        emails.contents(
            store,
            store.exec(
                select(Email).where(col(Email.kind) == EmailKind.GUEST_LATE)
            ).one(),
        )
    late(database, visit, HALF)
    assert told(database, visit) == [EmailKind.GUEST_LATE] * 2


def test_who_cannot_come_is_expected_no_more_and_their_code_is_void(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    code = codes.digest(invitation_code(database, visit))
    send_emails(database)
    decline(database, visit)

    assert told(database, visit) == [EmailKind.GUEST_DECLINED]
    with database.reading() as store:
        found = visit_state.of(store, visit.id)
        to_guest = store.exec(
            select(Email).where(col(Email.kind) == EmailKind.WITHDRAWN)
        ).one()
        contents = emails.contents(store, to_guest)
        assert isinstance(contents, AboutVisit)
        # A calendar takes the higher number for the newer entry, and knows it by its id.
        assert (contents.to, contents.visit_state.invitation.sequence) == (EMAIL, 1)
        [day] = contents.days
        assert day.calendar_id == calendar_ids.of(store, found.visit)
        assert visit_state.by_invitation_code(store, code).stage is Stage.WITHDRAWN
        assert of_site(store, cast.senopati.id, cast.dewi.id).expected == []


def test_an_answer_that_comes_too_late_is_refused_and_tells_nobody(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    declined, arrived, over = invite(), invite(), invite(day=clock.now.date())
    decline(database, declined)
    check_in(database, cast.kiosk, arrived)
    refused: list[tuple[Visit, type[VisitRefused]]] = [
        (declined, AlreadyWithdrawn),
        (arrived, AlreadyArrived),
    ]
    for visit, refusal in refused:
        _refuses(database, visit, refusal)
    clock.forward(days=1)
    _refuses(database, over, DayIsPast)

    assert told(database, arrived) == told(database, over) == []


def _refuses(database: Database, visit: Visit, refusal: type[VisitRefused]) -> None:
    with pytest.raises(refusal):
        late(database, visit, HALF)
    with pytest.raises(refusal):
        decline(database, visit)
