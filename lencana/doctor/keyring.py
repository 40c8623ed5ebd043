"""What the doctor finds of the keyring's database."""

from collections.abc import Iterator
from pathlib import Path

from lencana import servers
from lencana.doctor.finding import Finding, note, or_ok, wrong
from lencana.settings import Settings
from visits.store.backends import backend_of
from visits.store.database import utc_now

FOLDER = ("days", "months", "decisions", "destroyed_through")
"""What a keyring in a folder has there beside the root secret."""


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield what is found; nothing where the keys lie in the folder.

    Raises NotReadyError if a server lets nobody in.
    """
    if settings.keyring is not None:
        yield from or_ok(
            _found(settings, settings.keyring),
            "The keyring's database is one of its own, and each key is on its disk.",
        )


def left_in(folder: Path) -> str:
    """Return what else than the root secret lies in the folder of the keys."""
    found = (name for name in FOLDER if (folder / name).exists())
    return ", ".join(found)


def _found(settings: Settings, url: str) -> Iterator[Finding]:
    with servers.connected(url, servers.KEYRING) as connection:
        for doubt in backend_of(url).doubts(connection, utc_now()):
            yield (wrong if doubt.is_grave else note)(f"Keyring: {doubt.text}")
    if servers.are_of_one_server(settings.database, url):
        yield note(
            "The keyring is on the server of the database: whoever takes a base backup of it has "
            "both. Give LENCANA_KEYRING_URL a server of its own."
        )
