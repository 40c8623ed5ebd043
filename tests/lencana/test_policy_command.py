"""`lencana policy`, and the choice of what badges show."""

from pathlib import Path

import pytest
from sqlmodel import select

from lencana import installation as house
from lencana.command_line import main
from lencana.settings import Settings
from visits.policy.register import register
from visits.store.sites import Site

SENOPATI = [
    "--name",
    "Senopati",
    "--time-zone",
    "Asia/Jakarta",
    "--privacy-contact",
    "privacy@example.org",
]


@pytest.fixture(autouse=True)
def installation(data: Path) -> None:
    """An installation with one site."""
    del data
    assert main(["site", "add", *SENOPATI]) == 0


def said(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    capsys.readouterr()
    assert main(command) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Who may see it"),
        ("id", "Siapa yang dapat melihatnya"),
        ("ar", "من يمكنه الاطلاع"),
    ],
)
def test_the_notice_is_printed_in_every_language(
    capsys: pytest.CaptureFixture[str], language: str, words: str
) -> None:
    told = said(
        capsys, "policy", "notice", "--site", "Senopati", "--language", language
    )

    assert words in told
    assert "privacy@example.org" in told
    assert all(
        item.label[language].casefold() in told.casefold()
        for item in register().items.values()
    )


def test_the_notice_of_a_site_says_how_long_where_a_visit_has_its_days(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = said(capsys, "policy", "notice", "--site", "Senopati")

    assert "Until 30 days after the visit ended at the latest" in told
    assert "Until 24 hours after the visit ended at the latest" in told
    assert "…" not in told


def test_the_notice_of_no_site_says_which_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["policy", "notice", "--site", "Nowhere"]) == 1
    assert "Senopati" in capsys.readouterr().err


def test_the_record_names_the_sites_contact(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Senopati: privacy@example.org" in said(capsys, "policy", "record")


def test_the_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "| V1 | `name`: name |" in said(capsys, "policy", "table")


def test_the_categories_begin_with_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "policy", "categories")


@pytest.mark.parametrize(("shown", "private"), [("number", True), ("name", False)])
def test_a_site_chooses_what_its_badges_show(
    capsys: pytest.CaptureFixture[str], shown: str, *, private: bool
) -> None:
    said(capsys, "site", "badges", "--site", "Senopati", "--show", shown)

    with house.open_database(Settings()) as database, database.reading() as store:
        assert store.exec(select(Site)).one().private_badges is private
