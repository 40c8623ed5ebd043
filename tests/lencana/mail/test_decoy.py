"""The decoy: a stranger's code is the same work, at the same time, as a guest's."""

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlmodel import col, select

from lencana.mail import decoy
from lencana.mail.delivery import deliver_due
from lencana.mail.even_pace import EvenPace
from lencana.mail.mail_settings import MailSettings
from lencana.mail.mailbox import MemoryMailbox
from lencana.mail.smtp import MailTransport, NotSent, SmtpTransport
from tests.cast import EMAIL, PHONE, Cast, Invite, SettableClock
from tests.kiosk.tablet import statements
from tests.lencana.mail.conftest import Inbox, Listen
from visits import outbox, visit_state
from visits.lobby import check_in
from visits.people import password_resets
from visits.people.password_resets import ResetOrigin
from visits.rights import inquiries, restricting
from visits.store.database import Database
from visits.store.outbox import Email
from visits.vocabulary import actors
from visits.vocabulary.mail import MailProblem
from visits.vocabulary.sessions import FaceName
from visits.vocabulary.visits import Lookup

Ask = Callable[[str], None]
STRANGER = "stranger@example.org"


class Nowhere:
    """A transport that counts what it is handed."""

    def __init__(self) -> None:
        self.carried = self.rehearsed = 0

    def send(self, message: object) -> None:
        assert message
        self.carried += 1

    def rehearse(self, message: object) -> None:
        assert message
        self.rehearsed += 1


class Failing(Nowhere):
    """A mail server that is away."""

    def send(self, message: object) -> None:
        super().send(message)
        raise NotSent(MailProblem.UNREACHABLE)

    def rehearse(self, message: object) -> None:
        super().rehearse(message)
        raise NotSent(MailProblem.UNREACHABLE)


@pytest.fixture(params=["kiosk", "inquiry", "password"])
def ask(request: pytest.FixtureRequest, database: Database, cast: Cast) -> Ask:
    """Types an address, where a code is then sent to it."""

    def at_kiosk(address: str) -> None:
        lookup = Lookup.EMAIL if "@" in address else Lookup.PHONE
        with database.transaction() as store:
            check_in.announce_address(store, cast.kiosk, lookup, address)

    def on_page(address: str) -> None:
        with database.transaction() as store:
            inquiries.ask(store, address, "en", "10.0.0.1")

    def at_sign_in(address: str) -> None:
        # Who is known here is a member.
        known = {EMAIL: "hana@example.com"}
        asked_from = ResetOrigin(FaceName.HOSTS, "10.0.0.1")
        with database.transaction() as store:
            password_resets.ask(store, known.get(address, address), asked_from)

    asks = {"kiosk": at_kiosk, "inquiry": on_page, "password": at_sign_in}
    return asks[request.param]


def calls_of(work: Callable[[], object]) -> int:
    """How many functions were called meanwhile.

    A measure of work that no other program disturbs.
    """
    count = 0

    def note(_frame: object, event: str, _value: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_a_strangers_code_is_as_much_work_as_a_guests(
    database: Database,
    invite: Invite,
    office: MailSettings,
    clock: SettableClock,
    ask: Ask,
) -> None:
    invite()
    post, work = Nowhere(), []
    deliver_due(database, MemoryMailbox(), office)
    for address in (STRANGER, EMAIL, STRANGER, EMAIL):
        ask(address)
        clock.forward(seconds=3)
        work.append(calls_of(lambda: deliver_due(database, post, office)))

    _, guest, stranger, _ = work
    print(f"calls for a guest {guest}, for a stranger {stranger}")  # noqa: T201 - a count to look at
    assert (post.carried, post.rehearsed) == (2, 2)
    assert 0.85 < stranger / guest < 1.18


@pytest.mark.sampled(2)
@pytest.mark.parametrize("transport", [Nowhere, Failing])
def test_a_strangers_code_goes_through_the_same_statements(
    database: Database,
    invite: Invite,
    office: MailSettings,
    clock: SettableClock,
    ask: Ask,
    transport: Callable[[], MailTransport],
) -> None:
    invite()
    deliver_due(database, MemoryMailbox(), office)
    heard = []
    for address in (STRANGER, EMAIL, STRANGER):
        ask(address)
        clock.forward(seconds=3)
        with statements(database) as asked:
            deliver_due(database, transport(), office)
        heard.append(asked)
        # What failed comes again for both; here it must not come into the next one's round.
        clock.forward(minutes=30)
        deliver_due(database, Nowhere(), office)
    assert heard[1] == heard[2]
    assert len(heard[1]) > 3


def test_nothing_is_done_for_a_code_at_the_time_at_which_it_was_asked_for(
    database: Database, invite: Invite, office: MailSettings, ask: Ask
) -> None:
    invite()
    deliver_due(database, MemoryMailbox(), office)
    for address in (EMAIL, STRANGER) * 3:
        with suppress(Exception):
            ask(address)
    assert deliver_due(database, Nowhere(), office) == 0
    with database.reading() as store:
        of_codes = col(Email.kind).in_(decoy.KINDS)
        codes = store.exec(select(Email).where(of_codes)).all()
    waits = [code.not_before - code.queued_at for code in codes]
    least, most = (timedelta(seconds=seconds) for seconds in outbox.CODES_WAIT)
    assert all(least <= wait <= most for wait in waits)
    assert len(set(waits)) == len(codes) == 6


@pytest.mark.sampled(2)
@pytest.mark.parametrize("who", ["guest", "phone only", "two mailboxes", "restricted"])
def test_whoever_is_expected_costs_the_kiosk_what_a_stranger_does(
    database: Database, cast: Cast, invite: Invite, who: str
) -> None:
    visit = invite(phone=PHONE, **({} if who != "phone only" else {"email": ""}))
    if who == "two mailboxes":
        invite(phone=PHONE, email="budi@example.org")
    if who == "restricted":
        with database.transaction() as store:
            restricting.restrict(store, visit_state.of(store, visit.id), actors.GUEST)
    heard = []
    # Twice, as the second time the desk knows already.
    for typed in ("+628121111111", PHONE, "+628122222222", PHONE):
        with statements(database) as asked, database.transaction() as store:
            check_in.announce_address(store, cast.kiosk, Lookup.PHONE, typed)
        heard.append(asked)
    assert heard[1] == heard[0]
    assert heard[2] == heard[3] == heard[0]


def test_a_rehearsal_speaks_with_the_mail_server_and_hands_nothing_over(
    database: Database,
    office: MailSettings,
    inbox: Inbox,
    listen: Listen,
    clock: SettableClock,
    ask: Ask,
) -> None:
    ask(STRANGER)
    clock.forward(seconds=3)
    transport = SmtpTransport(f"smtp://127.0.0.1:{listen()}")
    assert deliver_due(database, transport, office) == 1
    assert inbox.taken == []
    with database.reading() as store:
        assert store.exec(select(Email)).one().settled_at is not None


def test_a_rehearsal_lasts_as_long_as_a_code_lasted_lately(
    office: MailSettings,
) -> None:
    now = [0.0]
    slept: list[float] = []

    class Slow(Nowhere):
        def send(self, message: object) -> None:
            super().send(message)
            now[0] += 0.7

        def rehearse(self, message: object) -> None:
            super().rehearse(message)
            now[0] += 0.2

    paced = EvenPace(Slow(), lambda: now[0], slept.append)
    message = EmailMessage()
    message["From"] = office.sender
    message.set_content("123456")
    paced.rehearse(message)
    paced.send(message)
    paced.rehearse(message)
    assert slept == [pytest.approx(0.5)]
