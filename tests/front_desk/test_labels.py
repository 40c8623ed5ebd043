"""The desk's own labels and advice: one for every value there is."""

from enum import Enum

import pytest

from front_desk import labels
from front_desk.devices import labels as device_labels
from printers.vocabulary import PrinterCondition, PrintProblemKind
from visits.printing.printer_setup import UnfitReason
from visits.vocabulary.printing import PrintState
from visits.vocabulary.sessions import FlashMessage
from visits.vocabulary.visits import WaitReason


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (labels.ADVICE, WaitReason),
        (labels.PRINT_STATES, PrintState),
        (labels.PRINT_PROBLEMS, PrintProblemKind),
        (device_labels.CONDITIONS, PrinterCondition),
        (device_labels.UNFIT, UnfitReason),
        (device_labels.UNFIT_FIELDS, UnfitReason),
    ],
)
def test_every_value_has_its_label(
    table: dict[object, object], values: type[Enum]
) -> None:
    assert set(table) == set(values)


def test_a_session_may_hold_every_flash_message_of_the_desk() -> None:
    assert set(labels.FLASH_MESSAGES) <= set(FlashMessage)
