"""The trail: who did what to which visit, without a word of the guest's."""

from dataclasses import dataclass

from visits.policy.register import register
from visits.store.database import Store
from visits.store.outboxes import TrailEntry
from visits.words import Act, ActorKind


@dataclass(frozen=True)
class Actor:
    """Who does something: a member, a device, the guest, the operator, or the clock."""

    kind: ActorKind
    id: int | None = None


CLOCK = Actor(ActorKind.CLOCK)
OPERATOR = Actor(ActorKind.OPERATOR)


def member(member_id: int) -> Actor:
    """Somebody who is signed in."""
    return Actor(ActorKind.MEMBER, member_id)


def kiosk(kiosk_id: int) -> Actor:
    """A guest at this tablet."""
    return Actor(ActorKind.KIOSK, kiosk_id)


def agent(agent_id: int) -> Actor:
    """A print agent."""
    return Actor(ActorKind.AGENT, agent_id)


def record(store: Store, actor: Actor, act: Act, visit_id: int | None = None, count: int = 1) -> None:
    """The trail says so once the transaction commits."""
    entry = TrailEntry(
        at=store.now, actor=actor.kind, actor_id=actor.id, act=act, visit_id=visit_id, count=count,
        register_version=register().version,
    )  # fmt: skip
    store.add(entry)
