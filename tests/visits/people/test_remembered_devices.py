"""Remembered devices: whose they are, under what, for how long, and what ends them."""

import pytest
from sqlmodel import col, select

from tests.cast import Cast, SettableClock
from tests.visits.people.test_second_factors import set_up
from visits.erasure import account_closure, after_restore, purge
from visits.people import (
    credentials,
    member_data,
    passwords,
    remembered_devices,
    second_factors,
)
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.people import Account, Member, RememberedDevice, SecondFactor
from visits.vocabulary.actors import OPERATOR
from visits.vocabulary.audit import Act
from visits.vocabulary.devices import BrowserKind, OperatingSystem
from visits.vocabulary.sessions import FaceName

DESK, HOSTS = FaceName.DESK, FaceName.HOSTS


@pytest.fixture
def cookie(database: Database, cast: Cast, clock: SettableClock) -> str:
    """The cookie of a device of Dewi's at the desk."""
    set_up(database, cast.dewi, clock)
    return remembered(database, cast.dewi)


def remembered(database: Database, member: Member) -> str:
    kind = BrowserKind.FIREFOX, OperatingSystem.ANDROID
    with database.transaction() as store:
        return remembered_devices.remember(store, member.id, DESK, *kind)


def is_known(
    database: Database, member: Member, *cookies: str, face: FaceName = DESK
) -> bool:
    with database.transaction() as store:
        return remembered_devices.use(store, member.id, face, cookies)


def newest_acts(database: Database, most: int) -> list[tuple[Act, int | None]]:
    newest = select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(most)
    with database.reading() as store:
        return [(entry.act, entry.subject_id) for entry in store.exec(newest)]


def test_a_device_is_known_for_thirty_days_and_not_a_second_longer(
    database: Database, cast: Cast, cookie: str, clock: SettableClock
) -> None:
    clock.forward(days=30, seconds=-1)
    assert is_known(database, cast.dewi, cookie)
    clock.forward(seconds=1)
    assert not is_known(database, cast.dewi, cookie)
    with database.reading() as store:
        assert remembered_devices.of_member(store, cast.dewi.id) == []


def test_the_purge_takes_the_row_after_thirty_days(
    database: Database, cast: Cast, cookie: str, clock: SettableClock
) -> None:
    clock.forward(days=29)
    remembered(database, cast.dewi)
    clock.forward(days=1)
    purge.purge(database)
    with database.reading() as store:
        [left] = store.exec(select(RememberedDevice)).all()
    assert left.digest
    assert not is_known(database, cast.dewi, cookie)


@pytest.mark.parametrize("forged", ["", "x", "\0", "\N{REPLACEMENT CHARACTER}" * 43])
def test_what_nobody_was_given_is_nobodys(
    database: Database, cast: Cast, cookie: str, forged: str
) -> None:
    assert not is_known(database, cast.dewi, forged, cookie[:-1], cookie.swapcase())
    assert is_known(database, cast.dewi, forged, cookie)


def test_a_cookie_is_of_one_member_and_one_face(
    database: Database, cast: Cast, cookie: str, clock: SettableClock
) -> None:
    set_up(database, cast.hana, clock)
    with database.transaction() as store:
        # Alike in all but whose they are.
        dewis = store.get_one(SecondFactor, cast.dewi.id).confirmed_at
        store.get_one(SecondFactor, cast.hana.id).confirmed_at = dewis
    assert not is_known(database, cast.hana, cookie)
    assert not is_known(database, cast.dewi, cookie, face=HOSTS)


def test_the_store_knows_a_digest_and_a_coarse_name(
    database: Database, cast: Cast, cookie: str, clock: SettableClock
) -> None:
    clock.forward(days=3)
    is_known(database, cast.dewi, cookie)
    with database.reading() as store:
        row = store.exec(select(RememberedDevice)).one()
        [device] = remembered_devices.of_member(store, cast.dewi.id)
        kept = member_data.of_member(store, cast.dewi.id).devices
    assert cookie not in str(row.model_dump())
    assert (row.browser, row.system) == (BrowserKind.FIREFOX, OperatingSystem.ANDROID)
    assert (device.used_at - device.remembered_at).days == 3
    assert kept == [device]


@pytest.mark.usefixtures("cookie")
def test_another_password_ends_it(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        another = passwords.hashed("four loud kettles")
        credentials.set_password(store, cast.dewi.id, another, DESK)
        assert store.exec(select(RememberedDevice)).all() == []


@pytest.mark.usefixtures("cookie")
def test_taking_the_second_factor_away_ends_it(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        second_factors.remove(store, cast.dewi.id, OPERATOR)
        assert store.exec(select(RememberedDevice)).all() == []


@pytest.mark.usefixtures("cookie")
def test_a_closed_account_has_none(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        account_closure.close(store, cast.dewi.id, OPERATOR)
        assert store.exec(select(RememberedDevice)).all() == []


def test_a_restored_copy_remembers_none(
    database: Database, cast: Cast, cookie: str
) -> None:
    with database.transaction() as store:
        after_restore.sign_everybody_out(store)
    assert not is_known(database, cast.dewi, cookie)


@pytest.mark.parametrize("is_password", [True, False])
def test_a_row_that_outlives_what_it_stood_for_opens_nothing(
    database: Database, cast: Cast, cookie: str, *, is_password: bool
) -> None:
    """As after a change at the very moment in which the device was remembered."""
    with database.transaction() as store:
        if is_password:
            store.get_one(Account, cast.dewi.id).password = passwords.hashed("another")
        else:
            store.get_one(SecondFactor, cast.dewi.id).confirmed_at = store.now
    assert not is_known(database, cast.dewi, cookie)


def test_a_member_forgets_one_or_all_and_nobody_elses(
    database: Database, cast: Cast, cookie: str, clock: SettableClock
) -> None:
    set_up(database, cast.hana, clock)
    hanas, second = remembered(database, cast.hana), remembered(database, cast.dewi)
    with database.transaction() as store:
        newest = remembered_devices.of_member(store, cast.dewi.id)[0].name
        remembered_devices.forget(store, cast.hana.id, newest)
        remembered_devices.forget(store, cast.dewi.id, newest)
    assert not is_known(database, cast.dewi, second)
    assert is_known(database, cast.dewi, cookie)
    with database.transaction() as store:
        remembered_devices.forget(store, cast.dewi.id)
    assert not is_known(database, cast.dewi, cookie)
    assert is_known(database, cast.hana, hanas)


def test_the_audit_log_says_so(database: Database, cast: Cast, cookie: str) -> None:
    is_known(database, cast.dewi, "x", cookie)
    with database.transaction() as store:
        remembered_devices.forget(store, cast.dewi.id)
        # A second tap finds nothing that it could forget.
        remembered_devices.forget(store, cast.dewi.id)
    is_known(database, cast.dewi, cookie)
    dewi = cast.dewi.id
    assert newest_acts(database, 3) == [
        (Act.DEVICE_FORGOTTEN, dewi),
        (Act.REMEMBERED_DEVICE_USED, dewi),
        (Act.DEVICE_REMEMBERED, dewi),
    ]
