"""Guest lists: a host pastes many guests or sends a CSV, looks at them, and invites them.

Nothing of a list is kept: from page to page its rows travel in the form, and a file is read in
memory only.
"""

from dataclasses import dataclass, field
from http import HTTPStatus
from operator import attrgetter
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from wtforms import TextAreaField

from host_portal import list_reader
from host_portal.labels import REFUSALS
from host_portal.list_reader import FIELDS, MOST_ROWS, ListedRow
from host_portal.listed_guests import (
    JudgedRows,
    ListFrame,
    host_spelling,
    judged,
    to_mend,
)
from host_portal.plan_forms import PlanForm, quotas_left, usual_plan
from visits import guest_lists, visit_times
from visits.invitations import NewInvitation
from visits.people import profiles
from visits.store.people import Member
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import AlreadyInvited
from visits.vocabulary.visits import VisitPurpose
from web.access import open_to, this_member
from web.face import database
from web.pages import flash, page
from web.posts import takes_form

PATH = "/guest-lists"
LARGEST_LIST = 2 * 1024 * 1024
"""Bytes of a request; 400 for each row of the longest list."""
LONGEST_LIST = LARGEST_LIST - 128 * 1024
"""Bytes of its rows as the next pages send them: rows to be mended have fields of their own."""
MOST_SHOWN = 50
"""Rows that are shown to be mended; the others follow when these are."""
MOST_PARTS = MOST_SHOWN * (len(FIELDS) + 1) + 50
AT_ONCE = 50
"""Guests that one request invites; then the page says how far it is, and sends the rest."""

views = Blueprint("guest_lists", __name__, url_prefix=PATH)


class _AsLongAsAList:
    """Lets this field be longer than others, by the bound that `web.forms.Bounded` reads."""

    longest = LARGEST_LIST

    def __call__(self, *_: object) -> None:
        """Refuse nothing: what is wrong with a list is said at its rows."""


class ListForm(PlanForm):
    """A list of guests, and what is usual for those who leave it out."""

    pasted = TextAreaField(_("One guest a line: name, e-mail"), [_AsLongAsAList()])


@dataclass
class SentList:
    """The rows that came with a form, in the order in which they are looked at."""

    listed: list[ListedRow] = field(default_factory=list)
    """The pasted ones and those of a file; later those in which nothing was wrong."""
    to_mend: list[ListedRow] = field(default_factory=list)
    """Those in which something was wrong, which the host may have mended meanwhile."""
    invited: int = 0
    """How many guests the requests before this one have invited."""
    is_guessed: bool = False
    """True if a file does not say how its letters are written."""

    @property
    def rows(self) -> list[ListedRow]:
        return _in_order([*self.listed, *self.to_mend])


@views.url_value_preprocessor
def take_lists(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Take more than other forms have, before anything reads the form."""
    request.max_content_length = request.max_form_memory_size = LARGEST_LIST
    request.max_form_parts = MOST_PARTS


def list_form(**_: str) -> ListForm:
    """A form for a list of guests to the host's own site, in the next full hour."""
    all_sites, usual = usual_plan()
    return ListForm(all_sites, data=usual)


def _list_page(form: ListForm, problem: str = "") -> str:
    if request.method == "POST":
        # Nothing that was typed or read is lost; of too many rows the reader knows the first only,
        # and what is too long as it was typed would be longer as it is written.
        sent = _sent()
        if len(sent.rows) <= MOST_ROWS and not _is_too_long(sent):
            form.pasted.data = list_reader.written(sent.rows)
    shown = {"most": MOST_ROWS, "quotas": quotas_left(form)}
    return page("guest_list.html", form=form, problem=problem, **shown)


@views.get("/new")
@open_to(Role.HOST)
def new() -> ResponseReturnValue:
    """Show an empty list."""
    return _list_page(list_form())


@views.post("/preview")
@open_to(Role.HOST)
@takes_form(list_form, _list_page, REFUSALS)
def preview(form: ListForm) -> ResponseReturnValue:
    """Show who will be invited, who is already, and which rows must be mended."""
    sent = _sent()
    words = None
    if not 0 < len(sent.rows) <= MOST_ROWS:
        words = _("List at least one guest, and at most %(most)s.", most=MOST_ROWS)
    elif _is_too_long(sent):
        words = _("This list is too long to be sent at once. Split it into two lists.")
    if words:
        form.pasted.errors = [str(words)]
        return _list_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    frame = _frame(form)
    with database().reading() as store:
        found = judged(store, frame, sent.rows)
    return _preview_page(form, frame, found, is_guessed=sent.is_guessed)


@views.post("")
@open_to(Role.HOST)
@takes_form(list_form, _list_page, REFUSALS)
def invite(form: ListForm) -> ResponseReturnValue:
    """Invite the next guests of the list, and say how far it is or what is left."""
    frame, sent = _frame(form), _sent()
    now, rest = sent.listed[:AT_ONCE], sent.listed[AT_ONCE:]
    found = _invite(frame, now)
    if rest:
        left = SentList(rest, [*sent.to_mend, *found.failing])
        left.invited = sent.invited + len(found.guests)
        return _progress_page(form, left)
    mended, later = sent.to_mend[:MOST_SHOWN], sent.to_mend[MOST_SHOWN:]
    more = _invite(frame, mended)
    invited = sent.invited + len(found.guests) + len(more.guests)
    left_over = _in_order([*more.known, *more.failing, *found.failing, *later])
    if not left_over:
        flash("guests_invited" if invited else "guests_known")
        return redirect(url_for("guests.show"), 303)
    return _preview_page(form, frame, JudgedRows(failing=left_over), invited)


def _is_too_long(sent: SentList) -> bool:
    """Whether its rows would not fit into the requests of the next pages."""
    # What comes back from one of these did fit, and none of it may be lost.
    is_new = "listed" not in request.form
    return is_new and len(list_reader.written(sent.rows).encode()) > LONGEST_LIST


def _invite(frame: ListFrame, rows: list[ListedRow]) -> JudgedRows:
    """Invite whom the rows allow; return the rows by what became of them, `guests` invited."""
    with database().reading() as store:
        found = judged(store, frame, rows)
    asked, found.guests = found.guests, []
    announced = [guest for _row, guest in asked]
    refused = guest_lists.invite(database(), frame.host_id, frame.site.id, announced)
    for (row, guest), refusal in zip(asked, refused, strict=True):
        if refusal is None:
            found.guests.append((row, guest))
        else:
            is_known = isinstance(refusal, AlreadyInvited)
            (found.known if is_known else found.failing).append(row)
    return found


def _frame(form: ListForm) -> ListFrame:
    """What the rows have in common; the form must be valid. Refuses impossible times."""
    member, site = this_member(), form.place()
    with database().reading() as store:
        own = profiles.profile(store, store.get_one(Member, member.id))
        # An impossible time is told once, above, and not at every row.
        visit_times.of(store, site, form.window())
    usual = NewInvitation(
        name="",
        window=form.window(),
        purpose=VisitPurpose(form.purpose.data),
        language=form.language.data,
        least_level=site.least_level,
    )
    names = frozenset(map(host_spelling, (own.name, own.email))) - {""}
    return ListFrame(host_id=member.id, host_names=names, site=site, usual=usual)


def _preview_page(
    form: ListForm,
    frame: ListFrame,
    found: JudgedRows,
    invited: int | None = None,
    *,
    is_guessed: bool = False,
) -> str:
    """The page that says whom the list invites, with the first rows that must be mended."""
    shown, later = found.failing[:MOST_SHOWN], found.failing[MOST_SHOWN:]
    with database().reading() as store:
        forms = to_mend(store, frame, shown, found)
    return page(
        "guest_list_preview.html",
        form=form,
        found=found,
        usual=frame.usual,
        rows=forms,
        listed=list_reader.written(row for row, _guest in found.guests),
        later=list_reader.written(later),
        later_rows=len(later),
        invited=invited,
        is_guessed=is_guessed,
    )


def _progress_page(form: ListForm, left: SentList) -> str:
    """The page that says how far it is, and sends the rest by itself."""
    return page(
        "guest_list_progress.html",
        form=form,
        invited=left.invited,
        rest=len(left.listed),
        listed=list_reader.written(left.listed),
        later=list_reader.written(left.to_mend),
    )


def _sent() -> SentList:
    """The rows of this request."""
    file = request.files.get("file")
    if file:
        # It was read before, if its form is shown again.
        file.seek(0)
    content = file.read() if file else b""
    listed = [
        *list_reader.read(request.form.get("pasted", "")),
        *list_reader.read(list_reader.decoded(content)),
        *list_reader.read(request.form.get("listed", "")),
    ]
    mended = [
        ListedRow(
            request.form.get(f"rows-{index}-row", 0, type=int),
            {name: request.form.get(f"rows-{index}-{name}", "") for name in FIELDS},
        )
        for index in range(MOST_SHOWN)
        if f"rows-{index}-name" in request.form
    ]
    later = list_reader.read(request.form.get("later", ""))
    invited = request.form.get("invited", 0, type=int)
    sent = SentList(listed, [*mended, *later], min(max(invited, 0), MOST_ROWS))
    sent.is_guessed = list_reader.encoding(content) == list_reader.GUESSED
    return sent


def _in_order(rows: list[ListedRow]) -> list[ListedRow]:
    """The rows as they stand in the list, whatever was done with which meanwhile."""
    return sorted(rows, key=attrgetter("number"))
