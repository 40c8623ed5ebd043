"""Replays the decision log: carries out the decisions that an older database does not hold."""

import contextlib
from collections.abc import Iterable, Mapping

from sqlalchemy import delete
from sqlmodel import SQLModel, col, select

from visits import visit_state
from visits.audit import entries
from visits.erasure import account_closure, erasing
from visits.keys.decision_log import (
    AnyDecision,
    LoggedClosure,
    LoggedCorrection,
    LoggedErasure,
    LoggedErasureRequest,
    LoggedHold,
    LoggedRequest,
    LoggedRestriction,
    LoggedRevocation,
    LoggedSuppression,
    LoggedWatch,
    digest_of,
)
from visits.keys.keyring import KeyDestroyedError, KeyMissingError
from visits.people import profiles
from visits.printing import agents
from visits.retention import deadlines
from visits.store.backends import Serial
from visits.store.database import Store
from visits.store.lobby import WatchEntry
from visits.store.people import Member
from visits.store.rights import (
    ErasureAsked,
    LegalHold,
    Restriction,
    RightsRequest,
    Suppression,
)
from visits.store.sites import Kiosk, PrintAgent, Site
from visits.store.system_state import DecisionPosition
from visits.store.visits import Envelope, Invitation, Visit
from visits.vault import corrections_log, envelopes
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.erasure import VisitOutcome
from visits.vocabulary.refusals import ClockIsBehind

AT_ONCE = 500
"""How many visits one statement erases: SQLite takes 32,766 parameters at most."""


def replay(store: Store) -> tuple[int, int]:
    """Carry out what the log says and this database lacks; return the counts.

    They are the decisions other than erasures, and the visits erased. Erasures are repeated
    even if this database holds them: an erased visit must never come back. Decisions about
    visits, sites or members that are not in this database change nothing.
    """
    # What another process has logged is committed by then, or withdrawn.
    store.lock_names([Serial.DECISIONS.encode()])
    log = store.keys.decisions.entries()
    if not log:
        return 0, 0
    position = store.get(DecisionPosition, 1) or DecisionPosition(number=0)
    missing = _missing(log, position)
    # The log names visits by digests only, so those of all visits here are computed.
    rows = store.exec(select(Visit.public_id, Visit.id)).all()
    visits = {digest_of(public_id): visit_id for public_id, visit_id in rows}
    for entry in missing:
        _replay_one(store, entry, visits)
    _keep_as_held(store, missing, visits)
    # Erasures last: no other decision may write about a visit that is gone.
    erased = _erase_again(store, log, visits)
    position.number = max(position.number, *(entry.number for entry in log))
    store.add(position)
    store.flush()
    # The rows written here were noted as decisions again, and are in the log already.
    store.decisions.clear()
    return len(missing), erased


def _missing(log: list[AnyDecision], position: DecisionPosition) -> list[AnyDecision]:
    # By number: an older log beside a newer backup must undo nothing.
    return [
        entry
        for entry in log
        if entry.number > position.number and not isinstance(entry, LoggedErasure)
    ]


def _replay_one(store: Store, entry: AnyDecision, visits: Mapping[bytes, int]) -> None:
    visit_id = visits.get(getattr(entry, "visit", None) or b"")
    match entry:
        case LoggedRequest():
            _request(store, entry, visit_id)
        case LoggedSuppression():
            row = Suppression(
                contact_digest=entry.contact_digest, since=entry.since or store.now
            )
            _put(store, row, entry.contact_digest, is_gone=entry.since is None)
        case LoggedWatch():
            _watch(store, entry)
        case LoggedClosure():
            _close_again(store, entry)
        case LoggedRevocation():
            _revoke_again(store, entry)
        case _ if visit_id is not None:
            _about_visit(store, entry, visit_id)


def _about_visit(store: Store, entry: AnyDecision, visit_id: int) -> None:
    match entry:
        case LoggedRestriction():
            row = Restriction(visit_id=visit_id, at=entry.at or store.now)
            _put(store, row, visit_id, is_gone=entry.at is None)
        case LoggedErasureRequest():
            _put(store, ErasureAsked(visit_id=visit_id, at=entry.at), visit_id)
        case LoggedCorrection():
            value = corrections_log.value(store, entry)
            # None once its day key is destroyed: the corrected value has gone with the day.
            if value is not None:
                envelopes.change(store, visit_id, {entry.item: value})
        case LoggedHold():
            _hold(store, entry, visit_id)


def _put(
    store: Store, row: SQLModel, key: int | bytes, *, is_gone: bool = False
) -> None:
    """Add the row unless one of this key exists; with `is_gone`, delete that one."""
    existing = store.get(type(row), key)
    if is_gone and existing is not None:
        store.delete(existing)
    if not is_gone and existing is None:
        store.add(row)
    # Flushed each time: one decision may undo the one before it.
    store.flush()


def _request(store: Store, entry: LoggedRequest, visit_id: int | None) -> None:
    # A site opened since the backup is not in it, and a request needs its site's row.
    if store.get(Site, entry.site_id) is None:
        return
    day = store.get(Invitation, visit_id) if visit_id else None
    same = col(RightsRequest.public_id) == entry.public_id
    row = store.exec(select(RightsRequest).where(same)).first() or RightsRequest(
        public_id=entry.public_id,
        site_id=entry.site_id,
        visit_id=day.series_id if day else None,
        contact_digest=entry.contact_digest,
        kind=entry.right,
        channel=entry.channel,
        received_at=entry.received_at,
        noted_by=_member(store, entry.noted_by),
    )
    row.settled_at, row.outcome = entry.settled_at, entry.outcome
    row.settled_by = _member(store, entry.settled_by)
    store.add(row)


def _hold(store: Store, entry: LoggedHold, visit_id: int) -> None:
    same = col(LegalHold.public_id) == entry.public_id
    row = store.exec(select(LegalHold).where(same)).first() or LegalHold(
        public_id=entry.public_id,
        visit_id=visit_id,
        reason=entry.reason,
        placed_at=entry.placed_at,
        review_at=entry.review_at,
        placed_by=_member(store, entry.placed_by),
    )
    row.released_at = entry.released_at
    store.add(row)


def _watch(store: Store, logged: LoggedWatch) -> None:
    """Have the entry of the watch list as it was, or not at all if it was taken off."""
    same = col(WatchEntry.public_id) == logged.public_id
    row, entry = store.exec(select(WatchEntry).where(same)).first(), logged.entry
    if row is not None and entry is None:
        store.delete(row)
    elif entry is not None and store.get(Site, entry.site_id) is not None:
        by = {
            "proposed_by": _member(store, entry.proposed_by),
            "confirmed_by": _member(store, entry.confirmed_by),
        }
        columns = entry.model_dump() | by
        new = row or WatchEntry(public_id=logged.public_id, **columns)
        store.add(new.sqlmodel_update(columns))
    store.flush()


def _keep_as_held(
    store: Store, missing: Iterable[AnyDecision], visits: Mapping[bytes, int]
) -> None:
    """Seal each visit that was held or released under the day until which it is kept now."""
    store.flush()
    held = {entry.visit for entry in missing if isinstance(entry, LoggedHold)}
    for visit_id in sorted(visits[visit] for visit in held & visits.keys()):
        # Raised if that day's key is destroyed or lost: the visit stays as the backup sealed it.
        with contextlib.suppress(ClockIsBehind, KeyMissingError):
            deadlines.apply(store, visit_state.of(store, visit_id))


def _close_again(store: Store, entry: LoggedClosure) -> None:
    same = (col(Member.public_id) == entry.public_id, col(Member.closed_at).is_(None))
    member = store.exec(select(Member).where(*same)).first()
    if member is None:
        return
    account_closure.close(store, member.id, actors.OPERATOR)
    # Closing sets today's date: the account was closed, and its name's time began, before.
    member.closed_at = entry.closed_at
    try:
        if entry.key_day:
            profiles.store_profile_until(store, member, entry.key_day)
    except (KeyDestroyedError, KeyMissingError):
        # The name's last day is over, or its key is lost: a restore keeps it no longer.
        member.profile, member.key_day = b"", entry.key_day


def _revoke_again(store: Store, entry: LoggedRevocation) -> None:
    table: type[Kiosk | PrintAgent] = Kiosk if entry.device == "kiosk" else PrintAgent
    same = (col(table.public_id) == entry.public_id, col(table.revoked_at).is_(None))
    device = store.exec(select(table).where(*same)).first()
    if isinstance(device, PrintAgent):
        agents.revoke(store, device.site_id, device.public_id)
    elif device is not None:
        device.revoked_at = entry.at


def _erase_again(
    store: Store, log: Iterable[AnyDecision], visits: Mapping[bytes, int]
) -> int:
    visit_ids = []
    for entry in log:
        visit_id = visits.get(entry.visit) if isinstance(entry, LoggedErasure) else None
        if visit_id is None or not isinstance(entry, LoggedErasure):
            continue
        # Without a retention class the whole visit was erased, else one envelope of it.
        if entry.retention_class is None:
            visit_ids.append(visit_id)
            continue
        envelope = (
            col(Envelope.visit_id) == visit_id,
            col(Envelope.retention_class) == entry.retention_class,
        )
        store.execute(delete(Envelope).where(*envelope), execution_options=_APART)
    for first in range(0, len(visit_ids), AT_ONCE):
        erasing.rows_of(store, visit_ids[first : first + AT_ONCE], VisitOutcome.ERASED)
    for visit_id in visit_ids:
        entries.record(store, actors.OPERATOR, Act.ERASED, visit_id)
    return len(visit_ids)


def _member(store: Store, public_id: str | None) -> int | None:
    same = col(Member.public_id) == (public_id or "")
    return store.exec(select(Member.id).where(same)).first()


_APART = {"synchronize_session": False}
"""No envelope is read after this, so the session need not be searched for those deleted."""
