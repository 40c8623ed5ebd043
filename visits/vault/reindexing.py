"""Gives the e-mail addresses that were kept by an older rule their one form, and its digest.

Until revision 0007 a domain was compared by compatibility folding and mailed to by IDNA 2003:
both took faß.example for fass.example.
"""

from sqlmodel import col, select

from visits.policy.register import register
from visits.store.database import Store
from visits.store.visits import Envelope
from visits.vault import email_addresses, envelopes

SINCE = "0007"
"""The revision of the schema from which on every address has its one form."""


def canonical_emails(store: Store) -> int:
    """Rewrite every living address that is not in its canonical form; return how many."""
    lies = (
        col(Envelope.retention_class) == register().item("email").retention_class,
        col(Envelope.expires_at) > store.now,
    )
    return sum(
        _rewrite(store, envelope)
        for envelope in store.exec(select(Envelope).where(*lies)).all()
    )


def _rewrite(store: Store, envelope: Envelope) -> bool:
    kept = (envelopes.opened(store, envelope) or {}).get("email", "")
    right = email_addresses.kept(kept)
    return right != kept and bool(
        envelopes.change(store, envelope.visit_id, {"email": right})
    )
