"""A stage for each test, and a small face upon it."""

import pytest
from flask import Flask

from tests.cast import Cast, SettableClock
from tests.web import sample_face
from tests.web.cast import Stage, set_stage
from visits.store.database import Database


@pytest.fixture
def stage(database: Database, clock: SettableClock, cast: Cast) -> Stage:
    return set_stage(database, clock, cast)


@pytest.fixture
def app(stage: Stage) -> Flask:
    return sample_face.create_app(stage.settings, stage.database)
