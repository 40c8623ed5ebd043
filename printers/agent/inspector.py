"""An inspector: looks at one printer, and learns how it confirms and how long it takes to answer.

Silence is not an answer. A printer that is slow, or busy with another computer, is asked again,
with more time, until it has answered.
"""

import logging
from dataclasses import dataclass, replace
from math import inf
from time import monotonic

from printers.addresses import Device
from printers.delivery.connect import Look, look_at
from printers.delivery.deadlines import DEFAULT, Deadlines, allowance, patient
from printers.delivery.probe import probe
from printers.errors import PrinterError
from printers.vocabulary import Confirmation, PrinterCondition, PrintProblemKind

# How many times as long as usual to wait, after so many silent looks. One that is off and comes
# back is seen soon by a short look, so that long ones are rare: some at first, then two in sixty.
LOOKS = (1, 1, 1, 2, 4)
ROUND = 60
# The same of probes. A printer that needs longer still is given the time by its configuration.
PROBES = (1, 2, 4)
SHORT = Deadlines(connect=1.5)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class InspectionPace:
    """Deadlines of looks and probes, and seconds between the probes of a silent printer."""

    look: Deadlines = SHORT
    """Short, so that a printer that is back prints within five seconds."""
    probe: Deadlines = DEFAULT
    soon: float = 1.0
    """Until the longest wait was tried; then twice as long each time, as a probe delays a badge."""
    late: float = 600.0
    silences: int = 10
    """Probes in vain before a printer is said to be unable to confirm; it is still asked."""


class Inspector:
    """Keeps what is known of one printer; `device` grows more exact with each look."""

    def __init__(self, name: str, device: Device, pace: InspectionPace) -> None:
        self.device = device
        self._name = name
        self._pace = pace
        self._wants_answer = device.confirm is None
        """True until the printer said how it confirms, unless the configuration does."""
        self._is_doubted = False
        """True if a badge was not confirmed as the printer was thought to confirm it."""
        self._silent_looks = self._silent_probes = 0
        self._next_probe = 0.0
        self._reason = ""

    @property
    def next_probe_in(self) -> float:
        """Seconds until the printer should be asked again how it confirms; endless if it said."""
        if not self._wants_answer:
            return inf
        return max(self._next_probe - monotonic(), 0.0)

    def look(self) -> PrinterCondition:
        """Return the printer's condition, and ask how it confirms where that is not known."""
        device = replace(self.device, confirm=None) if self._is_doubted else self.device
        place = self._silent_looks % ROUND
        times = LOOKS[place] if place < len(LOOKS) else 1
        condition_look = look_at(device, _with_time(self._pace.look, times))
        self._learn(condition_look)
        if condition_look.condition.fit_to_print:
            condition_look = (
                self._probed(condition_look)
                if self.next_probe_in == 0
                else self._waiting(condition_look)
            )
        self._log_once(condition_look.reason)
        return condition_look.condition

    def doubt(self) -> None:
        """Ask anew how the printer confirms: it did not, as it was thought to."""
        self._wants_answer = self._is_doubted = True
        self._silent_probes, self._next_probe = 0, 0.0

    def _learn(self, look: Look) -> None:
        if not look.condition.fit_to_print:
            # What kept it from answering may be over when it is fit again.
            self._next_probe = 0.0
        if look.seconds is not None:
            self._silent_looks = 0
            self._allow(allowance(look.seconds))
        elif not look.condition.fit_to_print:
            self._silent_looks += 1

    def _allow(self, seconds: float) -> None:
        within = max(self.device.answers_within, seconds)
        self.device = replace(self.device, answers_within=within)

    def _probed(self, look: Look) -> Look:
        """Ask how it confirms; return how it is then."""
        times = PROBES[min(self._silent_probes, len(PROBES) - 1)]
        try:
            findings = probe(self.device, _with_time(self._pace.probe, times))
        except PrinterError as error:
            # A model that prints no badge would print rubbish, and say that it is complete.
            is_unfit = error.kind is PrintProblemKind.UNFIT_PROFILE
            fault = PrinterCondition.FAULT if is_unfit else PrinterCondition.UNREACHABLE
            return Look(fault, reason=error.explanation)
        if findings.confirm is None:
            self._note_silence()
            return self._waiting(look)
        self._wants_answer = self._is_doubted = False
        self.device = replace(self.device, confirm=findings.confirm)
        self._allow(findings.answers_within)
        return look

    def _note_silence(self) -> None:
        self._silent_probes += 1
        # A printer in doubt gets no badges, so that it may be asked as often as one likes.
        rounds = 0 if self._is_doubted else max(self._silent_probes - len(PROBES), 0)
        pause = min(self._pace.soon * 2**rounds, self._pace.late)
        self._next_probe = monotonic() + pause
        if self._silent_probes >= self._pace.silences:
            self._is_doubted = False
            self.device = replace(self.device, confirm=Confirmation.NONE)

    def _waiting(self, look: Look) -> Look:
        """Return how it is until it is asked again: offline while it is in doubt."""
        # A badge sent now would come out and be called unconfirmed, though it could confirm.
        return Look(PrinterCondition.OFFLINE) if self._is_doubted else look

    def _log_once(self, reason: str) -> None:
        if reason != self._reason:
            logger.warning("printer %s: %s", self._name, reason or "answers again")
        self._reason = reason


def _with_time(deadlines: Deadlines, times: int) -> Deadlines:
    return patient(deadlines, times * deadlines.status)
