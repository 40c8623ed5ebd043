"""Names that nobody has.

Of every script, of commands, of marks in towers, of what is seen by no one.
"""

import random
import sys
import unicodedata
from functools import cache

COMMANDS = [
    "\x1b@",
    "\x1dV\x00",
    "\x1dVB\x00",
    "\x10\x04\x01",
    "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08",
    "\x10\x05\x01",
    "\x1dv0\x00\x48\x00\x80\x00",
    "\x1b=\x00",
    "\x1dr\x01",
    "\x1d(H\x06\x0000abcd",
    "\x00",
    "\x18",
    "\r\n\x0c",
]
UNSEEN = [
    chr(point)
    for point in (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2066, 0xFEFF)
]
PICTURES = [
    "👩‍👩‍👧",
    "🏳️‍🌈",
    "👍🏽",
    "☃️",
    "1️⃣",
    "🇮🇩",
    "\ufffc",
    "\ufffd",
    "\ue000",
    "𝕲",  # noqa: RUF001 - meant
    "Ａ",  # noqa: RUF001 - meant
    "ﷺ",
]
SURROGATES = ["\ud83d", "\udc69", "\udfff\ud800"]
MARKS = [chr(point) for point in range(0x300, 0x370)] + [
    "\u0e49",
    "\u0651",
    "\u20dd",
    "\u1ab0",
    "\u0488",
]


@cache
def _points() -> list[str]:
    return [
        chr(point)
        for point in range(sys.maxunicode + 1)
        if unicodedata.category(chr(point)) not in {"Cn", "Cs", "Co"}
    ]


def hostile_name(chance: random.Random) -> str:
    """Up to twelve pieces, most of them rude."""
    return "".join(_piece(chance) for _ in range(chance.randrange(13)))


def _piece(chance: random.Random) -> str:
    kinds = [
        lambda: chance.choice(COMMANDS) * chance.choice([1, 1, 40]),
        lambda: (
            chance.choice("aZ王ع")
            + "".join(chance.choices(MARKS, k=chance.choice([1, 5, 200])))
        ),
        lambda: chance.choice(UNSEEN),
        lambda: chance.choice(PICTURES),
        lambda: chance.choice(SURROGATES),
        lambda: "".join(chance.choices(_points(), k=chance.randrange(1, 9))),
        lambda: chance.choice("WiМ한") * chance.choice([1, 30, 400]),  # noqa: RUF001 - meant
        lambda: "".join(map(chr, chance.choices(range(256), k=20))),
        lambda: chance.choice([" ", "-", "\u3000", "\t"]),
    ]
    return chance.choice(kinds)()
