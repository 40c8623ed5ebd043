"""Tablets read one code in the same moment: one guest, one badge, and nobody sees a failure."""

import re
from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.codes import read_code
from tests.journeys.inbox import pictures_of
from tests.journeys.lobby import Lobby
from tests.journeys.people import Plan, invite
from tests.journeys.tablets import Answer, HttpTablet, at_once, paired


@pytest.mark.parametrize("count", [3, pytest.param(8, marks=pytest.mark.whole)])
def test_one_code_at_several_tablets_at_once_lets_one_guest_in(
    lobby: Lobby, garden: str, tara: Page, dimas: Page, count: int
) -> None:
    plan = Plan(
        name=f"Krisna Murti {'I' * count}", email=f"krisna{count}@guest.example"
    )
    code = read_code(pictures_of(invite(tara, lobby, plan))[0])
    tablets = paired(lobby, garden, count)
    printed = lobby.printer.badges

    scanned = at_once(tablets, lambda tablet: tablet.scan(code))
    agreed = at_once(tablets, HttpTablet.agree)

    welcomed = [answer for answer in agreed if 'data-step="arrived"' in answer.text]
    print(  # noqa: T201 - what was counted
        f"scanned: {counted(scanned)}, agreed: {counted(agreed)}, welcomed: {len(welcomed)}"
    )
    assert counted(scanned) == {200: count}
    assert counted(agreed) == {200: 1, 422: count - 1}
    assert len(welcomed) == 1
    assert lobby.printer.wait_for_badges(printed + 1, timeout=300)
    inside = dimas.get_by_role("region", name="On site").get_by_role("listitem")
    guest = inside.filter(has_text=plan.name)
    expect(guest).to_have_count(1)
    expect(guest).to_contain_text(re.compile("Printed|Sent to the printer"))
    assert lobby.printer.badges == printed + 1


def counted(answers: list[Answer]) -> dict[int, int]:
    """How many answers of each status."""
    return dict(Counter(answer.status for answer in answers))
