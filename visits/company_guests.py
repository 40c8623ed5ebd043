"""Company guests: whom the hosts of a company expect at a site, for the administrator there.

A visit to a site where the company has no place is the administrator's of the host's own site.

They read who comes to whom, when and why, and no contact. In the place of a host, who is told,
they move and withdraw; as a host themselves they take a visit over.
"""

from sqlmodel import select

from visits import (
    board,
    co_hosted_plans,
    host_answers,
    invitations,
    listed_visits,
    parties,
    series,
    visit_state,
)
from visits.board import BoardRow
from visits.host_answers import AskedMember
from visits.hosted_guests import GuestDetails
from visits.people import accounts, company_admins, quotas
from visits.place_texts import has_place
from visits.store.database import Store
from visits.store.people import Member
from visits.visit_state import NOT_EXPECTED, Stage, VisitState
from visits.visit_times import Window
from visits.vocabulary import actors
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import NotFound

OPEN = {Stage.EXPECTED, Stage.ASKING, Stage.ON_SITE}
"""The stages in which somebody may still become the host."""


def to_come(store: Store, admin_id: int) -> list[BoardRow]:
    """Return the company's guests at the site of today and of days to come."""
    admin = company_admins.by_id(store, admin_id)
    visits = listed_visits.of_company(store, admin.company_id, admin.site_id)
    return board.rows_for(store, visits, actors.as_company_admin(admin_id))


def one(store: Store, admin_id: int, public_id: str) -> GuestDetails:
    """Return one of them, without contact and e-mails (`NotFound`, also of a day that is over)."""
    visit = _found(store, admin_id, public_id)
    [row] = board.rows_for(store, [visit], actors.as_company_admin(admin_id))
    return GuestDetails(
        row=row,
        waits_for=None,
        co_hosts=(),
        days=series.days(store, visit),
        stays=parties.others_to_come(store, visit),
        rest=parties.changed_together(store, visit)[1:],
    )


def reschedule(
    store: Store,
    admin_id: int,
    public_id: str,
    window: Window,
    *,
    with_rest: bool = False,
) -> None:
    """Change the time in the host's place, and tell the host; refuses as the host's own does."""
    visit, by = _found(store, admin_id, public_id), actors.member(admin_id)
    plan = [one.invitation for one in parties.changed_together(store, visit)]
    before = [one.sequence for one in plan]
    invitations.move(store, visit, window, by, with_rest=with_rest)
    if [one.sequence for one in plan] != before:
        _tell_host(store, admin_id, visit)


def withdraw(
    store: Store, admin_id: int, public_id: str, *, with_rest: bool = False
) -> None:
    """Withdraw in the host's place, and tell the host; refuses as the host's own does."""
    visit, by = _found(store, admin_id, public_id), actors.member(admin_id)
    host_id = visit.visit.host_id
    invitations.withdraw(store, host_id, public_id, by, with_rest=with_rest)
    _tell_host(store, admin_id, visit)


def take_over(store: Store, admin_id: int, public_id: str) -> None:
    """Make the administrator the visit's host; a second call changes nothing.

    The host of before is told, and a guest who is yet to come. Refuses `NotFound` for an
    administrator who is no host, a visit that has ended or is cancelled, each by its own
    refusal, and `TooManyTries`.
    """
    visit = _found(store, admin_id, public_id)
    if visit.visit.host_id == admin_id:
        return
    if Role.HOST not in accounts.roles(store, admin_id):
        raise NotFound
    if visit.stage not in OPEN:
        raise NOT_EXPECTED[visit.stage]
    if visit.stage is Stage.EXPECTED:
        quotas.hand_over(store, visit, admin_id)
    host_answers.make_host(store, AskedMember(visit, admin_id))
    if visit.stage is Stage.EXPECTED:
        series.tell_host(store, visit)


def _found(store: Store, admin_id: int, public_id: str) -> VisitState:
    admin = company_admins.by_id(store, admin_id)
    visit = visit_state.by_public_id(store, public_id)
    is_over = visit.invitation.day_ends_at <= store.now
    # Past guests are their host's alone, also for whoever kept the page's address.
    if visit.visit.company_id != admin.company_id or is_over:
        raise NotFound
    if admin.site_id != _managed_at(store, visit):
        raise NotFound
    return visit


def _managed_at(store: Store, visit: VisitState) -> int:
    """The site whose administrator manages it: the visit's, else that of the host's place."""
    company_id, site_id = visit.visit.company_id, visit.visit.site_id
    if store.scalar(select(has_place(company_id, site_id))):
        return site_id
    return store.get_one(Member, visit.visit.host_id).site_id


def _tell_host(store: Store, admin_id: int, visit: VisitState) -> None:
    if visit.visit.host_id != admin_id:
        co_hosted_plans.tell(store, visit, visit.visit.host_id)
