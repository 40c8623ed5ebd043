"""Forgotten passwords: a link by e-mail, good once and briefly, and no sign of who is a member."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from lencana.mail.delivery import deliver_due
from lencana.mail.mail_settings import MailSettings
from lencana.mail.mailbox import Mail, MemoryMailbox
from tests.cast import Cast, SettableClock
from tests.kiosk.tablet import statements
from tests.lencana.mail.sample_emails import OFFICE
from visits.erasure import account_closure, after_restore, short_lived
from visits.people import (
    asked_email_limits,
    credentials,
    password_links,
    password_resets,
    passwords,
    second_factors,
    sessions,
    welcome_links,
)
from visits.people.password_resets import ResetOrigin
from visits.people.rate_limits import Pace
from visits.people.sessions import SessionData
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.people import Account, PasswordReset, SecondFactor
from visits.vocabulary.actors import OPERATOR
from visits.vocabulary.audit import Act, ActorKind
from visits.vocabulary.mail import EmailKind, UndeliveredReason
from visits.vocabulary.refusals import LinkExpired, TooManyTries
from visits.vocabulary.sessions import FaceName

HANA, STRANGER = "hana@example.com", "nobody@example.org"
OLD, NEW = "three quiet lamps", "four loud kettles"


@pytest.fixture(autouse=True)
def a_password(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        store.get_one(Account, cast.hana.id).password = passwords.hashed(OLD)


def ask(
    database: Database, email: str = HANA, network: str = "192.0.2.1", nonce: str = ""
) -> None:
    with database.transaction() as store:
        origin = ResetOrigin(FaceName.HOSTS, network)
        password_resets.ask(store, email, origin, nonce)


def token(database: Database) -> str:
    with database.reading() as store:
        reset = store.exec(select(PasswordReset)).one()
        return password_resets.link(store, reset.digest)


def accept(database: Database, link: str) -> None:
    with database.transaction() as store:
        hashed = passwords.hashed(NEW)
        password_links.accept(store, link, hashed, FaceName.HOSTS)


def delivered(
    database: Database, clock: SettableClock, office: MailSettings = OFFICE
) -> list[Mail]:
    clock.forward(seconds=3)
    box = MemoryMailbox()
    deliver_due(database, box, office)
    return box.mails()


def test_a_member_is_mailed_a_link_that_sets_another_password_once(
    database: Database, clock: SettableClock
) -> None:
    ask(database, " HANA@example.com")
    [mail] = delivered(database, clock)
    link = token(database)
    assert (mail.to, f"/welcome/{link}" in mail.text) == (HANA, True)

    accept(database, link)

    with database.reading() as store:
        assert credentials.sign_in(store, HANA, NEW).password is not None
    with pytest.raises(LinkExpired):
        accept(database, link)


def test_a_member_is_told_that_their_password_was_changed(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    ask(database)
    delivered(database, clock)
    accept(database, token(database))
    [mail] = delivered(database, clock)
    assert (mail.to, mail.subject) == (HANA, "Your password was changed")
    assert "http" not in mail.text

    with database.transaction() as store:
        hashed = passwords.hashed(OLD)
        credentials.set_password(store, cast.hana.id, hashed, FaceName.DESK)
        # A second tap changes nothing, and tells nothing.
        credentials.set_password(store, cast.hana.id, hashed, FaceName.DESK)
    [mail] = delivered(database, clock)
    assert "At the front desk" in mail.text


@pytest.mark.parametrize(
    "over",
    ["late", "newer", "operator", "changed", "welcome", "closed", "restored"],
)
def test_a_link_dies_of_time_of_another_one_and_of_another_password(
    database: Database, cast: Cast, clock: SettableClock, over: str
) -> None:
    ask(database)
    link, hana = token(database), cast.hana.id
    with database.transaction() as store:
        hashed = passwords.hashed(NEW)
        if over == "late":
            clock.forward(minutes=30)
        if over == "newer":
            password_resets.ask(store, HANA, ResetOrigin(FaceName.DESK, "192.0.2.2"))
        if over == "operator":
            welcome_links.send(store, hana)
        if over == "changed":
            credentials.set_password(store, hana, hashed, FaceName.HOSTS)
        if over == "welcome":
            welcome_links.send(store, hana)
            welcomed = welcome_links.welcome_link(store, hana)
            password_resets.ask(store, HANA, ResetOrigin(FaceName.DESK, "192.0.2.2"))
            password_links.accept(store, welcomed, hashed, FaceName.HOSTS)
        if over == "closed":
            account_closure.close(store, hana, OPERATOR)
        if over == "restored":
            after_restore.sign_everybody_out(store)
        newest = store.exec(select(PasswordReset)).all()
    with pytest.raises(LinkExpired):
        accept(database, link)
    assert len(newest) == (over in {"late", "newer"})


def test_the_other_link_dies_with_the_password_too(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        welcome_links.send(store, cast.hana.id)
        welcomed = welcome_links.welcome_link(store, cast.hana.id)
        credentials.set_password(
            store, cast.hana.id, passwords.hashed(NEW), FaceName.HOSTS
        )
    with pytest.raises(LinkExpired):
        accept(database, welcomed)


def test_a_new_password_ends_every_session_and_keeps_the_second_factor(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        cookie = sessions.open(store, "hosts", SessionData(member_id=cast.hana.id))
        factor = SecondFactor(
            account_id=cast.hana.id, secret=b"s" * 32, confirmed_at=store.now
        )
        store.add(factor)
    ask(database)
    accept(database, token(database))
    with database.reading() as store:
        assert sessions.find(store, "hosts", cookie) is None
        assert second_factors.is_on(store, cast.hana.id)


def test_the_audit_log_says_that_it_was_set_by_a_link_and_nothing_of_who_asked(
    database: Database, cast: Cast
) -> None:
    ask(database)
    link = token(database)
    accept(database, link)
    with database.reading() as store:
        newest = select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(1)
        entry = store.exec(newest).one()
    said = (entry.actor, entry.actor_id, entry.act, entry.subject_id)
    hana = cast.hana.id
    assert said == (ActorKind.MEMBER, hana, Act.PASSWORD_RESET, hana)
    assert link not in str(entry.model_dump())


def test_a_member_without_a_password_is_welcomed_anew(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    with database.transaction() as store:
        store.get_one(Account, cast.hana.id).password = None
    ask(database)
    [mail] = delivered(database, clock)
    assert mail.subject == "Welcome to Lencana: choose your password"
    accept(database, token(database))
    # Nothing was changed of which they need to hear.
    assert delivered(database, clock) == []


@pytest.mark.parametrize("who", ["stranger", "closed"])
def test_nobody_else_is_mailed_and_a_strangers_link_opens_nothing(
    database: Database, cast: Cast, clock: SettableClock, who: str
) -> None:
    if who == "closed":
        with database.transaction() as store:
            account_closure.close(store, cast.hana.id, OPERATOR)
        delivered(database, clock)
    ask(database, STRANGER if who == "stranger" else HANA)
    assert delivered(database, clock) == []
    with database.reading() as store:
        of_reset = col(Email.kind) == EmailKind.PASSWORD_RESET
        email = store.exec(select(Email).where(of_reset)).one()
    assert email.undelivered is UndeliveredReason.NO_ADDRESS
    with pytest.raises(LinkExpired):
        accept(database, token(database))


def test_strangers_and_members_are_the_same_statements(database: Database) -> None:
    heard = []
    for email in (STRANGER, HANA):
        with statements(database) as asked:
            ask(database, email)
        heard.append(asked)
    assert heard[0] == heard[1]
    assert len(heard[0]) > 3


def test_the_same_form_asks_once_and_never_brings_a_used_link_back(
    database: Database, clock: SettableClock
) -> None:
    ask(database, nonce="one")
    used = token(database)
    ask(database, nonce="one")
    assert token(database) == used
    assert len(delivered(database, clock)) == 1
    accept(database, used)
    delivered(database, clock)
    ask(database, nonce="one")
    assert len(delivered(database, clock)) == 1
    assert token(database) != used


@pytest.mark.parametrize("email", [HANA, STRANGER])
def test_no_mailbox_is_filled_and_nobody_learns_whose_it_is(
    database: Database, clock: SettableClock, email: str
) -> None:
    for _ in range(3):
        ask(database, email)
    with pytest.raises(TooManyTries):
        ask(database, email)
    # Somebody elsewhere is not kept from theirs, until all together are too many.
    for number in range(asked_email_limits.PASSWORD_RESET.most - 3):
        ask(database, email, network=f"198.51.100.{number}")
    with pytest.raises(TooManyTries):
        ask(database, email, network="203.0.113.1")
    clock.forward(days=1)
    ask(database, email)


def test_a_flood_waits_a_second_in_all_and_five_from_one_network(
    database: Database, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in (("NETWORK_PACE", 5), ("PACE_IN_ALL", 1)):
        wait = timedelta(seconds=seconds)
        pace = Pace(free=2, first=wait, longest=wait, within=timedelta(minutes=10))
        monkeypatch.setattr(asked_email_limits, name, pace)
    for number in range(2):
        ask(database, f"n{number}@example.org")
    with pytest.raises(TooManyTries):
        ask(database, network="198.51.100.1")
    clock.forward(seconds=1)
    ask(database, network="198.51.100.1")
    clock.forward(seconds=1)
    with pytest.raises(TooManyTries):
        ask(database, "n3@example.org")
    clock.forward(seconds=3)
    ask(database, "n3@example.org")


def test_what_was_asked_is_purged_when_it_is_over(
    database: Database, clock: SettableClock
) -> None:
    ask(database, STRANGER)
    clock.forward(minutes=30)
    with database.transaction() as store:
        for step in short_lived.all_steps():
            step(store, 100)
        assert store.exec(select(PasswordReset)).all() == []
