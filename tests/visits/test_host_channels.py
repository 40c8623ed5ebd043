"""How members are told that a guest is here: by which channels, in which order, and once."""

import pytest
from sqlmodel import col, select

from tests.cast import Cast, Invite, SettableClock, ask_for, check_in
from tests.visits.people.test_channel_fields import SLACK
from visits import (
    channel_outbox,
    escalation,
    host_answers,
    host_channels,
    mail_health,
    messages,
    outbox,
    visit_state,
)
from visits.erasure import account_closure, purge
from visits.lobby import arrivals, departures
from visits.messages import MessageNotSendable
from visits.people import channels, delegates
from visits.people.channels import ChannelOwner
from visits.store.audit import AuditEntry
from visits.store.channels import Channel, Message
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.channels import ChannelKind, ChannelProblem
from visits.vocabulary.mail import EmailKind, MailProblem, UndeliveredReason
from visits.vocabulary.refusals import NotFound, TooManyChannels, TooManyTries
from visits.vocabulary.visits import EscalationStep

TELEGRAM = {"bot": "123456789:" + "a" * 35, "chat": "1234"}


@pytest.fixture
def hana(cast: Cast) -> ChannelOwner:
    return ChannelOwner(member_id=cast.hana.id)


def add(database: Database, owner: ChannelOwner, *, is_first: bool = False) -> str:
    with database.transaction() as store:
        public_id = channels.add(store, owner, ChannelKind.SLACK, {"address": SLACK})
        if is_first:
            channels.make_first(store, owner, public_id)
    return public_id


def queued(database: Database) -> list[str]:
    """What waits for somebody about a guest who is here, by the way it takes."""
    with database.reading() as store:
        about = select(Email.kind).where(col(Email.kind) == EmailKind.ARRIVED)
        emails = ["e-mail" for _ in store.exec(about)]
        by_channel = select(Channel.kind).join(Message)
        return emails + list(store.exec(by_channel))


def fail(database: Database, problem: ChannelProblem | None, times: int = 1) -> None:
    """Try the newest message in vain, or with success."""
    with database.transaction() as store:
        newest = store.exec(select(Message).order_by(col(Message.id).desc())).first()
        assert newest is not None
    for _ in range(times):
        with database.transaction() as store:
            store.get_one(Message, newest.id).attempts += 1
            host_channels.settle(store, newest.id, problem)


def broken_emails(database: Database) -> int:
    with database.reading() as store:
        kind = col(Email.kind) == EmailKind.CHANNEL_BROKEN
        return len(store.exec(select(Email.id).where(kind)).all())


def test_a_new_channel_is_told_when_the_host_does_not_answer(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    hana: ChannelOwner,
) -> None:
    add(database, hana)
    visit = invite()
    check_in(database, cast.kiosk, visit)
    assert queued(database) == ["e-mail"]

    clock.forward(seconds=61)
    for _ in range(2):
        with database.transaction() as store:
            escalation.escalate(store, visit.id)

    assert queued(database) == ["e-mail", "slack"]


def test_the_first_channel_is_told_at_once_and_e_mail_after_it(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    hana: ChannelOwner,
) -> None:
    add(database, hana, is_first=True)
    visit = invite()
    check_in(database, cast.kiosk, visit)
    assert queued(database) == ["slack"]

    clock.forward(seconds=61)
    with database.transaction() as store:
        escalation.escalate(store, visit.id)

    assert queued(database) == ["e-mail", "slack"]


def test_a_host_of_before_is_told_by_their_first_way_and_by_e_mail_if_that_breaks(
    database: Database, cast: Cast, hana: ChannelOwner, invite: Invite
) -> None:
    add(database, hana, is_first=True)
    visit = invite()
    check_in(database, cast.kiosk, visit)
    fail(database, None)
    with database.transaction() as store:
        asked = host_answers.of_host(store, cast.hana.id, visit.public_id)
        host_answers.hand_over(store, asked, cast.dieter.public_id)
        found = visit_state.of(store, visit.id)
        by_dieter = host_answers.link(store, found, cast.dieter.id)
        host_answers.take_over(store, host_answers.by_link(store, by_dieter))
        departures.say_left(store, cast.dieter.id, visit.public_id)

    with database.reading() as store:
        [_, message] = store.exec(select(Message).order_by(col(Message.id))).all()
        news = messages.contents(store, message).guest_news
        assert news
        assert (news.taken_by, news.answer_link) == ("Dieter Vogel", "")
        of_kind = select(Email.member_id).where(col(Email.kind) == EmailKind.TAKEN_OVER)
        assert store.exec(of_kind).all() == []
    fail(database, ChannelProblem.REFUSED)
    with database.reading() as store:
        assert store.exec(of_kind).all() == [cast.hana.id]


def test_e_mail_takes_over_from_a_channel_that_breaks_and_the_host_hears_of_it_once(
    database: Database, cast: Cast, invite: Invite, hana: ChannelOwner
) -> None:
    add(database, hana, is_first=True)
    check_in(database, cast.kiosk, invite())

    fail(database, ChannelProblem.REFUSED)
    assert (queued(database), broken_emails(database)) == (["e-mail", "slack"], 1)

    # The next guest is told of by both, until the channel works again.
    check_in(database, cast.kiosk, invite(email="next@example.org"))
    assert queued(database) == ["e-mail", "e-mail", "slack", "slack"]
    fail(database, ChannelProblem.REFUSED)
    assert (len(queued(database)), broken_emails(database)) == (4, 1)

    check_in(database, cast.kiosk, invite(email="third@example.org"))
    fail(database, None)
    check_in(database, cast.kiosk, invite(email="fourth@example.org"))
    assert queued(database).count("e-mail") == 3


@pytest.mark.parametrize("is_first", [True, False])
def test_a_host_who_was_asked_by_e_mail_gets_no_second_one_once_the_guest_is_in(
    database: Database,
    cast: Cast,
    clock: SettableClock,
    hana: ChannelOwner,
    *,
    is_first: bool,
) -> None:
    add(database, hana, is_first=is_first)
    visit, _ = ask_for(database, cast.kiosk, cast.hana)
    clock.forward(seconds=21)
    with database.transaction() as store:
        escalation.escalate(store, visit.id)
    with database.transaction() as store:
        desk = cast.senopati.id, visit.public_id, cast.dewi.id
        arrivals.check_in_at_desk(store, *desk)

    fail(database, ChannelProblem.REFUSED)

    with database.reading() as store:
        about = select(Email.kind).where(col(Email.visit_id) == visit.id)
        assert list(store.exec(about)) == [EmailKind.WALK_IN]


@pytest.mark.parametrize("how", ["removed", "gone"])
def test_e_mail_tells_of_every_guest_of_whom_a_channel_that_goes_has_not_told(
    database: Database, cast: Cast, invite: Invite, hana: ChannelOwner, how: str
) -> None:
    public_id = add(database, hana, is_first=True)
    for email in ("one@example.org", "other@example.org"):
        check_in(database, cast.kiosk, invite(email=email))
    if how == "gone":
        with database.transaction() as store:
            store.exec(select(Channel)).one().kind = ChannelKind.WEB_PUSH
        fail(database, ChannelProblem.GONE)
    for _ in range(2):
        with database.transaction() as store:
            host_channels.remove(store, hana, public_id)

    assert queued(database) == ["e-mail", "e-mail"]


def test_whoever_changes_the_order_meanwhile_is_told_by_the_way_that_is_left(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    hana: ChannelOwner,
) -> None:
    add(database, hana, is_first=True)
    visit = invite()
    check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        channels.make_first(store, hana, None)

    clock.forward(seconds=61)
    with database.transaction() as store:
        escalation.escalate(store, visit.id)

    assert queued(database) == ["e-mail", "slack"]


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("is_rejecting", [True, False])
def test_a_channel_that_works_is_told_at_once_where_no_e_mail_arrives(
    database: Database,
    cast: Cast,
    invite: Invite,
    hana: ChannelOwner,
    *,
    is_first: bool,
    is_rejecting: bool,
) -> None:
    break_email(database, cast, invite, is_rejecting=is_rejecting)
    before = queued(database)
    add(database, hana, is_first=is_first)
    visit = invite(email="next@example.org")
    check_in(database, cast.kiosk, visit)
    assert queued(database) == [*before, "slack"]

    with database.transaction() as store:
        assert host_channels.unreached(store, cast.senopati.id) == []
        escalation.escalate(store, visit.id)
        assert escalation.steps_taken(store, visit.id) == set()
    fail(database, ChannelProblem.REFUSED)
    with database.transaction() as store:
        escalation.escalate(store, visit.id)
        assert EscalationStep.DESK in escalation.steps_taken(store, visit.id)


def break_email(
    database: Database, cast: Cast, invite: Invite, *, is_rejecting: bool
) -> None:
    """The host's mailbox rejects what it is sent, or the mail server takes nothing."""
    if is_rejecting:
        check_in(database, cast.kiosk, invite())
    with database.transaction() as store:
        while is_rejecting and (email := outbox.claim(store)):
            outbox.not_delivered(store, email.id, UndeliveredReason.REJECTED)
        if not is_rejecting:
            mail_health.failed(store, 1, MailProblem.UNREACHABLE, "")


def test_what_may_pass_by_itself_is_tried_thrice(
    database: Database, cast: Cast, invite: Invite, hana: ChannelOwner
) -> None:
    add(database, hana, is_first=True)
    check_in(database, cast.kiosk, invite())

    fail(database, ChannelProblem.UNREACHABLE, times=2)
    assert (queued(database), broken_emails(database)) == (["slack"], 0)

    fail(database, ChannelProblem.UNREACHABLE)
    assert (queued(database), broken_emails(database)) == (["e-mail", "slack"], 1)


def test_a_claimed_message_is_nobody_elses_until_its_lease_ends(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    hana: ChannelOwner,
) -> None:
    add(database, hana, is_first=True)
    check_in(database, cast.kiosk, invite())

    def claimed() -> int:
        with database.transaction() as store:
            return len(channel_outbox.claim(store, 8))

    assert [claimed(), claimed()] == [1, 0]
    # Its worker died; somebody may be told twice, and nobody is forgotten.
    clock.forward(minutes=2)
    assert claimed() == 1
    fail(database, None)
    clock.forward(minutes=2)
    assert claimed() == 0


def test_a_host_who_wants_to_hear_of_no_guest_is_told_by_no_channel(
    database: Database, cast: Cast, invite: Invite, hana: ChannelOwner
) -> None:
    add(database, hana, is_first=True)
    check_in(database, cast.kiosk, invite())
    with database.transaction() as store:
        delegates.be_told(store, cast.hana.id, is_wanted=False)
        assert host_channels.of(store, cast.hana.id) == ()
        message = store.exec(select(Message)).one()
        with pytest.raises(MessageNotSendable) as refusal:
            messages.contents(store, message)

    assert refusal.value.problem is ChannelProblem.UNWANTED


@pytest.mark.parametrize("hours", [0, 24])
def test_news_of_a_guest_who_has_left_or_of_yesterday_is_not_sent(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    hana: ChannelOwner,
    hours: int,
) -> None:
    add(database, hana, is_first=True)
    visit = invite()
    check_in(database, cast.kiosk, visit)
    if hours:
        clock.forward(hours=hours)
    else:
        leave(database, cast, visit)
    with database.reading() as store:
        message = store.exec(select(Message)).one()
        with pytest.raises(MessageNotSendable) as refusal:
            messages.contents(store, message)
    assert refusal.value.problem is ChannelProblem.OVER


def leave(database: Database, cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)


def test_the_front_desks_channel_is_told_beside_the_host(
    database: Database, cast: Cast, invite: Invite
) -> None:
    add(database, ChannelOwner(site_id=cast.senopati.id))
    add(database, ChannelOwner(site_id=cast.mitte.id))

    check_in(database, cast.kiosk, invite())

    assert queued(database) == ["e-mail", "slack"]
    fail(database, ChannelProblem.REFUSED)
    assert (len(queued(database)), broken_emails(database)) == (2, 0)
    with database.reading() as store:
        [broken] = channels.broken(store)
        assert broken.site_id == cast.senopati.id


def test_messages_are_erased_a_day_after_they_were_of_use(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    hana: ChannelOwner,
) -> None:
    add(database, hana, is_first=True)
    check_in(database, cast.kiosk, invite())
    fail(database, None)

    clock.forward(hours=25)
    purge.purge(database)

    assert queued(database).count("slack") == 0


def test_channels_go_with_their_member(
    database: Database, cast: Cast, hana: ChannelOwner
) -> None:
    add(database, hana)
    add(database, ChannelOwner(member_id=cast.raka.id))

    with database.transaction() as store:
        account_closure.close(store, cast.hana.id, actors.OPERATOR)

    with database.reading() as store:
        assert [one.member_id for one in store.exec(select(Channel))] == [cast.raka.id]


def test_a_channel_is_one_members_own(
    database: Database, cast: Cast, hana: ChannelOwner
) -> None:
    public_id, raka = add(database, hana), ChannelOwner(member_id=cast.raka.id)
    with database.transaction() as store:
        with pytest.raises(NotFound):
            channels.make_first(store, raka, public_id)
        with pytest.raises(NotFound):
            channels.test(store, raka, public_id)
        host_channels.remove(store, raka, public_id)
        assert [one.public_id for one in channels.shown(store, hana)] == [public_id]


def test_a_companys_channel_hears_of_its_own_guests_at_its_own_site(
    database: Database, cast: Cast, invite: Invite
) -> None:
    here, there = cast.senopati.id, cast.mitte.id
    langit, awan = cast.langit.id, cast.awan.id
    places = [(here, None), (here, langit), (here, awan), (there, langit)]
    added = [
        add(database, ChannelOwner(site_id=site_id, company_id=company_id))
        for site_id, company_id in places
    ]
    assert len(set(added)) == len(places)
    visit = invite()
    ask_for(database, cast.kiosk, cast.raka)
    check_in(database, cast.kiosk, visit)

    with database.transaction() as store:
        told = {
            (channel.site_id, channel.company_id)
            for message, channel in store.exec(select(Message, Channel).join(Channel))
        }
        said = [
            messages.contents(store, message)
            for message in channel_outbox.claim(store, 8)
        ]

    assert told == {(here, None), (here, langit)}
    for one in said:
        assert one.site.id == here
        assert one.guest_news
        assert one.guest_news.answer_link == ""


def test_a_guest_of_a_company_without_channels_costs_no_more_for_those_of_another(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    add(database, ChannelOwner(site_id=cast.senopati.id, company_id=cast.awan.id))
    with database.reading() as store:
        assert not visit_state.of(store, visit.id).has_channels


def test_a_companys_channel_is_one_companys_own(database: Database, cast: Cast) -> None:
    place = {"site_id": cast.senopati.id}
    own = ChannelOwner(**place, company_id=cast.langit.id, changed_by=cast.hana.id)
    public_id = add(database, own)
    others = (
        ChannelOwner(**place),
        ChannelOwner(**place, company_id=cast.awan.id),
        ChannelOwner(site_id=cast.mitte.id, company_id=cast.langit.id),
    )
    with database.transaction() as store:
        for other in others:
            with pytest.raises(NotFound):
                channels.test(store, other, public_id)
            host_channels.remove(store, other, public_id)
        assert [one.public_id for one in channels.shown(store, own)] == [public_id]
        entry = store.exec(
            select(AuditEntry).order_by(col(AuditEntry.id).desc())
        ).first()
    assert entry
    assert (entry.act, entry.subject_id, entry.actor_id) == (
        Act.COMPANY_CHANGED,
        cast.langit.id,
        cast.hana.id,
    )


def test_the_same_channel_is_added_once_and_five_are_enough(
    database: Database, hana: ChannelOwner
) -> None:
    assert add(database, hana) == add(database, hana)
    with database.transaction() as store:
        for number in range(4):
            typed = TELEGRAM | {"chat": str(number)}
            channels.add(store, hana, ChannelKind.TELEGRAM, typed)
        with pytest.raises(TooManyChannels):
            channels.add(store, hana, ChannelKind.TELEGRAM, TELEGRAM)


def test_whatever_is_put_first_the_others_keep_their_order(
    database: Database, hana: ChannelOwner
) -> None:
    with database.transaction() as store:
        ids = [
            channels.add(
                store, hana, ChannelKind.TELEGRAM, TELEGRAM | {"chat": str(number)}
            )
            for number in range(3)
        ]

        def order() -> list[int | None]:
            shown = channels.shown(store, hana)
            by_email = sum(one.place < channels.OF_EMAIL for one in shown)
            numbers: list[int | None] = [ids.index(one.public_id) for one in shown]
            return [*numbers[:by_email], None, *numbers[by_email:]]

        assert order() == [None, 0, 1, 2]
        channels.make_first(store, hana, ids[1])
        assert order() == [1, None, 0, 2]
        channels.make_first(store, hana, ids[2])
        assert order() == [2, 1, None, 0]
        channels.make_first(store, hana, None)
        assert order() == [None, 2, 1, 0]


def test_a_channel_is_tested_one_test_at_a_time_and_ten_an_hour(
    database: Database, hana: ChannelOwner
) -> None:
    public_id = add(database, hana)
    for _ in range(10):
        with database.transaction() as store:
            channels.test(store, hana, public_id)
            channels.test(store, hana, public_id)
            assert len(channel_outbox.claim(store, 8)) == 1
            [shown] = channels.shown(store, hana)
            assert shown.test
            assert shown.test.is_under_way
        fail(database, ChannelProblem.UNREACHABLE)
    with database.transaction() as store:
        [shown] = channels.shown(store, hana)
        assert shown.test
        assert shown.test.problem is shown.problem is ChannelProblem.UNREACHABLE
        with pytest.raises(TooManyTries):
            channels.test(store, hana, public_id)
    assert broken_emails(database) == 0


def test_what_opens_a_channel_lies_nowhere_in_the_clear(
    database: Database, hana: ChannelOwner
) -> None:
    add(database, hana)
    with database.reading() as store:
        channel = store.exec(select(Channel)).one()
        assert b"T0AAAAAAA" not in channel.fields
        assert "T0AAAAAAA" not in repr((channel, channels.shown(store, hana)))


def test_whoever_asks_for_it_again_a_guest_is_told_of_once_by_a_channel(
    database: Database, cast: Cast, invite: Invite, hana: ChannelOwner
) -> None:
    add(database, hana, is_first=True)
    visit = invite()
    check_in(database, cast.kiosk, visit)

    for _ in range(2):
        with database.transaction() as store:
            for tell in host_channels.of(store, cast.hana.id):
                tell(store, visit_state.of(store, visit.id), cast.hana.id)

    assert queued(database) == ["e-mail", "slack"]
