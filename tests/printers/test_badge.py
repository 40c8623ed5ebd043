"""A badge keeps its words to itself."""

import pytest

from printers.badge import BadgeContent


def test_a_badge_shows_its_number_and_no_name_when_it_is_logged(
    badge: BadgeContent,
) -> None:
    assert repr(badge) == "BadgeContent(number='K7-042')"


def test_a_badge_cannot_be_changed_once_it_is_issued(badge: BadgeContent) -> None:
    with pytest.raises(AttributeError):
        badge.name = "Raka"  # type: ignore[misc]  # that is the point
