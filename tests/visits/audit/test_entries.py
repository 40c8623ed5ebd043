"""The audit log: who did what to which visit, and not a word of the guest's."""

from sqlmodel import col, select

from tests.cast import EMAIL, NAME, Cast, Invite, check_in
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.vocabulary.audit import Act, ActorKind


def test_a_check_in_leaves_its_entries(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)

    with database.reading() as store:
        about = (
            select(AuditEntry)
            .where(AuditEntry.visit_id == visit.id)
            .order_by(col(AuditEntry.id))
        )
        acts = [(entry.actor, entry.act) for entry in store.exec(about)]
    assert acts == [
        (ActorKind.MEMBER, Act.INVITED),
        (ActorKind.KIOSK, Act.ARRIVED),
    ]


def test_the_audit_log_has_no_place_for_a_value() -> None:
    columns = AuditEntry.metadata.tables["auditentry"].c

    assert {column.name for column in columns} == {
        "id",
        "at",
        "actor",
        "actor_id",
        "act",
        "reader",
        "purpose",
        "items",
        "visit_id",
        "subject_id",
        "count",
        "register_version",
    }


def test_no_value_of_a_guest_is_in_the_audit_log(
    database: Database, cast: Cast, invite: Invite
) -> None:
    check_in(database, cast.kiosk, invite())

    with database.reading() as store:
        written = repr([entry.model_dump() for entry in store.exec(select(AuditEntry))])
    assert NAME not in written
    assert EMAIL not in written
