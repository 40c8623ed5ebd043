"""How visits, badges and devices look to the desk: in words, and in a tone that never stands alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from flask_babel import gettext
from flask_babel.speaklater import LazyString

from faces.languages import clock, when
from front_desk import words
from visits.board import Line, Waiting
from visits.store.places import Kiosk, Printer
from visits.vault.personal import Guest
from visits.words import PrintState, WaitReason

ALIVE, QUIET, TODAY = timedelta(minutes=2), timedelta(minutes=5), timedelta(hours=12)
FINE, WARN, BAD = "fine", "warn", "bad"
TROUBLED = frozenset({PrintState.NEEDS_HUMAN, PrintState.WAITING_PRINTER, PrintState.QUEUED})
TONES = {PrintState.PRINTED: FINE, PrintState.NEEDS_HUMAN: BAD, PrintState.EXPIRED: WARN}


def set_up(app: Flask) -> None:
    """Templates can say these."""
    app.jinja_env.filters.update(
        called=called, paper=paper, why=why, announcement=announcement, health=health, readiness=readiness,
        purpose=words.PURPOSES.get, turned_away=words.TURNED_AWAY.get, print_again=words.PRINT_AGAIN.get,
        level=words.LEVELS.get, left_by=words.LEFT_BY.get, advice=words.ADVICE.get,
    )  # fmt: skip


@dataclass(frozen=True)
class State:
    """Words that are true, and their tone: fine, warn, bad, or none."""

    words: str | LazyString
    tone: str = ""


def called(guest: Guest) -> str:
    """The name the guest wants to be called by; what became of them once they are forgotten."""
    return guest.called().reveal() or gettext("Forgotten guest")


def paper(line: Line) -> State:
    """What is known of the badge in force, and no more."""
    job = line.print_job
    if job is None:
        return State("")
    said = str(words.PAPER[job.state])
    if job.trouble and job.state in TROUBLED:
        said = f"{said} ({words.TROUBLES[job.trouble]})"
    return State(said, TONES.get(job.state, WARN if job.trouble else ""))


def why(one: Waiting) -> str:
    """The reason why somebody waits, with the time they were expected at when that is the reason."""
    reason = str(words.WAITS[one.wait.reason])
    if one.line is None or one.wait.reason not in {WaitReason.TOO_EARLY, WaitReason.TOO_LATE}:
        return reason
    planned = one.line.standing.invitation.starts_at
    expected = clock(planned) if one.wait.reason is WaitReason.TOO_EARLY else when(planned)
    return str(gettext("%(reason)s (expected %(when)s)", reason=reason, when=expected))


def announcement(one: Waiting) -> str:
    """What is said to whoever listens when somebody begins to wait."""
    name = called(one.line.guest) if one.line else gettext("Somebody")
    return str(gettext("Waiting: %(name)s %(reason)s", name=name, reason=why(one)))


def health(kiosk: Kiosk, now: datetime) -> State:
    """Whether the tablet is alive."""
    quiet = now - kiosk.last_seen_at
    seen = clock(kiosk.last_seen_at) if quiet < TODAY else when(kiosk.last_seen_at)
    if kiosk.locked_at:
        since = clock(kiosk.locked_at)
        return State(
            gettext("Locked since %(time)s after ten wrong codes. All well there? Release it.", time=since),
            BAD,
        )
    if quiet < ALIVE:
        return State(gettext("Seen just now"), FINE)
    if quiet < QUIET:
        return State(gettext("Last seen at %(time)s", time=seen), WARN)
    return State(gettext("Not seen since %(time)s. Is it switched on and connected?", time=seen), BAD)


def readiness(printer: Printer) -> State:
    """What the last badge taught about the printer."""
    if printer.trouble:
        return State(words.CURES.get(printer.trouble, words.ASK_OPERATOR), BAD)
    if printer.last_seen_at is None:
        return State(gettext("Has not printed yet"))
    return State(gettext("Took its last badge on %(when)s", when=when(printer.last_seen_at)), FINE)
