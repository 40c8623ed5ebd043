"""One POST to a service, of which nothing but the status of the answer is read."""

import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus

from lencana.channels import guard
from lencana.channels.guard import Addresses, PrivateAddressError
from visits.vocabulary.channels import ChannelProblem

SECONDS = 5.0
"""For each step of it."""
LATER = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
"""The answers of 4xx that another try may change."""
GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


class NotTaken(Exception):
    """The service has not taken it; the text has no address and no secret in it."""

    def __init__(self, problem: ChannelProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, kw_only=True)
class Post:
    """What is sent, and where to; always by HTTPS."""

    host: str = field(repr=False)
    port: int = 443
    path: str = field(repr=False)
    body: bytes = field(repr=False)
    headers: dict[str, str] = field(repr=False)


def send(post: Post, allowed: Addresses, seconds: float = guard.SECONDS) -> None:
    """Send it once within so many seconds, and follow no redirect (`NotTaken`)."""
    with explained():
        status = guard.bounded(partial(_status, post), allowed, seconds)
    if problem := _problem(status):
        raise NotTaken(problem)


@contextmanager
def explained() -> Iterator[None]:
    """Raise what goes wrong in the block as `NotTaken`."""
    try:
        yield
    except PrivateAddressError:
        raise NotTaken(ChannelProblem.PRIVATE_ADDRESS) from None
    except ssl.SSLError:
        raise NotTaken(ChannelProblem.TLS) from None
    except (socket.gaierror, UnicodeError):
        raise NotTaken(ChannelProblem.HOST_UNKNOWN) from None
    except (OSError, http.client.HTTPException):
        raise NotTaken(ChannelProblem.UNREACHABLE) from None


def _status(post: Post) -> int:
    context = ssl.create_default_context()
    # No proxy, no pool and no cookies: http.client does this and nothing else.
    connection = http.client.HTTPSConnection(
        post.host, post.port, timeout=SECONDS, context=context
    )
    with closing(connection):
        connection.request("POST", post.path, post.body, post.headers)
        with closing(connection.getresponse()) as response:
            return response.status


def _problem(status: int) -> ChannelProblem | None:
    match status // 100:
        case 2:
            return None
        case 3:
            return ChannelProblem.REDIRECTED
        case 4 if status in GONE:
            return ChannelProblem.GONE
        case 4 if status not in LATER:
            return ChannelProblem.REFUSED
        case _:
            return ChannelProblem.BUSY
