"""Passwords: which are good enough, and argon2, capped so that the lobby keeps its memory."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from visits.vault import email_addresses
from visits.vocabulary.refusals import TooManyTries, VisitRefused

# Long enough to need no rules about signs; an end, so that nobody has us hash a book.
SHORTEST, LONGEST = 12, 128
# People wait this long for a page; the threads behind them must not wait longer.
PATIENCE_SECONDS = 5
# OWASP's smallest argon2id profile; the library's own default takes seven times as long.
_argon2 = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)
# Each takes 19 MiB for a moment: four are 76, in a machine that serves a lobby as well.
_at_once = BoundedSemaphore(4)

# Of the common ones only those that are long enough; the rest are refused by their length.
COMMON = frozenset(
    [
        "123456789012",
        "1234567890123",
        "111111111111",
        "000000000000",
        "121212121212",
        "123123123123",
        "012345678910",
        "qwertyuiop12",
        "qwertyuiop123",
        "qwertyuiopas",
        "qwertyuiop[]",
        "qwerty123456",
        "1q2w3e4r5t6y",
        "1qaz2wsx3edc",
        "q1w2e3r4t5y6",
        "zaq12wsxcde3",
        "password1234",
        "password12345",
        "passwordpassword",
        "password@123",
        "passw0rd1234",
        "p@ssw0rd1234",
        "administrator",
        "administrator1",
        "admin1234567",
        "welcome12345",
        "welcome123456",
        "changeme1234",
        "letmein12345",
        "iloveyou1234",
        "iloveyouforever",
        "sayangkamu123",
        "rahasia12345",
        "bismillah123",
        "bismillah1234",
        "indonesia123",
        "indonesia1945",
        "indonesiaraya",
        "merdeka17845",
        "abcdefghijkl",
        "abc123456789",
        "abcd12345678",
        "a1b2c3d4e5f6",
        "monkeymonkey",
        "dragondragon",
        "sunshine1234",
        "football1234",
        "princess1234",
        "superman1234",
        "trustno1trustno1",
        "starwars1234",
        "coworking123",
        "coworkingspace",
        "visitorvisitor",
    ]
)


class PasswordRefused(VisitRefused):
    """Shorter than 12 characters, longer than 128, common, or the member's own name or address."""


def refuse_weak(password: str, *own_words: str) -> None:
    """Refuse a weak password with `PasswordRefused`. Length counts, not kinds of characters."""
    if len(password) > LONGEST:
        raise PasswordRefused
    normal = _normal(password)
    plain = normal.casefold()
    if len(normal) < SHORTEST or plain in COMMON:
        raise PasswordRefused
    words = [*own_words, *map(email_addresses.shown, own_words)]
    own = {_normal(word).casefold() for word in words}
    # An address gives two words: whole, and what stands before its @.
    if plain in own | {word.split("@")[0] for word in own}:
        raise PasswordRefused


def hashed(password: str) -> str:
    """Return the argon2id hash to store.

    Refuses `TooManyTries` when too many are being computed.
    """
    with _in_turn():
        return _argon2.hash(_normal(password))


def matches(password: str, kept: str | None) -> bool:
    """True if `kept` is the hash of the password; takes the same time when there is none."""
    with _in_turn():
        try:
            # A hash is computed in any case: how long it takes must not tell which accounts exist.
            _argon2.verify(kept or _nobodys(), _normal(password))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None


@contextmanager
def _in_turn() -> Iterator[None]:
    if not _at_once.acquire(timeout=PATIENCE_SECONDS):
        raise TooManyTries
    try:
        yield
    finally:
        _at_once.release()


@cache
def _nobodys() -> str:
    return _argon2.hash("of no account")


def _normal(password: str) -> str:
    # The same letters come in several forms from different keyboards.
    return unicodedata.normalize("NFKC", password)
