"""Texts: whatever stands in a field of a form, the answer says what is wrong, and repeats it nowhere."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from tests.house_rules.test_once import WALK, Send, World, world

__all__ = ["world"]

WORD = "Zqxwvy"
"""Stands in every text: where it is found, the text was repeated."""
TEXTS = {
    "nothing": "",
    "10,000 letters": WORD + "a" * 10_000,
    "the longest, and one": "a" * 4091 + WORD,
    "a tower of marks": "Z" + "\u0345\u0301\u0316\u0334" * 900 + WORD,
    "NUL": f"{WORD}\0{WORD}",
    "a lone surrogate": f"{WORD}\ud800",
    "direction marks": f"\u202e{WORD}\u2066",
    "line breaks": f"{WORD}\r\nBcc: {WORD}@x.example\u2028",
    "a format": f"{WORD} %(x)s %s {{0}} {{{{ 7 }}}} ${{x}}",
    "markup": f"\"'><script>{WORD}</script>",
    "a number too large": "9" * 40,
    "a number below": "-1",
    "digits of another script": "\u0663" * 6,
    "no number": "NaN",
}
FORM = "application/x-www-form-urlencoded"
TOKEN = "csrf_token"
SAMPLE = {
    "badges.print_again",
    "data_rights.correct",
    "decisions.correct",
    "decisions.decline",
    "encounters.announce_address",
    "encounters.arrive",
    "invitations.invite",
    "kiosk.pair",
    "pairing.offer_kiosk",
    "printers.add",
    "requests.note",
    "sign_in.enter",
}
"""`make test` sends a part of the requests to these, `make proof` all of them to every form."""
PART = 7
SAID = re.compile(
    r'role="(alert|status)">\s*\S|role="alert"[^>]*id="summary"|aria-invalid="true"|class="(problem|lead)"'
)
Sent = tuple[str, bytes, str]


def encoded(fields: dict[str, object]) -> bytes:
    return urlencode(fields, doseq=True, errors="surrogatepass").encode()


def texts(send: Send) -> Iterator[Sent]:
    """Each text in each field, beside what is right in the others."""
    for name in (name for name in send.fields if name != TOKEN):
        for kind, text in TEXTS.items():
            yield f"{kind} in {name}", encoded(send.fields | {name: text}), FORM


def bodies(send: Send) -> Iterator[Sent]:
    """What is no form at all, or one that no browser sends."""
    words: dict[str, object] = dict.fromkeys(send.fields, WORD)
    words |= {TOKEN: send.fields.get(TOKEN, "")}
    form = encoded(words)
    broken: dict[str, object] = {name: b"\xff\xc0" for name in words if name != TOKEN}
    yield "nothing", b"", FORM
    yield "the token alone", encoded({TOKEN: words[TOKEN]}), FORM
    yield "each field twice", form + b"&" + form, FORM
    yield "broken UTF-8", encoded(words | broken), FORM
    yield "broken per cent", form + b"&%zz=%&=&&;%00", FORM
    yield "a megabyte", form + b"&x=" + b"a" * 1_000_000, FORM
    yield "5,000 fields", form + b"&x=1" * 5_000, FORM
    yield "JSON", json.dumps(words).encode(), "application/json"
    yield "broken JSON", b'{"a', "application/json"
    yield "a form as plain text", form, "text/plain"
    yield "an unknown character set", form, f"{FORM}; charset=utf-42"
    yield "parts without a boundary", form, "multipart/form-data"
    part = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n'
    yield "a part without an end", part, "multipart/form-data; boundary=x"
    whole = part + WORD.encode() + b"\r\n--x--\r\n"
    yield "parts", whole, "multipart/form-data; boundary=x"


def faults(answer: TestResponse, log: str) -> Iterator[str]:
    """What is wrong with an answer, and with what was logged meanwhile."""
    if answer.status_code >= 500:
        yield "a failure"
    if answer.status_code >= 400 and not SAID.search(answer.text):
        yield "says nothing"
    if WORD in answer.headers.get("Location", "") + log:
        yield "repeats what was sent"


def walk(
    world: World, endpoint: str, log: pytest.LogCaptureFixture, each: int = 1
) -> Iterator[str]:
    """Send each so-manieth there; yield what was wrong."""
    send = WALK[endpoint](world)
    for kind, body, content_type in [*texts(send), *bodies(send)][::each]:
        answer = send.client.post(
            send.action, data=body, content_type=content_type, headers=send.headers
        )
        yield from (f"{kind}: {fault}" for fault in faults(answer, log.text))


@pytest.mark.parametrize("endpoint", sorted(SAMPLE))
def test_a_part_of_what_is_sent_gets_an_answer_that_says_what_is_wrong(
    world: World, endpoint: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert list(walk(world, endpoint, caplog, PART)) == []


@pytest.mark.whole
@pytest.mark.parametrize("endpoint", sorted(WALK))
def test_whatever_is_sent_gets_an_answer_that_says_what_is_wrong(
    world: World, endpoint: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert list(walk(world, endpoint, caplog)) == []
