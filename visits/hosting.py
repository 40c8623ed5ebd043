"""What hosts may know beyond their board: where to invite to, what was sent, and who is at the desk."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlmodel import col, select

from visits import board, invitations
from visits.board import BoardRow
from visits.lobby import desk_queue
from visits.store.database import Store
from visits.store.outbox import Email
from visits.store.sites import Site
from visits.vault import envelopes
from visits.vault.personal import Guest
from visits.vocabulary.actors import as_host
from visits.vocabulary.visits import EmailKind

TO_GUEST = frozenset({EmailKind.INVITATION, EmailKind.RESCHEDULED, EmailKind.WITHDRAWN})


@dataclass(frozen=True)
class GuestDetails:
    """One guest as their host sees them: the line, how they are reached, what was sent, their page's link."""

    line: BoardRow
    contact: Guest = field(repr=False)
    letters: list[Email]
    is_at_desk: bool
    link: str = field(repr=False)


def all_sites(store: Store) -> list[Site]:
    """Every site, by name."""
    return list(store.exec(select(Site).order_by(col(Site.name))))


def guest_details(store: Store, host_id: int, public_id: str) -> GuestDetails:
    """One guest of the host's own (`NotFound`)."""
    line = board.row_of_host(store, host_id, public_id)
    visit_id = line.visit_state.id
    contact = envelopes.read_one(store, visit_id, ["email", "phone"], as_host(host_id))
    link = invitations.link(store, line.visit_state.invitation)
    return GuestDetails(
        line, contact, _letters(store, visit_id), bool(at_desk(store, [visit_id])), link
    )


def at_desk(store: Store, visit_ids: Iterable[int]) -> set[int]:
    """Those of the visits whose guests stand at the front desk now."""
    return desk_queue.of_visits(store, visit_ids)


def _letters(store: Store, visit_id: int) -> list[Email]:
    about = (col(Email.visit_id) == visit_id, col(Email.kind).in_(TO_GUEST))
    return list(
        store.exec(
            select(Email).where(*about).order_by(col(Email.queued_at), col(Email.id))
        )
    )
