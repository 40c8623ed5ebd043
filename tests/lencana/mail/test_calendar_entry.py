"""The entry for the guest's calendar: found again, moved, cancelled, and silent about everybody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from icalendar import Calendar

from lencana.app import links
from lencana.mail import rendering
from lencana.mail.rendering import render
from tests.lencana.mail.sample_emails import (
    ADDRESS,
    CODE,
    NAME,
    NOW,
    OFFICE,
    PUBLIC_ID,
    SECRET,
    about_visit,
    html,
    text,
    written,
)
from visits.series import PlannedDay
from visits.store.visits import Invitation, Withdrawal
from visits.vocabulary.mail import ABOUT_INVITATION, EmailKind

UID = f"{PUBLIC_ID}@lencana"


def part(message: EmailMessage) -> EmailMessage:
    [found] = [
        one for one in message.walk() if one.get_content_type() == "text/calendar"
    ]
    return found


def calendar(message: EmailMessage) -> Calendar:
    return Calendar.from_ical(part(message).get_content())


def test_the_invitation_publishes_the_visit() -> None:
    found = calendar(written(EmailKind.INVITATION))
    [event] = found.events
    assert found["METHOD"] == "PUBLISH"
    assert event["UID"] == UID
    assert event["SUMMARY"] == "Visit to Senopati"
    assert event["LOCATION"] == "Senopati"
    assert event["STATUS"] == "CONFIRMED"
    assert event["SEQUENCE"] == 0
    assert event.start == datetime(2026, 11, 23, 3, tzinfo=UTC)
    assert event.end == datetime(2026, 11, 23, 4, tzinfo=UTC)
    assert datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC) == event.DTSTAMP


def test_a_new_time_replaces_the_entry() -> None:
    [event] = calendar(written(EmailKind.RESCHEDULED, sequence=3)).events
    assert event["UID"] == UID
    assert event["SEQUENCE"] == 3


def test_a_withdrawal_cancels_the_entry() -> None:
    found = calendar(written(EmailKind.WITHDRAWN, sequence=4))
    [event] = found.events
    assert (found["METHOD"], event["STATUS"], event["SEQUENCE"]) == (
        "CANCEL",
        "CANCELLED",
        4,
    )
    assert event["UID"] == UID


@pytest.mark.parametrize(
    ("kind", "withdrawn", "subject", "method", "statuses"),
    [
        (
            EmailKind.INVITATION,
            (),
            "Your visits to Senopati from Monday, 23 November 2026 on",
            "PUBLISH",
            ["CONFIRMED", "CONFIRMED"],
        ),
        (
            EmailKind.RESCHEDULED,
            (1,),
            "Your visits to Senopati have changed",
            "PUBLISH",
            ["CONFIRMED", "CANCELLED"],
        ),
        # RFC 5546, 3.2.5: a CANCEL has one UID only.
        (
            EmailKind.WITHDRAWN,
            (0, 1),
            "Your visits to Senopati are cancelled",
            "PUBLISH",
            ["CANCELLED", "CANCELLED"],
        ),
    ],
)
def test_each_day_of_a_series_has_an_entry_of_its_own(
    kind: EmailKind,
    withdrawn: tuple[int, ...],
    subject: str,
    method: str,
    statuses: list[str],
) -> None:
    message = written(kind, days=days(*withdrawn))

    found = calendar(message)
    assert message["Subject"] == subject
    assert found["METHOD"] == part(message).get_param("method") == method
    assert [event["STATUS"] for event in found.events] == statuses
    assert [event["UID"] for event in found.events] == ["first", "second"]
    assert [event.start.day for event in found.events] == [23, 24]
    for body in (text(message), html(message)):
        assert "Tuesday, 24 November 2026" in body
    assert (", cancelled" in text(message)) is (kind is EmailKind.RESCHEDULED)


@pytest.mark.parametrize("declined", [(1,), (0, 1)])
def test_a_host_reads_which_days_their_guest_cannot_come(
    declined: tuple[int, ...],
) -> None:
    planned = days(*declined, by=None)
    state = planned[declined[-1]].visit
    message = written(EmailKind.GUEST_DECLINED, days=planned, visit_state=state)

    for body in (text(message), html(message)):
        assert ("Monday, 23 November 2026" in body) is (0 in declined)
        assert "Tuesday, 24 November 2026" in body
        # It opens the other days.
        assert "code no longer works" not in body


def days(*withdrawn: int, by: int | None = 1) -> tuple[PlannedDay, ...]:
    """Monday and Tuesday; those with these numbers are withdrawn."""
    state = about_visit().visit_state
    planned = []
    for number, uid in enumerate(("first", "second")):
        invitation = Invitation(**state.invitation.model_dump())
        invitation.starts_at += timedelta(days=number)
        invitation.ends_at += timedelta(days=number)
        withdrawal = Withdrawal(visit_id=1, at=NOW, member_id=by)
        day = replace(
            state,
            invitation=invitation,
            arrival=None,
            withdrawal=withdrawal if number in withdrawn else None,
        )
        planned.append(PlannedDay(day, uid))
    return tuple(planned)


@pytest.mark.parametrize("kind", sorted(rendering.WITH_ENTRY))
def test_after_a_move_to_another_host_the_entry_is_the_same(kind: EmailKind) -> None:
    moved = replace(OFFICE, links=links("https://check-in.example.net"))
    [event] = calendar(render(about_visit(), kind, moved, NOW)).events
    assert event["UID"] == UID


@pytest.mark.parametrize("kind", sorted(rendering.WITH_ENTRY))
def test_an_entry_that_was_sent_with_a_host_keeps_it(kind: EmailKind) -> None:
    of_old = PlannedDay(about_visit().visit_state, f"{PUBLIC_ID}@old.example.org")
    contents = about_visit(days=(of_old,))
    [event] = calendar(render(contents, kind, OFFICE, NOW)).events
    assert event["UID"] == f"{PUBLIC_ID}@old.example.org"


@pytest.mark.parametrize("kind", sorted(rendering.WITH_ENTRY))
def test_the_organizer_is_the_mailbox_that_writes_to_the_guest(kind: EmailKind) -> None:
    [event] = calendar(written(kind)).events
    assert event["ORGANIZER"] == "mailto:lobby@example.org"


def test_the_method_is_told_outside_the_entry_too() -> None:
    assert part(written(EmailKind.INVITATION)).get_param("method") == "PUBLISH"
    assert part(written(EmailKind.WITHDRAWN)).get_param("method") == "CANCEL"
    assert part(written(EmailKind.INVITATION)).get_filename() == "visit.ics"


def test_the_indonesian_entry_is_in_indonesian() -> None:
    [event] = calendar(written(EmailKind.INVITATION, language="id")).events
    assert event["SUMMARY"] == "Kunjungan ke Senopati"


@pytest.mark.parametrize("kind", sorted(ABOUT_INVITATION))
def test_the_entry_names_nobody_and_opens_nothing(kind: EmailKind) -> None:
    entry = part(written(kind)).get_content().replace("\r\n ", "")
    secrets = [
        *NAME.split(),
        ADDRESS,
        "Hana",
        "Wijaya",
        "Langit",
        SECRET,
        CODE,
        "ATTENDEE",
        "://",
    ]
    assert [secret for secret in secrets if secret in entry] == []


@pytest.mark.parametrize(
    "kind", [EmailKind.ONE_TIME_CODE, EmailKind.ARRIVED, EmailKind.WELCOME]
)
def test_other_letters_have_no_entry(kind: EmailKind) -> None:
    assert list(written(kind).iter_attachments()) == []
