"""Welcomes: a link that proves an address, once."""

import pytest

from tests.cast import Cast, SettableClock
from visits.erasure import account_closure
from visits.people import (
    credentials,
    password_links,
    passwords,
    sessions,
    welcome_links,
)
from visits.people.passwords import PasswordRefused
from visits.people.sessions import SessionData
from visits.store.database import Database
from visits.vocabulary.actors import OPERATOR
from visits.vocabulary.refusals import LinkExpired
from visits.vocabulary.sessions import FaceName

PASSWORD = "three quiet lamps"


@pytest.fixture
def link(database: Database, cast: Cast) -> str:
    return offered(database, cast)


def offered(database: Database, cast: Cast) -> str:
    with database.transaction() as store:
        welcome_links.send(store, cast.hana.id)
        return welcome_links.welcome_link(store, cast.hana.id)


def accept(database: Database, link: str, password: str = PASSWORD) -> None:
    with database.reading() as store:
        own_names = password_links.own_names(store, link)
    password_hash = passwords.chosen(password, *own_names)
    with database.transaction() as store:
        password_links.accept(store, link, password_hash, FaceName.HOSTS)


def test_a_link_sets_a_password_once(database: Database, link: str) -> None:
    accept(database, link)
    with database.reading() as store:
        assert (
            credentials.sign_in(store, "hana@example.com", PASSWORD).password
            is not None
        )
    with pytest.raises(LinkExpired):
        accept(database, link)


def test_a_new_link_voids_the_old_and_is_never_the_same(
    database: Database, cast: Cast, link: str
) -> None:
    newer = offered(database, cast)
    assert newer != link
    with pytest.raises(LinkExpired):
        accept(database, link)
    accept(database, newer)


def test_a_used_link_stays_used_after_the_next_one(
    database: Database, cast: Cast, link: str
) -> None:
    accept(database, link)
    offered(database, cast)
    with pytest.raises(LinkExpired):
        accept(database, link)


def test_a_link_lasts_three_days(
    database: Database, clock: SettableClock, cast: Cast, link: str
) -> None:
    clock.forward(hours=72)
    with pytest.raises(LinkExpired):
        accept(database, link)
    with database.reading() as store, pytest.raises(LinkExpired):
        welcome_links.welcome_link(store, cast.hana.id)


def test_a_closed_account_has_no_link(
    database: Database, cast: Cast, link: str
) -> None:
    with database.transaction() as store:
        account_closure.close(store, cast.hana.id, OPERATOR)
    with pytest.raises(LinkExpired):
        accept(database, link)


def test_a_new_password_signs_every_browser_out(
    database: Database, cast: Cast, link: str
) -> None:
    with database.transaction() as store:
        cookie = sessions.open(store, "hosts", SessionData(member_id=cast.hana.id))
    accept(database, link)
    with database.reading() as store:
        assert sessions.find(store, "hosts", cookie) is None


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    "weak",
    [
        "eleven char",
        "a" * 129,
        "password1234",
        "PASSWORD1234",
        "hana wijaya",
        "Hana@Example.com",
        "four Wijaya lamps",
        "H a n a and friends",
        "my LENCANA at home",
        "Senopati forever",
        "passwordpassword2026!",
        "Qwertyuiop123456",
        "",
    ],
)
def test_a_weak_password_is_refused_and_the_link_stays(
    database: Database, link: str, weak: str
) -> None:
    with pytest.raises(PasswordRefused):
        accept(database, link, weak)
    accept(database, link)


@pytest.mark.parametrize(
    "good",
    ["correct horse battery", "半夜三更半夜三更半夜三更", "aaaaaaaaaaab", "x" * 128],
)
def test_length_is_what_counts(good: str) -> None:
    passwords.refuse_weak(good, "Hana Wijaya", "hana@example.com")


def test_two_ways_of_typing_an_accent_are_one_password() -> None:
    assert passwords.matches(
        "cafe\u0301 di malam hari", passwords.hashed("café di malam hari")
    )


def test_a_longer_password_is_another_one() -> None:
    assert not passwords.matches("x" * 128 + "y", passwords.hashed("x" * 128))


def test_nobodys_password_opens_nothing() -> None:
    assert not passwords.matches("of no account", None)
