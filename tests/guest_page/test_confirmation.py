"""Confirming beforehand: digits typed on the guest's page are spared at the kiosk."""

import html
from datetime import time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import col, select

from guest_page import own_visit
from tests.cast import EMAIL, TODAY, Cast, Invite, SettableClock, check_in
from tests.guest_page.conftest import LinkOf
from tests.guest_page.own_browser import send, token, words
from visits import codes, email_use, emails, invitations, visit_state
from visits.emails import AboutVisit
from visits.erasure import erasing
from visits.lobby import departures
from visits.rights import corrections, inquiries, proofs, restricting
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.visits import Visit
from visits.visit_times import Window
from visits.vocabulary import actors
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.visits import Level

BUTTON = "Confirm now"
NEXT_WEEK = Window(day=TODAY + timedelta(days=7), starts=time(10), ends=time(11))
CONFIRMED = "You are confirmed: at the kiosk you only scan and tap once."


def begin(browser: FlaskClient, page: str) -> str:
    """Where the digits are typed."""
    nonce = html.unescape(browser.get(page).get_data(as_text=True))
    nonce = nonce.partition('name="nonce"')[2].partition('value="')[2].partition('"')[0]
    answer = send(browser, page, f"{page}/confirmation", nonce=nonce)
    assert answer.status_code == 303, words(answer)
    return answer.headers["Location"]


def mailed_digits(database: Database) -> str:
    with database.reading() as store:
        kind = col(Email.kind) == EmailKind.CONFIRMATION_CODE
        newest = select(Email).where(kind).order_by(col(Email.id).desc())
        told = emails.contents(store, store.exec(newest.limit(1)).one())
    assert isinstance(told, AboutVisit)
    return told.digits


def form_at(browser: FlaskClient, place: str) -> dict[str, str]:
    """The form for the digits, as its page holds it."""
    return {"csrf_token": token(browser, place, place)}


def type_in(browser: FlaskClient, place: str, digits: str) -> tuple[int, str]:
    """The status, and where it leads."""
    answer = browser.post(
        place,
        data=form_at(browser, place) | {"code": digits},
        headers={"Origin": "http://localhost"},
    )
    return answer.status_code, answer.headers.get("Location", "")


def confirm(browser: FlaskClient, database: Database, page: str) -> str:
    """The confirmed page, after the right digits."""
    status, confirmed = type_in(browser, begin(browser, page), mailed_digits(database))
    assert status == 303
    return confirmed


def test_the_digits_lead_to_a_page_that_the_kiosk_takes_without_any(
    anybody: FlaskClient, database: Database, invite: Invite, link_of: LinkOf
) -> None:
    page = link_of(invite())

    confirmed = confirm(anybody, database, page)

    assert confirmed != page
    shown = words(anybody.get(confirmed))
    assert CONFIRMED in shown
    assert BUTTON not in shown
    assert anybody.get(f"{confirmed}/code.png").status_code == 200


def test_the_mailed_link_leads_there_in_that_browser_and_in_no_other(
    guest_app: Flask, database: Database, invite: Invite, link_of: LinkOf
) -> None:
    own, others = guest_app.test_client(), guest_app.test_client()
    page, second = link_of(invite()), link_of(invite(email="budi@example.org"))
    confirmed = [confirm(own, database, link) for link in (page, second)]

    assert [own.get(link).location for link in (page, second)] == confirmed
    assert own.get(f"{page}?done=late&language=id").location == (
        f"{confirmed[0]}?done=late&language=id"
    )
    assert BUTTON in words(others.get(page))
    assert own.get(f"{page[:-1]}{'B' if page[-1] == 'A' else 'A'}").status_code == 404


def test_the_browser_forgets_it_with_the_day_and_no_script_reads_it(
    anybody: FlaskClient, database: Database, invite: Invite, link_of: LinkOf
) -> None:
    visit = invite()
    page = link_of(visit)
    place = begin(anybody, page)
    form = form_at(anybody, place) | {"code": mailed_digits(database)}
    [cookie] = anybody.post(place, data=form).headers.getlist("Set-Cookie")

    name, _, about = cookie.partition("=")
    assert name == f"__Host-lencana-guest-{visit.public_id}"
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(about.split("; "))
    # From 09:30 until the end of the day at the site.
    assert "Max-Age=52200" in about


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "change", ["moved", "corrected", "withdrawn", "erased", "left for good", "over"]
)
def test_the_browser_forgets_what_the_link_is_not_good_for_any_more(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    clock: SettableClock,
    invite: Invite,
    link_of: LinkOf,
    change: str,
) -> None:
    visit = invite()
    page = link_of(visit)
    confirm(anybody, database, page)
    with database.transaction() as store:
        state = visit_state.of(store, visit.id)
        if change == "moved":
            invitations.reschedule(store, cast.hana.id, visit.public_id, NEXT_WEEK)
        elif change == "corrected":
            corrections.correct(store, state, {"email": "n@x.example"}, actors.CLOCK)
        elif change == "withdrawn":
            invitations.withdraw(store, cast.hana.id, visit.public_id)
        elif change == "erased":
            erasing.erase(store, state, actors.GUEST_BY_LINK)
    if change == "left for good":
        check_in(database, cast.kiosk, visit)
        with database.transaction() as store:
            departures.check_out(store, visit.site_id, visit.public_id, cast.dewi.id)
        clock.at("2026-11-23 13:00")
    if change == "over":
        clock.at("2026-11-24 00:00")

    answer = anybody.get(page)

    assert answer.status_code in {200, 404}
    [forgotten] = answer.headers.getlist("Set-Cookie")
    assert forgotten.startswith(f"__Host-lencana-guest-{visit.public_id}=;")
    assert anybody.get(page).headers.getlist("Set-Cookie") == []


def test_who_erases_leaves_nothing_in_the_browser(
    anybody: FlaskClient, database: Database, invite: Invite, link_of: LinkOf
) -> None:
    page = confirm(anybody, database, link_of(invite()))

    answer = send(anybody, f"{page}/erasure", f"{page}/erasure")

    assert answer.location == "/erased"
    [forgotten] = answer.headers.getlist("Set-Cookie")
    assert "Max-Age=0" in forgotten


def test_who_comes_back_needs_type_no_digits_either(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    invite: Invite,
    link_of: LinkOf,
) -> None:
    visit = invite()
    page = link_of(visit)
    confirmed = confirm(anybody, database, page)
    check_in(database, cast.kiosk, visit)
    assert anybody.get(page).location == confirmed
    with database.transaction() as store:
        departures.check_out(store, visit.site_id, visit.public_id, cast.dewi.id)

    assert anybody.get(page).location == confirmed
    # The code must change, as the kiosk takes each for a minute and a half at most.
    assert "data-changing" in words(anybody.get(confirmed))


def test_wrong_digits_are_counted_and_said_and_five_are_all(
    anybody: FlaskClient, database: Database, invite: Invite, link_of: LinkOf
) -> None:
    place = begin(anybody, link_of(invite()))
    right, form = mailed_digits(database), form_at(anybody, place)
    wrong = f"{(int(right) + 1) % 10**6:06}"

    for typed in (wrong, "", "x" * 50, wrong, wrong):
        assert type_in(anybody, place, typed)[0] == 422
    assert anybody.post(place, data=form | {"code": right}).status_code == 429


def test_wrong_digits_are_said_once_and_of_the_e_mail_that_was_sent(
    anybody: FlaskClient, database: Database, invite: Invite, link_of: LinkOf
) -> None:
    place = begin(anybody, link_of(invite()))
    wrong = f"{(int(mailed_digits(database)) + 1) % 10**6:06}"

    answer = anybody.post(place, data=form_at(anybody, place) | {"code": wrong})

    said = "Those are not the digits. Please look at the e\N{NON-BREAKING HYPHEN}mail again."
    assert words(answer).count(said) == 1
    assert "autofocus" in words(answer)


@pytest.mark.parametrize("of", ["a visit", "an address", "a stranger's address"])
def test_the_same_digits_are_sent_again(
    anybody: FlaskClient, database: Database, invite: Invite, link_of: LinkOf, of: str
) -> None:
    page, address = link_of(invite()), EMAIL if of == "an address" else "x@x.example"
    if of == "a visit":
        place = begin(anybody, page)
    else:
        place = send(anybody, "/", "/inquiries", address=address, nonce="1").location
    assert "sent the digits again" not in words(anybody.get(place))

    answer = send(anybody, place, f"{place}/sendings", sendings=1)

    assert answer.location == place
    assert "We have sent the digits again." in words(anybody.get(place))
    with database.reading() as store:
        rows = store.exec(select(Email).where(col(Email.inquiry_id).is_not(None))).all()
        assert len({(one.kind, one.visit_id, one.inquiry_id) for one in rows}) == 1
        assert len(rows) == 2
    if of == "a visit":
        assert type_in(anybody, place, mailed_digits(database))[0] == 303


def test_the_digits_are_not_sent_without_end(
    anybody: FlaskClient, database: Database, invite: Invite, link_of: LinkOf
) -> None:
    place = begin(anybody, link_of(invite()))
    for sent in (1, 2):
        assert send(anybody, place, f"{place}/sendings", sendings=sent).location

    answer = send(anybody, place, f"{place}/sendings", sendings=3)

    assert answer.status_code == 429
    with database.reading() as store:
        kinds = [email.kind for email in store.exec(select(Email))]
    assert kinds.count(EmailKind.CONFIRMATION_CODE) == 3


def test_the_digits_of_another_guest_confirm_nobody(
    anybody: FlaskClient, database: Database, invite: Invite, link_of: LinkOf
) -> None:
    page, theirs = link_of(invite()), link_of(invite(email="budi@example.org"))
    inquiry = begin(anybody, theirs).rpartition("/")[2]

    status, _ = type_in(
        anybody, f"{page}/confirmation/{inquiry}", mailed_digits(database)
    )

    assert status == 404


def test_two_taps_send_one_e_mail(
    anybody: FlaskClient, database: Database, invite: Invite, link_of: LinkOf
) -> None:
    page = link_of(invite())
    fields = {
        "csrf_token": token(anybody, page, f"{page}/confirmation"),
        "nonce": "the same form",
    }
    origin = {"Origin": "http://localhost"}

    places = {
        anybody.post(f"{page}/confirmation", data=fields, headers=origin).location
        for _ in range(2)
    }

    assert len(places) == 1
    with database.reading() as store:
        kinds = [email.kind for email in store.exec(select(Email))]
    assert kinds.count(EmailKind.CONFIRMATION_CODE) == 1


def restrict(database: Database, visit: Visit) -> None:
    with database.transaction() as store:
        state = visit_state.of(store, visit.id)
        restricting.restrict(store, state, actors.GUEST_BY_LINK)


@pytest.mark.parametrize(
    ("why", "changes"),
    [
        ("it is more than two hours before", {}),
        ("the kiosk asks for no digits", {"least_level": Level.ID_SEEN}),
        ("the data is restricted", {}),
    ],
)
def test_it_is_not_offered_where_it_would_spare_nothing(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    clock: SettableClock,
    invite: Invite,
    link_of: LinkOf,
    why: str,
    changes: dict[str, Level],
) -> None:
    del cast
    visit = invite(**changes)
    page = link_of(visit)
    if "hours" in why:
        clock.at("2026-11-23 07:59")
    if "restricted" in why:
        restrict(database, visit)

    assert BUTTON not in words(anybody.get(page))


def test_it_is_offered_from_two_hours_before_on(
    anybody: FlaskClient, clock: SettableClock, invite: Invite, link_of: LinkOf
) -> None:
    page = link_of(invite())
    clock.at("2026-11-23 08:00")

    assert BUTTON in words(anybody.get(page))


def test_who_came_by_digits_needs_type_none_again(
    anybody: FlaskClient, database: Database, invite: Invite
) -> None:
    visit = invite()
    with database.transaction() as store:
        state = visit_state.of(store, visit.id)
        begun = inquiries.about(store, state, "10.0.0.2")
        typed = inquiries.digits(store, begun)
        proof = inquiries.confirm(store, begun.public_id, typed)
        page = f"/{proofs.link_by_digits(proof, state)}"

    assert CONFIRMED in words(anybody.get(begin(anybody, page)))


def test_the_picture_changes_and_is_of_the_visit(
    database: Database, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    with database.reading() as store:
        state = visit_state.of(store, visit.id)
        link = proofs.confirmed_link(store, state, visit.public_id)
        first = own_visit.code(store, link)
    clock.forward(seconds=45)
    with database.reading() as store:
        second = own_visit.code(store, link)

    assert first != second
    one, two = codes.read(first or ""), codes.read(second or "")
    assert one
    assert two
    assert (one.digest, one.kind) == (two.digest, two.kind)


@pytest.mark.parametrize("spent_by", ["five tries", "half an hour"])
def test_digits_that_are_over_lead_back_to_the_visit_where_the_form_sends_others(
    anybody: FlaskClient,
    database: Database,
    clock: SettableClock,
    invite: Invite,
    link_of: LinkOf,
    spent_by: str,
) -> None:
    page = link_of(invite(language="id"))
    form = {"csrf_token": token(anybody, page, f"{page}/confirmation"), "nonce": "kept"}
    place = anybody.post(f"{page}/confirmation", data=form).location
    right = form_at(anybody, place) | {"code": mailed_digits(database)}
    if spent_by == "half an hour":
        clock.forward(minutes=30)
    else:
        for _ in range(5):
            anybody.post(place, data=right | {"code": ""})

    for answer in (anybody.post(place, data=right), anybody.get(place)):
        assert answer.status_code in {404, 429}
        assert '<html lang="id"' in words(answer)
        assert f'href="{page}"' in words(answer)
    # Back to the old page, and once more: a browser keeps the form as it was.
    again = [anybody.post(f"{page}/confirmation", data=form).location for _ in range(2)]
    assert again[0] == again[1] != place
    assert type_in(anybody, again[0], mailed_digits(database))[0] == 303


@pytest.mark.parametrize("since", ["typed", "corrected"])
def test_digits_of_no_more_use_are_not_mailed(
    database: Database, invite: Invite, since: str
) -> None:
    visit = invite()
    with database.transaction() as store:
        state = visit_state.of(store, visit.id)
        begun = inquiries.about(store, state, "10.0.0.2")
        if since == "typed":
            inquiries.confirm(store, begun.public_id, inquiries.digits(store, begun))
        else:
            corrections.correct(store, state, {"email": "n@x.example"}, actors.CLOCK)

    with pytest.raises(email_use.NotSendable, match="over"):
        mailed_digits(database)


def test_digits_typed_after_the_visit_was_moved_to_another_day_confirm_nothing(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    invite: Invite,
    link_of: LinkOf,
) -> None:
    visit = invite()
    page = link_of(visit)
    place, digits = begin(anybody, page), mailed_digits(database)
    with database.transaction() as store:
        invitations.reschedule(store, cast.hana.id, visit.public_id, NEXT_WEEK)

    assert type_in(anybody, place, digits) == (303, page)
