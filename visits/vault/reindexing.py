"""Gives addresses that were kept by an older rule their one form, and each its digests.

A domain was compared by compatibility folding and mailed to by IDNA 2003 once: both took
faß.example for fass.example.
"""

from sqlalchemy import update
from sqlmodel import col, select

from visits.policy.register import register
from visits.store.database import Store
from visits.store.rights import RightsRequest, Suppression
from visits.store.visits import BlindIndex, Envelope
from visits.vault import blind_index, email_addresses, envelopes


def canonical_emails(store: Store) -> int:
    """Rewrite every living address that is not in its canonical form; return how many."""
    living = (
        col(Envelope.retention_class) == register().item("email").retention_class,
        col(Envelope.expires_at) > store.now,
    )
    return sum(
        _rewrite(store, envelope)
        for envelope in store.exec(select(Envelope).where(*living)).all()
    )


def watch_digests(store: Store) -> None:
    """Give those of an older version the digests by which the watch list knows them."""
    without = select(BlindIndex).where(col(BlindIndex.watch_digest).is_(None))
    for row in store.exec(without).all():
        row.watch_digest = blind_index.watch_digest(store.keys.secrets, row.digest)


def _rewrite(store: Store, envelope: Envelope) -> bool:
    stored = (envelopes.opened(store, envelope) or {}).get("email", "")
    canonical = email_addresses.kept(stored)
    if canonical == stored:
        return False
    before = _digest_of(store, envelope.visit_id)
    envelopes.change(store, envelope.visit_id, {"email": canonical})
    _carry_over(store, before, _digest_of(store, envelope.visit_id))
    return True


def _digest_of(store: Store, visit_id: int) -> bytes:
    emails = (col(BlindIndex.visit_id) == visit_id, col(BlindIndex.item) == "email")
    return store.exec(select(BlindIndex.digest).where(*emails)).one()


def _carry_over(store: Store, before: bytes, after: bytes) -> None:
    """Let what was asked under the old digest hold for the new one, too.

    The old suppression stays: its digest may stand for somebody else as well.
    """
    suppression = store.get(Suppression, before)
    if suppression and not store.get(Suppression, after):
        store.add(Suppression(contact_digest=after, since=suppression.since))
    under_old_digest = col(RightsRequest.contact_digest) == before
    store.execute(
        update(RightsRequest).where(under_old_digest).values(contact_digest=after)
    )
