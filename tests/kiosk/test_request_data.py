"""Request data: what cannot be right is refused before any transaction begins."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.cast import EMAIL, Invite
from tests.kiosk.tablet import Tablet
from visits.store.database import Database

MINUTE = 60
"""Only a failure waits so long."""


def while_another_writes(
    database: Database, tablet: Tablet, address: str, field: str, typed: str
) -> tuple[int, str]:
    """What the tablet is answered, and shows, while the only writer is taken."""
    # The transaction ends before the pool waits for its thread: a failure ends, too.
    with ThreadPoolExecutor(1) as pool, database.transaction():
        answer = pool.submit(tablet.post, address, **{field: typed}).result(MINUTE)
    return answer.status_code, tablet.step


@pytest.mark.parametrize(
    ("address", "field", "typed", "step"),
    [
        ("/arrivals", "code", "WIFI:S:lobby;;", "see_desk"),
        ("/arrivals", "code", "LB1:" + "7" * 26, "see_desk"),
        ("/departures", "code", "LC1:" + "7" * 26, "see_desk"),
        ("/encounters", "address", "gita at example", "address"),
    ],
)
def test_a_bad_body_never_waits_for_the_writer(
    tablet: Tablet, database: Database, address: str, field: str, typed: str, step: str
) -> None:
    answer = while_another_writes(database, tablet, address, field, typed)
    assert answer == (422, step)


@pytest.mark.parametrize(
    ("action", "field", "typed"),
    [("confirmation", "code", "12345"), ("family-name", "family_name", "  ")],
)
def test_in_an_encounter_a_bad_body_never_waits_for_the_writer_either(
    tablet: Tablet,
    database: Database,
    invite: Invite,
    action: str,
    field: str,
    typed: str,
) -> None:
    invite()
    tablet.post("/encounters", address=EMAIL)
    address = f"{tablet.place}/{action}"
    answer = while_another_writes(database, tablet, address, field, typed)
    assert answer == (422, "enter_code")


def test_a_browser_that_is_no_kiosk_never_waits_for_the_writer(
    stranger: Tablet, database: Database
) -> None:
    with ThreadPoolExecutor(1) as pool, database.transaction():
        refused = pool.submit(stranger.post, "/help").result(MINUTE)
    assert refused.status_code == 403
