"""Messages: what each that goes out by a channel is about, put together when it is sent."""

from dataclasses import dataclass, field
from datetime import datetime

from visits import asked_members, host_answers, sites, visit_state
from visits.people import channels, delegates
from visits.store.channels import Channel, Message
from visits.store.database import Store
from visits.store.people import Member
from visits.store.sites import Site
from visits.vault import envelopes
from visits.vault.personal import Guest
from visits.visit_state import Stage, VisitState
from visits.vocabulary.actors import as_mailer
from visits.vocabulary.channels import ChannelKind, ChannelProblem, MessageKind
from visits.vocabulary.refusals import NotFound


class MessageNotSendable(Exception):
    """The message must not be sent any more."""

    def __init__(self, problem: ChannelProblem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, kw_only=True)
class GuestNews:
    """That a guest is here: of their data no more than the initials are said."""

    guest: Guest = field(repr=False)
    place: str
    came_at: datetime
    is_asking: bool
    """True for a guest without an invitation who is not in yet."""
    answer_link: str = field(repr=False)
    """At which a member answers; empty for a front desk."""
    taken_by: str = field(repr=False, default="")
    """Which colleague took the visit over, if it tells the host of before."""
    is_undone: bool = False
    """True if they are not here, and whoever reads it was told that they are."""


@dataclass(frozen=True, kw_only=True)
class MessageContents:
    """What a message says, and the channel that it goes out by."""

    kind: ChannelKind
    fields: dict[str, str] = field(repr=False)
    language: str
    site: Site
    id: str
    """The same however often it is sent."""
    guest_news: GuestNews | None
    """None for a test."""


def contents(store: Store, message: Message) -> MessageContents:
    """Return the contents at this moment (`MessageNotSendable`: too late, or not wanted)."""
    if message.expires_at <= store.now:
        raise MessageNotSendable(ChannelProblem.OVER)
    channel = store.get_one(Channel, message.channel_id)
    site, language = _reader(store, channel)
    is_test = message.visit_id is None
    if channel.member_id and not is_test:
        _refuse_unwanted(store, channel.member_id, message)
    number = store.keys.secrets.digest("message id", message.id, message.queued_at)
    return MessageContents(
        kind=channel.kind,
        fields=channels.opened(store, channel),
        language=language,
        site=site,
        id=f"msg_{number.hex()[:32]}",
        guest_news=None if is_test else _guest_news(store, message, channel),
    )


def _reader(store: Store, channel: Channel) -> tuple[Site, str]:
    if channel.member_id is None:
        site = store.get_one(Site, channel.site_id)
        return site, site.language
    member = store.get_one(Member, channel.member_id)
    return sites.of(store, member.site_id), member.language


def _refuse_unwanted(store: Store, member_id: int, message: Message) -> None:
    if not delegates.is_told(store, member_id):
        raise MessageNotSendable(ChannelProblem.UNWANTED)
    visit = _visit_of_use(store, message)
    if message.kind is MessageKind.TAKEN_OVER:
        if member_id not in asked_members.taken_from(store, visit):
            raise MessageNotSendable(ChannelProblem.OVER)
        return
    if message.kind is MessageKind.ARRIVAL_UNDONE:
        return
    # Whom nobody asks any more: a co-host of before.
    if member_id not in asked_members.of(store, visit):
        raise MessageNotSendable(ChannelProblem.OVER)


def _guest_news(store: Store, message: Message, channel: Channel) -> GuestNews:
    visit = _visit_of_use(store, message)
    member_id, came = channel.member_id, visit.came
    asked = member_id if message.kind is MessageKind.ARRIVED else None
    former = member_id if message.kind is MessageKind.TAKEN_OVER else None
    return GuestNews(
        # Opened when it is sent: the outbox itself holds no name.
        guest=envelopes.read_one(store, visit.id, ["name"], as_mailer()),
        place=host_answers.place(store, visit),
        came_at=came.at if came else store.now,
        is_asking=visit.stage is Stage.ASKING,
        answer_link=host_answers.link(store, visit, asked) if asked else "",
        taken_by=_taken_by(store, visit, former) if former else "",
        is_undone=message.kind is MessageKind.ARRIVAL_UNDONE,
    )


def _taken_by(store: Store, visit: VisitState, member_id: int) -> str:
    public_id = visit.visit.public_id
    return asked_members.taken(store, member_id, public_id).colleague


def _visit_of_use(store: Store, message: Message) -> VisitState:
    try:
        visit = visit_state.of(store, message.visit_id or 0)
    except NotFound:
        raise MessageNotSendable(ChannelProblem.OVER) from None
    is_here = visit.stage in {Stage.ASKING, Stage.ON_SITE}
    of_use = {
        MessageKind.TAKEN_OVER: True,
        MessageKind.ARRIVAL_UNDONE: visit.arrival is None,
    }
    if not of_use.get(message.kind, is_here):
        raise MessageNotSendable(ChannelProblem.OVER)
    return visit
