"""One visit: what the desk may do about it, what it may not, and what a second tap does."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import select

from tests import cast as casting
from tests.cast import TODAY, Cast, Invite, SettableClock, party_code
from tests.front_desk.conftest import LineOf
from tests.web.cast import Browser, signed_in
from tests.web.page_rules import check_page
from visits import guest_answers, house_rules, invitations, sites, visit_state
from visits.lobby import arrivals, departures, one_time_codes, verification
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.lobby import Encounter
from visits.store.printing import Badge, PrintJob
from visits.store.sites import Kiosk
from visits.store.visits import Visit
from visits.visit_state import Stage
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.printing import PrintState, ReprintReason
from visits.vocabulary.visits import LeftBy, Level, RefusalReason

Arrived = Callable[[], Visit]
ACTS = [
    ("arrival", {}),
    ("refusal", {"reason": "safety"}),
    ("departure", {}),
    ("badges", {"reason": "lost", "replaces": 1}),
    ("handover", {}),
    ("another-printer", {"printer": "x", "replaces": 1}),
    ("handwriting", {"replaces": 1}),
    ("return", {}),
    ("undoing", {}),
]


@pytest.fixture
def arrived(cast: Cast, invite: Invite, database: Database) -> Arrived:
    """Gita has checked in at the kiosk."""

    def come() -> Visit:
        visit = invite()
        casting.check_in(database, cast.kiosk, visit)
        return visit

    return come


def done_by(database: Database, act: Act) -> list[int | None]:
    with database.reading() as store:
        return list(
            store.exec(select(AuditEntry.actor_id).where(AuditEntry.act == act))
        )


def copies(database: Database, visit: Visit) -> list[int | None]:
    with database.reading() as store:
        return list(
            store.exec(select(Badge.copy_number).where(Badge.visit_id == visit.id))
        )


def test_the_desk_sees_which_house_rules_were_accepted_and_when(
    dewi: Browser, cast: Cast, invite: Invite, database: Database, clock: SettableClock
) -> None:
    visit = invite()
    encounter = casting.scan(database, cast.kiosk, visit)
    with database.transaction() as store:
        site = sites.of(store, cast.senopati.id)
        house_rules.write(store, site, {"en": "Badge visible."})
        there = store.get_one(Encounter, encounter.id)
        kiosk = store.get_one(Kiosk, cast.kiosk.id)
        digits = one_time_codes.digits(store, there)
        verification.confirm(store, kiosk, there, digits, 1)
    walk_in, _ = casting.ask_for(database, cast.kiosk, cast.hana, rules=1)
    clock.forward(minutes=5)
    unasked = invite(email="unasked@example.org")
    dewi.post(f"/visits/{unasked.public_id}/arrival")

    for one in (visit, walk_in):
        page = dewi.get(f"/visits/{one.public_id}").get_data(as_text=True)
        assert "<strong>House rules accepted</strong> version 1, 09:30<" in page
    page = dewi.get(f"/visits/{unasked.public_id}").get_data(as_text=True)
    assert "Arrived" in page
    assert "House rules" not in page


def test_a_guest_whose_id_was_seen_is_in(
    dewi: Browser, cast: Cast, invite: Invite, line_of: LineOf, database: Database
) -> None:
    visit = invite()
    answer = dewi.post(f"/visits/{visit.public_id}/arrival")
    arrival = line_of(visit).visit_state.arrival
    assert (answer.status_code, answer.location) == (303, "/")
    assert arrival
    assert (arrival.level, arrival.member_id) == (Level.ID_SEEN, cast.dewi.id)
    assert done_by(database, Act.ID_SEEN) == [cast.dewi.id]
    assert "Checked in." in dewi.get("/").get_data(as_text=True)


def test_a_second_check_in_changes_nothing(
    dewi: Browser, invite: Invite, line_of: LineOf, database: Database
) -> None:
    visit = invite()
    dewi.post(f"/visits/{visit.public_id}/arrival")
    first = line_of(visit).visit_state.arrival
    answer = dewi.post(f"/visits/{visit.public_id}/arrival")
    assert answer.status_code == 422
    assert "already arrived" in answer.get_data(as_text=True)
    assert line_of(visit).visit_state.arrival == first
    assert copies(database, visit) == [1]


@pytest.mark.parametrize(
    ("who", "said"),
    [("host", "Withdrawn by the host"), ("guest", "Cancelled by the guest")],
)
def test_a_cancelled_visit_says_by_whom_and_nobody_is_checked_in(
    dewi: Browser,
    cast: Cast,
    invite: Invite,
    line_of: LineOf,
    database: Database,
    who: str,
    said: str,
) -> None:
    visit = invite()
    with database.transaction() as store:
        if who == "host":
            invitations.withdraw(store, cast.hana.id, visit.public_id)
        else:
            state = visit_state.of(store, visit.id)
            guest_answers.decline(store, state, actors.GUEST_BY_LINK)
    answer = dewi.post(f"/visits/{visit.public_id}/arrival")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "this visit was cancelled" in page
    assert said in page
    assert line_of(visit).stage is Stage.WITHDRAWN


@pytest.mark.parametrize("reason", list(RefusalReason))
def test_a_guest_is_turned_away_for_a_reason_from_the_list(
    dewi: Browser, cast: Cast, invite: Invite, line_of: LineOf, reason: RefusalReason
) -> None:
    visit = invite()
    answer = dewi.post(f"/visits/{visit.public_id}/refusal", reason=reason)
    refusal = line_of(visit).visit_state.refusal
    assert answer.status_code == 303
    assert refusal
    assert (refusal.reason, refusal.member_id) == (reason, cast.dewi.id)


@pytest.mark.parametrize("typed", [{}, {"reason": ""}, {"reason": "ugly shoes"}])
def test_nobody_is_turned_away_without_a_reason_from_the_list(
    dewi: Browser, invite: Invite, line_of: LineOf, typed: dict[str, str]
) -> None:
    visit = invite()
    answer = dewi.post(f"/visits/{visit.public_id}/refusal", **typed)
    page = answer.get_data(as_text=True)
    check_page(page)
    assert answer.status_code == 422
    assert "field-error" in page
    assert line_of(visit).stage is Stage.EXPECTED


def test_turning_away_twice_keeps_the_first_reason(
    dewi: Browser, invite: Invite, line_of: LineOf, database: Database
) -> None:
    visit = invite()
    for reason in ("safety", "house_rules"):
        assert (
            dewi.post(f"/visits/{visit.public_id}/refusal", reason=reason).status_code
            == 303
        )
    refusal = line_of(visit).visit_state.refusal
    assert refusal
    assert refusal.reason is RefusalReason.SAFETY
    assert len(done_by(database, Act.REFUSED)) == 1


def test_a_guest_who_is_in_is_not_turned_away(
    dewi: Browser, arrived: Arrived, line_of: LineOf
) -> None:
    visit = arrived()
    answer = dewi.post(f"/visits/{visit.public_id}/refusal", reason="safety")
    assert answer.status_code == 422
    assert "already arrived" in answer.get_data(as_text=True)
    assert line_of(visit).stage is Stage.ON_SITE


def test_a_guest_is_checked_out_once(
    dewi: Browser, cast: Cast, arrived: Arrived, line_of: LineOf
) -> None:
    visit = arrived()
    first = dewi.post(f"/visits/{visit.public_id}/departure")
    second = dewi.post(f"/visits/{visit.public_id}/departure")
    departure = line_of(visit).visit_state.departure
    assert (first.status_code, second.status_code) == (303, 422)
    assert "not inside" in second.get_data(as_text=True)
    assert departure
    assert (departure.by, departure.member_id) == (LeftBy.DESK, cast.dewi.id)


def undone_by(board: str) -> str:
    """What the one button of the board that undoes something sends."""
    [mark] = re.findall('name="of" value="([^"]+)"', board)
    return str(mark)


@pytest.mark.parametrize(("state", "is_out"), [("claimed", False), ("printed", True)])
def test_whoever_undoes_a_check_in_reads_whether_a_badge_is_to_be_taken_back(
    dewi: Browser, invite: Invite, database: Database, state: str, *, is_out: bool
) -> None:
    visit = invite()
    dewi.post(f"/visits/{visit.public_id}/arrival")
    with database.transaction() as store:
        store.exec(select(PrintJob)).one().state = PrintState(state)
    mark = undone_by(dewi.get("/board").get_data(as_text=True))

    dewi.post(f"/visits/{visit.public_id}/undoing", of=mark)

    page = dewi.get("/").get_data(as_text=True)
    assert "Undone: the guest is where they were before." in page
    assert ("Take their badge back" in page) is is_out
    assert 'class="badge-number"' not in page


@pytest.mark.parametrize(
    ("act", "typed", "stage"),
    [
        ("arrival", {}, Stage.EXPECTED),
        ("departure", {}, Stage.ON_SITE),
        ("refusal", {"reason": "safety"}, Stage.EXPECTED),
    ],
)
def test_the_board_offers_to_undo_for_thirty_seconds(
    dewi: Browser,
    database: Database,
    cast: Cast,
    invite: Invite,
    line_of: LineOf,
    clock: SettableClock,
    act: str,
    typed: dict[str, str],
    stage: Stage,
) -> None:
    visit = invite()
    if stage is Stage.ON_SITE:
        casting.check_in(database, cast.kiosk, visit)
    said = ""
    for wait, is_offered in ((30, True), (31, False)):
        dewi.post(f"/visits/{visit.public_id}/{act}", **typed)
        mark = undone_by(dewi.get("/board").get_data(as_text=True))
        clock.forward(seconds=wait)
        assert ("/undoing" in dewi.get("/board").get_data(as_text=True)) is is_offered
        undone = dewi.post(f"/visits/{visit.public_id}/undoing", of=mark)
        assert undone.status_code == (303 if is_offered else 422)
        assert (line_of(visit).stage is stage) is is_offered
        said = undone.get_data(as_text=True)
    assert "more than 30 seconds ago" in said


@pytest.mark.parametrize("reason", list(ReprintReason))
def test_a_reprint_is_another_badge(
    dewi: Browser, cast: Cast, arrived: Arrived, line_of: LineOf, reason: ReprintReason
) -> None:
    visit = arrived()
    answer = dewi.post(f"/visits/{visit.public_id}/badges", reason=reason, replaces=1)
    badge = line_of(visit).badge
    assert answer.status_code == 303
    assert badge
    assert (badge.copy_number, badge.reason, badge.member_id) == (
        2,
        reason,
        cast.dewi.id,
    )


def test_a_second_tap_prints_no_third_badge(
    dewi: Browser, arrived: Arrived, database: Database
) -> None:
    visit = arrived()
    for _ in range(2):
        answer = dewi.post(
            f"/visits/{visit.public_id}/badges", reason="lost", replaces=1
        )
        assert answer.status_code == 303
    assert copies(database, visit) == [1, 2]


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"replaces": "1"}, 422),
        ({"reason": "fancy", "replaces": "1"}, 422),
        # What nobody types did not come: no choice of the list would help.
        ({}, 400),
        ({"reason": "lost"}, 400),
        ({"reason": "lost", "replaces": "one"}, 400),
    ],
)
def test_nothing_is_printed_again_without_a_reason_from_the_list(
    dewi: Browser,
    arrived: Arrived,
    database: Database,
    typed: dict[str, str],
    status: int,
) -> None:
    visit = arrived()
    answer = dewi.post(f"/visits/{visit.public_id}/badges", **typed)
    assert answer.status_code == status
    assert copies(database, visit) == [1]


def test_a_guest_who_left_gets_no_badge(
    dewi: Browser, arrived: Arrived, database: Database
) -> None:
    visit = arrived()
    dewi.post(f"/visits/{visit.public_id}/departure")
    answer = dewi.post(f"/visits/{visit.public_id}/badges", reason="lost", replaces=1)
    assert answer.status_code == 422
    assert copies(database, visit) == [1]


def test_a_badge_somebody_saw_is_printed(
    dewi: Browser, arrived: Arrived, line_of: LineOf, database: Database
) -> None:
    visit = arrived()
    with database.transaction() as store:
        store.exec(select(PrintJob)).one().state = PrintState.NEEDS_HUMAN
    assert "Badge came out" in dewi.get("/").get_data(as_text=True)
    for _ in range(2):
        assert dewi.post(f"/visits/{visit.public_id}/handover").status_code == 303
    job = line_of(visit).print_job
    assert job
    assert job.state is PrintState.PRINTED


def test_a_guest_whose_day_is_over_is_not_checked_in(
    front_desk: Flask, cast: Cast, invite: Invite, clock: SettableClock, line_of: LineOf
) -> None:
    visit = invite()
    clock.forward(hours=24)
    browser = signed_in(front_desk, cast.dewi.id)
    answer = browser.post(f"/visits/{visit.public_id}/arrival")
    assert answer.status_code == 422
    assert "day of this invitation is over" in answer.get_data(as_text=True)
    assert line_of(visit).stage is Stage.EXPECTED


def test_a_guest_of_another_day_is_not_checked_in(
    dewi: Browser, invite: Invite, line_of: LineOf
) -> None:
    visit = invite(day=casting.TODAY.replace(day=casting.TODAY.day + 1))
    answer = dewi.post(f"/visits/{visit.public_id}/arrival")
    assert answer.status_code == 422
    assert "invited for another day" in answer.get_data(as_text=True)
    assert line_of(visit).stage is Stage.EXPECTED


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("noun", "typed"), ACTS)
def test_another_sites_visit_does_not_exist(
    dieter: Browser,
    invite: Invite,
    line_of: LineOf,
    noun: str,
    typed: dict[str, object],
) -> None:
    visit = invite()
    answer = dieter.post(f"/visits/{visit.public_id}/{noun}", **typed)
    assert answer.status_code == 404
    assert line_of(visit).stage is Stage.EXPECTED
    assert dieter.get(f"/visits/{visit.public_id}").status_code == 404


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("noun", "typed"), ACTS)
def test_without_the_pages_token_nothing_happens(
    dewi: Browser, invite: Invite, line_of: LineOf, noun: str, typed: dict[str, object]
) -> None:
    visit = invite()
    answer = dewi.client.post(f"/visits/{visit.public_id}/{noun}", data=typed)
    assert answer.status_code == 400
    assert line_of(visit).stage is Stage.EXPECTED


def test_a_visits_facts_stand_in_order(dewi: Browser, arrived: Arrived) -> None:
    visit = arrived()
    dewi.post(f"/visits/{visit.public_id}/badges", reason="damaged", replaces=1)
    dewi.post(f"/visits/{visit.public_id}/departure")
    page = dewi.get(f"/visits/{visit.public_id}").get_data(as_text=True)
    check_page(page)
    facts = page.split('class="facts"')[1]
    places = [
        facts.index(fact) for fact in ("Invited", "Arrived", "copy 2", "Checked out")
    ]
    assert places == sorted(places)
    assert "It is damaged" in facts


def at_kiosk(world: Cast, database: Database, visit: Visit) -> None:
    casting.check_in(database, world.kiosk, visit)


def by_host(world: Cast, database: Database, visit: Visit) -> None:
    encounter = casting.scan(database, world.kiosk, visit)
    with database.transaction() as store:
        digits = verification.vouch_digits(store, encounter)
        verification.vouch(store, world.hana.id, digits)


def at_desk(world: Cast, database: Database, visit: Visit) -> None:
    with database.transaction() as store:
        arrivals.check_in_at_desk(
            store, world.senopati.id, visit.public_id, world.dewi.id
        )


def back_in(world: Cast, database: Database, visit: Visit) -> None:
    at_kiosk(world, database, visit)
    with database.transaction() as store:
        departures.check_out(store, visit.site_id, visit.public_id, world.dewi.id)
    with database.transaction() as store:
        arrivals.let_back_in(store, visit.site_id, visit.public_id, world.dewi.id)


@pytest.mark.parametrize(
    ("come", "said"),
    [
        (at_kiosk, "with digits sent by e\N{NON-BREAKING HYPHEN}mail"),
        (by_host, "the host vouched in person"),
        (at_desk, "a photo ID was seen"),
        (back_in, "let back in by the front desk"),
    ],
)
def test_what_happened_is_said_and_not_what_was_asked_for(
    dewi: Browser,
    cast: Cast,
    invite: Invite,
    database: Database,
    come: Callable[[Cast, Database, Visit], None],
    said: str,
) -> None:
    visit = invite()
    come(cast, database, visit)

    page = dewi.get(f"/visits/{visit.public_id}").get_data(as_text=True)

    assert f"09:30, {said}</li>" in page
    assert "or the host in person" not in page


@pytest.mark.parametrize("stage", ["expected", "on_site", "left", "refused"])
def test_a_visits_page_keeps_the_rules_and_offers_what_is_possible(
    dewi: Browser, invite: Invite, stage: str
) -> None:
    path = f"/visits/{invite().public_id}"
    if stage in {"on_site", "left"}:
        dewi.post(f"{path}/arrival")
    if stage == "left":
        dewi.post(f"{path}/departure")
    if stage == "refused":
        dewi.post(f"{path}/refusal", reason="safety")
    page = dewi.get(path).get_data(as_text=True)
    check_page(page)
    offered = {noun for noun, _ in ACTS if f'action="{path}/{noun}"' in page}
    possible = {
        "expected": {"arrival", "refusal"},
        "on_site": {"departure", "badges"},
        "left": {"return"},
    }
    assert offered == possible.get(stage, set())


def test_one_act_on_the_board_lets_a_guest_back_in(
    dewi: Browser, arrived: Arrived, line_of: LineOf, database: Database
) -> None:
    visit = arrived()
    dewi.post(f"/visits/{visit.public_id}/departure")
    board = dewi.get("/").get_data(as_text=True)
    assert f'action="/visits/{visit.public_id}/return"' in board

    dewi.post(f"/visits/{visit.public_id}/return")

    assert line_of(visit).stage is Stage.ON_SITE
    assert copies(database, visit) == [1, 2]
    again = dewi.post(f"/visits/{visit.public_id}/return")
    assert "already arrived" in again.get_data(as_text=True)


def test_board_and_visit_name_the_party_by_number_and_link_to_its_others(
    database: Database, cast: Cast, dewi: Browser
) -> None:
    party_code(database, cast)
    with database.reading() as store:
        gita, budi = (visit_state.of(store, one).visit.public_id for one in (1, 2))
    dewi.get("/")
    assert dewi.post(f"/visits/{gita}/arrival").status_code == 303

    assert dewi.get("/board").get_data(as_text=True).count("party: 1 of 2 here") == 2
    said = dewi.get(f"/visits/{budi}").get_data(as_text=True)
    assert "party: 1 of 2 here" in said
    assert f'href="/visits/{gita}"><bdi>Gita Pramesti</bdi></a>, on site' in said


def test_board_and_visit_say_which_day_of_a_series_it_is(
    dewi: Browser, invite: Invite
) -> None:
    visit = invite(more_days=(TODAY + timedelta(days=1),))

    for page in ("/board", f"/visits/{visit.public_id}"):
        assert "day 1 of 2" in dewi.get(page).get_data(as_text=True)
