"""A mail server that greylists: it puts everybody off who writes for the first time."""

import re
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from lencana.mail.delivery import deliver_due
from lencana.mail.mail_settings import MailSettings
from lencana.mail.smtp import SmtpTransport
from tests import cast as casting
from tests.cast import EMAIL, Cast, Invite, SettableClock
from tests.lencana.mail.conftest import Inbox
from tests.ports import free_port
from visits.lobby import encounters, verification
from visits.store.database import Database
from visits.store.lobby import Encounter
from visits.visit_state import Stage

PUT_OFF = 300
"""Seconds; the usual time of Postgrey."""
STEP, SECOND_TRY = 5, 35


class Greylist(Inbox):
    """Takes an e-mail from whoever wrote to the same mailbox long enough ago."""

    def __init__(self, clock: SettableClock) -> None:
        super().__init__()
        self.clock = clock
        self.first_seen: dict[str, float] = {}

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's own name
        self, server: Any, session: Any, envelope: Envelope, address: str, options: Any
    ) -> str:
        now = self.clock.now.timestamp()
        waited = now - self.first_seen.setdefault(address, now)
        self.to_any_recipient = "450 4.2.0 Greylisted" if waited < PUT_OFF else "250 OK"
        return await super().handle_RCPT(server, session, envelope, address, options)


def send_again(database: Database, cast: Cast, encounter: Encounter) -> None:
    with database.transaction() as store:
        place = encounters.current(store, cast.kiosk.id, encounter.public_id)
        verification.send_again(store, *place, None)


def keep_waiting(database: Database, encounter: Encounter) -> None:
    """As the page does while somebody stands before it."""
    with database.transaction() as store:
        encounters.touch(store, store.get_one(Encounter, encounter.id))


def digits_of(taken: Envelope) -> str:
    message = message_from_bytes(taken.original_content or b"", policy=policy.default)
    found = re.match(r"(\d{6}):", message["Subject"])
    assert found
    return found[1]


@pytest.mark.sampled(1)
@pytest.mark.parametrize("sent_again_after", [(), (60, 150)])
def test_a_guest_of_a_slow_mail_server_gets_in_with_the_first_digits_that_arrive(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    office: MailSettings,
    sent_again_after: tuple[int, ...],
) -> None:
    server = Greylist(clock)
    listening = Controller(server, hostname="127.0.0.1", port=free_port())
    visit = invite()
    casting.send_emails(database)
    encounter, waited = casting.scan(database, cast.kiosk, visit), 0
    listening.start()
    try:
        while not server.taken and waited < 2 * PUT_OFF:
            waited += STEP
            clock.forward(seconds=STEP)
            deliver_due(
                database, SmtpTransport(f"smtp://127.0.0.1:{listening.port}"), office
            )
            keep_waiting(database, encounter)
            if waited in sent_again_after:
                send_again(database, cast, encounter)
    finally:
        listening.stop()

    print(f"put off for {PUT_OFF} s, arrived after {waited} s")  # noqa: T201 - what was counted
    assert (server.recipients()[0], waited <= PUT_OFF + SECOND_TRY) == (EMAIL, True)
    first = digits_of(server.taken[0])
    casting.confirm(database, cast.kiosk, encounter, first)
    assert casting.stage(database, visit) is Stage.ON_SITE
