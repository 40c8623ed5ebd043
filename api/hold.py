"""Holding: the server keeps a poll without an answer, on no thread, and asks again when there is news."""

from flask import Response, request

from visits.store.sites import PrintAgent

HEADER = "Lencana-Hold"
"""Seconds, a topic and who holds, for the server alone: it never leaves it."""
AGAIN = "lencana.asked_again"
"""What the server puts into a request that it held."""


def until_news(answer: Response, seconds: float, agent: PrintAgent) -> Response:
    """The answer, unless there is news of the agent's site within so many seconds."""
    if seconds > 0:
        answer.headers[HEADER] = f"{seconds:g} {agent.site_id} {agent.id}"
    return answer


def is_again() -> bool:
    """Whether the server held this request and asks it again."""
    return AGAIN in request.environ
