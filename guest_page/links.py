"""A guest's links: the pages behind them, and the neutral page for any other link."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from guest_page import confirmed_browser, own_visit, shared_visit
from guest_page.own_visit import OwnVisit
from guest_page.shared_visit import SharedVisit
from visits.languages import OWN_NAMES
from visits.store.database import Store
from web.context import set_current_site
from web.face import database
from web.languages import language
from web.link_converters import ProvenLinkConverter
from web.pages import page


def is_proven(link: str) -> bool:
    """True if the link has the shape of one that proves whose the address is."""
    return re.fullmatch(ProvenLinkConverter.regex, link) is not None


@contextmanager
def own_page(link: str) -> Iterator[tuple[Store, OwnVisit]]:
    """The visit that the link proves (`NotFound`); its page is in the guest's language."""
    with database().reading() as store:
        visit = own_visit.find(store, link, read_in)
        set_current_site(visit.site)
        with in_language(visit.facts.visit.language):
            yield store, visit


@contextmanager
def shared_page(link: str) -> Iterator[SharedVisit]:
    """The plan behind the link to pass on (`NotFound`); its page is in the guest's language."""
    with database().reading() as store:
        visit = shared_visit.find(store, link, read_in)
        set_current_site(visit.site)
        with in_language(visit.facts.visit.language):
            yield visit


@contextmanager
def in_language(usual: str = "") -> Iterator[None]:
    """Pages are in the language in which they are read."""
    with force_locale(read_in(usual)):
        yield


def read_in(usual: str) -> str:
    """The language that the page's address names, else the usual one, else the browser's.

    The address says it because no cookie remembers a language here.
    """
    languages = (request.args.get("language"), usual)
    return next((code for code in languages if code in OWN_NAMES), language())


def neutral(_error: Exception) -> ResponseReturnValue:
    """The same page for a link that was replaced, is over, or never was one."""
    # 404 for all of them: nobody may learn who was a guest anywhere. Tries are not counted, since
    # nobody guesses 128 random bits, and a look leaves no row behind.
    confirmed_browser.forget((request.view_args or {}).get("link", ""))
    with in_language():
        return page("neutral.html"), HTTPStatus.NOT_FOUND
