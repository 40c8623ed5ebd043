"""Forms: nothing typed is lost, and every message is ours."""

import re
from io import BytesIO

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from printers.text.spelling import is_plain
from tests.web.cast import Browser, Stage, signed_in
from tests.web.hostile import MISLEADING
from tests.web.page_rules import check_page
from tests.web.sample_face import GuestForm
from web import names
from web.context import set_current_site

PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
WIDE = "".join(chr(ord(sign) + 0xFEE0) for sign in "gita@example.com")
"""As East Asian keyboards write it."""
GOOD = {
    "name": "Gita Pramesti",
    "email": "gita@example.com",
    "phone": "+62 812 3456 7890",
}


@pytest.mark.parametrize("field", GOOD)
def test_an_error_stands_beside_its_field_and_in_the_summary(
    app: Flask, field: str
) -> None:
    browser = Browser(app)
    browser.get("/guest")
    answer = browser.post("/guest", **(GOOD | {field: ""}))
    check_page(answer.text)
    assert (
        f'<p class="field-error" id="{field}-error">Please fill this in.</p>'
        in answer.text
    )
    assert f'<a href="#{field}">' in answer.text
    assert re.search(
        rf'<input aria-describedby="[^"]*{field}-error" aria-invalid="true"',
        answer.text,
    )


@pytest.mark.parametrize("field", GOOD)
def test_a_file_in_place_of_words_is_nothing_typed(app: Flask, field: str) -> None:
    browser = Browser(app)
    browser.get("/guest")
    answer = browser.post(
        "/guest", **(GOOD | {field: (BytesIO(b"gita@example.com"), "x")})
    )
    assert answer.status_code == 422
    assert (
        f'<p class="field-error" id="{field}-error">Please fill this in.</p>'
        in answer.text
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("gita@example.com ", "gita@example.com"),
        ("\u00a0gita@example.com", "gita@example.com"),
        (WIDE, "gita@example.com"),
        ("gita@example.com.", "gita@example.com"),
        ("o'brien@FASS.example", "o'brien@fass.example"),
        ("a" * 64 + "@example.com", "a" * 64 + "@example.com"),
    ],
)
def test_an_address_is_read_as_keyboards_write_it(
    app: Flask, typed: str, kept: str
) -> None:
    assert checked_email(app, typed) == (kept, [])


@pytest.mark.parametrize(
    "typed",
    [
        "a" * 65 + "@example.com",
        "gita@example.com, budi@example.com",
        "<gita@example.com>",
        "gita@example.com\r\nBcc: budi@example.com",
        "gita\u200b@example.com",
        "gita@[127.0.0.1]",
        "gita@localhost",
        "gita..p@example.com",
        "gita@xn--zz.example",
    ],
)
def test_an_address_that_no_server_takes_is_refused(app: Flask, typed: str) -> None:
    _, errors = checked_email(app, typed)
    assert errors == [
        "Give an e\N{NON-BREAKING HYPHEN}mail address, such as gita@example.com."
    ]


def checked_email(app: Flask, typed: str) -> tuple[str, list[str]]:
    """What the field keeps, and what it says."""
    with app.test_request_context("/", method="POST"):
        form = GuestForm(MultiDict(GOOD | {"email": typed}), meta={"csrf": False})
        form.validate()
        return str(form.email.data), [str(error) for error in form.email.errors]


def test_what_was_typed_comes_back_with_the_error(app: Flask) -> None:
    browser = Browser(app)
    browser.get("/guest")
    answer = browser.post("/guest", **(GOOD | {"email": "not an address"}))
    assert 'value="not an address"' in answer.text
    assert 'value="Gita Pramesti"' in answer.text


def test_a_number_is_read_as_people_write_it_where_the_site_is(
    app: Flask, stage: Stage
) -> None:
    with app.test_request_context(
        method="POST", data=GOOD | {"phone": "0812 3456 7890"}
    ):
        set_current_site(stage.cast.senopati)
        form = GuestForm(meta={"csrf": False})
        assert form.validate()
        assert form.phone.data == "+6281234567890"


@pytest.mark.parametrize("field", ["email", "phone"])
@pytest.mark.parametrize(
    "typed", ["x", "a@b", "12", "a@b.example, evil@example.com", "\x00", "%s{0}"]
)
def test_what_cannot_be_reached_is_refused_in_our_words(
    app: Flask, field: str, typed: str
) -> None:
    browser = Browser(app)
    browser.get("/guest")
    answer = browser.post("/guest", **(GOOD | {field: typed}))
    assert answer.status_code == 422
    assert "such as" in answer.text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Gita \n Pramesti ", "Gita Pramesti"),
        ("Gita\u202ePramesti", "GitaPramesti"),
        ("Gi\x00ta", "Gita"),
        ("G\u200bita", "Gita"),
        (PERSIAN, PERSIAN),
        ("e" + "\u0301" * 50, "é\u0301"),
        ("a" + "\u0302\u0303" * 50, "ẫ\u0302\u0303"),
        ("O'Brien-Łukasz", "O'Brien-Łukasz"),
        ("\u202e\u2066", ""),
        ("<script>", "<script>"),
        ("\ud800", ""),
    ],
)
def test_a_name_keeps_its_letters_and_loses_what_misleads(
    typed: str, kept: str
) -> None:
    assert names.clean(typed) == kept


LOOKS = [
    "ကျော်စွာ",
    "फ़्रैंक एलेक्ज़ेंडर",
    "葛\U000e0100城",
    "塚\ufa10 神\ufa19",
    "神\ufe00谷",
    "Ἀθην\u1f71",
    "\u05e9\u05b4\u05c2\u05a3\u05d9\u05de\u05b0\u05d7\u05b8\u05bc\u05bd\u05d4",
    "ཧྐྵྨླྺྼྻྂ",
    "ᠮᠣᠩᠭᠣᠯ\u180eᠠ",
    "ක්\u200dෂ",
    "\u0627\u0644\u0644\u064e\u0651\u0670\u0647",
    "Gita ❤️",
]


@pytest.mark.parametrize("name", LOOKS, ids=ascii)
def test_a_name_is_kept_as_it_looks(app: Flask, name: str) -> None:
    with app.test_request_context(method="POST", data=GOOD | {"name": name}):
        form = GuestForm(meta={"csrf": False})

        assert form.validate()
        assert form.name.data == name


@pytest.mark.parametrize(
    "name",
    [
        "Gi\ue000ta",
        "Gita \ufffd",
        "Gita \U0003ffff",
        "Gi" + "t\u0336\u0322\u031b\u0356\u033f" + "a",
        "مح" + "\u064e\u0651\u0670\u06df\u06dc\u06d6" + "مد",
        "\u0301Gita",
        "ส" + "\u0e47" * 3,
    ],
    ids=ascii,
)
def test_a_name_that_cannot_be_kept_as_it_looks_is_its_typists_to_change(
    app: Flask, name: str
) -> None:
    browser = Browser(app)
    browser.get("/guest")

    answer = browser.post("/guest", **(GOOD | {"name": name}))

    assert "with at most 4 accents on each." in answer.text


@pytest.mark.parametrize("name", MISLEADING)
def test_a_thing_is_called_nothing_that_misleads(name: str) -> None:
    assert not is_plain(name)


@pytest.mark.parametrize(
    "name",
    [
        "Counter",
        "Gate 2 (left)",
        "Lobi & Kafe",
        "受付",
        "الاستقبال",
        "प्रवेश",
        "ประตู",
        "입구",
        "ශ්\u200dරී ලංකා",
        "\u062e\u0627\u0646\u0647\u200c\u0647\u0646\u0631",
        "ᠮᠣᠩᠭᠣᠯ\u180eᠠ",
        "7",
        "Lobby \u2615\ufe0f",
        "Cafe\u0301",
    ],
)
def test_a_thing_is_called_as_its_staff_write(name: str) -> None:
    assert is_plain(name)


def test_a_name_is_written_into_a_page_and_never_becomes_one(app: Flask) -> None:
    browser = Browser(app)
    browser.get("/guest")
    answer = browser.post("/guest", **(GOOD | {"name": '"><script>alert(1)</script>'}))
    assert "<script" not in answer.text
    check_page(answer.text)


def test_a_name_of_more_than_80_letters_is_refused(app: Flask) -> None:
    browser = Browser(app)
    browser.get("/guest")
    assert (
        "At most 80 characters."
        in browser.post("/guest", **(GOOD | {"name": "a" * 81})).text
    )
    assert browser.post("/guest", **(GOOD | {"name": "é" * 80})).status_code == 200


def test_one_letter_written_with_thousands_of_signs_is_refused(app: Flask) -> None:
    browser = Browser(app)
    browser.get("/guest")
    answer = browser.post("/guest", **(GOOD | {"name": "\u1100" * 6000}))
    assert answer.status_code == 422
    assert "At most 80 characters." in answer.text


def test_a_member_is_named_on_their_page(app: Flask, stage: Stage) -> None:
    page = signed_in(app, stage.id_of("Hana")).get("/").text
    check_page(page)
    assert "Hana Wijaya" in page
    assert "Senopati" in page
