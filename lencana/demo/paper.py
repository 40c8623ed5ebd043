"""The page of the virtual printer: the last badge, its condition, and switches for faults."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from printers.virtual import Fault, VirtualPrinter
from visits.store.database import Database
from web.access import open_to_everyone
from web.face import FaceSettings, create_face
from web.pages import page

MIDDLE = 8000
"""Bytes of a badge after which a connection breaks: about the middle of one."""
FAULTS_SHOWN = 5
"""The newest: one broken badge alone can be misunderstood in many ways."""
_EXTENSION = "lencana.demo_printer"


@dataclass(frozen=True)
class PrinterControl:
    """The labels of a switch: to turn it on, to turn it off, and the condition while it is on."""

    on: Any
    off: Any
    meanwhile: Any


AT_THE_COUNTER = {
    Fault.PAPER_OUT: PrinterControl(
        _("Take the paper out"), _("Put paper in"), _("Out of paper")
    ),
    Fault.NEAR_END: PrinterControl(
        _("Let the roll run low"), _("Put a full roll in"), _("Paper low")
    ),
    Fault.COVER_OPEN: PrinterControl(
        _("Open the cover"), _("Close the cover"), _("Cover open")
    ),
    Fault.CUTTER_ERROR: PrinterControl(
        _("Jam the cutter"), _("Free the cutter"), _("Cutter jam")
    ),
    Fault.OFFLINE: PrinterControl(
        _("Take it offline"), _("Put it online"), _("Offline")
    ),
    Fault.POWER_CUT: PrinterControl(
        _("Pull the plug"), _("Put the plug in"), _("No power")
    ),
}
ON_THE_LINE = {
    Fault.RESET: PrinterControl(
        _("Break off mid-badge"),
        _("Do not break off"),
        _("It will break off mid-badge"),
    ),
    Fault.FIN: PrinterControl(
        _("Hang up mid-badge"), _("Do not hang up"), _("It will hang up mid-badge")
    ),
    Fault.STALL: PrinterControl(
        _("Stop listening"), _("Listen again"), _("It does not listen")
    ),
    Fault.SLOW_DRAIN: PrinterControl(
        _("Print slowly"), _("Print at full speed"), _("It prints slowly")
    ),
    Fault.MUTE: PrinterControl(
        _("Answer nothing"), _("Answer again"), _("It answers nothing")
    ),
    Fault.GARBAGE_STATUS: PrinterControl(
        _("Answer with nonsense"), _("Answer with sense"), _("Its answers are nonsense")
    ),
    Fault.NO_PROCESS_ID: PrinterControl(
        _("Be a simpler printer"),
        _("Be a better printer"),
        _("It cannot say which badge is done"),
    ),
}
LABELS = AT_THE_COUNTER | ON_THE_LINE
FAULTS = {
    "the sender left inside": _("A job broke off in the middle."),
    "bytes outside any command": _("Something came that is no badge."),
    "a cut where there is no cutter": _("It was told to cut, and has no cutter."),
    "raster wider than the head": _("A badge was wider than its paper."),
    "raster": _("A badge was no picture that it can print."),
    "a real-time command": _("A picture held a command, which it would have obeyed."),
    "unknown cut": _("It was told to cut in a way that it does not know."),
}
"""By how the virtual printer's message begins, what it means in plain words."""
ANOTHER_FAULT = _("It was told something that it does not know.")

views = Blueprint("paper", __name__)


def create_app(
    settings: FaceSettings, database: Database, printer: VirtualPrinter
) -> Flask:
    """Create a face with the printer alone, without the rest of the demo."""
    app = create_face("demo", __name__, settings, database)
    app.jinja_env.globals["whole_demo"] = False
    set_up(app, printer)
    app.add_url_rule(
        "/", "begin", open_to_everyone(lambda: redirect(url_for("paper.show"), 303))
    )
    return app


def set_up(app: Flask, printer: VirtualPrinter) -> None:
    """Let the face show this printer at `/paper`."""
    app.extensions[_EXTENSION] = printer
    app.register_blueprint(views)


@views.get("/paper")
@open_to_everyone
def show() -> ResponseReturnValue:
    """Show the badge that came out last, and the switches."""
    printer, now = _printer(), version(_printer())
    set_faults = [kind for kind in LABELS if printer.switches.is_set(kind)]
    body = page(
        "paper.html",
        printer=printer,
        version=now,
        at_the_counter=AT_THE_COUNTER,
        on_the_line=ON_THE_LINE,
        matter=[LABELS[kind].meanwhile for kind in set_faults],
        is_line_set=not ON_THE_LINE.keys().isdisjoint(set_faults),
        faults=[
            (in_plain_words(fault), fault) for fault in printer.faults[-FAULTS_SHOWN:]
        ],
    )
    return watched(body, now)


@views.get("/paper.png")
@open_to_everyone
def picture() -> ResponseReturnValue:
    """Return the paper as a picture."""
    png = _printer().paper_png()
    # Nothing was printed yet, or the badge was thrown away.
    if png is None:
        abort(HTTPStatus.NOT_FOUND)
    return Response(png, content_type="image/png")


@views.post("/paper/removal")
@open_to_everyone
def remove() -> ResponseReturnValue:
    """Throw the badge away."""
    _printer().clear()
    return redirect(url_for(".show"), 303)


@views.post("/paper/faults/removal")
@open_to_everyone
def clear_faults() -> ResponseReturnValue:
    """Clear the list of what the printer did not understand."""
    _printer().forget_faults()
    return redirect(url_for(".show", _anchor="state"), 303)


@views.post("/paper/switches/<any(on, off):way>")
@open_to_everyone
def turn(way: str) -> ResponseReturnValue:
    """Turn a fault of the printer on or off."""
    kind, switches = _kind(request.form.get("switch", "")), _printer().switches
    if way == "off":
        switches.turn_off(kind)
    else:
        # Only these two break off a badge under way; the others hold from the first byte.
        switches.turn_on(kind, after=MIDDLE if kind in {Fault.RESET, Fault.FIN} else 0)
    return redirect(url_for(".show", _anchor=kind), 303)


def watched(body: str, version: str) -> Response:
    """Return the page with a header that its script compares to notice news."""
    answer = make_response(body)
    answer.headers["Lencana-Demo-Version"] = version
    return answer


def in_plain_words(fault: str) -> str:
    """Return what went wrong, for staff who train on this page."""
    return str(
        next(
            (text for start, text in FAULTS.items() if fault.startswith(start)),
            ANOTHER_FAULT,
        )
    )


def version(printer: VirtualPrinter) -> str:
    """Return a text that changes whenever the page would look different."""
    switched = ",".join(kind for kind in Fault if printer.switches.is_set(kind))
    shown = int(printer.has_paper), int(printer.waiting), int(printer.rows > 0)
    return f"{printer.badges}.{len(printer.faults)}.{shown}.{switched}"


def _kind(name: str) -> Fault:
    try:
        return Fault(name)
    except ValueError:
        abort(HTTPStatus.UNPROCESSABLE_ENTITY)


def _printer() -> VirtualPrinter:
    printer: VirtualPrinter = current_app.extensions[_EXTENSION]
    return printer
