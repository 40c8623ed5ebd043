"""A clock that is behind.

What cannot be sealed for its day is refused in words, and nothing is lost.
"""

from datetime import date

from sqlmodel import select

from tests.cast import Cast
from tests.host_portal.invitation_form import send, shown
from tests.web.cast import Browser
from visits.store.database import Database
from visits.store.visits import Visit


def test_an_invitation_for_a_day_whose_key_is_gone_is_refused_in_words(
    hana: Browser, cast: Cast, database: Database
) -> None:
    database.keys.keyring.destroy_through(date(2026, 11, 25))

    answer = send(hana, cast)

    assert answer.status_code == 422
    assert "clock is behind" in shown(answer)
    with database.reading() as store:
        assert store.exec(select(Visit)).all() == []
    assert database.keys.keyring.days() == []
