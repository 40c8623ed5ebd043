"""The page watch: a test that fetches a page which breaks a rule of pages fails."""

import gzip
import re
from functools import cache, wraps
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from tests.house_rules.form_fields import in_page, undeclared
from tests.web.page_rules import check_page

OPEN = Client.open
RANDOM = re.compile(r"[\w-]{20,}(?:\.[\w-]+)*")
"""A token, nonce or public id. Each gets a number, so that one that stands twice shows."""

_looked_at: set[str] = set()


@wraps(OPEN)
def open_and_look(self: Client, *args: Any, **kwargs: Any) -> TestResponse:
    """Open as the test client does; raises AssertionError for a page that breaks a rule."""
    response = OPEN(self, *args, **kwargs)
    # Nobody sees the body of a redirection, and a fragment goes into a page that has a frame already.
    if response.mimetype == "text/html":
        page = _read(response)
        if not response.location and "<html" in page:
            # What somebody typed is shown back to them as it came, and a browser reads over a NUL.
            _look_once(page.replace("\0", ""))
        asks_for_nothing_undeclared(page)
    return response


def _read(response: TestResponse) -> str:
    is_compressed = response.content_encoding == "gzip"
    return (gzip.decompress(response.data) if is_compressed else response.data).decode()


def _look_once(page: str) -> None:
    """Check the page, unless one was checked that differs in its random values only."""
    values: dict[str, str] = {}
    shape = RANDOM.sub(
        lambda found: values.setdefault(found[0], f"random {len(values)}"), page
    )
    if shape not in _looked_at:
        check_page(page)
        _looked_at.add(shape)


@cache
def asks_for_nothing_undeclared(page: str) -> None:
    """Raises AssertionError with the fields of the page that the register does not know."""
    unknown = undeclared(in_page(page))
    if unknown:
        raise AssertionError(
            f"the policy's register knows no field {', '.join(unknown)}"
        )


def begin(config: pytest.Config) -> None:
    """Watch every page until the tests are over."""
    Client.open = open_and_look  # type: ignore[method-assign] # for every test, wherever its client comes from
    config.add_cleanup(end)


def end() -> None:
    Client.open = OPEN  # type: ignore[method-assign] # as it was
