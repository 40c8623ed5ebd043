"""Names as typed: bounded, and spelt by the rule that holds on paper too."""

import regex

from printers.text import spelling

LONGEST = spelling.LONGEST
"""Letters as a reader counts them."""
MOST_CODE_POINTS = spelling.MOST_CODE_POINTS
MOST_ACCENTS = spelling.MOST_ACCENTS
LONGEST_RAW = 4 * MOST_CODE_POINTS
"""What is longer is not even cleaned: that takes a time that grows with the square."""

# A letter with all that belongs to it; Thai and Lao write some vowels before their consonant.
_INITIAL = regex.compile(
    r"(?V1)(?=[[\p{L}\p{N}]--\p{Logical_Order_Exception}])\X\p{M}*"
)


def clean(typed: str) -> str:
    """The name as it may be kept and shown; empty if no letter is left."""
    name = spelling.sound(typed)
    return name if spelling.has_letter(name) else ""


def is_whole(typed: str) -> bool:
    """True if all that can be seen of what was typed may be kept."""
    return spelling.sound(typed) == spelling.spelt(typed)


def is_formula(name: str) -> bool:
    """True for what a spreadsheet takes for a formula: no guest's name begins so.

    What somebody likes to be called may, such as "@gita" on a badge.
    """
    return name.startswith(("=", "+", "-", "@"))


def letters(name: str) -> int:
    """The number of letters that a reader would count (grapheme clusters)."""
    return len(spelling.clusters(name))


def fits(name: str) -> bool:
    """True if the name is no longer than one may be."""
    return letters(name) <= LONGEST and len(name) <= MOST_CODE_POINTS


def initials(name: str) -> str:
    """Return `G.S.` for Gita Sari; empty if the name has no letter or digit."""
    firsts = [
        match[0].title() for word in name.split() if (match := _INITIAL.search(word))
    ]
    # The first and the last only: the host knows who it is, and others see the screen too.
    return "".join(f"{first}." for first in firsts[:1] + firsts[1:][-1:])
