"""Letters made by hand: Gita is invited by Hana to Senopati, and Raka has a new account."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from lencana.mail.mail_settings import MailSettings
from lencana.mail.rendering import render
from visits.audit.anchor import AuditHead
from visits.emails import AboutVisit, AuditHeadNote, Contents, RightsCode
from visits.member_emails import AboutMember
from visits.series import PlannedDay
from visits.store.sites import Company, Site
from visits.store.visits import Arrival, Invitation, Visit
from visits.vault.personal import Guest, Personal
from visits.visit_state import VisitState
from visits.vocabulary.channels import ChannelKind
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.people import Role
from visits.vocabulary.policy import Period
from visits.vocabulary.visits import Lateness, Level, VisitPurpose
from web.face import Links

NOW = datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC)
STARTS = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
CODE = "LC1:0123456789ABCDEFGHJKMNPQRS"
SECRET = "guestlink00000000000000000"
PUBLIC_ID = "publicid000000000000000000"
ADDRESS, NAME = "gita@example.org", "Gita Pramesti"
LINKS = Links(
    kiosk="https://lobby.example.org/kiosk",
    guest="https://lobby.example.org/guest",
    hosts="https://lobby.example.org/hosts",
    desk="https://lobby.example.org/desk",
)


OFFICE = MailSettings(links=LINKS, sender="Lobby <lobby@example.org>")


def written(
    kind: EmailKind, roles: frozenset[Role] = frozenset(), **changes: Any
) -> EmailMessage:
    """The letter as its recipient's mail program reads it from the wire."""
    makers: dict[EmailKind, Any] = {
        EmailKind.RIGHTS_CODE: rights_code,
        EmailKind.WELCOME: to_member,
        EmailKind.MEMBERSHIP_ADDED: to_member,
        EmailKind.CHANNEL_BROKEN: to_member,
        EmailKind.PASSWORD_RESET: to_member,
        EmailKind.PASSWORD_CHANGED: to_member,
        EmailKind.AUDIT_HEAD: audit_head,
    }
    contents: Contents = makers.get(kind, about_visit)(**changes)
    return message_from_bytes(
        render(contents, kind, OFFICE, NOW, roles).as_bytes(), policy=policy.default
    )


def about_visit(
    name: str = NAME, sequence: int = 0, level: Level = Level.INVITED, **changes: Any
) -> AboutVisit:
    site = senopati()
    state = _visit_state(site, sequence, level)
    usual = AboutVisit(
        to=ADDRESS,
        language="en",
        guest=Guest(name=Personal("name", name)),
        host_name="Hana Wijaya",
        company=Company(name="Langit Studio"),
        floor="Level 12",
        site=site,
        visit_state=state,
        code=CODE,
        link=SECRET,
        days=(PlannedDay(state, f"{PUBLIC_ID}@lencana"),),
        answer_link=f"{PUBLIC_ID}-answerlink0000000000000000",
        place="Senopati, Lobby",
        digits="402917",
        asks_for_code=level >= Level.ADDRESS_CONFIRMED,
        goes={
            **dict.fromkeys(Period, STARTS + timedelta(days=1)),
            Period.LOG: STARTS + timedelta(days=30),
        },
    )
    return replace(usual, **changes)


def senopati() -> Site:
    return Site(
        id=1,
        name="Senopati",
        time_zone="Asia/Jakarta",
        region="ID",
        language="id",
        closes_at=1200,
        least_level=Level.INVITED,
        accent="#2a6f97",
        privacy_contact="privacy@example.org",
    )


def to_member(**changes: Any) -> AboutMember:
    return replace(
        AboutMember(
            to="raka@example.com",
            name="Raka Siregar",
            language="en",
            link=SECRET,
            broken=(ChannelKind.SLACK,),
            at=STARTS,
            site=senopati(),
            company="Langit Studio",
        ),
        **changes,
    )


def rights_code(to: str = ADDRESS, language: str = "en", **_: Any) -> RightsCode:
    """It says nothing of any visit."""
    return RightsCode(to=to, language=language, digits="402917")


def audit_head(to: str = ADDRESS, language: str = "en", **_: Any) -> AuditHeadNote:
    """It says nothing of any visit or person."""
    head = AuditHead("5ea1" * 16, 4711, NOW)
    return AuditHeadNote(to=to, language=language, site=senopati(), head=head)


def text(message: EmailMessage) -> str:
    return _body(message, "plain")


def html(message: EmailMessage) -> str:
    return _body(message, "html")


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def _visit_state(site: Site, sequence: int, level: Level) -> VisitState:
    visit = Visit(
        id=1,
        public_id=PUBLIC_ID,
        site_id=1,
        company_id=1,
        host_id=1,
        language="en",
        notice=1,
        nonce=bytes(32),
    )
    invitation = Invitation(
        visit_id=1,
        series_id=1,
        site_id=1,
        host_id=1,
        starts_at=STARTS,
        awaited_since=STARTS,
        ends_at=STARTS + timedelta(hours=1),
        generation=1,
        sequence=sequence,
        day_ends_at=STARTS + timedelta(hours=14),
        purpose=VisitPurpose.MEETING,
        least_level=level,
        code=bytes(32),
        link=bytes(32),
        late_by=Lateness.HALF_AN_HOUR,
    )
    return VisitState(
        visit=visit,
        site=site,
        invitation=invitation,
        arrival=Arrival(visit_id=1, at=STARTS, level=level),
        departure=None,
        withdrawal=None,
        refusal=None,
    )
