"""Announcements.

How printers are, of as many as a site may have, and nothing that keeps a badge waiting.
"""

from flask import Flask

from tests.api.conftest import paired
from tests.api.machine import PRINTER, Machine
from tests.cast import Cast, Invite, SettableClock, check_in
from visits.printing import printers
from visits.store.database import Database

MINUTES_UNTIL_SILENT = 4


def named(*names: str) -> list[dict[str, object]]:
    return [PRINTER | {"name": name} for name in names]


def announce(machine: Machine, *names: str) -> tuple[int, str]:
    """The status, and the code of what is refused."""
    answer = machine.ask("POST", "/announcements", json={"printers": named(*names)})
    return answer.status_code, (answer.json or {}).get("code", "")


def fill(machine: Machine, word: str, number: int = 32) -> None:
    assert announce(machine, *(f"{word} {one}" for one in range(number))) == (204, "")


def there(database: Database, cast: Cast) -> list[str]:
    with database.reading() as store:
        return [printer.name for printer in printers.of_site(store, cast.senopati.id)]


def test_a_new_name_beyond_thirty_two_is_refused_and_nothing_of_it_is_kept(
    agent: Machine, database: Database, cast: Cast
) -> None:
    fill(agent, "Desk", 31)

    assert announce(agent, "Last", "One too many") == (409, "too_many_printers")
    assert len(there(database, cast)) == 31
    assert announce(agent, "Last") == (204, "")


def test_those_that_are_there_are_still_announced_and_polled_for(
    agent: Machine, database: Database, cast: Cast
) -> None:
    fill(agent, "Desk")

    assert announce(agent, "One too many")[0] == 409
    assert announce(agent, "Desk 0", "Desk 31") == (204, "")
    assert agent.poll(name="Desk 5").status_code == 200
    assert len(there(database, cast)) == 32


def test_an_agent_whose_printers_were_replaced_has_room_a_day_later(
    agent: Machine, clock: SettableClock
) -> None:
    fill(agent, "Old")
    clock.forward(hours=24)

    assert announce(agent, "New") == (204, "")


def test_agents_of_a_site_drive_sixty_four_at_most_however_old_they_are(
    agent: Machine,
    second: Machine,
    face: Flask,
    database: Database,
    cast: Cast,
    clock: SettableClock,
) -> None:
    fill(agent, "North")
    fill(second, "South")
    clock.forward(days=2)

    assert announce(paired(face, database, cast.senopati.id), "East") == (
        409,
        "too_many_printers",
    )
    assert announce(paired(face, database, cast.mitte.id), "East") == (204, "")


def test_a_printer_that_is_only_announced_is_not_taken_for_fit_for_long(
    agent: Machine, database: Database, cast: Cast, clock: SettableClock
) -> None:
    for _ in range(MINUTES_UNTIL_SILENT):
        announce(agent, "Fake")
        clock.forward(minutes=1)

    with database.reading() as store:
        (fake,) = printers.of_site(store, cast.senopati.id)
        assert not printers.is_fit(fake, store.now)


def test_a_printer_that_is_polled_for_stays_fit(
    agent: Machine, database: Database, cast: Cast, clock: SettableClock
) -> None:
    for _ in range(MINUTES_UNTIL_SILENT):
        agent.poll()
        announce(agent, "Counter")
        clock.forward(minutes=1)

    with database.reading() as store:
        (counter,) = printers.of_site(store, cast.senopati.id)
        assert printers.is_fit(counter, store.now)


def test_an_agent_that_only_announces_keeps_no_badge_from_one_that_polls(
    agent: Machine,
    second: Machine,
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
) -> None:
    fill(second, "Fake")
    agent.poll()
    check_in(database, cast.kiosk, invite())
    clock.forward(seconds=5)

    assert agent.attempt()["printer"] == "Counter"


def test_once_it_only_announced_for_a_while_it_comes_no_more_before_others(
    agent: Machine,
    second: Machine,
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
) -> None:
    fill(second, "Fake")
    for _ in range(MINUTES_UNTIL_SILENT):
        clock.forward(minutes=1)
        fill(second, "Fake")
    agent.poll()
    check_in(database, cast.kiosk, invite())

    assert agent.attempt()["printer"] == "Counter"
