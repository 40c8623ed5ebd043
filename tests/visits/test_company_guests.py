"""A company's administrator reads its guests at their site, and changes them in the hosts' place."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from sqlmodel import col, select

from tests.cast import (
    EMAIL,
    TODAY,
    Cast,
    Invite,
    SettableClock,
    announcement,
    ask_for,
    check_in,
    send_emails,
)
from tests.query_plans import plans
from visits import (
    asked_members,
    company_guests,
    emails,
    invitations,
    place_texts,
    sites,
    visit_state,
)
from visits.audit.access_log import AccessLog
from visits.email_use import NotSendable
from visits.emails import AboutVisit
from visits.erasure import account_closure
from visits.lobby import departures
from visits.people import quotas
from visits.rights import access
from visits.store.audit import AuditEntry
from visits.store.database import Database, Store
from visits.store.outbox import Email
from visits.store.people import Member, QuotaDay
from visits.store.visits import Visit, Withdrawal
from visits.visit_state import Stage
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.places import PlaceTextKind
from visits.vocabulary.refusals import (
    AlreadyArrived,
    AlreadyWithdrawn,
    NotFound,
    VisitRefused,
)
from visits.vocabulary.visits import Level

DAY = timedelta(days=1)
Change = Callable[[Store, int, str], object]
LATER = announcement(starts=time(15), ends=time(16)).window
CHANGES: dict[str, Change] = {
    "read": company_guests.one,
    "move": lambda s, a, v: company_guests.reschedule(s, a, v, LATER),
    "withdraw": company_guests.withdraw,
    "take": company_guests.take_over,
}


def names(database: Database, admin: Member) -> list[tuple[str, str]]:
    """Whom the administrator sees, each with the host."""
    with database.reading() as store:
        rows = company_guests.to_come(store, admin.id)
        return [(row.guest.name.reveal(), row.host_name) for row in rows]


def change(database: Database, what: str, admin: Member, visit: Visit) -> None:
    with database.transaction() as store:
        CHANGES[what](store, admin.id, visit.public_id)


def told(database: Database, kind: EmailKind) -> list[AboutVisit]:
    """What goes out of this kind."""
    with database.reading() as store:
        queued = store.exec(select(Email).where(col(Email.kind) == kind)).all()
        made = []
        for email in queued:
            try:
                contents = emails.contents(store, email)
            except NotSendable:
                continue
            assert isinstance(contents, AboutVisit)
            made.append(contents)
    return made


def counted(database: Database, member: Member) -> int:
    with database.reading() as store:
        of_member = select(QuotaDay).where(QuotaDay.host_id == member.id)
        return sum(one.guests for one in store.exec(of_member))


def test_each_sees_the_guests_of_their_company_at_their_site(
    database: Database,
    cast: Cast,
    invite: Invite,
    wulan: Member,
    yusuf: Member,
    marlene: Member,
) -> None:
    invite()
    invite(name="Budi", email="budi@example.org", day=TODAY + 3 * DAY)
    invite(cast.raka, name="Sekar", email="sekar@example.org")
    invite(
        site=cast.mitte,
        name="Lena",
        email="lena@example.org",
        starts=time(16),
        ends=time(17),
    )

    hana = "Hana Wijaya"
    assert names(database, wulan) == [("Gita Pramesti", hana), ("Budi", hana)]
    assert names(database, yusuf) == [("Sekar", "Raka Siregar")]
    assert names(database, marlene) == [("Lena", hana)]


def test_where_the_company_has_no_place_guests_are_of_the_hosts_own_administrator(
    database: Database, cast: Cast, invite: Invite, wulan: Member, yusuf: Member
) -> None:
    there = {"site": cast.mitte, "starts": time(16), "ends": time(17)}
    lena = invite(name="Lena", email="lena@example.org", **there)
    sekar = invite(cast.raka, name="Sekar", email="sekar@example.org", **there)
    with database.transaction() as store:
        for company in (cast.langit, cast.awan):
            place_texts.write(store, company, PlaceTextKind.FLOOR, "en", "Level 12")
        # Dieter alone is of Langit Studio at Mitte.
        account_closure.close(store, cast.dieter.id, actors.OPERATOR)

    assert names(database, wulan) == [("Lena", "Hana Wijaya")]
    assert names(database, yusuf) == [("Sekar", "Raka Siregar")]
    change(database, "move", wulan, lena)
    for visit, admin in ((lena, yusuf), (sekar, wulan)):
        with pytest.raises(NotFound):
            change(database, "read", admin, visit)
    with database.reading() as store:
        assert sites.directions(store, lena.id, "en").floor == ""


def test_where_the_company_has_a_place_its_own_administrator_has_the_guests(
    database: Database, cast: Cast, invite: Invite, wulan: Member, marlene: Member
) -> None:
    lena = invite(site=cast.mitte, starts=time(16), ends=time(17))
    with database.transaction() as store:
        floor = cast.langit, PlaceTextKind.FLOOR
        place_texts.write(store, *floor, "en", "Level 12")

    change(database, "read", marlene, lena)
    with pytest.raises(NotFound):
        change(database, "read", wulan, lena)
    with database.reading() as store:
        assert sites.directions(store, lena.id, "en").floor == "Level 12"


def test_guests_of_days_that_are_over_are_not_shown(
    database: Database, invite: Invite, wulan: Member, clock: SettableClock
) -> None:
    visit = invite()
    clock.forward(days=1)

    assert names(database, wulan) == []
    # Nor by the address of a page that was open the day before.
    with pytest.raises(NotFound):
        change(database, "read", wulan, visit)


@pytest.mark.embedded
def test_past_visits_are_not_looked_through(database: Database, wulan: Member) -> None:
    asked = plans(database, lambda store: company_guests.to_come(store, wulan.id))
    for index in ("site (site_id", "host (host_id"):
        assert f"invitation_by_{index}=? AND day_ends_at>?)" in " ".join(asked)


def test_walk_ins_are_shown_with_the_host_they_ask_for(
    database: Database, cast: Cast, wulan: Member
) -> None:
    ask_for(database, cast.kiosk, cast.hana, name="Sekar Ayu")

    assert names(database, wulan) == [("Sekar Ayu", "Hana Wijaya")]


def test_an_administrator_is_shown_no_contact_and_the_guest_is_told_who_read(
    database: Database, invite: Invite, wulan: Member, access_log: AccessLog
) -> None:
    visit = invite(badge_name="Gigi", phone="+6281234567890")
    with database.reading() as store:
        details = company_guests.one(store, wulan.id, visit.public_id)
    access_log.write(database)

    contact, guest = details.contact, details.row.guest
    assert guest.name.reveal() == "Gita Pramesti"
    assert not any((contact.email, contact.phone, guest.badge_name, details.emails))
    assert not details.link
    with database.reading() as store:
        state = visit_state.of(store, visit.id)
        copy = access.all_data(store, state, actors.as_guest())
    read = {(entry.reader, entry.items) for entry in copy.read}
    assert read == {("company_admin", ("name",))}


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("who", ["yusuf", "marlene", "hana", "dewi"])
def test_nobody_else_reads_or_changes_a_guest_of_the_company(
    database: Database,
    cast: Cast,
    invite: Invite,
    what: str,
    who: str,
    request: pytest.FixtureRequest,
) -> None:
    visit = invite()
    of_cast = getattr(cast, who, None)
    asking: Member = of_cast or request.getfixturevalue(who)

    with pytest.raises(NotFound):
        change(database, what, asking, visit)
    with database.reading() as store:
        assert visit_state.of(store, visit.id).stage is Stage.EXPECTED


def test_a_guest_at_another_site_is_the_other_administrators(
    database: Database, cast: Cast, invite: Invite, wulan: Member, marlene: Member
) -> None:
    visit = invite(site=cast.mitte, starts=time(16), ends=time(17))

    change(database, "read", marlene, visit)
    with pytest.raises(NotFound):
        change(database, "read", wulan, visit)


def test_withdrawing_tells_guest_and_host_and_says_who_did_it(
    database: Database, invite: Invite, wulan: Member
) -> None:
    visit = invite()
    change(database, "withdraw", wulan, visit)

    [to_host] = told(database, EmailKind.PLAN_CHANGED)
    assert to_host.to == "hana@example.com"
    assert not to_host.is_to_co_host
    assert not to_host.is_in_place_of_host
    assert [one.withdrawal is not None for one, _ in to_host.co_hosted] == [True]
    with database.reading() as store:
        assert store.get_one(Withdrawal, visit.id).member_id == wulan.id
        acts = select(AuditEntry.actor_id).where(AuditEntry.act == Act.WITHDRAWN)
        assert store.exec(acts).all() == [wulan.id]
        kinds = select(Email.kind).where(Email.visit_id == visit.id)
        assert EmailKind.WITHDRAWN in store.exec(kinds).all()


def test_moving_tells_guest_and_host_once_and_who_did_it(
    database: Database, invite: Invite, wulan: Member
) -> None:
    visit = invite()
    change(database, "move", wulan, visit)
    change(database, "move", wulan, visit)

    [to_host] = told(database, EmailKind.PLAN_CHANGED)
    assert to_host.to == "hana@example.com"
    with database.reading() as store:
        moved = visit_state.of(store, visit.id)
        assert moved.invitation.starts_at.hour == 8  # 15:00 in Jakarta.
        acts = select(AuditEntry.actor_id).where(AuditEntry.act == Act.RESCHEDULED)
        assert store.exec(acts).all() == [wulan.id]


def test_the_rest_of_a_series_goes_along_and_is_told_in_one_email(
    database: Database, invite: Invite, wulan: Member
) -> None:
    visit = invite(more_days=(TODAY + DAY, TODAY + 2 * DAY))
    with database.transaction() as store:
        of_visit = wulan.id, visit.public_id
        company_guests.withdraw(store, *of_visit, with_rest=True)

    [to_host] = told(database, EmailKind.PLAN_CHANGED)
    assert len(to_host.co_hosted) == 3
    assert all(one.withdrawal for one, _ in to_host.co_hosted)


def test_an_administrator_who_changes_their_own_guest_is_told_nothing(
    database: Database, invite: Invite, wulan: Member
) -> None:
    change(database, "withdraw", wulan, invite(wulan))

    assert told(database, EmailKind.PLAN_CHANGED) == []


def test_taking_over_makes_the_administrator_the_host_and_tells_the_one_before(
    database: Database, cast: Cast, invite: Invite, wulan: Member
) -> None:
    visit = invite()
    change(database, "take", wulan, visit)
    change(database, "take", wulan, visit)

    [to_hana] = told(database, EmailKind.TAKEN_OVER)
    assert (to_hana.to, to_hana.host_name) == ("hana@example.com", "Wulan Sari")
    with database.reading() as store:
        state = visit_state.of(store, visit.id)
        assert state.visit.host_id == state.invitation.host_id == wulan.id
        taken = asked_members.taken(store, cast.hana.id, visit.public_id)
        assert taken.colleague == "Wulan Sari"
        acts = select(AuditEntry.actor_id).where(AuditEntry.act == Act.TAKEN_OVER)
        assert store.exec(acts).all() == [wulan.id]
    assert (counted(database, cast.hana), counted(database, wulan)) == (0, 1)


def test_a_guest_who_is_yet_to_come_hears_once_who_receives_them(
    database: Database, invite: Invite, wulan: Member
) -> None:
    visit = invite()
    send_emails(database)

    for _ in range(2):
        change(database, "take", wulan, visit)

    [to_guest] = told(database, EmailKind.HOST_CHANGED)
    assert (to_guest.to, to_guest.host_name) == (EMAIL, "Wulan Sari")
    assert to_guest.days


def test_a_move_that_is_not_told_yet_is_told_with_who_receives_them(
    database: Database, invite: Invite, wulan: Member
) -> None:
    visit = invite()
    send_emails(database)
    change(database, "move", wulan, visit)

    change(database, "take", wulan, visit)

    assert told(database, EmailKind.RESCHEDULED) == []
    [to_guest] = told(database, EmailKind.HOST_CHANGED)
    assert [day.invitation.sequence for day in to_guest.days] == [1]


def test_a_guest_who_was_told_of_nobody_yet_hears_of_the_new_host_alone(
    database: Database, invite: Invite, wulan: Member
) -> None:
    visit = invite()

    change(database, "take", wulan, visit)

    assert told(database, EmailKind.HOST_CHANGED) == []
    [invited] = told(database, EmailKind.INVITATION)
    assert invited.host_name == "Wulan Sari"


def test_the_new_host_is_told_when_the_guest_comes_and_may_withdraw(
    database: Database, cast: Cast, invite: Invite, wulan: Member
) -> None:
    first = invite()
    change(database, "take", wulan, first)
    check_in(database, cast.kiosk, first)
    assert [one.to for one in told(database, EmailKind.ARRIVED)] == [
        "wulan@example.com"
    ]

    second = invite(name="Budi", email="budi@example.org")
    change(database, "take", wulan, second)
    with database.transaction() as store:
        invitations.withdraw(store, wulan.id, second.public_id)
    assert (counted(database, cast.hana), counted(database, wulan)) == (0, 1)


def test_a_full_quota_does_not_keep_a_guest_from_being_received(
    database: Database, cast: Cast, invite: Invite, wulan: Member
) -> None:
    visit = invite()
    with database.transaction() as store:
        store.add(QuotaDay(host_id=wulan.id, day=TODAY, guests=300))
    change(database, "take", wulan, visit)

    with database.reading() as store:
        [of_day, *_] = quotas.of_host(store, wulan.id, TODAY)
        assert of_day.left == 0
        assert visit_state.of(store, visit.id).visit.host_id == wulan.id
    del cast


def test_a_guest_who_is_here_may_be_taken_over_too(
    database: Database, cast: Cast, invite: Invite, wulan: Member
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    change(database, "take", wulan, visit)

    with database.reading() as store:
        assert visit_state.of(store, visit.id).visit.host_id == wulan.id
    assert told(database, EmailKind.HOST_CHANGED) == []
    # The place of a guest who has come stays used up by whoever invited them.
    assert (counted(database, cast.hana), counted(database, wulan)) == (1, 0)


def test_an_administrator_who_is_no_host_takes_nobody_over(
    database: Database, cast: Cast, invite: Invite, marlene: Member
) -> None:
    visit = invite(site=cast.mitte, starts=time(16), ends=time(17))

    with pytest.raises(NotFound):
        change(database, "take", marlene, visit)


@pytest.mark.parametrize("what", ["move", "withdraw", "take"])
@pytest.mark.parametrize(
    ("ended", "refused"),
    [
        ("withdrawn", AlreadyWithdrawn),
        ("left", AlreadyArrived),
        ("over", NotFound),
    ],
)
def test_what_is_over_is_refused_as_to_the_host(
    database: Database,
    cast: Cast,
    clock: SettableClock,
    invite: Invite,
    wulan: Member,
    what: str,
    ended: str,
    refused: type[VisitRefused],
) -> None:
    visit = invite(least_level=Level.ADDRESS_CONFIRMED)
    if ended == "withdrawn":
        change(database, "withdraw", wulan, visit)
    if ended == "left":
        check_in(database, cast.kiosk, visit)
        with database.transaction() as store:
            departures.say_left(
                store,
                cast.hana.id,
                visit.public_id,
                clock.now.isoformat(),
            )
    if ended == "over":
        clock.forward(days=1)

    with pytest.raises(refused):
        change(database, what, wulan, visit)
