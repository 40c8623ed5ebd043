"""The post's round, from the row that causes a letter to the server that takes it."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import time
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlmodel import col, select

from lencana.mail import delivery
from lencana.mail.delivery import deliver_due
from lencana.mail.headers import AddressUnusable
from lencana.mail.mail_settings import MailSettings
from lencana.mail.mailbox import MemoryMailbox
from lencana.mail.replies import Reply
from lencana.mail.smtp import NotSent, SmtpTransport
from tests.cast import EMAIL, NAME, TODAY, Cast, Invite, SettableClock
from tests.lencana.mail.conftest import Inbox, Listen
from tests.lencana.mail.sample_emails import LINKS
from visits import invitations, mail_health, outbox
from visits.people import accounts, welcome_links
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.sites import Site
from visits.store.visits import Visit
from visits.visit_times import Window
from visits.vocabulary.mail import EmailKind, MailProblem, UndeliveredReason
from visits.vocabulary.people import Role


class Crash(BaseException):
    """The power goes out: nobody gets to catch it."""


class Carrying:
    """A transport that does to each message what the test says, and remembers whose got through."""

    def __init__(self, *deeds: Callable[[], None]) -> None:
        self.deeds = list(deeds)
        self.taken: list[EmailMessage] = []

    def send(self, message: EmailMessage) -> None:
        if self.deeds:
            self.deeds.pop(0)()
        self.taken.append(message)

    def rehearse(self, message: EmailMessage) -> None:
        assert message
        if self.deeds:
            self.deeds.pop(0)()

    def recipients(self) -> list[str]:
        return [message["To"] for message in self.taken]


def failing(problem: BaseException) -> Callable[[], None]:
    def fail() -> None:
        raise problem

    return fail


def letters(database: Database) -> list[Email]:
    with database.reading() as store:
        return list(store.exec(select(Email).order_by(col(Email.id))))


def test_an_invitation_reaches_the_guest(
    database: Database,
    invite: Invite,
    inbox: Inbox,
    listen: Listen,
    office: MailSettings,
) -> None:
    invite()
    tried = deliver_due(database, SmtpTransport(f"smtp://127.0.0.1:{listen()}"), office)
    arrived = message_from_bytes(
        inbox.taken[0].original_content or b"", policy=policy.default
    )
    [letter] = letters(database)
    assert (tried, inbox.recipients()) == (1, [EMAIL])
    assert (arrived["From"], arrived["To"]) == ("Senopati <lobby@example.org>", EMAIL)
    assert letter.settled_at is not None
    assert letter.undelivered is None


def test_a_site_with_a_mailbox_of_its_own_writes_from_there_and_says_where_to_answer(
    database: Database,
    cast: Cast,
    invite: Invite,
    office: MailSettings,
    inbox: Inbox,
    listen: Listen,
) -> None:
    with database.transaction() as store:
        site = store.get_one(Site, cast.senopati.id)
        site.name = "Menara Utära, Süd"
        site.mail_sender, site.reply_to = "lobby@menara.example", "desk@menara.example"
    invite()

    deliver_due(database, SmtpTransport(f"smtp://127.0.0.1:{listen()}"), office)

    [taken] = inbox.taken
    arrived = message_from_bytes(taken.original_content or b"", policy=policy.default)
    [sender] = arrived["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (
        "Menara Utära, Süd",
        "lobby@menara.example",
    )
    assert arrived["Reply-To"] == "desk@menara.example"
    assert taken.mail_from == "lobby@menara.example"


def test_what_was_carried_is_not_carried_again(
    database: Database, invite: Invite, office: MailSettings
) -> None:
    invite()
    box = MemoryMailbox()
    assert [deliver_due(database, box, office) for _ in range(3)] == [1, 0, 0]
    assert len(box.mails()) == 1


@pytest.mark.usefixtures("cast")
def test_an_idle_round_writes_nothing(database: Database, office: MailSettings) -> None:
    deliver_due(database, MemoryMailbox(), office)
    commits = database.commits
    assert deliver_due(database, MemoryMailbox(), office) == 0
    assert database.commits == commits


def test_a_letter_waits_while_the_server_is_away_and_leaves_when_it_is_back(
    database: Database, clock: SettableClock, invite: Invite, office: MailSettings
) -> None:
    invite()
    transport = Carrying(
        failing(NotSent(MailProblem.UNREACHABLE)),
        failing(NotSent(MailProblem.CONNECTION_LOST)),
    )
    assert deliver_due(database, transport, office) == 1
    assert deliver_due(database, transport, office) == 0
    clock.forward(seconds=5)
    assert deliver_due(database, transport, office) == 1
    clock.forward(seconds=5)
    assert deliver_due(database, transport, office) == 0
    clock.forward(seconds=25)
    assert deliver_due(database, transport, office) == 1
    assert transport.recipients() == [EMAIL]


def test_a_refused_address_is_given_up_at_once(
    database: Database,
    invite: Invite,
    inbox: Inbox,
    listen: Listen,
    office: MailSettings,
) -> None:
    invite()
    inbox.to_recipient[EMAIL] = "550 5.1.1 no such mailbox"
    deliver_due(database, SmtpTransport(f"smtp://127.0.0.1:{listen()}"), office)
    assert [letter.undelivered for letter in letters(database)] == [
        UndeliveredReason.REJECTED
    ]


def test_what_is_the_relays_fault_is_kept_and_goes_out_once_it_is_mended(
    database: Database,
    cast: Cast,
    invite: Invite,
    inbox: Inbox,
    listen: Listen,
    office: MailSettings,
    clock: SettableClock,
) -> None:
    invite()
    with database.transaction() as store:
        welcome_links.send(store, cast.raka.id)
    inbox.to_any_recipient = "554 5.7.1 Relay access denied"
    transport = SmtpTransport(f"smtp://127.0.0.1:{listen()}")
    assert deliver_due(database, transport, office) == 2
    assert [letter.settled_at for letter in letters(database)] == [None, None]
    with database.reading() as store:
        failure = mail_health.failure(store)
    assert failure is not None
    assert (failure.problem, failure.reply) == (MailProblem.REFUSED, "554 5.7.1")

    inbox.to_any_recipient = "250 OK"
    clock.forward(minutes=1)
    deliver_due(database, transport, office)
    assert sorted(inbox.recipients()) == [EMAIL, "raka@example.com"]
    with database.reading() as store:
        assert mail_health.failure(store) is None


def test_an_address_that_no_mail_can_go_to_is_given_up_at_once(
    database: Database, invite: Invite, office: MailSettings
) -> None:
    invite(email="gïta@example.org")
    transport = Carrying()
    deliver_due(database, transport, office)
    assert transport.taken == []
    assert [letter.undelivered for letter in letters(database)] == [
        UndeliveredReason.NO_ADDRESS
    ]


@pytest.mark.parametrize(
    "problem", [RuntimeError(NAME), NotSent(MailProblem.CONNECTION_LOST)]
)
def test_a_poison_letter_steps_aside_for_the_others(
    database: Database, invite: Invite, office: MailSettings, problem: Exception
) -> None:
    for number in range(3):
        invite(email=f"gita{number}@example.org")
    transport = Carrying(failing(problem))
    assert deliver_due(database, transport, office) == 3
    assert sorted(transport.recipients()) == ["gita1@example.org", "gita2@example.org"]


def test_a_letter_that_cannot_be_written_is_given_up_in_the_end(
    database: Database, clock: SettableClock, invite: Invite, office: MailSettings
) -> None:
    invite()
    transport = Carrying(*[failing(RuntimeError()) for _ in range(99)])
    for _ in range(20):
        deliver_due(database, transport, office)
        clock.forward(minutes=61)
    assert deliver_due(database, transport, office) == 0
    assert letters(database)[0].undelivered in {
        UndeliveredReason.TRIED_TOO_OFTEN,
        UndeliveredReason.OVER,
    }


def test_a_crash_after_carrying_sends_twice_under_one_name_and_loses_nothing(
    database: Database,
    clock: SettableClock,
    invite: Invite,
    office: MailSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    invite()
    transport = Carrying()
    with monkeypatch.context() as patched:
        patched.setattr(outbox, "delivered", lambda *_: failing(Crash())())
        with pytest.raises(Crash):
            deliver_due(database, transport, office)
    assert deliver_due(database, transport, office) == 0
    clock.forward(minutes=3)
    assert deliver_due(database, transport, office) == 1
    assert [message["Message-ID"] for message in transport.taken] == [
        transport.taken[0]["Message-ID"]
    ] * 2


def test_a_crash_while_carrying_loses_nothing(
    database: Database, clock: SettableClock, invite: Invite, office: MailSettings
) -> None:
    invite()
    transport = Carrying(failing(Crash()))
    with pytest.raises(Crash):
        deliver_due(database, transport, office)
    clock.forward(minutes=3)
    deliver_due(database, transport, office)
    assert transport.recipients() == [EMAIL]


@pytest.mark.embedded
def test_no_transaction_is_open_while_a_letter_is_carried(
    database: Database, invite: Invite, office: MailSettings
) -> None:
    invite()

    def write() -> None:
        with closing(
            sqlite3.connect(database.engine.url.database or "", timeout=0)
        ) as other:
            other.execute("BEGIN IMMEDIATE")

    transport = Carrying(write)
    deliver_due(database, transport, office)
    assert transport.recipients() == [EMAIL]


def withdraw(database: Database, cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id)


def reschedule(database: Database, cast: Cast, visit: Visit, starts: int) -> None:
    window = Window(day=TODAY, starts=time(starts), ends=time(starts + 1))
    with database.transaction() as store:
        invitations.reschedule(store, cast.hana.id, visit.public_id, window)


def undelivered(database: Database) -> list[UndeliveredReason | None]:
    return [letter.undelivered for letter in letters(database)]


def test_an_invitation_that_is_withdrawn_before_it_was_sent_sends_nothing_at_all(
    database: Database, cast: Cast, invite: Invite, office: MailSettings
) -> None:
    withdraw(database, cast, invite())
    box = MemoryMailbox()
    deliver_due(database, box, office)
    assert box.mails() == []
    assert undelivered(database) == [
        UndeliveredReason.OVER,
        UndeliveredReason.UNANNOUNCED,
    ]


def test_what_newer_changes_have_overtaken_is_one_invitation_with_the_last_time(
    database: Database,
    cast: Cast,
    clock: SettableClock,
    invite: Invite,
    office: MailSettings,
) -> None:
    visit = invite()
    refusing = Carrying(failing(NotSent(MailProblem.REFUSED)))
    deliver_due(database, refusing, office)
    for starts in (13, 14, 15):
        reschedule(database, cast, visit, starts)
    clock.forward(minutes=1)
    box = MemoryMailbox()
    deliver_due(database, box, office)
    [mail] = box.mails()
    assert mail.subject == "Your visit to Senopati on Monday, 23 November 2026"
    assert "15:00" in mail.text
    assert undelivered(database) == [UndeliveredReason.OVERTAKEN] * 3 + [None]


@pytest.mark.parametrize(
    "unsure", ["taken", "broken off", "died", "died, then refused"]
)
def test_whoever_may_have_been_invited_hears_of_every_change(
    database: Database,
    cast: Cast,
    clock: SettableClock,
    invite: Invite,
    office: MailSettings,
    unsure: str,
) -> None:
    visit = invite()
    deeds: dict[str, list[BaseException]] = {
        "taken": [],
        "broken off": [NotSent(MailProblem.CONNECTION_LOST)],
        "died": [Crash()],
        "died, then refused": [Crash(), NotSent(MailProblem.REFUSED)],
    }
    transport = Carrying(*map(failing, deeds[unsure]))
    for _ in range(max(1, len(deeds[unsure]))):
        with suppress(Crash):
            deliver_due(database, transport, office)
        clock.forward(minutes=3)
    transport.taken.clear()
    reschedule(database, cast, visit, 15)
    deliver_due(database, transport, office)
    withdraw(database, cast, visit)
    deliver_due(database, transport, office)
    assert [message["Subject"].split()[-1] for message in transport.taken] == [
        "2026",
        "cancelled",
    ]
    assert [letter.kind for letter in letters(database)] == [
        EmailKind.INVITATION,
        EmailKind.RESCHEDULED,
        EmailKind.WITHDRAWN,
    ]


def test_two_welcome_e_mails_that_wait_are_one(
    database: Database, cast: Cast, office: MailSettings
) -> None:
    for _ in range(2):
        with database.transaction() as store:
            welcome_links.send(store, cast.raka.id)
    box = MemoryMailbox()
    deliver_due(database, box, office)
    assert len(box.mails()) == 1


def test_a_new_member_is_welcomed_with_the_link_in_force(
    database: Database, cast: Cast, office: MailSettings
) -> None:
    new = accounts.NewMember(
        name="Bima",
        email="bima@example.com",
        company_id=cast.langit.id,
        site_id=cast.senopati.id,
        roles=frozenset({Role.DESK}),
        language="id",
    )
    with database.transaction() as store:
        accounts.add_member(store, new)
    box = MemoryMailbox()
    deliver_due(database, box, office)
    [mail] = box.mails()
    assert mail.to == "bima@example.com"
    assert mail.subject == "Selamat datang di Lencana: buat kata sandi Anda"
    assert f"{LINKS.desk}/welcome/" in mail.text


def test_a_round_ends_however_much_there_is_to_send(
    database: Database,
    invite: Invite,
    office: MailSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delivery, "MOST_A_ROUND", 2)
    for number in range(3):
        invite(email=f"gita{number}@example.org")
    box = MemoryMailbox()
    assert [deliver_due(database, box, office) for _ in range(3)] == [2, 1, 0]


@pytest.mark.parametrize(
    "problem",
    [
        RuntimeError(NAME),
        NotSent(MailProblem.REFUSED, Reply(554)),
        NotSent(MailProblem.NO_SUCH_RECIPIENT),
    ],
)
def test_no_log_names_the_guest(
    database: Database,
    invite: Invite,
    office: MailSettings,
    caplog: pytest.LogCaptureFixture,
    problem: Exception,
) -> None:
    caplog.set_level(logging.DEBUG)
    visit = invite()
    deliver_due(database, Carrying(failing(problem)), office)
    assert f"e-mail {letters(database)[0].id} " in caplog.text
    for secret in (*NAME.split(), EMAIL, "Hana", visit.public_id):
        assert secret not in caplog.text


def test_a_sender_that_no_mail_can_come_from_is_refused_at_the_start() -> None:
    with pytest.raises(AddressUnusable):
        MailSettings(links=LINKS, sender="nobody, somebody@example.org")


def test_message_ids_differ_and_say_nothing(
    database: Database, invite: Invite, office: MailSettings
) -> None:
    invite()
    invite(email="other@example.org")
    transport = Carrying()
    deliver_due(database, transport, office)
    names = {message["Message-ID"] for message in transport.taken}
    assert len(names) == 2
    assert all(len(name) == len("<>@example.org") + 26 for name in names)
    assert EmailKind.INVITATION.value not in "".join(names)
