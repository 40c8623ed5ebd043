"""Memberships: one person, one password, several sites, companies and roles."""

import pytest
from sqlalchemy import inspect
from sqlmodel import col, select

from tests import cast as casting
from tests.cast import EVERY_ROLE, Cast, Invite, SettableClock
from tests.kiosk.tablet import statements
from tests.visits.people.test_second_factors import check, digits, set_up
from visits.audit.access_log import AccessLog
from visits.erasure import account_closure, purge
from visits.people import (
    accounts,
    credentials,
    memberships,
    password_links,
    passwords,
    profiles,
    remembered_devices,
    second_factors,
    sessions,
    welcome_links,
)
from visits.people.accounts import NewMember
from visits.people.sessions import SessionData
from visits.store import schema
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.people import Account, Member, MemberRole
from visits.store.schema import SchemaError
from visits.store.sites import Site
from visits.visit_state import Stage
from visits.vocabulary import actors
from visits.vocabulary.actors import OPERATOR
from visits.vocabulary.audit import Act
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import (
    AlreadyMember,
    LinkExpired,
    NotFound,
    SignInRefused,
)
from visits.vocabulary.sessions import FaceName

HANA, PASSWORD = "hana@example.com", "three quiet lamps"
HOSTS, DESK = FaceName.HOSTS, FaceName.DESK


def at_mitte(cast: Cast, *roles: Role, email: str = HANA) -> NewMember:
    return NewMember(
        name="H. Wijaya",
        email=email,
        company_id=cast.awan.id,
        site_id=cast.mitte.id,
        roles=frozenset(roles or EVERY_ROLE),
        language="de",
    )


@pytest.fixture
def elsewhere(database: Database, cast: Cast) -> Member:
    """Hana's other membership: host and desk at Mitte, with Awan Works."""
    with database.transaction() as store:
        store.get_one(Account, cast.hana.id).password = passwords.hashed(PASSWORD)
        return accounts.enrol(store, at_mitte(cast))


def switched(database: Database, member: Member, to: Member, face: FaceName) -> int:
    with database.transaction() as store:
        return memberships.switch(store, member.id, face, to.public_id).id


def entered(database: Database, cast: Cast, face: FaceName) -> int:
    with database.reading() as store:
        return memberships.entering(store, cast.hana.id, face).id


def go_back(database: Database) -> None:
    """As it was when each member had a login of their own."""
    while inspect(database.engine).has_table("account"):
        schema.migrate(database, "-1")


def close(database: Database, member: Member) -> None:
    with database.transaction() as store:
        account_closure.close(store, member.id, actors.member(member.id))


def test_a_second_membership_is_of_the_same_account_with_its_name_and_password(
    database: Database, cast: Cast, elsewhere: Member
) -> None:
    with database.reading() as store:
        assert credentials.sign_in(store, HANA, PASSWORD).id == elsewhere.account_id
        assert elsewhere.account_id == cast.hana.id != elsewhere.id
        here, there = (
            accounts.signed_in(store, one.id) for one in (cast.hana, elsewhere)
        )
        assert profiles.profile(store, elsewhere).email == HANA
    assert here
    assert there
    assert here.name == there.name == "Hana Wijaya"
    assert (here.site_id, there.site_id) == (cast.senopati.id, cast.mitte.id)
    assert (here.roles, there.roles) == (frozenset({Role.HOST}), EVERY_ROLE)
    assert (here.company_id, there.company_id) == (cast.langit.id, cast.awan.id)


@pytest.mark.usefixtures("elsewhere")
def test_nobody_belongs_to_one_site_and_company_twice(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store, pytest.raises(AlreadyMember):
        accounts.enrol(store, at_mitte(cast, email=" Hana@Example.com"))


@pytest.mark.parametrize("has_password", [True, False])
def test_whoever_is_added_elsewhere_is_told_where_and_keeps_their_password(
    database: Database, cast: Cast, *, has_password: bool
) -> None:
    with database.transaction() as store:
        if has_password:
            store.get_one(Account, cast.hana.id).password = passwords.hashed(PASSWORD)
        added = accounts.add_member(store, at_mitte(cast))
        told = store.exec(select(Email).order_by(col(Email.id))).all()
    kinds = [EmailKind.WELCOME] * (not has_password) + [EmailKind.MEMBERSHIP_ADDED]
    assert [(one.kind, one.member_id) for one in told] == [
        (kind, added.id) for kind in kinds
    ]


def test_one_signs_in_where_one_switched_to_last_at_that_face(
    database: Database, cast: Cast, elsewhere: Member, clock: SettableClock
) -> None:
    # The desk is open to her at Mitte only, the portal at both.
    assert entered(database, cast, HOSTS) == cast.hana.id
    assert entered(database, cast, DESK) == elsewhere.id

    assert switched(database, cast.hana, elsewhere, HOSTS) == elsewhere.id
    assert entered(database, cast, HOSTS) == elsewhere.id
    clock.forward(minutes=1)
    switched(database, elsewhere, cast.hana, HOSTS)
    assert entered(database, cast, HOSTS) == cast.hana.id
    clock.forward(minutes=1)
    switched(database, cast.hana, elsewhere, DESK)
    assert entered(database, cast, HOSTS) == cast.hana.id


def test_what_is_closed_or_may_not_enter_is_not_entered(
    database: Database, cast: Cast, elsewhere: Member
) -> None:
    switched(database, cast.hana, elsewhere, HOSTS)
    with database.transaction() as store:
        store.delete(store.get_one(MemberRole, (elsewhere.id, Role.HOST)))
    assert entered(database, cast, HOSTS) == cast.hana.id
    close(database, cast.hana)
    # Nothing is open to her: the face says so, as to everybody without the role.
    assert entered(database, cast, HOSTS) == elsewhere.id


def test_nobody_switches_to_what_is_not_theirs_or_may_not_enter(
    database: Database, cast: Cast, elsewhere: Member
) -> None:
    for member, to, face in (
        (cast.hana, cast.dieter, HOSTS),
        (cast.dieter, elsewhere, HOSTS),
        (elsewhere, cast.hana, DESK),
    ):
        with pytest.raises(NotFound):
            switched(database, member, to, face)
    close(database, elsewhere)
    for member in (cast.hana, elsewhere):
        with pytest.raises(NotFound):
            switched(database, member, elsewhere, HOSTS)
    # Two closed ones share no account.
    close(database, cast.dieter)
    with pytest.raises(NotFound):
        switched(database, elsewhere, cast.dieter, HOSTS)


def test_the_switcher_names_what_may_enter_and_always_the_one_in_use(
    database: Database, cast: Cast, elsewhere: Member
) -> None:
    with database.reading() as store:
        both = memberships.own(store, cast.hana.id, HOSTS)
        at_desk = memberships.own(store, cast.hana.id, DESK)
        alone = memberships.own(store, cast.raka.id, HOSTS)
        there = memberships.own(store, elsewhere.id, DESK)
    named = [(one.site, one.company, one.is_in_use) for one in both]
    mitte = ("Mitte", "Awan Works", False)
    assert named == [("Senopati", "Langit Studio", True), mitte]
    assert [one.site for one in at_desk] == ["Senopati", "Mitte"]
    assert [one.company for one in alone] == ["Awan Works"]
    assert [(one.site, one.is_in_use) for one in there] == [("Mitte", True)]


@pytest.mark.parametrize("kind_of_store", ["sqlite", "postgresql"], indirect=True)
def test_closing_one_leaves_the_other_and_the_last_takes_the_account(
    database: Database,
    cast: Cast,
    elsewhere: Member,
    invite: Invite,
    clock: SettableClock,
) -> None:
    here, there = invite(), invite(host=elsewhere)
    set_up(database, cast.hana, clock)
    with database.transaction() as store:
        at_both = [
            sessions.open(store, HOSTS, SessionData(member_id=one.id))
            for one in (cast.hana, elsewhere)
        ]
        meant = account_closure.consequences(store, cast.hana.id)
        assert (meant.is_last_place, meant.withdrawn) == (False, 1)

    close(database, cast.hana)

    stages = [casting.stage(database, visit) for visit in (here, there)]
    assert stages == [Stage.WITHDRAWN, Stage.EXPECTED]
    with database.reading() as store:
        assert [sessions.find(store, HOSTS, one) is None for one in at_both] == [
            True,
            False,
        ]
        assert accounts.signed_in(store, cast.hana.id) is None
        assert credentials.sign_in(store, HANA, PASSWORD).id == elsewhere.account_id
        assert second_factors.is_on(store, elsewhere.id)
        assert account_closure.consequences(store, elsewhere.id).is_last_place

    close(database, elsewhere)

    with database.reading() as store:
        with pytest.raises(SignInRefused):
            credentials.sign_in(store, HANA, PASSWORD)
        assert store.get(Account, cast.hana.id) is None
        assert sessions.find(store, HOSTS, at_both[1]) is None


def test_the_first_one_may_be_erased_while_the_account_goes_on(
    database: Database, cast: Cast, elsewhere: Member, clock: SettableClock
) -> None:
    secret, codes = set_up(database, cast.hana, clock)
    close(database, cast.hana)
    clock.forward(days=32)
    purge.purge(database)

    with database.reading() as store:
        assert store.get(Member, cast.hana.id) is None
        assert credentials.sign_in(store, HANA, PASSWORD).id == elsewhere.account_id
    check(database, elsewhere, digits(secret, clock))
    check(database, elsewhere, codes[0])


def test_one_second_factor_and_one_device_count_in_every_membership(
    database: Database, cast: Cast, elsewhere: Member, clock: SettableClock
) -> None:
    _, codes = set_up(database, elsewhere, clock)
    with database.transaction() as store:
        cookie = remembered_devices.remember(store, elsewhere.id, HOSTS, None, None)
    with database.transaction() as store:
        assert second_factors.is_on(store, cast.hana.id)
        assert remembered_devices.use(store, cast.hana.id, HOSTS, [cookie])
    check(database, cast.hana, codes[0])
    with database.transaction() as store:
        second_factors.remove(store, cast.hana.id, OPERATOR)
        assert not second_factors.is_on(store, elsewhere.id)
        assert not remembered_devices.use(store, elsewhere.id, HOSTS, [cookie])


def test_a_factor_is_missing_where_the_site_asks_and_the_session_had_none_since(
    database: Database, cast: Cast, elsewhere: Member, clock: SettableClock
) -> None:
    def is_missing(member: Member, *, given: bool) -> bool:
        with database.reading() as store:
            at = clock.now if given else None
            return second_factors.is_missing(store, member.id, at)

    before = clock.now
    set_up(database, cast.hana, clock)
    assert not is_missing(elsewhere, given=False)
    with database.transaction() as store:
        store.get_one(Site, cast.mitte.id).second_factor = True
        assert second_factors.is_missing(
            store, elsewhere.id, before.replace(year=before.year - 1)
        )
    assert is_missing(elsewhere, given=False)
    assert not is_missing(elsewhere, given=True)
    assert not is_missing(cast.hana, given=False)


def test_another_password_ends_every_session_and_holds_no_name_of_any_place(
    database: Database, cast: Cast, elsewhere: Member
) -> None:
    with database.transaction() as store:
        cookie = sessions.open(store, HOSTS, SessionData(member_id=elsewhere.id))
        credentials.set_password(store, cast.hana.id, passwords.hashed("x"), HOSTS)
    with database.reading() as store:
        assert sessions.find(store, HOSTS, cookie) is None
        names = profiles.own_names(store, cast.hana.id)
    assert {"Senopati", "Mitte", "Hana Wijaya", HANA} <= set(names)


def test_a_welcome_is_good_for_the_account_and_leads_into_the_face_it_is_used_at(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        welcome_links.send(store, cast.hana.id)
        older = welcome_links.welcome_link(store, cast.hana.id)
        added = accounts.add_member(store, at_mitte(cast))
        newer = welcome_links.welcome_link(store, cast.hana.id)
    with database.transaction() as store:
        with pytest.raises(LinkExpired):
            password_links.find(store, older)
        hashed = passwords.hashed(PASSWORD)
        assert password_links.accept(store, newer, hashed, DESK).id == added.id


def test_a_session_goes_on_in_the_other_place_under_a_new_cookie_and_no_longer(
    database: Database, cast: Cast, elsewhere: Member, clock: SettableClock
) -> None:
    with database.transaction() as store:
        cookie = sessions.open(store, HOSTS, SessionData(member_id=cast.hana.id))
    clock.forward(minutes=50)
    there = SessionData(member_id=elsewhere.id)
    with database.transaction() as store:
        another = sessions.switch(store, HOSTS, cookie, there) or ""
        # A second tap comes with the cookie of before.
        assert sessions.switch(store, HOSTS, cookie, there) is None
    with database.reading() as store:
        assert sessions.find(store, HOSTS, cookie) is None
        found = sessions.find(store, HOSTS, another)
        [session] = sessions.of_member(store, cast.hana.id)
    assert found
    assert found.data.member_id == elsewhere.id
    assert session.until - clock.now == sessions.MEMBER - (clock.now - session.since)


@pytest.mark.usefixtures("elsewhere")
def test_signing_in_asks_no_more_of_who_has_several_than_of_a_stranger(
    database: Database,
) -> None:
    heard = []
    for email in (HANA, "nobody@example.org"):
        with statements(database) as asked, database.reading() as store:
            with pytest.raises(SignInRefused):
                credentials.sign_in(store, email, "wrong")
            credentials.note_failure(store, email)
        heard.append(asked)
    assert heard[0] == heard[1]
    assert len(heard[0]) > 1


def test_a_failed_sign_in_is_recorded_of_each_membership(
    database: Database, cast: Cast, elsewhere: Member, access_log: AccessLog
) -> None:
    with database.reading() as store:
        credentials.note_failure(store, HANA)
    access_log.write(database)

    with database.reading() as store:
        failed = select(AuditEntry.subject_id).where(
            col(AuditEntry.act) == Act.SIGN_IN_FAILED
        )
        assert set(store.exec(failed)) == {cast.hana.id, elsewhere.id}


@pytest.mark.parametrize("kind_of_store", ["sqlite", "postgresql"], indirect=True)
def test_what_somebody_signs_in_with_goes_down_and_up_unless_they_have_two_places(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    secret, codes = set_up(database, cast.dewi, clock)
    with database.transaction() as store:
        account_closure.close(store, cast.hana.id, OPERATOR)
        welcome_links.send(store, cast.raka.id)
        link = welcome_links.welcome_link(store, cast.raka.id)
        store.get_one(Account, cast.dewi.id).password = passwords.hashed(PASSWORD)

    go_back(database)
    schema.migrate(database)

    schema.check(database)
    check(database, cast.dewi, digits(secret, clock))
    check(database, cast.dewi, codes[0])
    with database.reading() as store:
        dewi = credentials.sign_in(store, "dewi@example.com", PASSWORD)
        assert dewi.id == cast.dewi.id
        assert password_links.find(store, link).id == cast.raka.id
        assert accounts.signed_in(store, cast.hana.id) is None
    with database.transaction() as store:
        accounts.enrol(store, at_mitte(cast, email="dewi@example.com"))
    with pytest.raises(SchemaError, match=r"1 are further ones.*backup"):
        go_back(database)
    schema.migrate(database)
    schema.check(database)
