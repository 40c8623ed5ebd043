"""What hosts see of their guests, and of nobody else's."""

import json
import re
from datetime import date, time

import pytest
from flask import Flask

from lencana.mail.delivery import deliver_due
from lencana.mail.mailbox import MemoryMailbox
from tests.cast import BERLIN, Cast, Invite, SettableClock, check_in
from tests.host_portal.invitation_form import shown
from tests.host_portal.test_changes import arrive
from tests.lencana.mail.sample_emails import LINKS, OFFICE
from tests.web.cast import Browser, signed_in
from visits import guest_answers, invitations, outbox, visit_state
from visits.lobby import departures, desk_queue
from visits.people import passwords
from visits.store.database import Database
from visits.store.people import Account
from visits.store.sites import Kiosk
from visits.vocabulary import actors
from visits.vocabulary.mail import UndeliveredReason
from visits.vocabulary.visits import Lateness, WaitReason

PAGES = ["", "/confirmation", "/schedule", "/withdrawal"]


def test_an_empty_portal_says_what_to_do(hana: Browser) -> None:
    page = shown(hana.get("/"))
    assert "Nobody is expected today." in page
    assert "Invite somebody" in page


def test_guests_stand_under_their_days(hana: Browser, invite: Invite) -> None:
    invite()
    invite(name="Budi", day=date(2026, 11, 24))
    invite(name="Citra", day=date(2026, 11, 26))
    page = shown(hana.get("/"))
    places = [
        page.index(words)
        for words in (
            "Today",
            "Gita Pramesti",
            "Tomorrow",
            "Budi",
            "Thursday, 26 November",
            "Citra",
        )
    ]
    assert places == sorted(places)


def test_how_late_a_guest_comes_names_the_day_if_it_is_not_today(
    hana: Browser, database: Database, invite: Invite
) -> None:
    days = [(date(2026, 11, 23), ""), (date(2026, 11, 25), ", Wednesday, 25 November")]
    for day, words in days:
        visit = invite(day=day)
        with database.transaction() as store:
            found = visit_state.of(store, visit.id)
            half = Lateness.HALF_AN_HOUR
            guest_answers.late(store, found, actors.GUEST_BY_LINK, half)
        page = shown(hana.get(f"/invitations/{visit.public_id}"))
        assert f">30 minutes late{words}</span>" in page


def test_who_cancelled_a_visit_is_told_apart(
    hana: Browser, cast: Cast, database: Database, invite: Invite
) -> None:
    withdrawn, declined = invite(), invite(name="Budi")
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, withdrawn.public_id)
        state = visit_state.of(store, declined.id)
        guest_answers.decline(store, state, actors.GUEST_BY_LINK)

    page = shown(hana.get("/"))

    assert [page.count(said) for said in (">Withdrawn<", ">Cannot come<")] == [1, 1]


def test_there_is_one_today_for_sites_whose_clocks_show_another_date(
    portal: Flask, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    clock.at("2026-11-23 19:00", BERLIN)
    invite(site=cast.mitte, starts=time(20), ends=time(21))
    invite(day=date(2026, 11, 24))
    invite(day=date(2026, 11, 24), site=cast.mitte)
    page = shown(signed_in(portal, cast.hana.id).get("/"))
    assert (page.count("Today"), page.count("Tomorrow")) == (1, 1)


def test_a_visit_over_midnight_is_under_the_day_on_which_it_began(
    portal: Flask, invite: Invite, cast: Cast, clock: SettableClock
) -> None:
    invite(starts=time(22), ends=time(1))
    clock.at("2026-11-24 00:30")
    page = shown(signed_in(portal, cast.hana.id).get("/"))
    assert "Today" in page
    assert "Tuesday, 24 November" in page
    assert "22:00 (Mon, 23 Nov)" in page


def test_a_clock_elsewhere_is_called_as_on_the_day_of_the_visit(
    portal: Flask, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    clock.at("2027-03-20 09:00", BERLIN)
    winter = invite(site=cast.mitte, day=date(2027, 3, 27))
    summer = invite(site=cast.mitte, day=date(2027, 3, 28))
    hana = signed_in(portal, cast.hana.id)
    pages = [
        shown(hana.get(f"/invitations/{visit.public_id}")) for visit in (winter, summer)
    ]
    assert "Central European Standard Time" in pages[0]
    assert "Central European Summer Time" in pages[1]


def test_a_guest_is_expected_then_late_then_here_then_gone(
    hana: Browser, cast: Cast, invite: Invite, database: Database, clock: SettableClock
) -> None:
    visit = invite()
    assert "Expected at 10:00" in shown(hana.get("/"))
    clock.at("2026-11-23 10:05")
    assert "Not here yet" in shown(hana.get("/"))
    arrive(database, cast, visit)
    assert "Arrived at 10:05" in shown(hana.get("/"))
    clock.at("2026-11-23 10:45")
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)
    assert "Checked out at 10:45" in shown(hana.get("/"))


def test_a_guest_at_the_desk_is_said_to_be_there(
    hana: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    visit = invite()
    with database.transaction() as store:
        desk_queue.note(
            store, store.get_one(Kiosk, cast.kiosk.id), WaitReason.ID_CHECK, visit.id
        )
    words = "Shows their ID at the front desk"
    assert words in shown(hana.get("/"))
    assert words in shown(hana.get(f"/invitations/{visit.public_id}"))


INSIDE = {
    WaitReason.HOST_SILENT: "Waits for your answer",
    WaitReason.HOST_NOT_TOLD: "Waits for you; we could not reach you",
    WaitReason.NOBODY_EXPECTED: "Sent to the front desk, as you said",
    WaitReason.NO_BADGE: "Waits for their badge",
    WaitReason.USED_AGAIN: "Their code was shown once more",
}
"""What is said of a guest inside who waits for this, and for their host as well."""


@pytest.mark.parametrize("reason", INSIDE)
def test_a_guest_inside_is_inside_whatever_they_wait_for(
    hana: Browser, cast: Cast, invite: Invite, database: Database, reason: WaitReason
) -> None:
    visit = invite()
    arrive(database, cast, visit)
    with database.transaction() as store:
        here = visit_state.of(store, visit.id)
        for one in {WaitReason.HOST_SILENT, reason}:
            desk_queue.note_guest(store, here, one)
    for place in ("/", f"/invitations/{visit.public_id}"):
        page = shown(hana.get(place))
        assert page.index("Arrived at 09:30") < page.index(INSIDE[reason])


def test_a_cancelled_guest_who_comes_all_the_same_is_both(
    hana: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    visit = invite()
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id)
        kiosk = store.get_one(Kiosk, cast.kiosk.id)
        desk_queue.note(store, kiosk, WaitReason.WITHDRAWN, visit.id)
    page = shown(hana.get("/"))
    assert page.index("Withdrawn") < page.index("At the front desk")


def test_a_withdrawn_guest_is_said_to_be_so(
    hana: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    visit = invite()
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id)
    assert "Withdrawn" in shown(hana.get("/"))


def test_a_guest_of_another_site_is_shown_by_its_clock(
    hana: Browser, cast: Cast, invite: Invite
) -> None:
    invite(site=cast.mitte, starts=time(14), ends=time(15))
    page = shown(hana.get("/"))
    assert "Expected at 14:00" in page
    assert "Central European Standard Time" in page


def test_a_letter_that_did_not_arrive_is_told(
    hana: Browser, invite: Invite, database: Database
) -> None:
    visit = invite()
    with database.transaction() as store:
        letter = outbox.claim(store)
        assert letter is not None
        outbox.not_delivered(store, letter.id, UndeliveredReason.REJECTED)
    page = shown(hana.get(f"/invitations/{visit.public_id}"))
    assert "gita@example.org" in page
    assert "It did not reach them." in page


def test_a_letter_that_is_tried_again_is_not_said_to_be_on_its_way(
    hana: Browser, invite: Invite, database: Database, clock: SettableClock
) -> None:
    page = f"/invitations/{invite().public_id}"
    assert "On its way" in shown(hana.get(page))
    for _ in range(2):
        with database.transaction() as store:
            letter = outbox.claim(store)
            assert letter is not None
            outbox.not_delivered(store, letter.id, None)
        clock.forward(seconds=5)
    assert "Not sent yet" in shown(hana.get(page))


def test_every_page_of_a_guest_opens(hana: Browser, invite: Invite) -> None:
    guest = f"/invitations/{invite().public_id}"
    assert [hana.get(guest + page).status_code for page in PAGES] == [200] * len(PAGES)


def test_asking_for_another_hosts_guest_is_logged_without_words(
    raka: Browser, invite: Invite, caplog: pytest.LogCaptureFixture
) -> None:
    raka.get(f"/invitations/{invite().public_id}?name=Gita")
    (line,) = [json.loads(record.getMessage()) for record in caplog.records]
    assert (line["event"], line["status"]) == ("closed", 404)
    assert (line["endpoint"], line["roles"]) == ("invitations.show", ["host"])
    assert "Gita" not in caplog.text


def test_another_hosts_guest_does_not_exist(raka: Browser, invite: Invite) -> None:
    visit = invite()
    assert "Gita" not in shown(raka.get("/"))
    guest = f"/invitations/{visit.public_id}"
    paths = [*(guest + page for page in PAGES), f"/vouching/{visit.public_id}"]
    answers = [raka.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert all("Gita" not in shown(answer) for answer in answers)


@pytest.mark.parametrize("noun", ["schedule", "withdrawal", "emails"])
def test_another_hosts_guest_cannot_be_changed(
    raka: Browser, invite: Invite, noun: str
) -> None:
    visit = invite()
    raka.get("/invitations/new")
    answer = raka.post(
        f"/invitations/{visit.public_id}/{noun}",
        day="2026-11-24",
        starts="09:00",
        ends="10:00",
    )
    assert answer.status_code == 404


def test_pages_are_indonesian_for_who_chose_it(
    portal: Flask, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    hana = signed_in(portal, cast.hana.id)
    hana.get("/")
    hana.post("/language", language="id")
    assert "Ditunggu pukul 10.00" in shown(hana.get("/"))
    assert "Yang sudah dikirim" in shown(hana.get(f"/invitations/{visit.public_id}"))


def test_the_arrival_e_mail_leads_through_the_sign_in_to_that_guest(
    portal: Flask, database: Database, cast: Cast, invite: Invite
) -> None:
    visit, password = invite(), "three quiet lamps"
    with database.transaction() as store:
        store.get_one(Account, cast.hana.id).password = passwords.hashed(password)
    check_in(database, cast.kiosk, visit)
    box = MemoryMailbox()
    deliver_due(database, box, OFFICE)
    [told] = [mail for mail in box.mails() if mail.to == "hana@example.com"]
    [link] = re.findall(rf"{LINKS.hosts}(/invitations/\S+)", told.text)
    browser = Browser(portal)
    asked = browser.get(link).location or ""
    browser.get(asked)

    answer = browser.post(
        "/sign-in", email=told.to, password=password, next=asked.partition("next=")[2]
    )

    assert answer.location == link == f"/invitations/{visit.public_id}"
    assert "Gita Pramesti" in shown(browser.get(link))
