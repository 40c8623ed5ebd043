"""A text of 60 KB in a guest's forms costs next to nothing, also without the form's token."""

import pytest
from flask.testing import FlaskClient

from tests.cast import Invite
from tests.guest_page.conftest import LinkOf
from tests.guest_page.own_browser import token
from tests.web.long_texts import KINDS, LONG_TEXTS, MULTIPART, loops

A_PAGE = 6.0
"""Calibration loops for a whole answer with its page, whatever was typed."""


@pytest.mark.parametrize("kind", KINDS)
def test_an_address_that_is_much_too_long_is_refused_at_once(
    anybody: FlaskClient, kind: str
) -> None:
    form = {
        "csrf_token": token(anybody, "/", "/inquiries"),
        "address": LONG_TEXTS[kind],
    }

    cost = loops(lambda: anybody.post("/inquiries", data=form, content_type=MULTIPART))
    answer = anybody.post("/inquiries", data=form, content_type=MULTIPART)

    assert cost < A_PAGE
    assert answer.status_code == 422
    assert "At most 254 characters" in answer.text


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_that_is_much_too_long_corrects_nothing(
    anybody: FlaskClient, invite: Invite, link_of: LinkOf, kind: str
) -> None:
    link = link_of(invite())
    form = {
        "csrf_token": token(anybody, f"{link}/corrections", f"{link}/corrections"),
        "badge_name": LONG_TEXTS[kind],
    }

    cost = loops(
        lambda: anybody.post(f"{link}/corrections", data=form, content_type=MULTIPART)
    )
    answer = anybody.post(f"{link}/corrections", data=form, content_type=MULTIPART)

    assert cost < A_PAGE
    assert answer.status_code == 422


@pytest.mark.parametrize("kind", KINDS)
def test_without_the_token_no_field_is_looked_at(
    anybody: FlaskClient, kind: str
) -> None:
    form = {"csrf_token": "0" * 64, "address": LONG_TEXTS[kind]}

    assert (
        loops(lambda: anybody.post("/inquiries", data=form, content_type=MULTIPART))
        < A_PAGE
    )
    assert (
        anybody.post("/inquiries", data=form, content_type=MULTIPART).status_code == 400
    )
