"""The count of what the installation believes of badges, compared with the paper."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from printers.virtual import Fault
from printers.vocabulary import Confirmation
from tests.faults import badges_on_paper
from tests.faults.ground_truth import Sheet
from tests.faults.lobby import Outcome
from tests.faults.mishaps import Mishap
from tests.faults.trial import Trial
from visits.vocabulary.printing import PrintState


class Fate(StrEnum):
    """What became of a badge, or of a trial."""

    KNOWN = "once and known"
    BELIEVED = "sent, there"
    """The printer cannot say it; it is on paper."""
    BELIEVED_WRONGLY = "sent, not there"
    ASKED = "asked"
    """A person was asked, who can see the tray."""
    MARKED = "marked repeat"
    UNMARKED = "unmarked duplicate"
    LOST = "lost silently"
    OPEN = "never over"
    SPOILED = "spoiled"
    """A sheet that is not void, shows a code, and is not the badge dot by dot."""


Found = tuple[Mishap, list[Fate]]
Tally = Counter[tuple[Fault, Confirmation, Fate]]


def fates_in(trial: Trial) -> list[Fate]:
    """What became of each badge of the trial, and what else was seen on its paper."""
    worn = [sheet for sheet in trial.paper.sheets if badges_on_paper.on([sheet])]
    found = [_fate(outcome, worn, trial) for outcome in trial.outcomes]
    found += [Fate.MARKED] * _marked(trial.outcomes, worn)
    found += [Fate.UNMARKED for outcome in trial.outcomes if _count(outcome, worn) > 1]
    wholes = sum(_count(outcome, worn) for outcome in trial.outcomes)
    found += [Fate.SPOILED] * (len(worn) - wholes)
    return found + ([] if trial.finished else [Fate.OPEN])


def counted(found: Iterable[Found]) -> Tally:
    """How many badges of each kind and way to confirm met each fate."""
    return Counter(
        (mishap.kind, mishap.confirm, fate) for mishap, fates in found for fate in fates
    )


def total(tally: Tally, fate: Fate, confirm: Confirmation | None = None) -> int:
    return sum(
        count
        for (_, how, what), count in tally.items()
        if what is fate and confirm in {None, how}
    )


def table(tally: Tally) -> str:
    """Every count, kind by kind."""
    lines = [f"\n{'':26}" + "".join(f"{fate:>19}" for fate in Fate)]
    pairs = sorted({(kind, confirm) for kind, confirm, _ in tally})
    lines += [
        _line(f"{kind} {confirm}", [tally[kind, confirm, fate] for fate in Fate])
        for kind, confirm in pairs
    ]
    lines += [
        _line(f"all {confirm}", [total(tally, fate, confirm) for fate in Fate])
        for confirm in Confirmation
    ]
    return "\n".join([*lines, _line("all", [total(tally, fate) for fate in Fate]), ""])


def _line(name: str, counts: list[int]) -> str:
    return f"{name:26}" + "".join(f"{count or '.':>19}" for count in counts)


def _fate(outcome: Outcome, worn: list[Sheet], trial: Trial) -> Fate:
    there = _count(outcome, worn) > 0
    if outcome.state is PrintState.NEEDS_HUMAN:
        return Fate.ASKED
    if outcome.state is PrintState.PRINTED:
        return Fate.KNOWN if there else Fate.LOST
    if (
        outcome.state is PrintState.SENT_UNCONFIRMED
        and trial.mishap.confirm is Confirmation.NONE
    ):
        return Fate.BELIEVED if there else Fate.BELIEVED_WRONGLY
    return Fate.OPEN


def _count(outcome: Outcome, worn: list[Sheet]) -> int:
    return sum(badges_on_paper.shows(sheet, outcome.drawn) for sheet in worn)


def _marked(outcomes: list[Outcome], worn: list[Sheet]) -> int:
    """How many guests got more than one badge, each with another copy number and code."""
    visits = Counter(outcome.visit for outcome in outcomes if _count(outcome, worn))
    return sum(copies > 1 for copies in visits.values())
