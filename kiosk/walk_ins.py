"""Walk-ins: a guest without an invitation says who they are, whom they visit, and what for.

What they type goes from step to step in the forms, and is kept once they have asked for a host.
"""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from kiosk import request_data
from kiosk.request_data import open_kiosk, paired_kiosk_id, this_kiosk
from kiosk.screens import RULES_ARE_NEW, rules_of_site, walk_in_notice
from visits import codes
from visits.lobby import desk_queue, host_search, walk_ins
from visits.lobby.walk_ins import NewWalkIn
from visits.vocabulary.refusals import NotExpectedNow, RulesChanged, TooManyTries
from visits.vocabulary.visits import VisitPurpose, WaitReason
from web.access import open_to_everyone
from web.face import database
from web.pages import page

PADDED = 16 * 1024
"""Bytes of an answer to a search: nobody on the network learns from its length who is a host."""

views = Blueprint("walk_ins", __name__, url_prefix="/walk-ins")


@views.get("/new")
@open_to_everyone
def begin() -> ResponseReturnValue:
    """Say what is kept of a guest without an invitation, and until when."""
    kiosk_id = paired_kiosk_id()
    with database().reading() as store:
        kiosk = this_kiosk(store, kiosk_id)
        walk_ins.refuse_where_not_taken(store, kiosk)
        told = walk_in_notice(store, kiosk.site_id)
    return page("walk_in.html", notice=told, encounter_id=None)


@views.get("/name")
@open_to_everyone
def ask_name() -> ResponseReturnValue:
    """Ask for the name on the badge."""
    _require_taken()
    return _name_page()


@views.post("/name")
@open_to_everyone
def enter_name() -> ResponseReturnValue:
    """Go on from the name to whom they visit."""
    _require_taken()
    try:
        name = request_data.own_name()
    except request_data.Mistyped:
        problem = _("Please type a name that fits on a badge.")
        return _name_page(problem), 422
    return _host_page(name)


@views.post("/hosts")
@open_to_everyone
def find_host() -> ResponseReturnValue:
    """Show who may be asked of those whose name begins so: five at most."""
    kiosk_id, name = paired_kiosk_id(), request_data.own_name()
    try:
        typed = request_data.search()
        _count_search(kiosk_id)
    except request_data.Mistyped:
        return _host_page(name, _("Please type a little more of the name.")), 422
    with database().reading() as store:
        site_id = this_kiosk(store, kiosk_id).site_id
        hosts = host_search.at_kiosk(store, site_id, typed)
    return _padded(
        page("walk_in_hosts.html", name=name, hosts=hosts, encounter_id=None)
    )


@views.post("/host")
@open_to_everyone
def choose_host() -> ResponseReturnValue:
    """Go on from the host to the purpose of the visit."""
    # Given out once for each walk-in: a second tap asks for nobody a second time.
    return _purpose_page(codes.public_id())


@views.post("")
@open_to_everyone
def ask() -> ResponseReturnValue:
    """Ask the host; a host who takes no walk-ins is answered for as one who is not there."""
    kiosk_id, new = paired_kiosk_id(), _new_walk_in()
    try:
        with database().transaction() as store:
            encounter = walk_ins.ask(store, open_kiosk(store, kiosk_id), new)
    except RulesChanged:
        return _purpose_page(new.nonce, str(RULES_ARE_NEW)), 422
    place = url_for("encounters.show", encounter_id=encounter.public_id)
    return redirect(place, 303)


@views.post("/desk")
@open_to_everyone
def tell_desk() -> ResponseReturnValue:
    """Tell the front desk of a guest who did not find their host."""
    kiosk_id = paired_kiosk_id()
    with database().transaction() as store:
        desk_queue.note(store, this_kiosk(store, kiosk_id), WaitReason.UNINVITED)
    return redirect(url_for("kiosk.help_coming"), 303)


def _new_walk_in() -> NewWalkIn:
    return NewWalkIn(
        name=request_data.own_name(),
        host=request_data.chosen_host(),
        purpose=request_data.purpose(),
        language=str(get_locale()),
        nonce=request_data.nonce(),
        rules=request_data.rules_shown(),
    )


def _require_taken() -> None:
    kiosk_id = paired_kiosk_id()
    with database().reading() as store:
        walk_ins.refuse_where_not_taken(store, this_kiosk(store, kiosk_id))


def _count_search(kiosk_id: int) -> None:
    try:
        # In a transaction of its own: a search counts whatever comes of it.
        with database().transaction() as store:
            kiosk = this_kiosk(store, kiosk_id)
            walk_ins.refuse_where_not_taken(store, kiosk)
            host_search.count(store, kiosk)
    except TooManyTries:
        raise NotExpectedNow(WaitReason.UNINVITED) from None


def _name_page(problem: str = "") -> str:
    return page("walk_in_name.html", problem=problem, encounter_id=None)


def _host_page(name: str, problem: str = "") -> str:
    return page("walk_in_host.html", name=name, problem=problem, encounter_id=None)


def _purpose_page(nonce: str, problem: str = "") -> str:
    kiosk_id = paired_kiosk_id()
    name, host = request_data.own_name(), request_data.chosen_host()
    with database().reading() as store:
        kiosk = this_kiosk(store, kiosk_id)
        walk_ins.refuse_where_not_taken(store, kiosk)
        rules = rules_of_site(store, kiosk.site_id)
    return page(
        "walk_in_purpose.html",
        name=name,
        host=host,
        purposes=list(VisitPurpose),
        nonce=nonce,
        rules=rules,
        problem=problem,
        rules_changed=bool(problem),
        encounter_id=None,
    )


def _padded(text: str) -> str:
    missing = -len(text.encode()) % PADDED
    return text + " " * missing
