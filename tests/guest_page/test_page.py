"""What a guest sees behind their link."""

from io import BytesIO

import zxingcpp
from flask.testing import FlaskClient
from PIL import Image

from tests.cast import Invite, invitation_code
from tests.guest_page.conftest import LinkOf
from visits.store.database import Database


def test_the_link_opens_what_is_planned(anybody: FlaskClient, invite: Invite, link_of: LinkOf) -> None:
    answer = anybody.get(link_of(invite()))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    for words in ("Hana Wijaya", "Langit Studio", "Senopati", "Monday, 23 November 2026", "10:00–11:00"):
        assert words in page


def test_the_picture_holds_the_invitation_code(
    anybody: FlaskClient, invite: Invite, link_of: LinkOf, database: Database
) -> None:
    visit = invite()
    answer = anybody.get(f"{link_of(visit)}/code.png")
    assert answer.headers["Cache-Control"] == "no-store"
    [read] = zxingcpp.read_barcodes(Image.open(BytesIO(answer.data)))
    assert read.text == invitation_code(database, visit)
