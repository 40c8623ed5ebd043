"""The foot of the desk's pages: the head of the audit log, for staff to note."""

from tests.cast import SettableClock
from tests.visits.audit.tampering import minutes, verified
from tests.web.cast import Browser
from visits.store.database import Database


def test_the_foot_shows_a_short_digest_and_its_date(
    dewi: Browser, database: Database, clock: SettableClock
) -> None:
    assert "Audit log" not in dewi.get("/").get_data(as_text=True)
    minutes(database, clock, 3)

    foot = dewi.get("/").get_data(as_text=True)
    assert f"Audit log: {verified(database).head[:12]}, " in foot
    assert verified(database).head[:13] not in foot
