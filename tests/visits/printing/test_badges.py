"""Badges: one on arrival, another code for each reprint, and words that are the guest's own."""

from datetime import time

import pytest
from sqlmodel import select

from tests.cast import Cast, Invite, SettableClock, check_in
from visits import codes, sites
from visits.lobby import departures
from visits.printing import badge_content, badges
from visits.printing.badges import Reprint
from visits.store.database import Database
from visits.store.printing import Badge, PrintJob
from visits.store.sites import Site
from visits.store.visits import Visit
from visits.vocabulary.printing import PrintState, ReprintReason
from visits.vocabulary.refusals import NotFound, NotInside


def reprint(
    database: Database, cast: Cast, visit: Visit, site: Site | None = None
) -> Badge:
    at = site or cast.senopati
    with database.transaction() as store:
        return badges.reprint(
            store, at.id, visit.public_id, Reprint(ReprintReason.DAMAGED, cast.dewi.id)
        )


def test_an_arrival_has_one_badge_and_one_print_job(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)

    with database.reading() as store:
        badge, job = badges.newest(store, [visit.id])[visit.id]
        assert len(store.exec(select(PrintJob)).all()) == 1
    assert (badge.copy_number, job.state, job.site_id) == (
        1,
        PrintState.QUEUED,
        cast.senopati.id,
    )


def test_a_reprint_is_another_badge_with_another_code_in_force(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)

    second = reprint(database, cast, visit)

    with database.reading() as store:
        first, newest = store.exec(select(Badge).order_by("copy_number")).all()
        assert (newest.id, newest.copy_number) == (second.id, 2)
        assert badges.code(store, first) != badges.code(store, newest)
        assert [badges.is_in_force(store, badge) for badge in (first, newest)] == [
            False,
            True,
        ]
        assert badges.by_code(store, codes.digest(badges.code(store, newest))) == newest


def test_only_who_is_inside_gets_another_badge(
    database: Database, cast: Cast, invite: Invite
) -> None:
    expected, gone = invite(), invite(starts=time(10, 5))
    check_in(database, cast.kiosk, gone)
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, gone.public_id, cast.dewi.id)

    for visit in (expected, gone):
        with pytest.raises(NotInside):
            reprint(database, cast, visit)


def test_another_site_prints_nobodys_badge(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)

    with pytest.raises(NotFound):
        reprint(database, cast, visit, cast.mitte)


def test_no_two_badges_of_a_site_have_the_same_number_on_one_day(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit, other = invite(), invite()
    for each in (visit, other):
        check_in(database, cast.kiosk, each)
    numbers = [reprint(database, cast, visit).number for _ in range(3)]

    assert [number[-3:] for number in numbers] == ["003", "004", "005"]


def test_numbers_begin_anew_each_day_with_another_letter(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    first = reprint(database, cast, visit).number
    clock.at("2026-11-24 00:01")

    second = reprint(database, cast, visit).number

    assert second.endswith("-001")
    assert first[:2] != second[:2]


def test_every_badge_raises_the_number_a_board_waits_for(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    with database.reading() as store:
        before = sites.version(store, cast.senopati.id)

    reprint(database, cast, visit)

    with database.reading() as store:
        assert sites.version(store, cast.senopati.id) > before


def test_a_badge_says_who_whom_where_and_until_when(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite(badge_name="Gita P.")
    check_in(database, cast.kiosk, visit)

    with database.reading() as store:
        badge, _ = badges.newest(store, [visit.id])[visit.id]
        words = badge_content.content(store, badge.id)

    assert (words.name, words.host, words.company) == (
        "Gita P.",
        "Hana Wijaya",
        "Langit Studio",
    )
    assert (words.site, words.day, words.valid_until) == (
        "Senopati",
        "23 Nov 2026",
        "20:00",
    )
    assert (words.number, words.copy) == (badge.number, 1)


@pytest.mark.parametrize("private", [True, False])
def test_a_site_chooses_whether_badges_show_names(
    database: Database, cast: Cast, invite: Invite, *, private: bool
) -> None:
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).private_badges = private
    visit = invite()
    check_in(database, cast.kiosk, visit)

    with database.reading() as store:
        assert (
            badge_content.content(
                store, badges.newest(store, [visit.id])[visit.id][0].id
            ).private
            is private
        )


@pytest.mark.parametrize(
    ("language", "word"),
    [("id", "Tamu"), ("ar", "ضيف"), ("en-GB", "Guest"), ("de", "Guest")],
)
def test_a_badge_speaks_the_sites_language(
    database: Database, cast: Cast, invite: Invite, language: str, word: str
) -> None:
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).language = language
    visit = invite()
    check_in(database, cast.kiosk, visit)

    with database.reading() as store:
        assert (
            badge_content.content(
                store, badges.newest(store, [visit.id])[visit.id][0].id
            ).word
            == word
        )


def test_a_forgotten_guest_is_on_no_badge(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    clock.forward(days=31)

    with database.reading() as store, pytest.raises(NotFound):
        badge_content.content(store, badges.newest(store, [visit.id])[visit.id][0].id)
