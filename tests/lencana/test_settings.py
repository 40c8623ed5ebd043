"""The address of the installation as browsers send it, however an operator writes it."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from front_desk.app import create_app
from lencana import app
from lencana.settings import Settings
from tests.cast import Cast
from visits.keys.keyring import Keys
from visits.store.database import Database
from web.face import FaceSettings


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("https://lobby.example.org/", "https://lobby.example.org"),
        ("https://Lobby.Example.org:8443", "https://lobby.example.org:8443"),
        ("https://büro-münchen.example.org", "https://xn--bro-mnchen-9dbe.example.org"),
        ("https://faß.example", "https://xn--fa-hia.example"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_the_address_is_written_as_browsers_send_it(written: str, right: str) -> None:
    assert Settings(base_url=written).base_url == right


def test_a_page_at_a_host_in_other_letters_is_served(
    database: Database, keys: Keys, cast: Cast
) -> None:
    del cast
    url = Settings(base_url="https://büro-münchen.example.org").base_url
    desk = create_app(FaceSettings(app.links(url), keys.secrets), database)

    answer = desk.test_client().get(
        "/sign-in", base_url="https://xn--bro-mnchen-9dbe.example.org"
    )

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///lencana.db",
        "postgresql://lencana@db.example/lobby",
        "postgresql+psycopg://lencana:geheim@db.example",
        "postgresql+psycopg2://lencana:geheim@db.example/lobby",
    ],
)
def test_a_database_url_of_another_kind_is_refused_and_never_quoted(url: str) -> None:
    with pytest.raises(ValidationError, match=r"write it like postgresql\+psycopg") as refused:  # fmt: skip
        Settings(database_url=SecretStr(url))
    assert "geheim" not in str(refused.value)


def test_a_database_url_is_used_and_not_shown() -> None:
    url = "postgresql+psycopg://lencana:geheim@/lobby?host=/run/postgresql"
    settings = Settings(database_url=SecretStr(url))
    assert (settings.database, settings.is_embedded) == (url, False)
    assert "geheim" not in repr(settings)


def test_what_is_kept_in_a_folder_of_its_own_is_in_no_database_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("DATABASE_URL", "KEYRING_URL"):
        monkeypatch.setenv(f"LENCANA_{name}", "postgresql+psycopg://me@host/real")

    settings = Settings.of_folder(tmp_path)

    assert settings.database == f"sqlite:///{tmp_path / 'lencana.db'}"
    assert settings.keyring is None
    assert settings.key_folder == tmp_path / "keys"
