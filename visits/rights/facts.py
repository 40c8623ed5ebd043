"""Facts: what plain columns hold about a visit, under the names that the register gives them."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from visits.people import profiles
from visits.retention import deadlines
from visits.store.database import Store
from visits.store.lobby import Encounter, Wait
from visits.store.outbox import Email
from visits.store.people import Member
from visits.store.printing import Badge
from visits.store.rights import ErasureAsked, RightsRequest, Suppression
from visits.store.sites import Company
from visits.store.visits import BlindIndex
from visits.visit_state import VisitState
from visits.vocabulary.visits import Lookup

Row = dict[str, Any]
"""Words of closed lists, numbers, moments, and the names of hosts, companies and sites."""


def of(store: Store, visit: VisitState) -> dict[str, list[Row]]:
    """Return every fact about the visit by its name in the register; a missing one has no rows.

    Digests mean nothing to a reader: of those it only says that they exist.
    """
    return {
        name: [row for row in rows(store, visit) if any(row.values())]
        for name, rows in FACTS.items()
    }


def _host(store: Store, visit: VisitState) -> Iterable[Row]:
    host = profiles.profile(store, store.get_one(Member, visit.visit.host_id)).name
    company = store.get_one(Company, visit.visit.company_id).name
    # A host who closed their account, and was erased, has no name.
    yield {"host": host or None, "company": company, "site": visit.site.name}


def _planned(_: Store, visit: VisitState) -> Iterable[Row]:
    yield {"starts_at": visit.invitation.starts_at, "ends_at": visit.invitation.ends_at}


def _reason(_: Store, visit: VisitState) -> Iterable[Row]:
    yield {"reason": visit.invitation.purpose}


def _language(_: Store, visit: VisitState) -> Iterable[Row]:
    yield {"language": visit.visit.language}


def _notice(_: Store, visit: VisitState) -> Iterable[Row]:
    yield {"version": visit.visit.notice}


def _codes(store: Store, visit: VisitState) -> Iterable[Row]:
    yield {"of": "invitation"}
    yield from ({"of": "badge"} for _ in store.exec(_badges(visit)))


def _handles(store: Store, visit: VisitState) -> Iterable[Row]:
    there = select(BlindIndex.item).where(col(BlindIndex.visit_id) == visit.id)
    yield from ({"of": item} for item in store.exec(there))


def _withdrawn(_: Store, visit: VisitState) -> Iterable[Row]:
    yield {"at": visit.withdrawal and visit.withdrawal.at}


def _presence(_: Store, visit: VisitState) -> Iterable[Row]:
    came, left = visit.arrival, visit.departure
    yield {
        "came_at": came and came.at,
        "left_at": left and left.at,
        "left_by": left and left.by,
    }


def _level(_: Store, visit: VisitState) -> Iterable[Row]:
    shown = visit.arrival.level if visit.arrival else None
    yield {"asked": visit.invitation.least_level, "shown": shown}


def _refusal(_: Store, visit: VisitState) -> Iterable[Row]:
    turned_away = visit.refusal
    yield {
        "at": turned_away and turned_away.at,
        "reason": turned_away and turned_away.reason,
    }


def _badge(store: Store, visit: VisitState) -> Iterable[Row]:
    for badge in store.exec(_badges(visit)):
        yield {"number": badge.number, "issued_at": badge.issued_at}


def _encounter(store: Store, visit: VisitState) -> Iterable[Row]:
    for one in store.exec(select(Encounter).where(col(Encounter.visit_id) == visit.id)):
        yield {"at": one.started_at}


def _wait(store: Store, visit: VisitState) -> Iterable[Row]:
    for one in store.exec(select(Wait).where(col(Wait.visit_id) == visit.id)):
        yield {"at": one.at, "reason": one.reason}


def _emails(store: Store, visit: VisitState) -> Iterable[Row]:
    for one in store.exec(select(Email).where(col(Email.visit_id) == visit.id)):
        yield {"kind": one.kind, "at": one.queued_at, "undelivered": one.undelivered}


def _hold(store: Store, visit: VisitState) -> Iterable[Row]:
    hold = deadlines.hold_on(store, visit.id)
    yield {"reason": hold and hold.reason, "review_at": hold and hold.review_at}


def _wishes(store: Store, visit: VisitState) -> Iterable[Row]:
    asked = store.get(ErasureAsked, visit.id)
    restricted_at = visit.restriction and visit.restriction.at
    yield {"restricted_at": restricted_at, "erasure_asked_at": asked and asked.at}


def _request(store: Store, visit: VisitState) -> Iterable[Row]:
    about = select(RightsRequest).where(col(RightsRequest.visit_id) == visit.id)
    for one in store.exec(about.order_by(col(RightsRequest.id))):
        yield {
            "kind": one.kind,
            "received_at": one.received_at,
            "settled_at": one.settled_at,
            "outcome": one.outcome,
        }


def _suppression(store: Store, visit: VisitState) -> Iterable[Row]:
    theirs = (
        col(BlindIndex.visit_id) == visit.id,
        col(BlindIndex.item) == Lookup.EMAIL,
    )
    same = (
        select(Suppression)
        .join(BlindIndex, col(BlindIndex.digest) == col(Suppression.contact_digest))
        .where(*theirs)
    )
    yield from ({"since": one.since} for one in store.exec(same))


def _badges(visit: VisitState) -> Any:  # noqa: ANN401 - a select of sqlmodel's
    return select(Badge).where(col(Badge.visit_id) == visit.id).order_by(col(Badge.id))


FACTS: dict[str, Callable[[Store, VisitState], Iterable[Row]]] = {
    "host": _host,
    "planned": _planned,
    "reason": _reason,
    "presence": _presence,
    "level": _level,
    "refusal": _refusal,
    "withdrawn": _withdrawn,
    "badge": _badge,
    "language": _language,
    "letters": _emails,
    "encounter": _encounter,
    "wait": _wait,
    "hold": _hold,
    "wishes": _wishes,
    "request": _request,
    "suppression": _suppression,
    "codes": _codes,
    "handles": _handles,
    "notice": _notice,
}


def last(rows: Iterable[Row]) -> datetime | None:
    """Return the newest time in the rows."""
    return max(
        (
            value
            for row in rows
            for value in row.values()
            if isinstance(value, datetime)
        ),
        default=None,
    )
