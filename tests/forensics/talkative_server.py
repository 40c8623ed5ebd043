"""A PostgreSQL server that writes down whatever one can be told to write down."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import postgresql

DATABASE = "lobby"
TALKATIVE = {
    "log_statement": "all",
    "log_min_duration_statement": "0",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "-1",
    "log_error_verbosity": "verbose",
    "shared_preload_libraries": "pg_stat_statements",
    "track_activity_query_size": "100kB",
}
SAID = {
    "statements": "SELECT query FROM pg_stat_statements",
    "sessions": "SELECT query FROM pg_stat_activity",
    "histograms": "SELECT tablename, attname, most_common_vals, histogram_bounds FROM pg_stats",
}


@dataclass(frozen=True)
class Server:
    """A server, the database of a house on it, and its folder: data, log and all that it tells."""

    running: postgresql.Server

    @property
    def folder(self) -> Path:
        return self.running.folder

    @property
    def settings(self) -> dict[str, str]:
        return {"LENCANA_DATABASE_URL": self.running.url(DATABASE)}

    def shell(self, statement: str) -> None:
        with self.running.connected(DATABASE) as connection:
            connection.execute(statement.encode())

    def tell(self) -> None:
        """Everything is in its files: pages, statistics of columns, texts of statements."""
        self.shell("ANALYZE")
        self.shell("CHECKPOINT")
        for what, question in SAID.items():
            # The extension stands in a database of its own: here nobody declared its view.
            database = "postgres" if what == "statements" else DATABASE
            with self.running.connected(database) as connection:
                rows = connection.execute(question.encode()).fetchall()
            assert rows, what
            (self.folder / what).write_text("\n".join(map(str, rows)))


@contextmanager
def talkative() -> Iterator[Server]:
    """Yield a server with an empty database."""
    with postgresql.running(TALKATIVE) as running:
        running.execute("CREATE EXTENSION pg_stat_statements")
        running.execute(f"CREATE DATABASE {DATABASE}")
        yield Server(running)
