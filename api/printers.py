"""What an agent does with its printers: pair, announce their conditions, poll for attempts."""

from dataclasses import asdict

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from api import long_poll
from api.access import for_agents
from api.bodies import AnnouncementBody, PairingBody, PollBody, parse_body
from visits import pairing, sites
from visits.printing import agents
from visits.printing import poll as printing
from visits.store.sites import PrintAgent
from visits.vocabulary.devices import PairedDevice
from web.access import open_to_everyone
from web.face import database

views = Blueprint("printers", __name__)


@views.post("/agents")
@open_to_everyone
def pair() -> ResponseReturnValue:
    """Make the program that has the code a print agent; its token is shown this once."""
    code = parse_body(PairingBody).code
    with database().reading() as store:
        pairing.check(store, code, PairedDevice.AGENT)
    with database().transaction() as store:
        # Only a digest of the token is kept: this answer is the one place that shows it.
        agent, token = agents.pair(store, code)
        site = sites.of(store, agent.site_id)
    return jsonify(token=token, name=agent.name, site=site.name), 201


@views.post("/announcements")
@for_agents
def announce(agent: PrintAgent) -> ResponseReturnValue:
    """Record how the agent's printers are."""
    announced = parse_body(AnnouncementBody).announced
    printing.announce(database(), agent, announced, polls=False)
    return "", 204


@views.post("/polls")
@for_agents
def poll(agent: PrintAgent) -> ResponseReturnValue:
    """Announce, renew the leases of jobs in hand, and return what to print, at once or later."""
    body = parse_body(PollBody)
    # Announced and renewed when the poll began: the repeated request only looks for news.
    if long_poll.is_again():
        keys = [printer.key for printer in body.announced]
        attempts = printing.next_attempts(database(), agent, keys)
    else:
        attempts = printing.poll(database(), agent, body.announced)
    answer: Response = jsonify(attempts=[asdict(attempt) for attempt in attempts])
    return answer if attempts else long_poll.until_news(answer, body.wait, agent)
