"""The search for hosts: whom a beginning finds, and that it is no directory."""

import pytest

from tests.cast import Cast, SettableClock, join
from visits.lobby import host_search, kiosks
from visits.people import delegates
from visits.store.database import Database
from visits.vocabulary.refusals import TooManyTries


def found(database: Database, cast: Cast, typed: str) -> list[str]:
    with database.reading() as store:
        hits = host_search.at_kiosk(store, cast.senopati.id, typed)
        return [f"{hit.short_name} - {hit.company}" for hit in hits]


@pytest.mark.parametrize(
    ("typed", "name", "shown"),
    [
        ("han", "", "Hana W. - Langit Studio"),
        ("HANA w", "", "Hana W. - Langit Studio"),
        ("wij", "", "Hana W. - Langit Studio"),
        ("wijaya hana", "", "Hana W. - Langit Studio"),
        ("liw", "Li Wu", "Li W. - Awan Works"),
        ("jor", "Jörg von Ångström", "Jörg Å. - Awan Works"),
        ("joerg", "Jörg von Ångström", "Jörg Å. - Awan Works"),
        ("suh", "Suharto", "Suharto - Awan Works"),
    ],
)
def test_a_host_is_found_by_the_beginning_of_any_word_of_their_name(
    database: Database, cast: Cast, typed: str, name: str, shown: str
) -> None:
    join(database, cast, *[name] * bool(name))

    assert found(database, cast, typed) == [shown]


@pytest.mark.parametrize(
    "typed",
    # Too short, no beginning of a word, of the desk only, of another site, and of nobody.
    ["", "ha", "h a", "...", "ana", "ijaya", "dewi", "dieter", "hana x", "%", "___"],
)
def test_nothing_else_finds_anybody(database: Database, cast: Cast, typed: str) -> None:
    assert found(database, cast, typed) == []


def test_five_are_shown_at_most_and_nobody_who_takes_no_walk_ins(
    database: Database, cast: Cast
) -> None:
    join(database, cast, *(f"Hana {letter}si" for letter in "FEDCBA"))
    with database.transaction() as store:
        delegates.take_walk_ins(store, cast.hana.id, is_wanted=False)
        desk = host_search.at_desk(store, cast.senopati.id, "hana w")

    assert found(database, cast, "hana w") == []
    assert found(database, cast, "hana") == [
        f"Hana {letter}. - Awan Works" for letter in "ABCDE"
    ]
    assert [hit.takes_walk_ins for hit in desk] == [False]


def test_a_tablet_searches_twenty_times_a_minute_at_most(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    def search() -> None:
        with database.transaction() as store:
            host_search.count(store, kiosks.paired(store, cast.kiosk.id))

    for _ in range(20):
        search()
    with pytest.raises(TooManyTries):
        search()
    clock.forward(seconds=61)

    search()
