"""Codes, links, sessions and passwords: made at random, kept as digests, of enough bits."""

import math
from collections import Counter
from pathlib import Path

import pytest

from tests.cast import Cast, Invite, invitation_code, scan
from tests.security.conftest import Faces
from tests.web.cast import Browser
from visits import planned_visits, visit_state
from visits.lobby import one_time_codes, verification
from visits.people import passwords, sessions
from visits.people.sessions import COOKIE_BYTES, SessionData
from visits.rights import proofs
from visits.store.database import Database
from visits.store.lobby import Encounter
from visits.vocabulary.visits import CODE_DIGITS


def test_no_code_lies_in_the_database(
    database: Database, cast: Cast, invite: Invite, tmp_path: Path
) -> None:
    visit = invite()
    encounter = scan(database, cast.kiosk, visit)
    with database.reading() as store:
        state = visit_state.of(store, visit.id)
        shared = planned_visits.shared_link(store, state.invitation)
        mailed = proofs.mailed_link(store, state).partition("-")[2]
        digits = one_time_codes.digits(store, encounter)
    with database.transaction() as store:
        cookie = sessions.open(store, "hosts", SessionData(member_id=cast.hana.id))
    code = invitation_code(database, visit).removeprefix("LC1:")
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("lencana.db*"))
    assert len(digits) == CODE_DIGITS
    secrets = (code, shared, mailed, cookie)
    assert not [word for word in secrets if word.encode() in kept]


def test_the_digits_of_a_code_are_of_20_bits_nearly() -> None:
    # ASVS 6.5.4 asks for 20 and gives six random digits as an example, which are 19.9.
    assert math.log2(10**CODE_DIGITS) == pytest.approx(20, abs=0.1)


def test_each_code_is_guessed_at_five_times_however_many_are_good(
    database: Database, cast: Cast, invite: Invite
) -> None:
    encounter_id = scan(database, cast.kiosk, invite()).id
    met: Counter[int] = Counter()
    for tries in (4, 4, 4):
        for _ in range(tries):
            with database.transaction() as store:
                encounter = store.get_one(Encounter, encounter_id)
                verification.count_attempt(store, cast.kiosk.id, encounter.public_id)
                store.refresh(encounter)
                for sending in range(1, encounter.sendings + 1):
                    code = one_time_codes.digits(store, encounter, sending)
                    met[sending] += one_time_codes.is_right(store, encounter, code)
        with database.transaction() as store:
            encounter = store.get_one(Encounter, encounter_id)
            one_time_codes.renew(store, encounter)
            store.add(encounter)
    # Twenty codes a day of five guesses each: what it was when only the newest was good.
    assert met == {1: 5, 2: 5, 3: 4}
    assert verification.MOST_SENDINGS * max(met.values()) / 10**CODE_DIGITS <= 1e-4


def test_a_session_is_known_by_256_random_bits(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        made = {
            sessions.open(store, "hosts", SessionData(member_id=cast.hana.id))
            for _ in range(50)
        }
    assert COOKIE_BYTES * 8 == 256
    assert len(made) == 50


def test_a_password_is_kept_as_argon2id() -> None:
    assert passwords.hashed("three quiet lamps").startswith(
        "$argon2id$v=19$m=19456,t=2"
    )


@pytest.mark.usefixtures("cast")
def test_a_password_is_masked_and_may_be_pasted(faces: Faces) -> None:
    page = Browser(faces.apps["hosts"]).get("/sign-in").text
    field = page[page.index('name="password"') - 200 :][:500]
    assert 'type="password"' in field
    assert 'autocomplete="current-password"' in field
    assert "onpaste" not in page
