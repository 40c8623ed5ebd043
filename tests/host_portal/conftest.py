"""The portal, and browsers in which a host has signed in to it."""

import pytest
from flask import Flask

from host_portal.app import create_app
from tests.cast import Cast
from tests.web.cast import ORIGIN, Browser, face_of, signed_in
from visits.keys.keyring import Keys
from visits.store.database import Database
from web.face import FaceSettings, Links


@pytest.fixture
def portal(database: Database, keys: Keys) -> Flask:
    links = Links(kiosk=ORIGIN, guest=f"{ORIGIN}/guest", hosts=ORIGIN, desk=ORIGIN)
    return face_of(create_app, FaceSettings(links, keys.secrets), database)


@pytest.fixture
def hana(portal: Flask, cast: Cast) -> Browser:
    return signed_in(portal, cast.hana.id)


@pytest.fixture
def raka(portal: Flask, cast: Cast) -> Browser:
    return signed_in(portal, cast.raka.id)
