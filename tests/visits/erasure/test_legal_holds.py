"""Holds: a visit is remembered until its review day at most, and for a reason that is in the audit log."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select

from lencana import command_line
from tests.cast import TODAY, Cast, Invite, SettableClock, check_in
from tests.visits.erasure.kept_envelopes import kept, leaves
from visits.erasure import legal_holds, purge
from visits.retention import deadlines
from visits.store.audit import AuditEntry
from visits.store.database import Database, utc_now
from visits.store.rights import LegalHold
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.policy import RetentionClass
from visits.vocabulary.refusals import NotFound, ReviewOutOfRange

REVIEW = date(2027, 1, 22)
REVIEWED = datetime(2027, 1, 22, 17, tzinfo=UTC)
DAY = timedelta(days=1)


def hold(database: Database, visit: Visit, review: date = REVIEW) -> LegalHold:
    with database.transaction() as store:
        return legal_holds.place(
            store, visit.id, HoldReason.INCIDENT, review, actors.OPERATOR
        )


def release(database: Database, held: LegalHold) -> None:
    with database.transaction() as store:
        legal_holds.release(store, held.public_id, actors.OPERATOR)


def acts(database: Database, visit: Visit) -> list[Act]:
    with database.reading() as store:
        of_it = select(AuditEntry).where(AuditEntry.visit_id == visit.id)
        return [entry.act for entry in store.exec(of_it.order_by(col(AuditEntry.id)))]


@pytest.fixture
def visit(database: Database, cast: Cast, invite: Invite) -> Visit:
    """Gita came and left."""
    invited = invite()
    check_in(database, cast.kiosk, invited)
    leaves(database, cast, invited)
    return invited


def test_what_is_held_is_kept_to_the_end_of_the_review_day(
    database: Database, visit: Visit
) -> None:
    hold(database, visit)

    assert kept(database, visit) == dict.fromkeys(RetentionClass, REVIEWED)


def test_a_hold_that_ends_before_its_retention_class_changes_nothing_of_it(
    database: Database, clock: SettableClock, visit: Visit
) -> None:
    hold(database, visit, TODAY + 3 * DAY)

    assert kept(database, visit)[RetentionClass.LOG] == clock.now + 30 * DAY


@pytest.mark.parametrize("review", [TODAY - DAY, TODAY, TODAY + 91 * DAY])
def test_a_review_is_on_a_day_to_come_and_ninety_ahead_at_most(
    database: Database, visit: Visit, review: date
) -> None:
    with pytest.raises(ReviewOutOfRange):
        hold(database, visit, review)

    hold(database, visit, TODAY + 90 * DAY)


def test_a_hold_past_its_review_lapses_and_the_next_purge_erases(
    database: Database, clock: SettableClock, visit: Visit
) -> None:
    hold(database, visit)
    clock.now = REVIEWED - timedelta(seconds=1)
    assert purge.purge(database).visits == 0

    clock.now = REVIEWED

    with database.reading() as store:
        assert (deadlines.hold_on(store, visit.id), legal_holds.listed(store)) == (
            None,
            [],
        )
    assert purge.purge(database).visits == 1


def test_a_second_hold_renews_the_first(
    database: Database, clock: SettableClock, visit: Visit
) -> None:
    hold(database, visit)
    clock.at("2027-01-20 09:00")
    second = hold(database, visit, date(2027, 4, 1))

    with database.reading() as store:
        found = deadlines.hold_on(store, visit.id)
        assert [one.id for one in legal_holds.listed(store)] == [
            second.id - 1,
            second.id,
        ]
    assert (found and found.id) == second.id
    assert kept(database, visit)[RetentionClass.LOG] > REVIEWED


def test_a_released_hold_falls_back_to_the_retention_classes_own_time(
    database: Database, clock: SettableClock, visit: Visit
) -> None:
    held = hold(database, visit)
    release(database, held)

    assert kept(database, visit) == {
        RetentionClass.CONTACT: clock.now + DAY,
        RetentionClass.LOG: clock.now + 30 * DAY,
    }
    assert acts(database, visit)[-2:] == [Act.HELD, Act.HOLD_RELEASED]


def test_what_only_a_hold_kept_is_gone_with_it_at_once_and_no_backup_brings_it_back(
    database: Database, clock: SettableClock, visit: Visit
) -> None:
    held = hold(database, visit)
    clock.forward(days=31)

    release(database, held)

    with database.reading() as store:
        assert store.get(Visit, visit.id) is None
    assert acts(database, visit)[-2:] == [Act.HOLD_RELEASED, Act.ERASED]
    assert len(database.keys.decisions.erased()) == 1


def test_a_hold_brings_nothing_back_that_was_due(
    database: Database, clock: SettableClock, visit: Visit
) -> None:
    clock.forward(hours=25)
    before = kept(database, visit)[RetentionClass.CONTACT]

    hold(database, visit)

    assert kept(database, visit) == {
        RetentionClass.CONTACT: before,
        RetentionClass.LOG: REVIEWED,
    }


def test_a_hold_is_released_once(database: Database, visit: Visit) -> None:
    held = hold(database, visit)
    release(database, held)

    with pytest.raises(NotFound):
        release(database, held)


def test_holds_are_listed_by_site(database: Database, cast: Cast, visit: Visit) -> None:
    hold(database, visit)

    with database.reading() as store:
        here, there = (
            legal_holds.listed(store, site.id) for site in (cast.senopati, cast.mitte)
        )
    assert ([one.visit_id for one in here], there) == ([visit.id], [])


@pytest.mark.embedded
def test_the_commands_place_list_and_release_a_hold(
    database: Database,
    clock: SettableClock,
    visit: Visit,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock.now = utc_now()  # the commands have no other
    monkeypatch.setenv("LENCANA_DATA", str(database.keys.keyring.folder.parent))
    review = clock.now.date() + 30 * DAY
    held = hold(database, visit, review)

    assert command_line.main(["legal-hold", "list"]) == 0
    shown = capsys.readouterr().out
    assert (
        f"{held.public_id}  visit {visit.public_id}  Senopati  incident  review {review}"
        in shown
    )
    assert command_line.main(["legal-hold", "release", "--hold", held.public_id]) == 0
    assert command_line.main(["legal-hold", "release", "--hold", held.public_id]) == 1
    assert "No hold of that id is in force." in capsys.readouterr().err
    assert command_line.main(["legal-hold", "list"]) == 0
    assert capsys.readouterr().out == "Nobody is held.\n"


def test_another_reason_is_answered_with_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = ["legal-hold", "place", "--visit", "x", "--review", "2026-12-24"]
    assert command_line.main([*place, "--reason", "whim"]) == 2
    assert (
        "not one of 'legal_claim', 'incident', 'authority'" in capsys.readouterr().err
    )
