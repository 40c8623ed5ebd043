"""Languages: what the guest chooses on their page counts there, in e-mails and at the kiosk."""

from flask.testing import FlaskClient
from sqlmodel import col, select

from tests.cast import Invite
from tests.guest_page.conftest import LinkOf
from tests.guest_page.own_browser import send, words
from tests.guest_page.test_confirmation import begin
from visits import emails
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.outbox import Email
from visits.vocabulary.mail import EmailKind


def test_the_language_chosen_is_that_of_every_page_and_e_mail_from_then_on(
    anybody: FlaskClient, database: Database, invite: Invite, link_of: LinkOf
) -> None:
    visit = invite(language="id")
    page = link_of(visit)
    assert '<html lang="id"' in words(anybody.get(page))

    answer = send(anybody, page, f"{page}/language", language="en", next=page)

    assert answer.location == page
    assert '<html lang="en"' in words(anybody.get(page))
    place = begin(anybody, page)
    assert '<html lang="en"' in words(anybody.get(place))
    with database.reading() as store:
        of_code = select(Email).where(col(Email.kind) == EmailKind.CONFIRMATION_CODE)
        assert emails.contents(store, store.exec(of_code).one()).language == "en"


def test_it_is_chosen_in_place_and_no_other_place_is_led_to(
    anybody: FlaskClient, database: Database, invite: Invite, link_of: LinkOf
) -> None:
    page = link_of(invite(language="id"))
    with database.reading() as store:
        before = len(store.exec(select(AuditEntry)).all())
    asked = f"{page}/corrections?language=id"
    for wanted, told in ((asked, asked), ("//evil.example", "/")):
        answer = send(anybody, asked, f"{page}/language", language="en", next=wanted)
        assert answer.location == told
    for language in ("xx", ""):
        send(anybody, page, f"{page}/language", language=language)
    assert '<html lang="en"' in words(anybody.get(page))
    with database.reading() as store:
        assert len(store.exec(select(AuditEntry)).all()) == before
