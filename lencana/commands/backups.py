"""`lencana backup`, `lencana keys backup` and `lencana restore`: what outlives a disk, and comes back."""

import getpass
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, _SubParsersAction
from datetime import date
from pathlib import Path
from typing import Any

from lencana import installation
from lencana.backups import copying, key_copies, restoring, targets
from lencana.backups.restoring import Restored, RestoreRequest
from lencana.backups.targets import Target
from lencana.commands import CommandFailed
from lencana.settings import Settings
from visits.erasure.purge import PurgeFailed
from visits.keys import passphrase
from visits.keys.passphrase import PassphraseTooShort

CLOSED = "The folder of the data was open to others on this machine; it is closed to them now (0700)."


def add_to(nouns: "_SubParsersAction[Any]") -> None:
    """The verbs `backup` and `restore`, and the noun `keys`."""
    database = nouns.add_parser(
        "backup", help="copy the database, without the keys, while it is served"
    )
    kinds = nouns.add_parser(
        "keys", help="copy the keys under a passphrase"
    ).add_subparsers(required=True)
    keys = kinds.add_parser(
        "backup",
        help="copy what members and codes need; guests' keys only if asked for",
    )
    back = nouns.add_parser(
        "restore", help="put a backup back, without whom was erased since"
    )
    keys.add_argument(
        "--with-guests",
        action="store_true",
        help="also the keys of the days guests live to",
    )
    for verb in (database, keys):
        verb.add_argument("--to", type=Path, required=True, metavar="FILE")
        verb.add_argument(
            "--replace", action="store_true", help="over a file that is there already"
        )
    _what_comes_back(back)
    for verb, run in ((database, back_up), (keys, back_up_keys), (back, restore)):
        verb.set_defaults(run=run)
    for verb in (keys, back):
        words = "read the passphrase from this descriptor, instead of asking: 0 is standard input"
        verb.add_argument("--passphrase-fd", type=int, metavar="N", help=words)


def back_up(asked: Namespace) -> int:
    """The database is copied; the trail says so."""
    settings = Settings()
    with installation.open_database(settings) as database:
        size = copying.back_up(database, settings, Target(asked.to, asked.replace))
    print(
        f"{asked.to}: {size:,} bytes, and checked. Without the keys it opens nothing; with them it opens "
        "a guest until the day that they were kept to when it was made, and nothing after it."
    )
    return 0


def back_up_keys(asked: Namespace) -> int:
    """The keys are copied under a passphrase; the trail says so."""
    settings, target = Settings(), Target(asked.to, asked.replace)
    with installation.open_database(settings) as database:
        targets.check(target, settings)
        words = _new_passphrase(asked.passphrase_fd)
        until = key_copies.back_up(
            database, settings, target, words, with_guests=asked.with_guests
        )
    print(
        f"{target.file}: the keys, under the passphrase. Nobody opens them without it, nor do you."
    )
    print(_worth(until) if asked.with_guests else NO_GUESTS)
    return 0


def restore(asked: Namespace) -> int:
    """The installation is as the backup says, and fit to be served."""
    copy = (
        key_copies.opened(asked.keys, _passphrase(asked.passphrase_fd))
        if asked.keys
        else None
    )
    wish = RestoreRequest(asked.file, copy, asked.replace, asked.today)
    was_open = _is_open(Settings().data)
    try:
        _say(restoring.restore(Settings(), wish))
    except PurgeFailed as problem:
        stopped = (type(problem).__doc__ or "").strip()
        raise CommandFailed(
            f"the backup is back, but not all is forgotten that is due. {stopped}"
        ) from None
    if was_open:
        print(CLOSED)
    return 0


def _is_open(folder: Path) -> bool:
    return folder.exists() and bool(folder.stat().st_mode & 0o077)


def _what_comes_back(verb: ArgumentParser) -> None:
    verb.add_argument(
        "--from",
        type=Path,
        required=True,
        metavar="FILE",
        dest="file",
        help="the database",
    )
    verb.add_argument(
        "--keys",
        type=Path,
        metavar="FILE",
        help="a copy of the keys, where keys are lost",
    )
    verb.add_argument(
        "--replace", action="store_true", help="over the database that is there"
    )
    verb.add_argument(
        "--today",
        type=_day,
        metavar="YYYY-MM-DD",
        help="the date, if the backup is old",
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("write the day like 2026-11-23") from None


def _worth(until: date | None) -> str:
    if until is None:
        return NO_GUESTS
    return (
        f"It holds the keys of guests' days up to {until}: with a copy of the database it opens them, "
        "even after their last day. Replace it daily, and destroy the one before."
    )


def _say(restored: Restored) -> None:
    moment = f"of {restored.made_at:%Y-%m-%d %H:%M} UTC " if restored.made_at else ""
    print(f"The backup {moment}is back, and fit to be served.")
    print(f"Erased again, because they were since: {restored.erased_again} visits.")
    print(
        f"Gone, because no key opens them: {restored.unreadable} visits; their guests can be invited again."
    )
    print(f"Forgotten, because it was due: {restored.forgotten.visits} visits.")
    print("Everybody signs in anew, and every tablet is to be paired anew.")


def _new_passphrase(descriptor: int | None) -> str:
    words = _passphrase(descriptor)
    try:
        passphrase.check(words)
    except PassphraseTooShort:
        least = f"{passphrase.SHORTEST} characters"
        raise CommandFailed(
            f"a passphrase has at least {least}, not all of them alike"
        ) from None
    if descriptor is None and getpass.getpass("The same again: ") != words:
        raise CommandFailed("the two are not the same")
    return words


def _passphrase(descriptor: int | None) -> str:
    if descriptor is None:
        if not sys.stdin.isatty():
            raise CommandFailed(
                "there is no terminal to ask for the passphrase at: give --passphrase-fd"
            )
        return getpass.getpass("Passphrase of the keys: ")
    try:
        with os.fdopen(descriptor, "rb", closefd=False) as given:
            return given.readline(passphrase.LONGEST * 4).decode().rstrip("\r\n")
    except (OSError, ValueError):
        raise CommandFailed(
            f"no passphrase can be read from descriptor {descriptor}"
        ) from None


NO_GUESTS = "It opens no guest: their days' keys are not in it, so that no copy of one outlives its day."
