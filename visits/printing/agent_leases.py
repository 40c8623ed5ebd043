"""Leases of an agent far away: renewed while it has a job in hand, given up for one that never reached it."""

from collections.abc import Collection, Hashable
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, func, or_, update
from sqlmodel import col, select

from visits.printing import leasing
from visits.printing.scheduling import EXPIRES, LIVE, of_no_more_use
from visits.store.database import Store
from visits.store.printing import Badge, PrintJob
from visits.store.sites import Site
from visits.vocabulary.printing import PrintState

RENEWED_BELOW = timedelta(seconds=40)
"""A long poll later there is still enough left."""


def any_neglected(store: Store, agent_id: int, in_hand: Collection[str]) -> bool:
    """Whether `attend` has something to write; looking changes nothing."""
    soon = col(PrintJob.leased_until) <= store.now + RENEWED_BELOW
    neglected = or_(
        _not_in_hand(agent_id, in_hand), and_(_in_hand(agent_id, in_hand), soon)
    )
    return (
        store.exec(select(PrintJob.badge_id).where(neglected).limit(1)).first()
        is not None
    )


def attend(store: Store, agent_id: int, in_hand: Collection[str]) -> None:
    """The agent's leases of the badges it has in hand last; what it claimed and never got is due again.

    The answer that leased it may have been lost, or the agent that heard it: the next attempt voids this one.
    """
    lost = update(PrintJob).where(_not_in_hand(agent_id, in_hand))
    store.execute(lost.values(state=PrintState.QUEUED, leased_until=None))
    leasing.renew(store, in_hand, agent_id)


def due_by_site(store: Store) -> dict[int, Hashable]:
    """The sites where something is due, each with a value that is another one when a claim may be, too."""
    due = (
        select(
            col(Site.id),
            col(Site.version),
            func.count(),
            func.max(col(PrintJob.not_before)),
        )
        .join(PrintJob, col(Site.id) == col(PrintJob.site_id))
        .where(
            col(PrintJob.state) == PrintState.QUEUED,
            col(PrintJob.not_before) <= store.now,
            ~of_no_more_use(),
        )
        .group_by(col(Site.id), col(Site.version))
        .params(oldest=store.now - EXPIRES)
    )
    return {site_id: tuple(mark) for site_id, *mark in store.execute(due)}


def _in_hand(agent_id: int, public_ids: Collection[str]) -> Any:  # noqa: ANN401 - an SQL expression
    return and_(
        col(PrintJob.agent_id) == agent_id,
        col(PrintJob.state).in_(LIVE),
        col(PrintJob.badge_id).in_(_of_badges(public_ids)),
    )


def _not_in_hand(agent_id: int, public_ids: Collection[str]) -> Any:  # noqa: ANN401 - an SQL expression
    return and_(
        col(PrintJob.agent_id) == agent_id,
        col(PrintJob.state) == PrintState.CLAIMED,
        col(PrintJob.badge_id).not_in(_of_badges(public_ids)),
    )


def _of_badges(public_ids: Collection[str]) -> Any:  # noqa: ANN401 - a select
    return select(col(Badge.id)).where(col(Badge.public_id).in_(public_ids))
