"""The examination: what can be known of an installation without calling anybody."""

import errno
import socket
import ssl
import stat
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import urlsplit

from cryptography import x509
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from lencana import installation
from lencana.backups import findings
from lencana.doctor import keyring
from lencana.doctor.finding import Finding, note, ok, or_ok, wrong
from lencana.mail import advice
from lencana.mail.headers import AddressUnusable, sender
from lencana.mail.smtp import SmtpUrlUnusable, mail_server
from lencana.servers import NotReadyError
from lencana.settings import Settings, is_loopback
from printers.text import fonts, scripts
from visits import mail_health
from visits.erasure import erasure_health
from visits.keys.secrets import UnsafeSecretError
from visits.store import schema
from visits.store.database import Database, Store, utc_now
from visits.vault import lost_keys
from visits.vocabulary.erasure import ErasureProblem

SOON = timedelta(days=14)
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


def examine(settings: Settings) -> list[Finding]:
    """Return what is found of the settings and the store, at least one finding for each check.

    While one is grave, nothing must be served.
    """
    checks: tuple[tuple[Callable[[Settings], Iterator[Finding]], str], ...] = (
        (_transport, f"Pages are found at {settings.base_url}, safe from listeners."),
        (_listening, f"The server listens at {settings.host}, port {settings.port}."),
        (_mail, f"E-mails are sent from {settings.mail_from}."),
        (_keys, "The folder of the keys is its owner's alone, and can be written to."),
        (
            _access,
            "The folder of the data is its owner's alone, and can be written to.",
        ),
        (_fonts, "Names of every living script can be printed."),
    )
    findings = [each for check, well in checks for each in or_ok(check(settings), well)]
    return findings + list(_store(settings))


def _transport(settings: Settings) -> Iterator[Finding]:
    has_tls = settings.tls_certificate is not None or settings.behind_proxy
    url = urlsplit(settings.base_url)
    # Guests type names and addresses: on a network they must not be readable by others.
    if not settings.on_loopback and not has_tls:
        yield wrong(
            "Listening beyond this machine needs TLS: set LENCANA_TLS_CERTIFICATE "
            "and LENCANA_TLS_KEY, or LENCANA_BEHIND_PROXY."
        )
    if url.scheme == "http" and not is_loopback(url.hostname or ""):
        yield wrong(
            "LENCANA_BASE_URL must be https: a tablet's camera and its cookies need it."
        )


def _listening(settings: Settings) -> Iterator[Finding]:
    yield from _certificate(settings)
    try:
        socket.getaddrinfo(settings.host, settings.port, flags=socket.AI_PASSIVE)
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        socket.create_server((settings.host, settings.port), family=family).close()
    except OSError as error:
        # Its own server has the port, most likely; `serve` says so where it is another's.
        if error.errno != errno.EADDRINUSE:
            yield wrong(
                f"LENCANA_HOST and LENCANA_PORT: the server cannot listen at {settings.host}, "
                f"port {settings.port} ({error.strerror})."
            )


def _certificate(settings: Settings) -> Iterator[Finding]:
    """Try the server's own certificate and key: that they are a pair, and still valid."""
    if settings.tls_certificate is None or settings.tls_key is None:
        return
    try:
        # A key under a passphrase would ask for it at the terminal.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
            settings.tls_certificate, settings.tls_key, password=lambda: ""
        )
        chain = x509.load_pem_x509_certificates(settings.tls_certificate.read_bytes())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "they are no pair in PEM"
        yield wrong(
            f"LENCANA_TLS_CERTIFICATE and LENCANA_TLS_KEY cannot be used: {reason}."
        )
        return
    left = chain[0].not_valid_after_utc - utc_now()
    if left < timedelta():
        yield wrong("The server's certificate has expired: renew it.")
    elif left < SOON:
        yield note(f"The server's certificate expires in {left.days} days: renew it.")


def _mail(settings: Settings) -> Iterator[Finding]:
    if settings.smtp_url is None:
        yield note("No e-mail is sent: set LENCANA_SMTP_URL.")
    else:
        yield from _mail_server(settings.smtp_url.get_secret_value())
    try:
        sender(settings.mail_from)
    except AddressUnusable:
        yield wrong("LENCANA_MAIL_FROM is no e-mail address that others take.")
    if settings.mail_from.endswith("@localhost"):
        yield note(
            "E-mails come from lencana@localhost, which others refuse: set LENCANA_MAIL_FROM."
        )


def _mail_server(url: str) -> Iterator[Finding]:
    try:
        mail_server(url)
    except SmtpUrlUnusable as error:
        yield wrong(f"LENCANA_SMTP_URL: {error}")


def _keys(settings: Settings) -> Iterator[Finding]:
    folder = settings.key_folder
    if not folder.exists():
        yield note(f"There is no folder of keys at {folder}.")
        return
    yield from _writable(folder)
    if _others_may(folder):
        yield wrong(
            "The folder of the keys is open to others on this machine: chmod 700 it."
        )
    for key in folder.rglob("*.key"):
        if _others_may(key):
            yield wrong(
                f"The key {key.name} is open to others on this machine: chmod 600 it."
            )
    if settings.keyring is not None and (names := keyring.left_in(folder)):
        yield wrong(
            f"{names} in the folder of the keys are of before LENCANA_KEYRING_URL: nobody "
            "destroys what is there when its day is over, so delete it."
        )
    if settings.keys is None and settings.is_embedded:
        yield note(
            "Keys lie beside the database: whoever takes the whole disk has both. Set LENCANA_KEYS."
        )


def _access(settings: Settings) -> Iterator[Finding]:
    if not settings.data.exists():
        yield note(f"There is no folder of data at {settings.data}.")
        return
    yield from _writable(settings.data)
    if _others_may(settings.data):
        yield wrong(
            "The folder of the data is open to others on this machine: chmod 700 it."
        )
    # The files beside it hold guests' data too: the write-ahead log has the newest rows.
    live = settings.database_file
    for file in (live.with_name(live.name + end) for end in installation.BESIDE):
        if file.exists() and _others_may(file):
            yield wrong(f"{file.name} is open to others on this machine: chmod 600 it.")


def _store(settings: Settings) -> Iterator[Finding]:
    try:
        with installation.open_database(settings) as database:
            yield from _opened(settings, database)
        yield from keyring.examine(settings)
    except (
        NotReadyError,
        schema.SchemaError,
        UnsafeSecretError,
    ) as error:
        yield wrong(f"{str(error)[:1].upper()}{str(error)[1:]}.")
    except SQLAlchemyError as error:
        yield wrong(f"The database cannot be used ({type(error).__name__}).")


def _opened(settings: Settings, database: Database) -> Iterator[Finding]:
    with database.engine.connect() as connection:
        yield from or_ok(
            _doubts(database, connection),
            "The database has this program's schema, and each commit is on the disk.",
        )
    # Begins to write, and writes nothing.
    with database.transaction():
        yield ok("The database takes writes.")
    with database.reading() as store:
        yield from or_ok(_unreadable(store), "Every key of the database is there.")
        yield from or_ok(_erasure(store), "What is due is erased.")
        yield from or_ok(_mail_failure(store), "No e-mail is held up.")
        backups = [*findings.of_late(store), *findings.misplaced(settings)]
    yield from or_ok(map(note, backups), "Backups are made, and kept elsewhere.")


def _unreadable(store: Store) -> Iterator[Finding]:
    lost = lost_keys.find(store)
    if lost.months:
        yield _missing_keys(
            lost.months, "the names and addresses of members cannot be opened"
        )
    if lost.days:
        yield _missing_keys(
            lost.days, "what was kept of guests cannot be opened, and reads as erased"
        )


def _missing_keys(names: frozenset[str], consequence: str) -> Finding:
    files = ", ".join(f"{name}.key" for name in sorted(names))
    return wrong(
        f"The keys of this database are missing: without {files} in the keyring "
        f"{consequence}; see docs/operations.md."
    )


def _erasure(store: Store) -> Iterator[Finding]:
    today = store.now.date()
    for problem in erasure_health.problems(store):
        yield note(ERASURE[problem].format(today=today))


def _mail_failure(store: Store) -> Iterator[Finding]:
    failure = mail_health.failure(store)
    if failure is not None:
        reason = advice.sentence(failure.problem, failure.reply or "")
        yield note(
            f"E-mails are not going out since {failure.since:%Y-%m-%d %H:%M} UTC: {reason}. "
            "`lencana mail try` sends one."
        )


def _doubts(database: Database, connection: Connection) -> Iterator[Finding]:
    for doubt in database.backend.doubts(connection, database.clock()):
        yield (wrong if doubt.is_grave else note)(doubt.text)


def _fonts(settings: Settings) -> Iterator[Finding]:
    fonts.use_folder(settings.fonts)
    unwritable = scripts.sentence(scripts.missing())
    if unwritable:
        yield note(f"{unwritable} LENCANA_FONTS may name a folder of other fonts.")


def _writable(folder: Path) -> Iterator[Finding]:
    try:
        # Without a name in the folder, so that nothing is left of it.
        with TemporaryFile(dir=folder) as file:
            file.write(b"?")
            file.flush()
    except OSError as error:
        yield wrong(
            f"The folder {folder} cannot be written to ({error.strerror}): give it to "
            "this user, or make room."
        )


def _others_may(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
