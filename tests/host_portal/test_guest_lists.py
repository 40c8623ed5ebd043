"""A host invites many guests at once: they paste them or send a file, look, and invite."""

import html
import re
from io import BytesIO
from typing import Any

import pytest
from sqlmodel import col
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from host_portal.guest_lists import AT_ONCE, LONGEST_LIST, MOST_SHOWN
from tests.cast import Cast, SettableClock
from tests.host_portal import invitation_form
from tests.host_portal.invitation_form import filled, send
from tests.web.cast import Browser
from visits import visit_state
from visits.store.database import Database
from visits.store.visits import Visit
from visits.visit_state import VisitState
from visits.vocabulary.visits import VisitPurpose
from web.face import LARGEST_REQUEST

NAME_OF_FILE = "Gita Pramesti.csv"
PLAN = ("site", "day", "starts", "ends", "purpose", "language")
INPUT = re.compile(r'<input\b[^>]*?name="([^"]+)"[^>]*?>')
VALUE = re.compile(r'\bvalue="([^"]*)"')
HEADING = "E-mail;Name;Tanggal;From;Until;Purpose;Language;Host;Company"
ROWS = [
    f"guest{n}@example.org;Guest {n};2026-11-{24 + n % 5};{9 + n % 6}:00;{10 + n % 6}.30;;;;x"
    for n in range(288)
]
BAD = {
    "Give an e-mail address, such as": "not an address;Guest;2026-11-24;;;;;;",
    "That is over already.": "past@example.org;Guest;2026-11-20;;;;;;",
    "This guest is in the list twice.": "GUEST7@Example.org;Guest 7;2026-11-26;10:00;11:30;;;;",
    "You can invite only your own guests.": "a@example.org;Guest;;;;;;Raka Siregar;Awan",
    "A name cannot begin with =": "b@example.org;=HYPERLINK(1);;;;;;;",
    "At most 80 characters.": f"c@example.org;{'x' * 300};;;;;;;",
    "A character that could not be read": "d@example.org;Gu\0est;;;;;;;",
    "could not be read is shown as \ufffd": "G\0u\0e\0s\0t\0;\0",
    "Write the name and the e-mail each in a field": "e@example.org,Guest,2026-11-24",
    "Give an e-mail address or a phone number": ";Guest;;;;;;;",
    "Choose one from the list.": "f@example.org;Guest;;;;revenge;;;",
    "Give a time, such as": "g@example.org;Guest;;25:00;;;;;",
}
"""What is said of each bad row."""
FILE = "\r\n".join([HEADING, *ROWS[:100], *BAD.values(), *ROWS[100:], ""])


def kept(database: Database) -> list[VisitState]:
    with database.reading() as store:
        return visit_state.every(store, col(Visit.id).is_not(None))


def shown(answer: TestResponse) -> str:
    """The words with a hyphen that lines may break at, as they are written in the code."""
    return invitation_form.shown(answer).replace("\u2011", "-")


def plan(cast: Cast, **changes: str) -> dict[str, Any]:
    usual = filled(cast, **changes)
    return {name: usual[name] for name in PLAN}


def look(hana: Browser, cast: Cast, pasted: str, **changes: Any) -> TestResponse:
    """The host pastes a list and looks at it."""
    hana.get("/guest-lists/new")
    typed = {"pasted": pasted, **plan(cast), **changes, "csrf_token": hana.token}
    # Encoded here, as Werkzeug's own client writes what is long to a disk.
    boundary, body = encode_multipart(typed)
    kind = f"multipart/form-data; boundary={boundary}"
    return hana.client.post("/guest-lists/preview", data=body, content_type=kind)


def on_page(answer: TestResponse) -> dict[str, str]:
    """What the page's form holds, as a browser would send it back."""
    form = answer.text.split("<main", 1)[1].split("<footer", 1)[0]
    found = {
        tag[1]: html.unescape(value[1])
        for tag in INPUT.finditer(form)
        if (value := VALUE.search(tag[0]))
    }
    return {name: value for name, value in found.items() if name != "csrf_token"}


def upload(hana: Browser, cast: Cast, content: bytes) -> TestResponse:
    """The host sends a file and looks at it."""
    return look(hana, cast, "", file=FileStorage(BytesIO(content), NAME_OF_FILE))


def invite(hana: Browser, page: TestResponse, **changes: str) -> TestResponse:
    """The host taps the button, and the page sends the rest until it has an end."""
    answer = hana.post("/guest-lists", **on_page(page) | changes)
    while "data-goes-on" in answer.text:
        answer = hana.post("/guest-lists", **on_page(answer))
    return answer


def guests(number: int, first: int = 0) -> str:
    return "".join(
        f"Guest {one}, guest{one}@example.org\n" for one in range(first, first + number)
    )


def test_pasted_guests_are_looked_at_and_each_is_invited_alone(
    hana: Browser, cast: Cast, database: Database
) -> None:
    page = look(hana, cast, guests(20))

    assert "To be invited: 20" in shown(page)
    assert "Invite 20 guests" in shown(page)
    assert kept(database) == []
    answer = invite(hana, page)
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Your guests are invited." in shown(hana.get("/"))
    assert len(kept(database)) == 20
    assert {one.invitation.party_id for one in kept(database)} == {None}
    assert len({one.invitation.code for one in kept(database)}) == 20


def test_of_a_file_with_bad_rows_the_good_ones_are_invited_and_the_same_file_changes_nothing(
    hana: Browser, cast: Cast, database: Database
) -> None:
    page = upload(hana, cast, FILE.encode())
    assert "Invite 288 guests" in shown(page)

    left = invite(hana, page)

    assert (left.status_code, len(kept(database))) == (200, 288)
    for answer in (page, left):
        assert "Rows to change: 12" in shown(answer)
        assert answer.text.count('<fieldset class="guest-row">') == 12
    again = upload(hana, cast, FILE.encode())
    assert "Invited already: 288" in shown(again)
    assert "Rows to change: 12" in shown(again)
    assert "Invite " not in shown(again).split("<main")[1].replace("Invite a guest", "")
    invite(hana, again)
    assert len(kept(database)) == 288


def test_each_bad_row_says_why_at_its_place(hana: Browser, cast: Cast) -> None:
    page = shown(upload(hana, cast, FILE.encode()))

    rows = page.split('<fieldset class="guest-row">')[1:]
    for number, (row, words) in enumerate(zip(rows, BAD, strict=True), 102):
        assert f"Row {number}" in row
        assert words in row
        assert 'aria-invalid="true"' in row


def test_a_mended_row_is_invited_and_the_others_stay(
    hana: Browser, cast: Cast, database: Database
) -> None:
    page = upload(hana, cast, "\n".join([HEADING, *ROWS[:8], *BAD.values()]).encode())
    assert 'value="not an address"' in page.text
    mended = {"rows-0-email": "mended@example.org", "rows-3-host": "hana wijaya"}

    left = invite(hana, page, **mended)

    assert len(kept(database)) == 10
    assert "Invited now: 10." in shown(left)
    assert "Rows to change: 10" in shown(left)


def test_rows_that_are_left_over_and_whoever_is_to_be_invited_stand_in_the_lists_order(
    hana: Browser, cast: Cast
) -> None:
    # The last row is found to be invited already only when it is sent.
    listed = [
        "A, a@example.org",
        "Budi, budi",
        "Citra, citra",
        "Dewi",
        "A, a@example.org",
    ]
    page = look(hana, cast, "\n".join(listed))

    changed = on_page(page) | {"rows-0-email": "budi@example.org"}
    looked = hana.post("/guest-lists/preview", **changed)
    left = invite(hana, page)

    names = re.findall(r'class="listed-name">([^<]+)<', looked.text)
    assert names == ["A", "Budi, budi"]
    assert re.findall(r"<legend>Row (\d)", left.text) == ["2", "3", "4", "5"]


def test_of_a_file_without_unicode_the_preview_shows_the_names_and_says_to_look(
    hana: Browser, cast: Cast
) -> None:
    listed = "Name,E-mail\nZoë,zoe@example.org\n"
    warning = "The file is not written in Unicode"

    page = upload(hana, cast, listed.encode("windows-1252"))

    assert '<bdi class="listed-name">Zoë</bdi>' in page.text
    assert warning in shown(page)
    assert warning not in shown(upload(hana, cast, listed.encode()))


def test_changed_rows_can_be_looked_at_before_anybody_is_invited(
    hana: Browser, cast: Cast, database: Database
) -> None:
    page = look(hana, cast, "Gita, gita\nBudi, budi@example.org")

    sent = on_page(page) | {"rows-0-email": "gita@example.org"}
    changed = hana.post("/guest-lists/preview", **sent)

    assert "To be invited: 2" in shown(changed)
    assert kept(database) == []


def test_a_row_may_have_a_plan_of_its_own(
    hana: Browser, cast: Cast, database: Database
) -> None:
    listed = (
        "nama,email,tanggal,dari,sampai,tujuan,bahasa\n"
        "Gita,gita@example.org,30/11/2026,9.15,,Wawancara,Indonesian\n"
        "Budi,budi@example.org,2026/11/25,22:00,24:00,مقابلة,العربية\n"
    )

    assert invite(hana, look(hana, cast, listed)).status_code == 303

    budi, gita = kept(database)
    assert {one.invitation.purpose for one in (gita, budi)} == {VisitPurpose.INTERVIEW}
    assert (gita.visit.language, budi.visit.language) == ("id", "ar")
    # By Jakarta's clock, seven hours ahead. Without an end it is as long as the others.
    times = [
        f"{moment:%d %H:%M}"
        for one in (gita, budi)
        for moment in (one.invitation.starts_at, one.invitation.ends_at)
    ]
    assert times == ["30 02:15", "30 03:15", "25 15:00", "25 17:00"]


@pytest.mark.parametrize("day", ["11/12/2026", "2026-02-30", "30 November", "0001-1-1"])
def test_a_day_that_could_be_two_or_is_none_is_not_guessed(
    hana: Browser, cast: Cast, day: str
) -> None:
    page = look(hana, cast, f"name,e-mail,day\nGita,gita@example.org,{day}")

    assert 'id="rows-0-day-error">Give a day, such as 2026-11-23.' in shown(page)


def test_a_second_tap_and_a_list_that_was_begun_invite_nobody_twice(
    hana: Browser, cast: Cast, database: Database
) -> None:
    first = on_page(look(hana, cast, guests(AT_ONCE + 20)))
    assert "Invited: 50. To go: 20." in shown(hana.post("/guest-lists", **first))
    assert len(kept(database)) == AT_ONCE

    hana.post("/guest-lists", **first)

    assert len(kept(database)) == AT_ONCE
    page = look(hana, cast, guests(AT_ONCE + 20))
    assert "Invited already: 50" in shown(page)
    assert invite(hana, page).status_code == 303
    assert len(kept(database)) == AT_ONCE + 20
    known = {**first, "listed": guests(3)}
    assert hana.post("/guest-lists", **known).location == "/"
    assert "Nothing was changed" in shown(hana.get("/"))


def test_a_guest_is_known_however_their_address_is_written_and_by_their_phone(
    hana: Browser, cast: Cast
) -> None:
    invite(hana, look(hana, cast, "Gita, gita@example.org\nBudi, 0812 3456 7890"))

    page = look(hana, cast, "G. Pramesti, GITA@Example.ORG\nBudi, +62 812-3456-7890")

    assert "Invited already: 2" in shown(page)


def test_whom_the_host_wrote_to_too_often_is_a_row_with_that_reason(
    hana: Browser, cast: Cast, database: Database
) -> None:
    for turn in range(10):
        send(hana, cast, nonce=f"tap {turn}", starts="16:00", ends="17:00")

    left = invite(hana, look(hana, cast, f"Gita, gita@example.org\n{guests(2)}"))

    assert 'id="rows-0-email-error">Nothing was changed: you have' in shown(left)
    assert len(kept(database)) == 12


def test_more_bad_rows_than_are_shown_follow_when_those_are_done(
    hana: Browser, cast: Cast, database: Database
) -> None:
    page = look(hana, cast, guests(1) + "Nobody, nowhere\n" * (MOST_SHOWN + 5))
    assert f"Rows to change: {MOST_SHOWN + 5}" in shown(page)
    mended = {
        f"rows-{row}-email": f"mended{row}@example.org" for row in range(MOST_SHOWN)
    }

    left = invite(hana, page, **mended)

    assert len(kept(database)) == MOST_SHOWN + 1
    assert "Rows to change: 5" in shown(left)


@pytest.mark.parametrize(
    "listed", ["", "\n ,, \n", "name,e-mail\n", "Gita, gita@example.org\n" * 5001]
)
def test_a_list_of_nobody_or_of_too_many_is_refused_and_not_lost(
    hana: Browser, cast: Cast, listed: str
) -> None:
    answer = look(hana, cast, listed)

    assert answer.status_code == 422
    assert "List at least one guest, and at most 5000." in shown(answer)
    assert ("gita@example.org" in answer.text) == ("gita" in listed)


def test_what_is_beyond_the_most_rows_is_not_cut_off_what_was_pasted(
    hana: Browser, cast: Cast
) -> None:
    answer = look(hana, cast, guests(5003))

    assert answer.status_code == 422
    assert "guest5002@example.org" in answer.text


@pytest.mark.parametrize("is_file", [False, True])
def test_an_impossible_time_is_told_once_and_the_list_stays(
    hana: Browser, cast: Cast, *, is_file: bool
) -> None:
    listed = FileStorage(BytesIO(guests(3).encode()), NAME_OF_FILE)
    sent = {"pasted": "", "file": listed} if is_file else {"pasted": guests(3)}

    answer = look(hana, cast, **sent, day="2026-11-20")

    assert answer.status_code == 422
    assert 'id="day-error">That is over already.' in shown(answer)
    assert "guest2@example.org" in answer.text


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        ("HANA@example.com", True),
        ("hana wijaya", True),
        ("hana2@example.com", False),
        ("Hana Wijaya 2", False),
    ],
)
def test_a_host_is_named_by_their_name_or_address_and_a_number_in_it_counts(
    hana: Browser, cast: Cast, host: str, *, is_own: bool
) -> None:
    page = look(hana, cast, f"name,e-mail,host\nGita,gita@example.org,{host}")

    assert ("Invite one guest" in shown(page)) is is_own
    assert ("You can invite only your own guests." in shown(page)) is not is_own


def test_a_number_of_guests_that_no_list_has_is_no_failure(
    hana: Browser, cast: Cast
) -> None:
    sent = on_page(look(hana, cast, guests(AT_ONCE + 1)))

    answer = hana.post("/guest-lists", **sent | {"invited": "9" * 4300})

    assert "To go: 1." in shown(answer)


def test_a_window_that_passed_meanwhile_loses_no_row(
    hana: Browser, cast: Cast, clock: SettableClock
) -> None:
    soon = {"starts": "09:00", "ends": "09:45"}
    sent = on_page(look(hana, cast, f"{guests(3)}Budi, nowhere", **soon))
    clock.at("2026-11-23 09:46")

    answer = hana.post("/guest-lists", **sent)

    assert answer.status_code == 422
    assert "guest2@example.org" in answer.text
    assert "nowhere" in answer.text


def test_a_long_list_is_taken_and_one_beyond_the_limit_is_not(
    hana: Browser, cast: Cast
) -> None:
    longer_than_other_forms = guests(20) + "\n" * LARGEST_REQUEST

    assert "To be invited: 20" in shown(look(hana, cast, longer_than_other_forms))
    assert look(hana, cast, "x" * 3_000_000).status_code == 413


def wide(rows: int) -> bytes:
    """A file in UTF-16, which is two thirds as long as in the UTF-8 of the next page."""
    heading = "name,email,phone,day,from,until,purpose,language,host"
    row = ",".join(["\u738b" * 200] * 9)
    return "\n".join([heading, *[row] * rows]).encode("utf-16")


def test_what_the_preview_takes_fits_into_the_next_request(
    hana: Browser, cast: Cast
) -> None:
    page = upload(hana, cast, wide(355))

    assert "Rows to change: 355" in shown(page)
    boundary, body = encode_multipart(on_page(page) | {"csrf_token": hana.token})
    assert len(body) > LONGEST_LIST - 64 * 1024
    kind = f"multipart/form-data; boundary={boundary}"
    answer = hana.client.post("/guest-lists", data=body, content_type=kind)
    assert "Rows to change: 355" in shown(answer)


def test_what_would_not_is_said_at_the_preview(hana: Browser, cast: Cast) -> None:
    page = upload(hana, cast, wide(370))

    assert page.status_code == 422
    assert "This list is too long to be sent at once." in shown(page)
    assert 'id="pasted-error"' in page.text


def test_a_list_that_is_too_long_stays_as_it_was_pasted(
    hana: Browser, cast: Cast
) -> None:
    # Under the limit as it is pasted, beyond it with what is written around each row.
    pasted = "".join(f"{'x' * 199},{n}@{'x' * 178}.id\n" for n in range(5000))
    answer = look(hana, cast, f"name,email\n{pasted}")

    assert answer.status_code == 422
    assert pasted[:199] in answer.text
    assert "\t" not in answer.text.split("<textarea")[1].split("</textarea")[0]


def test_a_file_stays_in_memory_and_its_name_is_nowhere(
    hana: Browser,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def no_file(*_: object, **__: object) -> None:
        raise AssertionError

    # What Werkzeug writes uploads to that are longer than half a megabyte.
    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", no_file)

    page = upload(hana, cast, f"{guests(2)}{'# ' * 300_000}".encode())

    assert "To be invited: 2" in shown(page)
    assert "Gita" not in page.text + caplog.text


def test_guests_words_stand_in_no_log(
    hana: Browser, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")

    invite(hana, look(hana, cast, "Gita, gita@example.org\nBudi, nobody"))

    assert not {"Gita", "gita", "Budi"} & set(re.findall(r"\w+", caplog.text))
