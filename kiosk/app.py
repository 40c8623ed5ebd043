"""The kiosk as an application: its views, and what it answers to a refusal."""

from contextlib import AbstractContextManager, nullcontext

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from kiosk import caching, encounters, reasons, tablet, walk_ins
from kiosk.request_data import NoKiosk, paired_kiosk_id, this_encounter, this_kiosk
from kiosk.screens import in_language_of, language_of, step_screen, welcome_screen
from visits.lobby import desk_queue
from visits.store.database import Database
from visits.vocabulary.refusals import (
    AlarmRaised,
    AlreadyArrived,
    EncounterOver,
    KioskLocked,
    NotExpectedNow,
    RulesChanged,
    VisitRefused,
)
from visits.vocabulary.visits import WaitReason
from web import host_news
from web.face import FaceSettings, create_face, database
from web.pages import page


def create_app(settings: FaceSettings, database: Database) -> Flask:
    """The application for the lobby's tablets; everything but pairing answers only to paired ones.

    A demo puts a function that makes pairing codes into `app.extensions["lencana.demo_pairing"]`.
    """
    app = create_face("kiosk", "kiosk", settings, database)
    app.jinja_env.filters["host_news"] = host_news.text
    caching.set_up(app)
    _answer_refusals(app)
    app.register_blueprint(tablet.views)
    app.register_blueprint(encounters.views)
    app.register_blueprint(walk_ins.views)
    return app


def _answer_refusals(app: Flask) -> None:
    """Answer refusals that no view answers.

    One page stands for many causes: only the desk learns which.
    """
    app.register_error_handler(NotExpectedNow, _not_expected)
    app.register_error_handler(AlreadyArrived, _already_arrived)
    app.register_error_handler(VisitRefused, _see_desk)
    app.register_error_handler(RulesChanged, _rules_changed)
    app.register_error_handler(KioskLocked, _locked)
    app.register_error_handler(AlarmRaised, _locked)
    app.register_error_handler(EncounterOver, _over)
    app.register_error_handler(NoKiosk, _no_kiosk)


def _not_expected(refusal: NotExpectedNow) -> ResponseReturnValue:
    kiosk_id = paired_kiosk_id()
    # The view's transaction was rolled back; what the desk must know is written in another.
    with database().transaction() as store:
        kiosk = this_kiosk(store, kiosk_id)
        desk_queue.note(store, kiosk, refusal.reason, refusal.visit_id)
    if refusal.proven_id is None:
        return _see_desk(refusal)
    with (
        database().reading() as store,
        # Whoever has proven who they are hears it in their own language.
        force_locale(language_of(store, refusal.proven_id)),
    ):
        told = reasons.context(store, refusal.reason, refusal.proven_id)
        return page("reason.html", **told), 422


def _already_arrived(refusal: AlreadyArrived) -> ResponseReturnValue:
    # Another tablet was faster: for the desk that is a code shown twice.
    return _not_expected(NotExpectedNow(WaitReason.USED_AGAIN, refusal.visit_id))


def _see_desk(_refusal: VisitRefused) -> ResponseReturnValue:
    # One page and one status: it tells a stranger nothing about the code that was shown.
    is_badge = request.endpoint == "kiosk.leave"
    may_ask_why = is_badge or request.endpoint == "encounters.arrive"
    with _spoken():
        told = page("see_desk.html", may_ask_why=may_ask_why, is_badge=is_badge)
        return told, 422


def _spoken() -> AbstractContextManager[None]:
    """A block in the language of the encounter that was refused, whose guest has read it so far."""
    encounter_id = _encounter_id()
    if not encounter_id:
        return nullcontext()
    try:
        kiosk_id = paired_kiosk_id()
        with database().reading() as store:
            _kiosk, encounter = this_encounter(store, kiosk_id, encounter_id)
            return in_language_of(store, encounter)
    except (EncounterOver, NoKiosk):
        return nullcontext()


def _encounter_id() -> str:
    return str((request.view_args or {}).get("encounter_id", ""))


def _rules_changed(_refusal: RulesChanged) -> ResponseReturnValue:
    # What was shown is what is accepted: the step comes again, with the rules in force now.
    kiosk_id = paired_kiosk_id()
    with database().reading() as store:
        place = this_encounter(store, kiosk_id, _encounter_id())
        return step_screen(store, *place, rules_changed=True), 422


def _locked(_refusal: KioskLocked | AlarmRaised) -> ResponseReturnValue:
    kiosk_id = paired_kiosk_id()
    with database().reading() as store:
        # Its first screen says what is taken: a scanned code is, unless everybody has to leave.
        return welcome_screen(store, this_kiosk(store, kiosk_id)), 422


def _over(_refusal: EncounterOver) -> ResponseReturnValue:
    kiosk_id, advice = paired_kiosk_id(), _("Please begin again.")
    with database().reading() as store:
        return welcome_screen(store, this_kiosk(store, kiosk_id), advice), 422


def _no_kiosk(_refusal: NoKiosk) -> ResponseReturnValue:
    title, advice = _("This tablet is no longer a kiosk"), _("Staff can pair it again.")
    # At 403 the tablet's script loads the page again, which then offers pairing.
    return page("message.html", title=title, advice=advice), 403
