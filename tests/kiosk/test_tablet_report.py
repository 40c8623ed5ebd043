"""What a tablet says of itself with its heartbeat, and what is not taken from it."""

import pytest

from tests.cast import Cast
from tests.kiosk.tablet import Tablet
from visits.store.database import Database
from visits.store.sites import Kiosk
from visits.vocabulary.devices import KioskCamera


def said(database: Database, cast: Cast) -> tuple[object, ...]:
    with database.reading() as store:
        kiosk = store.get_one(Kiosk, cast.kiosk.id)
        return kiosk.camera, kiosk.battery, kiosk.is_charging, kiosk.answer_ms


def test_a_heartbeat_says_how_the_tablet_is(
    tablet: Tablet, cast: Cast, database: Database
) -> None:
    tablet.get("/status?camera=open&battery=57&charging=0&answered=41")
    assert said(database, cast) == (KioskCamera.OPEN, 57, False, 41)


@pytest.mark.parametrize(
    "number", ["", "-1", "101", "1e2", "\u0665", "9" * 9, "57.5", "x"]
)
def test_what_is_no_number_or_out_of_range_was_not_said(
    tablet: Tablet, cast: Cast, database: Database, number: str
) -> None:
    answer = tablet.get(
        f"/status?camera=open&battery={number}&charging=yes&answered=-{number}"
    )
    assert answer.status_code == 200
    assert said(database, cast) == (KioskCamera.OPEN, None, None, None)


def test_a_charger_that_is_pulled_out_is_noted_at_once(
    tablet: Tablet, cast: Cast, database: Database
) -> None:
    for battery, charging in ((90, 1), (89, 1), (88, 0)):
        tablet.get(f"/status?camera=open&battery={battery}&charging={charging}")
        # What changes slowly is written once a minute.
        noted = 88 if not charging else 90
        assert said(database, cast)[1] == noted
