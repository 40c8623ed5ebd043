"""Names of devices.

What would mislead at the desk is refused at its field, in the reader's language.
"""

import pytest
from sqlmodel import select

from tests.web.cast import Browser
from tests.web.hostile import MISLEADING
from tests.web.page_rules import check_page
from visits.store.database import Database
from visits.store.sites import PairingCode, PrinterGroup

FORMS = {
    "/pairing-codes": "name",
    "/agents/pairing-codes": "agent-name",
    "/printer-groups": "group-name",
}


@pytest.mark.sampled(12)
@pytest.mark.parametrize(("path", "field"), FORMS.items())
@pytest.mark.parametrize("name", [name for name in MISLEADING if "\x00" not in name])
def test_a_name_that_misleads_is_refused_at_its_field(
    dewi: Browser, database: Database, path: str, field: str, name: str
) -> None:
    answer = dewi.post(path, name=name)

    check_page(answer.text)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    with database.reading() as store:
        assert store.exec(select(PairingCode)).all() == []
        assert store.exec(select(PrinterGroup)).all() == []


@pytest.mark.parametrize("path", FORMS)
def test_blanks_around_a_name_are_none_of_it(
    dewi: Browser, database: Database, path: str
) -> None:
    assert dewi.post(path, name="  Garden gate ").status_code in {201, 303}

    with database.reading() as store:
        offered, grouped = (
            store.exec(select(PairingCode.name)),
            store.exec(select(PrinterGroup.name)),
        )
        assert [*offered, *grouped] == ["Garden gate"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "signs that can be seen"), ("id", "tanda yang terlihat")],
)
def test_what_is_wrong_with_it_is_said_in_the_readers_language(
    dewi: Browser, language: str, words: str
) -> None:
    dewi.post("/language", language=language, next="/devices")

    assert words in dewi.post("/printer-groups", name="\u3164").text
