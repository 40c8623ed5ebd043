"""The language of each page: whose choice counts, and the switch that every page offers."""

import re
from pathlib import Path

from babel.support import NullTranslations
from flask import Blueprint, Flask, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale
from werkzeug.datastructures import LanguageAccept

from visits.languages import OWN_NAMES, SOURCE, catalogue, comma, direction
from web import access
from web.context import current_site
from web.safety import origin

FORMER_CODES = {"in": "id", "iw": "he", "ji": "yi"}
"""Java and old Android send the codes that ISO 639 withdrew in 1989."""
LONGEST_HEADER = 500
"""Characters; a longer list would cost more to sort than the page to make."""

_ONE_LETTER = re.compile(r"\b([^\W\d_])-(?=[^\W\d_])")

views = Blueprint("languages", __name__)


class OnScreen(NullTranslations):
    """Messages as a screen shows them: no line ends after the first letter of "e-mail"."""

    def __init__(self, messages: NullTranslations) -> None:
        super().__init__()
        self._messages = messages

    def gettext(self, message: str) -> str:
        return unbroken(self._messages.gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return unbroken(self._messages.ngettext(msgid1, msgid2, n))

    # Flask-Babel asks by these names.
    ugettext = gettext
    ungettext = ngettext


def unbroken(text: str) -> str:
    """The text with a hyphen that does not break after a single letter."""
    return _ONE_LETTER.sub("\\1\N{NON-BREAKING HYPHEN}", text)


def set_up(app: Flask) -> None:
    """Load the catalogues of the face, and choose a language for each request."""
    babel = Babel(app, locale_selector=language)
    folders = (
        Path(__file__).parent / "translations",
        Path(app.root_path) / "translations",
    )
    with app.app_context():
        # Compiled at start, which takes some 10 ms: no build step, and no stale .mo files.
        babel.domain_instance.cache = {
            (code, babel.domain): OnScreen(catalogue(code, folders))
            for code in OWN_NAMES
        }
    app.jinja_env.globals.update(get_locale=get_locale, languages=OWN_NAMES)
    app.jinja_env.globals["comma"] = lambda: comma(get_locale())
    app.jinja_env.filters["direction"] = direction
    # What the register says is in no catalogue.
    app.jinja_env.filters["unbroken"] = unbroken
    app.register_blueprint(views)
    # The origin is checked all the same, and only a language can be changed.
    origin.csrf.exempt(choose)


@views.post("/language")
@access.open_to_everyone
def choose() -> ResponseReturnValue:
    """Use the chosen language from now on. No form token: pages that have no form offer it too."""
    chosen = request.form.get("language", "")
    if chosen in OWN_NAMES:
        session["language"] = chosen
    return redirect(access.way_back(), 303)


def language() -> str:
    """The language chosen in this browser, else of the member, the site, or the browser itself."""
    # The page of a failure must not ask the database, where session and member come from.
    choices = [] if g.get("is_failing") else [session.get("language"), _of_member()]
    site = current_site()
    choices.append(site.language if site else None)
    supported = [code for code in choices if code in OWN_NAMES]
    return supported[0] if supported else _asked().best_match(list(OWN_NAMES)) or SOURCE


def _asked() -> LanguageAccept:
    """What the browser asks for, with the present codes of languages that had another one."""
    if len(request.headers.get("Accept-Language", "")) > LONGEST_HEADER:
        return LanguageAccept()
    pairs = [
        (FORMER_CODES.get(primary.lower(), primary) + rest, quality)
        for value, quality in request.accept_languages
        for primary, rest in [(value[:2], value[2:])]
        if rest[:1] in {"", "-", "_"}
    ]
    return LanguageAccept(pairs)


def _of_member() -> str | None:
    member = access.current_member()
    return member.language if member else None
