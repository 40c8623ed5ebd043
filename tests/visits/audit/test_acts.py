"""Acts: whatever is done to a visit, or to who may read of one, stands in the audit log with who did it."""

from collections.abc import Callable
from datetime import time

import pytest
from sqlmodel import col, select

from tests.cast import TODAY, Cast, Invite, SettableClock, check_in, scan
from visits import codes, invitations, visit_state
from visits.lobby import (
    arrivals,
    departures,
    kiosks,
    printer_groups,
    undoing,
    verification,
)
from visits.people import accounts, password_links, passwords, welcome_links
from visits.printing import badges, printers
from visits.printing.badges import Reprint
from visits.store.audit import AuditEntry
from visits.store.database import Database, Store
from visits.store.printing import Badge
from visits.store.visits import Visit
from visits.visit_times import Window
from visits.vocabulary import actors
from visits.vocabulary.actors import CLOCK, OPERATOR, Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.people import Role
from visits.vocabulary.printing import ReprintReason
from visits.vocabulary.sessions import FaceName
from visits.vocabulary.visits import RefusalReason

Do = Callable[[Store, Cast, str], object]
LATER = Window(day=TODAY, starts=time(12), ends=time(13))
SMUDGED = next(iter(ReprintReason))
TURNED_AWAY = next(iter(RefusalReason))

BEFORE: dict[Act, Do] = {
    Act.RESCHEDULED: lambda store, cast, visit: invitations.reschedule(
        store, cast.hana.id, visit, LATER
    ),
    Act.RESENT: lambda store, cast, visit: invitations.resend(
        store, cast.hana.id, visit
    ),
    Act.WITHDRAWN: lambda store, cast, visit: invitations.withdraw(
        store, cast.hana.id, visit
    ),
}


def undo(store: Store, cast: Cast, public_id: str) -> None:
    """What Dewi has just done."""
    visit = visit_state.at_site(store, cast.senopati.id, public_id)
    done = visit.departure or visit.refusal or visit.arrival
    assert done
    at = cast.senopati.id, public_id, cast.dewi.id
    undoing.undo(store, *at, undoing.mark(done))


def undo_departure(store: Store, cast: Cast, visit: str) -> None:
    departures.check_out(store, cast.senopati.id, visit, cast.dewi.id)
    undo(store, cast, visit)


def undo_refusal(store: Store, cast: Cast, visit: str) -> None:
    arrivals.refuse(store, cast.senopati.id, visit, TURNED_AWAY, cast.dewi.id)
    undo(store, cast, visit)


def undo_arrival(store: Store, cast: Cast, visit: str) -> None:
    arrivals.check_in_at_desk(store, cast.senopati.id, visit, cast.dewi.id)
    undo(store, cast, visit)


AT_DESK: dict[Act, Do] = {
    Act.REFUSAL_UNDONE: undo_refusal,
    Act.ARRIVAL_UNDONE: undo_arrival,
    Act.REFUSED: lambda store, cast, visit: arrivals.refuse(
        store, cast.senopati.id, visit, TURNED_AWAY, cast.dewi.id
    ),
    Act.ID_SEEN: lambda store, cast, visit: arrivals.check_in_at_desk(
        store, cast.senopati.id, visit, cast.dewi.id
    ),
}


INSIDE: dict[Act, Do] = {
    Act.DEPARTURE_UNDONE: undo_departure,
    Act.DEPARTED: lambda store, cast, visit: departures.check_out(
        store, cast.senopati.id, visit, cast.dewi.id
    ),
    Act.BADGE_REPRINTED: lambda store, cast, visit: badges.reprint(
        store, cast.senopati.id, visit, Reprint(SMUDGED, cast.dewi.id)
    ),
}


def last(database: Database) -> AuditEntry:
    with database.reading() as store:
        return store.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).all()[
            0
        ]


def done(
    database: Database, cast: Cast, visit: Visit, do: Do
) -> tuple[Actor, Act, int | None]:
    """Who did what to which visit, as the audit log says last once it is done."""
    with database.transaction() as store:
        do(store, cast, visit.public_id)
    entry = last(database)
    return Actor(entry.actor, entry.actor_id), entry.act, entry.visit_id


def test_an_invitation_says_which_items_the_host_gave(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite(phone="0812 3456 7890")

    entry = last(database)
    assert (entry.act, entry.visit_id, entry.items) == (
        Act.INVITED,
        visit.id,
        "email+name+phone",
    )
    assert Actor(entry.actor, entry.actor_id) == actors.member(cast.hana.id)


@pytest.mark.parametrize("act", BEFORE)
def test_what_a_host_does_is_the_hosts(
    database: Database, cast: Cast, invite: Invite, act: Act
) -> None:
    visit = invite()

    assert done(database, cast, visit, BEFORE[act]) == (
        actors.member(cast.hana.id),
        act,
        visit.id,
    )


@pytest.mark.parametrize("act", AT_DESK)
def test_what_the_desk_does_is_the_desks(
    database: Database, cast: Cast, invite: Invite, act: Act
) -> None:
    visit = invite()

    assert done(database, cast, visit, AT_DESK[act]) == (
        actors.member(cast.dewi.id),
        act,
        visit.id,
    )


@pytest.mark.parametrize("act", INSIDE)
def test_what_is_done_to_who_is_inside_stands_there(
    database: Database, cast: Cast, invite: Invite, act: Act
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)

    assert done(database, cast, visit, INSIDE[act]) == (
        actors.member(cast.dewi.id),
        act,
        visit.id,
    )


def test_a_guest_arrives_at_a_kiosk_and_leaves_at_one(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    assert (last(database).act, last(database).actor_id) == (Act.ARRIVED, cast.kiosk.id)

    def leave(store: Store, cast: Cast, _: str) -> None:
        badge = store.exec(select(Badge)).one()
        departures.leave(
            store,
            kiosks.paired(store, cast.kiosk.id),
            codes.digest(badges.code(store, badge)),
        )

    assert done(database, cast, visit, leave) == (
        actors.kiosk(cast.kiosk.id),
        Act.DEPARTED,
        visit.id,
    )


def test_a_host_vouches(database: Database, cast: Cast, invite: Invite) -> None:
    visit = invite()
    encounter = scan(database, cast.kiosk, visit)
    with database.transaction() as store:
        digits = verification.vouch_digits(store, encounter)
        verification.vouch(store, cast.hana.id, digits)
        vouched = select(AuditEntry).where(AuditEntry.act == Act.VOUCHED)
        entry = store.exec(vouched).one()

    assert (entry.actor_id, entry.visit_id) == (cast.hana.id, visit.id)


def test_whoever_forgets_to_sign_out_is_signed_out_by_the_clock(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    clock.at("2026-11-23 23:59")

    def close(store: Store, *_: object) -> None:
        departures.check_out_at_closing_time(store, departures.past_closing(store))

    by_itself = done(database, cast, visit, close)
    assert by_itself == (CLOCK, Act.DEPARTED, visit.id)


DEVICES: dict[Act, tuple[Do, str]] = {
    Act.KIOSK_REVOKED: (
        lambda store, cast, _: kiosks.revoke(
            store, cast.senopati.id, cast.kiosk.public_id, cast.dewi.id
        ),
        "kiosk",
    ),
    Act.KIOSK_MOVED: (
        lambda store, cast, _: printer_groups.bring_to(
            store,
            cast.senopati.id,
            cast.kiosk.public_id,
            None,
            actors.member(cast.dewi.id),
        ),
        "kiosk",
    ),
    Act.PRINTER_PREFERRED: (
        lambda store, cast, _: printers.put_first(
            store, cast.senopati.id, cast.printer.public_id, actors.member(cast.dewi.id)
        ),
        "printer",
    ),
    Act.PRINTER_RETIRED: (
        lambda store, cast, _: printers.retire(
            store, cast.senopati.id, cast.printer.public_id, actors.member(cast.dewi.id)
        ),
        "printer",
    ),
}


@pytest.mark.parametrize("act", DEVICES)
def test_what_is_done_to_a_device_names_it_by_its_number(
    database: Database, cast: Cast, act: Act
) -> None:
    do, device = DEVICES[act]
    with database.transaction() as store:
        do(store, cast, "")

    entry = last(database)
    assert (entry.act, entry.actor_id) == (act, cast.dewi.id)
    assert entry.subject_id == getattr(cast, device).id


def test_groups_come_and_go_by_somebody(database: Database, cast: Cast) -> None:
    desk = actors.member(cast.dewi.id)
    with database.transaction() as store:
        group = printer_groups.add(store, cast.senopati.id, "Garden", desk).id
        printer_groups.place(
            store, cast.senopati.id, cast.printer.public_id, group, desk
        )
        printer_groups.place(
            store, cast.senopati.id, cast.printer.public_id, None, desk
        )
        printer_groups.remove(store, cast.senopati.id, group, desk)
        said = store.exec(
            select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(4)
        ).all()

    assert [entry.act for entry in said] == [
        Act.GROUP_REMOVED,
        Act.PRINTER_MOVED,
        Act.PRINTER_MOVED,
        Act.GROUP_ADDED,
    ]
    assert {entry.actor_id for entry in said} == {cast.dewi.id}


def test_whoever_may_read_guests_data_was_added_by_somebody(
    database: Database, cast: Cast
) -> None:
    new = accounts.NewMember(
        name="Sari",
        email="sari@example.com",
        company_id=cast.langit.id,
        site_id=cast.senopati.id,
        roles=frozenset({Role.DESK}),
        language="en",
    )
    with database.transaction() as store:
        sari = accounts.add_member(store, new).id
        password_links.accept(
            store,
            welcome_links.welcome_link(store, sari),
            passwords.hashed("correct horse battery staple"),
            FaceName.HOSTS,
        )
        said = store.exec(
            select(AuditEntry).where(AuditEntry.subject_id == sari)
        ).all()[-3:]

    assert [(Actor(entry.actor, entry.actor_id), entry.act) for entry in said] == [
        (OPERATOR, Act.MEMBER_ADDED),
        (OPERATOR, Act.WELCOME_SENT),
        (actors.member(sari), Act.PASSWORD_SET),
    ]
