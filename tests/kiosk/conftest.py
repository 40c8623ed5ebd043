"""The lobby's tablet, paired at Senopati, and others that are not."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Playwright

from kiosk.app import create_app
from tests.cast import Cast
from tests.kiosk.lobby import Lobby, browser_with_camera, lobby
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


@pytest.fixture
def served(database: Database, cast: Cast) -> Iterator[Lobby]:
    """The kiosk, served to real browsers."""
    with lobby(database, cast.senopati.id) as opened:
        yield opened


@pytest.fixture(scope="module")
def blind_browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium without a camera."""
    with browser_with_camera(playwright) as browser:
        yield browser
