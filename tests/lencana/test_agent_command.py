"""`lencana agent`: the operator pairs, lists and revokes the programs beside a site's printers."""

import re
from pathlib import Path

import pytest

from lencana.command_line import main
from lencana.installation import open_database
from lencana.settings import Settings
from visits.printing import agents
from visits.vocabulary.refusals import NotFound

SITE = ["--site", "Senopati"]
WHERE = [
    "--name",
    "Senopati",
    "--time-zone",
    "Asia/Jakarta",
    "--privacy-contact",
    "p@example.org",
]
ADD_SITE = ["site", "add", *WHERE]


@pytest.fixture
def token(data: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The token of an agent that was paired by the code that the command said."""
    del data
    pair = ["agent", "pair", *SITE, "--name", "Basement"]
    assert main(ADD_SITE) == main(pair) == 0
    found = re.search(r"--pair (\S+)`", capsys.readouterr().out)
    assert found
    with open_database(Settings()) as database, database.transaction() as store:
        return agents.pair(store, found[1])[1]


def test_what_is_paired_is_listed_and_can_be_revoked(
    token: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["agent", "list", *SITE]) == 0
    agent_id, _, rest = capsys.readouterr().out.partition("  ")
    assert rest.startswith("Basement, heard 20")

    assert main(["agent", "revoke", *SITE, "--agent", agent_id]) == 0
    assert main(["agent", "list", *SITE]) == 0
    assert capsys.readouterr().out.endswith("Senopati has no print agent.\n")
    with (
        open_database(Settings()) as database,
        database.reading() as store,
        pytest.raises(NotFound),
    ):
        agents.authenticate(store, token)


@pytest.mark.usefixtures("token")
def test_an_agent_that_is_none_cannot_be_revoked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["agent", "revoke", *SITE, "--agent", "nobody"]) == 1
    assert capsys.readouterr().err.startswith(
        "lencana: Senopati has no print agent of this id"
    )
