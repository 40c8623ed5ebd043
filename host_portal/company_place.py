"""Where a company is: its administrator writes what guests read of it, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel import Locale
from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from wtforms import FieldList, StringField
from wtforms.validators import Length, Optional

from visits import sites
from visits.languages import OWN_NAMES
from visits.people import company_admins
from visits.vocabulary.people import Role
from web import host_news
from web.access import open_to, this_member
from web.face import database
from web.forms import FaceForm, ThingName, text
from web.pages import flash, page
from web.posts import takes_form

LONGEST = 60
"""Characters: it stands on a tablet beside the company's name."""

views = Blueprint("company_place", __name__, url_prefix="/company/place")


class FloorForm(FaceForm):
    """A floor or a unit, in the words of each language."""

    floors = FieldList(
        StringField(validators=[Optional(), ThingName(), Length(max=LONGEST)]),
        min_entries=len(OWN_NAMES),
        max_entries=len(OWN_NAMES),
    )

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - as Flask-WTF's own
        super().__init__(**options)
        for entry, name in zip(self.floors.entries, OWN_NAMES.values(), strict=True):
            entry.label.text = name

    def words(self) -> dict[str, str]:
        """What was typed, by language."""
        typed = (text(entry).strip() for entry in self.floors.entries)
        return dict(zip(OWN_NAMES, typed, strict=True))


@dataclass(frozen=True)
class Preview:
    """What a guest of one language is told."""

    language: str
    direction: str
    words: str


def _form() -> FloorForm:
    with database().reading() as store:
        written = company_admins.floors(store, this_member().id)
    return FloorForm(data={"floors": [written.get(code, "") for code in OWN_NAMES]})


def _place_page(form: FloorForm, *, is_saved: bool = False) -> str:
    with database().reading() as store:
        company = company_admins.company(store, this_member().id)
        is_elsewhere_too = company_admins.is_elsewhere_too(store, this_member().id)
        site = sites.of(store, this_member().site_id)
    shown = {
        "company": company,
        "is_elsewhere_too": is_elsewhere_too,
        "is_saved": is_saved,
        "previews": _previews(company.name, site.language, form.words()),
    }
    return page("company_place.html", form=form, languages_of=list(OWN_NAMES), **shown)


@views.get("")
@open_to(Role.COMPANY_ADMIN)
def show() -> ResponseReturnValue:
    """Show what guests read, and ask for other words."""
    return _place_page(_form(), is_saved=True)


@views.post("")
@open_to(Role.COMPANY_ADMIN)
@takes_form(_form, _place_page)
def write(form: FloorForm) -> ResponseReturnValue:
    """Write the words, or only show how a guest would read them."""
    if "preview" in request.form:
        return _place_page(form)
    with database().transaction() as store:
        company_admins.write_floors(store, this_member().id, form.words())
    flash("floor_written")
    return redirect(url_for(".show"), 303)


def _previews(company: str, usual: str, words: Mapping[str, str]) -> list[Preview]:
    """What guests read in each language; whose has no words reads those in the site's."""
    first = next((floor for floor in words.values() if floor), "")
    previews = []
    for code in OWN_NAMES:
        floor = words[code] or words.get(usual) or first
        with force_locale(code):
            said = host_news.go_up(company, floor)
        previews.append(Preview(code, Locale(code).text_direction, said))
    return previews
