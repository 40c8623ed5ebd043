"""A host thinks again about a guest."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlmodel import select

from tests.cast import Cast, Invite, SettableClock, send_emails
from tests.host_portal.invitation_form import shown
from tests.web.cast import Browser, signed_in
from visits import invitations, visit_state
from visits.lobby import arrivals
from visits.rights import corrections, restricting
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.visits import Invitation, Visit, Withdrawal
from visits.vocabulary import actors
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.visits import Level, RefusalReason

NEW_TIME = {"day": "2026-11-24", "starts": "09:00", "ends": "10:30"}


def letters(database: Database) -> list[EmailKind]:
    with database.reading() as store:
        return [letter.kind for letter in store.exec(select(Email))]


def arrive(database: Database, cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        at = arrivals.ArrivalPlace(kiosk_id=cast.kiosk.id)
        arrivals.arrive(store, visit_state.of(store, visit.id), Level.INVITED, at)


def change(browser: Browser, visit: Visit, noun: str, **typed: str) -> tuple[int, str]:
    """The answer to a change of this noun, asked for from the guest's page."""
    browser.get(f"/invitations/{visit.public_id}")
    words = NEW_TIME | typed
    answer = browser.post(f"/invitations/{visit.public_id}/{noun}", **words)
    if answer.status_code == 303:
        answer = browser.get(answer.location)
        return 303, shown(answer)
    return answer.status_code, shown(answer)


def test_a_guest_is_expected_at_another_time(
    hana: Browser, invite: Invite, database: Database
) -> None:
    visit = invite()
    send_emails(database)
    status, page = change(hana, visit, "schedule")
    assert status == 303
    assert "The new time is set." in page
    assert "Tuesday, 24 November" in page
    with database.reading() as store:
        assert store.exec(select(Invitation)).one().ends_at == datetime(
            2026, 11, 24, 3, 30, tzinfo=UTC
        )
    assert EmailKind.RESCHEDULED in letters(database)


def test_how_often_a_guest_was_written_to_is_said_before_no_more_goes_out(
    hana: Browser, raka: Browser, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    guest = f"/invitations/{visit.public_id}"
    for hour in range(12, 16):
        assert "has been written to" not in shown(hana.get(f"{guest}/schedule"))
        change(hana, visit, "schedule", ends=f"{hour}:00")
    for page in (guest, f"{guest}/schedule", f"{guest}/confirmation"):
        said = "has been written to 5 times in this hour; after 10, the next"
        assert said in shown(hana.get(page))
    for hour in range(16, 21):
        change(hana, visit, "schedule", ends=f"{hour}:00")
    for page in (guest, f"{guest}/schedule"):
        assert "you can write to them again at 10:30." in shown(hana.get(page))
    for noun in ("schedule", "emails"):
        status, page = change(hana, visit, noun)
        assert status == 422
        assert "you have written to this guest very often" in page
    others = f"/invitations/{invite(host=cast.raka).public_id}/schedule"
    assert "has been written to" not in shown(raka.get(others))


def test_the_form_of_a_new_time_begins_with_the_old_one(
    hana: Browser, invite: Invite
) -> None:
    page = shown(hana.get(f"/invitations/{invite().public_id}/schedule"))
    assert 'value="2026-11-23"' in page
    assert 'value="10:00"' in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("day", "2026-11-22", "over already"),
        ("ends", "08:00", "later"),
        ("starts", "x", "Choose a time"),
    ],
)
def test_a_time_that_cannot_be_is_told_at_its_field(
    hana: Browser, invite: Invite, field: str, value: str, words: str
) -> None:
    guest = f"/invitations/{invite().public_id}"
    hana.get(f"{guest}/schedule")
    answer = hana.post(f"{guest}/schedule", **NEW_TIME | {field: value})
    assert answer.status_code == 422
    assert words in shown(answer).split(f'id="{field}-error"')[1].split("</p>")[0]


def test_withdrawing_asks_first_and_then_is_done(
    hana: Browser, invite: Invite, database: Database
) -> None:
    visit = invite()
    assert "cannot be undone" in shown(
        hana.get(f"/invitations/{visit.public_id}/withdrawal")
    )
    status, page = change(hana, visit, "withdrawal")
    assert status == 303
    assert "The invitation is withdrawn." in page
    assert "Change the time" not in page
    with database.reading() as store:
        assert store.get(Withdrawal, visit.id) is not None


def test_the_invitation_is_sent_again(
    hana: Browser, invite: Invite, database: Database
) -> None:
    status, page = change(hana, invite(), "emails")
    assert status == 303
    assert "once more" in page
    assert letters(database).count(EmailKind.INVITATION) == 2


def test_a_letter_goes_three_times_in_a_quarter_of_an_hour_and_no_more(
    hana: Browser, invite: Invite, database: Database, clock: SettableClock
) -> None:
    visit, other = invite(), invite()
    answers = [change(hana, visit, "emails") for _ in range(4)]
    assert [status for status, _page in answers] == [303, 303, 303, 422]
    assert "Sent three times just now" in answers[-1][1]
    assert change(hana, other, "emails")[0] == 303
    clock.forward(minutes=15)
    assert change(hana, visit, "emails")[0] == 303
    assert letters(database).count(EmailKind.INVITATION) == 2 + 3 + 1 + 1


@pytest.mark.parametrize("noun", ["schedule", "withdrawal", "emails", "badge-name"])
def test_nothing_changes_for_a_guest_who_is_here(
    hana: Browser, cast: Cast, invite: Invite, database: Database, noun: str
) -> None:
    visit = invite()
    arrive(database, cast, visit)
    status, page = change(hana, visit, noun)
    assert status == 422
    assert "your guest is already here" in page


@pytest.mark.parametrize("noun", ["schedule", "withdrawal", "emails", "badge-name"])
def test_nothing_changes_for_an_invitation_that_was_withdrawn(
    hana: Browser, cast: Cast, invite: Invite, database: Database, noun: str
) -> None:
    visit = invite()
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id)
    status, page = change(hana, visit, noun)
    assert status == 422
    assert "withdrawn before" in page


@pytest.mark.parametrize("noun", ["schedule", "withdrawal", "emails", "badge-name"])
def test_nothing_changes_for_a_guest_whom_the_desk_turned_away(
    hana: Browser, cast: Cast, invite: Invite, database: Database, noun: str
) -> None:
    visit = invite()
    with database.transaction() as store:
        reason = RefusalReason.SAFETY
        arrivals.refuse(store, cast.senopati.id, visit.public_id, reason, cast.dewi.id)
    status, page = change(hana, visit, noun)
    assert status == 422
    assert "refused this guest" in page


@pytest.mark.parametrize("noun", ["withdrawal", "emails", "badge-name"])
def test_nothing_changes_once_the_day_is_over(
    portal: Flask, cast: Cast, invite: Invite, clock: SettableClock, noun: str
) -> None:
    visit = invite()
    clock.at("2026-11-24 00:01")
    hana = signed_in(portal, cast.hana.id)
    status, page = change(hana, visit, noun)
    assert status == 422
    assert "over already" in page


def test_an_e_mail_is_promised_only_to_who_has_heard_of_the_visit(
    hana: Browser, invite: Invite, database: Database
) -> None:
    visit = invite()
    page = f"/invitations/{visit.public_id}/withdrawal"
    assert "They get an e\N{NON-BREAKING HYPHEN}mail" not in shown(hana.get(page))
    send_emails(database)
    assert "They get an e\N{NON-BREAKING HYPHEN}mail" in shown(hana.get(page))


def test_the_name_on_the_badge_is_changed_until_the_guest_comes(
    hana: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    visit = invite()
    guest = f"/invitations/{visit.public_id}"
    assert f'href="{guest}/badge-name"' in shown(hana.get(guest))
    status, page = change(hana, visit, "badge-name", badge_name="Gigi")
    assert status == 303
    assert "The badge will show this name." in page
    assert "<dt>Badge</dt><dd><bdi>Gigi</bdi></dd>" in page
    assert 'value="Gigi"' in shown(hana.get(f"{guest}/badge-name"))
    arrive(database, cast, visit)
    page = shown(hana.get(guest))
    assert "badge-name" not in page
    assert "<bdi>Gigi</bdi>" in page


def test_a_name_that_no_badge_takes_is_told_at_its_field(
    hana: Browser, invite: Invite
) -> None:
    status, page = change(hana, invite(), "badge-name", badge_name="\u0007")
    assert status == 422
    assert 'id="badge_name-error"' in page


def test_the_badge_of_a_guest_who_restricted_their_data_stays_as_it_is(
    hana: Browser, invite: Invite, database: Database
) -> None:
    visit = invite()
    with database.transaction() as store:
        restricting.restrict(store, visit_state.of(store, visit.id), actors.GUEST)
    assert "badge-name" not in shown(hana.get(f"/invitations/{visit.public_id}"))
    status, page = change(hana, visit, "badge-name", badge_name="Gigi")
    assert status == 422
    assert "is restricted or under a legal hold" in page


@pytest.mark.parametrize("noun", ["schedule", "withdrawal", "emails", "badge-name"])
def test_nobody_changes_anothers_guest(
    raka: Browser, invite: Invite, noun: str
) -> None:
    assert change(raka, invite(), noun)[0] == 404


def test_a_host_does_not_write_over_the_name_that_the_guest_chose_meanwhile(
    hana: Browser, invite: Invite, database: Database
) -> None:
    visit = invite(badge_name="Gita P.")
    opened = {"badge_name": "Miss Gita", "shown": "Gita P."}
    with database.transaction() as store:
        state, changes = visit_state.of(store, visit.id), {"badge_name": "Gigi"}
        corrections.by_guest(store, state, changes, actors.GUEST)

    status, page = change(hana, visit, "badge-name", **opened)

    assert status == 422
    assert "was changed meanwhile, most likely by your guest" in page
    assert "<dd><bdi>Gigi</bdi></dd>" in page
    assert 'name="shown" type="hidden" value="Gigi"' in page
    # Who has seen that may still do so.
    assert change(hana, visit, "badge-name", **opened | {"shown": "Gigi"})[0] == 303
