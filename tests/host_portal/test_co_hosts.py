"""A host names co-hosts on the page of a guest; a co-host sees the guest, and no more."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlmodel import col, select

from tests.cast import EMAIL, Cast, Invite, check_in
from tests.host_portal.invitation_form import send
from tests.web.cast import Browser, signed_in
from visits import host_answers, visit_state
from visits.people import accounts, delegates
from visits.people.accounts import NewMember
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.visits import CoHost, Visit
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.people import Role

LISTS = re.compile(r'<select [^>]*name="co_hosts-\d-colleague"')
MOVED = EmailKind.PLAN_CHANGED


@pytest.fixture
def dieter(portal: Flask, cast: Cast) -> Browser:
    return signed_in(portal, cast.dieter.id)


@pytest.fixture
def guest(hana: Browser, cast: Cast, invite: Invite) -> Visit:
    """Gita, whom Hana expects together with Dieter."""
    visit = invite()
    page = f"/invitations/{visit.public_id}"
    hana.get(page)
    named = hana.post(f"{page}/co-hosts", colleague=cast.dieter.public_id)
    assert (named.status_code, named.location) == (303, page)
    return visit


def text(browser: Browser, page: str) -> str:
    return browser.get(page).get_data(as_text=True)


def test_who_is_named_twice_is_said_to_be_a_co_host_already(
    hana: Browser, cast: Cast, guest: Visit
) -> None:
    page = f"/invitations/{guest.public_id}"
    assert "is told of this guest too, and may answer" in text(hana, page)

    hana.post(f"{page}/co-hosts", colleague=cast.dieter.public_id)

    assert "your colleague is a co-host of this guest already" in text(hana, page)


def test_a_host_names_a_co_host_and_removes_them(
    hana: Browser, dieter: Browser, cast: Cast, guest: Visit
) -> None:
    page = f"/invitations/{guest.public_id}"

    said = text(hana, page)
    assert "Dieter Vogel" in said
    assert 'name="colleague"' not in said  # There is nobody left to be named.

    removal = f"{page}/co-hosts/{cast.dieter.public_id}/removal"
    assert hana.post(removal).status_code == 303
    assert dieter.get(page).status_code == 404
    assert "Gita" not in text(dieter, "/")


def test_a_co_host_sees_whose_guest_it_is_and_nothing_of_the_address(
    dieter: Browser, guest: Visit
) -> None:
    page = f"/invitations/{guest.public_id}"

    assert "Co-host, with <bdi>Hana Wijaya</bdi>" in text(dieter, "/")
    said = text(dieter, page)

    assert "<bdi>Hana Wijaya</bdi> is responsible for this visit." in said
    assert EMAIL not in said
    for act in ("schedule", "withdrawal", "emails", "co-hosts"):
        assert f"{page}/{act}" not in said


@pytest.mark.parametrize(
    "act",
    [
        "schedule",
        "withdrawal",
        "emails",
        "co-hosts",
        "co-hosts/" + "x" * 26 + "/removal",
    ],
)
def test_what_is_the_hosts_alone_does_not_exist_for_a_co_host(
    dieter: Browser, cast: Cast, guest: Visit, act: str
) -> None:
    page = f"/invitations/{guest.public_id}"
    dieter.get(page)
    typed = {"day": "2026-11-24", "starts": "10:00", "ends": "11:00"}

    answer = dieter.post(f"{page}/{act}", colleague=cast.hana.public_id, **typed)

    assert answer.status_code == 404
    for shown in ("schedule", "withdrawal", "confirmation"):
        assert dieter.get(f"{page}/{shown}").status_code == 404


def test_whose_answer_it_is_stands_on_the_page_of_everybody_but_theirs(
    portal: Flask,
    hana: Browser,
    dieter: Browser,
    cast: Cast,
    guest: Visit,
    database: Database,
) -> None:
    check_in(database, cast.kiosk, guest)
    page = f"/invitations/{guest.public_id}"
    dieter.get(page)
    dieter.post(f"{page}/answers", answer="five_minutes")

    assert "<bdi>Dieter Vogel</bdi> answered at 09:30:" in text(hana, page)
    assert 'role="status">Answered at 09:30:' in text(dieter, page)
    with database.reading() as store:
        found = visit_state.of(store, guest.id)
        links = [
            host_answers.link(store, found, one.id) for one in (cast.hana, cast.dieter)
        ]
    by_link = [text(Browser(portal), f"/answers/{one}") for one in links]
    assert "A colleague answered at 09:30:" in by_link[0]
    assert 'role="status">Answered at 09:30:' in by_link[1]
    assert "Vogel" not in "".join(by_link)


def test_a_co_host_answers_in_the_portal_and_takes_the_visit_over(
    database: Database,
    dieter: Browser,
    hana: Browser,
    raka: Browser,
    cast: Cast,
    guest: Visit,
) -> None:
    check_in(database, cast.kiosk, guest)
    page = f"/invitations/{guest.public_id}"

    dieter.get(page)
    assert dieter.post(f"{page}/answers", answer="coming").status_code == 303
    assert "I&#39;m coming" in text(hana, page)
    assert dieter.post(f"{page}/takeover").status_code == 303

    assert EMAIL in text(dieter, page)
    for way in (
        "",
        "/schedule",
        "/badge-name",
        "/withdrawal",
        "/confirmation",
        "/again",
    ):
        said = text(hana, f"{page}{way}")
        assert "A colleague has taken this visit" in said
        assert "Gita" not in said
    for way in ("/emails", "/withdrawal", "/departure", "/co-hosts", "/answers"):
        refused = hana.post(f"{page}{way}", answer="coming", came_at="x")
        assert "A colleague has taken this visit" in refused.text
        assert refused.status_code == 409
    # Whose it never was is told nothing.
    assert "There is nothing here" in text(raka, f"{page}/schedule")


@pytest.mark.parametrize(
    ("act", "typed", "kind"),
    [
        ("schedule", {"day": "2026-11-24", "starts": "10:00", "ends": "11:00"}, MOVED),
        ("withdrawal", {}, MOVED),
        ("co-hosts/{colleague}/removal", {}, EmailKind.CO_HOST_ENDED),
    ],
)
def test_a_co_host_is_written_to_once_however_often_the_form_is_sent(
    database: Database,
    hana: Browser,
    cast: Cast,
    guest: Visit,
    act: str,
    typed: dict[str, str],
    kind: EmailKind,
) -> None:
    at = act.format(colleague=cast.dieter.public_id)
    for _ in range(2):
        hana.post(f"/invitations/{guest.public_id}/{at}", **typed)

    with database.reading() as store:
        to_dieter = select(Email.kind).where(col(Email.member_id) == cast.dieter.id)
        assert store.exec(to_dieter).all() == [EmailKind.CO_HOST_NAMED, kind]


def chosen(*colleagues: str) -> dict[str, str]:
    """What the form's lists hold then."""
    return {f"co_hosts-{n}-colleague": one for n, one in enumerate(colleagues)}


def named(database: Database) -> list[tuple[int, int]]:
    with database.reading() as store:
        rows = store.exec(select(CoHost).order_by(col(CoHost.visit_id)))
        return [(row.visit_id, row.member_id) for row in rows]


@pytest.mark.parametrize(
    ("form", "visits"),
    [
        ({}, 1),
        ({"last_day": "2026-11-25", "weekdays": ["0", "1", "2"]}, 3),
        ({"others-0-name": "Budi S", "others-0-email": "budi@example.org"}, 2),
    ],
    ids=["one guest", "series", "party"],
)
def test_co_hosts_named_in_the_form_are_those_of_every_day_and_guest(
    database: Database, hana: Browser, cast: Cast, form: dict[str, Any], visits: int
) -> None:
    answers = [
        send(hana, cast, **chosen(cast.dieter.public_id) | form) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [303] * 2
    assert named(database) == [(number + 1, cast.dieter.id) for number in range(visits)]


def test_a_co_host_who_is_added_after_back_is_named_and_nobody_invited_again(
    database: Database, hana: Browser, cast: Cast
) -> None:
    first = send(hana, cast).location

    assert send(hana, cast, **chosen(cast.dieter.public_id)).location == first
    assert named(database) == [(1, cast.dieter.id)]


def test_colleagues_who_hear_of_guests_are_chosen_from_lists_as_on_the_guests_page(
    database: Database, hana: Browser, cast: Cast
) -> None:
    page = text(hana, "/invitations/new")
    options = re.findall(r'<option [^>]*value="([^"]*)">([^<]*)<', page)
    assert len(LISTS.findall(page)) == 1
    assert [one for one in options if "Vogel" in one[1] or not one[0]] == [
        ("", "Nobody"), (cast.dieter.public_id, "Dieter Vogel")
    ]  # fmt: skip
    with database.transaction() as store:
        for number in range(100):
            accounts.enrol(store, colleague(cast, f"host{number}@example.com"))
    page = text(hana, "/invitations/new")
    assert len(LISTS.findall(page)) == 10

    with database.transaction() as store:
        for one in delegates.colleagues(store, cast.hana.id):
            delegates.be_told(store, one.id, is_wanted=False)

    assert "Co-hosts" not in text(hana, "/invitations/new").replace("\u2011", "-")


@pytest.mark.parametrize("who", ["hana", "raka", "dewi", "nobody"])
def test_whoever_is_not_in_the_list_is_told_at_it_and_nobody_is_invited(
    database: Database, hana: Browser, cast: Cast, who: str
) -> None:
    member = getattr(cast, who, None)

    answer = send(hana, cast, **chosen(member.public_id if member else who))

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="co_hosts-0-colleague-error">Choose one from the list.' in page
    assert page.split("<summary>Co-hosts")[0].rstrip().endswith(" open>")
    with database.reading() as store:
        assert store.exec(select(Visit)).all() == []


def test_more_than_ten_co_hosts_are_refused_at_the_field(
    database: Database, hana: Browser, cast: Cast
) -> None:
    with database.transaction() as store:
        for number in range(10):
            accounts.enrol(store, colleague(cast, f"host{number}@example.com"))
        everybody = [one.public_id for one in delegates.colleagues(store, cast.hana.id)]
    assert send(hana, cast, **chosen(*everybody[:10])).status_code == 303

    # Gone back in the browser, the last list holds somebody else.
    answer = send(hana, cast, **chosen(*everybody[1:]))

    assert answer.status_code == 422
    assert 'id="co_hosts-0-colleague-error">Ten co-hosts are enough' in answer.get_data(
        as_text=True
    ).replace("\u2011", "-")
    assert len(named(database)) == 10


def colleague(cast: Cast, email: str) -> NewMember:
    return NewMember(
        name="A Colleague",
        email=email,
        company_id=cast.langit.id,
        site_id=cast.senopati.id,
        roles=frozenset({Role.HOST}),
        language="en",
    )
