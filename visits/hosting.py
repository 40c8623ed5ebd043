"""What hosts may know beyond their board: where to invite to, what was sent, and who is at the desk."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlmodel import col, select

from visits import board, invitations
from visits.board import Line
from visits.lobby import desk_queue
from visits.store.database import Store
from visits.store.outbox import Letter
from visits.store.sites import Site
from visits.vault import envelopes
from visits.vault.personal import Guest
from visits.vocabulary.actors import as_host
from visits.vocabulary.visits import LetterKind

TO_GUEST = frozenset({LetterKind.INVITATION, LetterKind.RESCHEDULED, LetterKind.WITHDRAWN})


@dataclass(frozen=True)
class Sheet:
    """One guest as their host sees them: the line, how they are reached, what was sent, their page's link."""

    line: Line
    contact: Guest = field(repr=False)
    letters: list[Letter]
    is_at_desk: bool
    link: str = field(repr=False)


def places(store: Store) -> list[Site]:
    """Every site, by name."""
    return list(store.exec(select(Site).order_by(col(Site.name))))


def sheet(store: Store, host_id: int, public_id: str) -> Sheet:
    """One guest of the host's own (`NotFound`)."""
    line = board.line_of_host(store, host_id, public_id)
    visit_id = line.standing.id
    contact = envelopes.tell_one(store, visit_id, ["email", "phone"], as_host(host_id))
    link = invitations.link(store, line.standing.invitation)
    return Sheet(line, contact, _letters(store, visit_id), bool(at_desk(store, [visit_id])), link)


def at_desk(store: Store, visit_ids: Iterable[int]) -> set[int]:
    """Those of the visits whose guests stand at the front desk now."""
    return desk_queue.of_visits(store, visit_ids)


def _letters(store: Store, visit_id: int) -> list[Letter]:
    about = (col(Letter.visit_id) == visit_id, col(Letter.kind).in_(TO_GUEST))
    return list(store.exec(select(Letter).where(*about).order_by(col(Letter.queued_at), col(Letter.id))))
