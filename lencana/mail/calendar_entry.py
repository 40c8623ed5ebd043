"""A visit as a calendar entry (RFC 5545). Other people may read the guest's calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event

MAKER = "-//Lencana//Visitor check-in//EN"


@dataclass(frozen=True, kw_only=True)
class CalendarEvent:
    """A site and a time; no name, no contact and no link to the guest's page."""

    uid: str
    organizer: str
    """The mailbox of the site's own e-mails, never a member's."""
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    place: str
    cancelled: bool


def ics(entries: Sequence[CalendarEvent], at: datetime) -> str:
    """The entries as text/calendar; a cancelled one has the UID that it was published with."""
    # Loading it takes a tenth of the program's start, and only e-mails need it.
    from icalendar import Calendar, Event  # noqa: PLC0415 - loaded late

    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    # RFC 6047, 2.4: it must be the method that the part's Content-Type names.
    calendar.add("method", method(entries))
    for entry in entries:
        calendar.add_component(_filled(Event(), entry, at))
    content: bytes = calendar.to_ical()
    return content.decode()


def method(entries: Sequence[CalendarEvent]) -> str:
    """The iTIP method (RFC 5546): what the receiving calendar is asked to do."""
    # Only entries of one UID are cancelled by it (3.2.5); of several each says so by its status.
    is_cancelled = len(entries) == 1 and entries[0].cancelled
    return "CANCEL" if is_cancelled else "PUBLISH"


def _filled(event: "Event", entry: CalendarEvent, at: datetime) -> "Event":
    event.add("uid", entry.uid)
    # RFC 5546, 3.2.1 and 3.2.5: without it Outlook drops the entry, and cancels none.
    event.add("organizer", f"mailto:{entry.organizer}")
    # It grows with each change: a calendar ignores an entry older than the one it has.
    event.add("sequence", entry.sequence)
    event.add("dtstamp", at.astimezone(UTC))
    # In UTC: a time zone of the site's would need a definition of its own in the entry.
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", entry.summary)
    event.add("location", entry.place)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    # Asks a shared calendar to show others the time only.
    event.add("class", "PRIVATE")
    return event
