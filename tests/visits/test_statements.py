"""How often a check-in goes to the database: a page must stay within twelve, so the domain within nine."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import event

from tests.cast import EMAIL, TODAY, Cast, Invite, invitation_code, scan, sent_digits
from tests.cast import check_in as check_in_guest
from visits import board, codes
from visits.lobby import check_in, encounters, kiosks, verification
from visits.store.database import Database, Store
from visits.store.sites import Kiosk
from visits.vocabulary.visits import MOST_DAYS

Count = Callable[[Callable[[Store], object]], int]

LOCKING, MOST_LOCKS = ("FOR NO KEY UPDATE", "pg_advisory"), 4


@pytest.fixture
def count(database: Database) -> Count:
    """How many statements something takes in a transaction of its own."""
    seen: list[str] = []
    locks: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if any(how in statement for how in LOCKING):
            locks.append(statement)
        elif not statement.startswith(("BEGIN", "COMMIT", "PRAGMA")):
            seen.append(statement)

    def run(work: Callable[[Store], object]) -> int:
        with database.transaction() as store:
            event.listen(database.engine, "before_cursor_execute", note)
            work(store)
            store.flush()
            event.remove(database.engine, "before_cursor_execute", note)
        # Where others write beside: the site, once or twice, and what is counted.
        assert len(locks) <= MOST_LOCKS
        return len(seen)

    return run


def test_a_scan_takes_at_most_nine_statements(
    database: Database, cast: Cast, invite: Invite, count: Count
) -> None:
    code = codes.digest(invitation_code(database, invite()))

    assert count(lambda store: check_in.scan(store, cast.kiosk, code)) <= 9


def scanned(kiosk: Kiosk, code: bytes, store: Store) -> None:
    check_in.scan(store, kiosk, code)


def test_a_scan_of_a_series_takes_as_many_statements_as_of_a_single_visit(
    database: Database, cast: Cast, invite: Invite, count: Count
) -> None:
    days = tuple(TODAY + timedelta(days=number) for number in range(1, MOST_DAYS))
    one, all_days = invite(), invite(more_days=days, email="series@example.org")
    of_each = [codes.digest(invitation_code(database, one)) for one in (one, all_days)]

    single, both = [count(partial(scanned, cast.kiosk, code)) for code in of_each]

    assert both == 2 * single


def test_an_arrival_takes_at_most_nine_statements(
    database: Database, cast: Cast, invite: Invite, count: Count
) -> None:
    # Whoever comes first on a day makes its key, which is looked for in all tables.
    check_in_guest(database, cast.kiosk, invite(email="first@example.org"))
    encounter = scan(database, cast.kiosk, invite())
    digits = sent_digits(database, encounter)

    assert (
        count(lambda store: verification.confirm(store, cast.kiosk, encounter, digits))
        <= 9
    )


def test_an_arrival_with_all_that_leads_to_it_takes_at_most_eleven(
    database: Database, cast: Cast, invite: Invite, count: Count
) -> None:
    check_in_guest(database, cast.kiosk, invite(email="first@example.org"))
    begun = scan(database, cast.kiosk, invite())
    digits = sent_digits(database, begun)

    def arrive(store: Store) -> None:
        kiosk = kiosks.paired(store, cast.kiosk.id)
        encounter = encounters.of(store, kiosk, begun.public_id)
        verification.confirm(store, kiosk, encounter, digits)

    assert count(arrive) <= 11


def test_a_stranger_is_asked_about_as_often_as_a_guest(
    cast: Cast, invite: Invite, count: Count
) -> None:
    invite()
    guest = count(
        lambda store: check_in.announce_address(store, cast.kiosk, "email", EMAIL)
    )
    both = count(
        lambda store: check_in.announce_address(
            store, cast.kiosk, "email", "x@example.org"
        )
    )

    assert both == 2 * guest


def test_a_board_of_many_is_read_as_fast_as_one_of_few(
    cast: Cast, invite: Invite, count: Count
) -> None:
    invite()
    few = count(lambda store: board.of_site(store, cast.senopati.id, 2))
    for _ in range(5):
        invite()

    assert count(lambda store: board.of_site(store, cast.senopati.id, 2)) == 2 * few
