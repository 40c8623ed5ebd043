"""What somebody sends besides or instead of what a form asks for."""

from http import HTTPStatus

import pytest
from sqlmodel import col, select

from tests.cast import EMAIL, Cast
from tests.host_portal.invitation_form import send
from tests.house_rules.product import files
from tests.security.conftest import Faces
from tests.web.cast import ORIGIN, Browser, signed_in
from visits.store.database import Database
from visits.store.visits import Arrival, Visit
from visits.vault import blind_index
from visits.vocabulary.visits import Lookup


@pytest.fixture
def hana(faces: Faces, cast: Cast) -> Browser:
    return signed_in(faces.apps["hosts"], cast.hana.id)


def test_a_field_that_was_not_asked_for_changes_nothing(
    hana: Browser, cast: Cast, database: Database
) -> None:
    extra = {
        "host_id": str(cast.raka.id),
        "member_id": str(cast.raka.id),
        "site_id": str(cast.mitte.id),
        "company_id": str(cast.awan.id),
        "role": "desk",
        "level": "3",
        "verified": "1",
    }
    assert send(hana, cast, **extra).status_code == HTTPStatus.SEE_OTHER
    with database.reading() as store:
        visit = store.exec(select(Visit).order_by(col(Visit.id).desc())).first()
        assert visit is not None
        assert (visit.host_id, visit.site_id) == (cast.hana.id, cast.senopati.id)
        assert store.exec(select(Arrival)).all() == []


def test_a_field_that_comes_twice_is_taken_once(
    hana: Browser, cast: Cast, database: Database
) -> None:
    send(hana, cast, email=[EMAIL, "eve@example.org"])
    with database.reading() as store:
        (visit,) = store.exec(select(Visit)).all()
        kept = blind_index.stored(store, visit.id, Lookup.EMAIL)
        assert kept == blind_index.digest(store.keys.secrets, Lookup.EMAIL, EMAIL)


def test_no_form_takes_a_file_but_a_list_of_guests() -> None:
    """Which is read in memory (tests/host_portal/test_guest_lists.py)."""
    pages = {file.name: file.read_text() for file in files(".html")}
    asking = [name for name, page in pages.items() if 'type="file"' in page]
    reading = [
        file.name for file in files(".py") if "request.files" in file.read_text()
    ]
    assert asking == ["guest_list.html"]
    assert reading == ["guest_lists.py"]


@pytest.mark.parametrize(
    "path",
    [
        "../../pyproject.toml",
        "%2e%2e/%2e%2e/etc/passwd",
        "..%5c..%5cetc",
        "/etc/passwd",
        "",
    ],
)
def test_no_address_reaches_a_file_outside_its_folder(faces: Faces, path: str) -> None:
    for app in faces.apps.values():
        for folder in ("static", "web", "bootstrap/static"):
            answer = app.test_client().get(f"/{folder}/{path}", buffered=True)
            assert answer.status_code >= HTTPStatus.MULTIPLE_CHOICES
            assert answer.headers.get("Location", ORIGIN).startswith(("/", ORIGIN))
