"""Long polls: the view asks the server to keep a request waiting, and is called again on news.

A waiting request occupies no thread: the view answers at once with a header for the server,
which keeps the answer back and repeats the request when the agent's site has something to
print.
"""

from flask import Response, request

from visits.store.sites import PrintAgent

# Seconds to wait, topic and agent: read by the server and never sent to the agent.
HEADER = "Lencana-Hold"
# The WSGI environment's key that marks a repeated request.
AGAIN = "lencana.asked_again"


def until_news(answer: Response, seconds: float, agent: PrintAgent) -> Response:
    """Mark the answer: the server sends it after `seconds`, unless the site has news before."""
    if seconds > 0:
        answer.headers[HEADER] = f"{seconds:g} {agent.site_id} {agent.id}"
    return answer


def is_again() -> bool:
    """True if the server kept this request waiting and now repeats it."""
    return AGAIN in request.environ
