"""What the kiosk answers when the lobby refuses: calm, the same for many causes, and the desk knows why."""

from flask import Flask
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kiosk.screens import welcome_screen
from kiosk.this_kiosk import NoKiosk, this_kiosk
from visits.lobby import desk_queue, kiosks
from visits.vocabulary.refusals import (
    AlreadyArrived,
    EncounterOver,
    KioskLocked,
    NotExpectedNow,
    VisitRefused,
)
from visits.vocabulary.visits import WaitReason
from web.face import database
from web.pages import page


def answer_refusals(app: Flask) -> None:
    """Every refusal that no view answers itself has its answer here."""
    app.register_error_handler(NotExpectedNow, _not_expected)
    app.register_error_handler(AlreadyArrived, _already_arrived)
    app.register_error_handler(VisitRefused, _see_desk)
    app.register_error_handler(KioskLocked, _locked)
    app.register_error_handler(EncounterOver, _over)
    app.register_error_handler(NoKiosk, _no_kiosk)


def _not_expected(refusal: NotExpectedNow) -> ResponseReturnValue:
    with database().transaction() as store:
        kiosk = this_kiosk(store)
        desk_queue.note(store, kiosk, refusal.reason, refusal.visit_id)
        if refusal.reason is WaitReason.UNKNOWN_CODE:
            kiosks.note_wrong(store, kiosk.id)
    return _see_desk(refusal)


def _already_arrived(refusal: AlreadyArrived) -> ResponseReturnValue:
    """Another tablet was first: to the desk that is a code shown twice."""
    return _not_expected(NotExpectedNow(WaitReason.USED_AGAIN, refusal.visit_id))


def _see_desk(_refusal: VisitRefused) -> ResponseReturnValue:
    return page("see_desk.html"), 422


def _locked(_refusal: KioskLocked) -> ResponseReturnValue:
    return page("locked.html"), 422


def _over(_refusal: EncounterOver) -> ResponseReturnValue:
    with database().reading() as store:
        return welcome_screen(store, this_kiosk(store), _("Let us begin again.")), 422


def _no_kiosk(_refusal: NoKiosk) -> ResponseReturnValue:
    title, advice = _("This is no kiosk any more"), _("Staff can pair it again.")
    return page("message.html", title=title, advice=advice), 403
