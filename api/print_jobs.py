"""What an agent does with an attempt: fetch its badge, start it, report on it."""

from dataclasses import asdict

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from werkzeug.routing import IntegerConverter

from api.access import for_agents
from api.bodies import OutcomeBody, WaitingBody, parse_body
from printers.vocabulary import Attempt
from visits.printing import badge_content, print_jobs
from visits.store.sites import PrintAgent
from web.face import database

ATTEMPT = "/print-jobs/<string(length=26):job>/attempts/<number:attempt>"


class Number(IntegerConverter):
    """A positive number in its one spelling: not 01, +1 or the digits of other scripts.

    So each attempt has one address, and what is logged or cached by address is of one attempt.
    """

    regex = "[1-9][0-9]{0,5}"


views = Blueprint("print_jobs", __name__, url_prefix=ATTEMPT)


@views.get("/badge")
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


@views.post("/start")
@for_agents
def start(agent: PrintAgent, job: str, attempt: int) -> ResponseReturnValue:
    """Record that the agent begins to print: from now on the badge may be on paper."""
    with database().transaction() as store:
        # Committed before the first byte goes out: after a crash, paper may carry this badge.
        print_jobs.started(store, Attempt(job, attempt), agent.id)
    return "", 204


@views.put("/condition")
@for_agents
def condition(agent: PrintAgent, job: str, attempt: int) -> ResponseReturnValue:
    """Record why the printer that holds the badge waits, or that it goes on."""
    reported = parse_body(WaitingBody).condition
    with database().transaction() as store:
        print_jobs.waits(store, Attempt(job, attempt), reported, agent.id)
    return "", 204


@views.put("/outcome")
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
