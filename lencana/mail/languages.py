"""The languages of e-mails: which one a recipient reads, and its translations."""

from functools import cache
from gettext import NullTranslations
from pathlib import Path

from web.languages import OWN_NAMES, SOURCE, catalogue


def spoken(language: str) -> str:
    """The language of ours that serves somebody who asked for `language`."""
    primary = language.partition("-")[0]
    return primary if primary in OWN_NAMES else SOURCE


@cache
def translations(language: str) -> NullTranslations:
    """The words of letters in one of our languages; the English ones stand in the templates."""
    return catalogue(language, [Path(__file__).parent / "translations"])
