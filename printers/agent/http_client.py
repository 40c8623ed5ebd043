"""The HTTP client of an agent: one request and its JSON answer, or the reason for none."""

import json
import logging
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError, LocationParseError, ProtocolError

from printers.agent.connections import CONNECT, READ, Connections
from printers.agent.queue import QueueAway, QueueRefuses
from printers.vocabulary import JobLost

AGENT = "lencana-print-agent/1"
# Bytes of an answer: a badge is 1 KiB, 32 attempts are 4 KiB, a roll of 1,000 Chinese names 300.
LARGEST = 1024 * 1024
LOST = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT})
OURS = "job_lost"
AWAY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})

# Its log lines quote URLs; ours say what is to be known.
logging.getLogger("urllib3").setLevel(logging.ERROR)


@dataclass(frozen=True)
class HttpAnswer:
    """An answer's JSON; `retry_after` in seconds, 0 where the header is missing."""

    document: Any
    retry_after: float = 0.0


class HttpClient:
    """Calls one server, whose certificate this machine trusts, or the authority that is given.

    Raises ConfigurationWrong if the environment names a proxy that is none.
    """

    def __init__(
        self, server: str, token: str = "", authority: Path | None = None
    ) -> None:
        self._base = f"{server}/api"
        self._headers = {"User-Agent": AGENT, "Accept": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._connections = Connections(server, authority)

    def ask(
        self, method: str, path: str, document: object = None, patience: float = 0.0
    ) -> HttpAnswer:
        """Return the server's answer, for which it may take `patience` seconds longer than usual.

        Raises JobLost; QueueAway when nobody answers, or not as it should; QueueRefuses when a
        person must act.
        """
        status, headers, body = self._called(method, path, document, patience)
        if status == HTTPStatus.NO_CONTENT:
            return HttpAnswer(None)
        answer = _parsed(body)
        if status >= HTTPStatus.BAD_REQUEST:
            raise _refused(status, answer)
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise QueueRefuses(
                f"the server points elsewhere ({status}): give its own address"
            )
        return HttpAnswer(answer, _seconds(headers.get("Retry-After", "")))

    def close(self) -> None:
        """Close all kept connections."""
        self._connections.pool.clear()

    def _called(
        self, method: str, path: str, document: object, patience: float
    ) -> tuple[int, Any, bytes]:
        try:
            try:
                return self._once(method, path, document, patience)
            except ProtocolError:
                # A kept connection may just have been closed. Every request may be repeated.
                return self._once(method, path, document, patience)
        except (HTTPError, LocationParseError) as problem:
            raise self._connections.silence(problem) from None

    def _once(
        self, method: str, path: str, document: object, patience: float
    ) -> tuple[int, Any, bytes]:
        body = None if document is None else json.dumps(document).encode()
        headers = self._headers | ({"Content-Type": "application/json"} if body else {})
        answer = self._connections.pool.request(
            method,
            self._base + path,
            body=body,
            headers=headers,
            # A redirect would carry the token to whoever it names.
            redirect=False,
            preload_content=False,
            timeout=urllib3.Timeout(connect=CONNECT, read=READ + patience),
        )
        try:
            read = answer.read(LARGEST + 1)
            if len(read) > LARGEST:
                # Not back to the pool with unread bytes.
                answer.close()
                raise QueueAway("the server says more than any answer is long")
            return answer.status, answer.headers, read
        finally:
            answer.release_conn()


def _parsed(body: bytes) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _refused(status: int, answer: Any) -> Exception:  # noqa: ANN401 - JSON
    problem = answer if isinstance(answer, dict) else {}
    code = problem.get("code")
    if code == OURS:
        return JobLost()
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in AWAY:
        return QueueAway(f"the server cannot answer now ({status})")
    if (
        isinstance(code, str)
        and isinstance(problem.get("title"), str)
        and str(problem["title"]).isprintable()
    ):
        return QueueRefuses(f"the server refuses: {problem['title'][:200]}", code)
    return QueueRefuses(
        f"what answers there is no Lencana, or another one than this agent knows ({status})"
    )


def _seconds(text: str) -> float:
    # At most ten minutes: a server's mistake must not stop the printers for a day.
    return min(float(text), 600.0) if text.isascii() and text.isdigit() else 0.0
