"""Tones: words that are true, and how grave they are."""

from dataclasses import dataclass

from flask_babel.speaklater import LazyString

FINE, WARN, BAD = "fine", "warn", "bad"


@dataclass(frozen=True)
class StatusText:
    """Words that are true, and their tone: fine, warn, bad, or none."""

    words: str | LazyString
    tone: str = ""
