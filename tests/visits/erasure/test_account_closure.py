"""Closing an account: nobody signs in with it, its guests are told, and a month later it names nobody."""

from datetime import UTC, date, timedelta

import pytest
from sqlmodel import col, select

from tests import cast as casting
from tests.cast import Cast, Invite, SettableClock
from visits import board
from visits.erasure import account_closure, purge
from visits.people import (
    accounts,
    credentials,
    password_links,
    passwords,
    profiles,
    sessions,
    welcome_links,
)
from visits.people.accounts import NewMember
from visits.people.sessions import SessionData
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.people import Account, Member, MemberRole
from visits.vault import sealing_keys
from visits.visit_state import Stage
from visits.vocabulary import actors
from visits.vocabulary.audit import Act, ActorKind
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import LinkExpired, NotFound, SignInRefused

PASSWORD, HANA = "three quiet lamps", "hana@example.com"


def close(database: Database, member: Member) -> None:
    with database.transaction() as store:
        account_closure.close(store, member.id, actors.member(member.id))


def long_closed(database: Database, member: Member) -> None:
    """As if it had been closed long ago."""
    close(database, member)
    with database.transaction() as store:
        store.get_one(Member, member.id).key_day = date(2026, 11, 1)


def a_month_later(database: Database, clock: SettableClock) -> int:
    """The day after the last one of whoever closed their account now; says how many were forgotten."""
    clock.forward(days=32)
    with database.transaction() as store:
        return account_closure.erase_due(store, account_closure.over(store))


def enrolled(database: Database, cast: Cast, name: str = "Nina") -> Member:
    new = NewMember(
        name=name,
        email=f"{name}@example.com",
        company_id=cast.langit.id,
        site_id=cast.senopati.id,
        roles=frozenset({Role.HOST}),
        language="en",
    )
    with database.transaction() as store:
        return accounts.enrol(store, new)


def test_a_closed_account_is_nobodys(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        store.get_one(Account, cast.hana.id).password = passwords.hashed(PASSWORD)
    close(database, cast.hana)
    with database.reading() as store:
        assert accounts.signed_in(store, cast.hana.id) is None
        with pytest.raises(SignInRefused):
            credentials.sign_in(store, HANA, PASSWORD)
        with pytest.raises(NotFound):
            accounts.by_id(store, cast.hana.id)


def test_closing_ends_every_session_and_voids_the_link(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        cookie = sessions.open(store, "hosts", SessionData(member_id=cast.hana.id))
        welcome_links.send(store, cast.hana.id)
        link = welcome_links.welcome_link(store, cast.hana.id)
    close(database, cast.hana)
    with database.reading() as store:
        assert sessions.find(store, "hosts", cookie) is None
        with pytest.raises(LinkExpired):
            password_links.find(store, link)


def test_guests_who_have_not_come_are_told_and_those_inside_stay(
    database: Database, cast: Cast, invite: Invite
) -> None:
    coming, inside, rakas = invite(), invite(), invite(host=cast.raka)
    casting.check_in(database, cast.kiosk, inside)
    with database.reading() as store:
        assert account_closure.consequences(store, cast.hana.id).withdrawn == 1
    close(database, cast.hana)

    stages = [casting.stage(database, visit) for visit in (coming, inside, rakas)]
    assert stages == [Stage.WITHDRAWN, Stage.ON_SITE, Stage.EXPECTED]
    with database.reading() as store:
        told = select(Email.visit_id).where(col(Email.kind) == EmailKind.WITHDRAWN)
        assert store.exec(told).all() == [coming.id]


@pytest.mark.parametrize("kind_of_store", ["sqlite", "postgresql"], indirect=True)
def test_many_guests_are_withdrawn_some_at_a_time_so_that_no_check_in_waits_for_all(
    database: Database, cast: Cast, invite: Invite
) -> None:
    inside, rakas = invite(), invite(host=cast.raka)
    casting.check_in(database, cast.kiosk, inside)
    emails = [f"guest{number}@example.org" for number in range(5)]
    coming = [invite(email=email) for email in emails]

    left = []
    for _ in range(4):
        with database.transaction() as store:
            account_closure.withdraw_some(store, cast.hana.id, actors.OPERATOR, most=2)
            consequences = account_closure.consequences(store, cast.hana.id)
            left.append(consequences.withdrawn)

    assert left == [3, 1, 0, 0]
    stages = [casting.stage(database, visit) for visit in (*coming, inside, rakas)]
    assert stages == [Stage.WITHDRAWN] * 5 + [Stage.ON_SITE, Stage.EXPECTED]


def test_the_same_address_can_join_anew_at_once(database: Database, cast: Cast) -> None:
    close(database, cast.hana)
    again = enrolled(database, cast, "Hana")
    assert again.id != cast.hana.id


def test_the_audit_log_says_who_closed_it(
    database: Database, cast: Cast, invite: Invite
) -> None:
    invite()
    with database.transaction() as store:
        account_closure.close(store, cast.hana.id, actors.OPERATOR)
        done = select(AuditEntry).where(
            col(AuditEntry.act).in_({Act.ACCOUNT_CLOSED, Act.WITHDRAWN})
        )
        assert {entry.actor for entry in store.exec(done)} == {ActorKind.OPERATOR}


def test_the_last_one_at_a_sites_desk_is_known(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        assert account_closure.consequences(store, cast.dewi.id).is_last_at_desk
        assert not account_closure.consequences(store, cast.hana.id).is_last_at_desk
        store.add(MemberRole(member_id=cast.hana.id, role=Role.DESK))
        store.flush()
        assert not account_closure.consequences(store, cast.dewi.id).is_last_at_desk


def test_the_name_is_known_for_thirty_days_under_a_key_of_its_last_day(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    close(database, cast.hana)
    clock.forward(days=30)
    with database.transaction() as store:
        assert account_closure.erase_due(store, account_closure.over(store)) == 0
        assert profiles.rekey_members(store) == 3
        assert set(sealing_keys.days_beside_envelopes(store)) == {date(2026, 12, 23)}
    with database.transaction() as store:
        assert profiles.destroy_past_months(store) == 1
        assert (
            profiles.profile(store, store.get_one(Member, cast.hana.id)).name
            == "Hana Wijaya"
        )
    assert "2026-12-23" in database.keys.keyring.days()


def test_after_the_last_day_nothing_opens_the_profile_even_before_it_is_swept(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    close(database, cast.hana)
    clock.forward(days=31)
    database.keys.keyring.destroy_through(date(2026, 12, 23))
    with database.reading() as store:
        assert (
            profiles.profile(store, store.get_one(Member, cast.hana.id))
            == profiles.ERASED_PROFILE
        )


def test_a_forgotten_member_leaves_no_row(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    close(database, cast.hana)
    assert a_month_later(database, clock) == 1
    with database.reading() as store:
        assert store.get(Member, cast.hana.id) is None
        assert accounts.roles(store, cast.hana.id) == frozenset()


def test_a_row_that_others_refer_to_stays_without_a_name(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    clock.at("2026-11-25 09:30")
    visit = invite(day=date(2026, 11, 25))
    casting.check_in(database, cast.kiosk, visit)
    clock.at("2026-11-25 10:30")
    close(database, cast.hana)
    clock.now = clock.now.astimezone(UTC) + timedelta(days=20)
    with database.transaction() as store:
        # As if its last day had been earlier: the visit is remembered still.
        store.get_one(Member, cast.hana.id).key_day = date(2026, 12, 1)
        assert account_closure.erase_due(store, account_closure.over(store)) == 1
    with database.reading() as store:
        assert store.get_one(Member, cast.hana.id).profile == b""
        assert (
            board.row_at_site(
                store, cast.senopati.id, visit.public_id, cast.dewi.id
            ).host_name
            == ""
        )


def test_who_stays_for_others_is_looked_at_again_only_when_they_can_go(
    database: Database, cast: Cast, invite: Invite
) -> None:
    invite()
    long_closed(database, cast.hana)

    with database.transaction() as store:
        assert account_closure.erase_due(store, account_closure.over(store)) == 1
        assert account_closure.over(store) == []


def test_members_are_forgotten_a_few_at_a_time(database: Database, cast: Cast) -> None:
    for member in (cast.hana, cast.dewi, cast.raka):
        long_closed(database, member)
    with database.transaction() as store:
        waiting = account_closure.over(store)
        assert account_closure.erase_due(store, waiting[:1]) == 1
        assert account_closure.over(store) == waiting[1:]

    purge.purge(database, purge.PurgePace(batch=1, pause=0))

    with database.reading() as store:
        assert [store.get(Member, number) for number in waiting] == [None] * 3


@pytest.mark.parametrize(
    ("day", "name"), [("2026-12-23", "Hana Wijaya"), ("2026-12-24", "")]
)
def test_who_closed_it_when_there_were_no_last_days_is_forgotten_thirty_days_after(
    database: Database, cast: Cast, clock: SettableClock, day: str, name: str
) -> None:
    with database.transaction() as store:
        store.get_one(Member, cast.hana.id).closed_at = store.now
    clock.at(f"{day} 09:30")

    purge.purge(database)

    with database.reading() as store:
        hana = store.get(Member, cast.hana.id)
        assert (profiles.profile(store, hana).name if hana else "") == name


def test_no_number_is_given_twice(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    nina = enrolled(database, cast)
    close(database, nina)
    assert a_month_later(database, clock) == 1
    other = enrolled(database, cast, "Other")
    assert other.id > nina.id
    with database.transaction() as store:
        account_closure.erase_due(store, account_closure.over(store))
        assert store.get(Member, nina.id) is None


def test_the_last_one_who_manages_a_company_at_a_site_is_known(
    database: Database, cast: Cast, wulan: Member, yusuf: Member, marlene: Member
) -> None:
    with database.transaction() as store:
        for admin in (wulan, yusuf, marlene):
            assert account_closure.consequences(store, admin.id).is_last_admin
        assert not account_closure.consequences(store, cast.hana.id).is_last_admin
        store.add(MemberRole(member_id=cast.hana.id, role=Role.COMPANY_ADMIN))
        store.flush()
        assert not account_closure.consequences(store, wulan.id).is_last_admin
