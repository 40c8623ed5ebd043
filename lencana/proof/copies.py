"""Opens a backup's database: a file as it lies there, a server's archive in a draft of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL

from lencana.backups import BackupRefused
from lencana.proof import stored
from lencana.proof.files import is_archive
from lencana.proof.stored import Stored


class NotOpened(Exception):
    """The archive cannot be loaded, or there is no server to load it on."""


@contextmanager
def opened(file: Path, live: URL) -> Iterator[Stored]:
    """Yield the database of the backup; an archive is loaded on the server of the live one.

    Raises NotOpened.
    """
    if not is_archive(file):
        with stored.in_file(file, is_copy=True) as copy:
            yield copy
        return
    if live.get_backend_name() != "postgresql":
        raise NotOpened
    from lencana.backups import server  # noqa: PLC0415 - psycopg is an extra

    place = server.ServerPlace(live.render_as_string(hide_password=False), "proving")
    try:
        with place.refusing(), place.draft() as url:
            place.load(file)
            with stored.on_server(url) as copy:
                yield copy
    except BackupRefused:
        raise NotOpened from None
