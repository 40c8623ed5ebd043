"""Links: the one shape they have, and what becomes of those that nobody gave out."""

from datetime import timedelta
from http import HTTPStatus

from flask.typing import ResponseReturnValue
from werkzeug.routing import BaseConverter

from guest_page.language import spoken
from visits.people import rate_limits
from visits.vocabulary.refusals import TooManyTries
from visits.vocabulary.visits import RateLimited
from web.face import database
from web.pages import page
from web.safety import client_address

TRIES, WITHIN = 30, timedelta(minutes=10)


class LinkConverter(BaseConverter):
    """26 symbols, as `visits.codes.link` writes them; nothing else reaches the store."""

    regex = "[0-9a-hjkmnp-tv-z]{26}"


def unknown(refusal: Exception) -> ResponseReturnValue:
    """The neutral page; who tries many links is asked to wait, and costs nothing more."""
    address = client_address.client_network()
    try:
        with database().reading() as store:
            rate_limits.refuse_above(
                store, RateLimited.GUEST_LINK, address, TRIES, WITHIN
            )
    except TooManyTries:
        return calm("wait.html"), HTTPStatus.TOO_MANY_REQUESTS
    with database().transaction() as store:
        rate_limits.count(store, RateLimited.GUEST_LINK, address)
    return neutral(refusal)


def neutral(error: Exception) -> ResponseReturnValue:
    """The same for a link that was replaced, is over, or never was one."""
    del error
    return calm("neutral.html"), HTTPStatus.NOT_FOUND


def calm(template: str) -> str:
    """A page about no visit, in the browser's language."""
    with spoken():
        return page(template)
