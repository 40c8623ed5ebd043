"""The demo's folder: one demo's at a time, and nobody else's store."""

import socket
from pathlib import Path

import pytest

from lencana.command_line import main
from lencana.demo.store import DemoRunsError, NotADemoError, prepared


def test_a_folder_is_made_anew_at_each_start(tmp_path: Path) -> None:
    with prepared(tmp_path / "demo"):
        (tmp_path / "demo" / "keys").mkdir()
        (tmp_path / "demo" / "lencana.db").write_text("yesterday's")

    with prepared(tmp_path / "demo"):
        assert [entry.name for entry in (tmp_path / "demo").iterdir()] == [
            "lencana-demo"
        ]


def test_a_link_in_the_folder_takes_nothing_elsewhere_along(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis").touch()
    with prepared(tmp_path / "demo"):
        (tmp_path / "demo" / "link").symlink_to(tmp_path / "mine")

    with prepared(tmp_path / "demo"):
        assert not (tmp_path / "demo" / "link").exists()
    assert (tmp_path / "mine" / "thesis").exists()


def test_a_folder_in_use_is_refused_and_untouched(tmp_path: Path) -> None:
    with prepared(tmp_path):
        (tmp_path / "lencana.db").write_text("today's")

        with pytest.raises(DemoRunsError), prepared(tmp_path):
            pass

        assert (tmp_path / "lencana.db").read_text() == "today's"


def test_somebody_elses_folder_is_refused_and_untouched(tmp_path: Path) -> None:
    (tmp_path / "lencana.db").write_text("somebody's guests")

    with pytest.raises(NotADemoError), prepared(tmp_path):
        pass

    assert [entry.name for entry in tmp_path.iterdir()] == ["lencana.db"]


def test_a_port_in_use_is_noticed_before_the_folder_is_touched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with prepared(tmp_path):
        (tmp_path / "lencana.db").write_text("yesterday's")
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = somebody.getsockname()[1]
        assert main(["demo", "--port", str(port), "--data", str(tmp_path)]) == 1

    assert f"port {port} is in use" in capsys.readouterr().err
    assert (tmp_path / "lencana.db").read_text() == "yesterday's"
