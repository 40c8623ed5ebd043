"""Names that look like others, like nothing, or like more than one line."""

MISLEADING = [
    "Counter\u202e", "\u202eretnuoC", "Cou\u2066nter\u2069", "Counter\u200f", "\u061cCounter",
    "Counter\r\nSet-Cookie: x", "Coun\nter", "Coun\tter", "Coun\u2028ter", "Coun\x00ter", "Coun\x85ter",
    "\u3164", "\u3164\u3164", "Counter\u3164", "\u115f\u1160", "\uffa0", "\u2800", "\u200b", "Counter\u200b",
    "Counter\ufeff", "Coun\u00adter", "Counter\u034f", "Coun\u00a0ter", "...", "\ufe0f", "\u0301",
]  # fmt: skip
