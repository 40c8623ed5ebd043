"""The lobby's tablet, paired at Senopati, and others that are not."""

import pytest
from flask import Flask

from kiosk.app import create_app
from tests.cast import Cast
from tests.kiosk.tablet import Tablet
from tests.web.cast import ORIGIN, face_of
from visits.keys.keyring import Keys
from visits.lobby import kiosks
from visits.store.database import Database
from web.face import FaceSettings, Links


@pytest.fixture
def face(database: Database, keys: Keys) -> Flask:
    links = Links(**dict.fromkeys(("kiosk", "guest", "hosts", "desk"), ORIGIN))
    return face_of(create_app, FaceSettings(links, keys.secrets), database)


@pytest.fixture
def stranger(face: Flask) -> Tablet:
    return Tablet(face)


@pytest.fixture
def tablet(face: Flask, cast: Cast) -> Tablet:
    return Tablet(face, cast.kiosk.id)


@pytest.fixture
def tablet_in_mitte(face: Flask, cast: Cast) -> Tablet:
    return Tablet(face, cast.kiosk_in_mitte.id)


@pytest.fixture
def tablet_at_the_garden(face: Flask, database: Database, cast: Cast) -> Tablet:
    with database.transaction() as store:
        another = kiosks.pair(
            store, kiosks.offer_pairing(store, cast.senopati.id, "Garden door")
        )
    return Tablet(face, another.id)
