"""An installation for commands to work on."""

import shutil
from pathlib import Path

import pytest

from lencana.command_line import main
from tests.conftest import SHARED
from tests.made_once import first_to_make


@pytest.fixture(scope="session")
def just_migrated(pytestconfig: pytest.Config) -> Path:
    """A data folder as `lencana migrate` leaves it: migrating takes longer than most commands."""
    folder = pytestconfig.stash[SHARED] / "data"
    with first_to_make(folder) as is_first, pytest.MonkeyPatch.context() as patch:
        if is_first:
            patch.setenv("LENCANA_DATA", str(folder))
            assert main(["migrate"]) == 0
    return folder


@pytest.fixture
def data(tmp_path: Path, just_migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder that commands use, migrated, with its keys in it."""
    monkeypatch.setenv("LENCANA_DATA", str(tmp_path / "data"))
    return Path(shutil.copytree(just_migrated, tmp_path / "data"))
