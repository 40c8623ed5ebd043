"""`lencana channel`: a front desk's own channels, whose secrets stand on no command line."""

from pathlib import Path

import click
import pytest
from sqlmodel import select

from lencana.command_line import main
from lencana.commands import transaction
from lencana.doctor.finding import Verdict
from lencana.doctor.sites import examine_sites
from tests.cast import Cast
from tests.lencana.test_directions import SITE
from tests.visits.people.test_channel_fields import SLACK
from visits import host_channels
from visits.channel_outbox import claim
from visits.people import channels
from visits.people.channels import ChannelOwner
from visits.store.channels import Message
from visits.store.database import Database
from visits.vocabulary.channels import ChannelKind, ChannelProblem

OF_SITE = ["--site", "Senopati"]


def answer(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setattr(click, "prompt", lambda *_, **__: typed)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert main(["channel", *arguments, *OF_SITE]) == 0
    return capsys.readouterr().out


def test_a_front_desks_channel_is_added_listed_tested_and_removed(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert data.is_dir()
    assert main(["site", "add", *SITE]) == 0
    assert "none" in said(capsys, "list")
    answer(monkeypatch, SLACK)

    said(capsys, "add", "--kind", "slack")

    listed = said(capsys, "list")
    assert listed == "1  Slack  T0AAAAAAA  a test is on its way\n"
    with transaction() as store:
        # Nobody serves, so that it never goes out.
        store.exec(select(Message)).one().expires_at = store.now
    assert said(capsys, "list") == (
        "1  Slack  T0AAAAAAA  the last test did not go out\n"
    )
    said(capsys, "test", "--number", "1")
    said(capsys, "remove", "--number", "1")
    assert "none" in said(capsys, "list")
    assert main(["channel", "remove", "--number", "1", *OF_SITE]) == 1


def test_a_companys_channel_is_listed_apart_and_taken_away(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert data.is_dir()
    assert main(["site", "add", *SITE]) == 0
    assert main(["company", "add", "--name", "Langit Studio"]) == 0
    answer(monkeypatch, SLACK)
    of_company = "--company", "Langit Studio"

    said(capsys, "add", "--kind", "slack", *of_company)

    assert "none" in said(capsys, "list")
    assert "Slack  T0AAAAAAA" in said(capsys, "list", *of_company)
    said(capsys, "test", "--number", "1", *of_company)
    said(capsys, "remove", "--number", "1", *of_company)
    assert "none" in said(capsys, "list", *of_company)


def test_an_address_of_something_else_is_refused_without_being_said(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert data.is_dir()
    assert main(["site", "add", *SITE]) == 0
    answer(monkeypatch, "https://10.0.0.1/s3cr3t")

    assert main(["channel", "add", "--kind", "slack", *OF_SITE]) == 1

    told = capsys.readouterr().err
    assert "address: that is not what Slack gives out" in told
    assert "s3cr3t" not in told


@pytest.mark.parametrize(
    ("owner", "verdict", "words"),
    [
        ("site", Verdict.WRONG, "Senopati: the front desk's Slack does not work since"),
        (
            "company",
            Verdict.WRONG,
            "Senopati: Langit Studio's Slack does not work since",
        ),
        ("host", Verdict.NOTE, "Channels of hosts do not work (Slack: 1)"),
    ],
)
def test_the_doctor_says_which_channels_are_broken(
    database: Database, cast: Cast, owner: str, verdict: Verdict, words: str
) -> None:
    owners = {
        "site": ChannelOwner(site_id=cast.senopati.id),
        "company": ChannelOwner(site_id=cast.senopati.id, company_id=cast.langit.id),
        "host": ChannelOwner(member_id=cast.hana.id),
    }
    with database.transaction() as store:
        public_id = channels.add(
            store, owners[owner], ChannelKind.SLACK, {"address": SLACK}
        )
        channels.test(store, owners[owner], public_id)
    with database.transaction() as store:
        [message] = claim(store, 1)
        host_channels.settle(store, message.id, ChannelProblem.REFUSED)

    [found] = [one for one in examine_sites(database) if words in one.sentence]

    assert found.verdict is verdict
