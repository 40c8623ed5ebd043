"""What a request to the kiosk says: which kiosk sends it, and what was scanned or typed there.

A view reads all of it before its transaction begins: SQLite has a single writer, which must not
wait for a cookie to be looked up or a form to be parsed.
"""

import re

from flask import request, session

from visits import codes
from visits.codes import CodeKind, ScannedCode
from visits.languages import OWN_NAMES
from visits.lobby import encounters, host_search, kiosks
from visits.store.database import Store
from visits.store.lobby import Encounter
from visits.store.patterns import PUBLIC_ID
from visits.store.sites import Kiosk
from visits.vault import email_addresses, phone_numbers
from visits.vocabulary.refusals import NotFound, VisitRefused
from visits.vocabulary.visits import CODE_DIGITS, Lookup, VisitPurpose
from web import names
from web.face import database

# No e-mail address is longer (RFC 5321), and no field of the kiosk takes anything longer.
MOST_CHARACTERS = 254
# As browsers capitalise the words of a field that is shown so.
_WORD = re.compile(r"[^\s-]+")


class NoKiosk(VisitRefused):
    """This browser was never paired as a kiosk, or was revoked."""


class NoCode(VisitRefused):
    """What was scanned does not have the shape of a code of this kind."""


class Mistyped(VisitRefused):
    """What was typed does not have the shape that was asked for."""


def paired_kiosk_id() -> int:
    """The id of the kiosk that this browser was paired as (`NoKiosk`); it may be revoked since."""
    kiosk_id = session.get("kiosk_id")
    if not kiosk_id:
        raise NoKiosk
    return int(kiosk_id)


def this_kiosk(store: Store, kiosk_id: int) -> Kiosk:
    """The kiosk of this id, unless it was revoked (`NoKiosk`)."""
    try:
        return kiosks.paired(store, kiosk_id)
    except NotFound:
        raise NoKiosk from None


def open_kiosk(store: Store, kiosk_id: int) -> Kiosk:
    """The same, for guests who begin: refused while everybody has to leave (`AlarmRaised`)."""
    try:
        return kiosks.open_to_guests(store, kiosk_id)
    except NotFound:
        raise NoKiosk from None


def chosen_language() -> str:
    """The language that the guest has chosen on the tablet; empty if they have not."""
    chosen = request.headers.get("Lencana-Language", "")
    return chosen if chosen in OWN_NAMES else ""


def require_kiosk() -> None:
    """Refuse a browser that is no kiosk (`NoKiosk`), on a page that needs nothing else of it."""
    kiosk_id = paired_kiosk_id()
    with database().reading() as store:
        this_kiosk(store, kiosk_id)


def this_encounter(
    store: Store, kiosk_id: int, encounter_id: str
) -> tuple[Kiosk, Encounter]:
    """The kiosk and the encounter that goes on at it (`NoKiosk`, `EncounterOver`)."""
    try:
        return encounters.current(store, kiosk_id, encounter_id)
    except NotFound:
        raise NoKiosk from None


def read_encounter(
    store: Store, kiosk_id: int, encounter_id: str
) -> tuple[Kiosk, Encounter]:
    """The same, to be read and not changed."""
    try:
        return encounters.read(store, kiosk_id, encounter_id)
    except NotFound:
        raise NoKiosk from None


def scanned_code(kind: CodeKind) -> ScannedCode:
    """The scanned code (`NoCode`)."""
    scanned = any_code()
    if scanned.kind is not kind:
        raise NoCode
    return scanned


def any_code() -> ScannedCode:
    """The scanned code, whether an invitation's or a badge's (`NoCode`)."""
    scanned = codes.read(request.form.get("code", ""))
    if scanned is None:
        raise NoCode
    return scanned


def one_time_code() -> str:
    """The typed digits of a one-time code (`Mistyped`)."""
    return codes.decimals(_typed("code", rf"\s*(\d\s*){{{CODE_DIGITS}}}"))


def sendings_before() -> int | None:
    """How many codes had been sent when the form was made; None if it does not say."""
    typed = request.form.get("sendings", "")
    return int(typed) if re.fullmatch("[0-9]{1,3}", typed) else None


def rules_shown() -> int:
    """The version of the house rules that stood beside the form; 0 if it says none."""
    typed = request.form.get("rules", "")
    return int(typed) if re.fullmatch("[0-9]{1,9}", typed) else 0


def kept_digits() -> str:
    """The digits that came with rules that are not in force any more; empty if none did."""
    try:
        return one_time_code()
    except Mistyped:
        return ""


def address() -> tuple[Lookup, str]:
    """Whether an e-mail address or a phone number was typed, and what (`Mistyped`)."""
    # Whether the address is known is not looked at here, so the answer can show nothing of it.
    typed = _typed("address", ".+").strip()
    if phone_numbers.is_dialled(typed):
        return Lookup.PHONE, typed
    if not email_addresses.is_whole(typed):
        raise Mistyped
    return Lookup.EMAIL, email_addresses.canonical(typed)


def family_name() -> str:
    """A typed family name, in any script, cleaned as kept names are (`Mistyped`)."""
    name = names.clean(_typed("family_name", ".*[^ ].*"))
    if not name:
        raise Mistyped
    return name


def own_name() -> str:
    """The name that a guest typed for their badge, as it may be kept (`Mistyped`)."""
    typed = _typed("name", ".*[^ ].*")
    name = names.clean(typed)
    # The screen's keys have small letters only, and its field shows them as they become here.
    if name == name.lower():
        name = names.clean(_WORD.sub(_capitalised, name))
    is_name = name and names.is_whole(typed) and not names.is_formula(name)
    if not is_name or not names.fits(name):
        raise Mistyped
    return name


def search() -> str:
    """The beginning of a host's name, of at least three letters (`Mistyped`)."""
    typed = _typed("search", ".*[^ ].*")
    if host_search.letters(typed) < host_search.LEAST_LETTERS:
        raise Mistyped
    return typed


def chosen_host() -> str:
    """The public id of the host that was chosen from the hits (`Mistyped`)."""
    return _typed("host", PUBLIC_ID)


def purpose() -> VisitPurpose:
    """The purpose of a walk-in's visit (`Mistyped`)."""
    return VisitPurpose(_typed("purpose", "|".join(VisitPurpose)))


def nonce() -> str:
    """The random text that this form was given (`Mistyped`)."""
    return _typed("nonce", PUBLIC_ID)


def _capitalised(word: re.Match[str]) -> str:
    return word[0].capitalize()


def _typed(field: str, pattern: str) -> str:
    typed = request.form.get(field, "")
    if len(typed) > MOST_CHARACTERS or not re.fullmatch(pattern, typed):
        raise Mistyped
    return typed
