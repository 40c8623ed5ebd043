"""Actors: who does something, and who asks for a guest's data, as what and what for."""

from dataclasses import dataclass

from visits.vocabulary.audit import ActorKind
from visits.vocabulary.policy import Purpose, Reader


@dataclass(frozen=True)
class Actor:
    """Who does something: a member, a device, the guest, the operator, or the clock."""

    kind: ActorKind
    id: int | None = None


CLOCK = Actor(ActorKind.CLOCK)
OPERATOR = Actor(ActorKind.OPERATOR)
GUEST = Actor(ActorKind.GUEST)
GUEST_BY_LINK = Actor(ActorKind.GUEST_BY_LINK)
GUEST_BY_DIGITS = Actor(ActorKind.GUEST_BY_DIGITS)
ANYBODY = Actor(ActorKind.ANYBODY)


def member(member_id: int) -> Actor:
    """Somebody who is signed in."""
    return Actor(ActorKind.MEMBER, member_id)


def kiosk(kiosk_id: int) -> Actor:
    """A guest at this tablet."""
    return Actor(ActorKind.KIOSK, kiosk_id)


def agent(agent_id: int) -> Actor:
    """A print agent."""
    return Actor(ActorKind.AGENT, agent_id)


@dataclass(frozen=True)
class AccessContext:
    """Who asks for a guest's items, in which role and for which purpose of the register."""

    actor: Actor
    reader: Reader
    purpose: Purpose


@dataclass(frozen=True)
class Disclosure:
    """Which items of which visits a reader was shown; it goes into the access log."""

    asking: AccessContext
    items: tuple[str, ...]
    visit_ids: tuple[int, ...]


@dataclass(frozen=True)
class FailedSignIn:
    """Somebody failed to sign in as this member, or as none of them."""

    member_id: int | None


LaterEntry = Disclosure | FailedSignIn
"""What the access log writes into the audit log within a second, so that nobody waits for it."""


def as_host(member_id: int, purpose: Purpose = Purpose.IDENTIFY) -> AccessContext:
    """A host, about their own guests."""
    return AccessContext(member(member_id), Reader.HOST, purpose)


def as_co_host(member_id: int) -> AccessContext:
    """A colleague of the host, about a guest of whom they are told beside them."""
    return AccessContext(member(member_id), Reader.CO_HOST, Purpose.IDENTIFY)


def as_company_admin(member_id: int) -> AccessContext:
    """Whoever manages the company that a guest visits."""
    return AccessContext(member(member_id), Reader.COMPANY_ADMIN, Purpose.IDENTIFY)


def as_desk(member_id: int, purpose: Purpose = Purpose.IDENTIFY) -> AccessContext:
    """Somebody of the front desk."""
    return AccessContext(member(member_id), Reader.DESK, purpose)


def as_marshal(marshal_id: int) -> AccessContext:
    """A marshal of an alarm, who looks for the guests on its roll."""
    marshal = Actor(ActorKind.MARSHAL, marshal_id)
    return AccessContext(marshal, Reader.MARSHAL, Purpose.PROTECT)


def as_kiosk(kiosk_id: int, purpose: Purpose) -> AccessContext:
    """A tablet, before the guest who stands at it."""
    return AccessContext(kiosk(kiosk_id), Reader.KIOSK, purpose)


def as_guest(proven: Actor = GUEST) -> AccessContext:
    """The guest, about themselves, by the proof that they gave."""
    return AccessContext(proven, Reader.GUEST, Purpose.COMPLY)


def as_mailer() -> AccessContext:
    """The mailer, to write an e-mail."""
    return AccessContext(Actor(ActorKind.MAILER), Reader.MAILER, Purpose.IDENTIFY)


def as_printing(
    agent_id: int | None, purpose: Purpose = Purpose.BADGE
) -> AccessContext:
    """Whoever prints the badge, or the roll: a print agent, or the server itself."""
    actor = agent(agent_id) if agent_id else Actor(ActorKind.PRINTING)
    return AccessContext(actor, Reader.PRINTING, purpose)
