"""Who left since the backup was made: members whose account was closed, devices that were revoked."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import col, select

from visits.erasure import account_closure
from visits.keys.keyring import KeyDestroyedError
from visits.people import profiles
from visits.printing import agents
from visits.store.database import Store
from visits.store.people import Member
from visits.store.sites import PrintAgent
from visits.vocabulary import actors

Rows = Sequence[Mapping[str, Any]]

QUESTIONS: Mapping[str, str] = {
    "member": "SELECT id, public_id, closed_at, key_day FROM member",
    "kiosk": "SELECT public_id, revoked_at FROM kiosk WHERE revoked_at IS NOT NULL",
    "agent": "SELECT public_id FROM printagent WHERE revoked_at IS NOT NULL",
}
"""What they are read with, of the database that is to be replaced."""


def carry_over(store: Store, known: Mapping[str, Rows]) -> None:
    """What was closed or revoked stays so, and a member who was forgotten has no name."""
    for row in known.get("kiosk", ()):
        store.execute(_REVOKE, row)
    revoked = [row["public_id"] for row in known.get("agent", ())]
    for agent in store.exec(
        select(PrintAgent).where(col(PrintAgent.public_id).in_(revoked))
    ).all():
        if agent.revoked_at is None:
            agents.revoke(store, agent.site_id, agent.public_id)
    _close(store, known.get("member", ()))


def _close(store: Store, members: Rows) -> None:
    known = {row["public_id"]: row for row in members}
    open_ones = store.exec(select(Member).where(col(Member.closed_at).is_(None))).all()
    gone = _gone(store, members)
    for member in open_ones:
        row = known.get(member.public_id, {})
        if row.get("closed_at") or member.id in gone:
            account_closure.close(store, member.id, actors.OPERATOR)
            _forget_with(store, member, row)


def _gone(store: Store, members: Rows) -> set[int]:
    """Numbers that were given and have no row any more: only a closed account goes, and never the newest."""
    numbers = {row["id"] for row in members}
    here: set[str] = {row["public_id"] for row in members}
    if not here.intersection(store.exec(select(Member.public_id)).all()):
        return set()
    return set(range(1, max(numbers))) - numbers


def _forget_with(store: Store, member: Member, row: Mapping[str, Any]) -> None:
    """The name lies no longer than it was to lie, and a name whose day is over is gone."""
    if not row:
        member.profile = b""
        return
    member.closed_at = datetime.fromisoformat(row["closed_at"]).replace(tzinfo=UTC)
    try:
        if row["key_day"]:
            profiles.store_profile_until(
                store, member, date.fromisoformat(row["key_day"])
            )
    except KeyDestroyedError:
        member.profile = b""


_REVOKE = text("UPDATE kiosk SET revoked_at = :revoked_at WHERE public_id = :public_id")
