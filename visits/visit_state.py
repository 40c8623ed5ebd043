"""The state of a visit, read from the rows about it: nothing stores it.

    EXPECTED -> ON_SITE -> LEFT -> ON_SITE
    EXPECTED -> WITHDRAWN | REFUSED
    ASKING -> ON_SITE | REFUSED
    LEFT -> ON_SITE, ON_SITE | REFUSED -> EXPECTED | ASKING (undone at once)

An arrival, departure, withdrawal or refusal is a row whose primary key is its visit, so that
each happens once, whoever tries at the same moment. Whoever comes back leaves an earlier stay
behind, as a row of its own, and arrives anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, select, union_all
from sqlmodel import SQLModel, col
from sqlmodel import select as select_rows

from visits.store import locks
from visits.store.channels import HAS_CHANNELS
from visits.store.database import Store
from visits.store.listings import Listing
from visits.store.people import Member
from visits.store.rights import Restriction
from visits.store.sites import Site
from visits.store.visits import (
    Arrival,
    CoHost,
    Departure,
    Invitation,
    Refusal,
    Visit,
    WalkIn,
    Withdrawal,
)
from visits.store.watched import WATCHED_FOR
from visits.vocabulary.refusals import (
    AlreadyArrived,
    AlreadyRefused,
    AlreadyWithdrawn,
    DayIsPast,
    NotFound,
    VisitRefused,
)
from visits.vocabulary.visits import EARLIEST, LetInBy, Level, WatchReason

IS_CO_HOST = (
    col(CoHost.visit_id) == col(Visit.id),
    col(Member.id) == col(CoHost.member_id),
    col(Member.company_id) == col(Visit.company_id),
    col(Member.closed_at).is_(None),
)
"""What makes a member a co-host: nobody is any more who moved company or closed their account."""
BY_LEVEL = {
    Level.NAME_ONLY: LetInBy.NAME,
    Level.INVITED: LetInBy.INVITATION,
    Level.ADDRESS_CONFIRMED: LetInBy.DIGITS,
}
"""How guests came in who checked themselves in at a kiosk, by their level."""


class Stage(StrEnum):
    """Where a visit is between its invitation and its end."""

    EXPECTED = "expected"
    ASKING = "asking"
    """A walk-in who is not in: nobody was told before that they come."""
    ON_SITE = "on_site"
    LEFT = "left"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


NOT_EXPECTED: dict[Stage, type[VisitRefused]] = {
    Stage.WITHDRAWN: AlreadyWithdrawn,
    Stage.ASKING: AlreadyArrived,
    Stage.ON_SITE: AlreadyArrived,
    Stage.LEFT: AlreadyArrived,
    Stage.REFUSED: AlreadyRefused,
}


@dataclass(frozen=True)
class VisitState:
    """One visit with its facts; those that have not happened are None."""

    visit: Visit
    site: Site
    invitation: Invitation
    arrival: Arrival | None
    departure: Departure | None
    withdrawal: Withdrawal | None
    refusal: Refusal | None
    restriction: Restriction | None = None
    walk_in: WalkIn | None = None
    has_channels: bool = True
    """False if host, front desk and company are known to have no channels beside e-mail."""
    has_co_hosts: bool = True
    """False if the host is known to have named none."""
    watched: WatchReason | None = None
    """Why the desk decides before the guest comes in; not known of what is `listed`."""

    @property
    def id(self) -> int:
        return self.visit.id

    @property
    def came(self) -> Arrival | WalkIn | None:
        """The arrival of this stay or, before a walk-in is in, that they asked; else None."""
        return self.arrival or self.walk_in

    @property
    def is_declined(self) -> bool:
        """True if the guest has cancelled the visit, not the host."""
        return self.withdrawal is not None and self.withdrawal.member_id is None

    @property
    def let_in_by(self) -> LetInBy | None:
        """How the guest came in; None before they have."""
        if self.arrival is None:
            return None
        # Who lets somebody in at a kiosk is the host beside them (`lobby.verification.vouch`).
        if self.arrival.member_id and self.arrival.kiosk_id:
            return LetInBy.HOST
        if self.arrival.level is Level.ID_SEEN:
            return LetInBy.ID_SEEN
        return LetInBy.DESK if self.arrival.member_id else BY_LEVEL[self.arrival.level]

    @property
    def stage(self) -> Stage:
        if self.departure:
            return Stage.LEFT
        if self.arrival:
            return Stage.ON_SITE
        if self.withdrawal:
            return Stage.WITHDRAWN
        if self.refusal:
            return Stage.REFUSED
        return Stage.ASKING if self.walk_in else Stage.EXPECTED


def of(store: Store, visit_id: int) -> VisitState:
    """Return the visit of this number; raises NotFound once it is erased."""
    locks.visit(store, visit_id)
    for visit in store.execute(OF_ID, {"visit": visit_id, "now": store.now}):
        return VisitState(*visit)
    raise NotFound


def by_invitation_code(store: Store, digest: bytes) -> VisitState:
    """Return the visit whose current invitation code has this digest; raises NotFound.

    Of the days of a series it is the one that the code opens now, or next.
    """
    return of_now(store, every_by_invitation_code(store, digest))


def every_by_invitation_code(store: Store, digest: bytes) -> list[VisitState]:
    """Return the visits that share this invitation code: a guest's days, or a party."""
    locks.visits_of_code(store, digest)
    values = {"code": digest, "now": store.now}
    return [VisitState(*row) for row in store.execute(BY_CODE, values)]


def id_by_invitation_code(store: Store, digest: bytes) -> int | None:
    """Return the number of the visit that `by_invitation_code` returns; None for a party's."""
    locks.visits_of_code(store, digest)
    days = store.execute(_ID_BY_CODE, {"code": digest}).all()
    near = [(_nearness(store.now, *plan), visit_id) for visit_id, *plan in days]
    return min(near)[1] if near else None


def of_now(store: Store, days: Sequence[VisitState]) -> VisitState:
    """Return the one that a code which they share opens now, or next; raises NotFound of none."""
    if not days:
        raise NotFound

    def nearness(day: VisitState) -> tuple[bool, bool, bool, timedelta]:
        plan = day.invitation
        return _nearness(store.now, plan.starts_at, plan.day_ends_at, day.withdrawal)

    return min(days, key=nearness)


def by_shared_link(store: Store, digest: bytes) -> VisitState:
    """Return the visit with this link to pass on, of a series that of now; raises NotFound."""
    locks.visits(store, col(Invitation.link) == digest)
    return of_now(store, every(store, col(Invitation.link) == digest))


def by_public_id(store: Store, public_id: str) -> VisitState:
    """Return the visit; raises NotFound. Its public id proves nothing: hosts see it, too."""
    return _one(store, col(Visit.public_id) == public_id)


def of_host(store: Store, host_id: int, public_id: str) -> VisitState:
    """Return this host's own visit; raises NotFound, also for another host's."""
    return _one(store, col(Visit.public_id) == public_id, col(Visit.host_id) == host_id)


def hosted_by(store: Store, member_id: int, public_id: str) -> VisitState:
    """Return a visit that this member hosts or co-hosts; raises NotFound for any other."""
    return _one(store, col(Visit.public_id) == public_id, is_hosted_by(member_id))


def is_hosted_by(member_id: int) -> ColumnElement[bool]:
    """Return the condition of SQL that this member hosts or co-hosts the visit."""
    own = select(col(Visit.id)).where(col(Visit.host_id) == member_id)
    is_named = *IS_CO_HOST, col(CoHost.member_id) == member_id
    named = select(col(CoHost.visit_id)).where(*is_named)
    # Two searches by an index each, as none serves both; neither for each visit that is found.
    return col(Visit.id).in_(union_all(own.correlate(None), named.correlate(None)))


def at_site(store: Store, site_id: int, public_id: str) -> VisitState:
    """Return a visit to this site; raises NotFound, also for another site's."""
    return _one(store, col(Visit.public_id) == public_id, col(Visit.site_id) == site_id)


def every(store: Store, *conditions: Any) -> list[VisitState]:  # noqa: ANN401 - SQL expressions of any type
    """Return all visits that meet the conditions, in the order of their times."""
    question, now = _EVERY.where(*conditions), {"now": store.now}
    return [VisitState(*row) for row in store.execute(question, now)]


def listing(*conditions: Any) -> Listing:  # noqa: ANN401 - SQL expressions of any type
    """Return the question for all visits that meet the conditions; it is built at import."""
    return Listing(_LISTED.where(*conditions))


def listed(store: Store, visits: Listing, **values: Any) -> list[VisitState]:  # noqa: ANN401 - of the conditions' types
    """Return the visits as `every` does, to be shown: their rows cannot be changed."""
    rows = list(visits.rows(store, **values))
    of_visits = col(Site.id).in_({visit.site_id for visit, *_ in rows})
    by_id = {site.id: site for site in store.exec(select_rows(Site).where(of_visits))}
    return [VisitState(visit, by_id[visit.site_id], *facts) for visit, *facts in rows]


def refuse_unexpected(store: Store, visit: VisitState) -> None:
    """Refuse a visit that is under way, over or cancelled, each by its own refusal."""
    if visit.stage in NOT_EXPECTED:
        raise NOT_EXPECTED[visit.stage]
    if visit.invitation.day_ends_at <= store.now:
        raise DayIsPast


def _one(store: Store, *conditions: Any) -> VisitState:  # noqa: ANN401 - SQL expressions of any type
    locks.visits(store, *conditions)
    for visit in every(store, *conditions):
        return visit
    raise NotFound


def _nearness(
    now: datetime, starts_at: datetime, ends_at: datetime, withdrawn: object
) -> tuple[bool, bool, bool, timedelta]:
    """Sort the days of a series: first the one that its code opens now, or next."""
    is_over, is_early = ends_at <= now, now < starts_at - EARLIEST
    return is_over, withdrawn is not None, is_early, abs(starts_at - now)


def _with_facts(*first: type[SQLModel]) -> Any:  # noqa: ANN401 - a select of many tables
    facts = (Arrival, Departure, Withdrawal, Refusal, Restriction, WalkIn)
    question = select(*first, Invitation, *facts).join(
        Invitation, col(Invitation.visit_id) == col(Visit.id)
    )
    for fact in facts:
        question = question.outerjoin(fact, col(fact.visit_id) == col(Visit.id))
    return question.order_by(col(Invitation.starts_at), col(Visit.id))


_LISTED = _with_facts(Visit)
# Asked along, as most have none.
_HAS_CO_HOSTS = exists().where(col(CoHost.visit_id) == col(Visit.id))
_EVERY = (
    _with_facts(Visit, Site)
    .join(Site, col(Site.id) == col(Visit.site_id))
    .add_columns(HAS_CHANNELS, _HAS_CO_HOSTS, WATCHED_FOR)
)
OF_ID = _EVERY.where(col(Visit.id) == bindparam("visit"))
BY_CODE = _EVERY.where(col(Invitation.code) == bindparam("code"))
_ID_BY_CODE = (
    select(
        col(Invitation.visit_id),
        col(Invitation.starts_at),
        col(Invitation.day_ends_at),
        col(Withdrawal.at),
    )
    .outerjoin(Withdrawal, col(Withdrawal.visit_id) == col(Invitation.visit_id))
    .where(col(Invitation.code) == bindparam("code"))
    .where(col(Invitation.party_id).is_(None))
)
