"""Holding: the server keeps a poll without an answer, on no thread, and asks again when there is news."""

from flask import Response, request

HEADER = "Lencana-Hold"
"""Seconds and a topic, for the server alone: it never leaves it."""
AGAIN = "lencana.asked_again"
"""What the server puts into a request that it held."""


def until_news(answer: Response, seconds: float, site_id: int) -> Response:
    """The answer, unless there is news of the site within so many seconds."""
    if seconds > 0:
        answer.headers[HEADER] = f"{seconds:g} {site_id}"
    return answer


def is_again() -> bool:
    """Whether the server held this request and asks it again."""
    return AGAIN in request.environ
