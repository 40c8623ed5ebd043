"""A host invites a guest."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlmodel import select

from tests.cast import Cast, SettableClock
from tests.host_portal.invitation_form import send, shown
from tests.web.cast import Browser, signed_in
from visits import visit_state
from visits.rights import restricting
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.visits import Invitation, Visit
from visits.vault import envelopes
from visits.vocabulary import actors
from visits.vocabulary.actors import as_host
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.visits import Level, VisitPurpose


def visits(database: Database) -> list[Visit]:
    with database.reading() as store:
        return list(store.exec(select(Visit)))


def test_the_form_begins_with_the_next_full_hour(hana: Browser) -> None:
    page = shown(hana.get("/invitations/new"))
    assert 'value="2026-11-23"' in page
    assert 'value="10:00"' in page
    assert 'value="11:00"' in page


@pytest.mark.parametrize("moment", ["2026-11-23 19:30", "2026-11-23 23:40"])
def test_after_closing_time_it_begins_with_tomorrow_morning(
    portal: Flask, cast: Cast, clock: SettableClock, moment: str
) -> None:
    clock.at(moment)
    page = shown(signed_in(portal, cast.hana.id).get("/invitations/new"))
    assert 'value="2026-11-24"' in page
    assert 'value="09:00"' in page


def test_a_guest_is_invited(hana: Browser, cast: Cast, database: Database) -> None:
    answer = send(hana, cast, purpose="interview", least_level="3", language="id")
    assert answer.status_code == 303
    with database.reading() as store:
        invitation = store.exec(select(Invitation)).one()
        letter = store.exec(select(Email)).one()
    assert (invitation.purpose, invitation.least_level) == (
        VisitPurpose.INTERVIEW,
        Level.ID_SEEN,
    )
    assert invitation.starts_at == datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    assert letter.kind is EmailKind.INVITATION
    assert visits(database)[0].language == "id"


def test_the_confirmation_says_what_the_guest_gets(hana: Browser, cast: Cast) -> None:
    page = shown(hana.get(send(hana, cast).location))
    assert "Gita Pramesti" in page
    assert "An e\N{NON-BREAKING HYPHEN}mail is on its way to them" in page
    assert "Invite another guest" in page


def test_without_an_e_mail_the_host_passes_the_link_on(
    hana: Browser, cast: Cast, database: Database
) -> None:
    answer = send(hana, cast, email="", phone="0812 3456 7890")
    page = shown(hana.get(answer.location))
    assert "nothing is sent" in page
    assert 'value="http://localhost/guest/' in page
    with database.reading() as store:
        told = envelopes.read_one(store, visits(database)[0].id, ["phone"], as_host(1))
    assert told.phone.reveal() == "+6281234567890"


def test_no_host_holds_a_link_of_whoever_gets_e_mails_or_restricts_their_data(
    hana: Browser, cast: Cast, database: Database
) -> None:
    for contact in ({}, {"email": "", "phone": "0812 3456 7890"}):
        place = send(hana, cast, nonce=f"tap {len(contact)}", **contact).location
        with database.transaction() as store:
            state = visit_state.of(store, visits(database)[-1].id)
            if contact:
                restricting.restrict(store, state, actors.GUEST)
        for page in (place, place.removesuffix("/confirmation")):
            assert "/guest/" not in shown(hana.get(page))
            assert "no e\N{NON-BREAKING HYPHEN}mail address" not in shown(
                hana.get(page)
            )


def test_a_phone_number_is_one_of_the_chosen_sites_country(
    hana: Browser, cast: Cast, database: Database
) -> None:
    send(hana, cast, site=str(cast.mitte.id), phone="030 901820")
    with database.reading() as store:
        told = envelopes.read_one(store, visits(database)[0].id, ["phone"], as_host(1))
    assert told.phone.reveal() == "+4930901820"


def test_the_window_is_by_the_chosen_sites_clock(
    hana: Browser, cast: Cast, database: Database
) -> None:
    page = shown(hana.get("/invitations/new"))
    assert "Mitte (Central European Time)" in page
    send(hana, cast, site=str(cast.mitte.id))
    with database.reading() as store:
        assert store.exec(select(Invitation)).one().starts_at == datetime(
            2026, 11, 23, 13, 0, tzinfo=UTC
        )


@pytest.mark.parametrize(
    ("ends", "ends_at", "words"),
    [
        (
            "01:00",
            datetime(2026, 11, 23, 18, tzinfo=UTC),
            "22:00\N{EN DASH}01:00 (Tue, 24 Nov)",
        ),
        (
            "24:00",
            datetime(2026, 11, 23, 17, tzinfo=UTC),
            "22:00\N{EN DASH}00:00 (Tue, 24 Nov)",
        ),
    ],
)
def test_a_visit_may_last_over_midnight_and_the_pages_say_so(
    hana: Browser,
    cast: Cast,
    database: Database,
    ends: str,
    ends_at: datetime,
    words: str,
) -> None:
    form = shown(hana.get("/invitations/new"))
    assert "An end before the start is on the next day." in form.split('id="ends"')[0]

    answer = send(hana, cast, starts="22:00", ends=ends)

    with database.reading() as store:
        assert store.exec(select(Invitation)).one().ends_at == ends_at
    [visit] = visits(database)
    assert words in shown(hana.get(answer.location))
    again = shown(hana.get(f"/invitations/{visit.public_id}/schedule"))
    assert f'value="{ends.replace("24", "00")}"' in again


def test_a_time_that_the_clock_shows_twice_is_said_to_be_the_first(
    portal: Flask, cast: Cast, clock: SettableClock
) -> None:
    clock.at("2026-10-20 09:00")
    hana = signed_in(portal, cast.hana.id)
    night = {"day": "2026-10-25", "starts": "02:30", "ends": "05:00"}

    page = shown(hana.get(send(hana, cast, site=str(cast.mitte.id), **night).location))

    assert "show 02:30 twice. The first is meant" in page
    assert "Central European Summer Time (GMT+02:00)" in page
    assert "show 05:00" not in page


def test_two_taps_are_one_invitation(
    hana: Browser, cast: Cast, database: Database
) -> None:
    first, second = send(hana, cast), send(hana, cast)
    assert first.location == second.location
    assert len(visits(database)) == 1


def test_every_empty_form_has_a_nonce_of_its_own(hana: Browser) -> None:
    pages = [shown(hana.get("/invitations/new")) for _ in range(2)]
    nonces = {
        page.split('name="nonce"')[1].split('value="')[1].split('"')[0]
        for page in pages
    }
    assert len(nonces) == 2
    assert all(len(nonce) >= 32 for nonce in nonces)
