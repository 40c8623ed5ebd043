"""Starts the page watch, which checks the pages that the tests of any folder fetch."""

import pytest

from tests.house_rules import page_watch


def pytest_configure(config: pytest.Config) -> None:
    page_watch.begin(config)
