"""Waits: the desk has seen to somebody."""

import re

import pytest
from sqlmodel import col, select

from tests import cast as casting
from tests.cast import Cast, Invite, SettableClock
from tests.web.cast import Browser
from visits import co_hosts, emails, host_answers, visit_state
from visits.lobby import desk_queue, kiosks
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.visits import Visit
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.visits import Answer, WaitReason


@pytest.fixture
def wait_id(cast: Cast, database: Database) -> str:
    """Somebody asked for help in the lobby of Senopati."""
    with database.transaction() as store:
        desk_queue.note(store, store.merge(cast.kiosk), WaitReason.HELP)
        return desk_queue.at_desk(store, cast.senopati.id)[0].public_id


def test_who_was_seen_to_waits_no_more_and_a_second_tap_is_harmless(
    dewi: Browser, cast: Cast, database: Database, wait_id: str
) -> None:
    for _ in range(2):
        answer = dewi.post(f"/waits/{wait_id}/settlement")
        assert (answer.status_code, answer.location) == (303, "/")
    assert casting.waits(database, cast.senopati) == []


def wait_for(
    database: Database, cast: Cast, visit: Visit | None, *reasons: WaitReason
) -> None:
    with database.transaction() as store:
        for reason in reasons:
            kiosk, visit_id = store.merge(cast.kiosk), visit.id if visit else None
            desk_queue.note(store, kiosk, reason, visit_id)


def cards(dewi: Browser) -> list[str]:
    """The cards of those who wait, each as text of its page."""
    page = dewi.get("/").get_data(as_text=True)
    return re.findall(r'<li class="card.*?</li>', page, re.DOTALL)


def test_a_guest_stands_in_the_queue_once_with_every_reason_the_most_urgent_first(
    dewi: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    reasons = WaitReason.WRONG_CODE, WaitReason.USED_AGAIN, WaitReason.HELP
    wait_for(database, cast, invite(), *reasons)
    wait_for(database, cast, None, WaitReason.HELP)

    guest, stranger = cards(dewi)

    said = ["shows a code that was used", "asks for help", "typed a wrong code"]
    places = [guest.index(words) for words in said]
    assert places == sorted(places)
    assert guest.count('class="advice"') == 1
    assert "If somebody else came with this code" in guest
    assert "Somebody" in stranger
    assert "(2) Front desk" in dewi.get("/").get_data(as_text=True)


def test_a_reason_that_two_tablets_noted_is_said_once(
    dewi: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    visit = invite()
    wait_for(database, cast, visit, WaitReason.USED_AGAIN)
    with database.transaction() as store:
        offered = kiosks.offer_pairing(store, cast.senopati.id, "Garden door")
        desk_queue.note(
            store, kiosks.pair(store, offered), WaitReason.USED_AGAIN, visit.id
        )
    (card,) = cards(dewi)
    assert card.count('class="why"') == 1


def test_taken_care_of_is_what_the_desk_has_seen_of_this_guest_and_no_more(
    dewi: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    gita, rina = invite(), invite(name="Rina Hartono", email="rina@example.org")
    wait_for(database, cast, None, WaitReason.UNKNOWN_CODE)
    wait_for(database, cast, rina, WaitReason.TOO_EARLY)
    wait_for(database, cast, gita, WaitReason.WRONG_CODE, WaitReason.HELP)
    [card] = [one for one in cards(dewi) if "Gita" in one]
    # Since then.
    wait_for(database, cast, gita, WaitReason.NO_WAY_TO_SEND)
    settlement = re.findall(r"/waits/\w+/settlement", card)

    for address in settlement:
        assert dewi.post(address).status_code == 303

    assert len(settlement) == 1
    assert sorted(casting.waits(database, cast.senopati)) == sorted(
        [WaitReason.UNKNOWN_CODE, WaitReason.TOO_EARLY, WaitReason.NO_WAY_TO_SEND]
    )
    stranger, *_ = re.findall(r"/waits/\w+/settlement", cards(dewi)[0])
    wait_for(database, cast, None, WaitReason.HELP)
    dewi.post(stranger)
    assert WaitReason.HELP in casting.waits(database, cast.senopati)


def test_the_most_urgent_guest_is_first_and_among_equals_who_has_waited_longest(
    dewi: Browser, cast: Cast, invite: Invite, database: Database, clock: SettableClock
) -> None:
    for name, reason in (
        ("Sari", WaitReason.HOST_SILENT),
        ("Rina", WaitReason.ID_CHECK),
        ("Budi", WaitReason.HELP),
        ("Gita", WaitReason.USED_AGAIN),
    ):
        visit = invite(name=name, email=f"{name}@example.org")
        wait_for(database, cast, visit, reason)
        clock.forward(minutes=21)

    shown = cards(dewi)

    assert [re.findall("<h3><bdi>(.*?)</bdi>", card)[0] for card in shown] == [
        *("Gita", "Rina", "Budi", "Sari")
    ]
    ages = [re.findall("<time [^>]* data-age>(.*?)</time>", card)[0] for card in shown]
    assert ages == ["21 min", "1 h 3 min", "42 min", "1 h 24 min"]


def test_every_reason_has_its_place() -> None:
    placed = [one for group in desk_queue.MOST_URGENT_FIRST for one in group]
    assert sorted(placed) == sorted(WaitReason)


@pytest.mark.parametrize("reason", sorted(desk_queue.ABOUT_HOST))
def test_for_a_host_who_does_not_answer_a_colleague_is_the_first_act(
    dewi: Browser, cast: Cast, invite: Invite, database: Database, reason: WaitReason
) -> None:
    visit = invite()
    casting.check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        desk_queue.note_guest(store, visit_state.of(store, visit.id), reason)
    [card] = cards(dewi)
    acts = re.findall(r'class="btn (btn-\w+)"[^>]*>([^<]+)', card)
    assert acts == [
        ("btn-primary", "Tell a colleague…"),
        ("btn-quiet", "Taken care of"),
        ("btn-bare", "Check out"),
    ]
    place = f"/visits/{visit.public_id}/colleague"
    assert place in card
    assert "Dieter Vogel" in dewi.get(place).get_data(as_text=True)

    assert dewi.post(place, colleague=cast.raka.public_id).status_code == 422
    assert dewi.post(place, colleague=cast.dieter.public_id).location == "/"

    assert casting.waits(database, cast.senopati) == []
    with database.reading() as store:
        answer = host_answers.newest(store, [visit.id])[visit.id]
        told = store.exec(select(Email).where(col(Email.kind) == EmailKind.ARRIVED))
        addresses = {emails.contents(store, email).to for email in told}
    assert (answer.member_id, answer.colleague_id) == (cast.dewi.id, cast.dieter.id)
    assert "dieter@example.com" in addresses
    # What the desk chose is not what the host said.
    board, page = "/", f"/visits/{visit.public_id}"
    said = [dewi.get(address).get_data(as_text=True) for address in (board, page)]
    assert "The front desk at 09:30: " in said[0]
    assert "<strong>The front desk's answer</strong>" in said[1]
    assert not any("The host at" in one or "The host's answer" in one for one in said)


def test_a_co_hosts_answer_is_not_said_to_be_the_hosts(
    dewi: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    visit = invite()
    with database.transaction() as store:
        co_hosts.name(store, cast.hana.id, visit.public_id, cast.dieter.public_id)
    casting.check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        asked = host_answers.of_host(store, cast.dieter.id, visit.public_id)
        host_answers.answer(store, asked, Answer.FIVE_MINUTES)

    board, page = "/", f"/visits/{visit.public_id}"
    said = [dewi.get(address).get_data(as_text=True) for address in (board, page)]

    assert "<bdi>Dieter Vogel</bdi> at 09:30: " in said[0]
    assert "<strong>Answer of <bdi>Dieter Vogel</bdi></strong>" in said[1]


def test_another_sites_guest_is_told_to_nobody(
    dieter: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    visit = invite()
    casting.check_in(database, cast.kiosk, visit)
    place = f"/visits/{visit.public_id}/colleague"

    assert dieter.get(place).status_code == 404
    assert dieter.post(place, colleague=cast.dieter.public_id).status_code == 404


def test_another_sites_wait_does_not_exist(
    dieter: Browser, cast: Cast, database: Database, wait_id: str
) -> None:
    assert dieter.post(f"/waits/{wait_id}/settlement").status_code == 404
    assert casting.waits(database, cast.senopati) == [WaitReason.HELP]


def test_without_the_pages_token_they_still_wait(
    dewi: Browser, cast: Cast, database: Database, wait_id: str
) -> None:
    assert dewi.client.post(f"/waits/{wait_id}/settlement").status_code == 400
    assert casting.waits(database, cast.senopati) == [WaitReason.HELP]
