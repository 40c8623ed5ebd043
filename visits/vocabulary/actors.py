"""Actors: who does something, and who asks for a guest's data, as what and what for."""

from dataclasses import dataclass

from visits.policy.register import Purpose, Reader
from visits.vocabulary.audit import ActorKind


@dataclass(frozen=True)
class Actor:
    """Who does something: a member, a device, the guest, the operator, or the clock."""

    kind: ActorKind
    id: int | None = None


CLOCK = Actor(ActorKind.CLOCK)
OPERATOR = Actor(ActorKind.OPERATOR)
GUEST = Actor(ActorKind.GUEST)


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
class Asking:
    """Who asks for a guest's items, in which of the register's roles, and for which of its purposes."""

    actor: Actor
    reader: Reader
    purpose: Purpose


@dataclass(frozen=True)
class Told:
    """What a reader was told of whom: the trail's to write, once the telling is over."""

    asking: Asking
    items: tuple[str, ...]
    visit_ids: tuple[int, ...]


def as_host(member_id: int, purpose: Purpose = Purpose.IDENTIFY) -> Asking:
    """A host, about their own guests."""
    return Asking(member(member_id), Reader.HOST, purpose)


def as_desk(member_id: int, purpose: Purpose = Purpose.IDENTIFY) -> Asking:
    """Somebody of the front desk."""
    return Asking(member(member_id), Reader.DESK, purpose)


def as_kiosk(kiosk_id: int, purpose: Purpose) -> Asking:
    """A tablet, before the guest who stands at it."""
    return Asking(kiosk(kiosk_id), Reader.KIOSK, purpose)


def as_guest() -> Asking:
    """The guest, about themselves."""
    return Asking(GUEST, Reader.GUEST, Purpose.COMPLY)


def as_post() -> Asking:
    """The post, to write a letter."""
    return Asking(Actor(ActorKind.POST), Reader.POST, Purpose.IDENTIFY)


def as_press(agent_id: int | None) -> Asking:
    """Whoever brings the badge onto paper: a print agent, or the house itself."""
    actor = agent(agent_id) if agent_id else Actor(ActorKind.PRESS)
    return Asking(actor, Reader.PRESS, Purpose.BADGE)
