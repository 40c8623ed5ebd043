"""What the page about one guest shows to their host, or to a co-host."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from visits import (
    board,
    co_hosts,
    outbox,
    parties,
    past_guests,
    planned_visits,
    series,
    visit_state,
)
from visits.board import BoardRow
from visits.lobby import desk_queue
from visits.people import guest_email_limits
from visits.people.delegates import Colleague
from visits.people.guest_email_limits import SentToGuest
from visits.store.database import Store
from visits.store.outbox import Email
from visits.vault import envelopes
from visits.vault.personal import Guest
from visits.visit_state import VisitState
from visits.vocabulary import actors
from visits.vocabulary.visits import WaitReason


@dataclass(frozen=True)
class PartyGuest:
    """Another guest of the same party, as their host sees them."""

    row: BoardRow
    link: str = field(repr=False)
    """The last part of the link to pass on; empty if the guest is written to, or restricted."""


@dataclass(frozen=True, kw_only=True)
class GuestDetails:
    """One guest as their own host sees them, or a co-host, who sees no contact and no e-mails."""

    row: BoardRow
    contact: Guest = field(default_factory=Guest, repr=False)
    emails: Sequence[Email] = ()
    sent: SentToGuest | None = None
    """How often the host wrote to this guest of late."""
    waits_for: WaitReason | None
    """What the guest waits for, at the front desk or for the host."""
    may_be_invited_again: bool = False
    co_hosts: Sequence[Colleague]
    days: Sequence[VisitState] = field(default=(), repr=False)
    """The days of its series; colleagues may have taken some of them over."""
    party: Sequence[PartyGuest] = field(default=(), repr=False)
    """The other guests of its party whom the same host has invited."""
    rest: Sequence[VisitState] = field(default=(), repr=False)
    """Those of them, or of the days, that the host may still change with this one."""
    stays: Sequence[VisitState] = field(default=(), repr=False)
    """What else is to come, whoever the host is: a colleague takes this one visit only."""
    link: str = field(default="", repr=False)
    """The last part of the link to pass on; empty if the guest is written to, or restricted."""


def own(store: Store, host_id: int, public_id: str) -> GuestDetails:
    """Return what the page about one guest of the host's own shows (`NotFound`)."""
    row = board.row_of_host(store, host_id, public_id)
    visit, contact = row.visit_state, ["email", "phone"]
    return GuestDetails(
        row=row,
        contact=envelopes.read_one(store, visit.id, contact, actors.as_host(host_id)),
        emails=outbox.to_guest(store, visit.id),
        sent=guest_email_limits.sent(store, host_id, visit.id),
        waits_for=desk_queue.of_visits(store, [visit.id]).get(visit.id),
        may_be_invited_again=past_guests.may_be_invited_again(store, visit, row.guest),
        co_hosts=co_hosts.named(store, visit),
        days=series.days(store, visit),
        party=[
            PartyGuest(one, planned_visits.link_to_pass_on(store, one.visit_state))
            for one in board.party_of_host(store, visit)
        ],
        stays=parties.others_to_come(store, visit),
        rest=parties.changed_together(store, visit)[1:],
        link=planned_visits.link_to_pass_on(store, visit),
    )


def hosted(store: Store, member_id: int, public_id: str) -> GuestDetails:
    """Return the same of a guest whom the member hosts or co-hosts (`NotFound`)."""
    visit = visit_state.hosted_by(store, member_id, public_id)
    if visit.visit.host_id == member_id:
        return own(store, member_id, public_id)
    return GuestDetails(
        row=board.row_of_co_host(store, member_id, visit),
        waits_for=desk_queue.of_visits(store, [visit.id]).get(visit.id),
        co_hosts=co_hosts.named(store, visit),
        stays=parties.others_to_come(store, visit),
    )
