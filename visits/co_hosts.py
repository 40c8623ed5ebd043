"""Co-hosts: up to ten colleagues of a host who are told of one guest beside the host.

The host alone stays responsible: a co-host reads whom they expect, answers and vouches, and
changes nothing of the invitation.
"""

from collections.abc import Iterable

from sqlalchemy import delete
from sqlmodel import col, select

from visits import outbox, visit_state
from visits.audit import entries
from visits.people import delegates, profiles
from visits.people.delegates import Colleague
from visits.store.database import Store
from visits.store.people import Member
from visits.store.visits import CoHost
from visits.visit_state import IS_CO_HOST, VisitState
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.refusals import NotFound, TooManyCoHosts

MOST = 10
"""Co-hosts of one visit: each is one more who knows of the guest."""


def name(store: Store, host_id: int, public_id: str, colleague_id: str) -> bool:
    """Name the colleague with this public id a co-host; return False for one who is that already.

    Refuses `NotFound` for another host's visit and for nobody of the host's colleagues,
    `TooManyCoHosts` beyond ten, and a visit that is under way, over or cancelled.
    """
    visit = visit_state.of_host(store, host_id, public_id)
    visit_state.refuse_unexpected(store, visit)
    return name_together(store, host_id, [visit], [colleague_id])


def name_together(
    store: Store,
    host_id: int,
    visits: Iterable[VisitState],
    colleague_ids: Iterable[str],
) -> bool:
    """Name the colleagues with these public ids co-hosts of each of the host's visits.

    Each is told once, of all of them, whom they were not a co-host of before; returns whether
    anybody is. Refuses `NotFound` for nobody of the host's colleagues, and `TooManyCoHosts`
    beyond ten.
    """
    known = {one.public_id: one for one in delegates.colleagues(store, host_id)}
    try:
        chosen = {known[public_id].id for public_id in colleague_ids}
    except KeyError:
        raise NotFound from None
    new: dict[int, VisitState] = {}
    for visit in visits:
        named = set(of(store, visit))
        if len(named | chosen) > MOST:
            raise TooManyCoHosts
        for member_id in sorted(chosen - named):
            store.merge(CoHost(visit_id=visit.id, member_id=member_id))
            entries.record(store, actors.member(host_id), Act.CO_HOST_NAMED, visit.id)
            new[member_id] = visit
    for member_id, last in new.items():
        kind, until = EmailKind.CO_HOST_NAMED, last.invitation.day_ends_at
        outbox.about_visit_to(store, kind, last.id, member_id, until)
    return bool(new)


def dismiss(store: Store, host_id: int, public_id: str, colleague_id: str) -> None:
    """Let the colleague be no co-host any more, and tell them. A second call changes nothing.

    Refuses as `name` does: who has answered stays known as who they were.
    """
    visit = visit_state.of_host(store, host_id, public_id)
    visit_state.refuse_unexpected(store, visit)
    of_public_id = select(Member.id).where(col(Member.public_id) == colleague_id)
    member_id = store.exec(of_public_id).first() or 0
    if is_one(store, visit, member_id):
        end(store, visit, member_id)
        entries.record(store, actors.member(host_id), Act.CO_HOST_ENDED, visit.id)
        kind, until = EmailKind.CO_HOST_ENDED, visit.invitation.day_ends_at
        # Whether they want to be told is asked when it is sent.
        outbox.about_visit_to(store, kind, visit.id, member_id, until)


def of(store: Store, visit: VisitState) -> list[int]:
    """Return the visit's co-hosts by their numbers."""
    if not visit.has_co_hosts:
        return []
    return [member_id for _, member_id in of_visits(store, [visit.id])]


def of_visits(store: Store, visit_ids: Iterable[int]) -> list[tuple[int, int]]:
    """Return which of these visits has which co-host, by their numbers."""
    of_these = col(CoHost.visit_id).in_(visit_ids)
    both = select(CoHost.visit_id, CoHost.member_id).where(*IS_CO_HOST, of_these)
    return list(store.exec(both.order_by(col(CoHost.member_id))))


def named(store: Store, visit: VisitState) -> list[Colleague]:
    """Return the visit's co-hosts by name, as the host and the others see them."""
    ids = of(store, visit)
    members = store.exec(select(Member).where(col(Member.id).in_(ids)))
    shown = [
        Colleague(member.id, member.public_id, profiles.profile(store, member).name)
        for member in members
    ]
    return sorted(shown, key=lambda one: one.name.casefold())


def told(store: Store, visit: VisitState) -> list[int]:
    """Return the co-hosts who want to be told of guests, by their numbers."""
    return [one for one in of(store, visit) if delegates.is_told(store, one)]


def is_one(store: Store, visit: VisitState, member_id: int) -> bool:
    """Return whether the member is a co-host of the visit."""
    return member_id in of(store, visit)


def end(store: Store, visit: VisitState, member_id: int) -> None:
    """Let the member be no co-host of the visit, as they are its host or were dismissed."""
    if visit.has_co_hosts:
        of_both = (
            col(CoHost.visit_id) == visit.id,
            col(CoHost.member_id) == member_id,
        )
        store.execute(delete(CoHost).where(*of_both))


def forget(store: Store, member_id: int) -> None:
    """Delete where this member is a co-host, as their account is being closed."""
    store.execute(delete(CoHost).where(col(CoHost.member_id) == member_id))
