"""The closed lists of printing."""

import pytest

from printers.vocabulary import PrinterCondition, PrintProblemKind


@pytest.mark.parametrize("condition", PrinterCondition)
def test_a_condition_in_which_nothing_prints_is_a_problem_of_the_same_name(
    condition: PrinterCondition,
) -> None:
    expected = None if condition.fit_to_print else PrintProblemKind[condition.name]

    assert condition.problem is expected
