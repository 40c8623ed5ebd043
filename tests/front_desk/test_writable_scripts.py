"""Lettering: the desk learns which names the fonts of the house cannot write as they are."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from front_desk.app import create_app
from lencana.app import WRITABLE_SCRIPTS
from tests.cast import Cast
from tests.front_desk.conftest import Arrive
from tests.web.cast import Browser, signed_in
from visits.store.database import Database
from web.context import WritableScripts
from web.face import FaceSettings

PLAIN = "plain letters, as no font here"


@pytest.fixture
def board_of(
    database: Database, cast: Cast, settings: FaceSettings
) -> Callable[[WritableScripts], Browser]:
    """The desk's browser in a house with such fonts."""

    def browser(writable_scripts: WritableScripts) -> Browser:
        app = create_app(replace(settings, writable_scripts=writable_scripts), database)
        return signed_in(app, cast.dewi.id)

    return browser


def fonts(*missing: str) -> WritableScripts:
    return WritableScripts(
        missing=lambda: missing, in_full=lambda name, _language: "ᬮ" not in name
    )


def test_a_name_that_is_not_written_in_full_is_pointed_out(
    board_of: Callable[[WritableScripts], Browser], arrive: Arrive
) -> None:
    arrive(name="Ni Luh ᬮᬸᬄ")

    assert PLAIN in board_of(fonts("Balinese")).get("/").text


def test_a_name_that_is_written_in_full_needs_no_words(
    board_of: Callable[[WritableScripts], Browser], arrive: Arrive
) -> None:
    arrive(name="Søren Kjærgård")

    assert PLAIN not in board_of(WRITABLE_SCRIPTS).get("/").text


def test_the_devices_page_names_the_scripts_that_no_font_can_write(
    board_of: Callable[[WritableScripts], Browser],
) -> None:
    assert (
        "Balinese, Javanese"
        in board_of(fonts("Balinese", "Javanese")).get("/devices").text
    )
    assert 'id="unwritable"' not in board_of(fonts()).get("/devices").text
