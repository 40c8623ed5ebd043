"""Each face has a text for every refusal it can meet; the others are listed with a reason."""

from collections.abc import Iterable, Iterator

import pytest
from flask import Flask

import front_desk.labels
import guest_page.labels
import host_portal.labels
from lencana import app as roof
from tests.house_rules.test_access import MAKERS
from visits.keys.keyring import Keys
from visits.store.database import Database
from visits.vocabulary import refusals
from visits.vocabulary.refusals import VisitRefused
from web.channel_labels import REFUSALS as OF_CHANNELS
from web.face import FaceSettings
from web.sign_in import REFUSALS as AT_THE_DOOR

Kind = type[VisitRefused]
Reasons = dict[str, str]

TABLES: dict[str, set[Kind]] = {
    "hosts": {
        *host_portal.labels.REFUSALS,
        *host_portal.labels.HOST_REFUSALS,
        *AT_THE_DOOR,
        *OF_CHANNELS,
    },
    "desk": {*front_desk.labels.REFUSALS, *AT_THE_DOOR, *OF_CHANNELS},
    "kiosk": set(),
    "api": set(),
}
AT_A_KIOSK, NO_INVITING = "said at a kiosk only", "the desk invites nobody"
AT_THE_DESK = "said at the desk only"
CONSOLE = "said at the console only"
AT_THE_CONSOLE = {
    "PeriodOutOfRange": CONSOLE,
    "DateIsAnother": CONSOLE,
    "OwnLanguageMissing": CONSOLE,
}
UNMET: dict[str, Reasons] = {
    "hosts": AT_THE_CONSOLE | {
        "KioskLocked": AT_A_KIOSK, "EncounterOver": AT_A_KIOSK, "PairingRefused": AT_A_KIOSK,
        "RulesChanged": AT_A_KIOSK, "AlarmRaised": AT_A_KIOSK,
        "NotToday": AT_THE_DESK, "NameTaken": AT_THE_DESK, "GroupInUse": AT_THE_DESK,
        "OnWatchList": AT_THE_DESK, "OwnProposal": AT_THE_DESK, "OtherAddress": AT_THE_DESK,
        "ProposedAlready": AT_THE_DESK,
        "ReviewOutOfRange": CONSOLE,
        "StillDriven": AT_THE_DESK, "TooLateToUndo": AT_THE_DESK, "TooManyMarshals": AT_THE_DESK,
        "FirstRunRefused": "the first run is at the desk",
        "QuotaReached": "each kind of it has words of its own",
    },
    "desk": AT_THE_CONSOLE | {
        "KioskLocked": AT_A_KIOSK, "EncounterOver": AT_A_KIOSK, "PairingRefused": AT_A_KIOSK,
        "NoMoreTries": AT_A_KIOSK, "WrongCode": AT_A_KIOSK, "RulesChanged": AT_A_KIOSK,
        "AlarmRaised": AT_A_KIOSK,
        "NotExpectedNow": "the desk may let a guest in at any hour of the day",
        "TooFarAhead": NO_INVITING, "EndsBeforeItStarts": NO_INVITING, "TimeDoesNotExist": NO_INVITING,
        "LevelTooLow": NO_INVITING, "ContactMissing": NO_INVITING, "GuestWrittenTooOften": NO_INVITING,
        "EndDoesNotExist": NO_INVITING, "TooManyDays": NO_INVITING, "DayTaken": NO_INVITING,
        "QuotaReached": NO_INVITING, "DayQuotaReached": NO_INVITING,
        "WeekQuotaReached": NO_INVITING, "MonthQuotaReached": NO_INVITING,
        "PartyTooLarge": NO_INVITING, "AlreadyInvited": NO_INVITING, "PartyOnSeveralDays": NO_INVITING,
        "BackInside": "the desk's board is never older than some seconds",
        "TakenOver": "hosts take over, not the desk",
        "BadgeNamedMeanwhile": "the desk has the guest before it",
        "TooManyCoHosts": "hosts name co-hosts, not the desk",
        "AlreadyMember": "members are added by the operator",
    },
    "kiosk": {},
    "api": {},
}  # fmt: skip


@pytest.fixture
def apps(database: Database, keys: Keys) -> dict[str, Flask]:
    settings = FaceSettings(links=roof.links("http://localhost"), secrets=keys.secrets)
    return {name: create_app(settings, database) for name, create_app in MAKERS.items()}


def kinds(parent: Kind = VisitRefused) -> Iterator[Kind]:
    """Every refusal of the domain."""
    for kind in parent.__subclasses__():
        if kind.__module__ == refusals.__name__:
            yield kind
        yield from kinds(kind)


def handled(app: Flask) -> set[Kind]:
    """The refusals to which the whole face has an answer."""
    known = app.error_handler_spec[None][None]
    return {kind for kind in known if issubclass(kind, VisitRefused)}


def wordless(worded: Iterable[Kind]) -> set[str]:
    known = tuple(worded)
    return {kind.__name__ for kind in kinds() if not issubclass(kind, known)}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_face_words_every_refusal_it_can_meet(
    apps: dict[str, Flask], name: str
) -> None:
    assert wordless(TABLES[name] | handled(apps[name])) == set(UNMET[name])


def test_the_guest_page_words_what_its_own_requests_can_be_refused(
    apps: dict[str, Flask],
) -> None:
    here = {
        refusals.NotFound,
        refusals.LinkExpired,
        refusals.TooManyTries,
        refusals.ClockIsBehind,
    }

    assert handled(apps["guest"]) == here
    assert set(guest_page.labels.REFUSALS) | {refusals.NotFound} == here | {
        refusals.WrongCode
    }


def test_a_refusal_without_words_is_noticed(apps: dict[str, Flask]) -> None:
    worded = TABLES["desk"] | handled(apps["desk"])

    assert "AlreadyArrived" in wordless(worded - {refusals.AlreadyArrived})
