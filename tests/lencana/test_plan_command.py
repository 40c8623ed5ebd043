"""Plans by command: limits are set, listed, and chosen for companies and hosts."""

from pathlib import Path

import pytest
from sqlmodel import select

from lencana import installation
from lencana.command_line import main
from lencana.settings import Settings
from visits.people import quotas
from visits.store.audit import AuditEntry
from visits.store.people import Member
from visits.vocabulary.audit import Act

SITE = ["--time-zone", "Asia/Jakarta", "--privacy-contact", "privacy@example.org"]
HANA = ["--email", "hana@example.org"]
PLACE = ["--site", "Senopati", "--company", "Kopi Pagi", "--role", "host"]


@pytest.fixture(autouse=True)
def hana_is_a_host(data: Path) -> None:
    assert data.is_dir()
    assert main(["site", "add", "--name", "Senopati", *SITE]) == 0
    assert main(["company", "add", "--name", "Kopi Pagi"]) == 0
    assert main(["member", "add", "--name", "Hana", *HANA, *PLACE]) == 0


def said(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    capsys.readouterr()
    assert main(["plan", *command]) == 0
    return capsys.readouterr().out


def in_force() -> dict[str, int]:
    with (
        installation.open_database(Settings()) as database,
        database.reading() as store,
    ):
        host = store.exec(select(Member)).one()
        found = quotas.of_host(store, host.id, store.now.date())
    return {f"{one.scope} {one.period}": one.most for one in found}


def test_without_a_plan_the_default_one_is_listed_and_holds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = said(capsys, "list")
    assert "default" in listed
    assert "host     300 a day, any number a week, 1000 a month" in listed
    assert "company  any number a day" in listed
    assert in_force() == {"host day": 300, "host month": 1000}


def test_what_is_not_given_stays_and_any_takes_a_limit_away(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said(capsys, "limits", "--name", "default", "--company-month", "50")
    assert in_force() == {"host day": 300, "host month": 1000, "company month": 50}
    said(capsys, "limits", "--name", "default", "--host-day", "any")
    assert in_force() == {"host month": 1000, "company month": 50}


def test_a_plan_is_chosen_for_a_company_or_one_host_and_taken_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said(capsys, "limits", "--name", "Team", "--host-month", "20")
    said(capsys, "limits", "--name", "Lead", "--host-month", "70")
    said(capsys, "choose", "--name", "Team", "--company", "Kopi Pagi")
    assert in_force() == {"host month": 20}
    said(capsys, "choose", "--name", "Lead", *HANA)
    assert in_force() == {"host month": 70}
    listed = said(capsys, "list")
    assert listed.count("companies 1, hosts of their own 0") == 1
    assert listed.count("companies 0, hosts of their own 1") == 1
    said(capsys, "choose", "--name", "default", *HANA)
    assert in_force() == {"host month": 20}
    said(capsys, "choose", "--name", "default", "--company", "Kopi Pagi")
    assert in_force() == {"host day": 300, "host month": 1000}


def test_whoever_has_no_other_plan_is_counted_with_the_default_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "companies 1, hosts of their own 0" in said(capsys, "list")
    said(capsys, "limits", "--name", "default", "--host-day", "5")
    assert "companies 1, hosts of their own 0" in said(capsys, "list")


def test_the_audit_log_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "limits", "--name", "Team", "--host-month", "20")
    said(capsys, "choose", "--name", "Team", "--company", "Kopi Pagi")
    said(capsys, "choose", "--name", "Team", *HANA)
    with (
        installation.open_database(Settings()) as database,
        database.reading() as store,
    ):
        acts = [entry.act for entry in store.exec(select(AuditEntry))]
    assert acts[-3:] == [Act.PLAN_CHANGED, Act.COMPANY_CHANGED, Act.PLAN_CHOSEN]


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["choose", "--name", "Gold", *HANA], "there is no plan called Gold"),
        (["choose", "--name", "default"], "give --company or --email"),
        (
            ["choose", "--name", "default", *HANA, "--company", "Elsewhere"],
            "say which of their places is meant: --site 'Senopati' --company 'Kopi Pagi'",
        ),
        (["limits", "--name", "Team", "--host-day", "-1"], "it is a number of guests"),
        (
            ["limits", "--name", "Team", "--host-day", "many"],
            "it is a number of guests",
        ),
    ],
)
def test_what_makes_no_sense_is_answered_with_a_sentence(
    capsys: pytest.CaptureFixture[str], command: list[str], sentence: str
) -> None:
    assert main(["plan", *command]) != 0
    assert sentence in capsys.readouterr().err
