"""The words of the matrix: who asks, what an address names, and whose that has to be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Who(StrEnum):
    """Who gets beyond the door of a route."""

    ANYONE = "anyone"
    MEMBER = "a member"
    HOST = "a host"
    DESK = "somebody of a front desk"
    ADMIN = "a company's administrator"
    INVITING = "a host or an administrator"
    KIOSK = "a tablet"
    AGENT = "a print agent"
    LINK = "whoever has the link"


class Kind(StrEnum):
    """What an address, or a field of a form, names."""

    VISIT = "visit"
    MEMBER = "member"
    KIOSK = "kiosk"
    PRINTER = "printer"
    GROUP = "printer group"
    AGENT = "print agent"
    CHANNEL = "channel"
    WAIT = "wait"
    WATCH = "watch-list entry"
    REQUEST = "data request"
    ENCOUNTER = "encounter"
    JOB = "print job"
    ROLL_JOB = "print job of a roll"
    ALARM = "alarm"
    PROVEN = "a guest's own link"
    SHARED = "the link to pass on"
    INQUIRY = "an inquiry"
    ANSWER = "the link of who is asked"
    ROLL = "the link of a roll"
    WELCOME = "a link to a password"
    FORGED = "one visit with the proof of another"
    INVITATION_CODE = "an invitation's code"
    BADGE_CODE = "a badge's code"


class Own(StrEnum):
    """Whose object it has to be."""

    ANYBODYS = "anybody's"
    OF_SITE = "of the site of whoever asks"
    OF_DESK = "of the front desk of whoever asks"
    OF_OFFICE = "of the company at the site of whoever asks"
    SAME_PERSON = "another membership of theirs"
    HOSTED = "of a guest whom they host"
    EXPECTED = "of a guest whom they host or co-host"
    HERS = "their own"
    COLLEAGUE = "a colleague of the same company"
    HERE = "at this tablet"
    HELD = "of the kind that the route takes"
    SAME_GUEST = "of the guest whom the address, or its request, names"
    SAME_COMPANY = "a colleague of the host of that guest"


@dataclass(frozen=True)
class Row:
    """Who may do it to whose object, and what a form says that would do it."""

    who: Who
    of: Kind | None = None
    own: Own = Own.ANYBODYS
    says: Mapping[str, Any] = field(default_factory=dict)
    """Fields of the form; `{other}` is an id, and `{name}` what that is called."""
    other: Kind | None = None
    """What a field, or the second part of the address, names besides."""
    whose: Own = Own.ANYBODYS
    """Whose the other has to be."""
    sends_digits: bool = False
    """Whether digits go to whoever it is: that is written down, and answered alike for all."""
    form: str = ""
    """Of a guest's page, whose forms have tokens of their own."""


def guest(of: Kind = Kind.PROVEN, form: str = "", /, **says: str) -> Row:
    """A page of whoever has the link; its form has a token of that link and class."""
    return Row(Who.LINK, of, Own.HELD, says, form=form)


def desk(of: Kind, /, **says: str) -> Row:
    """What somebody of the desk may do to what is of their site."""
    return Row(Who.DESK, of, Own.OF_SITE, says)


def host(own: Own, /, **says: str) -> Row:
    """What a host may do about a guest."""
    return Row(Who.HOST, Kind.VISIT, own, says)


def decision(**says: str) -> Row:
    """What the desk decides about visits that it chooses among those of a request."""
    both = Kind.REQUEST, Own.OF_SITE, {"visits": "{other}", "id_seen": "y"} | says
    return Row(Who.DESK, *both, Kind.VISIT, Own.SAME_GUEST)


def here(**says: str) -> Row:
    """What goes on at a tablet."""
    return Row(Who.KIOSK, Kind.ENCOUNTER, Own.HERE, says)


def job(of: Kind = Kind.JOB, /, **says: object) -> Row:
    """What an agent says of an attempt of its own."""
    return Row(Who.AGENT, of, Own.HERS, says)


def form(who: Who, says: dict[str, Any], /, *other: Any) -> Row:
    """An address that names nothing; its form may."""
    return Row(who, None, Own.ANYBODYS, says, *other)


ANYONE, MEMBER, HOST, DESK, ADMIN, INVITING, KIOSK, AGENT = (
    Row(who) for who in Who if who is not Who.LINK
)
