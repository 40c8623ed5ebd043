"""Boards: each visit in one place, a host's own guests, and nothing of anybody else's."""

from datetime import date, time

import pytest

from printers.vocabulary import PrinterCondition, PrintProblemKind
from tests.cast import TODAY, Cast, Invite, SettableClock, check_in, party_code, scan
from tests.kiosk.tablet import statements
from tests.query_plans import plans
from visits import board, invitations, sites, visit_state
from visits.board import Board
from visits.board_plans import BoardPlan
from visits.lobby import arrivals, departures, desk_queue
from visits.printing import printers
from visits.printing.printers import Sighting
from visits.store.database import Database
from visits.store.sites import Site
from visits.store.visits import Visit
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.visits import Level, RefusalReason, WaitReason

TOMORROW = date(2026, 11, 24)


def of_site(database: Database, site: Site) -> Board:
    with database.reading() as store:
        return board.of_site(store, site.id, 2)


def places(shown: Board, visit: Visit) -> list[str]:
    """Where on the board the visit stands."""
    lists = {
        "waiting": [waiting.row for waiting in shown.waiting if waiting.row],
        "expected": shown.expected,
        "on_site": shown.on_site,
        "left": shown.left,
        "refused": shown.refused,
    }
    return [
        name
        for name, lines in lists.items()
        for line in lines
        if line.public_id == visit.public_id
    ]


def test_guests_of_the_same_hour_are_listed_by_name(
    database: Database, cast: Cast, invite: Invite
) -> None:
    order = ["Citra", "Ánh", "budi", "Wahid", "Adi"]
    for name in order:
        hour = time(9 if name == "Wahid" else 10)
        invite(name=name, email=f"{order.index(name)}@example.org", starts=hour)

    shown = [
        row.guest.name.reveal() for row in of_site(database, cast.senopati).expected
    ]

    assert shown == ["Wahid", "Adi", "Ánh", "budi", "Citra"]


def test_every_visit_stands_in_one_place(
    database: Database, cast: Cast, invite: Invite
) -> None:
    expected, inside, gone, refused, at_desk = (
        invite(starts=time(10, minute)) for minute in range(5)
    )
    for visit in (inside, gone):
        check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, gone.public_id, cast.dewi.id)
        arrivals.refuse(
            store,
            cast.senopati.id,
            refused.public_id,
            RefusalReason.SAFETY,
            cast.dewi.id,
        )
        desk_queue.note(store, cast.kiosk, WaitReason.TOO_EARLY, at_desk.id)

    shown = of_site(database, cast.senopati)

    assert [
        places(shown, visit) for visit in (expected, inside, gone, refused, at_desk)
    ] == [
        ["expected"],
        ["on_site"],
        ["left"],
        ["refused"],
        ["waiting"],
    ]


def test_who_is_inside_is_on_the_list_for_an_evacuation_even_while_they_wait(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        desk_queue.note(store, cast.kiosk, WaitReason.USED_AGAIN, visit.id)

    assert places(of_site(database, cast.senopati), visit) == ["waiting", "on_site"]


def test_a_withdrawn_visit_is_on_no_board(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id)

    assert places(of_site(database, cast.senopati), visit) == []


def test_a_board_is_of_its_day(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    today, tomorrow = invite(day=TODAY), invite(day=TOMORROW)
    shown = of_site(database, cast.senopati)
    assert [places(shown, visit) for visit in (today, tomorrow)] == [["expected"], []]

    clock.at("2026-11-24 00:00")

    shown = of_site(database, cast.senopati)
    assert [places(shown, visit) for visit in (today, tomorrow)] == [[], ["expected"]]


def test_who_is_still_inside_after_midnight_is_on_the_board(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    clock.at("2026-11-24 00:01")

    assert places(of_site(database, cast.senopati), visit) == ["on_site"]


def test_a_guest_of_another_day_who_waits_is_on_the_board(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite(day=TOMORROW)
    with database.transaction() as store:
        desk_queue.note(store, cast.kiosk, WaitReason.TOO_EARLY, visit.id)

    shown = of_site(database, cast.senopati)

    assert places(shown, visit) == ["waiting"]
    assert shown.waiting[0].kiosk_name == "Lobby"


def test_a_stranger_who_waits_has_no_visit(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        desk_queue.note(store, cast.kiosk, WaitReason.HELP)

    assert [waiting.row for waiting in of_site(database, cast.senopati).waiting] == [
        None
    ]


def test_the_desk_sees_name_host_company_and_badge(
    database: Database, cast: Cast, invite: Invite
) -> None:
    check_in(database, cast.kiosk, invite())

    line = of_site(database, cast.senopati).on_site[0]

    assert (line.guest.name.reveal(), line.host_name, line.company) == (
        "Gita Pramesti",
        "Hana Wijaya",
        "Langit Studio",
    )
    assert line.badge is not None
    assert line.guest.email.reveal() == ""


def test_another_sites_board_is_empty(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite(least_level=Level.ID_SEEN)
    scan(database, cast.kiosk, visit)

    shown = of_site(database, cast.mitte)

    assert places(shown, visit) == []
    assert not shown.waiting


def test_a_host_sees_their_own_guests_only(
    database: Database, cast: Cast, invite: Invite
) -> None:
    hanas, rakas = invite(), invite(host=cast.raka, name="Budi Santoso")

    with database.reading() as store:
        seen = {
            host.id: board.of_host(store, host.id) for host in (cast.hana, cast.raka)
        }
        with pytest.raises(NotFound):
            board.row_of_host(store, cast.raka.id, hanas.public_id)
    assert [line.public_id for line in seen[cast.hana.id]] == [hanas.public_id]
    assert [line.public_id for line in seen[cast.raka.id]] == [rakas.public_id]


def test_a_visit_to_another_site_does_not_exist_for_the_desk(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()

    with database.reading() as store:
        assert (
            board.row_at_site(store, cast.senopati.id, visit.public_id, 2).public_id
            == visit.public_id
        )
        with pytest.raises(NotFound):
            board.row_at_site(store, cast.mitte.id, visit.public_id, 2)


def test_a_line_shows_no_words_of_the_guest_nor_the_host_in_its_own_text(
    database: Database, invite: Invite, cast: Cast
) -> None:
    visit = invite()

    with database.reading() as store:
        line = board.row_at_site(store, cast.senopati.id, visit.public_id, 2)

    for secret in ("Gita", "Hana"):
        assert secret not in f"{line!r} {line}"


def test_a_board_of_many_stuck_badges_asks_the_store_no_more_often(
    database: Database, cast: Cast, invite: Invite
) -> None:
    with database.transaction() as store:
        printers.record_sighting(
            store, store.merge(cast.printer), Sighting(PrinterCondition.PAPER_OUT)
        )
    asked = []
    for number in range(6):
        check_in(database, cast.kiosk, invite(email=f"guest{number}@example.org"))
        with statements(database) as heard:
            of_site(database, cast.senopati)
        asked.append(len(heard))
    queue = of_site(database, cast.senopati).queue
    assert asked == [asked[0]] * 6
    assert [(held.count, held.problem.kind) for held in queue.blocked] == [
        (6, PrintProblemKind.PAPER_OUT)
    ]
    assert len(queue.unprinted) == 6


@pytest.mark.embedded
def test_no_list_looks_through_visits_that_are_over(
    database: Database, cast: Cast, invite: Invite
) -> None:
    check_in(database, cast.kiosk, invite())

    asked = [
        *plans(database, lambda store: board.of_site(store, cast.senopati.id, 2)),
        *plans(database, lambda store: board.of_host(store, cast.hana.id)),
        *plans(database, departures.past_closing),
    ]

    used = " ".join(asked)
    for table in ("visit", "invitation", "arrival", "departure", "badge", "printjob"):
        assert f"SCAN {table}" not in used
    # By site or host and time, never by site or host alone.
    assert "invitation_by_site (site_id=? AND day_ends_at>?)" in used
    assert "invitation_by_host (host_id=? AND day_ends_at>?)" in used
    assert "arrival_inside (inside_site_id=?)" in used
    for whole in ("(site_id=?)", "(host_id=?)"):
        assert f"invitation_by_site {whole}" not in used
        assert f"ix_visit_site_id {whole}" not in used
        assert f"ix_visit_host_id {whole}" not in used


def planned(database: Database, site: Site) -> dict[int, tuple[int, int, int, bool]]:
    shown = of_site(database, site)
    rows = [*shown.expected, *shown.on_site, *shown.left, *shown.cancelled]
    return {
        row.visit_state.id: (
            row.plan.number,
            row.plan.of,
            row.plan.inside,
            row.plan.is_party,
        )
        for row in rows
        if row.plan
    }


def test_the_board_says_which_day_of_a_series_it_is_and_nothing_of_a_guest_alone(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    days = (TODAY + sites.DAY, TODAY + 2 * sites.DAY)
    first = invite(more_days=days)
    alone = invite(email="alone@example.org", day=days[0])
    clock.at("2026-11-24 09:30")

    shown = planned(database, cast.senopati)

    assert shown == {first.id + 1: (2, 3, 0, False)}
    assert alone.id not in shown
    with database.transaction() as store:
        last = visit_state.of(store, first.id + 2).visit.public_id
        invitations.withdraw(store, cast.hana.id, last)
    assert planned(database, cast.senopati) == {first.id + 1: (2, 2, 0, False)}


def test_the_board_says_how_many_of_a_party_are_inside(
    database: Database, cast: Cast
) -> None:
    party_code(database, cast)
    assert planned(database, cast.senopati) == {
        1: (1, 2, 0, True),
        2: (2, 2, 0, True),
    }
    with database.transaction() as store:
        public_id = visit_state.of(store, 1).visit.public_id
        place = cast.senopati.id, public_id
        arrivals.check_in_at_desk(store, *place, cast.dewi.id)

    assert {plan[2] for plan in planned(database, cast.senopati).values()} == {1}
    with database.reading() as store:
        row = board.row_at_site(store, *place, cast.dewi.id)
        [other] = board.party_at_site(store, row, cast.dewi.id)
        assert other.guest.name.reveal() == "Budi Santoso"
        assert row.plan == BoardPlan(1, 2, 1, is_party=True)


def test_a_board_of_many_series_and_parties_asks_the_store_no_more_often(
    database: Database, cast: Cast, invite: Invite
) -> None:
    asked = []
    for number in range(3):
        party_code(database, cast, nonce=str(number))
        invite(email=f"{number}@example.org", more_days=(TODAY + sites.DAY,))
        with statements(database) as heard:
            of_site(database, cast.senopati)
        asked.append(len(heard))

    assert asked == [asked[0]] * 3
