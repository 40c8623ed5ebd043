"""Print jobs: the badge of an attempt, and what its agent says of it."""

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
    """A number in the one way to write it: 01, +1 and the digits of other scripts are none."""

    regex = "[1-9][0-9]{0,5}"


views = Blueprint("print_jobs", __name__, url_prefix=ATTEMPT)


@views.get("/badge")
@for_agents
def badge(agent: PrintAgent, job: str, attempt: int) -> ResponseReturnValue:
    """The few words to print; asked again, the same."""
    with database().reading() as store:
        words = badge_content.content(
            store,
            print_jobs.badge_of(store, Attempt(job, attempt), agent.id),
            agent.id,
        )
    return jsonify(asdict(words))


@views.post("/start")
@for_agents
def start(agent: PrintAgent, job: str, attempt: int) -> ResponseReturnValue:
    """From now on paper may carry the badge."""
    with database().transaction() as store:
        print_jobs.started(store, Attempt(job, attempt), agent.id)
    return "", 204


@views.put("/condition")
@for_agents
def condition(agent: PrintAgent, job: str, attempt: int) -> ResponseReturnValue:
    """The printer holds the badge and says why it waits, or that it goes on."""
    why = parse_body(WaitingBody).condition
    with database().transaction() as store:
        print_jobs.waits(store, Attempt(job, attempt), why, agent.id)
    return "", 204


@views.put("/outcome")
@for_agents
def outcome(agent: PrintAgent, job: str, attempt: int) -> ResponseReturnValue:
    """What became of the attempt is known; said again, or too late, it changes nothing."""
    heard = parse_body(OutcomeBody)
    with database().transaction() as store:
        print_jobs.report(
            store, Attempt(job, attempt), heard.outcome, heard.problem, agent.id
        )
    return "", 204
