"""Corrections: a guest's data is corrected by the guest or by the desk, a badge by the host."""

from collections.abc import Mapping

from sqlmodel import col, select

from visits import series, sites, visit_state
from visits.audit import entries
from visits.policy.register import register
from visits.retention import deadlines
from visits.rights import requests
from visits.store.database import Store
from visits.store.visits import Envelope
from visits.vault import email_addresses, envelopes, phone_numbers
from visits.visit_state import Stage, VisitState
from visits.vocabulary import actors
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.refusals import BadgeNamedMeanwhile, DataRestricted
from visits.vocabulary.rights import RequestOutcome, Right

ALWAYS = frozenset({"badge_name"})
"""The name on the badge proves nothing at the door, so that the guest may always change it."""
ONCE_OVER = ALWAYS | {"name"}
"""Never an address: whoever typed one here would get the e-mails meant for its owner."""


def open_to_guest(store: Store, visit: VisitState) -> frozenset[str]:
    """Return the items that the guest may change on their own page now.

    None that is erased or held.

    The desk corrects everything else, with an ID before it: until the visit is over,
    whoever holds the link could become another person.
    """
    # A hold keeps what was there: what is written over would be erased.
    if deadlines.hold_on(store, visit.id):
        return frozenset()
    living = (col(Envelope.visit_id) == visit.id, col(Envelope.expires_at) > store.now)
    retention_classes = set(store.exec(select(Envelope.retention_class).where(*living)))
    present = {
        name
        for name, item in register().items.items()
        if item.retention_class in retention_classes
    }
    return (ONCE_OVER if _is_over(store, visit) else ALWAYS) & present


def correct(
    store: Store, visit: VisitState, changes: Mapping[str, str], actor: Actor
) -> frozenset[str]:
    """Change these items where they are still kept; return which have changed.

    The caller decides which items somebody may change and whether the values are
    plausible. A phone number is normalised by the site's region.
    """
    new = {item: " ".join(typed.split()) for item, typed in changes.items()}
    # An empty name is a field left out: without a name there is no badge.
    if not new.get("name"):
        new.pop("name", None)
    if "email" in new:
        new["email"] = email_addresses.kept(new["email"])
    if new.get("phone"):
        new["phone"] = phone_numbers.kept(new["phone"], visit.site.region)
    changed = envelopes.change(store, visit.id, new)
    if changed:
        # The names of the items only: the audit log holds no value of a guest.
        entries.record(store, actor, Act.CORRECTED, visit.id, items=changed)
        sites.changed(store, visit.visit.site_id)
    return changed


def by_guest(
    store: Store, visit: VisitState, changes: Mapping[str, str], guest: Actor
) -> RequestOutcome | None:
    """Correct every day of the series on the guest's own page.

    What is not theirs to change now is left out, of each day by itself.

    Returns None when nothing changed. Under a legal hold nothing changes
    (REFUSED_HELD).
    """
    changed = [
        correct(store, day, _open_of(store, day, changes), guest)
        for day in series.days(store, visit)
    ]
    outcome = RequestOutcome.DONE if any(changed) else None
    if deadlines.hold_on(store, visit.id):
        outcome = RequestOutcome.REFUSED_HELD
    if outcome:
        requests.record_by_guest(store, visit, Right.CORRECT, outcome, guest)
    return outcome


def badge_name_by_host(
    store: Store, host_id: int, public_id: str, badge_name: str, shown: str | None
) -> None:
    """Put another name on the badge on each of the host's days that are to come; none if empty.

    `shown` is the name that the host saw there, None for one who does not say. The same name again
    changes nothing. Refuses a visit that is under way, over or cancelled, `DataRestricted` also
    under a legal hold, `BadgeNamedMeanwhile`, and `NotFound`.
    """
    visit, host = visit_state.of_host(store, host_id, public_id), actors.member(host_id)
    visit_state.refuse_unexpected(store, visit)
    if visit.restriction or deadlines.hold_on(store, visit.id):
        raise DataRestricted
    guest = envelopes.read_one(store, visit.id, ["badge_name"], actors.as_host(host_id))
    # Most likely by the guest: how they like to be called is theirs to say.
    if shown is not None and guest.badge_name.reveal() not in {shown, badge_name}:
        raise BadgeNamedMeanwhile
    for day in series.to_come(store, visit):
        # A colleague may have taken single days over.
        if day.visit.host_id == host_id and not day.restriction:
            changes = _open_of(store, day, {"badge_name": badge_name})
            correct(store, day, changes, host)


def ask_desk(store: Store, visit: VisitState, guest: Actor) -> None:
    """Note a correction for which the desk must see an ID. A second call changes nothing."""
    requests.record_by_guest(store, visit, Right.CORRECT, None, guest)


def _open_of(
    store: Store, visit: VisitState, changes: Mapping[str, str]
) -> dict[str, str]:
    open_items = open_to_guest(store, visit)
    return {name: value for name, value in changes.items() if name in open_items}


def _is_over(store: Store, visit: VisitState) -> bool:
    """True if the guest left or did not come.

    A refused guest does not become another person afterwards.
    """
    missed = (
        visit.stage in {Stage.EXPECTED, Stage.WITHDRAWN}
        and visit.invitation.day_ends_at <= store.now
    )
    return missed or visit.stage is Stage.LEFT
