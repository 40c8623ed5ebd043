"""Connections to the server of a keyring's database."""

from typing import Any

from sqlalchemy import Engine, NullPool, create_engine, event
from sqlalchemy.engine import ExceptionContext

SESSION = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
CONNECTING = {"connect_timeout": 3, "tcp_user_timeout": 5000}
"""Seconds, and milliseconds: a server that is out of reach keeps nobody waiting for long."""


def engine_of(url: str) -> Engine:
    """Return the engine of a keyring's database; its errors quote nothing of a row."""
    engine = create_engine(
        url,
        hide_parameters=True,
        # Asked so seldom that none is kept: none is stale after a restart or a fork.
        poolclass=NullPool,
        connect_args={
            **CONNECTING,
            "options": SESSION,
            "application_name": "lencana keyring",
        },
    )
    event.listen(engine, "handle_error", _hide_words)
    return engine


def _hide_words(failing: ExceptionContext) -> None:
    """Leave of an error its kind alone: the server's words may quote a row."""
    original: Any = failing.original_exception
    words = " ".join(
        filter(None, (type(original).__name__, getattr(original, "sqlstate", "")))
    )
    for problem in (original, failing.sqlalchemy_exception):
        if problem is not None:
            problem.args = (words,)
