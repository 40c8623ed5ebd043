"""Agents and their printers: pair, announce, and ask for something to print."""

from typing import Any

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from api import hold
from api.access import for_agents
from api.bodies import AnnouncementBody, PairingBody, PollBody, parse_body
from visits import pairing, sites
from visits.printing import agent_leases, agents, leasing
from visits.printing.agents import AnnouncedPrinter
from visits.printing.leasing import Claim
from visits.printing.scheduling import due_attempts
from visits.store.sites import PrintAgent
from web.access import open_to_everyone
from web.face import database
from web.safety import client_address

views = Blueprint("printers", __name__)


@views.post("/agents")
@open_to_everyone
def pair() -> ResponseReturnValue:
    """The program that knows the code is a print agent from now on, and hears its token this once."""
    code = parse_body(PairingBody).code
    with database().transaction() as store:
        pairing.count_attempt(store, client_address.client_network())
    with database().transaction() as store:
        agent, token = agents.pair(store, code)
        site = sites.of(store, agent.site_id)
    return jsonify(token=token, name=agent.name, site=site.name), 201


@views.post("/announcements")
@for_agents
def announce(agent: PrintAgent) -> ResponseReturnValue:
    """The site knows how the printers are."""
    _note(agent, parse_body(AnnouncementBody), polls=False)
    return "", 204


@views.post("/polls")
@for_agents
def poll(agent: PrintAgent) -> ResponseReturnValue:
    """The same, and jobs in hand stay the agent's; it hears what to print, if not at once then later."""
    asked = parse_body(PollBody)
    if not hold.is_again():
        _note(agent, asked, polls=True)
        _attend(agent, asked)
    tickets = _claimed(agent, asked)
    answer: Response = jsonify(tickets=tickets)
    return answer if tickets else hold.until_news(answer, asked.wait, agent)


def _note(agent: PrintAgent, said: AnnouncementBody, *, polls: bool) -> None:
    announced = [
        AnnouncedPrinter(one.name, one.width, one.condition, one.confirm)
        for one in said.printers
    ]
    with database().reading() as store:
        is_news = agents.is_news(store, agent, announced)
    if is_news:
        with database().transaction() as store:
            agents.record_announcement(store, agent, announced, polls=polls)


def _attend(agent: PrintAgent, said: AnnouncementBody) -> None:
    with database().reading() as store:
        neglected = agent_leases.any_neglected(store, agent.id, said.in_hand)
    if neglected:
        with database().transaction() as store:
            agent_leases.attend(store, agent.id, said.in_hand)


def _claimed(agent: PrintAgent, said: AnnouncementBody) -> list[dict[str, Any]]:
    """Looks before it writes: an idle poll costs no transaction."""
    with database().reading() as store:
        printers = agents.printers_of(store, agent, [one.name for one in said.printers])
        names = {printer.id: name for name, printer in printers.items()}
        next_ones = due_attempts(store, names)
    if not next_ones:
        return []
    with database().transaction() as store:
        claimed = [leasing.lease(store, turn, agent.id) for turn in next_ones]
    return [_ticket(claim, names) for claim in claimed if claim]


def _ticket(claim: Claim, names: dict[int, str]) -> dict[str, Any]:
    return {
        "job": claim.public_id,
        "attempt": claim.attempt,
        "printer": names[claim.printer_id],
        "eject": claim.eject,
    }
