"""The desk's words: one for every reason there is, in both languages."""

from enum import Enum
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import front_desk
from front_desk import labels
from visits.vocabulary.printing import PrintState, ReprintReason, Trouble
from visits.vocabulary.visits import (
    FlashMessage,
    LeftBy,
    Level,
    RefusalReason,
    VisitPurpose,
    WaitReason,
)

HERE = Path(front_desk.__file__).parent
SOURCES = [("**.py", "python"), ("templates/**", "jinja2")]


@pytest.mark.parametrize(
    ("table", "reasons"),
    [
        (labels.PURPOSES, VisitPurpose),
        (labels.TURNED_AWAY, RefusalReason),
        (labels.PRINT_AGAIN, ReprintReason),
        (labels.LEVELS, Level),
        (labels.LEFT_BY, LeftBy),
        (labels.WAITS, WaitReason),
        (labels.ADVICE, WaitReason),
        (labels.PAPER, PrintState),
        (labels.TROUBLES, Trouble),
    ],
)
def test_every_reason_has_its_words(
    table: dict[object, object], reasons: type[Enum]
) -> None:
    assert set(table) == set(reasons)


def test_every_word_is_also_said_in_indonesian() -> None:
    said = {message for _, _, message, _, _ in extract_from_dir(HERE, SOURCES)}
    with (HERE / "translations/id/LC_MESSAGES/messages.po").open("rb") as file:
        translated = {
            message.id: message.string for message in read_po(file) if message.id
        }
    assert {word for word in said if not translated.get(word)} == set()
    assert set(translated) - said == set()


def test_a_translation_keeps_the_places_of_its_values() -> None:
    with (HERE / "translations/id/LC_MESSAGES/messages.po").open("rb") as file:
        broken = [
            (message.id, error)
            for message in read_po(file, locale="id")
            for error in message.check()
        ]
    assert broken == []


def test_every_notice_of_the_desk_is_a_word_that_a_session_may_hold() -> None:
    assert set(labels.NOTICES) <= set(FlashMessage)
