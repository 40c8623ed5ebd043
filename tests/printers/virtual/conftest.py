"""A printer that records what it hears."""

from collections.abc import Iterator

import pytest

from printers.virtual import VirtualPrinter


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter(record=True) as printer:
        yield printer
