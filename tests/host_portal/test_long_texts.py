"""A text of 60 KB in any field of an invitation is refused at once."""

import pytest
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.host_portal.invitation_form import filled
from tests.web.cast import Browser
from tests.web.long_texts import KINDS, LONG_TEXTS, MULTIPART, loops

A_PAGE = 6.0
"""Calibration loops for a whole answer with its page, whatever was typed."""


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    "field", ["name", "badge_name", "email", "phone", "day", "purpose", "nonce"]
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_text_that_is_much_too_long_invites_nobody(
    hana: Browser, cast: Cast, field: str, kind: str
) -> None:
    hana.get("/invitations/new")
    form = {"csrf_token": hana.token, **filled(cast, **{field: LONG_TEXTS[kind]})}

    def post() -> TestResponse:
        return hana.client.post("/invitations", data=form, content_type=MULTIPART)

    assert loops(post) < A_PAGE
    # Nobody types a nonce: a message beside it would help nobody.
    assert post().status_code == (400 if field == "nonce" else 422)
