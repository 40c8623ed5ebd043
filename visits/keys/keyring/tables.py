"""The tables of a keyring's database, and connections to its server.

`keyring` is one row: whose keys these are, and the last day whose key was destroyed. `day_key` and
`month_key` have a row for each living day and month, `decision` the decision log in its order.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Engine,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    NullPool,
    Table,
    Text,
    create_engine,
    event,
)
from sqlalchemy.engine import ExceptionContext

metadata = MetaData()
keyring = Table(
    "keyring",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("owner", LargeBinary, nullable=False),
    Column("destroyed_through", Date, nullable=False),
)
day_key = Table(
    "day_key",
    metadata,
    Column("day", Date, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
month_key = Table(
    "month_key",
    metadata,
    Column("month", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
# `corrected` is the visit of an entry that holds a guest's words, though sealed.
decision = Table(
    "decision",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("number", BigInteger, nullable=False, index=True),
    Column("corrected", LargeBinary, index=True),
    Column("entry", Text, nullable=False),
)
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
