"""The board: who waits and why, who is expected, who is inside, and what became of their paper."""

import re
from collections.abc import Callable
from datetime import date, time

import pytest
from flask import Flask
from sqlmodel import select

from printers.vocabulary import PrintProblemKind
from tests import cast as casting
from tests.cast import Cast, Invite, SettableClock, check_in
from tests.web.cast import Browser, signed_in
from tests.web.page_rules import check_page
from visits import guest_answers, invitations, visit_state
from visits.lobby import arrivals, departures, desk_queue
from visits.rights import requests, restricting
from visits.store.database import Database
from visits.store.printing import PrintJob
from visits.store.sites import Site
from visits.vocabulary import actors
from visits.vocabulary.printing import PrintState
from visits.vocabulary.rights import Right
from visits.vocabulary.visits import RefusalReason, WaitReason


def words(browser: Browser, path: str = "/") -> str:
    return browser.get(path).get_data(as_text=True)


def section(page: str, name: str) -> str:
    """The part of the page from this section's id to its end."""
    return re.split("</section>|</details>", page.split(f'id="{name}"')[1], maxsplit=1)[
        0
    ]


def test_an_empty_board_says_what_happens_next(dewi: Browser) -> None:
    page = words(dewi)
    check_page(page)
    assert "Nobody is waiting" in page
    assert "as soon as their host invites them" in page


def test_a_site_without_a_kiosk_is_told_to_pair_one(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    assert "give the lobby a kiosk" not in words(dewi)
    with database.transaction() as store:
        store.merge(cast.kiosk).revoked_at = store.now
    assert "give the lobby a kiosk" in words(dewi)


def test_an_invited_guest_is_expected(dewi: Browser, invite: Invite) -> None:
    visit = invite()
    page = words(dewi)
    check_page(page)
    expected = section(page, "expected")
    assert visit.public_id in expected
    for said in (
        "Gita Pramesti",
        "Hana Wijaya",
        "Langit Studio",
        "10:00",
        "Meeting",
        "ID seen, check in",
    ):
        assert said in expected


@pytest.mark.parametrize("path", ["/", "/visits/{}", "/requests/{}"])
def test_an_id_is_held_against_the_invited_name_and_never_against_the_badges(
    dewi: Browser, cast: Cast, invite: Invite, database: Database, path: str
) -> None:
    visit = invite(badge_name="Rina Hartono")
    with database.transaction() as store:
        asked = requests.record_at_desk(
            store, cast.senopati.id, Right.ERASE, cast.dewi.id, visit
        )
    public_id = asked.public_id if "requests" in path else visit.public_id
    page = words(dewi, path.format(public_id))
    check_page(page)
    invited, _, rest = page.partition("<bdi>Gita Pramesti</bdi>")
    assert "Rina Hartono" not in invited
    assert "on the badge: <bdi>Rina Hartono</bdi>" in rest
    assert rest.count("Rina Hartono") == 1


def test_who_is_restricted_cannot_be_checked_in_and_the_desk_reads_why(
    dewi: Browser, invite: Invite, database: Database
) -> None:
    visit = invite()
    with database.transaction() as store:
        restricting.restrict(store, visit_state.of(store, visit.id), actors.GUEST)
    for path in ("/", f"/visits/{visit.public_id}"):
        page = words(dewi, path)
        check_page(page)
        assert "Guest (name hidden at their request)" in page
        assert f"/visits/{visit.public_id}/arrival" not in page
        assert "No name to compare with an ID" in page


def test_a_guest_who_checked_in_is_on_site_with_their_badge(
    dewi: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    casting.check_in(database, cast.kiosk, invite())
    inside = section(words(dewi), "on-site")
    for said in (
        "Gita Pramesti",
        "09:30",
        "On its way to the printer",
        "Check out",
        "Print again",
    ):
        assert said in inside


def test_who_left_and_who_was_turned_away_are_listed(
    dewi: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    left, refused = invite(), invite(name="Rina Hartono", email="rina@example.org")
    casting.check_in(database, cast.kiosk, left)
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, left.public_id, cast.dewi.id)
        arrivals.refuse(
            store,
            cast.senopati.id,
            refused.public_id,
            RefusalReason.HOUSE_RULES,
            cast.dewi.id,
        )
    page = words(dewi)
    check_page(page)
    assert "checked out at the desk" in section(page, "left")
    assert "The house rules were not accepted" in section(page, "refused")


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("host", "Withdrawn by the host 09:30"),
        ("guest", "Cancelled by the guest 09:30"),
    ],
)
def test_a_cancelled_visit_of_today_is_found_with_who_cancelled_and_what_to_do(
    dewi: Browser, cast: Cast, invite: Invite, database: Database, by: str, said: str
) -> None:
    visit = invite()
    with database.transaction() as store:
        if by == "host":
            invitations.withdraw(store, cast.hana.id, visit.public_id)
        else:
            state = visit_state.of(store, visit.id)
            guest_answers.decline(store, state, actors.GUEST_BY_LINK)
    page = words(dewi)
    check_page(page)
    cancelled = section(page, "cancelled")
    for words_ in (
        "Gita Pramesti",
        "Hana Wijaya",
        said,
        "Call the host before you let",
    ):
        assert words_ in cancelled
    assert "<form" not in cancelled
    assert "Call the host before you let" in words(dewi, f"/visits/{visit.public_id}")


@pytest.mark.sampled(8)
@pytest.mark.parametrize("reason", list(WaitReason))
def test_whoever_waits_stands_first_with_the_reason_and_what_to_do(
    dewi: Browser, cast: Cast, invite: Invite, database: Database, reason: WaitReason
) -> None:
    visit = invite()
    with database.transaction() as store:
        desk_queue.note(store, store.merge(cast.kiosk), reason, visit.id)
    page = words(dewi)
    check_page(page)
    assert page.index('id="waiting"') < page.index('id="expected"')
    assert "Gita Pramesti" in section(page, "waiting")
    assert 'class="advice"' in section(page, "waiting")
    assert "(1) Front desk" in page


def test_a_guest_who_came_too_early_is_shown_with_their_hour(
    dewi: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    visit = invite()
    with database.transaction() as store:
        desk_queue.note(store, store.merge(cast.kiosk), WaitReason.TOO_EARLY, visit.id)
    assert "arrived too early (expected 10:00)" in section(words(dewi), "waiting")


def test_a_guest_who_came_a_day_early_is_shown_with_their_day(
    dewi: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    visit = invite(day=date(2026, 11, 24))
    with database.transaction() as store:
        desk_queue.note(store, store.merge(cast.kiosk), WaitReason.TOO_EARLY, visit.id)
    said = section(words(dewi), "waiting")
    assert "arrived too early (expected 10:00 (Tue, 24 Nov))" in said


def test_the_board_in_the_night_is_still_of_the_evening(
    front_desk: Flask,
    cast: Cast,
    invite: Invite,
    database: Database,
    clock: SettableClock,
) -> None:
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).closes_at = 2 * 60
    clock.at("2026-11-23 21:00")
    check_in(database, cast.kiosk, invite(starts=time(22), ends=time(1)))
    invite(day=date(2026, 11, 24), starts=time(0, 30), ends=time(1))
    clock.at("2026-11-24 00:10")
    page = words(signed_in(front_desk, cast.dewi.id))
    assert "Today <span>Mon, 23 Nov</span>" in page
    assert "21:00" in section(page, "on-site")
    assert "00:30 (Tue, 24 Nov)" in section(page, "expected")


def test_a_stranger_waits_as_somebody(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    with database.transaction() as store:
        desk_queue.note(store, store.merge(cast.kiosk), WaitReason.UNKNOWN_CODE)
    waits = section(words(dewi), "waiting")
    assert "Somebody" in waits
    assert "shows a code we do not know" in waits


@pytest.mark.parametrize(
    ("outcome", "trouble", "said"),
    [
        (PrintState.QUEUED, None, "On its way to the printer"),
        (
            PrintState.CLAIMED,
            PrintProblemKind.UNREACHABLE,
            "Waits since 09:30: Counter is not reachable",
        ),
        (PrintState.STARTED, None, "Printing now"),
        (
            PrintState.WAITING_PRINTER,
            PrintProblemKind.COVER_OPEN,
            "in the printer since 09:30: the cover of Counter",
        ),
        (PrintState.PRINTED, None, "Printed"),
        (
            PrintState.SENT_UNCONFIRMED,
            None,
            "Sent to the printer, which cannot say whether it came out",
        ),
        (PrintState.NEEDS_HUMAN, None, "Needs a look"),
        (
            PrintState.NEEDS_HUMAN,
            PrintProblemKind.BAD_ADDRESS,
            "Needs a look: did the badge come out? (the address of Counter is wrong)",
        ),
        (PrintState.EXPIRED, None, "Not printed: it waited too long"),
    ],
)
def test_the_board_says_of_the_paper_what_is_known(
    checked_in: Callable[[PrintState, PrintProblemKind | None], None],
    dewi: Browser,
    outcome: PrintState,
    trouble: PrintProblemKind | None,
    said: str,
) -> None:
    checked_in(outcome, trouble)
    assert said in section(words(dewi), "on-site")


def test_a_virtual_printers_paper_is_one_tap_away(
    front_desk_with_paper: Flask,
    cast: Cast,
    checked_in: Callable[[PrintState, PrintProblemKind | None], None],
) -> None:
    checked_in(PrintState.SENT_UNCONFIRMED, None)
    page = words(signed_in(front_desk_with_paper, cast.dewi.id))
    assert f"/printers/{cast.printer.public_id}/paper" in section(page, "on-site")


def test_another_site_sees_nothing_of_it(dieter: Browser, invite: Invite) -> None:
    invite()
    assert "Gita" not in words(dieter)


@pytest.fixture
def checked_in(
    cast: Cast, invite: Invite, database: Database
) -> Callable[[PrintState, PrintProblemKind | None], None]:
    """Gita is in, and this became of her badge."""

    def settle(outcome: PrintState, trouble: PrintProblemKind | None) -> None:
        casting.check_in(database, cast.kiosk, invite())
        with database.transaction() as store:
            job = store.exec(select(PrintJob)).one()
            job.state, job.problem, job.printer_id = outcome, trouble, cast.printer.id

    return settle


def test_the_part_that_changes_opened_as_a_page_leads_to_the_page(
    dewi: Browser,
) -> None:
    opened = dewi.get("/board", headers={"Sec-Fetch-Dest": "document"})

    assert (opened.status_code, opened.location) == (303, "/")
    assert dewi.get("/board", headers={"Sec-Fetch-Dest": "empty"}).status_code == 200


def test_of_a_long_list_the_nearest_rows_and_those_asked_for_are_whole(
    dewi: Browser, invite: Invite
) -> None:
    early = [invite(email=f"e{n}@example.org", starts=time(9, 30)) for n in range(12)]
    evening = [
        invite(email=f"l{n}@example.org", starts=time(16), ends=time(17))
        for n in range(3)
    ]
    asked, *others = (visit.public_id for visit in evening)

    expected = section(words(dewi, f"/board?whole={asked}&whole=nobody"), "expected")

    check_page(words(dewi))
    for whole in (asked, *(visit.public_id for visit in early)):
        assert f"/visits/{whole}/arrival" in expected
    for slim in others:
        assert f'<li class="board-row slim" id="visit-{slim}">' in expected
        assert f'href="/visits/{slim}"' in expected
        assert f"/visits/{slim}/arrival" not in expected
