"""Closed lists about visits and who waits in the lobby, as rows hold them."""

from datetime import timedelta
from enum import IntEnum, StrEnum

CODE_DIGITS = 6
"""The digits of a one-time code; a guess is right once in a million, and five are allowed."""
VOUCH_DIGITS = 4
"""The digits that a kiosk shows for the host beside their guest: five guesses of ten thousand."""

EARLIEST = timedelta(minutes=60)
"""Before the start of a visit: from then on its code works."""
LONGEST_NIGHT = timedelta(hours=16)
"""A visit that is longer and ends on the next day is more likely a slip: from 14:00 to 13:00."""
MOST_DAYS = 26
"""Of one invitation, two a week for as far ahead as hosts invite.

Each is a visit of its own, and an entry in the guest's calendar.
"""
MOST_GUESTS = 10
"""Of one invitation, with the first: each has a visit and an e-mail of their own."""


class VisitPurpose(StrEnum):
    """The purpose of a visit, as the host chose it from a list."""

    MEETING = "meeting"
    INTERVIEW = "interview"
    TOUR = "tour"
    EVENT = "event"
    DELIVERY = "delivery"
    MAINTENANCE = "maintenance"


class Lateness(IntEnum):
    """How much later than planned guests say that they come, in minutes."""

    QUARTER_OF_AN_HOUR = 15
    HALF_AN_HOUR = 30
    AN_HOUR = 60


class Answer(StrEnum):
    """What hosts answer when their guest is here."""

    COMING = "coming"
    SEND_UP = "send_up"
    FIVE_MINUTES = "five_minutes"
    WAIT = "wait"
    SOMEBODY_ELSE = "somebody_else"
    NOBODY_EXPECTED = "nobody_expected"


ACCEPTANCES = frozenset({Answer.COMING, Answer.SEND_UP})
"""The answers by which somebody accepts a walk-in; every other leaves that open."""


class EscalationStep(StrEnum):
    """By which steps somebody else is told of a guest whose host does not answer."""

    SECOND_CHANNEL = "second_channel"
    DELEGATE = "delegate"
    DESK = "desk"


class WalkInRule(StrEnum):
    """What a site lets guests do who have no invitation."""

    NOT_TAKEN = "not_taken"
    """Its kiosks send them to the front desk."""
    IN_PERSON = "in_person"
    """A badge is printed once the host vouches beside them, or the desk has seen an ID."""
    ACCEPTED = "accepted"
    """The host's acceptance is enough."""


class Lookup(StrEnum):
    """What a guest may type to be found."""

    EMAIL = "email"
    PHONE = "phone"


class Level(IntEnum):
    """How surely the lobby knows who came; no standard's assurance level is claimed."""

    NAME_ONLY = 0
    INVITED = 1
    ADDRESS_CONFIRMED = 2
    ID_SEEN = 3


class LetInBy(StrEnum):
    """What happened when the guest came in: more than the level that it was good for."""

    NAME = "name"
    INVITATION = "invitation"
    DIGITS = "digits"
    HOST = "host"
    ID_SEEN = "id_seen"
    DESK = "desk"


class LeftBy(StrEnum):
    """Who ended a visit."""

    BADGE = "badge"
    DESK = "desk"
    HOST = "host"
    CLOSING_TIME = "closing_time"


class AlarmKind(StrEnum):
    """What an alarm is: everybody is told which."""

    DRILL = "drill"
    REAL = "real"


class RollPart(StrEnum):
    """How surely a guest on the roll of an alarm was on site."""

    INSIDE = "inside"
    OVERDUE = "overdue"
    """Not checked out, though their planned end is past."""
    LEFT_BY_CLOCK = "left_by_clock"
    """Checked out by the closing time of that day, and seen by nobody as they left."""


class RefusalReason(StrEnum):
    """Why the desk turned a guest away."""

    NAME_DOES_NOT_MATCH = "name_does_not_match"
    HOST_DECLINED = "host_declined"
    HOUSE_RULES = "house_rules"
    SAFETY = "safety"


class WatchReason(StrEnum):
    """Why somebody is on a site's watch list."""

    BARRED = "barred"
    THREAT = "threat"
    THEFT_OR_DAMAGE = "theft_or_damage"
    COURT_ORDER = "court_order"


class WaitReason(StrEnum):
    """Why somebody stands at the front desk."""

    HELP = "help"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    ANOTHER_SITE = "another_site"
    USED_AGAIN = "used_again"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    REPLACED = "replaced"
    UNKNOWN_CODE = "unknown_code"
    ID_CHECK = "id_check"
    NO_WAY_TO_SEND = "no_way_to_send"
    WRONG_CODE = "wrong_code"
    TOO_MANY_SENDINGS = "too_many_sendings"
    NO_BADGE = "no_badge"
    KIOSK_LOCKED = "kiosk_locked"
    RESTRICTED = "restricted"
    NOBODY_EXPECTED = "nobody_expected"
    HOST_SILENT = "host_silent"
    HOST_NOT_TOLD = "host_not_told"
    UNINVITED = "uninvited"
    ON_WATCH_LIST = "on_watch_list"
