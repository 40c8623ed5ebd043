"""The first run: whoever can read the console sets the lobby up, once."""

from datetime import time
from functools import cache
from http import HTTPStatus
from zoneinfo import available_timezones

from babel import Locale
from flask import Blueprint, abort, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from wtforms import EmailField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from front_desk.labels import REFUSALS
from visits.languages import OWN_NAMES
from visits.people import accounts, passwords
from visits.people.first_run import FirstRunDetails, check_code, open_lobby
from visits.store.sites import Site
from visits.vocabulary.visits import Level
from web import known_browsers, sign_in
from web.access import open_to_everyone
from web.face import database
from web.forms import ClockField, EmailAddress, FaceForm, PersonName, ThingName, text
from web.pages import flash, page
from web.posts import takes_form
from web.static_files import is_static

views = Blueprint("first_run", __name__)

HAS_MEMBER = "lencana.has_member"
# Without a language nobody could read the first page.
OPEN_BEFORE = frozenset({"first_run.ask", "first_run.complete", "languages.choose"})


ACCENT = "#0f5c4d"


class FirstRunForm(FaceForm):
    """The code from the console, the first site, and its first member."""

    code = StringField(_("Code from the console"), [DataRequired(), Length(max=40)])
    site = StringField(
        _("Name of the site"), [DataRequired(), Length(max=80), ThingName()]
    )
    company = StringField(
        _("Your company"), [DataRequired(), Length(max=80), ThingName()]
    )
    time_zone = SelectField(_("Time zone"), [DataRequired()], default="Asia/Jakarta")
    region = SelectField(_("Country"), [DataRequired()], default="ID")
    language = SelectField(_("Language of the lobby"), [DataRequired()])
    closes_at = ClockField(_("Closing time"), [DataRequired()], default=time(20))
    privacy_contact = EmailField(
        _("E-mail for questions about privacy"),
        [DataRequired(), EmailAddress(), Length(max=120)],
    )
    name = StringField(_("Your name"), [DataRequired(), PersonName()])
    email = EmailField(
        _("Your e-mail"), [DataRequired(), Length(max=254), EmailAddress()]
    )
    password = PasswordField(
        _("Your password"),
        [DataRequired(), Length(max=passwords.LONGEST), Length(min=passwords.SHORTEST)],
    )

    def __init__(self) -> None:
        super().__init__()
        self.language.choices = list(OWN_NAMES.items())
        self.time_zone.choices = [
            (zone, zone.replace("_", " ")) for zone in _time_zones()
        ]
        self.region.choices = _regions(str(get_locale()))

    def own_names(self) -> tuple[str, ...]:
        """The names that the password must not hold."""
        return tuple(map(text, (self.name, self.email, self.site)))

    def details(self, password_hash: str) -> FirstRunDetails:
        """The first site and the first member, as typed, with their password's hash."""
        closing = self.closes_at.data or time(20)
        site = Site(
            name=text(self.site),
            time_zone=text(self.time_zone),
            region=text(self.region),
            language=text(self.language),
            closes_at=closing.hour * 60 + closing.minute,
            # Whoever merely holds a forwarded invitation gets no badge by themselves.
            least_level=Level.ADDRESS_CONFIRMED,
            accent=ACCENT,
            privacy_contact=text(self.privacy_contact),
        )
        return FirstRunDetails(
            site=site,
            company=text(self.company),
            name=text(self.name),
            email=text(self.email),
            password_hash=password_hash,
        )


def redirect_to_first_run() -> ResponseReturnValue | None:
    """Redirect every page of this face to the first run while there is no member."""
    if is_static(request.endpoint) or request.endpoint in OPEN_BEFORE or _is_complete():
        return None
    return redirect(url_for("first_run.ask"), 303)


def _first_run_form() -> FirstRunForm:
    # 404, not a refusal: afterwards nothing is to be learnt or guessed here.
    if _is_complete():
        abort(HTTPStatus.NOT_FOUND)
    return FirstRunForm()


def _first_run_page(form: FirstRunForm, problem: str = "") -> str:
    return page("first_run.html", form=form, problem=problem)


@views.get("/first-run")
@open_to_everyone
def ask() -> ResponseReturnValue:
    """Ask for what a lobby needs before it opens."""
    return _first_run_page(_first_run_form())


@views.post("/first-run")
@open_to_everyone
@takes_form(_first_run_form, _first_run_page, REFUSALS)
def complete(form: FirstRunForm) -> ResponseReturnValue:
    """Make the first site and its first member, who is signed in."""
    with database().reading() as store:
        check_code(store, text(form.code))
    details = form.details(passwords.chosen(text(form.password), *form.own_names()))
    with database().transaction() as store:
        member = open_lobby(store, text(form.code), details)
    session["member_id"] = member.id
    known_browsers.remember(details.email)
    flash("lobby_opened")
    return redirect(sign_in.first_page(member.id, "/devices"), 303)


def _is_complete() -> bool:
    """True once there is a member; from then on the database is not asked again."""
    extensions = current_app.extensions
    # The first run happens only once, so the answer may be kept.
    if not extensions.get(HAS_MEMBER):
        with database().reading() as store:
            extensions[HAS_MEMBER] = accounts.any_member(store)
    return bool(extensions[HAS_MEMBER])


@cache
def _time_zones() -> list[str]:
    return sorted(
        zone
        for zone in available_timezones()
        # Names without a slash are aliases or fixed offsets; Etc/GMT+7 means seven hours west.
        if "/" in zone and not zone.startswith("Etc/")
    )


@cache
def _regions(language: str) -> list[tuple[str, str]]:
    names = Locale.parse(language).territories.items()
    countries = [
        (code, name)
        for code, name in names
        if len(code) == len("ID")
        # Unions, unknown and test regions: CLDR lists them beside the countries.
        and code not in {"ZZ", "EU", "EZ", "UN", "QO", "XA", "XB"}
    ]
    return sorted(countries, key=lambda country: country[1])
