"""The guest's page, and the link to it."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from guest_page.app import create_app
from tests.web.cast import ORIGIN, face_of
from visits import planned_visits, visit_state
from visits.keys.keyring import Keys
from visits.rights import proofs
from visits.store.database import Database
from visits.store.visits import Visit
from web.face import FaceSettings, Links

LinkOf = Callable[[Visit], str]


@pytest.fixture
def guest_app(database: Database, keys: Keys) -> Flask:
    links = Links(kiosk=ORIGIN, guest=ORIGIN, hosts=ORIGIN, desk=ORIGIN)
    return face_of(create_app, FaceSettings(links, keys.secrets), database)


@pytest.fixture
def anybody(guest_app: Flask) -> FlaskClient:
    """A browser that nobody has signed in to anything."""
    return guest_app.test_client()


@pytest.fixture
def link_of(database: Database) -> LinkOf:
    """Where the guest of a visit finds their page: the link in their e-mails."""

    def link(visit: Visit) -> str:
        with database.reading() as store:
            return "/" + proofs.mailed_link(store, visit_state.of(store, visit.id))

    return link


@pytest.fixture
def shared_link_of(database: Database) -> LinkOf:
    """Where whoever has the link to pass on sees the plan of a visit."""

    def link(visit: Visit) -> str:
        with database.reading() as store:
            invitation = visit_state.of(store, visit.id).invitation
            return "/" + planned_visits.shared_link(store, invitation)

    return link
