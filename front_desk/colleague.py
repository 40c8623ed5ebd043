"""A colleague is told of a guest whose host does not answer: the desk chooses who."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from front_desk.forms import ToldColleagueForm
from front_desk.labels import REFUSALS
from front_desk.visits import back_to_board, visit_page
from visits import board, host_answers, visit_state
from visits.people import delegates
from visits.store.database import Store
from visits.vocabulary.people import Role
from web.access import open_to, this_member
from web.face import database
from web.forms import FaceForm, text
from web.pages import page
from web.posts import answer_refusals, takes_form

views = Blueprint("colleague", __name__, url_prefix="/visits/<public_id>/colleague")


def _form(public_id: str) -> ToldColleagueForm:
    with database().reading() as store:
        return ToldColleagueForm(_choices(store, public_id))


def _page(public_id: str, form: ToldColleagueForm | None = None) -> str:
    member = this_member()
    with database().reading() as store:
        row = board.row_at_site(store, member.site_id, public_id, member.id)
        shown = form or ToldColleagueForm(_choices(store, public_id), formdata=None)
        return page("colleague.html", row=row, form=shown)


def _visit_page(public_id: str, form: FaceForm, problem: str) -> str:
    del form
    return visit_page(public_id, problem)


@views.get("")
@open_to(Role.DESK)
def choose(public_id: str) -> ResponseReturnValue:
    """Show the colleagues of the host who want to hear of guests."""
    return _page(public_id)


@views.post("")
@open_to(Role.DESK)
@takes_form(_form, _page)
@answer_refusals(_visit_page, REFUSALS)
def tell(public_id: str, form: ToldColleagueForm) -> ResponseReturnValue:
    """Tell the colleague, and the guest that one comes."""
    member, colleague = this_member(), text(form.colleague)
    with database().transaction() as store:
        host_answers.send_colleague(
            store, member.site_id, public_id, colleague, member.id
        )
    return back_to_board("colleague_told")


def _choices(store: Store, public_id: str) -> list[tuple[str, str]]:
    visit = visit_state.at_site(store, this_member().site_id, public_id)
    colleagues = delegates.colleagues(store, visit.visit.host_id)
    return [(one.public_id, one.name) for one in colleagues]
