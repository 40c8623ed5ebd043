"""Kiosks: a browser becomes one by a code that works once, and stops being one at once."""

import pytest
from sqlmodel import select

from tests import cast as casting
from tests.cast import Cast, SettableClock
from visits.lobby import kiosks
from visits.people import sessions
from visits.people.sessions import SessionData
from visits.store.database import Database
from visits.store.people import FaceSession
from visits.vocabulary.devices import KioskCamera, TabletReport
from visits.vocabulary.refusals import NotFound, PairingRefused
from visits.vocabulary.visits import WaitReason


def offer(database: Database, cast: Cast) -> str:
    with database.transaction() as store:
        return kiosks.offer_pairing(store, cast.senopati.id, "Side door")


@pytest.mark.parametrize(
    "spelling", [str, str.lower, lambda code: f" {code.replace('-', ' ')} "]
)
def test_a_pairing_code_makes_a_kiosk_however_it_is_typed(
    database: Database, cast: Cast, spelling: type[str]
) -> None:
    code = offer(database, cast)

    with database.transaction() as store:
        kiosk = kiosks.pair(store, spelling(code))

    assert (kiosk.site_id, kiosk.name) == (cast.senopati.id, "Side door")


def test_a_pairing_code_works_once(database: Database, cast: Cast) -> None:
    code = offer(database, cast)
    with database.transaction() as store:
        kiosks.pair(store, code)

    with database.transaction() as store, pytest.raises(PairingRefused):
        kiosks.pair(store, code)


def test_a_pairing_code_works_for_a_quarter_of_an_hour(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    code = offer(database, cast)
    clock.forward(minutes=15)

    with database.transaction() as store, pytest.raises(PairingRefused):
        kiosks.pair(store, code)


@pytest.mark.parametrize("typed", ["", "00000-00000", "ä", "' OR 1=1"])
def test_another_pairing_code_is_refused(
    database: Database, cast: Cast, typed: str
) -> None:
    offer(database, cast)

    with database.transaction() as store, pytest.raises(PairingRefused):
        kiosks.pair(store, typed)


def test_a_revoked_kiosk_is_none_and_its_session_is_gone(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        sessions.open(store, "kiosk", SessionData(kiosk_id=cast.kiosk.id))
    with database.transaction() as store:
        kiosks.revoke(store, cast.senopati.id, cast.kiosk.public_id, cast.dewi.id)

    with database.reading() as store:
        assert store.exec(select(FaceSession)).all() == []
        with pytest.raises(NotFound):
            kiosks.paired(store, cast.kiosk.id)


def test_another_sites_desk_revokes_nothing(database: Database, cast: Cast) -> None:
    with database.transaction() as store, pytest.raises(NotFound):
        kiosks.revoke(store, cast.mitte.id, cast.kiosk.public_id, cast.dieter.id)


def test_a_sign_of_life_is_worth_a_write_once_a_minute(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    clock.forward(minutes=1, seconds=1)
    assert kiosk_must_be_noted(database, cast)

    with database.transaction() as store:
        kiosks.seen(store, cast.kiosk.id, TabletReport())

    assert not kiosk_must_be_noted(database, cast)


def kiosk_must_be_noted(database: Database, cast: Cast) -> bool:
    with database.reading() as store:
        kiosk = kiosks.paired(store, cast.kiosk.id)
        return kiosks.is_sighting_due(store, kiosk, TabletReport())


def test_a_camera_is_lost_only_if_it_was_there_and_since_the_first_report(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    def report(*, has_camera: bool | None) -> tuple[KioskCamera | None, bool]:
        """How the camera is then, and whether that was new."""
        clock.forward(seconds=20)
        with database.transaction() as store:
            kiosk = kiosks.paired(store, cast.kiosk.id)
            said = TabletReport(has_camera=has_camera)
            is_new = kiosks.is_sighting_due(store, kiosk, said)
            kiosks.seen(store, kiosk.id, said)
            kiosk = kiosks.paired(store, cast.kiosk.id)
            assert (kiosk.camera_since == store.now) is is_new
            return kiosk.camera, is_new

    assert [report(has_camera=each) for each in (None, False, False, True, True)] == [
        (None, False),
        (KioskCamera.NEVER_SEEN, True),
        (KioskCamera.NEVER_SEEN, False),
        (KioskCamera.OPEN, True),
        (KioskCamera.OPEN, False),
    ]
    assert [report(has_camera=each) for each in (False, None, False, True)] == [
        (KioskCamera.LOST, True),
        (KioskCamera.LOST, False),
        (KioskCamera.LOST, False),
        (KioskCamera.OPEN, True),
    ]


def test_a_released_kiosk_rings_the_desk_no_more(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        for _ in range(kiosks.WRONG_LOCKS):
            kiosks.note_wrong(store, cast.kiosk.id)
    assert casting.waits(database, cast.senopati) == [WaitReason.KIOSK_LOCKED]

    with database.transaction() as store:
        kiosks.release(store, cast.senopati.id, cast.kiosk.public_id, cast.dewi.id)

    assert casting.waits(database, cast.senopati) == []
