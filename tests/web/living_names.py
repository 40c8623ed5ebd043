"""Names of languages, countries and scripts as each locale of CLDR writes them, for a corpus."""

import re
import unicodedata
from collections.abc import Iterable

import regex
from babel import Locale

# Direction marks and places where a line may end: nobody sees that they are gone.
UNSEEN = regex.compile(r"[\u200B\u200E\u200F]|(?<=([\u200C\u200D\u180B]))\1")
OF_EVERY_SCRIPT = re.findall(
    r"\w+",
    """am ar as bn bo ccp chr ckb dv dz el fa ff_Adlm gu he hi hnj hy id ii ja ka km kn ko ks
    lo ml mn_Mong mni mr my ne nqo or pa ps ru sa sat sd si syr ta te th ti ug ur vai vi yo zgh
    zh zh_Hant""",
)


def names(locales: Iterable[str]) -> list[str]:
    """Return each name once, as long as it is no longer than a name may be."""
    found = {
        name
        for locale in map(Locale.parse, locales)
        for part in (locale.languages, locale.territories, locale.scripts)
        for name in part.values()
    }
    return sorted(name for name in found if len(name) <= 80)


def seen(name: str) -> str:
    """Return the name as its reader sees it, composed."""
    return unicodedata.normalize("NFC", UNSEEN.sub("", name))


def of_each_cluster(found: Iterable[str]) -> list[str]:
    """Return fewer names, in which each cluster of all of them stands once at least."""
    met: set[str] = set()
    chosen = []
    for name in found:
        clusters = set(regex.findall(r"\X", name))
        if not clusters <= met:
            met |= clusters
            chosen.append(name)
    return chosen
