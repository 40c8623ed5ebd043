"""Lost keys: said at once, by every command, and never covered up by new ones."""

import shutil
from pathlib import Path

import pytest

from lencana import doctor, installation
from lencana.command_line import main
from lencana.demo import seed
from lencana.settings import Settings
from visits.store import schema

SITE = [
    "site",
    "add",
    "--name",
    "Senopati",
    "--time-zone",
    "Asia/Jakarta",
    "--privacy-contact",
    "p@example.org",
]
COMPANY = ["company", "add", "--name", "Kopi Pagi"]
MEMBER = [
    "member",
    "add",
    "--name",
    "Hana",
    "--email",
    "hana@example.org",
    "--site",
    "Senopati",
    "--company",
    "Kopi Pagi",
    "--role",
    "host",
]
MISSING = "The keys of this database are missing"


@pytest.fixture
def keys(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The key folder of an installation with one member."""
    (data / "keys").rename(tmp_path / "keys")
    monkeypatch.setenv("LENCANA_KEYS", str(tmp_path / "keys"))
    assert [main(command) for command in (SITE, COMPANY, MEMBER, ["doctor"])] == [0] * 4
    return tmp_path / "keys"


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "command", [["serve"], ["doctor"], ["migrate"], ["purge"], MEMBER]
)
def test_without_its_root_secret_nothing_is_done_and_none_is_made(
    keys: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(keys)

    assert main(command) == 1

    said = capsys.readouterr()
    assert MISSING in said.out + said.err
    assert not keys.exists()


def test_a_months_key_that_is_missing_is_grave(
    keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (month,) = (keys / "months").iterdir()
    month.unlink()

    assert main(["doctor"]) == 1

    assert f"WRONG  {MISSING}: without {month.name}" in capsys.readouterr().out
    assert list((keys / "months").iterdir()) == []


def test_a_database_that_keeps_nothing_yet_may_have_new_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LENCANA_DATA", str(tmp_path))
    assert main(["migrate"]) == 0
    shutil.rmtree(tmp_path / "keys")

    assert main(["migrate"]) == 0
    assert main(["doctor"]) == 0


def test_a_folder_without_a_database_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LENCANA_DATA", str(tmp_path / "nothing"))

    assert [main(command) for command in (["doctor"], ["purge"], COMPANY)] == [1, 1, 1]

    assert not (tmp_path / "nothing").exists()


def test_a_days_key_that_is_missing_is_grave(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, keys=tmp_path / "keys")
    with installation.open_or_create(settings) as database:
        schema.migrate(database)
        seed.seed(database, "tcp://192.0.2.1:9100")
    assert not any(finding.grave for finding in doctor.examine(settings))
    shutil.rmtree(tmp_path / "keys" / "days")

    grave = [finding.sentence for finding in doctor.examine(settings) if finding.grave]

    assert [sentence.partition(":")[0] for sentence in grave] == [MISSING]
    assert "what was kept of guests" in grave[0]
