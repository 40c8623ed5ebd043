"""Legal holds: a visit is kept until a review day, for a reason from a closed list."""

from datetime import date, timedelta

from sqlmodel import col, select

from visits import codes, sites, visit_state
from visits.audit import entries
from visits.erasure import erasing
from visits.retention import deadlines
from visits.store.database import Store
from visits.store.lobby import WatchEntry
from visits.store.rights import LegalHold
from visits.store.sites import Site
from visits.store.visits import Visit
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act, ActorKind
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.refusals import NotFound, ReviewOutOfRange

# Somebody has to think anew each quarter: a hold without an end would be an archive.
LONGEST = timedelta(days=90)


def place(
    store: Store, visit_id: int, reason: HoldReason, review_on: date, actor: Actor
) -> LegalHold:
    """Keep the visit to the end of its site's `review_on`, when the hold lapses by itself.

    What is erased already stays erased. A second hold is how one is renewed. Refuses
    `NotFound`, and a review day that is past or too far ahead.
    """
    visit = visit_state.of(store, visit_id)
    today = sites.day_of(visit.site, store.now)
    if not today < review_on <= today + LONGEST:
        raise ReviewOutOfRange
    placed_by = actor.id if actor.kind is ActorKind.MEMBER else None
    hold = LegalHold(
        public_id=codes.public_id(),
        visit_id=visit_id,
        reason=reason,
        placed_at=store.now,
        review_at=sites.day_end(visit.site, review_on),
        placed_by=placed_by,
    )
    store.add(hold)
    store.flush()
    # Sealed under the later day now, as the key of the earlier one will be destroyed.
    deadlines.apply(store, visit)
    entries.record(store, actor, Act.HELD, visit_id)
    return hold


def release(store: Store, public_id: str, actor: Actor) -> None:
    """Release a hold; what became due meanwhile is erased at once (`NotFound`).

    While the clock is doubted, the next purge that trusts it erases it. A hold that
    lapsed or was released is `NotFound` too.
    """
    in_force = (col(LegalHold.public_id) == public_id, *deadlines.holding(store))
    hold = store.exec(select(LegalHold).where(*in_force)).first()
    if hold is None:
        raise NotFound
    # The row stays, and says that there was a hold; it is erased with its visit.
    hold.released_at = store.now
    store.flush()
    entries.record(store, actor, Act.HOLD_RELEASED, hold.visit_id)
    erasing.as_things_stand(store, visit_state.of(store, hold.visit_id))


def review_day(site: Site, kept: LegalHold | WatchEntry) -> date:
    """Return the day of the site by whose end it is reviewed, or lapses."""
    return sites.day_of(site, kept.review_at - timedelta.resolution)


def listed(store: Store, site_id: int | None = None) -> list[LegalHold]:
    """Return the holds in force, of one site or of all, the next review first."""
    holds = select(LegalHold).join(Visit).where(*deadlines.holding(store))
    if site_id is not None:
        holds = holds.where(col(Visit.site_id) == site_id)
    return list(store.exec(holds.order_by(col(LegalHold.review_at), col(LegalHold.id))))
