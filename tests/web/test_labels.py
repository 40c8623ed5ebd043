"""Labels: every value of every closed list that people read has exactly one, in each language."""

from collections.abc import Mapping
from enum import Enum

import pytest
from flask import Flask

from tests.house_rules.product import ROOT
from tests.house_rules.test_translations import translated
from visits.vocabulary.sessions import FaceName
from visits.vocabulary.visits import Level, VisitPurpose
from web.labels import LABELS, label

WITH_MEMBERS = {FaceName.HOSTS, FaceName.DESK}


@pytest.mark.parametrize(("values", "table"), LABELS.items())
def test_every_value_has_a_label_and_none_has_that_of_another(
    values: type[Enum], table: Mapping[Enum, object]
) -> None:
    assert set(table) == (WITH_MEMBERS if values is FaceName else set(values))
    assert len({str(text) for text in table.values()}) == len(table)


def test_every_label_is_there_in_indonesian(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        labels = {
            # Catalogues have the plain hyphen, which breaks no line only when it is shown.
            (label(value).replace("\N{NON-BREAKING HYPHEN}", "-"),)
            for table in LABELS.values()
            for value, text in table.items()
            # What is no sentence of ours, such as Slack, is called the same everywhere.
            if not isinstance(text, str)
        }
    indonesian = translated(ROOT / "web")
    assert {english for english in labels if not any(indonesian[english])} == set()


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "Meeting"), ("id", "Pertemuan")]
)
def test_a_label_is_in_the_readers_language(
    app: Flask, language: str, expected: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        assert label(VisitPurpose.MEETING) == expected


def test_a_value_that_equals_another_lists_keeps_its_own_label(app: Flask) -> None:
    with app.test_request_context():
        assert label(Level.NAME_ONLY) == "Name only"


def test_a_value_without_a_label_is_a_bug(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(KeyError):
        label(FaceName.API)
