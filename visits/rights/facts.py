"""Facts: what plain columns hold about a visit, under the names that the register gives them."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, select

from visits import co_hosts, watch_list
from visits.people import profiles
from visits.retention import deadlines
from visits.store.alarms import Alarm, Mark, RollEntry
from visits.store.channels import Channel, Message
from visits.store.database import Store
from visits.store.lobby import Encounter, Wait
from visits.store.outbox import Email
from visits.store.people import Member
from visits.store.printing import Badge
from visits.store.rights import ErasureAsked, RightsRequest, Suppression
from visits.store.sites import Company
from visits.store.visits import (
    BlindIndex,
    EarlierStay,
    Escalation,
    HostAnswer,
    LateReminder,
)
from visits.visit_state import VisitState
from visits.vocabulary.channels import ChannelProblem
from visits.vocabulary.mail import UndeliveredReason
from visits.vocabulary.visits import Lookup

Row = dict[str, Any]
"""Words of closed lists, numbers, moments, and the names of hosts, companies and sites."""

OF_CHANNEL = {
    ChannelProblem.OVER: UndeliveredReason.OVER,
    ChannelProblem.UNWANTED: UndeliveredReason.SUPPRESSED,
}
"""What a guest reads of a message that did not go out; of every other, that it was not taken."""


def of(store: Store, visit: VisitState) -> dict[str, list[Row]]:
    """Return every fact about the visit by its name in the register; a missing one has no rows.

    Digests mean nothing to a reader: of those it only says that they exist.
    """
    return {
        name: [row for row in rows(store, visit) if any(row.values())]
        for name, rows in FACTS.items()
    }


def _host(store: Store, visit: VisitState) -> Iterable[Row]:
    member = store.get_one(Member, visit.visit.host_id)
    host = profiles.name_for_guest(store, visit, member)
    company = store.get_one(Company, visit.visit.company_id).name
    # A host who closed their account, and was erased, has no name.
    yield {"host": host or None, "company": company, "site": visit.site.name}


def _co_hosts(store: Store, visit: VisitState) -> Iterable[Row]:
    for co_host in co_hosts.named(store, visit):
        yield {"co_host": co_host.name}


def _planned(_: Store, visit: VisitState) -> Iterable[Row]:
    yield {"starts_at": visit.invitation.starts_at, "ends_at": visit.invitation.ends_at}


def _lateness(_: Store, visit: VisitState) -> Iterable[Row]:
    yield {"late_by": visit.invitation.late_by}


def _purpose(_: Store, visit: VisitState) -> Iterable[Row]:
    yield {"purpose": visit.invitation.purpose}


def _language(_: Store, visit: VisitState) -> Iterable[Row]:
    yield {"language": visit.visit.language}


def _notice(_: Store, visit: VisitState) -> Iterable[Row]:
    yield {"version": visit.visit.notice}


def _codes(store: Store, visit: VisitState) -> Iterable[Row]:
    # Only that there is a code: who reads this copy must not be able to check in with it.
    yield {"of": "invitation"}
    yield from ({"of": "badge"} for _ in store.exec(_badges(visit)))


def _contact_digests(store: Store, visit: VisitState) -> Iterable[Row]:
    indexed = select(BlindIndex.item).where(col(BlindIndex.visit_id) == visit.id)
    yield from ({"item": item} for item in store.exec(indexed))


def _withdrawn(_: Store, visit: VisitState) -> Iterable[Row]:
    withdrawal = visit.withdrawal
    by_guest = withdrawal is not None and withdrawal.member_id is None
    yield {"at": withdrawal and withdrawal.at, "by_guest": by_guest}


def _presence(store: Store, visit: VisitState) -> Iterable[Row]:
    of_visit = col(EarlierStay.visit_id) == visit.id
    stays = select(EarlierStay).where(of_visit).order_by(col(EarlierStay.arrived_at))
    for stay in store.exec(stays):
        yield {
            "came_at": stay.arrived_at,
            "left_at": stay.left_at,
            "left_by": stay.left_by,
        }
    arrival, departure = visit.arrival, visit.departure
    yield {
        "came_at": arrival and arrival.at,
        "left_at": departure and departure.at,
        "left_by": departure and departure.by,
    }


def _house_rules(store: Store, visit: VisitState) -> Iterable[Row]:
    of_visit = col(EarlierStay.visit_id) == visit.id
    stays = select(EarlierStay).where(of_visit).order_by(col(EarlierStay.arrived_at))
    for stay in (*store.exec(stays), visit.arrival):
        if stay and stay.rules_version:
            yield {"version": stay.rules_version, "at": stay.rules_accepted_at}
    asked = visit.walk_in
    if asked and asked.rules_version and visit.arrival is None:
        yield {"version": asked.rules_version, "at": asked.at}


def _level(_: Store, visit: VisitState) -> Iterable[Row]:
    shown_level = visit.arrival.level if visit.arrival else None
    yield {
        "asked": visit.invitation.least_level,
        "shown": shown_level,
        "let_in_by": visit.let_in_by,
    }


def _walk_in(_: Store, visit: VisitState) -> Iterable[Row]:
    yield {"at": visit.walk_in and visit.walk_in.at}


def _refusal(_: Store, visit: VisitState) -> Iterable[Row]:
    refusal = visit.refusal
    yield {"at": refusal and refusal.at, "reason": refusal and refusal.reason}


def _badge(store: Store, visit: VisitState) -> Iterable[Row]:
    for badge in store.exec(_badges(visit)):
        yield {"number": badge.number, "issued_at": badge.issued_at}


def _encounter(store: Store, visit: VisitState) -> Iterable[Row]:
    encounters = select(Encounter).where(col(Encounter.visit_id) == visit.id)
    yield from ({"at": encounter.started_at} for encounter in store.exec(encounters))


def _wait(store: Store, visit: VisitState) -> Iterable[Row]:
    for wait in store.exec(select(Wait).where(col(Wait.visit_id) == visit.id)):
        yield {"at": wait.at, "reason": wait.reason}


def _roll_call(store: Store, visit: VisitState) -> Iterable[Row]:
    is_found = (col(Mark.visit_id) == visit.id, col(Mark.is_found))
    found_at = select(func.min(Mark.at)).where(*is_found).scalar_subquery()
    of_visit = col(RollEntry.visit_id) == visit.id
    looked_for = columns(col(Alarm.raised_at), found_at).join(RollEntry)
    for raised_at, found in store.execute(looked_for.where(of_visit)):
        yield {"raised_at": raised_at, "found_at": found}


def _host_answer(store: Store, visit: VisitState) -> Iterable[Row]:
    of_visit = select(HostAnswer).where(col(HostAnswer.visit_id) == visit.id)
    for given in store.exec(of_visit.order_by(col(HostAnswer.id))):
        yield {"at": given.at, "answer": given.answer}


def _others_told(store: Store, visit: VisitState) -> Iterable[Row]:
    taken = select(Escalation).where(col(Escalation.visit_id) == visit.id)
    for step in store.exec(taken.order_by(col(Escalation.at))):
        yield {"at": step.at, "step": step.step}


def _late_reminder(store: Store, visit: VisitState) -> Iterable[Row]:
    reminder = store.get(LateReminder, visit.id)
    yield {"at": reminder and reminder.at}


def _emails(store: Store, visit: VisitState) -> Iterable[Row]:
    for email in store.exec(select(Email).where(col(Email.visit_id) == visit.id)):
        yield {
            "kind": email.kind,
            "at": email.queued_at,
            "undelivered": email.undelivered,
        }
    told = select(Message, Channel.kind).join(Channel)
    for message, kind in store.exec(told.where(col(Message.visit_id) == visit.id)):
        problem = message.problem
        why = problem and OF_CHANNEL.get(problem, UndeliveredReason.REJECTED)
        yield {"kind": kind, "at": message.queued_at, "undelivered": why}


def _hold(store: Store, visit: VisitState) -> Iterable[Row]:
    hold = deadlines.hold_on(store, visit.id)
    yield {"reason": hold and hold.reason, "review_at": hold and hold.review_at}


def _restriction_or_erasure(store: Store, visit: VisitState) -> Iterable[Row]:
    erasure = store.get(ErasureAsked, visit.id)
    restricted_at = visit.restriction and visit.restriction.at
    yield {"restricted_at": restricted_at, "erasure_asked_at": erasure and erasure.at}


def _request(store: Store, visit: VisitState) -> Iterable[Row]:
    of_series = col(RightsRequest.visit_id) == visit.invitation.series_id
    about = select(RightsRequest).where(of_series)
    for request in store.exec(about.order_by(col(RightsRequest.id))):
        yield {
            "kind": request.kind,
            "received_at": request.received_at,
            "settled_at": request.settled_at,
            "outcome": request.outcome,
        }


def _suppression(store: Store, visit: VisitState) -> Iterable[Row]:
    # By the digest, as a suppression belongs to an address and to no visit.
    of_address = (
        select(Suppression)
        .join(BlindIndex, col(BlindIndex.digest) == col(Suppression.contact_digest))
        .where(
            col(BlindIndex.visit_id) == visit.id,
            col(BlindIndex.item) == Lookup.EMAIL,
        )
    )
    yield from ({"since": row.since} for row in store.exec(of_address))


def _watch(store: Store, visit: VisitState) -> Iterable[Row]:
    # As a suppression does it belongs to an address; of a site it is that of the visit.
    of_visit = select(BlindIndex.digest).where(col(BlindIndex.visit_id) == visit.id)
    for entry in watch_list.of_contacts(store, store.exec(of_visit).all()):
        if entry.site_id == visit.visit.site_id:
            since, until = entry.first_at, entry.review_at
            yield {"reason": entry.reason, "listed_at": since, "review_at": until}


def _badges(visit: VisitState) -> Any:  # noqa: ANN401 - a select of sqlmodel's
    return select(Badge).where(col(Badge.visit_id) == visit.id).order_by(col(Badge.id))


# One for every fact of the register: what is kept and told to nobody must not exist.
FACTS: dict[str, Callable[[Store, VisitState], Iterable[Row]]] = {
    "host": _host,
    "co_hosts": _co_hosts,
    "planned": _planned,
    "lateness": _lateness,
    "purpose": _purpose,
    "presence": _presence,
    "house_rules": _house_rules,
    "level": _level,
    "walk_in": _walk_in,
    "refusal": _refusal,
    "withdrawn": _withdrawn,
    "badge": _badge,
    "language": _language,
    "emails": _emails,
    "encounter": _encounter,
    "wait": _wait,
    "roll_call": _roll_call,
    "host_answer": _host_answer,
    "others_told": _others_told,
    "late_reminder": _late_reminder,
    "hold": _hold,
    "restriction_or_erasure": _restriction_or_erasure,
    "request": _request,
    "suppression": _suppression,
    "watch": _watch,
    "codes": _codes,
    "contact_digests": _contact_digests,
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
