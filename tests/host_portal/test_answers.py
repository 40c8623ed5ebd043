"""A host answers that their guest is here: by the link in the e-mail, and in the portal."""

import re
from datetime import time, timedelta

import pytest
from flask import Flask
from sqlmodel import select

from tests.cast import TODAY, Cast, Invite, SettableClock, ask_for, check_in
from tests.web.cast import Browser, signed_in
from visits import co_hosts, host_answers, visit_state
from visits.lobby import departures
from visits.rights import restricting
from visits.store.database import Database
from visits.store.sites import Site
from visits.store.visits import HostAnswer, Visit
from visits.visit_state import Stage
from visits.vocabulary import actors
from visits.vocabulary.visits import Answer, Level, WalkInRule

NAME = "Gita Pramesti"


@pytest.fixture
def guest(database: Database, cast: Cast, invite: Invite) -> Visit:
    """Gita, who is here."""
    visit = invite()
    check_in(database, cast.kiosk, visit)
    return visit


@pytest.fixture
def anybody(portal: Flask) -> Browser:
    return Browser(portal)


def place(database: Database, visit: Visit) -> str:
    with database.reading() as store:
        found = visit_state.of(store, visit.id)
        return f"/answers/{host_answers.link(store, found, visit.host_id)}"


def given(database: Database) -> list[Answer]:
    with database.reading() as store:
        return [row.answer for row in store.exec(select(HostAnswer))]


def test_the_link_shows_initials_site_and_time_and_is_kept_nowhere(
    database: Database, anybody: Browser, guest: Visit
) -> None:
    answer = anybody.get(place(database, guest))

    said = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "A guest for you is at Senopati, Lobby (G.P., 09:30)." in said
    assert "Gita" not in said
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert all(f'value="{one.value}"' in said for one in Answer)


def test_looking_answers_nothing_and_a_button_does(
    database: Database, anybody: Browser, guest: Visit
) -> None:
    page = place(database, guest)
    for _ in range(3):
        anybody.client.get(page)
        anybody.client.head(page)
    assert given(database) == []

    anybody.get(page)
    told = anybody.post(page, answer="five_minutes")

    assert (told.status_code, told.location) == (303, page)
    assert given(database) == [Answer.FIVE_MINUTES]
    assert "Answered at 09:30:" in anybody.get(page).get_data(as_text=True)


def test_an_answer_needs_the_pages_own_token_and_one_of_six_words(
    database: Database, anybody: Browser, guest: Visit
) -> None:
    page = place(database, guest)
    assert anybody.post(page, answer="coming").status_code == 400

    anybody.get(page)
    for typed in ("", "Coming", "come in", "6"):
        assert anybody.post(page, answer=typed).status_code == 303
    assert given(database) == []


def test_a_link_that_is_over_or_never_was_tells_the_same(
    database: Database, anybody: Browser, guest: Visit, invite: Invite
) -> None:
    not_here = invite(name="Budi Santoso", email="budi@example.org")
    page = place(database, guest)
    public_id = guest.public_id
    dead = [place(database, not_here), f"/answers/{public_id}-{public_id}"]

    anybody.get(page)
    answers = [anybody.client.get(way) for way in dead]
    posted = [anybody.post(way, answer="coming") for way in dead]

    assert {one.status_code for one in [*answers, *posted]} == {404}
    bodies = {
        one.get_data(as_text=True).replace(way, "")
        for one, way in zip(answers, dead, strict=True)
    }
    assert len(bodies) == 1
    assert "Nobody waits for your answer" in bodies.pop()
    assert given(database) == []


def test_whoever_answers_very_often_is_asked_to_wait(
    database: Database, anybody: Browser, guest: Visit
) -> None:
    page = place(database, guest)
    anybody.get(page)
    for number in range(host_answers.MOST):
        anybody.post(page, answer=("coming", "wait")[number % 2])

    again = anybody.post(page, answer="send_up")

    assert again.status_code == 429
    assert "You have answered very often." in again.get_data(as_text=True)


def test_the_host_answers_in_the_portal_under_the_name(
    database: Database, hana: Browser, raka: Browser, guest: Visit
) -> None:
    page = f"/invitations/{guest.public_id}"
    assert NAME in hana.get(page).get_data(as_text=True)

    told = hana.post(f"{page}/answers", answer="send_up")
    nobodys = raka.post(f"{page}/answers", answer="wait")

    assert told.status_code == 303
    assert nobodys.status_code == 404
    assert given(database) == [Answer.SEND_UP]
    said = hana.get(page).get_data(as_text=True)
    assert "Your guest and the front desk see your answer." in said
    assert "<strong>Send them up</strong>" in said


def test_nobody_is_asked_about_a_guest_who_is_not_here(
    database: Database, hana: Browser, invite: Invite
) -> None:
    page = f"/invitations/{invite().public_id}"
    assert "/answers" not in hana.get(page).get_data(as_text=True)

    told = hana.post(f"{page}/answers", answer="wait")

    assert told.status_code == 422
    assert "your guest is not waiting any more" in told.get_data(as_text=True)
    assert given(database) == []


def test_a_colleague_is_chosen_in_the_portal_and_takes_the_visit(
    database: Database, cast: Cast, hana: Browser, anybody: Browser, guest: Visit
) -> None:
    page = f"/invitations/{guest.public_id}"
    hana.get(page)
    told = hana.post(f"{page}/colleague", colleague=cast.dieter.public_id)
    assert (told.status_code, told.location) == (303, page)
    assert "<bdi>Dieter Vogel</bdi>" in hana.get(page).get_data(as_text=True)
    with database.reading() as store:
        found = visit_state.of(store, guest.id)
        way = f"/answers/{host_answers.link(store, found, cast.dieter.id)}"
        own = f"/answers/{host_answers.link(store, found, cast.hana.id)}"
    assert "I take this visit" not in anybody.get(own).get_data(as_text=True)

    said = anybody.get(way).get_data(as_text=True)
    taken = anybody.post(f"{way}/takeover")

    assert "I take this visit" in said
    assert "Gita" not in said
    assert (taken.status_code, taken.location) == (303, way)
    said = anybody.get(way).get_data(as_text=True)
    assert "Taken over at 09:30" in said
    assert "I take this visit" not in said
    # The host of before learns who has their guest, and nothing of the guest.
    heading = "A colleague has taken this visit"
    pages = [
        hana.get(page).text,
        anybody.get(own).text,
        hana.post(f"{page}/answers", answer="wait").text,
    ]
    assert [heading in one for one in pages] == [True] * 3
    assert "<bdi>Dieter Vogel</bdi> took the visit over at 09:30" in pages[0]
    assert "Vogel" not in pages[1]
    assert not [
        one for one in pages if "Gita" in one or "G.P." in one or "Arrived" in one
    ]
    assert anybody.post(own, answer="coming").status_code == 409


def test_a_colleague_of_another_company_is_not_in_the_list(
    database: Database, cast: Cast, hana: Browser, guest: Visit
) -> None:
    page = f"/invitations/{guest.public_id}"
    assert "Raka" not in hana.get(page).get_data(as_text=True)

    told = hana.post(f"{page}/colleague", colleague=cast.raka.public_id)

    assert told.status_code == 422
    assert given(database) == []


def test_the_second_of_two_colleagues_hears_that_the_visit_is_taken(
    database: Database, cast: Cast, anybody: Browser, guest: Visit
) -> None:
    with database.transaction() as store:
        rows = [(cast.hana.id, cast.dieter.id), (cast.dewi.id, cast.dewi.id)]
        for member_id, colleague_id in rows:
            store.add(
                HostAnswer(
                    visit_id=guest.id,
                    at=store.now,
                    answer=Answer.SOMEBODY_ELSE,
                    member_id=member_id,
                    colleague_id=colleague_id,
                )
            )
            store.flush()
        found = visit_state.of(store, guest.id)
        way = f"/answers/{host_answers.link(store, found, cast.dieter.id)}"
    anybody.get(way)

    told = anybody.post(f"{way}/takeover")

    assert told.status_code == 409
    assert "a colleague has taken this visit already" in told.get_data(as_text=True)


def test_a_takeover_after_many_answers_has_to_wait(
    database: Database, cast: Cast, anybody: Browser, guest: Visit
) -> None:
    with database.transaction() as store:
        asked = host_answers.of_host(store, cast.hana.id, guest.public_id)
        host_answers.hand_over(store, asked, cast.dieter.public_id)
        found = visit_state.of(store, guest.id)
        way = f"/answers/{host_answers.link(store, found, cast.dieter.id)}"
    anybody.get(way)
    for number in range(host_answers.MOST):
        anybody.post(way, answer=("coming", "wait")[number % 2])

    assert anybody.post(f"{way}/takeover").status_code == 429


def test_a_walk_in_is_asked_about_by_link_and_in_the_portal(
    database: Database, cast: Cast, anybody: Browser, hana: Browser
) -> None:
    visit, _ = ask_for(database, cast.kiosk, cast.hana)
    page, details = place(database, visit), f"/invitations/{visit.public_id}"
    by_link = anybody.get(page).get_data(as_text=True)
    listed = hana.get("/").get_data(as_text=True)
    shown = hana.get(details).get_data(as_text=True)
    anybody.post(page, answer="wait")
    hana.get(details)
    hana.post(f"{details}/answers", answer="coming")

    asked = (
        "Somebody without an invitation asks for you at Senopati, Lobby (G.P., 09:30)."
    )
    assert asked in by_link
    assert "Gita" not in by_link
    assert "Their badge is printed when you let them in" in by_link
    assert NAME in listed
    assert "Asks for you since 09:30" in listed
    assert "Do you expect them?" in shown
    # Nobody invited them: there is no time to change, and nothing was sent.
    assert not any(
        word in shown for word in ("Withdraw", "Change the time", "sent</h2>")
    )
    assert given(database) == [Answer.WAIT, Answer.COMING]


IN_PERSON = "printed when you let them in at the kiosk, or when the front desk has seen"
AT_DESK = "Their badge is printed when the front desk has seen an ID."
AT_ONCE = (
    "let them in: their badge is printed at once if they still stand at the kiosk."
)


def test_who_restricted_their_data_is_let_in_at_the_desk_whatever_the_site_has_chosen(
    database: Database, cast: Cast, anybody: Browser
) -> None:
    visit, _ = ask_for(database, cast.kiosk, cast.hana)
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).walk_ins = WalkInRule.ACCEPTED
        state = visit_state.of(store, visit.id)
        restricting.restrict(store, state, actors.GUEST_BY_LINK)

    assert AT_DESK in anybody.get(place(database, visit)).get_data(as_text=True)


@pytest.mark.parametrize(
    ("rule", "level", "told"),
    [
        (WalkInRule.NOT_TAKEN, Level.NAME_ONLY, IN_PERSON),
        (WalkInRule.IN_PERSON, Level.ADDRESS_CONFIRMED, IN_PERSON),
        (WalkInRule.IN_PERSON, Level.ID_SEEN, AT_DESK),
        (WalkInRule.ACCEPTED, Level.ADDRESS_CONFIRMED, AT_ONCE),
        (WalkInRule.ACCEPTED, Level.ID_SEEN, AT_DESK),
    ],
)
def test_what_an_acceptance_does_is_said_as_the_site_has_chosen(
    database: Database,
    cast: Cast,
    anybody: Browser,
    hana: Browser,
    rule: WalkInRule,
    level: Level,
    told: str,
) -> None:
    visit, _ = ask_for(database, cast.kiosk, cast.hana)
    with database.transaction() as store:
        site = store.get_one(Site, cast.senopati.id)
        site.walk_ins, site.least_level = rule, level

    for browser, page in (
        (anybody, place(database, visit)),
        (hana, f"/invitations/{visit.public_id}"),
    ):
        said = browser.get(page).get_data(as_text=True)

        assert [one for one in (IN_PERSON, AT_DESK, AT_ONCE) if one in said] == [told]
        assert ("My guest stands at the kiosk</a></p>" in said) == (told is IN_PERSON)


def test_what_was_said_of_an_earlier_stay_checks_nobody_out(
    database: Database, hana: Browser, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    visit = invite()
    page = f"/invitations/{visit.public_id}"
    check_in(database, cast.kiosk, visit)
    [came_at] = re.findall(r'name="came_at" value="(.+?)"', hana.get(page).text)
    with database.transaction() as store:
        departures.say_left(store, cast.hana.id, visit.public_id, came_at)
    clock.forward(minutes=10)
    check_in(database, cast.kiosk, visit)

    late = hana.post(f"{page}/departure", came_at=came_at)

    assert late.status_code == 422
    assert "your guest came back in since" in late.text
    with database.reading() as store:
        assert visit_state.of(store, visit.id).stage is Stage.ON_SITE


def test_a_host_says_in_the_portal_that_their_guest_has_left(
    database: Database, hana: Browser, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    visit = invite(starts=time(9, 30), ends=time(9, 45))
    page = f"/invitations/{visit.public_id}"
    assert "They have left" not in hana.get(page).get_data(as_text=True)
    check_in(database, cast.kiosk, visit)
    assert "They have left" in hana.get(page).get_data(as_text=True)
    clock.forward(minutes=20)
    assert "Yes, they have left" in hana.get(page).get_data(as_text=True)

    assert hana.post(f"{page}/departure").status_code == 303
    again = hana.post(f"{page}/departure")

    assert again.status_code == 422
    said = again.get_data(as_text=True)
    assert "Nothing was changed: your guest is checked out already." in said
    assert "Checked out at 09:50" in said


def test_a_colleague_is_told_before_that_they_take_one_day_of_several(
    database: Database, cast: Cast, portal: Flask, anybody: Browser, invite: Invite
) -> None:
    visit = invite(more_days=(TODAY + timedelta(days=1),))
    with database.transaction() as store:
        co_hosts.name(store, cast.hana.id, visit.public_id, cast.dieter.public_id)
    check_in(database, cast.kiosk, visit)
    with database.reading() as store:
        way = host_answers.link(store, visit_state.of(store, visit.id), cast.dieter.id)

    dieter = signed_in(portal, cast.dieter.id)
    pages = [
        anybody.get(f"/answers/{way}").text,
        dieter.get(f"/invitations/{visit.public_id}").text,
    ]

    for page in pages:
        before, button, _ = page.partition("I take this visit")
        assert button
        assert "Only this day becomes yours: the other days stay" in before
