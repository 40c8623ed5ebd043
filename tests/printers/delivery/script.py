"""A printer that follows a script: what it answers, and what it has heard."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition

QUESTIONS = re.compile(
    rb"\x10\x04(?P<state>[\x01-\x04])|\x1d\(H\x06\x0000(?P<token>....)|\x1dI(?P<name>[BC])|\x1dr\x01",
    re.DOTALL,
)
LONGEST = 10
FILL = bytes(8)
FINE = b"\x12"


@dataclass
class Script:
    """What it answers to each question, b"" for nothing at all."""

    states: dict[int, bytes] = field(
        default_factory=lambda: dict.fromkeys(range(1, 5), FINE)
    )
    process_id: Callable[[bytes], bytes] = lambda token: b"\x37\x22" + token + b"\0"
    barrier: bytes = b"\0"
    barriers: int = 100
    names: dict[bytes, bytes] = field(
        default_factory=lambda: {b"B": b"_EPSON\0", b"C": b"_TM-T20\0"}
    )
    unasked: bytes = b""
    deaf_after: int | None = None
    gone_after: int | None = None
    heard: bytearray = field(default_factory=bytearray)
    changed: Condition = field(default_factory=Condition)
    _seen: int = 0

    @classmethod
    def mute(cls) -> "Script":
        """A printer that says nothing."""
        return cls(states={}, process_id=lambda _: b"", barrier=b"", names={})

    def hear(self, data: bytes) -> bytes:
        """Return what it answers to all that is new."""
        with self.changed:
            self.heard += data
            self.changed.notify_all()
        answers = b""
        for question in QUESTIONS.finditer(self.heard, self._seen):
            self._seen = question.end()
            answers += self._answer(question)
        self._seen = max(self._seen, len(self.heard) - LONGEST + 1)
        return answers

    def is_over(self, limit: int | None) -> bool:
        """Return whether it has heard as much as it ever will."""
        return limit is not None and len(self.heard) >= limit

    def badge(self, size: int = 0) -> bytes:
        """Return whatever it heard that was no question, once there are so many bytes of it."""
        with self.changed:
            self.changed.wait_for(lambda: len(self._told()) >= size, timeout=300)
        return self._told()

    def _told(self) -> bytes:
        return QUESTIONS.sub(b"", bytes(self.heard).replace(FILL, b""))

    def _answer(self, question: re.Match[bytes]) -> bytes:
        if state := question["state"]:
            return self.states.get(state[0], b"")
        if token := question["token"]:
            return self.process_id(token)
        if name := question["name"]:
            return self.names.get(name, b"")
        self.barriers -= 1
        return self.barrier if self.barriers >= 0 else b""
