"""What of a person's words may reach paper."""

import regex

from printers.text.spelling import LONGEST, MOST_CODE_POINTS, clusters, sound

_PICTURES = regex.compile(
    r"[\p{Extended_Pictographic}\p{Emoji_Presentation}\p{Emoji_Modifier}\uFE0E\uFE0F\u20E3]"
)


def printable(words: str) -> str:
    """Return the words as they may be printed: soundly spelt, without emoji, not too long."""
    text = sound(_PICTURES.sub("", words))
    short = "".join(clusters(text)[:LONGEST])
    if len(short) > MOST_CODE_POINTS:
        # The last letter may have been cut through.
        short = "".join(clusters(short[:MOST_CODE_POINTS])[:-1])
    return short.strip()
