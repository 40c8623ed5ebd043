"""The 19 flaws that IBM X-Force Red found in five visitor systems in 2019, each as a test.

CVE-2018-17482 to 17497, 17499, 17500 and 17502:
https://securityintelligence.com/posts/stranger-danger-x-force-red-finds-19-vulnerabilities-in-visitor-management-systems/
"""

import json
import logging
import re
from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlmodel import SQLModel, select

from lencana.demo import seed
from tests.cast import EMAIL, NAME, Cast, Invite, check_in, invitation_code
from tests.house_rules.product import ROOT, files, templates
from tests.kiosk.tablet import Tablet, sent_digits
from tests.security.conftest import Faces
from tests.visits.people.test_first_run import first_run_details
from tests.web.cast import Browser
from visits import visit_state
from visits.lobby import desk_queue
from visits.people import first_run
from visits.policy.register import register
from visits.store.database import Database
from visits.store.people import Member
from visits.store.visits import Visit
from visits.vocabulary.refusals import FirstRunRefused

OUR_CODE = re.compile(rb"LC1:[0-9A-Z]{26}")
POLICY = json.loads((ROOT / "docs" / "kiosk-policy.json").read_text())
KIOSK = ROOT / "kiosk"
KIOSK_SCRIPTS = "\n".join(
    file.read_text() for file in files(".js") if file.is_relative_to(KIOSK)
)
KIOSK_PAGES = "\n".join(
    file.read_text() for file in templates() if file.is_relative_to(KIOSK)
)
A_LINK = "A" * 26
DOCUMENTS = re.compile("licen[cs]e|passport|ssn|document|id_?number|birth|photo")


@pytest.fixture
def present(database: Database, cast: Cast, invite: Invite) -> Visit:
    """Gita has come to Senopati: there is everything to steal."""
    visit = invite()
    check_in(database, cast.kiosk, visit)
    return visit


@pytest.fixture
def tablet(faces: Faces, cast: Cast) -> Tablet:
    return Tablet(faces.apps["kiosk"], cast.kiosk.id)


def with_the_kiosks_cookies(faces: Faces, tablet: Tablet) -> dict[str, FlaskClient]:
    """A browser before each face that sends all that the tablet's would."""
    cookie = tablet.client.get_cookie("__Host-lencana-kiosk")
    assert cookie is not None
    clients = {name: app.test_client() for name, app in faces.apps.items()}
    for client in clients.values():
        client.set_cookie(cookie.key, cookie.value)
    return clients


def test_17482_no_address_tells_a_visitor_at_the_kiosk_who_came(
    faces: Faces, tablet: Tablet, present: Visit
) -> None:
    clients = with_the_kiosks_cookies(faces, tablet)
    looked = 0
    for name, path in faces.addresses("GET", public_id=present.public_id, link=A_LINK):
        answer = clients[name].get(path, follow_redirects=True, buffered=True)
        assert not any(word.encode() in answer.data for word in (NAME, "Gita", EMAIL))
        looked += 1
    assert looked > len(faces.apps) * 10


def test_17483_no_number_of_a_document_is_kept() -> None:
    kept = set(register().items)
    columns = {
        column.name
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
    }
    assert [name for name in kept | columns if DOCUMENTS.search(name)] == []
    assert DOCUMENTS.search("driving_licence")


@pytest.mark.usefixtures("present")
def test_17484_the_database_file_is_its_owners_and_names_nobody(tmp_path: Path) -> None:
    found = [one for one in tmp_path.glob("lencana.db*") if one.is_file()]
    assert found
    for file in found:
        assert file.stat().st_mode & 0o077 == 0
        assert not any(
            word.encode() in file.read_bytes() for word in (NAME, "Pramesti", EMAIL)
        )


def test_17485_a_fresh_installation_has_no_account(
    faces: Faces, database: Database
) -> None:
    for name in ("hosts", "desk"):
        browser = Browser(faces.apps[name])
        browser.get("/sign-in", follow_redirects=True)
        browser.post("/sign-in", email="admin@example.org", password="admin")
        answer = browser.get("/")
        assert answer.status_code == HTTPStatus.SEE_OTHER
        assert answer.location.startswith(("/first-run", "/sign-in"))
    with database.reading() as store:
        assert store.exec(select(Member)).all() == []


def test_17486_nothing_of_a_visit_is_changed_or_deleted_from_the_kiosk(
    faces: Faces, tablet: Tablet, present: Visit, database: Database
) -> None:
    clients = with_the_kiosks_cookies(faces, tablet)
    with database.reading() as store:
        before = visit_state.of(store, present.id)
    tried = 0
    for name, path in faces.addresses("POST", public_id=present.public_id, link=A_LINK):
        if name != "kiosk":
            headers = {"X-CSRFToken": tablet.token}
            answer = clients[name].post(path, headers=headers, data={"reason": "1"})
            assert answer.status_code >= HTTPStatus.SEE_OTHER, path
            tried += 1
    with database.reading() as store:
        assert visit_state.of(store, present.id) == before
    assert tried > len(faces.apps) * 5


def test_17487_no_print_dialog_opens_a_way_out() -> None:
    assert POLICY["PrintingEnabled"] is False
    assert "print(" not in KIOSK_SCRIPTS


def test_17488_no_file_dialog_opens_a_way_out() -> None:
    assert POLICY["AllowFileSelectionDialogs"] is False
    assert POLICY["DownloadRestrictions"] == 3
    assert not re.search(r'type="?file|\bdownload\b', KIOSK_PAGES)
    assert "showOpenFilePicker" not in KIOSK_SCRIPTS


def test_17489_a_look_at_an_id_leaves_who_looked_and_when_and_no_number() -> None:
    asked = {
        match[1]
        for file in files(".html")
        for match in re.finditer(r'name="(\w+)"', file.read_text())
    }
    kept = {column.name for column in SQLModel.metadata.tables["arrival"].columns}
    assert kept == {
        "visit_id",
        "at",
        "level",
        "kiosk_id",
        "member_id",
        "inside_site_id",
        "escalate_at",
        "rules_version",
        "rules_accepted_at",
    }
    assert not [name for name in asked if DOCUMENTS.search(name)]


def test_17490_nothing_of_the_browser_itself_can_be_ended_or_opened() -> None:
    assert POLICY["DeveloperToolsAvailability"] == 2
    assert POLICY["IncognitoModeAvailability"] == 1
    assert POLICY["TaskManagerEndProcessEnabled"] is False


def test_17491_the_kiosk_opens_no_address_but_its_own() -> None:
    assert POLICY["URLBlocklist"] == ["*"]
    (allowed,) = POLICY["URLAllowlist"]
    assert allowed.endswith("/kiosk")
    links = re.findall(r"<a\s[^>]*?href=\"([^\"]*)", KIOSK_PAGES)
    assert {link.removeprefix("{{ request.script_root }}") for link in links} == {"/"}


def test_17492_the_first_account_needs_the_code_on_the_console(
    database: Database,
) -> None:
    for code in ("", "0000-0000-00", "admin", "1234567890"):
        with pytest.raises(FirstRunRefused), database.transaction() as store:
            first_run.open_lobby(store, code, first_run_details())


def test_17493_no_button_leaves_the_full_screen() -> None:
    assert "exitFullscreen" not in KIOSK_SCRIPTS
    manifest = json.loads((KIOSK / "static" / "manifest.webmanifest").read_text())
    assert manifest["display"] == "fullscreen"


def test_17494_no_menu_opens_on_a_long_press() -> None:
    assert re.search(
        r'"contextmenu", \(event\) => event\.preventDefault', KIOSK_SCRIPTS
    )
    assert re.search(r'"dragstart", \(event\) => event\.preventDefault', KIOSK_SCRIPTS)


def test_17495_help_is_a_person_and_no_window(
    tablet: Tablet, database: Database, cast: Cast
) -> None:
    tablet.post("/help")
    assert tablet.step == "help"
    assert "<a " not in tablet.shown
    with database.reading() as store:
        assert len(desk_queue.at_desk(store, cast.senopati.id)) == 1


def test_17496_no_second_window_is_opened() -> None:
    assert not re.search(
        r"window\.open|\bopen\(['\"]http|target=|_blank", KIOSK_SCRIPTS
    )
    assert "target=" not in KIOSK_PAGES


def test_17497_the_demos_passwords_are_nobody_elses(database: Database) -> None:
    cast = seed.seed(database, "tcp://127.0.0.1:9100")
    known = re.compile(r"[0-9a-f]{4}(-[0-9a-f]{4}){3}")
    assert known.fullmatch(cast.host.password)
    assert cast.host.password != cast.staff.password


def test_17499_nothing_that_a_browser_is_sent_holds_a_key(
    faces: Faces, database: Database
) -> None:
    secrets = database.keys.secrets
    keys = [secrets.root, *(secrets.key(f"face {name}") for name in faces.apps)]
    needles = [form for key in keys for form in (key, key.hex().encode())]
    for name, path in faces.addresses("GET", link=A_LINK):
        answer = faces.apps[name].test_client().get(path, buffered=True)
        assert not any(needle in answer.data for needle in needles), path
    assert not any(needle.decode("latin-1") in KIOSK_SCRIPTS for needle in needles)


def test_17500_no_credential_lies_in_the_product_itself() -> None:
    secret = re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY|\b(?:AKIA|ghp_|xox[bp]-|sk_live_)\w{8}"
        r"|(?:password|secret|api_key|token)\s*=\s*[\"'][\w+/=-]{16,}[\"']",
        re.IGNORECASE,
    )
    found = [
        file.relative_to(ROOT).as_posix()
        for ending in (".py", ".js", ".html", ".toml", ".webmanifest")
        for file in files(ending)
        if secret.search(file.read_text())
    ]
    assert found == []
    assert secret.search('API_KEY = "9f8a7b6c5d4e3f2a1b0c"')


def test_17502_no_log_tells_who_was_at_the_kiosk(
    tablet: Tablet, database: Database, invite: Invite, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    visit = invite()
    tablet.get("/address")
    tablet.post("/encounters", address=EMAIL)
    tablet.scan(invitation_code(database, visit))
    tablet.do("confirmation", code=sent_digits(database))
    assert NAME in tablet.shown
    said = caplog.text.encode()
    assert not any(word.encode() in said for word in (NAME, "Gita", EMAIL, "Hana"))
    assert OUR_CODE.search(said) is None
