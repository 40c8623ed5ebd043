"""Decisions of the desk on a data request, with the person before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import col, select

from visits import sites, watch_list
from visits.audit import entries
from visits.erasure import erasing, legal_holds
from visits.people import profiles
from visits.policy.register import register
from visits.retention import deadlines
from visits.rights import access, corrections, requests, restricting
from visits.rights.access import GuestData
from visits.rights.erasing_by_guest import gravest
from visits.rights.requests import DueRequest
from visits.store.database import Store
from visits.store.lobby import WatchEntry
from visits.store.rights import LegalHold, RightsRequest
from visits.store.visits import BlindIndex, Visit
from visits.vault import envelopes
from visits.vault.personal import Guest
from visits.visit_state import VisitState
from visits.vocabulary import actors
from visits.vocabulary.actors import AccessContext, as_desk
from visits.vocabulary.audit import Act
from visits.vocabulary.policy import Purpose, Reader, RetentionClass
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.rights import RequestOutcome


@dataclass(frozen=True)
class RequestedVisit:
    """A visit that a request may be about, as the desk may see it."""

    visit_state: VisitState
    guest: Guest = field(repr=False)
    host_name: str = field(repr=False)
    is_restricted: bool
    hold: LegalHold | None

    @property
    def public_id(self) -> str:
        return self.visit_state.visit.public_id


@dataclass(frozen=True)
class RequestDetails:
    """One request with its deadline, and the visits that it is about."""

    clocked: DueRequest
    visits: Sequence[RequestedVisit]
    watched: Sequence[WatchEntry]
    """What the site's watch list has of the addresses that it is about."""

    @property
    def request(self) -> RightsRequest:
        return self.clocked.request


@dataclass(frozen=True)
class HeldVisit:
    """A legal hold in force, and the visit that it keeps."""

    hold: LegalHold
    visit: Visit


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Who decides on which request, and which of its visits are the person's."""

    site_id: int
    member_id: int
    public_id: str
    visits: frozenset[str] = frozenset()


def details(
    store: Store, site_id: int, public_id: str, member_id: int
) -> RequestDetails:
    """Return one request at the site (`NotFound`).

    Reading the names is recorded in the access log.
    """
    request = requests.of_site(store, site_id, public_id)
    states = requests.visits_of(store, request)
    # For this purpose a restricted name is read too: the request may be about just that.
    context = as_desk(member_id, Purpose.COMPLY)
    ids = [state.id for state in states]
    guests = envelopes.read(store, ids, ["name", "badge_name"], context)
    hosts = profiles.names(store, {state.visit.host_id for state in states})
    visits = [
        RequestedVisit(
            state,
            guests[state.id],
            hosts[state.visit.host_id],
            restricting.is_restricted(store, state.id),
            deadlines.hold_on(store, state.id),
        )
        for state in states
    ]
    due = requests.with_due_date(sites.of(store, site_id), request, store.now)
    return RequestDetails(due, visits, _watched(store, request, ids))


def _watched(
    store: Store, request: RightsRequest, visit_ids: Sequence[int]
) -> list[WatchEntry]:
    of_visits = select(BlindIndex.digest).where(col(BlindIndex.visit_id).in_(visit_ids))
    found_by = {*store.exec(of_visits), request.contact_digest}
    kept = watch_list.of_contacts(store, [one for one in found_by if one])
    return [entry for entry in kept if entry.site_id == request.site_id]


def held_visits(store: Store, site_id: int) -> list[HeldVisit]:
    """Return the site's visits under a legal hold, the next review first."""
    return [
        HeldVisit(hold, store.get_one(Visit, hold.visit_id))
        for hold in legal_holds.listed(store, site_id)
    ]


def erase(store: Store, decision: Decision) -> RequestOutcome:
    """Erase the person's visits, or when they leave; those under a legal hold stay.

    Settles the request.

    Refuses a visit that the request is not about (`NotFound`), as everything below
    does. A request that is settled already stays as it is.
    """
    actor = actors.member(decision.member_id)
    visits = _unsettled(store, decision)
    outcome = gravest(erasing.erase(store, visit, actor) for visit in visits)
    return _settled(store, decision, outcome)


def correct(
    store: Store, decision: Decision, changes: Mapping[str, str]
) -> RequestOutcome:
    """Correct the person's visits where they are still kept. Settles the request."""
    actor = actors.member(decision.member_id)
    # Every visit is asked, also once one has changed.
    changed = [
        corrections.correct(store, visit, changes, actor)
        for visit in _unsettled(store, decision)
    ]
    # A name that reads so already is right; an address that did not change is gone, or was right.
    classes = {register().item(item).retention_class for item in changes}
    is_right = RetentionClass.LOG in classes or any(changed)
    outcome = RequestOutcome.DONE if is_right else RequestOutcome.NOTHING_KEPT
    return _settled(store, decision, outcome)


def restrict(store: Store, decision: Decision) -> RequestOutcome:
    """Restrict the person's visits to safety, law and their own requests. Settles the request."""
    for visit in _unsettled(store, decision):
        restricting.restrict(store, visit, actors.member(decision.member_id))
    return _settled(store, decision, RequestOutcome.DONE)


def lift(store: Store, decision: Decision) -> RequestOutcome:
    """Lift the restriction of the person's visits, also when the request was settled before."""
    request = requests.of_site(store, decision.site_id, decision.public_id)
    for visit in _chosen(store, request, decision.visits):
        restricting.lift(store, visit, actors.member(decision.member_id))
    return _settled(store, decision, RequestOutcome.DONE)


def copies(store: Store, decision: Decision, *, as_file: bool) -> list[GuestData]:
    """Return everything kept of the person's visits, to hand over.

    Nothing once the request is settled.

    It is read for the guest by the member who hands it over; the access log says so,
    and the audit log that a file was made.
    """
    actor = actors.member(decision.member_id)
    visits = _unsettled(store, decision)
    if as_file:
        for visit in visits:
            entries.record(store, actor, Act.EXPORTED, visit.id)
    # In the guest's role: the desk itself may not read an e-mail address, and this keeps it so.
    context = AccessContext(actor, Reader.GUEST, Purpose.COMPLY)
    return [access.all_data(store, visit, context) for visit in visits]


def _unsettled(store: Store, decision: Decision) -> list[VisitState]:
    """Return the chosen visits; none of a settled request, as a second tap must not act twice."""
    request = requests.of_site(store, decision.site_id, decision.public_id)
    return [] if request.settled_at else _chosen(store, request, decision.visits)


def _chosen(
    store: Store, request: RightsRequest, chosen: frozenset[str]
) -> list[VisitState]:
    visits = [
        state
        for state in requests.visits_of(store, request)
        if state.visit.public_id in chosen
    ]
    # One that the request is not about: somebody else's, or erased while the page was open.
    if len(visits) != len(chosen):
        raise NotFound
    return visits


def _settled(
    store: Store, decision: Decision, outcome: RequestOutcome
) -> RequestOutcome:
    """Return how it was settled, now or before."""
    settled = requests.settle(
        store, decision.site_id, decision.public_id, outcome, decision.member_id
    )
    return settled.outcome or outcome
