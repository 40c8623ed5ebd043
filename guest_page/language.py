"""Tongues: the language of a page that remembers nothing of its reader, so that its address says a wish."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import request
from flask_babel import force_locale

from web.languages import OWN_NAMES, language


@contextmanager
def spoken(usual: str = "") -> Iterator[None]:
    """The page speaks the language its address asks for, else the usual one, else the browser's."""
    wishes = (request.args.get("language"), usual)
    with force_locale(next((wish for wish in wishes if wish in OWN_NAMES), language())):
        yield
