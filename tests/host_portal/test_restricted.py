"""What a host sees of guests who want to be left alone, or want no messages."""

from lencana.mail.delivery import deliver_due
from lencana.mail.mail_settings import MailSettings
from lencana.mail.mailbox import MemoryMailbox
from tests.cast import NAME, Invite
from tests.lencana.mail.sample_emails import LINKS
from tests.web.cast import Browser
from visits import visit_state
from visits.rights import restricting, suppression
from visits.store.database import Database
from visits.vocabulary import actors


def test_a_guest_who_wants_to_be_left_alone_has_no_name(
    hana: Browser, database: Database, invite: Invite
) -> None:
    visit = invite()
    with database.transaction() as store:
        restricting.restrict(store, visit_state.of(store, visit.id), actors.GUEST)
    for path in ("/", f"/invitations/{visit.public_id}"):
        page = hana.get(path).text
        assert "Guest (name hidden at their request)" in page
        assert NAME not in page


def test_a_guest_who_wants_no_messages_is_sent_none_and_the_host_reads_so(
    hana: Browser, database: Database, invite: Invite
) -> None:
    visit = invite()
    with database.transaction() as store:
        suppression.suppress(
            store, visit_state.of(store, visit.id), actors.GUEST_BY_LINK
        )
    carried = MemoryMailbox()
    deliver_due(
        database, carried, MailSettings(links=LINKS, sender="Lobby <lobby@example.org>")
    )
    assert carried.mails() == []
    assert (
        "your guest wants no e\N{NON-BREAKING HYPHEN}mails"
        in hana.get(f"/invitations/{visit.public_id}").text
    )
