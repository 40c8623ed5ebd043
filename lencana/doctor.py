"""The doctor: what stands in the way of serving guests safely, one sentence for each problem."""

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Connection, text

from lencana import installation
from lencana.backups import findings
from lencana.mail.smtp import SmtpUrlUnusable, mail_server
from lencana.settings import Settings, is_loopback
from printers.text import fonts, scripts
from visits.erasure import erasure_health
from visits.keys.secrets import UnsafeSecretError
from visits.people import profiles
from visits.store import schema
from visits.store.database import Store
from visits.vault import unreadable
from visits.vocabulary.erasure import ErasureProblem

ERASURE = {
    ErasureProblem.CLOCK_DOUBTED: (
        "The clock jumped by more than two days, or this machine was off as long, and nothing "
        "is erased until you run `lencana purge --today {today}`, if that is today (UTC)."
    ),
    ErasureProblem.CLOCK_BEHIND: (
        "The clock is behind: this database has seen a later time than now. Set it."
    ),
    ErasureProblem.OVERDUE: (
        "Nothing was erased for 36 hours: let `lencana serve` run, or `lencana purge`."
    ),
    ErasureProblem.LOG_BLOCKED: (
        "A reader keeps the database's write-ahead log, where erased data still is: "
        "end whatever has the database open, then run `lencana purge`."
    ),
}


@dataclass(frozen=True)
class Problem:
    """One sentence; a grave one keeps the program from serving."""

    sentence: str
    grave: bool

    def __str__(self) -> str:
        return f"{'WRONG' if self.grave else 'note '}  {self.sentence}"


def examine(settings: Settings) -> list[Problem]:
    """Return every problem of the installation; none when all is well."""
    checks: tuple[Callable[[Settings], Iterator[Problem]], ...] = (
        _transport,
        _mail,
        _keys,
        _access,
        _store,
        _fonts,
    )
    return [problem for check in checks for problem in check(settings)]


def _transport(settings: Settings) -> Iterator[Problem]:
    has_tls = settings.tls_certificate is not None or settings.behind_proxy
    url = urlsplit(settings.base_url)
    # Guests type names and addresses: on a network they must not be readable by others.
    if not settings.on_loopback and not has_tls:
        yield _wrong(
            "Listening beyond this machine needs TLS: set LENCANA_TLS_CERTIFICATE "
            "and LENCANA_TLS_KEY, or LENCANA_BEHIND_PROXY."
        )
    if url.scheme == "http" and not is_loopback(url.hostname or ""):
        yield _wrong(
            "LENCANA_BASE_URL must be https: a tablet's camera and its cookies need it."
        )


def _mail(settings: Settings) -> Iterator[Problem]:
    if settings.smtp_url is None:
        yield _note("No e-mail is sent: set LENCANA_SMTP_URL.")
    else:
        yield from _mail_server(settings.smtp_url.get_secret_value())
    if settings.mail_from.endswith("@localhost"):
        yield _note(
            "E-mails come from lencana@localhost, which others refuse: set LENCANA_MAIL_FROM."
        )


def _mail_server(url: str) -> Iterator[Problem]:
    try:
        mail_server(url)
    except SmtpUrlUnusable as error:
        yield _wrong(f"LENCANA_SMTP_URL: {error}")


def _keys(settings: Settings) -> Iterator[Problem]:
    folder = settings.key_folder
    if not folder.exists():
        return
    if _others_may(folder):
        yield _wrong(
            "The folder of the keys is open to others on this machine: chmod 700 it."
        )
    for key in folder.rglob("*.key"):
        if _others_may(key):
            yield _wrong(
                f"The key {key.name} is open to others on this machine: chmod 600 it."
            )
    if settings.keys is None:
        yield _note(
            "Keys lie beside the database: whoever takes the whole disk has both. Set LENCANA_KEYS."
        )


def _access(settings: Settings) -> Iterator[Problem]:
    if settings.data.exists() and _others_may(settings.data):
        yield _wrong(
            "The folder of the data is open to others on this machine: chmod 700 it."
        )
    # The files beside it hold guests' data too: the write-ahead log has the newest rows.
    live = settings.database_file
    for file in (live.with_name(live.name + end) for end in installation.BESIDE):
        if file.exists() and _others_may(file):
            yield _wrong(
                f"{file.name} is open to others on this machine: chmod 600 it."
            )


def _store(settings: Settings) -> Iterator[Problem]:
    try:
        with installation.open_database(settings) as database:
            # Asked, not assumed: on a network disk SQLite may refuse WAL mode.
            with database.engine.connect() as connection:
                yield from _durability(connection)
            with database.reading() as store:
                yield from _unreadable(store)
                yield from _erasure(store)
                yield from map(_note, findings.of_late(store))
        yield from map(_note, findings.misplaced(settings))
    except (
        installation.NotReadyError,
        schema.SchemaError,
        UnsafeSecretError,
    ) as error:
        yield _wrong(f"{str(error)[:1].upper()}{str(error)[1:]}.")


def _unreadable(store: Store) -> Iterator[Problem]:
    keyring = store.keys.keyring
    months = profiles.months(store) - set(keyring.months())
    if months:
        yield _missing_keys(
            months, "the names and addresses of members cannot be opened"
        )
    # A closed account of a destroyed day is as it should be, and no lost key.
    closed = {day for day in profiles.days(store) if day > keyring.destroyed_through()}
    days = {day.isoformat() for day in unreadable.days(store)}
    days |= {day.isoformat() for day in closed} - set(keyring.days())
    if days:
        yield _missing_keys(
            days, "what was kept of guests cannot be opened, and reads as erased"
        )


def _missing_keys(names: set[str], consequence: str) -> Problem:
    files = ", ".join(f"{name}.key" for name in sorted(names))
    return _wrong(
        f"The keys of this database are missing: without {files} in the folder of the keys "
        f"{consequence}; see docs/operations.md."
    )


def _erasure(store: Store) -> Iterator[Problem]:
    today = store.now.date()
    for problem in erasure_health.problems(store):
        yield _note(ERASURE[problem].format(today=today))


def _durability(connection: Connection) -> Iterator[Problem]:
    mode = connection.execute(text("PRAGMA journal_mode")).scalar_one()
    full = connection.execute(text("PRAGMA synchronous")).scalar_one()
    # 2 is FULL: NORMAL may lose the last commits in a power cut.
    if (mode, full) != ("wal", 2):
        yield _wrong(
            "SQLite is not in WAL mode with synchronous=FULL: a power cut could lose guests."
        )


def _fonts(settings: Settings) -> Iterator[Problem]:
    fonts.use_folder(settings.fonts)
    unwritable = scripts.sentence(scripts.missing())
    if unwritable:
        yield _note(f"{unwritable} LENCANA_FONTS may name a folder of other fonts.")


def _others_may(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _wrong(sentence: str) -> Problem:
    return Problem(sentence, grave=True)


def _note(sentence: str) -> Problem:
    return Problem(sentence, grave=False)
