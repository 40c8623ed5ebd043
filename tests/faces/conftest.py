"""A stage for each test, and a small face upon it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.faces import sample_face
from tests.faces.cast import Stage, set_stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = set_stage(tmp_path)
    yield stage
    stage.database.close()


@pytest.fixture
def app(stage: Stage) -> Flask:
    return sample_face.create_app(stage.settings, stage.database)
