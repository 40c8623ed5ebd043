"""Words: everything the tablet says, it says in every language; every item has its place in the notice."""

from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import kiosk
from kiosk.notice import ITEMS
from visits.policy.register import register

FOLDER = Path(kiosk.__file__).parent
READERS = [("**.py", "python"), ("**.html", "jinja2")]


def spoken() -> set[str]:
    found = extract_from_dir(FOLDER, READERS, keywords={"_": None})
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def test_everything_is_said_in_indonesian_and_nothing_else() -> None:
    with (FOLDER / "translations/id/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = {str(message.id): message.string for message in read_po(file) if message.id}
    assert set(catalogue) == spoken()
    assert all(catalogue.values())


def test_every_item_that_is_kept_of_a_guest_has_its_words_in_the_notice() -> None:
    assert set(ITEMS) == set(register().items)
