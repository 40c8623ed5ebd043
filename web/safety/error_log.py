"""The error log: a JSON line for each failure, with its place in the code, not its text."""

import logging
import secrets
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any

import structlog
from flask import g, request

from web.context import face_context

_log: Any = structlog.wrap_logger(
    logging.getLogger("lencana.faces"),
    processors=[
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(),
    ],
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)


def failed(error: BaseException) -> None:
    """Log the exception's class and the lines it came through.

    Never its text or the URL, which may be personal.
    """
    _log.error(
        "failed",
        exception=type(error).__name__,
        at=list(_locations(error)),
        **_request(),
    )


def refused(status: int) -> None:
    """Log that a request was refused before any view saw it."""
    _log.info("refused", status=status, **_request())


def closed(status: int, roles: Iterable[str]) -> None:
    """Log that a member asked for what is not open to their roles, or for another's row.

    Not who: in the audit log stands who signed in, and the time leads there.
    """
    # A warning, so that it is written without any setting: only members can cause it.
    _log.warning("closed", status=status, roles=sorted(roles), **_request())


def request_id() -> str:
    """A random number for this request, which the error page shows and people can quote."""
    if "request_id" not in g:
        # Short enough to be read out; only the failures of one log must be told apart.
        g.request_id = secrets.token_hex(4)
    return str(g.request_id)


def _request() -> dict[str, object]:
    return {
        "request": request_id(),
        "face": face_context().name,
        "endpoint": request.endpoint,
    }


def _locations(error: BaseException) -> Iterator[str]:
    yield from _lines(error.__traceback__)
    cause = error.__cause__ or error.__context__
    if cause is not None:
        yield f"from {type(cause).__name__}"
        yield from _locations(cause)


def _lines(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        # The last part only: a template's name is a path on this machine.
        place = str(traceback.tb_frame.f_globals.get("__name__")).rpartition("/")[2]
        yield f"{place}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
