"""The decoy: what a stranger asks for is rendered like a guest's or member's, then thrown away.

Without it, an unknown address would be answered measurably faster than a known one, and who is
expected, or a member, could be found out by timing.
"""

from datetime import datetime, timedelta

from visits.emails import AboutVisit, RightsCode
from visits.member_emails import AboutMember
from visits.store.sites import Company, Site
from visits.store.visits import Invitation, Visit
from visits.vault.personal import Guest, Personal
from visits.visit_state import VisitState
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.policy import Period
from visits.vocabulary.visits import CODE_DIGITS, Level, VisitPurpose

NAME = "0" * 26
KINDS = frozenset(
    {EmailKind.ONE_TIME_CODE, EmailKind.RIGHTS_CODE, EmailKind.PASSWORD_RESET}
)


def contents(kind: EmailKind, at: datetime) -> AboutVisit | AboutMember | RightsCode:
    """Return contents for an e-mail to nobody, of the usual length."""
    if kind is EmailKind.PASSWORD_RESET:
        return AboutMember(
            to="nobody@lobby.example",
            name="Nobody Inparticular",
            language="en",
            link="00000000000000000000000000",
        )
    if kind is EmailKind.RIGHTS_CODE:
        return RightsCode(
            to="nobody@lobby.example", language="en", digits="0" * CODE_DIGITS
        )
    return _about_visit(at)


def _about_visit(at: datetime) -> AboutVisit:
    # Values as long as real ones, so that rendering them takes as long.
    visit_state = _visit_state(at)
    return AboutVisit(
        to="nobody@lobby.example",
        language="en",
        guest=Guest(name=Personal("name", "Nobody Inparticular")),
        host_name="Nobody Atall",
        company=Company(name="Nowhere"),
        site=visit_state.site,
        visit_state=visit_state,
        code="LC1:00000000000000000000000000",
        link="00000000000000000000000000",
        digits="0" * CODE_DIGITS,
        asks_for_code=True,
        goes=dict.fromkeys(Period, at + timedelta(days=30)),
    )


def _visit_state(at: datetime) -> VisitState:
    return VisitState(
        visit=_visit(),
        invitation=_invitation(at),
        site=_site(),
        arrival=None,
        departure=None,
        withdrawal=None,
        refusal=None,
    )


def _site() -> Site:
    return Site(
        name="Nowhere",
        time_zone="UTC",
        region="ID",
        language="en",
        closes_at=1200,
        least_level=Level.ADDRESS_CONFIRMED,
        accent="#000000",
        privacy_contact="nobody@lobby.example",
    )


def _visit() -> Visit:
    return Visit(
        public_id="0" * 26,
        site_id=0,
        company_id=0,
        host_id=0,
        language="en",
        notice=0,
        nonce=bytes(32),
    )


def _invitation(at: datetime) -> Invitation:
    return Invitation(
        visit_id=0,
        series_id=0,
        site_id=0,
        host_id=0,
        starts_at=at,
        ends_at=at,
        day_ends_at=at,
        awaited_since=at,
        purpose=VisitPurpose.MEETING,
        least_level=Level.ADDRESS_CONFIRMED,
        generation=1,
        code=bytes(32),
        link=bytes(32),
    )
