"""The link that a host may pass on: the plan and the code, and the way to prove more."""

import pytest
from flask.testing import FlaskClient

from lencana.mail.delivery import deliver_due
from lencana.mail.mail_settings import MailSettings
from lencana.mail.mailbox import MemoryMailbox
from tests.cast import EMAIL, PHONE, Cast, Invite, check_in
from tests.guest_page.conftest import LinkOf
from tests.guest_page.own_browser import send, words
from tests.guest_page.test_inquiries import digits
from tests.lencana.mail.sample_emails import LINKS
from tests.web.page_rules import check_page
from visits import visit_state
from visits.rights import restricting
from visits.store.database import Database
from visits.vocabulary import actors


def test_it_shows_the_plan_and_the_code(
    anybody: FlaskClient, invite: Invite, shared_link_of: LinkOf
) -> None:
    link = shared_link_of(invite())
    page = words(anybody.get(link))
    for said in (
        "Hana Wijaya</bdi> expects you",
        "<bdi>Langit Studio</bdi> · <bdi>Senopati</bdi>",
        "10:00",
    ):
        assert said in page
    assert anybody.get(f"{link}/code.png").mimetype == "image/png"
    assert "digits by e\N{NON-BREAKING HYPHEN}mail" in page


def test_whoever_has_only_a_phone_asks_their_host_or_the_desk(
    anybody: FlaskClient, invite: Invite, shared_link_of: LinkOf
) -> None:
    page = words(anybody.get(shared_link_of(invite(email="", phone=PHONE))))
    assert "Your host comes to the kiosk" in page
    assert "have it erased, at the front desk, with an ID" in page
    assert "Send me the digits" not in page


def test_digits_to_the_address_lead_from_it_to_all_that_is_kept(
    anybody: FlaskClient, invite: Invite, shared_link_of: LinkOf, database: Database
) -> None:
    visit = invite()
    office = MailSettings(links=LINKS, sender="Lobby <lobby@example.org>")
    deliver_due(database, MemoryMailbox(), office)
    assert 'href="/"' in words(anybody.get(shared_link_of(visit)))
    page = send(anybody, "/", "/inquiries", address=EMAIL).headers["Location"]
    typed = send(anybody, page, f"{page}/confirmation", code=digits(database))
    [link] = {
        word.partition("#")[0]
        for word in words(anybody.get(typed.headers["Location"])).split('"')
        if word.startswith(f"/{visit.public_id}-")
    }
    assert EMAIL in words(anybody.get(link))
    assert send(anybody, f"{link}/erasure", f"{link}/erasure").status_code == 303


def test_what_is_restricted_leads_to_the_desk_and_says_no_more(
    anybody: FlaskClient, invite: Invite, shared_link_of: LinkOf, database: Database
) -> None:
    visit = invite()
    with database.transaction() as store:
        state = visit_state.of(store, visit.id)
        restricting.restrict(store, state, actors.GUEST_BY_LINK)
    page = words(anybody.get(shared_link_of(visit)))
    assert "Please see the front desk" in page
    assert "Hana" not in page
    assert "10:00" not in page


def test_it_does_not_tell_that_somebody_came(
    anybody: FlaskClient,
    cast: Cast,
    invite: Invite,
    shared_link_of: LinkOf,
    database: Database,
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    page = words(anybody.get(shared_link_of(visit)))
    assert "This code no longer works" in page
    assert "checked in" not in page


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("contact", [{}, {"email": "", "phone": PHONE}])
def test_every_page_is_sound(
    anybody: FlaskClient,
    invite: Invite,
    shared_link_of: LinkOf,
    language: str,
    contact: dict[str, str],
) -> None:
    link = shared_link_of(invite(**contact))
    check_page(anybody.get(f"{link}?language={language}").get_data(as_text=True))
