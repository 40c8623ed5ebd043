"""Results: the badge is never said to be more than is known, and leaving is one touch."""

import re

import pytest
from sqlmodel import col, select

from lencana import jobs
from printers.vocabulary import PrinterCondition
from tests.cast import NAME, Cast, Invite, SettableClock, invitation_code, waits
from tests.kiosk.tablet import Tablet, sent_digits, settle_printing
from visits import host_answers, outbox, place_texts
from visits.lobby import desk_queue
from visits.printing import badges, printers
from visits.printing.printers import Sighting
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.sites import Site
from visits.store.visits import Visit
from visits.vocabulary.devices import PrinterSide
from visits.vocabulary.mail import EmailKind, UndeliveredReason
from visits.vocabulary.places import PlaceTextKind
from visits.vocabulary.printing import PrintState
from visits.vocabulary.visits import Answer, WaitReason


@pytest.fixture
def gita(tablet: Tablet, database: Database, invite: Invite) -> Visit:
    """Gita, who has just arrived."""
    visit = invite()
    tablet.scan(invitation_code(database, visit))
    tablet.do("confirmation", code=sent_digits(database))
    return visit


def state(tablet: Tablet) -> str:
    return tablet.get(tablet.place).text.partition('data-badge="')[2].partition('"')[0]


@pytest.mark.usefixtures("gita")
def test_the_guest_is_welcomed_by_name(tablet: Tablet) -> None:
    assert f"Welcome, {NAME}" in tablet.shown


@pytest.mark.sampled(3)
@pytest.mark.usefixtures("gita")
@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        (PrintState.PRINTED, "printed"),
        (PrintState.SENT_UNCONFIRMED, "sent"),
        (PrintState.STARTED, "printing"),
        (PrintState.WAITING_PRINTER, "at_desk"),
        (PrintState.NEEDS_HUMAN, "at_desk"),
        (PrintState.CANCELLED, "at_desk"),
        (PrintState.EXPIRED, "at_desk"),
    ],
)
def test_the_screen_says_what_became_of_the_badge(
    tablet: Tablet, database: Database, outcome: PrintState, shown: str
) -> None:
    settle_printing(database, outcome)
    assert state(tablet) == shown


@pytest.mark.usefixtures("gita")
@pytest.mark.parametrize(
    ("side", "told"),
    [("below", "below."), ("left", "on the left."), ("right", "on the right.")],
)
def test_the_guest_is_told_where_the_badge_is_and_where_to_go(
    tablet: Tablet, database: Database, cast: Cast, side: str, told: str
) -> None:
    with database.transaction() as store:
        site = store.get_one(Site, cast.senopati.id)
        site.printer_side = PrinterSide(side)
        note = PlaceTextKind.ARRIVAL_NOTE
        place_texts.write(store, site, note, "en", "Sit by the window.")
        place_texts.write(store, cast.langit, PlaceTextKind.FLOOR, "en", "Level 12")
    settle_printing(database, PrintState.PRINTED)

    assert state(tablet) == "printed"
    for words in (
        f"Take your badge {told}",
        "Find Langit Studio here: Level 12",
        "Sit by the window.",
    ):
        assert words in tablet.shown


def test_the_host_is_said_to_be_told_once_that_is_known(
    tablet: Tablet, database: Database, clock: SettableClock, gita: Visit
) -> None:
    assert "We are telling your host." in tablet.get(tablet.place).text
    with database.transaction() as store:
        of_host = (col(Email.visit_id) == gita.id, col(Email.kind) == EmailKind.ARRIVED)
        email = store.exec(select(Email).where(*of_host)).one()
        outbox.delivered(store, email.id)
    assert "We have told your host." in tablet.get(tablet.place).text

    clock.forward(seconds=175)
    tablet.do("touches")
    clock.forward(seconds=5)
    jobs.escalate(database)
    assert "The front desk knows that you are here." in tablet.get(tablet.place).text


def test_a_host_who_gets_no_e_mail_is_not_said_to_be_told(
    tablet: Tablet, database: Database, gita: Visit
) -> None:
    with database.transaction() as store:
        of_host = (col(Email.visit_id) == gita.id, col(Email.kind) == EmailKind.ARRIVED)
        email = store.exec(select(Email).where(*of_host)).one()
        outbox.delivered(store, email.id, UndeliveredReason.SUPPRESSED)

    assert "We are telling your host." in tablet.get(tablet.place).text


def test_the_host_s_newest_answer_stands_there_within_a_poll(
    tablet: Tablet, database: Database, cast: Cast, gita: Visit
) -> None:
    with database.transaction() as store:
        place_texts.write(store, cast.langit, PlaceTextKind.FLOOR, "en", "Level 12")
    told = {
        Answer.COMING: "Your host is on the way to you.",
        Answer.FIVE_MINUTES: "Your host comes in about five minutes.",
        Answer.WAIT: "Your host asks you to wait a little.",
        Answer.SOMEBODY_ELSE: "A colleague of your host comes to you.",
        Answer.NOBODY_EXPECTED: "Please see the front desk.",
        Answer.SEND_UP: "Please go up: Langit Studio, Level 12.",
    }
    for answer in Answer:
        with database.transaction() as store:
            asked = host_answers.of_host(store, cast.hana.id, gita.public_id)
            host_answers.answer(store, asked, answer)
        tablet.get(tablet.place)

        assert [words for words in told.values() if words in tablet.shown] == [
            told[answer]
        ]
        # Nobody is sent to a company that expects nobody.
        is_sent = "Langit Studio" in tablet.shown
        assert is_sent is (answer is not Answer.NOBODY_EXPECTED)

    with database.transaction() as store:
        place_texts.write(store, cast.langit, PlaceTextKind.FLOOR, "en", "")
        asked = host_answers.of_host(store, cast.hana.id, gita.public_id)
        host_answers.answer(store, asked, Answer.SEND_UP)
    tablet.get(tablet.place)
    assert "Please go up to Langit Studio." in tablet.shown


@pytest.mark.usefixtures("gita")
def test_a_badge_that_takes_long_is_the_desks(
    tablet: Tablet, clock: SettableClock
) -> None:
    assert state(tablet) == "printing"
    clock.forward(seconds=11)
    assert state(tablet) == "at_desk"


@pytest.mark.usefixtures("gita")
def test_a_known_obstacle_sends_the_guest_to_the_desk_at_once(
    tablet: Tablet, database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        printers.record_sighting(
            store, store.merge(cast.printer), Sighting(PrinterCondition.PAPER_OUT)
        )
    assert state(tablet) == "at_desk"
    assert "Please see the front desk" in tablet.shown
    assert 'badge__number--alone">' in tablet.shown


@pytest.mark.usefixtures("gita")
def test_a_badge_that_comes_out_after_all_is_said_to(
    tablet: Tablet, database: Database, clock: SettableClock
) -> None:
    settle_printing(database, PrintState.WAITING_PRINTER)
    clock.forward(seconds=15)
    assert state(tablet) == "at_desk"
    settle_printing(database, PrintState.PRINTED)
    assert state(tablet) == "printed"


@pytest.mark.usefixtures("gita")
def test_the_screen_shows_the_number_while_the_badge_is_printed(tablet: Tablet) -> None:
    assert state(tablet) == "printing"
    assert re.search(r'badge__number">[A-Z]\d-001<', tablet.shown)


@pytest.mark.usefixtures("gita")
def test_only_a_printer_that_cannot_confirm_makes_the_screen_ask(
    tablet: Tablet, database: Database
) -> None:
    settle_printing(database, PrintState.PRINTED)
    tablet.get(tablet.place)
    assert "missing-badge" not in tablet.shown
    settle_printing(database, PrintState.SENT_UNCONFIRMED)
    tablet.get(tablet.place)
    assert "missing-badge" in tablet.shown


@pytest.mark.usefixtures("gita")
def test_what_has_not_changed_is_not_sent_again(
    tablet: Tablet, database: Database
) -> None:
    version = tablet.get(tablet.place).headers["ETag"]
    assert tablet.get(tablet.place, version).status_code == 304
    settle_printing(database, PrintState.PRINTED)
    assert tablet.get(tablet.place, version).status_code == 200


def test_a_badge_that_did_not_come_out_rings_the_desk(
    tablet: Tablet, database: Database, gita: Visit, cast: Cast
) -> None:
    tablet.do("missing-badge")
    assert tablet.step == "no_badge"
    with database.reading() as store:
        waits = [
            (wait.reason, wait.visit_id)
            for wait in desk_queue.at_desk(store, cast.senopati.id)
        ]
    assert waits == [(WaitReason.NO_BADGE, gita.id)]


def test_the_badge_signs_its_wearer_out_once(
    tablet: Tablet,
    tablet_at_the_garden: Tablet,
    database: Database,
    gita: Visit,
    clock: SettableClock,
    cast: Cast,
) -> None:
    with database.reading() as store:
        code = badges.code(store, badges.newest(store, [gita.id])[gita.id][0])

    # Read twice, and by the next tablet on the way out: still the same goodbye.
    for reader in (tablet, tablet, tablet_at_the_garden):
        assert reader.scan(code).status_code == 200
        assert reader.step == "goodbye"
        clock.forward(seconds=20)
    assert waits(database, cast.senopati) == []
    # Two hours after the planned end nobody comes back by it.
    clock.at("2026-11-23 13:00")

    assert tablet.scan(code).status_code == 422
    assert tablet.step == "see_desk"
    assert waits(database, cast.senopati) == [WaitReason.USED_AGAIN]


def test_a_call_for_help_keeps_nothing_but_itself(
    tablet: Tablet, database: Database, cast: Cast
) -> None:
    tablet.post("/help")
    assert tablet.step == "help"
    with database.reading() as store:
        waits = [
            (wait.reason, wait.visit_id)
            for wait in desk_queue.at_desk(store, cast.senopati.id)
        ]
    assert waits == [(WaitReason.HELP, None)]
