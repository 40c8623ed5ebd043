"""The desk's labels: one for every value of each closed list."""

from enum import Enum

import pytest

from front_desk import labels
from printers.vocabulary import PrintProblemKind
from visits.vocabulary.printing import PrintState, ReprintReason
from visits.vocabulary.visits import (
    FlashMessage,
    LeftBy,
    Level,
    RefusalReason,
    VisitPurpose,
    WaitReason,
)


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (labels.PURPOSES, VisitPurpose),
        (labels.TURNED_AWAY, RefusalReason),
        (labels.PRINT_AGAIN, ReprintReason),
        (labels.LEVELS, Level),
        (labels.LEFT_BY, LeftBy),
        (labels.WAITS, WaitReason),
        (labels.ADVICE, WaitReason),
        (labels.PAPER, PrintState),
        (labels.TROUBLES, PrintProblemKind),
    ],
)
def test_every_value_has_a_label(
    table: dict[object, object], values: type[Enum]
) -> None:
    assert set(table) == set(values)


def test_a_session_may_hold_every_flash_message_of_the_desk() -> None:
    assert set(labels.NOTICES) <= set(FlashMessage)
