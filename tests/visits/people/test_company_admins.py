"""Company administrators: hosts of their own company at their own site, and nobody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import col, select

from tests.cast import TODAY, Cast, Invite, SettableClock
from tests.visits.people.test_memberships import at_mitte
from visits import sites
from visits.erasure import account_closure
from visits.people import (
    accounts,
    company_admins,
    delegates,
    passwords,
    profiles,
)
from visits.people.company_admins import CompanyMember
from visits.people.delegates import Absence
from visits.store.audit import AuditEntry
from visits.store.database import Database, Store
from visits.store.outbox import Email
from visits.store.people import Account, Member, MemberRole
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import AlreadyMember, NotFound, TooManyTries

NEW = ("Tono Wirawan", "tono@example.com", "id")


def members(database: Database, admin: Member) -> dict[str, CompanyMember]:
    with database.reading() as store:
        found = company_admins.members(store, admin.id)
    return {one.name: one for one in found}


def add(database: Database, admin: Member, *new: str) -> None:
    with database.transaction() as store:
        company_admins.add(store, admin.id, *(new or NEW))


def welcomes(database: Database, member_id: int) -> int:
    with database.reading() as store:
        return len(store.exec(select(Email).where(Email.member_id == member_id)).all())


def test_an_administrator_sees_the_company_at_their_site_and_no_other(
    database: Database, cast: Cast, wulan: Member, yusuf: Member, marlene: Member
) -> None:
    assert list(members(database, wulan)) == [
        "Dewi Lestari",
        "Hana Wijaya",
        "Wulan Sari",
    ]
    assert list(members(database, yusuf)) == ["Raka Siregar", "Yusuf Halim"]
    assert list(members(database, marlene)) == ["Dieter Vogel", "Marlene Roth"]
    del cast


def test_nobody_else_is_answered(database: Database, cast: Cast) -> None:
    with database.reading() as store:
        for member in (cast.hana, cast.dewi, cast.dieter):
            with pytest.raises(NotFound):
                company_admins.members(store, member.id)
        # An account that never was.
        with pytest.raises(NotFound):
            company_admins.company(store, 4711)


def test_it_is_said_who_has_not_signed_in_is_away_or_is_told_of_nobody(
    database: Database, cast: Cast, clock: SettableClock, wulan: Member
) -> None:
    add(database, wulan)
    with database.transaction() as store:
        hana = store.get_one(Member, cast.hana.id)
        store.get_one(Account, hana.id).password = passwords.hashed("three quiet lamps")
        absence = Absence(TODAY, TODAY + timedelta(days=2))
        delegates.name(store, hana.id, wulan.public_id, absence)
        delegates.be_told(store, hana.id, is_wanted=False)

    seen = members(database, wulan)

    hana_seen, tono = seen["Hana Wijaya"], seen["Tono Wirawan"]
    assert (hana_seen.has_password, hana_seen.is_told) == (True, False)
    assert hana_seen.away_until == absence.last
    assert (tono.has_password, tono.is_told, tono.away_until) == (False, True, None)
    assert tono.link_until == clock.now + timedelta(hours=72)
    clock.forward(hours=73)
    assert members(database, wulan)["Tono Wirawan"].link_until is None


def test_a_new_host_is_of_the_company_and_site_and_is_nothing_else(
    database: Database, cast: Cast, wulan: Member
) -> None:
    add(database, wulan)
    add(database, wulan)

    tono = members(database, wulan)["Tono Wirawan"]
    with database.reading() as store:
        row = store.get_one(Member, tono.id)
        acts = select(AuditEntry).where(col(AuditEntry.subject_id) == tono.id)
        said = [(one.act, one.actor_id) for one in store.exec(acts)]
    assert (row.company_id, row.site_id) == (cast.langit.id, cast.senopati.id)
    assert (tono.roles, row.language) == ([Role.HOST], "id")
    assert welcomes(database, tono.id) == 1
    assert said == [(Act.MEMBER_ADDED, wulan.id), (Act.WELCOME_SENT, wulan.id)]


def test_who_belongs_elsewhere_too_is_seen_and_closed_here_alone(
    database: Database, cast: Cast, wulan: Member
) -> None:
    with database.transaction() as store:
        elsewhere = accounts.enrol(store, at_mitte(cast))
        store.get_one(Account, cast.hana.id).password = passwords.hashed("x")
    hana = members(database, wulan)["Hana Wijaya"]
    assert (hana.roles, hana.has_password) == ([Role.HOST], True)
    with database.transaction() as store:
        host_id = company_admins.to_close(store, wulan.id, hana.public_id)
        assert host_id == cast.hana.id
        account_closure.close(store, host_id, actors.member(wulan.id))
    assert "Hana Wijaya" not in members(database, wulan)
    with database.reading() as store:
        assert accounts.signed_in(store, elsewhere.id)
        with pytest.raises(NotFound):
            company_admins.to_close(store, wulan.id, elsewhere.public_id)


def test_an_address_that_has_an_account_elsewhere_is_refused(
    database: Database, cast: Cast, wulan: Member
) -> None:
    with pytest.raises(AlreadyMember):
        add(database, wulan, "Tono Wirawan", "raka@example.com", "en")
    del cast


def test_who_is_there_already_keeps_their_name_and_hears_nothing(
    database: Database, cast: Cast, wulan: Member
) -> None:
    with database.transaction() as store:
        new = "Tono Wirawan", "hana@example.com", "en"
        assert not company_admins.add(store, wulan.id, *new)

    assert "Tono Wirawan" not in members(database, wulan)
    assert welcomes(database, cast.hana.id) == 0


def test_addresses_cannot_be_tried_without_end_nor_from_a_second_membership(
    database: Database, cast: Cast, wulan: Member
) -> None:
    with database.transaction() as store:
        email = profiles.profile(store, store.get_one(Member, wulan.id)).email
        place = at_mitte(cast, Role.COMPANY_ADMIN, email=email)
        elsewhere = accounts.enrol(store, place)
        for _ in range(company_admins.MOST_NEW):
            company_admins.count_new(store, wulan.id)
        for place_of_hers in (wulan, elsewhere):
            with pytest.raises(TooManyTries):
                company_admins.count_new(store, place_of_hers.id)


def test_the_welcome_goes_again_once_for_each_page_and_to_who_has_no_password(
    database: Database, wulan: Member, clock: SettableClock
) -> None:
    add(database, wulan)
    tono = members(database, wulan)["Tono Wirawan"]
    clock.forward(minutes=1)

    with database.transaction() as store:
        for _ in range(2):
            again = tono.public_id, tono.link_mark
            company_admins.welcome_again(store, wulan.id, *again)
    assert welcomes(database, tono.id) == 2

    with database.transaction() as store:
        row = store.get_one(Account, tono.id)
        row.password = passwords.hashed("three quiet lamps")
    newer = members(database, wulan)["Tono Wirawan"]
    with database.transaction() as store:
        again = newer.public_id, newer.link_mark
        company_admins.welcome_again(store, wulan.id, *again)
    assert welcomes(database, tono.id) == 2


def test_a_mailbox_is_not_filled_with_welcomes(
    database: Database, wulan: Member, clock: SettableClock
) -> None:
    add(database, wulan)
    for is_refused in (False, False, False, True):
        clock.forward(minutes=1)
        tono = members(database, wulan)["Tono Wirawan"]
        with database.transaction() as store:
            again = tono.public_id, tono.link_mark
            if is_refused:
                with pytest.raises(TooManyTries):
                    company_admins.welcome_again(store, wulan.id, *again)
            else:
                company_admins.welcome_again(store, wulan.id, *again)


def test_who_is_more_than_a_host_is_not_the_administrators_to_close(
    database: Database, cast: Cast, wulan: Member
) -> None:
    with database.transaction() as store:
        store.add(MemberRole(member_id=cast.hana.id, role=Role.COMPANY_ADMIN))
    with database.reading() as store:
        for member in (wulan, cast.dewi, cast.hana):
            with pytest.raises(NotFound):
                company_admins.to_close(store, wulan.id, member.public_id)


def test_nobody_of_another_company_or_site_is_found(
    database: Database, cast: Cast, wulan: Member, yusuf: Member, marlene: Member
) -> None:
    with database.reading() as store:
        assert company_admins.to_close(store, wulan.id, cast.hana.public_id)
        for admin, member in (
            (wulan, cast.raka),
            (wulan, cast.dieter),
            (yusuf, cast.hana),
            (marlene, cast.hana),
        ):
            for ask in (company_admins.member, company_admins.to_close):
                with pytest.raises(NotFound):
                    ask(store, admin.id, member.public_id)
            with pytest.raises(NotFound):
                company_admins.welcome_again(store, admin.id, member.public_id, "")


def test_an_administrator_writes_where_their_company_is(
    database: Database, cast: Cast, invite: Invite, wulan: Member, yusuf: Member
) -> None:
    visit, words = invite(), {"en": "Level 12", "id": "Lantai 12", "ar": ""}
    for _ in range(2):
        with database.transaction() as store:
            company_admins.write_floors(store, wulan.id, words)

    with database.reading() as store:
        assert company_admins.floors(store, wulan.id) == {
            "en": "Level 12",
            "id": "Lantai 12",
        }
        assert company_admins.floors(store, yusuf.id) == {}
        assert sites.directions(store, visit.id, "id").floor == "Lantai 12"
        changed = select(AuditEntry).where(AuditEntry.act == Act.COMPANY_CHANGED)
        [entry] = store.exec(changed).all()
        assert (entry.actor_id, entry.subject_id) == (wulan.id, cast.langit.id)

    with database.transaction() as store:
        company_admins.write_floors(store, wulan.id, dict.fromkeys(words, ""))
    with database.reading() as store:
        assert company_admins.floors(store, wulan.id) == {}


def test_it_is_known_whether_guests_at_other_sites_read_the_same(
    database: Database, wulan: Member, yusuf: Member
) -> None:
    with database.reading() as store:
        assert company_admins.is_elsewhere_too(store, wulan.id)
        assert not company_admins.is_elsewhere_too(store, yusuf.id)


@pytest.mark.parametrize("ask", [company_admins.floors, company_admins.company])
def test_a_host_who_manages_nothing_asks_for_nothing_of_the_company(
    database: Database, cast: Cast, ask: Callable[[Store, int], object]
) -> None:
    with database.reading() as store, pytest.raises(NotFound):
        ask(store, cast.hana.id)
    with database.transaction() as store, pytest.raises(NotFound):
        company_admins.write_floors(store, cast.hana.id, {"en": "Level 1"})
