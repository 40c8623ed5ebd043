"""Every e-mail in every language, as two programs that are not ours read it.

Python's own parser and a JavaScript one for the e-mail; icalendar and ical.js for the entry.
"""

import base64
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from lencana.mail import headers
from lencana.mail.rendering import WITH_ENTRY, WITH_PICTURE, render
from tests.lencana.mail import sample_emails as samples
from tests.lencana.mail.sample_emails import ADDRESS, NOW, OFFICE, PUBLIC_ID
from visits.languages import OWN_NAMES
from visits.vocabulary.mail import EmailKind

SCRIPT = Path(__file__).with_name("other_reader.mjs")
SITE = "Menara Größe; 東京の待合室, ล็อบบี้ชั้นล่าง \\ " + "Café " * 9 + "👩‍👩‍👧‍👦"
OF_ALL = list(product(EmailKind, OWN_NAMES))


def written(kind: EmailKind, language: str) -> bytes:
    """The e-mail about a site whose name needs every care, as a mail server gets it."""
    sample: dict[EmailKind, Any] = {
        EmailKind.RIGHTS_CODE: samples.rights_code,
        EmailKind.WELCOME: samples.to_member,
        EmailKind.CHANNEL_BROKEN: samples.to_member,
        EmailKind.PASSWORD_RESET: samples.to_member,
        EmailKind.PASSWORD_CHANGED: samples.to_member,
        EmailKind.AUDIT_HEAD: samples.audit_head,
    }
    contents = sample.get(kind, samples.about_visit)(language=language)
    if hasattr(contents, "site"):
        site = samples.senopati()
        site.name = SITE
        contents = replace(contents, site=site)
    sender = "Lobi Größe <lobby@example.org>"
    message = render(contents, kind, replace(OFFICE, sender=sender), NOW)
    headers.stamp(message, sender, "1" * 32, NOW)
    return message.as_bytes()


@cache
def read_twice() -> dict[tuple[EmailKind, str], tuple[bytes, EmailMessage, Any]]:
    """Each e-mail, as Python reads it and as the other program does, which is run once."""
    raw = [written(*of) for of in OF_ALL]
    node = shutil.which("node") or str(Path(sys.executable).with_name("node"))
    given = json.dumps([base64.b64encode(one).decode() for one in raw]).encode()
    said = subprocess.run(
        [node, str(SCRIPT)], input=given, capture_output=True, check=True, timeout=300
    )
    ours = [message_from_bytes(one, policy=policy.default) for one in raw]
    rows = zip(raw, ours, json.loads(said.stdout), strict=True)
    return dict(zip(OF_ALL, rows, strict=True))


def lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").rstrip("\n").split("\n")


def unbroken(content: Any) -> bytes:
    """Without the difference that the other program makes of line ends in a text."""
    return bytes(content).replace(b"\r\n", b"\n")


@pytest.mark.sampled(10)
@pytest.mark.parametrize(("kind", "language"), OF_ALL)
def test_two_programs_read_the_same(kind: EmailKind, language: str) -> None:
    _, ours, theirs = read_twice()[kind, language]

    assert theirs["subject"] == ours["Subject"]
    assert theirs["from"] == ["Lobi Größe", "lobby@example.org"]
    assert theirs["to"] == [str(ours["To"])]
    for field, kind_of_body in (("html", "html"), ("text", "plain")):
        body = ours.get_body((kind_of_body,))
        assert body is not None
        assert lines(theirs[field]) == lines(body.get_content())
    inside = {
        part.get_content_type(): unbroken(part.get_payload(decode=True))
        for part in ours.walk()
        if part.get_content_disposition()
    }
    assert {
        part["kind"]: unbroken(base64.b64decode(part["content"]))
        for part in theirs["parts"]
    } == inside
    assert len(inside) == (kind in WITH_PICTURE) + (kind in WITH_ENTRY)


@pytest.mark.parametrize(("kind", "language"), OF_ALL)
def test_a_mail_server_of_seven_bits_takes_it_whole(
    kind: EmailKind, language: str
) -> None:
    raw, ours, _ = read_twice()[kind, language]

    assert raw.isascii()
    assert {str(part.get("Content-Transfer-Encoding")) for part in ours.walk()} <= {
        "None",
        "7bit",
        "base64",
        "quoted-printable",
    }
    # RFC 5322, 2.1.1: in characters, without the line's end.
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("kind", "language"), [of for of in OF_ALL if of[0] in WITH_ENTRY]
)
def test_two_calendars_read_the_same_entry(kind: EmailKind, language: str) -> None:
    _, ours, theirs = read_twice()[kind, language]
    [part] = [one for one in ours.walk() if one.get_content_type() == "text/calendar"]
    ics = part.get_payload(decode=True)
    assert isinstance(ics, bytes)
    calendar = Calendar.from_ical(ics)
    [event] = calendar.events

    read = theirs["entry"]
    assert read == {
        "uid": str(event["UID"]),
        "sequence": str(event["SEQUENCE"]),
        "summary": str(event["SUMMARY"]),
        "location": str(event["LOCATION"]),
        "status": str(event["STATUS"]),
        "organizer": str(event["ORGANIZER"]),
        "dtstart": f"{event.start:%Y-%m-%dT%H:%M:%SZ}",
        "dtend": f"{event.end:%Y-%m-%dT%H:%M:%SZ}",
        "method": str(calendar["METHOD"]),
    }
    assert (read["location"], read["uid"]) == (SITE, f"{PUBLIC_ID}@lencana")
    assert read["organizer"] == "mailto:lobby@example.org"
    assert read["method"] == part.get_param("method")
    [given] = [one for one in theirs["parts"] if one["kind"] == "text/calendar"]
    assert given["method"] == read["method"]
    # RFC 5545, 3.1: octets, and no character is torn apart at a fold.
    folded = ics.split(b"\r\n")
    assert max(map(len, folded)) <= 75
    assert all(line.decode() is not None for line in folded)
    assert b"\n" not in ics.replace(b"\r\n", b"")


def test_a_picture_is_of_one_e_mail_alone() -> None:
    ids = set()
    for (kind, _), (_, ours, theirs) in read_twice().items():
        if kind not in WITH_PICTURE:
            continue
        [picture] = [one for one in theirs["parts"] if one["kind"] == "image/png"]
        shown = re.findall(r'src="cid:([^"]+)"', theirs["html"])
        assert [f"<{one}>" for one in shown] == [picture["id"]]
        assert picture["id"] in {part["Content-ID"] for part in ours.walk()}
        ids.add(picture["id"])

    assert len(ids) == len(WITH_PICTURE) * len(OWN_NAMES)
    assert ADDRESS not in "".join(ids)


def test_a_short_line_in_any_script_is_written_in_seven_bits_too() -> None:
    # Only such a text would be left in eight: a long line is encoded anyway.
    message = EmailMessage(policy=headers.POLICY)
    message.set_content("Größe, 東京\n")

    assert message.as_bytes().isascii()
    assert message.get_content().strip() == "Größe, 東京"
