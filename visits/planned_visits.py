"""The rows of a visit that is planned: who is visited, when, and by which code its guest comes."""

from visits import codes
from visits.people import accounts
from visits.policy.register import register
from visits.store.database import Store
from visits.store.visits import Invitation, Visit
from visits.vault import blind_index
from visits.visit_state import VisitState
from visits.visit_times import VisitTimes
from visits.vocabulary.visits import Level, Lookup, VisitPurpose


def add_visit(
    store: Store, host_id: int, site_id: int, language: str, nonce: bytes
) -> Visit:
    """Add a visit to the host; the nonce is unique, so that a form that is sent twice adds one."""
    visit = Visit(
        public_id=codes.public_id(),
        site_id=site_id,
        # Nobody is invited by whoever has closed their account meanwhile (`NotFound`).
        company_id=accounts.by_id(store, host_id).company_id,
        host_id=host_id,
        language=language,
        notice=register().version,
        nonce=nonce,
    )
    store.add(visit)
    store.flush()
    return visit


def add_invitation(
    store: Store, visit: Visit, times: VisitTimes, purpose: VisitPurpose, least: Level
) -> Invitation:
    """Add when the visit is and what for, with its code."""
    invitation = Invitation(
        visit_id=visit.id,
        series_id=visit.id,
        site_id=visit.site_id,
        host_id=visit.host_id,
        **times._asdict(),
        purpose=purpose,
        least_level=least,
        generation=codes.generation(),
        # Both are derived from the generation, and only their digests are stored.
        code=b"",
        link=b"",
    )
    invitation.code = codes.digest(code(store, invitation))
    invitation.link = codes.digest(shared_link(store, invitation))
    store.add(invitation)
    return invitation


def join_party(store: Store, invitation: Invitation, first_visit_id: int) -> None:
    """Make it one of the party of the first guest, whose code is theirs too."""
    first = store.get_one(Invitation, first_visit_id)
    first.party_id = invitation.party_id = first_visit_id
    invitation.generation, invitation.code = first.generation, first.code
    # Only the code is shared: each guest has a page of their own.
    invitation.link = codes.digest(shared_link(store, invitation))


def add_day(
    store: Store, first_visit: Visit, first: Invitation, times: VisitTimes
) -> Visit:
    """Add another day to the series: the same invitation at another time, under the same code."""
    nonce = store.keys.secrets.digest("nonce", first_visit.nonce.hex(), times.starts_at)
    place = first.host_id, first.site_id, first_visit.language
    visit = add_visit(store, *place, nonce)
    at = {"visit_id": visit.id, **times._asdict()}
    store.add(Invitation(**first.model_dump() | at))
    return visit


def code(store: Store, invitation: Invitation) -> str:
    """Return the valid invitation code, as the QR code holds it; a series or a party has one."""
    parts = (invitation.party_id or invitation.series_id, invitation.generation)
    return codes.derive(store.keys.secrets, codes.CodeKind.INVITATION, *parts)


def shared_link(store: Store, invitation: Invitation) -> str:
    """Return the link that a host may pass on: it shows the plan and the QR code, and no more."""
    parts = (invitation.series_id, invitation.generation)
    return codes.link(store.keys.secrets, "guest link", *parts)


def link_to_pass_on(store: Store, visit: VisitState) -> str:
    """Return the shared link for the host of a guest without an e-mail address; else empty.

    Empty too once the guest has restricted their data.
    """
    is_written_to = blind_index.stored(store, visit.id, Lookup.EMAIL) is not None
    if is_written_to or visit.restriction:
        return ""
    return shared_link(store, visit.invitation)
