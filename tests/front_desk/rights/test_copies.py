"""Copies: what is kept of somebody is handed to them on paper or as a file, once an ID was seen."""

import html
import json

import pytest
from sqlmodel import col, select
from werkzeug.test import TestResponse

from tests.cast import EMAIL, NAME, Cast, Invite
from tests.web.cast import Browser
from visits.audit.access_log import AccessLog
from visits.rights import requests
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.people import Member
from visits.store.rights import RightsRequest
from visits.store.visits import Visit
from visits.vocabulary.audit import Act
from visits.vocabulary.policy import Purpose, Reader
from visits.vocabulary.rights import RequestOutcome, Right
from visits.vocabulary.visits import Lookup


@pytest.fixture
def request_(database: Database, cast: Cast) -> RightsRequest:
    """Somebody before Dewi wants to see what is kept under Gita's address."""
    with database.transaction() as store:
        return requests.record_at_desk(
            store, cast.senopati.id, Right.ACCESS, cast.dewi.id, (Lookup.EMAIL, EMAIL)
        )


def ask(
    browser: Browser, request: RightsRequest, kind: str, *visits: Visit, seen: str = "y"
) -> TestResponse:
    browser.get(f"/requests/{request.public_id}")
    chosen = [visit.public_id for visit in visits]
    return browser.post(
        f"/requests/{request.public_id}/{kind}", visits=chosen, id_seen=seen
    )


def words(answer: TestResponse) -> str:
    return html.unescape(answer.get_data(as_text=True))


def acts(database: Database, act: Act) -> list[int | None]:
    with database.reading() as store:
        return list(
            store.exec(select(AuditEntry.visit_id).where(col(AuditEntry.act) == act))
        )


def test_the_sheet_says_everything_in_the_guests_own_language(
    dewi: Browser, request_: RightsRequest, invite: Invite
) -> None:
    visit = invite(language="id")
    page = words(ask(dewi, request_, "printable-copy", visit))

    for word in (
        NAME,
        EMAIL,
        "Hana Wijaya",
        'lang="id"',
        "dihapus paling lambat",
        "jika Anda tidak datang",
    ):
        assert word in page
    assert "A copy to hand over" in page


def test_the_sheet_calls_a_forgotten_host_a_former_member(
    dewi: Browser,
    request_: RightsRequest,
    invite: Invite,
    database: Database,
    cast: Cast,
) -> None:
    visit = invite(language="id")
    with database.transaction() as store:
        store.get_one(Member, cast.hana.id).profile = b""

    assert "mantan anggota, Langit Studio" in words(
        ask(dewi, request_, "printable-copy", visit)
    )


def test_the_next_sheet_says_that_the_desk_handed_one_over(
    dewi: Browser,
    request_: RightsRequest,
    invite: Invite,
    database: Database,
    cast: Cast,
    access_log: AccessLog,
) -> None:
    visit = invite()
    ask(dewi, request_, "printable-copy", visit)
    access_log.write(database)
    with database.transaction() as store:
        again = requests.record_at_desk(
            store, cast.senopati.id, Right.ACCESS, cast.dewi.id, (Lookup.EMAIL, EMAIL)
        )

    assert "the front desk, when it handed you a copy" in words(
        ask(dewi, again, "printable-copy", visit)
    )


def test_the_file_says_the_same_to_a_machine_and_its_name_says_nothing(
    dewi: Browser, request_: RightsRequest, invite: Invite, database: Database
) -> None:
    visit = invite()
    answer = ask(dewi, request_, "file", visit)

    (document,) = json.loads(answer.get_data())["visits"]
    assert {"name": NAME, "email": EMAIL}.items() <= {
        one["name"]: one["value"]
        for one in document["kept"]
        if isinstance(one["value"], str)
    }.items()
    assert (
        answer.headers["Content-Disposition"]
        == 'attachment; filename="lencana-data.json"'
    )
    assert "no-store" in answer.headers["Cache-Control"]
    assert acts(database, Act.EXPORTED) == [visit.id]


def test_it_is_read_as_the_guests_own_by_who_hands_it_over(
    dewi: Browser,
    cast: Cast,
    request_: RightsRequest,
    invite: Invite,
    access_log: AccessLog,
) -> None:
    visit = invite()
    access_log.waiting.clear()
    ask(dewi, request_, "printable-copy", visit)
    asking = [told.asking for _, told in access_log.waiting if "email" in told.items]
    assert [(one.actor.id, one.reader, one.purpose) for one in asking] == [
        (cast.dewi.id, Reader.GUEST, Purpose.COMPLY)
    ]


@pytest.mark.parametrize("kind", ["printable-copy", "file"])
def test_nothing_is_told_before_an_id_was_seen(
    dewi: Browser, request_: RightsRequest, invite: Invite, kind: str
) -> None:
    answer = ask(dewi, request_, kind, invite(), seen="")
    assert answer.status_code == 422
    assert "Look at a photo ID first" in words(answer)
    assert EMAIL not in words(answer)


@pytest.mark.parametrize("kind", ["printable-copy", "file"])
def test_nothing_of_anybody_else_is_told(
    dewi: Browser, dieter: Browser, request_: RightsRequest, invite: Invite, kind: str
) -> None:
    mine, other = invite(), invite(name="Other Person", email="other@example.org")
    answer = ask(dewi, request_, kind, mine, other)
    assert "Other Person" not in words(answer)
    assert ask(dieter, request_, kind, mine).status_code == 404


def test_what_was_handed_over_is_settled_and_told_no_more(
    dewi: Browser, request_: RightsRequest, invite: Invite, database: Database
) -> None:
    visit = invite()
    ask(dewi, request_, "printable-copy", visit)
    assert dewi.post(f"/requests/{request_.public_id}/handover").status_code == 303
    with database.reading() as store:
        assert store.get_one(RightsRequest, request_.id).outcome is RequestOutcome.DONE
    assert EMAIL not in words(ask(dewi, request_, "printable-copy", visit))
