"""The doctor says which names cannot be printed, and what to do about it."""

from pathlib import Path

import pytest

from lencana import doctor
from lencana.command_line import main
from lencana.settings import Settings
from printers.text import fonts
from visits import mail_health
from visits.store import key_check
from visits.store.database import Database
from visits.vocabulary.mail import MailProblem


def notes(settings: Settings) -> list[str]:
    return [
        finding.sentence
        for finding in doctor.examine(settings)
        if "in these scripts" in finding.sentence
    ]


def test_the_fonts_of_this_machine_leave_nothing_to_say(tmp_path: Path) -> None:
    assert notes(Settings(data=tmp_path)) == [], (
        "tools/install_test_tools.sh installs the fonts"
    )


def test_missing_scripts_are_a_note_that_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as machine:
        machine.setattr(fonts, "MACHINE_FOLDERS", ())
        (note,) = notes(Settings(data=tmp_path))
        grave = [
            one.grave
            for one in doctor.examine(Settings(data=tmp_path))
            if one.sentence == note
        ]
    fonts.use_folder(None)

    assert "Tamil" in note
    assert "Latin" not in note
    assert "install fonts-noto-core and fonts-noto-cjk. LENCANA_FONTS" in note
    assert grave == [False]


def test_a_chosen_folder_is_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    thai = next(Path("/usr/share/fonts").rglob("NotoSansThai-Bold.ttf"))
    (tmp_path / thai.name).symlink_to(thai)
    with monkeypatch.context() as machine:
        machine.setattr(fonts, "MACHINE_FOLDERS", ())
        (note,) = notes(Settings(data=tmp_path, fonts=tmp_path))
    fonts.use_folder(None)

    assert "Thai," not in note
    assert "Lao," in note


def test_a_folder_of_fonts_that_is_not_there_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LENCANA_FONTS", "/nowhere/secret")

    assert main(["doctor"]) == 1

    said = capsys.readouterr().err
    assert "LENCANA_FONTS" in said
    assert "secret" not in said


def test_e_mails_that_do_not_go_out_are_a_note_with_since_when_and_why(
    database: Database, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path, keys=tmp_path / "keys")
    with database.transaction() as store:
        key_check.claim(store)
        mail_health.failed(store, 1, MailProblem.REFUSED, "554 5.7.1")

    (note,) = (one for one in doctor.examine(settings) if "going out" in one.sentence)

    assert "since 2026-11-23 02:30 UTC: the mail server refuses" in note.sentence
    assert "(554 5.7.1)" in note.sentence
    assert not note.grave
