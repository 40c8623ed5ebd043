"""Second factors: digits of an app, each good once, and codes for its loss."""

from collections.abc import Iterator

import pyotp
import pytest
from sqlalchemy import inspect, text

from tests.cast import Cast, SettableClock
from visits.erasure import account_closure
from visits.people import accounts, credentials, second_factors
from visits.people.credentials import SignInOrigin
from visits.store.database import Database
from visits.store.people import Member, SecondFactor
from visits.store.sites import Site
from visits.vault.sealing import EnvelopeDamagedError
from visits.vocabulary.actors import OPERATOR
from visits.vocabulary.refusals import TooManyTries, WrongCode


def digits(secret: str, clock: SettableClock, seconds: int = 0) -> str:
    """What the app on the phone shows, whose clock may be off."""
    return pyotp.TOTP(secret).at(int(clock.now.timestamp()) + seconds)


def begun(database: Database, member: Member) -> str:
    with database.transaction() as store:
        second_factors.begin(store, member.id)
    with database.reading() as store:
        return second_factors.secret(store, member.id)


def set_up(
    database: Database, member: Member, clock: SettableClock
) -> tuple[str, list[str]]:
    secret = begun(database, member)
    with database.transaction() as store:
        codes = second_factors.confirm(store, member.id, digits(secret, clock))
    clock.forward(minutes=5)
    return secret, codes


def check(database: Database, member: Member, typed: str) -> None:
    with database.transaction() as store:
        second_factors.check(store, member.id, typed)


def test_a_factor_counts_once_digits_of_it_were_typed(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    secret = begun(database, cast.dewi)
    with database.reading() as store:
        assert not second_factors.is_on(store, cast.dewi.id)
    with database.transaction() as store, pytest.raises(WrongCode):
        second_factors.confirm(store, cast.dewi.id, digits(secret, clock, 3600))
    with database.transaction() as store:
        codes = second_factors.confirm(store, cast.dewi.id, digits(secret, clock))
    with database.reading() as store:
        assert second_factors.is_on(store, cast.dewi.id)
        with pytest.raises(WrongCode):
            second_factors.secret(store, cast.dewi.id)
    assert len(set(codes)) == 10


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_phone_may_be_half_a_minute_off(
    database: Database, cast: Cast, clock: SettableClock, seconds: int
) -> None:
    secret, _ = set_up(database, cast.dewi, clock)
    check(database, cast.dewi, digits(secret, clock, seconds))


@pytest.mark.parametrize("seconds", [-90, 90, 3600])
def test_digits_of_another_time_are_wrong(
    database: Database, cast: Cast, clock: SettableClock, seconds: int
) -> None:
    secret, _ = set_up(database, cast.dewi, clock)
    with pytest.raises(WrongCode):
        check(database, cast.dewi, digits(secret, clock, seconds))


def test_digits_are_good_once_and_older_ones_never_after(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    secret, _ = set_up(database, cast.dewi, clock)
    older, now = digits(secret, clock, -30), digits(secret, clock)
    check(database, cast.dewi, now)
    for typed in (now, older):
        with pytest.raises(WrongCode):
            check(database, cast.dewi, typed)
    clock.forward(seconds=30)
    check(database, cast.dewi, digits(secret, clock))


def test_digits_may_be_typed_in_any_script_and_with_blanks(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    secret, _ = set_up(database, cast.dewi, clock)
    arabic = "".join(chr(0x0660 + int(digit)) for digit in digits(secret, clock))
    check(database, cast.dewi, f" {arabic[:3]} {arabic[3:]} ")


def test_a_recovery_code_is_good_once_however_it_is_typed(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    _, codes = set_up(database, cast.dewi, clock)
    typed = codes[0].lower().replace("-", " ").replace("1", "l").replace("0", "o")
    check(database, cast.dewi, typed)
    with pytest.raises(WrongCode):
        check(database, cast.dewi, codes[0])
    with database.reading() as store:
        assert second_factors.state(store, cast.dewi.id).codes_left == 9


def test_nobodys_code_is_another_members(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    secret, codes = set_up(database, cast.dewi, clock)
    set_up(database, cast.hana, clock)
    for typed in (codes[0], digits(secret, clock), "", "000000", "A" * 40):
        with pytest.raises(WrongCode):
            check(database, cast.hana, typed)


def test_new_recovery_codes_void_the_old(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    _, codes = set_up(database, cast.dewi, clock)
    with database.transaction() as store:
        second_factors.new_recovery_codes(store, cast.dewi.id)
    with pytest.raises(WrongCode):
        check(database, cast.dewi, codes[0])


def values(database: Database) -> Iterator[str]:
    """Every value of every row, bytes by their digits."""
    names = inspect(database.engine).get_table_names()
    with database.reading() as store:
        for name in names:
            for row in store.execute(text(f"SELECT * FROM {name}")):  # noqa: S608
                yield from (v.hex() if isinstance(v, bytes) else str(v) for v in row)


def test_neither_secret_nor_code_lies_in_the_database(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    secret, codes = set_up(database, cast.dewi, clock)
    dump = "\n".join(values(database))
    assert cast.senopati.name in dump
    words = [secret, *codes, *(code.replace("-", "") for code in codes)]
    assert [word for word in words if word in dump or word.encode().hex() in dump] == []


def test_a_secret_in_another_members_row_opens_nothing(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    set_up(database, cast.dewi, clock)
    set_up(database, cast.hana, clock)
    with database.transaction() as store:
        mine = store.get_one(SecondFactor, cast.dewi.id).secret
        store.get_one(SecondFactor, cast.hana.id).secret = mine
    with pytest.raises(EnvelopeDamagedError):
        check(database, cast.hana, "000000")


def test_a_site_asks_its_desk_and_no_host(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).second_factor = True
    with database.reading() as store:
        found = [
            accounts.signed_in(store, member.id)
            for member in (cast.dewi, cast.hana, cast.dieter)
        ]
    assert [member and member.lacks_second_factor for member in found] == [
        True,
        False,
        False,
    ]


def test_a_closed_account_has_no_factor_left(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    set_up(database, cast.dewi, clock)
    with database.transaction() as store:
        account_closure.close(store, cast.dewi.id, OPERATOR)
        assert store.get(SecondFactor, cast.dewi.id) is None
        assert second_factors.state(store, cast.dewi.id).codes_left == 0


def test_guessing_waits_and_nobody_elsewhere_uses_up_the_owners_tries(
    database: Database, cast: Cast
) -> None:
    def count(network: str) -> None:
        with database.transaction() as store:
            credentials.count_second_attempt(store, cast.dewi.id, SignInOrigin(network))

    for _ in range(5):
        count("198.51.100.1")
    with pytest.raises(TooManyTries):
        count("198.51.100.1")
    count("192.0.2.1")
