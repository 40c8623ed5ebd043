"""Suppression: an address that wants no e-mails is kept as a digest, and as nothing else."""

from sqlalchemy.exc import IntegrityError

from visits.audit import entries
from visits.store.database import Store
from visits.store.rights import Suppression
from visits.vault import blind_index
from visits.visit_state import VisitState
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.visits import Lookup


def suppress(store: Store, visit: VisitState, guest: Actor) -> None:
    """Send no more e-mails that hosts cause to this guest's address, about this visit or any other.

    `guest` has proved that the address is theirs. Codes that they ask for themselves are
    still sent. A second call, or one without an e-mail, changes nothing.
    """
    # The e-mail alone: to a phone nothing is sent.
    digest = blind_index.stored(store, visit.id, Lookup.EMAIL)
    if digest is None or store.get(Suppression, digest) is not None:
        return
    # A savepoint, as a digest may be there only once and another visit's page may be first.
    try:
        with store.begin_nested():
            store.add(Suppression(contact_digest=digest, since=store.now))
    except IntegrityError:
        return  # the same person was first, about another visit
    entries.record(store, guest, Act.SUPPRESSED, visit.id)


def lift(store: Store, visit: VisitState, guest: Actor) -> None:
    """Send to the guest's address again. A second call changes nothing."""
    suppression = _suppression(store, visit.id)
    if suppression is not None:
        store.delete(suppression)
        entries.record(store, guest, Act.SUPPRESSION_LIFTED, visit.id)


def is_suppressed(store: Store, visit_id: int) -> bool:
    """True if the guest of this visit wants no e-mails."""
    return _suppression(store, visit_id) is not None


def _suppression(store: Store, visit_id: int) -> Suppression | None:
    digest = blind_index.stored(store, visit_id, Lookup.EMAIL)
    return None if digest is None else store.get(Suppression, digest)
