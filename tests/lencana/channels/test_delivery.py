"""From the guest at the kiosk to the service that tells the host."""

import logging
from dataclasses import replace

import pytest
from sqlmodel import select

from lencana.channels.delivery import ChannelSettings, deliver_due
from tests.cast import EMAIL, NAME, Cast, Invite, SettableClock, ask_for, check_in
from tests.lencana.channels.receiver import Service
from tests.lencana.channels.test_shapes import SECRET
from tests.lencana.mail.sample_emails import LINKS
from visits import escalation, host_answers
from visits.escalation import HostStatus
from visits.host_answers import AskedMember
from visits.lobby import arrivals, undoing
from visits.people import channels
from visits.people.channels import ChannelOwner
from visits.store.channels import Message
from visits.store.database import Database
from visits.store.visits import Arrival
from visits.vocabulary.channels import ChannelKind, ChannelProblem

WEBHOOK = {"address": "https://chat.example.com/in/s3cr3tpath", "secret": SECRET}


@pytest.fixture
def settings(service: Service) -> ChannelSettings:
    return ChannelSettings(LINKS, service.allowed)


def add(database: Database, owner: ChannelOwner) -> str:
    with database.transaction() as store:
        public_id = channels.add(store, owner, ChannelKind.WEBHOOK, WEBHOOK)
        channels.make_first(store, owner, public_id)
    return public_id


def test_the_host_hears_initials_place_and_time_and_answers_by_the_link(
    database: Database,
    cast: Cast,
    invite: Invite,
    service: Service,
    settings: ChannelSettings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    add(database, ChannelOwner(member_id=cast.hana.id))
    visit = invite()
    check_in(database, cast.kiosk, visit)

    assert [deliver_due(database, settings), deliver_due(database, settings)] == [1, 0]

    [call] = service.calls
    told = call.json["data"]
    assert told["text"] == "A guest for you is at Senopati, Lobby (G.P., 09:30)."
    link = told["answer"].removeprefix(f"{LINKS.hosts}/answers/")
    with database.reading() as store:
        assert host_answers.by_link(store, link).member_id == cast.hana.id
        assert escalation.host_status(store, visit.id) is HostStatus.TOLD
    for secret in (NAME, "Gita", EMAIL):
        assert secret not in call.body.decode()
    for secret in (NAME, SECRET, "s3cr3tpath", link):
        assert secret not in caplog.text


def test_a_host_hears_who_asks_for_them_without_an_invitation(
    database: Database,
    cast: Cast,
    service: Service,
    settings: ChannelSettings,
) -> None:
    add(database, ChannelOwner(member_id=cast.hana.id))
    add(database, ChannelOwner(site_id=cast.senopati.id))
    visit, _ = ask_for(database, cast.kiosk, cast.hana)

    deliver_due(database, settings)

    [call] = service.calls
    told = call.json["data"]
    assert call.json["type"] == "guest.asking"
    assert told["text"].startswith("Somebody without an invitation asks for you at")
    link = told["answer"].removeprefix(f"{LINKS.hosts}/answers/")
    with database.reading() as store:
        assert host_answers.by_link(store, link).visit.id == visit.id


def test_a_host_of_before_hears_who_took_their_guest_over_and_has_no_link(
    database: Database,
    cast: Cast,
    invite: Invite,
    service: Service,
    settings: ChannelSettings,
) -> None:
    add(database, ChannelOwner(member_id=cast.hana.id))
    visit = invite()
    check_in(database, cast.kiosk, visit)
    deliver_due(database, settings)
    with database.transaction() as store:
        asked = host_answers.of_host(store, cast.hana.id, visit.public_id)
        host_answers.hand_over(store, asked, cast.dieter.public_id)
        by_dieter = AskedMember(asked.visit, cast.dieter.id)
        host_answers.take_over(store, by_dieter)

    deliver_due(database, settings)

    [_, call] = service.calls
    assert call.json["data"] == {
        "text": "Dieter Vogel has taken over your guest's visit (G.P., Senopati, Lobby).",
        "answer": None,
    }
    assert call.json["type"] == "guest.taken_over"


def test_the_front_desks_channel_has_no_link_of_a_members(
    database: Database,
    cast: Cast,
    invite: Invite,
    service: Service,
    settings: ChannelSettings,
) -> None:
    add(database, ChannelOwner(site_id=cast.senopati.id))
    check_in(database, cast.kiosk, invite())

    deliver_due(database, settings)

    [call] = service.calls
    assert call.json["data"] == {
        "text": "A guest is at Senopati, Lobby (G.P., 09:30).",
        "answer": None,
    }
    assert call.json["type"] == "guest.arrived"


def test_whoever_heard_of_an_arrival_hears_that_it_was_a_mistake(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    service: Service,
    settings: ChannelSettings,
) -> None:
    add(database, ChannelOwner(member_id=cast.hana.id))
    add(database, ChannelOwner(site_id=cast.senopati.id))
    visit = invite()
    place = cast.senopati.id, visit.public_id, cast.dewi.id
    with database.transaction() as store:
        arrivals.check_in_at_desk(store, *place)
        mark = undoing.mark(store.get_one(Arrival, visit.id))
    for _ in range(2):
        deliver_due(database, settings)
    clock.forward(seconds=5)
    with database.transaction() as store:
        undoing.undo(store, *place, mark)

    while deliver_due(database, settings):
        pass

    said = "That was a mistake of the front desk: G.P. has not arrived at Senopati."
    for call in service.calls[2:]:
        assert call.json["data"] == {"text": said, "answer": None}
        assert call.json["type"] == "guest.arrival_undone"
    assert len(service.calls) == 4


@pytest.mark.parametrize("name", ["王", "李 明", "Ö", "j. k."])
def test_initials_that_would_be_the_whole_name_do_not_go_out(
    database: Database,
    cast: Cast,
    invite: Invite,
    service: Service,
    settings: ChannelSettings,
    name: str,
) -> None:
    add(database, ChannelOwner(site_id=cast.senopati.id))
    check_in(database, cast.kiosk, invite(name=name))

    deliver_due(database, settings)

    text = "A guest is at Senopati, Lobby (Your guest, 09:30)."
    assert service.calls[0].json["data"]["text"] == text


def test_a_job_takes_one_message_so_that_a_slow_server_keeps_no_other_back(
    database: Database,
    cast: Cast,
    service: Service,
    settings: ChannelSettings,
) -> None:
    for owner in (cast.hana.id, cast.raka.id):
        add(database, ChannelOwner(member_id=owner))
    for host in (cast.hana, cast.raka):
        ask_for(database, cast.kiosk, host)

    taken = [(deliver_due(database, settings), len(service.calls)) for _ in range(3)]

    assert taken == [(1, 1), (1, 2), (0, 2)]


def test_a_test_says_where_it_comes_from(
    database: Database, cast: Cast, service: Service, settings: ChannelSettings
) -> None:
    owner = ChannelOwner(member_id=cast.hana.id)
    public_id = add(database, owner)
    with database.transaction() as store:
        channels.test(store, owner, public_id)

    deliver_due(database, settings)

    assert service.calls[0].json["data"]["text"] == "This is a test from Senopati."
    with database.reading() as store:
        [shown] = channels.shown(store, owner)
    assert shown.test
    assert (shown.test.is_under_way, shown.test.problem) == (False, None)


def test_a_worker_that_dies_after_sending_sends_the_same_once_more(
    database: Database,
    cast: Cast,
    invite: Invite,
    service: Service,
    settings: ChannelSettings,
) -> None:
    add(database, ChannelOwner(member_id=cast.hana.id))
    check_in(database, cast.kiosk, invite())
    deliver_due(database, settings)
    with database.transaction() as store:
        # As a worker leaves it that ends before it could report.
        message = store.exec(select(Message)).one()
        message.settled_at, message.leased_until = None, store.now

    for _ in range(2):
        deliver_due(database, settings)

    first, second = service.calls
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


@pytest.mark.parametrize(
    ("status", "problem"),
    [(404, ChannelProblem.GONE), (302, ChannelProblem.REDIRECTED)],
)
def test_a_service_that_takes_it_no_more_breaks_the_channel(
    database: Database,
    cast: Cast,
    invite: Invite,
    service: Service,
    settings: ChannelSettings,
    status: int,
    problem: ChannelProblem,
) -> None:
    owner = ChannelOwner(member_id=cast.hana.id)
    add(database, owner)
    service.status, service.location = status, "https://127.0.0.1/"
    check_in(database, cast.kiosk, invite())

    deliver_due(database, settings)

    with database.reading() as store:
        [shown] = channels.shown(store, owner)
        assert (shown.problem, shown.broken_since) == (problem, store.now)


def test_without_the_operators_word_no_private_address_is_called(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    service: Service,
    settings: ChannelSettings,
) -> None:
    owner = ChannelOwner(member_id=cast.hana.id)
    add(database, owner)
    check_in(database, cast.kiosk, invite())

    # As often as a name that nobody has, which may be there the next time.
    for pause in (0, 5, 30):
        clock.forward(seconds=pause)
        deliver_due(database, replace(settings, allowed=frozenset()))

    with database.reading() as store:
        [shown] = channels.shown(store, owner)
    assert (shown.problem, service.calls) == (ChannelProblem.PRIVATE_ADDRESS, [])
