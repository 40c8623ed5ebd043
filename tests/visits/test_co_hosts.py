"""Co-hosts: told beside the host of everything, each once; they answer, and change nothing."""

from collections.abc import Callable
from datetime import time

import pytest
from sqlmodel import col, select

from tests.cast import (
    TODAY,
    Cast,
    Invite,
    SettableClock,
    announcement,
    check_in,
    scan,
    send_emails,
)
from tests.visits.people.test_channel_fields import SLACK
from visits import (
    board,
    co_hosts,
    emails,
    escalation,
    guest_answers,
    host_answers,
    hosted_guests,
    invitations,
    late_guests,
    messages,
    outbox,
    visit_state,
)
from visits.audit.access_log import AccessLog
from visits.email_use import NotSendable
from visits.emails import AboutVisit
from visits.erasure import account_closure
from visits.escalation import HostStatus
from visits.lobby import arrivals, verification
from visits.messages import MessageNotSendable
from visits.people import accounts, channels, delegates
from visits.people.accounts import NewMember
from visits.people.channels import ChannelOwner
from visits.people.delegates import Absence
from visits.rights import access
from visits.store.channels import Message
from visits.store.database import Database, Store
from visits.store.lobby import Encounter
from visits.store.outbox import Email
from visits.store.people import Member
from visits.store.visits import Arrival, CoHost, Visit
from visits.vocabulary import actors
from visits.vocabulary.channels import ChannelKind
from visits.vocabulary.mail import TO_HOST
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import (
    AlreadyArrived,
    NotFound,
    TooManyCoHosts,
    WrongCode,
)
from visits.vocabulary.visits import Answer, Lateness, RefusalReason

BOTH_STORES = pytest.mark.parametrize(
    "kind_of_store", ["sqlite", "postgresql"], indirect=True
)
HANA, SARI = "hana@example.com", "sari@example.com"
Act = Callable[[Store], object]


def join(database: Database, cast: Cast, name: str) -> Member:
    new = NewMember(
        name=name,
        email=f"{name.partition(' ')[0].lower()}@example.com",
        company_id=cast.langit.id,
        site_id=cast.senopati.id,
        roles=frozenset({Role.HOST}),
        language="en",
    )
    with database.transaction() as store:
        return accounts.enrol(store, new)


@pytest.fixture
def sari(database: Database, cast: Cast) -> Member:
    return join(database, cast, "Sari Utami")


@pytest.fixture
def visit(database: Database, invite: Invite, sari: Member) -> Visit:
    """Gita is invited by Hana, with Sari as co-host."""
    visit = invite()
    name(database, visit, sari)
    return visit


def name(database: Database, visit: Visit, colleague: Member) -> None:
    with database.transaction() as store:
        co_hosts.name(store, visit.host_id, visit.public_id, colleague.public_id)


def told(database: Database) -> list[str]:
    """Who gets an e-mail that a host gets, by its address, in the order of the queue."""
    addresses = []
    with database.reading() as store:
        of_hosts = select(Email).where(col(Email.kind).in_(TO_HOST))
        for email in store.exec(of_hosts.order_by(col(Email.id))):
            try:
                contents = emails.contents(store, email)
            except NotSendable:
                continue
            assert isinstance(contents, AboutVisit)
            addresses.append(contents.to)
    return addresses


def answering(store: Store, visit: Visit, member: Member) -> host_answers.AskedMember:
    return host_answers.of_host(store, member.id, visit.public_id)


def test_a_co_host_is_told_that_the_guest_is_here(
    database: Database, cast: Cast, visit: Visit, sari: Member
) -> None:
    check_in(database, cast.kiosk, visit)

    assert told(database) == [HANA, SARI]
    with database.reading() as store:
        [email] = store.exec(select(Email).where(col(Email.member_id) == sari.id))
        contents = emails.contents(store, email)
    assert isinstance(contents, AboutVisit)
    assert contents.is_to_co_host
    assert not contents.is_in_place_of_host


@pytest.mark.parametrize(
    ("event", "at"),
    [
        (lambda s, v: guest_answers.late(s, v, actors.GUEST, Lateness.AN_HOUR), 10),
        (lambda s, v: guest_answers.decline(s, v, actors.GUEST), 10),
        (lambda s, v: late_guests.remind(s, v.id), 16),
        (
            lambda s, v: arrivals.refuse(
                s, v.site.id, v.visit.public_id, RefusalReason.HOUSE_RULES, 2
            ),
            10,
        ),
    ],
    ids=["late", "cannot come", "not here yet", "refused"],
)
def test_a_co_host_is_told_of_everything_that_the_host_is_told_of(
    database: Database,
    clock: SettableClock,
    visit: Visit,
    event: Callable[[Store, visit_state.VisitState], object],
    at: int,
) -> None:
    clock.at(f"2026-11-23 10:{at}")
    with database.transaction() as store:
        event(store, visit_state.of(store, visit.id))

    assert told(database) == [HANA, SARI]


def test_each_newer_word_of_a_late_guest_overtakes_the_older_for_each_reader(
    database: Database, visit: Visit
) -> None:
    for by in (Lateness.HALF_AN_HOUR, Lateness.AN_HOUR):
        with database.transaction() as store:
            guest_answers.late(store, visit_state.of(store, visit.id), actors.GUEST, by)

    assert told(database) == [HANA, SARI]


def test_a_co_host_who_is_also_the_delegate_is_told_once(
    database: Database, cast: Cast, visit: Visit, sari: Member, clock: SettableClock
) -> None:
    with database.transaction() as store:
        delegates.name(store, cast.hana.id, sari.public_id, Absence(TODAY, TODAY))
        owner = ChannelOwner(member_id=sari.id)
        channels.add(store, owner, ChannelKind.SLACK, {"address": SLACK})
    check_in(database, cast.kiosk, visit)
    # Another way is their first by the time at which the delegate is told.
    with database.transaction() as store:
        [slack] = channels.of(store, ChannelOwner(member_id=sari.id))
        channels.make_first(store, ChannelOwner(member_id=sari.id), slack.public_id)
    clock.forward(minutes=4)
    with database.transaction() as store:
        escalation.escalate(store, visit.id)

    assert told(database) == [HANA, SARI]
    with database.reading() as store:
        assert store.exec(select(Message)).all() == []


def test_a_co_host_is_told_by_their_own_first_channel(
    database: Database, cast: Cast, visit: Visit, sari: Member
) -> None:
    owner = ChannelOwner(member_id=sari.id)
    with database.transaction() as store:
        slack = channels.add(store, owner, ChannelKind.SLACK, {"address": SLACK})
        channels.make_first(store, owner, slack)

    check_in(database, cast.kiosk, visit)

    assert told(database) == [HANA]
    with database.reading() as store:
        [message] = store.exec(select(Message)).all()
        assert messages.contents(store, message).guest_news


def test_a_co_host_who_takes_the_visit_over_is_its_host_and_is_told_once(
    database: Database, cast: Cast, visit: Visit, sari: Member
) -> None:
    check_in(database, cast.kiosk, visit)

    with database.transaction() as store:
        host_answers.take_over(store, answering(store, visit, sari))

    assert told(database) == [SARI]
    with database.reading() as store:
        [row] = board.of_host(store, sari.id)
        assert (row.is_co_hosted, row.visit_state.visit.host_id) == (False, sari.id)
        assert co_hosts.of(store, row.visit_state) == []
        assert board.of_host(store, cast.hana.id) == []


def be_quiet(store: Store, sari: Member, _: Visit) -> None:
    delegates.be_told(store, sari.id, is_wanted=False)


def close(store: Store, sari: Member, _: Visit) -> None:
    account_closure.close(store, sari.id, actors.member(sari.id))


def move(store: Store, sari: Member, visit: Visit) -> None:
    companies = {1, 2} - {visit.company_id}
    store.get_one(Member, sari.id).company_id = companies.pop()


def close_at_this_moment(store: Store, sari: Member, _: Visit) -> None:
    """Close the account while another transaction still names her."""
    store.get_one(Member, sari.id).closed_at = store.now


def dismiss(store: Store, sari: Member, visit: Visit) -> None:
    co_hosts.dismiss(store, visit.host_id, visit.public_id, sari.public_id)


@pytest.mark.parametrize("late", [False, True], ids=["before", "in the queue"])
@pytest.mark.parametrize("end", [be_quiet, close, close_at_this_moment, move, dismiss])
def test_nobody_is_told_who_is_no_co_host_or_wants_no_news(
    database: Database,
    visit: Visit,
    sari: Member,
    end: Callable[[Store, Member, Visit], None],
    *,
    late: bool,
) -> None:
    def act() -> None:
        with database.transaction() as store:
            end(store, sari, visit)

    if not late:
        act()
    with database.transaction() as store:
        state = visit_state.of(store, visit.id)
        guest_answers.late(store, state, actors.GUEST, Lateness.AN_HOUR)
    if late:
        act()

    assert told(database) == [HANA]
    if end is be_quiet:
        return
    with database.reading() as store:
        assert co_hosts.of(store, visit_state.of(store, visit.id)) == []
        assert board.of_host(store, sari.id) == []
        with pytest.raises(NotFound):
            hosted_guests.hosted(store, sari.id, visit.public_id)


def test_a_closed_account_leaves_no_row_of_a_co_host(
    database: Database, visit: Visit, sari: Member
) -> None:
    with database.transaction() as store:
        close(store, sari, visit)

    with database.reading() as store:
        assert store.exec(select(CoHost)).all() == []


def test_a_message_in_the_queue_does_not_reach_a_co_host_of_before(
    database: Database, cast: Cast, visit: Visit, sari: Member
) -> None:
    owner = ChannelOwner(member_id=sari.id)
    with database.transaction() as store:
        slack = channels.add(store, owner, ChannelKind.SLACK, {"address": SLACK})
        channels.make_first(store, owner, slack)
    check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        co_hosts.forget(store, sari.id)

    with database.reading() as store, pytest.raises(MessageNotSendable):
        messages.contents(store, store.exec(select(Message)).one())


def test_there_are_ten_co_hosts_at_most_each_once(
    database: Database, cast: Cast, visit: Visit, sari: Member
) -> None:
    others = [join(database, cast, f"Host{number} A") for number in range(10)]
    for colleague in (sari, *others[:9]):
        name(database, visit, colleague)

    with pytest.raises(TooManyCoHosts):
        name(database, visit, others[9])
    with database.reading() as store:
        assert len(co_hosts.of(store, visit_state.of(store, visit.id))) == co_hosts.MOST


@pytest.mark.parametrize("who", ["raka", "hana", "dewi"])
def test_only_another_host_of_the_company_is_named(
    database: Database, cast: Cast, visit: Visit, who: str
) -> None:
    # Of another company; the host themselves; of the company, and no host.
    with pytest.raises(NotFound):
        name(database, visit, getattr(cast, who))


def test_who_is_told_of_a_guest_who_is_here_is_changed_no_more(
    database: Database, cast: Cast, visit: Visit, sari: Member
) -> None:
    check_in(database, cast.kiosk, visit)

    for change in (name, lambda d, v, s: d.run(lambda store: dismiss(store, s, v))):
        with pytest.raises(AlreadyArrived):
            change(database, visit, sari)


@BOTH_STORES
def test_a_guest_is_read_by_host_and_co_host_alone(
    database: Database, cast: Cast, invite: Invite, visit: Visit, sari: Member
) -> None:
    another = invite(email="another@example.org")
    seen = {}
    for member in (cast.hana, sari, cast.raka, cast.dieter, cast.dewi):
        with database.reading() as store:
            rows = board.of_host(store, member.id)
            seen[member.id] = {row.public_id: row.is_co_hosted for row in rows}
            if member.id not in {cast.hana.id, sari.id}:
                with pytest.raises(NotFound):
                    hosted_guests.hosted(store, member.id, visit.public_id)

    assert seen.pop(cast.hana.id) == {visit.public_id: False, another.public_id: False}
    assert seen.pop(sari.id) == {visit.public_id: True}
    assert not any(seen.values())


def test_a_co_host_is_shown_no_contact_and_the_guest_is_told_who_read(
    database: Database,
    visit: Visit,
    sari: Member,
    access_log: AccessLog,
) -> None:
    with database.reading() as store:
        details = hosted_guests.hosted(store, sari.id, visit.public_id)
    access_log.write(database)

    assert details.row.guest.name.reveal() == "Gita Pramesti"
    contact = details.contact
    assert not any((contact.email, contact.phone, details.emails, details.link))
    with database.reading() as store:
        state = visit_state.of(store, visit.id)
        copy = access.all_data(store, state, actors.as_guest())
    assert {(entry.reader, entry.items) for entry in copy.read} == {
        ("co_host", ("name",))
    }


@pytest.mark.parametrize(
    "change",
    [
        invitations.withdraw,
        invitations.resend,
        lambda s, m, v: invitations.reschedule(
            s, m, v, announcement(ends=time(12)).window
        ),
        lambda s, m, v: co_hosts.name(s, m, v, "x" * 26),
        hosted_guests.own,
    ],
)
def test_the_host_alone_changes_and_cancels(
    database: Database,
    visit: Visit,
    sari: Member,
    change: Callable[[Store, int, str], object],
) -> None:
    with pytest.raises(NotFound), database.transaction() as store:
        change(store, sari.id, visit.public_id)


@pytest.mark.parametrize("given", Answer)
def test_a_co_host_answers_by_their_link_and_stays_one(
    database: Database, cast: Cast, visit: Visit, sari: Member, given: Answer
) -> None:
    check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        link = host_answers.link(store, visit_state.of(store, visit.id), sari.id)
        host_answers.answer(store, host_answers.by_link(store, link), given)

    with database.reading() as store:
        [row] = board.of_site(store, cast.senopati.id, cast.dewi.id).on_site
        assert row.answer
        assert (row.answer.answer, row.answer.member_id) == (given, sari.id)
        # Nobody at the desk chose that.
        assert not row.is_answer_of_desk
        assert row.visit_state.visit.host_id == cast.hana.id


@BOTH_STORES
def test_a_co_host_lets_the_guest_in_at_the_kiosk_and_nobody_waits(
    database: Database, cast: Cast, visit: Visit, sari: Member
) -> None:
    encounter = scan(database, cast.kiosk, visit)
    with database.reading() as store:
        mine = store.get_one(Encounter, encounter.id)
        digits = verification.vouch_digits(store, mine)

    with pytest.raises(WrongCode), database.transaction() as store:
        verification.vouch(store, cast.dieter.id, digits)
    with database.transaction() as store:
        verification.vouch(store, sari.id, digits)

    with database.reading() as store:
        arrival = store.get_one(Arrival, visit.id)
        assert (arrival.member_id, arrival.escalate_at) == (sari.id, None)
        assert escalation.host_status(store, visit.id) is None


def test_that_the_host_was_told_is_not_said_of_a_co_host(
    database: Database, cast: Cast, visit: Visit, sari: Member
) -> None:
    check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        [email] = store.exec(select(Email).where(col(Email.member_id) == sari.id))
        outbox.delivered(store, email.id)
    with database.reading() as store:
        assert escalation.host_status(store, visit.id) is HostStatus.BEING_TOLD

    send_emails(database)

    with database.reading() as store:
        assert escalation.host_status(store, visit.id) is HostStatus.TOLD
