"""Proofs: how whoever opens a link has shown that a visit's e-mail address is theirs.

Such a link has two parts: the visit's public id, or of a series the link to pass on, which prove
nothing; and what proves it. That is a code which was mailed to the address, or an inquiry whose
digits were mailed there and typed, or what a guest is told who typed the digits of their visit
(`visits.confirmed_codes`), or what the kiosk shows a walk-in, who has no address, while they
stand before it. The link that a host may pass on has one part, and proves nothing.
"""

import hmac
from dataclasses import dataclass, field

from visits import codes, confirmed_codes, planned_visits, visit_state
from visits.rights import inquiries
from visits.store.database import Store
from visits.vault import blind_index
from visits.visit_state import VisitState
from visits.vocabulary import actors
from visits.vocabulary.actors import Actor
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.visits import Lookup


@dataclass(frozen=True)
class ProvenVisit:
    """A visit, and its guest as the audit log names them: by their proof."""

    visit: VisitState = field(repr=False)
    guest: Actor
    is_confirmed: bool = False
    """True if their QR code shows the kiosk what was proved here."""


def mailed_link(store: Store, visit: VisitState) -> str:
    """Return the link for e-mails to the guest; empty if they have no e-mail address."""
    code = _mailed_code(store, visit)
    return code and f"{_name(store, visit)}-{code}"


def link_by_digits(inquiry_id: str, visit: VisitState) -> str:
    """Return the link for whoever confirmed this inquiry; it lasts as long as the inquiry."""
    return f"{visit.visit.public_id}-{inquiry_id}"


def confirmed_link(store: Store, visit: VisitState, link: str) -> str:
    """Return the link for whoever typed the digits of this visit behind `link`, for its day."""
    return f"{link.partition('-')[0]}-{confirmed_codes.link_code(store, visit)}"


def walk_in_link(store: Store, visit: VisitState) -> str:
    """Return the link that the kiosk shows to a walk-in, to scan it with their own phone."""
    return f"{visit.visit.public_id}-{_shown_code(store, visit)}"


def proven(store: Store, link: str) -> ProvenVisit:
    """Return what this link proves; raises NotFound if that is nothing, or no longer."""
    name, _, proof = link.partition("-")
    visit = _named(store, name)
    if _is_same(_mailed_code(store, visit), proof):
        return ProvenVisit(visit, actors.GUEST_BY_LINK)
    if _is_same(confirmed_codes.link_code(store, visit), proof):
        return ProvenVisit(visit, actors.GUEST_BY_DIGITS, is_confirmed=True)
    if _is_same(_shown_code(store, visit), proof):
        return ProvenVisit(visit, actors.GUEST_BY_LINK)
    if inquiries.proves(store, proof, visit.id):
        return ProvenVisit(visit, actors.GUEST_BY_DIGITS)
    raise NotFound


def _name(store: Store, visit: VisitState) -> str:
    """Return the first part of a link: it must outlive the day that is erased first."""
    if visit.invitation.series_id == visit.id:
        return visit.visit.public_id
    return planned_visits.shared_link(store, visit.invitation)


def _named(store: Store, name: str) -> VisitState:
    try:
        return visit_state.by_public_id(store, name)
    except NotFound:
        return visit_state.by_shared_link(store, codes.digest(name))


def _is_same(known: str, proof: str) -> bool:
    return bool(known) and hmac.compare_digest(known.encode(), proof.encode())


def _mailed_code(store: Store, visit: VisitState) -> str:
    address = blind_index.stored(store, visit.id, Lookup.EMAIL)
    if address is None:
        return ""
    # With the address in it: once the desk corrects that, what was mailed to the old one is void.
    parts = (visit.invitation.series_id, visit.invitation.generation, address.hex())
    return codes.link(store.keys.secrets, "mailed link", *parts)


def _shown_code(store: Store, visit: VisitState) -> str:
    """Return what proves a walk-in; empty for everybody else."""
    if visit.walk_in is None:
        return ""
    return codes.link(store.keys.secrets, "walk-in link", visit.id)
