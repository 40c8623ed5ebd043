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


def of(store: Store, found: VisitState) -> dict[str, list[Row]]:
    """Return every fact about the visit by its name in the register; a missing one has no rows.

    Digests mean nothing to a reader: of those it only says that they exist.
    """
    return {
        name: [row for row in rows(store, found) if any(row.values())]
        for name, rows in FACTS.items()
    }


def _host(store: Store, found: VisitState) -> Iterable[Row]:
    host = profiles.profile(store, store.get_one(Member, found.visit.host_id)).name
    company = store.get_one(Company, found.visit.company_id).name
    # A host who closed their account, and was forgotten, has no name.
    yield {"host": host or None, "company": company, "site": found.site.name}


def _planned(_: Store, found: VisitState) -> Iterable[Row]:
    yield {"starts_at": found.invitation.starts_at, "ends_at": found.invitation.ends_at}


def _reason(_: Store, found: VisitState) -> Iterable[Row]:
    yield {"reason": found.invitation.purpose}


def _language(_: Store, found: VisitState) -> Iterable[Row]:
    yield {"language": found.visit.language}


def _notice(_: Store, found: VisitState) -> Iterable[Row]:
    yield {"version": found.visit.notice}


def _codes(store: Store, found: VisitState) -> Iterable[Row]:
    yield {"of": "invitation"}
    yield from ({"of": "badge"} for _ in store.exec(_badges(found)))


def _handles(store: Store, found: VisitState) -> Iterable[Row]:
    there = select(BlindIndex.item).where(col(BlindIndex.visit_id) == found.id)
    yield from ({"of": item} for item in store.exec(there))


def _withdrawn(_: Store, found: VisitState) -> Iterable[Row]:
    yield {"at": found.withdrawal and found.withdrawal.at}


def _presence(_: Store, found: VisitState) -> Iterable[Row]:
    came, left = found.arrival, found.departure
    yield {
        "came_at": came and came.at,
        "left_at": left and left.at,
        "left_by": left and left.by,
    }


def _level(_: Store, found: VisitState) -> Iterable[Row]:
    shown = found.arrival.level if found.arrival else None
    yield {"asked": found.invitation.least_level, "shown": shown}


def _refusal(_: Store, found: VisitState) -> Iterable[Row]:
    turned_away = found.refusal
    yield {
        "at": turned_away and turned_away.at,
        "reason": turned_away and turned_away.reason,
    }


def _badge(store: Store, found: VisitState) -> Iterable[Row]:
    for badge in store.exec(_badges(found)):
        yield {"number": badge.number, "issued_at": badge.issued_at}


def _encounter(store: Store, found: VisitState) -> Iterable[Row]:
    for one in store.exec(select(Encounter).where(col(Encounter.visit_id) == found.id)):
        yield {"at": one.started_at}


def _wait(store: Store, found: VisitState) -> Iterable[Row]:
    for one in store.exec(select(Wait).where(col(Wait.visit_id) == found.id)):
        yield {"at": one.at, "reason": one.reason}


def _letters(store: Store, found: VisitState) -> Iterable[Row]:
    for one in store.exec(select(Email).where(col(Email.visit_id) == found.id)):
        yield {"kind": one.kind, "at": one.queued_at, "undelivered": one.undelivered}


def _hold(store: Store, found: VisitState) -> Iterable[Row]:
    hold = deadlines.hold_on(store, found.id)
    yield {"reason": hold and hold.reason, "review_at": hold and hold.review_at}


def _wishes(store: Store, found: VisitState) -> Iterable[Row]:
    asked = store.get(ErasureAsked, found.id)
    restricted_at = found.restriction and found.restriction.at
    yield {"restricted_at": restricted_at, "erasure_asked_at": asked and asked.at}


def _request(store: Store, found: VisitState) -> Iterable[Row]:
    about = select(RightsRequest).where(col(RightsRequest.visit_id) == found.id)
    for one in store.exec(about.order_by(col(RightsRequest.id))):
        yield {
            "kind": one.kind,
            "received_at": one.received_at,
            "settled_at": one.settled_at,
            "outcome": one.outcome,
        }


def _suppression(store: Store, found: VisitState) -> Iterable[Row]:
    theirs = (
        col(BlindIndex.visit_id) == found.id,
        col(BlindIndex.item) == Lookup.EMAIL,
    )
    same = (
        select(Suppression)
        .join(BlindIndex, col(BlindIndex.digest) == col(Suppression.contact_digest))
        .where(*theirs)
    )
    yield from ({"since": one.since} for one in store.exec(same))


def _badges(found: VisitState) -> Any:  # noqa: ANN401 - a select of sqlmodel's
    return select(Badge).where(col(Badge.visit_id) == found.id).order_by(col(Badge.id))


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
    "letters": _letters,
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
