"""Accounts: who may sign in, and how often anybody may try."""

import contextlib

import pytest

from tests.cast import Cast, SettableClock
from visits.audit.access_log import AccessLog
from visits.erasure import account_closure
from visits.people import (
    accounts,
    credentials,
    password_links,
    passwords,
    profiles,
    welcome_links,
)
from visits.people.accounts import NewMember
from visits.people.credentials import SignInOrigin
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.people import Account
from visits.vocabulary.actors import OPERATOR
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import SignInRefused, TooManyTries
from visits.vocabulary.sessions import FaceName

PASSWORD = "three quiet lamps"
HANA, HOME = "hana@example.com", "192.0.2.1"
KNOWN = SignInOrigin(HOME, "her own browser")


@pytest.fixture(autouse=True)
def _hana_has_a_password(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        store.get_one(Account, cast.hana.id).password = passwords.hashed(PASSWORD)


def knock(
    database: Database, email: str = HANA, origin: SignInOrigin | None = None
) -> None:
    with database.transaction() as store:
        credentials.count_attempt(store, email, origin or SignInOrigin(HOME))


def let_in(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        hana = store.get_one(Account, cast.hana.id)
        credentials.let_in(store, hana, SignInOrigin(HOME))


def test_a_password_is_good_for_as_long_as_its_owner_likes(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    clock.forward(days=1000)
    with database.transaction() as store:
        assert credentials.sign_in(store, HANA, PASSWORD).id == cast.hana.id


def test_a_new_member_gets_a_letter_and_no_password(
    database: Database, cast: Cast
) -> None:
    new = NewMember(
        name="Nina",
        email="nina@example.com",
        company_id=cast.langit.id,
        site_id=cast.senopati.id,
        roles=frozenset({Role.HOST}),
        language="id",
    )
    with database.transaction() as store:
        member = accounts.add_member(store, new)
    with database.reading() as store:
        letter = store.get_one(Email, 1)
        assert (letter.kind, letter.member_id) == (EmailKind.WELCOME, member.id)
        assert store.get_one(Account, member.account_id).password is None
        assert accounts.roles(store, member.id) == {Role.HOST}
        assert (
            password_links.find(store, welcome_links.welcome_link(store, member.id)).id
            == member.id
        )


def test_name_and_address_stand_in_no_row_and_no_text(
    database: Database, cast: Cast
) -> None:
    with database.reading() as store:
        member = accounts.by_id(store, cast.hana.id)
        words = profiles.profile(store, member)
        assert (words.name, words.email) == ("Hana Wijaya", HANA)
        assert "Hana" not in repr(words) + repr(accounts.signed_in(store, cast.hana.id))
        assert b"Hana" not in member.profile


@pytest.mark.parametrize("email", [HANA, " HANA@Example.com ", "\uff48ana@example.com"])
def test_one_address_has_one_account_however_it_is_written(
    database: Database, cast: Cast, email: str
) -> None:
    with database.reading() as store:
        assert credentials.sign_in(store, email, PASSWORD).id == cast.hana.id


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (HANA, "three quiet lamp"),
        ("nobody@example.com", PASSWORD),
        ("dewi@example.com", PASSWORD),
        ("", ""),
    ],
)
def test_whoever_does_not_belong_is_refused_alike(
    database: Database, email: str, password: str
) -> None:
    with database.reading() as store, pytest.raises(SignInRefused):
        credentials.sign_in(store, email, password)


def test_a_closed_account_is_nobodys_even_with_its_password(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        account_closure.close(store, cast.hana.id, OPERATOR)
    with database.reading() as store, pytest.raises(SignInRefused):
        credentials.sign_in(store, HANA, PASSWORD)


def test_after_five_failures_every_wait_is_twice_as_long(
    database: Database, clock: SettableClock
) -> None:
    for _ in range(5):
        knock(database)
    for wait in (1, 2, 4, 8):
        clock.forward(seconds=wait - 0.5)
        with pytest.raises(TooManyTries):
            knock(database)
        clock.forward(seconds=0.5)
        knock(database)


def test_failures_elsewhere_never_keep_the_owner_out(
    database: Database, clock: SettableClock
) -> None:
    for network in range(20):
        for _ in range(5):
            knock(database, origin=SignInOrigin(f"198.51.100.{network}"))
    for _ in range(50):
        clock.forward(minutes=20)
        with contextlib.suppress(TooManyTries):
            knock(database, origin=SignInOrigin("198.51.100.1"))

    knock(database)


def test_one_account_has_a_bounded_number_of_guesses_a_day(
    database: Database, clock: SettableClock
) -> None:
    tries = 0
    for _ in range(5):
        knock(database)
        tries += 1
    for _ in range(24 * 12):
        clock.forward(minutes=5)
        with contextlib.suppress(TooManyTries):
            knock(database)
            tries += 1

    # 5 free ones, those that wait for less than an hour, and then one an hour.
    assert 24 <= tries <= 45


def test_many_networks_together_are_bounded_and_a_known_browser_is_free(
    database: Database, cast: Cast
) -> None:
    for number in range(credentials.MOST_ELSEWHERE):
        knock(database, origin=SignInOrigin(f"network {number}"))
    with pytest.raises(TooManyTries):
        knock(database)
    with pytest.raises(TooManyTries):
        knock(database, origin=SignInOrigin("yet another"))

    knock(database, origin=KNOWN)
    knock(database, "raka@example.com")
    with database.transaction() as store:
        welcome_links.send(store, cast.hana.id)
        link = welcome_links.welcome_link(store, cast.hana.id)
    with database.transaction() as store:
        password_links.accept(store, link, passwords.hashed(PASSWORD), FaceName.HOSTS)
    knock(database)


def test_a_known_browser_waits_for_its_own_failures_only(database: Database) -> None:
    for _ in range(5):
        knock(database, origin=KNOWN)
    with pytest.raises(TooManyTries):
        knock(database, origin=KNOWN)

    knock(database, origin=SignInOrigin(HOME, "another browser"))
    knock(database)


def test_an_unknown_address_has_to_wait_just_as_long(database: Database) -> None:
    for _ in range(5):
        knock(database, "nobody@example.com")
    with pytest.raises(TooManyTries):
        knock(database, "nobody@example.com")
    knock(database)


@pytest.mark.parametrize("failures", [60, 290])
def test_failures_behind_one_address_shut_nobody_out_behind_it(
    database: Database, failures: int
) -> None:
    for number in range(failures):
        knock(database, f"member{number}@example.com")

    knock(database)
    knock(database, "raka@example.com")


def test_a_flood_slows_its_network_for_a_second_at_a_time(
    database: Database, clock: SettableClock
) -> None:
    for number in range(300):
        knock(database, f"member{number}@example.com")
    with pytest.raises(TooManyTries):
        knock(database)
    knock(database, origin=KNOWN)
    clock.forward(seconds=1)
    knock(database)


def test_one_good_try_does_not_forgive_the_place_its_others(
    database: Database, cast: Cast
) -> None:
    for number in range(299):
        knock(database, f"member{number}@example.com")
    knock(database)
    let_in(database, cast)
    knock(database, "nobody@example.com")
    with pytest.raises(TooManyTries):
        knock(database, "somebody@example.com")


def test_signing_in_forgives_the_account_its_failures(
    database: Database, cast: Cast
) -> None:
    for _ in range(4):
        knock(database)
    let_in(database, cast)
    for _ in range(5):
        knock(database)
    with pytest.raises(TooManyTries):
        knock(database)


def test_profiles_are_sealed_anew_and_the_old_key_goes(
    database: Database, clock: SettableClock, cast: Cast
) -> None:
    clock.forward(days=20)
    with database.transaction() as store:
        assert profiles.destroy_past_months(store) == 0
        assert profiles.rekey_members(store) == 4
    with database.transaction() as store:
        assert profiles.destroy_past_months(store) == 1
        assert profiles.rekey_members(store) == 0
    with database.reading() as store:
        assert (
            profiles.profile(store, accounts.by_id(store, cast.hana.id)).name
            == "Hana Wijaya"
        )
    assert database.keys.keyring.months() == ["2026-12"]


@pytest.mark.parametrize("email", [HANA, "nobody@example.com"])
def test_a_failure_is_written_later_whoever_is_meant(
    database: Database, access_log: AccessLog, email: str
) -> None:
    before = database.commits

    for _ in range(3):
        with database.reading() as store:
            credentials.note_failure(store, email)

    assert database.commits == before
    assert access_log.write(database) == 1
