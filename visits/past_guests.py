"""Past guests: a host's visits of days that are over, as long as their guests' names are kept.

Names lie sealed, so that no index finds one. A search opens the newest of them, as a board does,
and compares; it stops at a page of hits, and at `MOST_LOOKED_AT`, whose page says where to go on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import bindparam, exists, select
from sqlmodel import col

from visits import visit_state
from visits.lobby import family_names
from visits.people import rate_limits
from visits.retention import deadlines
from visits.store.database import Store
from visits.store.listings import Listing
from visits.store.rights import ErasureAsked, LegalHold
from visits.store.sites import Site
from visits.store.visits import Invitation, Visit
from visits.vault import envelopes
from visits.vault.personal import Guest
from visits.visit_state import Stage, VisitState
from visits.vocabulary import actors
from visits.vocabulary.people import RateLimited
from visits.vocabulary.refusals import NotFound

PAGE = 25
MOST_LOOKED_AT = 500
"""Of one search: as many names as a full board opens, in the same time."""
SEARCHES, SEARCHES_WITHIN = 20, timedelta(minutes=1)
"""Of one host: more than anybody types who looks for one guest."""


class Ending(StrEnum):
    """What became of a visit, now that its day is over."""

    CAME = "came"
    DID_NOT_COME = "did_not_come"
    WITHDRAWN = "withdrawn"
    NOT_LET_IN = "not_let_in"
    """Refused at the front desk, or a walk-in whom nobody let in."""


ENDINGS = {
    Stage.ON_SITE: Ending.CAME,
    Stage.LEFT: Ending.CAME,
    Stage.EXPECTED: Ending.DID_NOT_COME,
    Stage.WITHDRAWN: Ending.WITHDRAWN,
    Stage.REFUSED: Ending.NOT_LET_IN,
    Stage.ASKING: Ending.NOT_LET_IN,
}


@dataclass(frozen=True)
class PastGuest:
    """One past visit, and the name of its guest."""

    visit_state: VisitState
    guest: Guest

    @property
    def public_id(self) -> str:
        return self.visit_state.visit.public_id

    @property
    def site(self) -> Site:
        return self.visit_state.site

    @property
    def ending(self) -> Ending:
        return ENDINGS[self.visit_state.stage]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which past guests a host looks for, after so many visits."""

    words: str = field(default="", repr=False)
    """A part of the name or of the name on the badge; empty for every name."""
    ending: Ending | None = None
    skipped: int = 0


@dataclass(frozen=True)
class PastGuests:
    """A page of past guests, the newest first."""

    guests: Sequence[PastGuest]
    older: int | None
    """How many visits the next page skips; None if there are no older ones."""

    @property
    def is_cut(self) -> bool:
        """True if as many names as may be opened at once were, and there are older ones."""
        return self.older is not None and len(self.guests) < PAGE


def count_search(store: Store, host_id: int) -> None:
    """Count a search by name before it is made (`TooManyTries` beyond 20 a minute).

    Call it in a transaction of its own, so that concurrent searches are counted too.
    """
    limit = RateLimited.PAST_GUESTS, host_id
    rate_limits.refuse_above(store, *limit, SEARCHES, SEARCHES_WITHIN)
    rate_limits.count(store, *limit)


def of_host(store: Store, host_id: int, wanted: Wanted) -> PastGuests:
    """Return the host's own past guests who are wanted, at most `PAGE` of them.

    Nobody whose data is restricted or held, or who asked to be erased. Only the names of whoever
    is shown are read, or of whoever a search looks at.
    """
    most = {"most": MOST_LOOKED_AT + 1, "skipped": wanted.skipped}
    visits = visit_state.listed(store, _PAST, host=host_id, now=store.now, **most)
    # A listing is in the order of the times, and the newest are shown first.
    visits.reverse()
    places = [
        (place, visit)
        for place, visit in enumerate(visits[:MOST_LOOKED_AT], wanted.skipped + 1)
        if wanted.ending in {None, ENDINGS[visit.stage]}
    ]
    found, last = [], 0
    for place, guest in _opened(store, host_id, places):
        last = place
        if _is_called(guest.guest, wanted.words):
            found.append(guest)
        if len(found) == PAGE:
            break
    if len(found) == PAGE and last < places[-1][0]:
        return PastGuests(found, last)
    is_more = len(visits) > MOST_LOOKED_AT
    return PastGuests(found, wanted.skipped + MOST_LOOKED_AT if is_more else None)


def to_invite_again(store: Store, host_id: int, public_id: str) -> PastGuest:
    """Return a guest of the host's own, of any day, as far as another invitation may know them.

    Never their contact, which serves the visit that it was given for. Refuses `NotFound` also
    whoever `of_host` would not find.
    """
    visit = visit_state.of_host(store, host_id, public_id)
    items, asking = ["name", "badge_name"], actors.as_host(host_id)
    guest = envelopes.read_one(store, visit.id, items, asking)
    if not may_be_invited_again(store, visit, guest):
        raise NotFound
    return PastGuest(visit, guest)


def may_be_invited_again(store: Store, visit: VisitState, guest: Guest) -> bool:
    """True if the name is open to the host, and neither held nor to be erased."""
    is_to_be_erased = store.get(ErasureAsked, visit.id) is not None
    is_held = deadlines.hold_on(store, visit.id) is not None
    return bool(guest.name) and not (is_to_be_erased or is_held)


def _opened(
    store: Store, host_id: int, places: Sequence[tuple[int, VisitState]]
) -> Iterator[tuple[int, PastGuest]]:
    """Read the names page by page: of those after the last hit none is disclosed."""
    asking = actors.as_host(host_id)
    for start in range(0, len(places), PAGE):
        batch = places[start : start + PAGE]
        ids = [visit.id for _, visit in batch]
        guests = envelopes.read(store, ids, ["name", "badge_name"], asking)
        for place, visit in batch:
            yield place, PastGuest(visit, guests[visit.id])


def _is_called(guest: Guest, words: str) -> bool:
    """True if the words are a part of one of the guest's names, whatever their accents.

    False without a name: it is erased, or restricted, and the vault hands out none.
    """
    names = [name.reveal() for name in (guest.name, guest.badge_name) if name]
    return any(family_names.has_part(name, words) for name in names)


def _past() -> Listing:
    visit_id = col(Invitation.visit_id)
    # A hold keeps a name for a legal claim, and not for the host to look through.
    is_held = (
        col(LegalHold.visit_id) == visit_id,
        col(LegalHold.released_at).is_(None),
        col(LegalHold.review_at) > bindparam("now"),
    )
    newest = (
        select(visit_id)
        .where(
            col(Invitation.host_id) == bindparam("host"),
            # The others stand in the list of guests (`listed_visits.of_host`).
            col(Invitation.day_ends_at) <= bindparam("now"),
            ~exists().where(*is_held),
            ~exists().where(col(ErasureAsked.visit_id) == visit_id),
        )
        .order_by(col(Invitation.starts_at).desc(), visit_id.desc())
        .limit(bindparam("most"))
        .offset(bindparam("skipped"))
        .correlate(None)
    )
    return visit_state.listing(col(Visit.id).in_(newest))


_PAST = _past()
