"""Guests without an invitation at the desk: on the board, and checked in there."""

import re

import pytest
from sqlmodel import col, select

from lencana import jobs
from tests.cast import TODAY, Cast, SettableClock, ask_for, join
from tests.web.cast import Browser
from visits import host_answers, outbox, visit_state
from visits.people import delegates
from visits.people.delegates import Absence
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.people import Member
from visits.store.visits import Visit
from visits.visit_state import Stage
from visits.vocabulary.mail import EmailKind, UndeliveredReason
from visits.vocabulary.visits import Answer, Level

FORM = {"name": "Sekar Ayu", "search": "hana", "purpose": "tour"}
NONCE = re.compile(r'name="nonce" type="hidden" value="([^"]+)"')
HOSTS = re.compile(r'name="host" type="radio" value="(\w{26})"')


def note(dewi: Browser, **typed: str) -> str:
    """Send the form; return the page that says why it was not taken, else nothing."""
    shown = dewi.get("/walk-ins/new").get_data(as_text=True)
    [nonce] = NONCE.findall(shown)
    answer = dewi.post("/walk-ins", **FORM | {"nonce": nonce} | typed)
    is_done = answer.status_code == 303
    return "" if is_done else answer.get_data(as_text=True)


def visits(database: Database) -> list[Visit]:
    with database.reading() as store:
        return list(store.exec(select(Visit)))


def test_the_desk_checks_in_a_guest_without_an_invitation(
    database: Database, dewi: Browser
) -> None:
    assert note(dewi) == ""

    [visit] = visits(database)
    with database.reading() as store:
        state = visit_state.of(store, visit.id)
    assert state.arrival is not None
    assert state.arrival.level is Level.ID_SEEN
    board = dewi.get("/").get_data(as_text=True)
    assert "Sekar Ayu" in board
    page = dewi.get(f"/visits/{visit.public_id}").get_data(as_text=True)
    assert "Came without an invitation" in page
    assert "Invited" not in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": ""}, "Write the name on their ID."),
        ({"name": "+62 Sekar"}, "A name cannot begin with"),
        ({"search": ""}, "Write the beginning of the host"),
        ({"search": "xaver"}, "No host of this site is called so."),
        ({"search": "dieter"}, "No host of this site is called so."),
        ({"purpose": "party"}, "Choose one from the list."),
        ({"search": "hana", "host": "7" * 26}, ""),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    database: Database, dewi: Browser, typed: dict[str, str], told: str
) -> None:
    assert told in note(dewi, **typed)

    assert len(visits(database)) == (told == "")


def test_of_several_hosts_and_of_one_who_wants_no_walk_ins_the_desk_chooses(
    database: Database, cast: Cast, dewi: Browser
) -> None:
    join(database, cast, "Hana Sari")
    several = note(dewi)
    assert len(HOSTS.findall(several)) == 2
    assert "Choose one below." in several
    assert note(dewi, host=HOSTS.findall(several)[0]) == ""

    with database.transaction() as store:
        delegates.take_walk_ins(store, cast.raka.id, is_wanted=False)
    unwilling = note(dewi, search="raka")
    assert "Raka S. - Awan Works (wants no walk-ins: call first)" in unwilling
    assert note(dewi, search="raka", host=cast.raka.public_id) == ""
    assert len(visits(database)) == 2


def test_the_board_shows_a_walk_in_who_is_asking_and_what_was_said(
    database: Database, cast: Cast, clock: SettableClock, dewi: Browser
) -> None:
    visit, _ = ask_for(database, cast.kiosk, cast.raka)
    seen = [board_of(dewi)]
    clock.forward(seconds=44)
    jobs.escalate(database)
    # Raka has one way to be told, which was taken: nobody was told once more.
    assert "Told since" not in board_of(dewi)
    join(database, cast, "Sari Utami")
    with database.transaction() as store:
        sari = store.exec(select(Member).order_by(col(Member.id).desc())).first()
        assert sari
        delegates.name(store, cast.raka.id, sari.public_id, Absence(TODAY, TODAY))
    clock.forward(seconds=1)
    jobs.escalate(database)
    seen.append(board_of(dewi))
    with database.transaction() as store:
        asked = host_answers.of_host(store, cast.raka.id, visit.public_id)
        host_answers.answer(store, asked, Answer.COMING)
    seen.append(board_of(dewi))
    with database.transaction() as store:
        host_answers.answer(store, asked, Answer.NOBODY_EXPECTED)
    seen.append(board_of(dewi))

    told = (
        "The host is being asked.",
        "No answer yet. Told since: a colleague of the host",
        "The host at 09:30: I&#39;m coming",
        "The host at 09:30: I expect nobody",
    )
    assert [words in shown for words, shown in zip(told, seen, strict=True)] == [
        True
    ] * 4
    assert ["Without an invitation" in shown for shown in seen] == [True] * 3 + [False]
    assert "is not expected, as the host says" in seen[3]
    assert all("ID seen, check in" in shown for shown in seen)
    dewi.get("/")
    dewi.post(f"/visits/{visit.public_id}/refusal", reason="host_declined")
    with database.reading() as store:
        assert visit_state.of(store, visit.id).stage is Stage.REFUSED


@pytest.mark.parametrize("is_waiting", [False, True], ids=["asking", "at the desk"])
def test_the_desk_tells_a_colleague_of_a_walk_in_too(
    database: Database,
    cast: Cast,
    clock: SettableClock,
    dewi: Browser,
    *,
    is_waiting: bool,
) -> None:
    visit, _ = ask_for(database, cast.kiosk, cast.hana)
    if is_waiting:
        clock.forward(seconds=90)
        jobs.escalate(database)
    place = f"/visits/{visit.public_id}/colleague"

    assert f'href="{place}"' in board_of(dewi)
    dewi.get(place)
    assert dewi.post(place, colleague=cast.dieter.public_id).location == "/"

    assert "The front desk at" in board_of(dewi)
    with database.reading() as store:
        state = visit_state.of(store, visit.id)
        asked = select(Email).where(col(Email.kind) == EmailKind.WALK_IN)
        told = [email.member_id for email in store.exec(asked)]
    assert (state.stage, told) == (Stage.ASKING, [None, cast.dieter.id])


def test_the_board_names_hosts_whom_no_e_mail_reaches(
    database: Database, cast: Cast, dewi: Browser
) -> None:
    ask_for(database, cast.kiosk, cast.hana)
    with database.transaction() as store:
        while email := outbox.claim(store):
            outbox.not_delivered(store, email.id, UndeliveredReason.REJECTED)

    assert "Nothing reaches Hana Wijaya: a guest" in board_of(dewi)


def board_of(dewi: Browser) -> str:
    return " ".join(dewi.get("/").get_data(as_text=True).split())
