"""A host beside their guest at the kiosk."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from tests.cast import Cast, Invite, invitation_code
from tests.host_portal.invitation_form import shown
from tests.web.cast import Browser, signed_in
from visits import codes, visit_state
from visits.lobby import check_in, encounters, verification
from visits.store.database import Database
from visits.store.sites import Kiosk
from visits.store.visits import Visit
from visits.visit_state import Stage
from visits.vocabulary.visits import VOUCH_DIGITS, Level


def digits_at_kiosk(database: Database, cast: Cast, visit: Visit) -> str:
    """What the kiosk shows after the guest has scanned their code."""
    digest = codes.digest(invitation_code(database, visit))
    with database.transaction() as store:
        encounter = check_in.scan(store, store.get_one(Kiosk, cast.kiosk.id), digest)
        encounters.touch(store, encounter)
        return verification.vouch_digits(store, encounter)


def vouch(browser: Browser, digits: str) -> tuple[int, str]:
    browser.get("/vouching/new")
    answer = browser.post("/vouching", digits=digits)
    if answer.status_code == 303:
        return 303, shown(browser.get(answer.location))
    return answer.status_code, shown(answer)


def test_a_guest_whose_host_vouches_is_checked_in(
    hana: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    visit = invite()
    status, page = vouch(hana, digits_at_kiosk(database, cast, visit))
    assert status == 303
    assert "Gita Pramesti" in page
    assert "is checked in" in page
    with database.reading() as store:
        assert visit_state.of(store, visit.id).stage is Stage.ON_SITE


def test_a_guest_whose_id_is_wanted_goes_to_the_desk(
    hana: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    visit = invite(least_level=Level.ID_SEEN)
    status, page = vouch(hana, digits_at_kiosk(database, cast, visit))
    assert status == 303
    assert "One more step" in page
    assert "front desk together" in page


@pytest.mark.parametrize(
    "typed", ["", "123", "12345", "abcd", "१२३४", "12 4", "{{7*7}}"]
)
def test_what_are_not_as_many_digits_is_told_at_the_field(
    hana: Browser, typed: str
) -> None:
    status, page = vouch(hana, typed)
    assert status == 422
    assert f"Type the {VOUCH_DIGITS} digits" in page.split('id="digits-error"')[1]


def test_wrong_digits_are_told_and_after_five_it_waits(
    hana: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    right = digits_at_kiosk(database, cast, invite())
    wrong = str((int(right) + 1) % 10**VOUCH_DIGITS).zfill(VOUCH_DIGITS)
    answers = [vouch(hana, wrong) for _ in range(6)]
    assert all("No guest of yours" in page for _status, page in answers[:5])
    assert "Too many tries" in answers[5][1]
    assert vouch(hana, right)[0] == 422


def test_another_hosts_guest_cannot_be_vouched_for(
    raka: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    visit = invite()
    status, page = vouch(raka, digits_at_kiosk(database, cast, visit))
    assert status == 422
    assert "No guest of yours" in page
    with database.reading() as store:
        assert visit_state.of(store, visit.id).stage is Stage.EXPECTED


def test_sixteen_wrong_vouchings_side_by_side_are_five_comparisons(
    portal: Flask, cast: Cast, invite: Invite, database: Database
) -> None:
    right = digits_at_kiosk(database, cast, invite())
    wrong = str((int(right) + 1) % 10**VOUCH_DIGITS).zfill(VOUCH_DIGITS)
    browsers = [signed_in(portal, cast.hana.id) for _ in range(16)]

    with ThreadPoolExecutor(len(browsers)) as at_once:
        answers = list(at_once.map(lambda browser: vouch(browser, wrong)[1], browsers))

    assert sum("No guest of yours" in page for page in answers) == 5
    assert sum("Too many tries" in page for page in answers) == 11
