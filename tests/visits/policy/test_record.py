"""The record of processing, the categories of the last twelve months, and the documentation's table."""

import pytest

from tests.cast import Cast, Invite, SettableClock, check_in
from tests.house_rules.product import ROOT
from visits.audit.access_log import AccessLog
from visits.policy.register import register
from visits.reports import collected_categories, privacy_table, processing_record
from visits.store.database import Database
from visits.vault import envelopes
from visits.vocabulary.actors import as_mailer
from visits.vocabulary.policy import Category, Reader

PRIVACY = ROOT / "docs" / "privacy.md"


def gathered(database: Database) -> dict[str, int | None]:
    with database.reading() as store:
        return {one.name: one.times for one in collected_categories.collected(store)}


def test_the_record_names_every_purpose_item_reader_and_time(cast: Cast) -> None:
    said = processing_record.record([cast.senopati, cast.mitte])

    expected = [entry.label["en"] for entry in register().everything().values()]
    expected += [purpose.means["en"] for purpose in register().purposes.values()]
    expected += [f"- {name}: " for name in register().retention_classes]
    assert [words for words in expected if words not in said] == []
    assert "Mitte: privacy@example.org" in said


def test_only_what_was_collected_is_among_the_categories(
    database: Database, invite: Invite
) -> None:
    assert gathered(database).keys() <= {"audit_log", "rate_limits"}

    invite(email="", phone="+6281234567890")
    invite()

    found = gathered(database)
    assert (found["name"], found["phone"], found["email"], found["purpose"]) == (
        2,
        1,
        1,
        2,
    )
    assert not found.keys() & {"badge_name", "presence", "level", "request"}


def test_who_came_adds_what_is_collected_on_arrival(
    database: Database, cast: Cast, invite: Invite
) -> None:
    check_in(database, cast.kiosk, invite())

    assert gathered(database)["presence"] == 1


def test_what_nobody_did_is_not_counted(
    database: Database, cast: Cast, invite: Invite
) -> None:
    check_in(database, cast.kiosk, invite())
    found = gathered(database)

    assert not found.keys() & {
        "hold",
        "withdrawn",
        "refusal",
        "restriction_or_erasure",
        "suppression",
    }
    assert (found["codes"], found["wait"], found["audit_log"]) == (1, None, None)


def test_who_was_told_is_said_and_not_who_may_read(
    database: Database, invite: Invite, access_log: AccessLog
) -> None:
    visit = invite()
    with database.reading() as store:
        envelopes.read_one(store, visit.id, ["name"], as_mailer())
    access_log.write(database)
    with database.reading() as store:
        told = {one.name: one.read_by for one in collected_categories.collected(store)}

    assert (told["name"], told["email"], told["purpose"]) == (
        frozenset({Reader.MAILER}),
        frozenset(),
        None,
    )


def test_what_is_older_than_twelve_months_is_not_among_them(
    database: Database, invite: Invite, clock: SettableClock
) -> None:
    invite()
    clock.forward(days=366)

    assert gathered(database) == {}


def test_the_categories_come_in_the_policys_order(
    database: Database, invite: Invite
) -> None:
    invite()
    with database.reading() as store:
        order = [
            list(Category).index(one.entry.category)
            for one in collected_categories.collected(store)
        ]

    assert order == sorted(order)


def test_the_documentation_shows_the_table_of_today() -> None:
    text = PRIVACY.read_text("utf-8")

    assert privacy_table.BEGINS in text
    assert privacy_table.within(text) == text, (
        "run `lencana policy table` and put it between the marks of docs/privacy.md"
    )


@pytest.mark.parametrize("stale", ["", "| V1 | `name`: name | badge | log | nowhere |"])
def test_a_stale_table_is_found(stale: str) -> None:
    text = f"Before\n{privacy_table.BEGINS}\n{stale}\n{privacy_table.ENDS}\nAfter\n"

    assert privacy_table.within(text) != text
    assert privacy_table.within(text).endswith(f"{privacy_table.ENDS}\nAfter\n")
