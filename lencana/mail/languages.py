"""The languages of e-mails: which one a recipient reads, and its translations."""

from gettext import NullTranslations
from pathlib import Path

from web.languages import FORMER_CODES, OWN_NAMES, SOURCE, catalogue


def spoken(language: str) -> str:
    """Return our language for somebody who reads `language`, such as `id` for `id-ID`."""
    primary = language.partition("-")[0]
    primary = FORMER_CODES.get(primary, primary)
    return primary if primary in OWN_NAMES else SOURCE


def translations(language: str) -> NullTranslations:
    """Return the translations of e-mails into one of our languages.

    English needs none: its texts stand in the templates.
    """
    return catalogue(language, (Path(__file__).parent / "translations",))
