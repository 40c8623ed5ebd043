"""An agent at Senopati and one in Mitte, as the face for machines sees them.

And a badge to be printed.
"""

import pytest
from flask import Flask

from api.app import create_app
from tests.api.machine import Machine
from tests.cast import Cast, Invite, check_in
from tests.web.cast import ORIGIN, face_of
from visits.keys.keyring import Keys
from visits.printing import agents
from visits.store.database import Database
from visits.store.sites import Printer
from web.face import FaceSettings, Links


@pytest.fixture
def face(database: Database, keys: Keys) -> Flask:
    links = Links(**dict.fromkeys(("kiosk", "guest", "hosts", "desk"), ORIGIN))
    return face_of(create_app, FaceSettings(links, keys.secrets), database)


@pytest.fixture
def stranger(face: Flask) -> Machine:
    return Machine(face)


@pytest.fixture
def agent(face: Flask, database: Database, cast: Cast) -> Machine:
    """At Senopati, where every printer is an agent's."""
    with database.transaction() as store:
        store.get_one(Printer, cast.printer.id).retired_at = store.now
    return paired(face, database, cast.senopati.id)


@pytest.fixture
def second(face: Flask, database: Database, cast: Cast) -> Machine:
    """Another one at Senopati."""
    return paired(face, database, cast.senopati.id)


@pytest.fixture
def agent_in_mitte(face: Flask, database: Database, cast: Cast) -> Machine:
    return paired(face, database, cast.mitte.id)


@pytest.fixture
def badge(agent: Machine, database: Database, cast: Cast, invite: Invite) -> Machine:
    """Gita is in, and her badge is due at the agent, whose printer is ready."""
    assert agent.poll().json == {"attempts": []}
    check_in(database, cast.kiosk, invite())
    return agent


def paired(face: Flask, database: Database, site_id: int) -> Machine:
    with database.transaction() as store:
        code = agents.offer_pairing(store, site_id, "Beside the counter")
    machine = Machine(face)
    assert machine.pair(code).status_code == 201
    return machine
