"""Whether a visit's guest is on the watch list of its site, as a part of a statement.

Asked each time and kept in no mark: so an entry counts for those who were invited before it, and
in a database that was restored.
"""

from sqlalchemy import bindparam, or_, select
from sqlmodel import col

from visits.store.lobby import WatchEntry
from visits.store.visits import Arrival, BlindIndex, Visit

IS_IN_FORCE = (
    col(WatchEntry.confirmed_at).is_not(None),
    col(WatchEntry.review_at) > bindparam("now"),
)
"""What makes an entry count `now`."""
IS_OF_VISIT = (
    col(BlindIndex.watch_digest) == col(WatchEntry.digest),
    col(BlindIndex.visit_id) == col(Visit.id),
    col(WatchEntry.site_id) == col(Visit.site_id),
)
# Whoever came in since was let in by a decision of the desk, which is for the whole visit: but
# not if their address is another one by now.
_IS_UNDECIDED = or_(
    col(Arrival.at).is_(None),
    col(Arrival.at) <= col(WatchEntry.confirmed_at),
    col(Arrival.at) <= col(BlindIndex.corrected_at),
)
WATCHED_FOR = (
    select(col(WatchEntry.reason))
    .select_from(BlindIndex)
    .join(WatchEntry, IS_OF_VISIT[0])
    .where(*IS_OF_VISIT[1:], *IS_IN_FORCE, _IS_UNDECIDED)
    # By the visit's own two rows: the site's whole list is not looked through.
    .order_by(col(BlindIndex.item))
    .limit(1)
    .correlate(Visit, Arrival)
    .scalar_subquery()
)
"""For what reason the desk decides about the guest of a visit; NULL if it need not."""
