"""Co-hosts: told beside the host of everything, each once; they answer, and change nothing."""

from collections.abc import Callable
from contextlib import suppress
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
    party_code,
    scan,
    send_emails,
    url_of,
)
from tests.killing import is_killed_at
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
    party_invitations,
    visit_state,
)
from visits.audit.access_log import AccessLog
from visits.email_use import NotSendable
from visits.emails import AboutVisit
from visits.erasure import account_closure
from visits.escalation import HostStatus
from visits.keys.keyring import open_keys
from visits.lobby import arrivals, verification
from visits.messages import MessageNotSendable
from visits.party_invitations import NewParty
from visits.people import accounts, channels, delegates
from visits.people.accounts import NewMember
from visits.people.channels import ChannelOwner
from visits.people.delegates import Absence
from visits.rights import access
from visits.sites import DAY
from visits.store.channels import Message
from visits.store.database import Database, Store
from visits.store.lobby import Encounter
from visits.store.outbox import Email
from visits.store.people import Member
from visits.store.visits import Arrival, CoHost, Invitation, Visit
from visits.vault.personal import Guest
from visits.visit_times import Window
from visits.vocabulary import actors
from visits.vocabulary.channels import ChannelKind
from visits.vocabulary.mail import TO_HOST, EmailKind
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import (
    AlreadyArrived,
    AlreadyWithdrawn,
    NotFound,
    TooManyCoHosts,
    WrongCode,
)
from visits.vocabulary.visits import Answer, Lateness, RefusalReason

BOTH_STORES = pytest.mark.parametrize(
    "kind_of_store", ["sqlite", "postgresql"], indirect=True
)
HANA, SARI = "hana@example.com", "sari@example.com"
NAMED = EmailKind.CO_HOST_NAMED
ENDED, CHANGED = EmailKind.CO_HOST_ENDED, EmailKind.PLAN_CHANGED
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
        kinds = TO_HOST - {NAMED, CHANGED, ENDED}
        of_hosts = select(Email).where(col(Email.kind).in_(kinds))
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
        to_sari = col(Email.member_id) == sari.id, col(Email.kind) != NAMED
        [email] = store.exec(select(Email).where(*to_sari))
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

    # Hana hears of the guest no more, but of who has taken them over.
    assert told(database) == [SARI, HANA]
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
        of_sari = select(Email).where(col(Email.member_id) == sari.id)
        for email in store.exec(of_sari).all():
            outbox.delivered(store, email.id)
    with database.reading() as store:
        assert escalation.host_status(store, visit.id) is HostStatus.BEING_TOLD

    send_emails(database)

    with database.reading() as store:
        assert escalation.host_status(store, visit.id) is HostStatus.TOLD


EARLY = announcement(starts=time(9, 45)).window
MORE_DAYS = (TODAY + DAY, TODAY + 2 * DAY)


def news(database: Database, kind: EmailKind = CHANGED) -> list[tuple[str, list[str]]]:
    """Who hears of changes to visits of theirs, and what each e-mail lists."""
    heard = []
    with database.reading() as store:
        of_kind = select(Email).where(col(Email.kind) == kind).order_by(col(Email.id))
        for email in store.exec(of_kind):
            with suppress(NotSendable):
                said = emails.contents(store, email)
                assert isinstance(said, AboutVisit)
                heard.append((said.to, [listed(*one) for one in said.co_hosted]))
    return heard


def listed(visit: visit_state.VisitState, guest: Guest) -> str:
    """The first name, the day and the hour; a minus for one that is cancelled."""
    at = f"{visit.invitation.starts_at:%d %H:%M}"
    return f"{guest.name.reveal().split()[0]} {'-' if visit.withdrawal else at}"


@pytest.fixture
def days(database: Database, invite: Invite, sari: Member) -> list[Visit]:
    """Gita comes on three days, of which Sari is a co-host."""
    return together(database, invite(more_days=MORE_DAYS), sari)


@pytest.fixture
def party(database: Database, cast: Cast, sari: Member) -> list[Visit]:
    """Gita and Budi come together, and Sari is a co-host of both."""
    party_code(database, cast)
    with database.reading() as store:
        first = store.exec(select(Visit)).all()[0]
    return together(database, first, sari)


def together(database: Database, first: Visit, sari: Member) -> list[Visit]:
    with database.reading() as store:
        state = visit_state.of(store, first.id)
        same = col(Invitation.code) == state.invitation.code
        visits = [one.visit for one in visit_state.every(store, same)]
    for visit in visits:
        name(database, visit, sari)
    return visits


def withdraw(database: Database, visit: Visit, *, with_rest: bool = False) -> None:
    with database.transaction() as store:
        invitations.withdraw(store, visit.host_id, visit.public_id, with_rest=with_rest)


def reschedule(
    database: Database, visit: Visit, window: Window, *, with_rest: bool = False
) -> None:
    with database.transaction() as store:
        invitations.reschedule(
            store, visit.host_id, visit.public_id, window, with_rest=with_rest
        )


def test_who_is_named_is_told_so_once_of_all_that_they_co_host(
    database: Database, cast: Cast, visit: Visit, sari: Member
) -> None:
    assert news(database, NAMED) == [(SARI, ["Gita 23 03:00"])]
    name(database, visit, sari)
    budi = announcement(name="Budi Santoso", more_days=MORE_DAYS)
    form = NewParty([budi], "nonce", [sari.public_id])
    for _ in range(2):
        with database.transaction() as store:
            party_invitations.invite(store, cast.hana.id, cast.senopati.id, form)

    plan = ["Budi 23 03:00", "Budi 24 03:00", "Budi 25 03:00"]
    assert news(database, NAMED) == [(SARI, ["Gita 23 03:00"]), (SARI, plan)]
    with database.reading() as store:
        queued = store.exec(select(Email).where(col(Email.kind) == NAMED)).all()
    assert [email.expires_at.day for email in queued] == [23, 25]


def test_who_is_taken_off_before_they_were_told_is_not_told(
    database: Database, visit: Visit, sari: Member
) -> None:
    database.run(lambda store: dismiss(store, sari, visit))
    assert news(database, NAMED) == []


def test_a_co_host_hears_that_the_visit_moved_and_that_it_is_cancelled(
    database: Database, visit: Visit
) -> None:
    reschedule(database, visit, EARLY)
    assert news(database) == [(SARI, ["Gita 23 02:45"])]

    withdraw(database, visit)
    assert news(database) == [(SARI, ["Gita -"])]


def test_of_a_day_and_of_all_days_a_co_host_hears_once_each(
    database: Database, days: list[Visit]
) -> None:
    withdraw(database, days[1])
    plan = ["Gita 23 03:00", "Gita -", "Gita 25 03:00"]
    assert news(database) == [(SARI, plan)]

    withdraw(database, days[0], with_rest=True)
    assert news(database) == [(SARI, ["Gita -"] * 3)]
    with database.reading() as store:
        queued = store.exec(select(Email).where(col(Email.kind) == CHANGED)).all()
    assert len(queued) == 2


def test_of_a_party_that_moves_a_co_host_hears_once(
    database: Database, party: list[Visit]
) -> None:
    reschedule(database, party[0], EARLY, with_rest=True)

    assert news(database) == [(SARI, ["Gita 23 02:45", "Budi 23 02:45"])]


def test_a_co_host_of_one_day_reads_nothing_of_the_others(
    database: Database, invite: Invite, sari: Member
) -> None:
    first = invite(more_days=MORE_DAYS)
    name(database, first, sari)

    withdraw(database, first, with_rest=True)

    assert news(database) == [(SARI, ["Gita -"])]


@BOTH_STORES
def test_who_is_taken_off_the_last_visit_still_hears_of_the_others(
    database: Database, sari: Member, days: list[Visit]
) -> None:
    withdraw(database, days[1])
    database.run(lambda store: dismiss(store, sari, days[2]))

    assert news(database) == [(SARI, ["Gita 23 03:00", "Gita -"])]
    with database.reading() as store:
        [email] = store.exec(select(Email).where(col(Email.kind) == CHANGED))
        said = emails.contents(store, email)
    assert isinstance(said, AboutVisit)
    assert said.is_to_co_host
    assert said.visit_state.id == days[1].id


def test_who_was_here_before_a_change_is_told_of_is_not_listed(
    database: Database, cast: Cast, days: list[Visit]
) -> None:
    withdraw(database, days[1])
    check_in(database, cast.kiosk, days[0])
    assert news(database) == [(SARI, ["Gita -", "Gita 25 03:00"])]


@pytest.mark.parametrize(
    "change",
    [
        lambda s, v: invitations.reschedule(
            s, v.host_id, v.public_id, announcement().window
        ),
        lambda s, v: invitations.resend(s, v.host_id, v.public_id),
    ],
    ids=["the same time", "sent again"],
)
def test_what_changes_nothing_is_told_to_no_co_host(
    database: Database, visit: Visit, change: Callable[[Store, Visit], object]
) -> None:
    with database.transaction() as store:
        change(store, visit)

    assert news(database) == []


@pytest.mark.parametrize("late", [False, True], ids=["before", "in the queue"])
@pytest.mark.parametrize("end", [be_quiet, close, close_at_this_moment, move, dismiss])
def test_nobody_hears_of_a_change_who_is_no_co_host_or_wants_no_news(
    database: Database,
    visit: Visit,
    sari: Member,
    end: Callable[[Store, Member, Visit], None],
    *,
    late: bool,
) -> None:
    if late:
        withdraw(database, visit)
    with database.transaction() as store, suppress(AlreadyWithdrawn):
        end(store, sari, visit)
    if late and end is dismiss:
        database.run(lambda store: co_hosts.forget(store, sari.id))
    if not late:
        withdraw(database, visit)

    assert news(database) == []


def test_who_is_taken_off_is_told_once(
    database: Database, visit: Visit, sari: Member
) -> None:
    for _ in range(2):
        database.run(lambda store: dismiss(store, sari, visit))

    assert news(database, ENDED) == [(SARI, [])]
    with database.reading() as store:
        [email] = store.exec(select(Email).where(col(Email.kind) == ENDED))
        said = emails.contents(store, email)
    assert isinstance(said, AboutVisit)
    assert not said.is_to_co_host


@pytest.mark.parametrize("late", [False, True], ids=["before", "in the queue"])
@pytest.mark.parametrize("end", [be_quiet, close_at_this_moment, move])
def test_nobody_is_told_to_be_no_co_host_who_would_not_be_told_of_the_guest(
    database: Database,
    visit: Visit,
    sari: Member,
    end: Callable[[Store, Member, Visit], None],
    *,
    late: bool,
) -> None:
    acts = [lambda store: end(store, sari, visit), lambda s: dismiss(s, sari, visit)]
    for act in reversed(acts) if late else acts:
        database.run(act)

    assert news(database, ENDED) == []


def test_who_is_named_again_is_not_told_that_they_are_no_co_host(
    database: Database, visit: Visit, sari: Member
) -> None:
    database.run(lambda store: dismiss(store, sari, visit))
    name(database, visit, sari)

    assert news(database, ENDED) == []


@pytest.mark.embedded
@pytest.mark.sampled(1)
def test_a_change_that_is_killed_anywhere_and_made_again_is_told_once(
    database: Database, days: list[Visit]
) -> None:
    def change() -> None:
        keys = open_keys(database.keys.keyring.folder)
        own = Database(url_of(database), keys, database.clock, AccessLog().add)
        withdraw(own, days[0], with_rest=True)

    step = 1
    while is_killed_at(step, change):
        told_of = news(database)
        with database.reading() as store:
            is_done = visit_state.of(store, days[0].id).withdrawal is not None
        assert told_of == ([(SARI, ["Gita -"] * 3)] if is_done else [])
        if is_done:
            break
        step += 1

    assert step > 1
    with suppress(AlreadyWithdrawn):
        withdraw(database, days[0], with_rest=True)
    assert news(database) == [(SARI, ["Gita -"] * 3)]
