"""Words: every item that is kept of a guest has its place in the notice."""

from kiosk.notice import ITEMS
from visits.policy.register import register


def test_every_item_that_is_kept_of_a_guest_has_its_words_in_the_notice() -> None:
    assert set(ITEMS) == set(register().items)
