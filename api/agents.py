"""What an agent does: pair, announce its printers, poll for attempts, and report on each."""

from dataclasses import asdict

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.routing import IntegerConverter

from api import long_poll
from api.access import for_agents
from api.bodies import (
    AnnouncementBody,
    OutcomeBody,
    PairingBody,
    PollBody,
    WaitingBody,
    parse_body,
)
from printers.vocabulary import Attempt, PrintKind
from visits import pairing, sites
from visits.printing import agents, badge_content, print_jobs, rolls
from visits.printing import poll as printing
from visits.store.sites import PrintAgent
from visits.vocabulary.devices import PairedDevice
from web.access import open_to_everyone
from web.face import database

ATTEMPT = "/print-jobs/<string(length=26):job>/attempts/<number:attempt>"


class Number(IntegerConverter):
    """A positive number in its one spelling: not 01, +1 or the digits of other scripts.

    So each attempt has one address, and what is logged or cached by address is of one attempt.
    """

    regex = "[1-9][0-9]{0,5}"


views = Blueprint("agents", __name__)


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
    # In the query, which a server that knows no rolls passes over: bodies are read strictly.
    takes_rolls = PrintKind.ROLL in request.args.getlist("prints")
    # Announced and renewed when the poll began: the repeated request only looks for news.
    if long_poll.is_again():
        keys = [printer.key for printer in body.announced]
        attempts = printing.next_attempts(database(), agent, keys, rolls=takes_rolls)
    else:
        attempts = printing.poll(database(), agent, body.announced, rolls=takes_rolls)
    answer: Response = jsonify(attempts=[asdict(attempt) for attempt in attempts])
    return answer if attempts else long_poll.until_news(answer, body.wait, agent)


@views.get(f"{ATTEMPT}/badge")
@for_agents
def badge(agent: PrintAgent, job: str, attempt: int) -> ResponseReturnValue:
    """Return the content of the badge; repeated requests get the same."""
    with database().reading() as store:
        content = badge_content.content(
            store,
            print_jobs.badge_of(store, Attempt(job, attempt), agent.id),
            agent.id,
        )
    return jsonify(asdict(content))


@views.get(f"{ATTEMPT}/roll")
@for_agents
def roll(agent: PrintAgent, job: str, attempt: int) -> ResponseReturnValue:
    """Return the content of the roll as it stands now."""
    with database().reading() as store:
        alarm_id = print_jobs.alarm_of(store, Attempt(job, attempt), agent.id)
        content = rolls.content(store, alarm_id, agent.id)
    return jsonify(asdict(content))


@views.post(f"{ATTEMPT}/start")
@for_agents
def start(agent: PrintAgent, job: str, attempt: int) -> ResponseReturnValue:
    """Record that the agent begins to print: from now on the badge may be on paper."""
    with database().transaction() as store:
        # Committed before the first byte goes out: after a crash, paper may carry this badge.
        print_jobs.started(store, Attempt(job, attempt), agent.id)
    return "", 204


@views.put(f"{ATTEMPT}/condition")
@for_agents
def condition(agent: PrintAgent, job: str, attempt: int) -> ResponseReturnValue:
    """Record why the printer that holds the badge waits, or that it goes on."""
    reported = parse_body(WaitingBody).condition
    with database().transaction() as store:
        print_jobs.waits(store, Attempt(job, attempt), reported, agent.id)
    return "", 204


@views.put(f"{ATTEMPT}/outcome")
@for_agents
def outcome(agent: PrintAgent, job: str, attempt: int) -> ResponseReturnValue:
    """Record the attempt's outcome; reported again, or for a settled job, it changes nothing."""
    reported = parse_body(OutcomeBody)
    with database().transaction() as store:
        print_jobs.report(
            store,
            Attempt(job, attempt),
            reported.outcome,
            reported.problem,
            agent.id,
        )
    return "", 204
