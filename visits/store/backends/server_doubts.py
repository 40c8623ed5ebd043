"""Why a PostgreSQL server may lose what it is given, or tell it to its own log."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from visits.store.backends.backend import Doubt

OLDEST = 140_000
"""The server's version as `server_version_num` says it."""
MOST_APART = 1.0
"""Seconds between this machine's clock and the server's."""


def doubts(connection: Connection, now: datetime) -> Iterator[Doubt]:
    """Yield what is to be said of this server, whose clock should show `now`."""
    here = connection.execute(_SERVER).mappings().one()
    for name, is_well, doubt in _EXPECTED:
        if not is_well(here[name]):
            yield doubt
    # A day key is made and destroyed by this machine's clock, retention is by rows.
    apart = abs((here["now"] - now).total_seconds())
    if apart > MOST_APART:
        yield Doubt(
            f"This machine's clock and the database server's are {apart:.0f} seconds apart: "
            "let both follow one source of time.",
            is_grave=False,
        )


def _is(*values: str) -> Callable[[Any], bool]:
    return lambda value: value in values


_SERVER = text("""
SELECT current_setting('server_version_num')::int AS version,
    current_setting('fsync') AS fsync,
    current_setting('full_page_writes') AS full_page_writes,
    current_setting('synchronous_commit') AS synchronous_commit,
    current_setting('server_encoding') AS encoding,
    current_setting('log_parameter_max_length_on_error') AS parameters_on_error,
    current_setting('log_statement') AS log_statement,
    current_setting('log_parameter_max_length') = '0'
        OR (current_setting('log_min_duration_statement') = '-1'
            AND current_setting('log_min_duration_sample') = '-1'
            AND current_setting('log_transaction_sample_rate') = '0') AS tells_no_parameters,
    clock_timestamp() AS now
""")
_EXPECTED: tuple[tuple[str, Callable[[Any], bool], Doubt], ...] = (
    (
        "version",
        lambda version: version >= OLDEST,
        Doubt("PostgreSQL 14 or later is needed: bring the server up to date."),
    ),
    ("fsync", _is("on"), Doubt("PostgreSQL's fsync is off: a power cut loses guests.")),
    (
        "full_page_writes",
        _is("on"),
        Doubt("PostgreSQL's full_page_writes is off: a power cut damages pages."),
    ),
    (
        "synchronous_commit",
        _is("on", "remote_apply", "remote_write"),
        Doubt(
            "PostgreSQL's synchronous_commit is neither on nor remote_apply: a power cut loses "
            "check-ins that were acknowledged."
        ),
    ),
    (
        "encoding",
        _is("UTF8"),
        Doubt("The database's encoding is not UTF8: create it with ENCODING 'UTF8'."),
    ),
    (
        "parameters_on_error",
        _is("0"),
        Doubt(
            "PostgreSQL logs the parameters of statements that fail: set "
            "log_parameter_max_length_on_error to 0.",
            is_grave=False,
        ),
    ),
    (
        "log_statement",
        _is("none", "ddl"),
        Doubt(
            "PostgreSQL logs statements with their parameters: set log_statement to none or ddl.",
            is_grave=False,
        ),
    ),
    (
        "tells_no_parameters",
        bool,
        Doubt(
            "PostgreSQL logs the parameters of slow or sampled statements: set "
            "log_parameter_max_length to 0.",
            is_grave=False,
        ),
    ),
)
