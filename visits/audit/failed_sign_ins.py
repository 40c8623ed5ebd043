"""Failures to sign in, as the audit log records them: so that nobody can fill it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlmodel import col, select

from visits.policy.register import register
from visits.store.audit import AuditEntry
from visits.store.database import Store
from visits.vocabulary.actors import FailedSignIn
from visits.vocabulary.audit import Act, ActorKind

NOTED_EVERY = timedelta(minutes=1)


def record(store: Store, failures: Sequence[tuple[datetime, FailedSignIn]]) -> int:
    """Record them once a minute for each member, and for all who are none; return how many."""
    since = min(at for at, _ in failures) - NOTED_EVERY
    entries = select(AuditEntry.subject_id, AuditEntry.at).where(
        col(AuditEntry.act) == Act.SIGN_IN_FAILED, col(AuditEntry.at) > since
    )
    noted = dict(store.exec(entries.order_by(col(AuditEntry.id))).all())
    rows = []
    for at, failure in failures:
        before = noted.get(failure.member_id)
        # Either may be the later one: the clock may have been set back in between.
        if before is None or abs(at - before) >= NOTED_EVERY:
            noted[failure.member_id] = at
            rows.append(_row(at, failure))
    if rows:
        store.execute(insert(AuditEntry), rows)
    return len(rows)


def _row(at: datetime, failure: FailedSignIn) -> dict[str, object]:
    return {
        "at": at,
        "actor": ActorKind.ANYBODY,
        "act": Act.SIGN_IN_FAILED,
        "subject_id": failure.member_id,
        "count": 1,
        "register_version": register().version,
    }
