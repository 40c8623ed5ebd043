"""Encounters: one person at one kiosk, from the first scan or typed address until they are done."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from kiosk import request_data, screens
from kiosk.badge_status import arrived_visit, result
from kiosk.request_data import open_kiosk, paired_kiosk_id, this_encounter, this_kiosk
from visits import sites, visit_state
from visits.codes import CodeKind
from visits.lobby import check_in, desk_queue, encounters, one_time_codes, verification
from visits.rights import proofs
from visits.store.database import Store
from visits.store.lobby import Encounter
from visits.store.sites import Kiosk
from visits.vocabulary.refusals import EncounterOver, RulesChanged, WrongCode
from visits.vocabulary.visits import CODE_DIGITS, WaitReason
from web import qr
from web.access import open_to_everyone
from web.face import database, links
from web.pages import page

QR_DOTS = 8
"""To a module: large enough for a phone beside the tablet."""

views = Blueprint("encounters", __name__)


@views.post("/arrivals")
@open_to_everyone
def arrive() -> ResponseReturnValue:
    """Begin an encounter with a scanned invitation code."""
    kiosk_id, code = paired_kiosk_id(), request_data.scanned_code(CodeKind.INVITATION)
    with database().transaction() as store:
        kiosk = open_kiosk(store, kiosk_id)
        encounter = check_in.scan(store, kiosk, code.digest, code.confirmation)
    return _next_step(encounter.public_id)


@views.get("/address")
@open_to_everyone
def ask_address() -> ResponseReturnValue:
    """Show a field for an e-mail address or a phone number."""
    return _address_page()


@views.post("/encounters")
@open_to_everyone
def announce_address() -> ResponseReturnValue:
    """Begin an encounter with a typed address; the answer is the same if no guest has it."""
    kiosk_id = paired_kiosk_id()
    try:
        lookup, typed = request_data.address()
    except request_data.Mistyped:
        return _address_page(
            _("Please type a whole e-mail address or phone number.")
        ), 422
    with database().transaction() as store:
        kiosk = open_kiosk(store, kiosk_id)
        encounter = check_in.announce_address(store, kiosk, lookup, typed)
    return _next_step(encounter.public_id)


@views.post("/explanations")
@open_to_everyone
def explain() -> ResponseReturnValue:
    """Let the guest of a code that opens nothing prove who they are, to hear why."""
    kiosk_id, code = paired_kiosk_id(), request_data.any_code()
    with database().transaction() as store:
        kiosk = open_kiosk(store, kiosk_id)
        encounter = check_in.ask_why(store, kiosk, code.kind, code.digest)
    return _next_step(encounter.public_id)


@views.get("/encounters/<encounter_id>")
@open_to_everyone
def show(encounter_id: str) -> ResponseReturnValue:
    """Show the step that comes next."""
    return _step(paired_kiosk_id(), encounter_id)


@views.post("/encounters/<encounter_id>/agreement")
@open_to_everyone
def agree(encounter_id: str) -> ResponseReturnValue:
    """Check in the guest who has read the notice, and accepts the house rules."""
    kiosk_id, rules = paired_kiosk_id(), request_data.rules_shown()
    with database().transaction() as store:
        place = request_data.read_encounter(store, kiosk_id, encounter_id)
        check_in.agree(store, *place, rules)
    return _next_step(encounter_id)


@views.post("/encounters/<encounter_id>/confirmation")
@open_to_everyone
def confirm(encounter_id: str) -> ResponseReturnValue:
    """Check in the guest with the one-time code; the attempt is counted before it is checked."""
    kiosk_id, rules = paired_kiosk_id(), request_data.rules_shown()
    try:
        # Read before the attempt is counted: a slip of the finger costs none of the five.
        typed = request_data.one_time_code()
        with _attempt(kiosk_id, encounter_id) as place:
            verification.confirm(*place, typed, rules)
    except request_data.Mistyped:
        return _step(
            kiosk_id,
            encounter_id,
            _("The code has %(digits)s digits.", digits=CODE_DIGITS),
        ), 422
    except WrongCode:
        problem = _("The e-mail has other digits.")
        return _wrong(kiosk_id, encounter_id, problem)
    return _next_step(encounter_id)


@views.post("/encounters/<encounter_id>/family-name")
@open_to_everyone
def tell_family_name(encounter_id: str) -> ResponseReturnValue:
    """Go on with the one of several guests, who share a code or an address, of this family name."""
    kiosk_id, rules = paired_kiosk_id(), request_data.rules_shown()
    try:
        typed = request_data.family_name()
        with _attempt(kiosk_id, encounter_id) as place:
            check_in.tell_family_name(*place, typed, rules)
    except request_data.Mistyped:
        return _step(kiosk_id, encounter_id, _("Please type your family name.")), 422
    except WrongCode:
        problem = _("Please type it as your host wrote it, or see the front desk.")
        return _wrong(kiosk_id, encounter_id, problem)
    return _next_step(encounter_id)


@views.post("/encounters/<encounter_id>/sendings")
@open_to_everyone
def send_again(encounter_id: str) -> ResponseReturnValue:
    """Send another one-time code, which replaces the one before; a second tap sends none."""
    kiosk_id, after = paired_kiosk_id(), request_data.sendings_before()
    with database().transaction() as store:
        place = this_encounter(store, kiosk_id, encounter_id)
        verification.send_again(store, *place, after)
    return _next_step(encounter_id)


@views.get("/encounters/<encounter_id>/vouching")
@open_to_everyone
def vouching(encounter_id: str) -> ResponseReturnValue:
    """Show the digits for the host who stands beside the guest, until the host has vouched."""
    return _vouching(paired_kiosk_id(), encounter_id)


@views.post("/encounters/<encounter_id>/rules")
@open_to_everyone
def accept_rules(encounter_id: str) -> ResponseReturnValue:
    """Note the house rules that the guest accepts, and go on to the digits for their host."""
    kiosk_id, rules = paired_kiosk_id(), request_data.rules_shown()
    try:
        with database().transaction() as store:
            place = this_encounter(store, kiosk_id, encounter_id)
            verification.accept_rules(store, *place, rules)
    except RulesChanged:
        return _vouching(kiosk_id, encounter_id, screens.RULES_ARE_NEW)
    return redirect(url_for(".vouching", encounter_id=encounter_id), 303)


@views.get("/encounters/<encounter_id>/page.png")
@open_to_everyone
def own_page(encounter_id: str) -> ResponseReturnValue:
    """Send a QR code with the address of the walk-in's own page, for their own phone."""
    kiosk_id = paired_kiosk_id()
    with database().reading() as store:
        _kiosk, encounter = this_encounter(store, kiosk_id, encounter_id)
        # Whoever was invited has the link in their e-mail.
        if encounter.visit_id is None or not encounters.is_of_walk_in(encounter):
            raise EncounterOver
        link = proofs.walk_in_link(store, visit_state.of(store, encounter.visit_id))
    return Response(qr.png(f"{links().guest}/{link}", QR_DOTS), mimetype="image/png")


@views.post("/encounters/<encounter_id>/touches")
@open_to_everyone
def touch(encounter_id: str) -> ResponseReturnValue:
    """Note that the person is still there."""
    kiosk_id = paired_kiosk_id()
    with database().transaction() as store:
        encounters.touch(store, this_encounter(store, kiosk_id, encounter_id)[1])
    # The step on the screen stays, so there is nothing to send.
    return "", 204


@views.post("/encounters/<encounter_id>/end")
@open_to_everyone
def end(encounter_id: str) -> ResponseReturnValue:
    """Note that the person is done, or has gone."""
    kiosk_id = paired_kiosk_id()
    with database().transaction() as store:
        # No current encounter is asked for: one that is over already may be ended again.
        encounters.end(store, this_kiosk(store, kiosk_id), encounter_id)
    return redirect(url_for("kiosk.welcome"), 303)


@views.post("/encounters/<encounter_id>/missing-badge")
@open_to_everyone
def report_missing_badge(encounter_id: str) -> ResponseReturnValue:
    """Tell the desk that no badge came out."""
    kiosk_id = paired_kiosk_id()
    with database().transaction() as store:
        kiosk, encounter = this_encounter(store, kiosk_id, encounter_id)
        visit_id = arrived_visit(store, encounter)
        desk_queue.note(store, kiosk, WaitReason.NO_BADGE, visit_id)
    return redirect(url_for(".missing_badge", encounter_id=encounter_id), 303)


@views.get("/encounters/<encounter_id>/missing-badge")
@open_to_everyone
def missing_badge(encounter_id: str) -> ResponseReturnValue:
    """Say where to get the badge that did not come out."""
    kiosk_id = paired_kiosk_id()
    with database().reading() as store:
        _kiosk, encounter = this_encounter(store, kiosk_id, encounter_id)
        badge = result(store, encounter)
        with screens.in_language_of(store, encounter):
            return page("no_badge.html", encounter_id=encounter_id, badge=badge)


def _next_step(encounter_id: str) -> ResponseReturnValue:
    return redirect(url_for("encounters.show", encounter_id=encounter_id), 303)


def _address_page(problem: str | LazyString = "") -> str:
    kiosk_id = paired_kiosk_id()
    with database().reading() as store:
        site = sites.of(store, this_kiosk(store, kiosk_id).site_id)
    return page(
        "address.html",
        encounter_id=None,
        problem=problem,
        endings=site.email_endings,
    )


def _step(kiosk_id: int, encounter_id: str, problem: str | LazyString = "") -> str:
    with database().reading() as store:
        place = request_data.read_encounter(store, kiosk_id, encounter_id)
        return screens.step_screen(store, *place, problem)


def _vouching(
    kiosk_id: int, encounter_id: str, problem: str | LazyString = ""
) -> ResponseReturnValue:
    with database().reading() as store:
        kiosk, encounter = this_encounter(store, kiosk_id, encounter_id)
        # The tablet polls this page: once the host has vouched, it moves on by itself.
        if not encounters.may_be_vouched(store, encounter):
            return _next_step(encounter_id)
        screen = screens.vouching_screen(store, kiosk, encounter, problem)
    return screen, 422 if problem else 200


@contextmanager
def _attempt(
    kiosk_id: int, encounter_id: str
) -> Iterator[tuple[Store, Kiosk, Encounter]]:
    """A transaction for an attempt, which counts before it is judged.

    One that was right and met other house rules than were shown is taken back.
    """
    # In a transaction of its own: a wrong code rolls the next one back, and must stay counted.
    with database().transaction() as store:
        verification.count_attempt(store, kiosk_id, encounter_id)
    try:
        with database().transaction() as store:
            yield store, *this_encounter(store, kiosk_id, encounter_id)
    except RulesChanged:
        with database().transaction() as store:
            _kiosk, encounter = this_encounter(store, kiosk_id, encounter_id)
            one_time_codes.take_back_try(encounter)
        raise


def _wrong(
    kiosk_id: int, encounter_id: str, problem: LazyString
) -> ResponseReturnValue:
    with database().transaction() as store:
        kiosk, encounter = this_encounter(store, kiosk_id, encounter_id)
        # The attempt's own transaction was rolled back: lock and desk are told in this one.
        verification.note_wrong(store, kiosk, encounter)
        was_last = encounter.tries >= one_time_codes.TRIES
        spoken = screens.in_language_of(store, encounter)
    if was_last:
        # The page of every other refusal: what went wrong is for the desk to say.
        with spoken:
            return page("see_desk.html", may_ask_why=False, is_badge=False), 422
    return _step(kiosk_id, encounter_id, problem), 422
