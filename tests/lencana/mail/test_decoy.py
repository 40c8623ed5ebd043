"""The decoy: writing a stranger's letter to nobody is as much work as writing a guest's."""

import sys
from collections.abc import Callable

from lencana.mail.delivery import MailSettings, deliver_due
from lencana.mail.mailbox import MemoryMailbox
from tests.cast import EMAIL, Cast, Invite
from visits.lobby import check_in
from visits.rights import inquiries
from visits.store.database import Database
from visits.vocabulary.visits import Lookup


class Nowhere:
    """A transport that counts what it is handed."""

    def __init__(self) -> None:
        self.carried = 0

    def send(self, message: object) -> None:
        assert message
        self.carried += 1


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


def announce(database: Database, cast: Cast, address: str) -> None:
    with database.transaction() as store:
        check_in.announce_address(store, cast.kiosk, Lookup.EMAIL, address)


def test_a_strangers_code_is_as_much_work_as_a_guests(
    database: Database, cast: Cast, invite: Invite, office: MailSettings
) -> None:
    invite()
    post = Nowhere()
    work = []
    deliver_due(database, MemoryMailbox(), office)
    for address in ("warm@example.org", EMAIL, "stranger@example.org", EMAIL):
        announce(database, cast, address)
        work.append(calls_of(lambda: deliver_due(database, post, office)))

    _, guest, stranger, _ = work
    print(f"calls for a guest {guest}, for a stranger {stranger}")  # noqa: T201 - a count to look at
    assert post.carried == 2
    assert 0.75 < stranger / guest < 1.33


def test_a_strangers_digits_to_see_their_data_are_as_much_work_as_a_guests(
    database: Database, invite: Invite, office: MailSettings
) -> None:
    invite()
    post = Nowhere()
    work = []
    deliver_due(database, MemoryMailbox(), office)
    for number, address in enumerate(
        ("warm@example.org", EMAIL, "stranger@example.org", EMAIL)
    ):
        with database.transaction() as store:
            inquiries.ask(store, address, "en", str(number))
        work.append(calls_of(lambda: deliver_due(database, post, office)))

    _, guest, stranger, _ = work
    assert post.carried == 2
    assert 0.75 < stranger / guest < 1.33
