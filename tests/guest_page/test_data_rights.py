"""What guests do about their own data behind their link."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from tests.cast import EMAIL, NAME, Cast, Invite, SettableClock, check_in, stage, watch
from tests.guest_page.conftest import LinkOf
from tests.guest_page.own_browser import do, send, token, words
from tests.web.hostile import MISLEADING
from visits import board
from visits.audit.access_log import AccessLog
from visits.erasure import legal_holds
from visits.lobby import departures
from visits.store.database import Database
from visits.store.people import FaceSession
from visits.store.rights import RightsRequest, Suppression
from visits.store.visits import Visit
from visits.vault import envelopes
from visits.visit_state import Stage
from visits.vocabulary import actors
from visits.vocabulary.actors import as_guest
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.rights import RequestOutcome, Right

DEEDS = [
    "corrections",
    "correction-requests",
    "restriction",
    "restriction/lifting",
    "objection",
    "erasure",
    "emails",
    "lateness",
    "cancellation",
]


def leave(database: Database, cast: Cast, visit: Visit) -> None:
    check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)


def hold(database: Database, cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        day = (store.now + timedelta(days=60)).date()
        legal_holds.place(
            store, visit.id, HoldReason.INCIDENT, day, actors.member(cast.dewi.id)
        )


def requests(database: Database) -> list[tuple[Right, RequestOutcome | None]]:
    with database.reading() as store:
        return [(one.kind, one.outcome) for one in store.exec(select(RightsRequest))]


@pytest.fixture
def visit(invite: Invite) -> Visit:
    return invite(phone="+6281234567890")


@pytest.fixture
def link(visit: Visit, link_of: LinkOf) -> str:
    return link_of(visit)


def test_a_guest_reads_that_they_are_on_the_watch_list_and_that_erasing_leaves_it(
    anybody: FlaskClient, database: Database, cast: Cast, link: str
) -> None:
    assert "watch list" not in words(anybody.get(f"{link}/erasure"))
    watch(database, cast)

    kept = words(anybody.get(link))

    assert "is on a site's watch list, as a digest, why and until when" in kept
    assert "Barred from the site, until" in kept
    leaves = words(anybody.get(f"{link}/erasure"))
    assert "An entry of the watch list stays until its day" in leaves


def test_a_guest_sees_every_item_and_who_read_it(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    link: str,
    access_log: AccessLog,
) -> None:
    with database.reading() as store:
        board.of_host(store, cast.hana.id)
        board.of_site(store, cast.senopati.id, cast.dewi.id)
    access_log.write(database)
    page = words(anybody.get(link))
    at = "Mon, 23 Nov, 09:30"
    readers = [f"Your host, {at}", f"The front desk of Senopati, {at}"]
    ground, facts = (
        "legitimate interest; clause V1",
        ["Meeting", "Hana Wijaya, Langit Studio"],
    )
    for said in (NAME, EMAIL, "+6281234567890", ground, *readers, *facts):
        assert said in page


def test_a_copy_says_the_same_for_machines(anybody: FlaskClient, link: str) -> None:
    answer = anybody.get(f"{link}/copy.json")
    assert (
        answer.headers["Content-Disposition"] == 'attachment; filename="lencana.json"'
    )
    kept = {one["name"]: one for one in answer.json["kept"]} if answer.json else {}
    assert (kept["name"]["value"], kept["email"]["value"]) == (NAME, EMAIL)
    assert kept["name"]["erased_by"] == "2026-12-23T13:00:00+00:00"
    assert kept["name"]["erased_if_absent"] == "2026-11-24T04:00:00+00:00"
    assert "\n  " in answer.get_data(as_text=True)
    assert kept["purpose"]["value"] == [{"purpose": "meeting"}]
    assert "identify" not in kept["name"]["purposes"]


def test_a_guest_is_called_otherwise_at_once(anybody: FlaskClient, link: str) -> None:
    page = do(
        anybody, f"{link}/corrections", f"{link}/corrections", badge_name="Gita P."
    )
    assert "It is corrected." in page
    assert "Gita P." in page


def test_a_badge_name_of_blanks_is_the_invited_name_again(
    anybody: FlaskClient, database: Database, visit: Visit, link: str
) -> None:
    for typed in (" Gita  P. ", " \u3000 "):
        do(anybody, f"{link}/corrections", f"{link}/corrections", badge_name=typed)
        with database.reading() as store:
            told = envelopes.read_one(
                store, visit.id, ["name", "badge_name"], as_guest()
            )
        assert told.display_name().reveal() == ("Gita P." if typed.strip() else NAME)


def test_before_the_visit_nobody_becomes_somebody_else(
    anybody: FlaskClient, database: Database, link: str
) -> None:
    form = words(anybody.get(f"{link}/corrections"))
    assert 'name="name"' not in form
    assert "looks at an ID" in form
    page = do(
        anybody,
        f"{link}/corrections",
        f"{link}/corrections",
        name="Mallory",
        email="m@example.org",
    )
    assert "Mallory" not in page
    assert EMAIL in page
    assert "front desk knows" in do(
        anybody, f"{link}/corrections", f"{link}/correction-requests"
    )
    assert requests(database) == [(Right.CORRECT, None)]


def test_after_the_visit_the_name_may_be_put_right_and_an_address_at_the_desk_only(
    anybody: FlaskClient, database: Database, cast: Cast, visit: Visit, link: str
) -> None:
    leave(database, cast, visit)
    new = {
        "name": "Gita Sari",
        "email": "victim@example.org",
        "phone": "0812 3456 7891",
    }
    page = do(anybody, f"{link}/corrections", f"{link}/corrections", **new)
    assert [said in page for said in ("Gita Sari", EMAIL, "+6281234567890")] == [
        True
    ] * 3
    assert "victim@example.org" not in page
    assert "looks at an ID" in words(anybody.get(f"{link}/corrections"))
    do(anybody, f"{link}/corrections", f"{link}/correction-requests")
    assert requests(database) == [
        (Right.CORRECT, RequestOutcome.DONE),
        (Right.CORRECT, None),
    ]


def test_nothing_of_what_is_held_is_corrected_here(
    anybody: FlaskClient, database: Database, cast: Cast, visit: Visit, link: str
) -> None:
    form = token(anybody, f"{link}/corrections", f"{link}/corrections")
    hold(database, cast, visit)
    answer = anybody.post(
        f"{link}/corrections", data={"csrf_token": form, "badge_name": "X"}
    )
    assert "It cannot be corrected here yet" in words(
        anybody.get(answer.headers["Location"])
    )
    page = words(anybody.get(f"{link}/corrections"))
    assert "because of an incident" in page
    assert 'name="badge_name"' not in page
    assert requests(database) == [(Right.CORRECT, RequestOutcome.REFUSED_HELD)]


@pytest.mark.parametrize(
    ("field", "typed"), [("name", ""), ("name", "..."), ("badge_name", "...")]
)
def test_what_cannot_be_right_is_asked_for_again(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    visit: Visit,
    link: str,
    field: str,
    typed: str,
) -> None:
    leave(database, cast, visit)
    good = {"name": NAME, "badge_name": ""}
    answer = send(
        anybody, f"{link}/corrections", f"{link}/corrections", **good | {field: typed}
    )
    assert answer.status_code == 422
    assert 'class="field-error"' in words(answer)


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "typed", [*MISLEADING[:6], "<script>alert(1)</script>", "x" * 5000]
)
def test_a_hostile_name_misleads_nobody(
    anybody: FlaskClient, link: str, typed: str
) -> None:
    answer = send(
        anybody, f"{link}/corrections", f"{link}/corrections", badge_name=typed
    )
    assert answer.status_code in {303, 422}
    shown = anybody.get(link).get_data(as_text=True)
    assert "<script>alert" not in shown
    assert "\u202e" not in shown


def test_who_wants_to_be_left_alone_is_and_may_think_again(
    anybody: FlaskClient, database: Database, cast: Cast, visit: Visit, link: str
) -> None:
    assert "nobody uses it" in do(anybody, link, f"{link}/restriction")
    with database.reading() as store:
        line = board.row_of_host(store, cast.hana.id, visit.public_id)
    assert (line.guest.is_restricted, line.guest.name.reveal()) == (True, "")
    assert NAME in words(anybody.get(link))
    assert "as it was before" in do(anybody, link, f"{link}/restriction/lifting")
    assert "Do not use my data" in words(anybody.get(link))


def test_who_objects_is_left_alone_until_it_is_decided(
    anybody: FlaskClient, database: Database, link: str
) -> None:
    assert "We have your objection" in do(
        anybody, f"{link}/objection", f"{link}/objection"
    )
    do(anybody, f"{link}/objection", f"{link}/objection")
    assert requests(database) == [(Right.OBJECT, None)]
    assert "Not used since" in words(anybody.get(link))


def test_who_is_erased_is_gone_at_once_with_what_the_browser_kept(
    anybody: FlaskClient, database: Database, visit: Visit, link: str
) -> None:
    assert "Your invitation ends." in words(anybody.get(f"{link}/erasure"))
    answer = send(anybody, f"{link}/erasure", f"{link}/erasure")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/erased")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Your data is erased" in words(anybody.get("/erased"))
    assert anybody.get(link).data == anybody.get("/" + "0" * 26).data
    with database.reading() as store:
        assert store.get(Visit, visit.id) is None
    assert requests(database) == [(Right.ERASE, RequestOutcome.DONE)]


def test_who_is_inside_is_erased_when_they_leave(
    anybody: FlaskClient, database: Database, cast: Cast, visit: Visit, link: str
) -> None:
    check_in(database, cast.kiosk, visit)
    assert "as soon as you leave" in do(anybody, f"{link}/erasure", f"{link}/erasure")
    assert stage(database, visit) is Stage.ON_SITE
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)
    assert anybody.get(link).status_code == 404
    with pytest.raises(NotFound):
        stage(database, visit)


def test_who_is_held_reads_why_and_until_when(
    anybody: FlaskClient, database: Database, cast: Cast, visit: Visit, link: str
) -> None:
    form = token(anybody, f"{link}/erasure", f"{link}/erasure")
    hold(database, cast, visit)
    answer = anybody.post(f"{link}/erasure", data={"csrf_token": form})
    page = words(anybody.get(answer.headers["Location"]))
    assert "It cannot be erased yet" in page
    assert "because of an incident" in page
    assert "23 January 2027" in page
    assert "Erase everything" not in words(anybody.get(f"{link}/erasure"))
    assert requests(database) == [(Right.ERASE, RequestOutcome.REFUSED_HELD)]


def test_no_more_messages_keeps_a_digest_and_can_be_taken_back(
    anybody: FlaskClient, database: Database, link: str
) -> None:
    assert "No more e\N{NON-BREAKING HYPHEN}mails." in do(
        anybody, f"{link}/emails", f"{link}/emails", wanted="no"
    )
    with database.reading() as store:
        [kept] = store.exec(select(Suppression)).all()
    assert len(kept.contact_digest) == 32
    assert "You get e\N{NON-BREAKING HYPHEN}mails again." in do(
        anybody, f"{link}/emails", f"{link}/emails", wanted="yes"
    )
    with database.reading() as store:
        assert store.exec(select(Suppression)).all() == []


def test_one_click_of_a_mail_program_is_enough_and_a_look_changes_nothing(
    anybody: FlaskClient, database: Database, link: str
) -> None:
    anybody.get(f"{link}/emails")
    for almost in (
        {"List-Unsubscribe": "yes"},
        {"list-unsubscribe": "One-Click"},
        {"wanted": "no"},
    ):
        assert anybody.post(f"{link}/emails", data=almost).status_code == 400
    with database.reading() as store:
        assert store.exec(select(Suppression)).all() == []
    answer = anybody.post(f"{link}/emails", data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.data) == (204, b"")
    with database.reading() as store:
        assert len(store.exec(select(Suppression)).all()) == 1


@pytest.mark.sampled(3)
@pytest.mark.parametrize("deed", DEEDS)
def test_no_deed_is_done_without_its_own_form(
    anybody: FlaskClient, database: Database, link: str, deed: str
) -> None:
    page = f"{link}/erasure" if deed != "erasure" else f"{link}/objection"
    of_another_deed = token(anybody, page, page)
    if deed == "objection":
        of_another_deed = token(anybody, f"{link}/emails", f"{link}/emails")
    for data in ({}, {"csrf_token": "é"}, {"csrf_token": of_another_deed}):
        assert anybody.post(f"{link}/{deed}", data=data).status_code == 400
    assert requests(database) == []


def test_a_form_of_one_link_does_nothing_behind_another(
    anybody: FlaskClient, link: str, link_of: LinkOf, invite: Invite
) -> None:
    other = link_of(invite())
    form = token(anybody, f"{other}/erasure", f"{other}/erasure")
    assert anybody.post(f"{link}/erasure", data={"csrf_token": form}).status_code == 400
    assert anybody.get(link).status_code == 200


@pytest.mark.sampled(3)
@pytest.mark.parametrize("deed", DEEDS)
def test_no_deed_is_done_for_another_site(
    anybody: FlaskClient, link: str, deed: str
) -> None:
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        answer = anybody.post(
            f"{link}/{deed}", data={"List-Unsubscribe": "One-Click"}, headers=headers
        )
        assert answer.status_code == 403


@pytest.mark.sampled(3)
@pytest.mark.parametrize("deed", DEEDS)
def test_no_deed_is_done_by_looking_or_behind_no_link(
    anybody: FlaskClient, link: str, deed: str
) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        assert anybody.open(f"{link}/{deed}", method=method).status_code in {400, 405}
    unknown = "/" + "0" * 26
    assert anybody.get(f"{unknown}/{deed}").status_code in {404, 405}
    one_click = anybody.post(
        f"{unknown}/{deed}", data={"List-Unsubscribe": "One-Click"}
    )
    assert one_click.status_code in {400, 404}


def test_nobody_is_remembered(
    anybody: FlaskClient, database: Database, link: str
) -> None:
    for path in (
        link,
        f"{link}/corrections",
        f"{link}/objection",
        f"{link}/erasure",
        f"{link}/emails",
        "/",
    ):
        assert "Set-Cookie" not in anybody.get(path).headers
    do(anybody, link, f"{link}/restriction")
    with database.reading() as store:
        assert store.exec(select(FaceSession)).all() == []


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_page_of_a_deed_is_sound_and_keeps_the_language(
    anybody: FlaskClient, link: str, language: str
) -> None:
    for path in (
        link,
        f"{link}/corrections",
        f"{link}/objection",
        f"{link}/erasure",
        f"{link}/emails",
    ):
        page = anybody.get(f"{path}?language={language}").get_data(as_text=True)
        assert f'<html lang="{language}"' in page
        assert f"?language={language}" in page


def test_it_works_as_long_as_the_log_though_the_address_is_gone(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    visit: Visit,
    link: str,
    clock: SettableClock,
) -> None:
    leave(database, cast, visit)
    clock.forward(days=20)
    page = words(anybody.get(link))
    assert NAME in page
    assert EMAIL not in page
    assert 'name="email"' not in words(anybody.get(f"{link}/corrections"))
    assert "No more e\N{NON-BREAKING HYPHEN}mails." in do(
        anybody, f"{link}/emails", f"{link}/emails", wanted="no"
    )
    assert send(anybody, f"{link}/erasure", f"{link}/erasure").status_code == 303
