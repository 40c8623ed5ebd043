"""Every e-mail in every language, as two programs that are not ours read it.

Python's own parser and a JavaScript one for the e-mail; icalendar and ical.js for the entry.
"""

import base64
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache, partial
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from lencana.mail import headers
from lencana.mail.rendering import WITH_ENTRY, WITH_PICTURE, render
from tests.cast import TODAY, Cast, Invite, SettableClock
from tests.lencana.mail import sample_emails as samples
from tests.lencana.mail.sample_emails import ADDRESS, NOW, OFFICE, PUBLIC_ID
from visits import emails, invitations, outbox, visit_state
from visits.languages import OWN_NAMES
from visits.store.database import Database
from visits.visit_times import Window
from visits.vocabulary.mail import EmailKind

SCRIPT = Path(__file__).with_name("other_reader.mjs")
SITE = "Menara Größe; 東京の待合室, ล็อบบี้ชั้นล่าง \\ " + "Café " * 9 + "👩‍👩‍👧‍👦"
OF_ALL = list(product(EmailKind, OWN_NAMES))


def written(kind: EmailKind, language: str) -> bytes:
    """The e-mail about a site whose name needs every care, as a mail server gets it."""
    sample: dict[EmailKind, Any] = {
        EmailKind.RIGHTS_CODE: samples.rights_code,
        EmailKind.WELCOME: samples.to_member,
        EmailKind.MEMBERSHIP_ADDED: samples.to_member,
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
    ours = [message_from_bytes(one, policy=policy.default) for one in raw]
    rows = zip(raw, ours, theirs(raw), strict=True)
    return dict(zip(OF_ALL, rows, strict=True))


def theirs(raw: Sequence[bytes]) -> list[Any]:
    """The e-mails as the other program reads them."""
    node = shutil.which("node") or str(Path(sys.executable).with_name("node"))
    given = json.dumps([base64.b64encode(one).decode() for one in raw]).encode()
    said = subprocess.run(
        [node, str(SCRIPT)], input=given, capture_output=True, check=True, timeout=300
    )
    read: list[Any] = json.loads(said.stdout)
    return read


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


def entry_part(message: EmailMessage) -> tuple[EmailMessage, bytes]:
    """The part with the calendar entries, and its bytes."""
    [part] = [
        one for one in message.walk() if one.get_content_type() == "text/calendar"
    ]
    ics = part.get_payload(decode=True)
    assert isinstance(ics, bytes)
    return part, ics


def entries(ics: bytes) -> list[dict[str, str]]:
    """The entries as icalendar reads them."""
    calendar, moment = Calendar.from_ical(ics), "%Y-%m-%dT%H:%M:%SZ"
    return [
        {
            "uid": str(event["UID"]),
            "sequence": str(event["SEQUENCE"]),
            "summary": str(event["SUMMARY"]),
            "location": str(event["LOCATION"]),
            "status": str(event["STATUS"]),
            "organizer": str(event["ORGANIZER"]),
            "dtstamp": event.DTSTAMP.strftime(moment),
            "dtstart": event.start.strftime(moment),
            "dtend": event.end.strftime(moment),
            "method": str(calendar["METHOD"]),
        }
        for event in calendar.events
    ]


@pytest.mark.parametrize(
    ("kind", "language"), [of for of in OF_ALL if of[0] in WITH_ENTRY]
)
def test_two_calendars_read_the_same_entry(kind: EmailKind, language: str) -> None:
    _, ours, theirs = read_twice()[kind, language]
    part, ics = entry_part(ours)

    [read] = theirs["entries"]
    assert [read] == entries(ics)
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


def test_two_calendars_read_each_day_of_a_series_through_its_changes(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    """The second of three days is cancelled, then the first moves, then what is left is cancelled."""
    invite(more_days=(TODAY + timedelta(days=1), TODAY + timedelta(days=2)))
    letters = [sent(database, clock)]
    with database.reading() as store:
        days = [day.visit.public_id for day in visit_state.every(store)]
    later = Window(day=TODAY, starts=time(15), ends=time(16))
    for change in (
        partial(invitations.withdraw, public_id=days[1]),
        partial(invitations.reschedule, public_id=days[0], window=later),
        partial(invitations.withdraw, public_id=days[0], with_rest=True),
    ):
        clock.forward(minutes=5)
        with database.transaction() as store:
            change(store, cast.hana.id)
        letters.append(sent(database, clock))

    read = [mail["entries"] for mail in theirs(letters)]
    assert read == [
        entries(entry_part(message_from_bytes(one, policy=policy.default))[1])
        for one in letters
    ]
    assert [{one["method"] for one in entries_} for entries_ in read] == [
        {"PUBLISH"}
    ] * 4
    # RFC 5546, 2.1.4 and 2.1.5: of one UID the higher SEQUENCE counts, then the newer DTSTAMP.
    assert [[one["uid"] for one in entries_] for entries_ in read] == [
        [f"{day}@lencana" for day in days]
    ] * 4
    assert [[one["sequence"] for one in entries_] for entries_ in read] == [
        ["0", "0", "0"],
        ["0", "1", "0"],
        ["1", "1", "0"],
        ["2", "1", "1"],
    ]
    live, gone = "CONFIRMED", "CANCELLED"
    assert [[one["status"] for one in entries_] for entries_ in read] == [
        [live, live, live],
        [live, gone, live],
        [live, gone, live],
        [gone, gone, gone],
    ]
    assert len({one["dtstamp"] for entries_ in read for one in entries_}) == 4


def test_the_last_day_that_is_left_is_cancelled_as_one(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite(more_days=(TODAY + timedelta(days=1),))
    first = sent(database, clock)
    clock.forward(days=1)
    with database.transaction() as store:
        last = visit_state.every(store)[-1].visit
        invitations.withdraw(store, cast.hana.id, last.public_id)
    [before, cancelled] = [
        mail["entries"] for mail in theirs([first, sent(database, clock)])
    ]

    assert [one["uid"] for one in before][1:] == [one["uid"] for one in cancelled]
    assert [(one["method"], one["status"], one["sequence"]) for one in cancelled] == [
        ("CANCEL", "CANCELLED", "1")
    ]
    assert last.id != visit.id


def sent(database: Database, clock: SettableClock) -> bytes:
    """The one letter that is due, as a mail server gets it."""
    with database.transaction() as store:
        [email] = iter(partial(outbox.claim, store), None)
        contents = emails.contents(store, email)
        outbox.delivered(store, email.id)
        message = render(contents, email.kind, OFFICE, clock.now)
        headers.stamp(message, OFFICE.sender, "1" * 32, clock.now)
        return message.as_bytes()


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
