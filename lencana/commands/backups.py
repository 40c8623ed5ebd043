"""`lencana backup`, `lencana keys backup` and `lencana restore`: copy the data, and put it back."""

import getpass
import os
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from lencana import installation
from lencana.backups import copying, key_copies, restoring, targets
from lencana.backups.restoring import Restored, RestoreRequest
from lencana.backups.targets import Target
from lencana.commands import CommandFailed, options
from lencana.settings import Settings
from visits.erasure.purge import PurgeFailed
from visits.keys import passphrase
from visits.keys.passphrase import PassphraseTooShort
from visits.store.database import Database

CLOSED = (
    "The folder of the data was open to others on this machine; "
    "it is closed to them now (0700)."
)


to = click.option(
    "--to", type=click.Path(path_type=Path), required=True, metavar="FILE"
)
replace = click.option("--replace", is_flag=True, help="Over a file that is there.")
passphrase_fd = click.option(
    "--passphrase-fd",
    type=int,
    metavar="N",
    help="Read the passphrase from this descriptor; 0 is standard input.",
)


@dataclass(frozen=True)
class RestoreOptions:
    """The options of `lencana restore`."""

    file: Path
    keys: Path | None
    replace: bool
    today: date | None
    passphrase_fd: int | None


@click.command()
@to
@replace
def backup(to: Path, *, replace: bool) -> None:
    """Copy the database, without the keys, while it is served."""
    settings = Settings()
    with installation.open_database(settings) as database:
        size = _back_up(database, settings, Target(to, replace))
    print(
        f"{to}: {size:,} bytes, and checked. Without the keys it opens nothing; with them it opens "
        "a guest until the day that they were kept to when it was made, and nothing after it."
    )


def _back_up(database: Database, settings: Settings, target: Target) -> int:
    if settings.is_embedded:
        return copying.back_up(database, settings, target)
    from lencana.backups import server  # noqa: PLC0415 - psycopg is an extra

    return server.back_up(database, settings, target)


@click.group()
def keys() -> None:
    """Copy the keys under a passphrase."""


@keys.command("backup")
@to
@replace
@click.option(
    "--with-guests", is_flag=True, help="Also the keys that open guests' data."
)
@passphrase_fd
def back_up_keys(
    to: Path, passphrase_fd: int | None, *, replace: bool, with_guests: bool
) -> None:
    """Copy what members and codes need; guests' keys only if asked for."""
    settings, target = Settings(), Target(to, replace)
    with installation.open_database(settings) as database:
        # Before the passphrase is asked for, so that nobody types it in vain.
        targets.check(target, settings)
        secret = _new_passphrase(passphrase_fd)
        until = key_copies.back_up(
            database, settings, target, secret, with_guests=with_guests
        )
    print(
        f"{target.file}: the keys, under the passphrase. Nobody opens them without it, nor do you."
    )
    print(_warning(until) if with_guests else NO_GUESTS)


@click.command()
@click.option(
    "--from",
    "file",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="The backup of the database.",
)
@click.option(
    "--keys",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A copy of the keys, where keys are lost.",
)
@replace
@click.option(
    "--today", type=options.day, metavar="DATE", help="The date, if the backup is old."
)
@passphrase_fd
@options.into(RestoreOptions, "restore_options")
def restore(restore_options: RestoreOptions) -> None:
    """Put a backup back, without the guests who were erased since it was made."""
    copy = (
        key_copies.opened(
            restore_options.keys, _passphrase(restore_options.passphrase_fd)
        )
        if restore_options.keys
        else None
    )
    request = RestoreRequest(
        restore_options.file, copy, restore_options.replace, restore_options.today
    )
    # Looked at before, since the restore closes the folder, whether it succeeds or not.
    was_open = _is_open(Settings().data)
    try:
        _print_result(restoring.restore(Settings(), request))
    except PurgeFailed as problem:
        stopped = (type(problem).__doc__ or "").strip()
        raise CommandFailed(
            f"the backup is back, but not all is erased that is due. {stopped}"
        ) from None
    if was_open:
        print(CLOSED)


def _is_open(folder: Path) -> bool:
    return folder.exists() and bool(folder.stat().st_mode & 0o077)


def _warning(until: date | None) -> str:
    if until is None:
        return NO_GUESTS
    return (
        f"It holds the keys of guests' days up to {until}: with a copy of the database "
        "it opens them, even after their last day. Replace it daily, and destroy the one before."
    )


def _print_result(restored: Restored) -> None:
    moment = f"of {restored.made_at:%Y-%m-%d %H:%M} UTC " if restored.made_at else ""
    print(f"The backup {moment}is back, and fit to be served.")
    print(f"Done again, because it was decided since: {restored.done_again}.")
    print(f"Erased again, because they were since: {restored.erased_again} visits.")
    print(
        f"Gone, because no key opens them: {restored.unreadable} visits; "
        "their guests can be invited again."
    )
    print(f"Erased, because it was due: {restored.purged.visits} visits.")
    print("Everybody signs in anew, and every tablet is to be paired anew.")


def _new_passphrase(descriptor: int | None) -> str:
    secret = _passphrase(descriptor)
    try:
        passphrase.check(secret)
    except PassphraseTooShort:
        least = f"{passphrase.SHORTEST} characters"
        raise CommandFailed(
            f"a passphrase has at least {least}, not all of them alike"
        ) from None
    # Typed unseen: a slip would make a copy that nobody can open.
    if descriptor is None and getpass.getpass("The same again: ") != secret:
        raise CommandFailed("the two are not the same")
    return secret


def _passphrase(descriptor: int | None) -> str:
    # Never an argument or a variable, which other users of the machine can read.
    if descriptor is None:
        if not sys.stdin.isatty():
            raise CommandFailed(
                "there is no terminal to ask for the passphrase at: give --passphrase-fd"
            )
        return getpass.getpass("Passphrase of the keys: ")
    try:
        # Left open: it may be standard input. At most four bytes a character in UTF-8.
        with os.fdopen(descriptor, "rb", closefd=False) as given:
            return given.readline(passphrase.LONGEST * 4).decode().rstrip("\r\n")
    except (OSError, ValueError):
        raise CommandFailed(
            f"no passphrase can be read from descriptor {descriptor}"
        ) from None


NO_GUESTS = (
    "It opens no guest: their days' keys are not in it, "
    "so that no copy of one outlives its day."
)
