"""Copies: what is kept of somebody, as a sheet of paper or a file for their hands."""

from flask import Blueprint, Response, json
from flask.typing import ResponseReturnValue

from front_desk.rights.answers import asked, asked_again, decision, settled
from visits.rights import access, decisions, requests
from visits.rights.access import GuestData
from visits.vocabulary.rights import RequestOutcome
from visits.vocabulary.visits import Role
from web.access import open_to, this_member
from web.face import database
from web.pages import page

views = Blueprint("copies", __name__, url_prefix="/requests/<public_id>")

# Whoever asks for a copy posts, since an ID was seen for this one; what is shown no later page can show.


@views.post("/sheet")
@open_to(Role.DESK)
def show(public_id: str) -> ResponseReturnValue:
    """All that is kept, to be printed and handed over."""
    form = asked(public_id)
    if not form.validate():
        return asked_again(public_id, form=form)
    with database().transaction() as store:
        copies = decisions.copies(store, decision(public_id, form), as_file=False)
    return page(
        "copies.html", copies=copies, public_id=public_id, now=database().clock()
    )


@views.post("/file")
@open_to(Role.DESK)
def save(public_id: str) -> ResponseReturnValue:
    """The same as a file that a machine reads."""
    form = asked(public_id)
    if not form.validate():
        return asked_again(public_id, form=form)
    with database().transaction() as store:
        copies = decisions.copies(store, decision(public_id, form), as_file=True)
    answer = Response(_document(copies), mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="lencana-data.json"'
    return answer


@views.post("/handover")
@open_to(Role.DESK)
def hand_over(public_id: str) -> ResponseReturnValue:
    """The person has a copy of what is kept in their hands."""
    member = this_member()
    with database().transaction() as store:
        requests.settle(
            store, member.site_id, public_id, RequestOutcome.DONE, member.id
        )
    return settled(public_id, RequestOutcome.DONE)


def _document(copies: list[GuestData]) -> str:
    visits = [access.as_document(one, one.visit_state.visit.language) for one in copies]
    return json.dumps({"visits": visits}, ensure_ascii=False, indent=2)
