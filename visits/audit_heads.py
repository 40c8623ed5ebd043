"""The audit log's head, which each site's privacy contact is sent once a week."""

from datetime import timedelta

from sqlalchemy import or_
from sqlmodel import col, select

from visits import outbox
from visits.audit import anchor
from visits.store.database import Store
from visits.store.sites import Site

# The chain can be made anew by who may write to the database, so its head lies elsewhere too.
ANCHORED_EVERY = timedelta(days=7)
ANCHOR_OF_USE = timedelta(days=1)


def queue(store: Store) -> int:
    """Queue the audit log's head for each site that was sent none for a week; return how many.

    Nothing is queued before the first seal. A site that is closed to e-mail for a day loses
    one: the next week's says more.
    """
    if anchor.head(store) is None:
        return 0
    last = col(Site.audit_head_sent_at)
    is_due = or_(last.is_(None), last <= store.now - ANCHORED_EVERY)
    due = select(Site).where(is_due).order_by(col(Site.id))
    # A site that another process has in hand is sent its own by that one.
    due_sites = store.exec(due.with_for_update(key_share=True, skip_locked=True)).all()
    for site in due_sites:
        site.audit_head_sent_at = store.now
        outbox.audit_head(store, site.id, store.now + ANCHOR_OF_USE)
    return len(due_sites)
