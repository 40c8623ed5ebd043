"""A clock that leapt: the board says that nothing is erased, until somebody has looked at it."""

from tests.cast import Invite, SettableClock
from tests.web.cast import Browser
from tests.web.page_rules import check_page
from visits.erasure import clock_guard, purge
from visits.store.database import Database
from visits.vocabulary import actors

SENTENCE = "nothing is erased at the moment"


def test_the_board_says_that_the_clock_leapt_until_it_is_confirmed(
    dewi: Browser, database: Database, clock: SettableClock, invite: Invite
) -> None:
    invite()
    purge.purge(database)
    assert SENTENCE not in dewi.get("/").text
    clock.forward(hours=49)
    with database.transaction() as store:
        clock_guard.believe(store)
        clock.forward(hours=-49)

    page = dewi.get("/").text
    check_page(page)
    assert SENTENCE in page

    with database.transaction() as store:
        clock_guard.confirm(store, store.now.date(), actors.OPERATOR)
    assert SENTENCE not in dewi.get("/").text
