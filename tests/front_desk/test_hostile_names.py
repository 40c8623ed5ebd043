"""Names that would be more than names: they are words on a page, whole and harmless."""

import pytest
from markupsafe import escape

from tests.cast import Cast, Invite
from tests.web.cast import Browser
from tests.web.page_rules import check_page
from visits.lobby import desk_queue
from visits.store.database import Database
from visits.vocabulary.visits import WaitReason

HOSTILE = [
    "{{7*7}}",
    "{% raise %}",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "%(name)s %s {0}",
    "\u202eatiG \u2066evil\u2069",
    "محمد بن عبد الله",
    "O'Brien & Sons",
]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_only_a_name(
    dewi: Browser, cast: Cast, invite: Invite, database: Database, name: str
) -> None:
    visit = invite(name=name)
    with database.transaction() as store:
        desk_queue.note(store, store.merge(cast.kiosk), WaitReason.ID_CHECK, visit.id)
    for path in ("/", f"/visits/{visit.public_id}"):
        page = dewi.get(path).get_data(as_text=True)
        check_page(page)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert ">49<" not in page
        assert str(escape(name)) in page


def test_a_name_stands_apart_from_the_words_around_it(
    dewi: Browser, invite: Invite
) -> None:
    invite(name="محمد")
    assert "<bdi>محمد</bdi>" in dewi.get("/").get_data(as_text=True)


def test_no_address_of_the_desk_holds_a_guests_words(
    dewi: Browser, invite: Invite
) -> None:
    invite(name="Unmistakable")
    page = dewi.get("/").get_data(as_text=True)
    addresses = [
        part.split('"')[0]
        for part in page.split('href="')[1:] + page.split('action="')[1:]
    ]
    assert addresses
    assert not [address for address in addresses if "Unmistakable" in address]
