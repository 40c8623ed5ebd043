"""Print agents.

Paired by a code that is shown once, seen with their printers, revoked after one question.
"""

import re

import pytest

from printers.vocabulary import PrinterCondition
from tests.cast import Cast
from tests.web.cast import Browser
from tests.web.page_rules import check_page
from visits.printing import agents
from visits.printing.agents import AnnouncedPrinter
from visits.store.database import Database
from visits.store.sites import PrintAgent
from visits.vocabulary.refusals import PairingRefused


@pytest.fixture
def agent(cast: Cast, database: Database) -> PrintAgent:
    """A program in the basement, with a printer of its own."""
    with database.transaction() as store:
        code = agents.offer_pairing(store, cast.senopati.id, "Basement")
        paired, _ = agents.pair(store, code)
        agents.record_announcement(
            store,
            paired,
            [AnnouncedPrinter("Label press", 576, PrinterCondition.READY)],
        )
    return paired


def test_a_pairing_code_is_shown_once_with_the_command_to_type(
    dewi: Browser, database: Database
) -> None:
    answer = dewi.post("/agents/pairing-codes", name="Basement")
    page = answer.get_data(as_text=True)
    check_page(page)
    code = "-".join(re.findall(r"<span>([0-9A-Z]{5})</span>", page))
    assert answer.status_code == 201
    assert (
        f"python -m printers --config agent.toml --server http://localhost --pair {code}<"
        in page
    )
    assert "until 09:45" in page
    with database.transaction() as store:
        assert agents.pair(store, code)[0].name == "Basement"
        with pytest.raises(PairingRefused):
            agents.pair(store, code)


@pytest.mark.parametrize("name", ["", "  ", "x" * 41])
def test_an_agent_needs_a_name_and_what_was_typed_stays(
    dewi: Browser, name: str
) -> None:
    answer = dewi.post("/agents/pairing-codes", name=name)
    page = answer.get_data(as_text=True)
    check_page(page)
    assert answer.status_code == 422
    assert 'id="agent-name-error"' in page
    assert f'value="{name}"' in page


@pytest.mark.usefixtures("agent")
def test_an_agent_is_shown_with_the_printers_it_drives(dewi: Browser) -> None:
    page = dewi.get("/devices").get_data(as_text=True)
    check_page(page)
    assert "driven by <bdi>Basement" in page
    assert "Drives: <bdi>Label press" in page


def test_an_agent_is_revoked_after_one_question(
    dewi: Browser, cast: Cast, database: Database, agent: PrintAgent
) -> None:
    path = f"/agents/{agent.public_id}/revocation"
    page = dewi.get(path).get_data(as_text=True)
    check_page(page)
    assert "drives no printer of this site" in page
    answer = dewi.post(path)
    assert (answer.status_code, answer.location) == (303, "/devices")
    with database.reading() as store:
        assert agents.of_site(store, cast.senopati.id) == []
    assert dewi.post(path).status_code == 404


def test_another_sites_agent_does_not_exist(
    dieter: Browser, cast: Cast, database: Database, agent: PrintAgent
) -> None:
    path = f"/agents/{agent.public_id}/revocation"
    assert (dieter.get(path).status_code, dieter.post(path).status_code) == (404, 404)
    assert "Basement" not in dieter.get("/devices").get_data(as_text=True)
    with database.reading() as store:
        assert len(agents.of_site(store, cast.senopati.id)) == 1


def test_without_the_pages_token_no_agent_changes(
    dewi: Browser, agent: PrintAgent
) -> None:
    assert dewi.client.post(f"/agents/{agent.public_id}/revocation").status_code == 400
    assert (
        dewi.client.post("/agents/pairing-codes", data={"name": "x"}).status_code == 400
    )
