"""Rules that look at the tests of every folder, as soon as these are collected with them."""

import pytest

from tests.house_rules import page_watch


def pytest_configure(config: pytest.Config) -> None:
    page_watch.begin(config)
