"""No page asks anybody but the lobby for anything; every journey looks, and here is proof that it sees."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.lobby import Lobby
from tests.journeys.origins import Watch

STRANGER = "http://127.0.0.2:9/pixel.png"


def test_a_request_to_a_stranger_is_seen(lobby: Lobby, browser_of_all: Browser) -> None:
    watch = Watch(lobby.base_url)
    page = watch.context(browser_of_all).new_page()
    page.goto(lobby.at("hosts/sign-in"))
    watch.assert_nobody_else_was_asked()

    page.goto("about:blank")
    with page.expect_event("requestfailed"):
        page.set_content(f"<img src='{STRANGER}'>", wait_until="commit")
    page.context.close()

    assert watch.strangers == [STRANGER]
    with pytest.raises(AssertionError, match="foreign origin"):
        watch.assert_nobody_else_was_asked()
