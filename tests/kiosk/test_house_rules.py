"""House rules at the tablet: shown before a guest goes in, and what was shown is accepted."""

import re
from datetime import time, timedelta

import pytest
from sqlmodel import select

from tests.cast import TODAY, Cast, Invite, SettableClock, invitation_code
from tests.kiosk.tablet import Tablet, sent_digits, statements
from tests.kiosk.test_walking_in import NONCE, search
from visits import house_rules, place_texts, sites
from visits.store.database import Database
from visits.store.visits import Arrival, WalkIn
from visits.vocabulary.places import PlaceTextKind
from visits.vocabulary.visits import Level

PHOTOGRAPHS, FOTO = "No photographs <here>.", "Dilarang memotret."
SHOWN = re.compile(r'name="rules" value="(\d+)"')
OPEN = re.compile(r"<details open>.*?</h2>(.*?)</section>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
NEW = "The house rules are new."
READ = f"{NEW} Please read them, then go on."


@pytest.fixture(autouse=True)
def has_rules(database: Database, cast: Cast) -> None:
    write(database, cast, en=PHOTOGRAPHS, id=FOTO)


def write(database: Database, cast: Cast, **words: str) -> None:
    with database.transaction() as store:
        house_rules.write(store, sites.of(store, cast.senopati.id), words)


def accepted(database: Database) -> list[int | None]:
    with database.reading() as store:
        return list(store.exec(select(Arrival.rules_version)))


def versions(tablet: Tablet) -> set[str]:
    return set(SHOWN.findall(tablet.shown))


def open_sheet(tablet: Tablet) -> list[str]:
    """What stands open over the step, below its heading."""
    sheets = OPEN.findall(tablet.shown)
    return [" ".join(TAG.sub(" ", sheet).split()) for sheet in sheets]


@pytest.mark.parametrize("level", [Level.INVITED, Level.ADDRESS_CONFIRMED])
def test_rules_that_changed_meanwhile_are_shown_anew_and_then_accepted(
    tablet: Tablet, database: Database, cast: Cast, invite: Invite, level: Level
) -> None:
    with database.transaction() as store:
        sites.of(store, cast.senopati.id).least_level = level
    tablet.scan(invitation_code(database, invite(least_level=level)))
    assert re.search("By going on you accept|Accept rules, check in", tablet.shown)
    assert "No photographs &lt;here&gt;." in tablet.shown
    assert versions(tablet) == {"1"}
    assert open_sheet(tablet) == []
    write(database, cast, en="No photographs at all.")
    step = tablet.step
    deed = {"agree": "agreement", "enter_code": "confirmation"}[step]
    typed = {"enter_code": {"code": sent_digits(database)}}.get(step, {})

    # As often as there are tries: a right one costs none.
    for _ in range(6):
        assert tablet.do(deed, rules="1", **typed).status_code == 422
        assert (tablet.step, versions(tablet)) == (step, {"2"})
        assert open_sheet(tablet) == [f"{READ} No photographs at all."]
        for digits in typed.values():
            assert f'value="{digits}"' in tablet.shown
    tablet.do(deed, rules="2", **typed)
    tablet.do(deed, rules="2", **typed)

    assert tablet.step == "arrived"
    assert accepted(database) == [2]


def test_wrong_digits_are_answered_alike_whatever_was_shown(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    tablet.scan(invitation_code(database, invite()))
    wrong = f"{(int(sent_digits(database)) + 1) % 10**6:06}"

    told = [
        tablet.do("confirmation", code=wrong, rules=shown).text for shown in ("1", "7")
    ]

    assert told[0] == told[1]
    assert NEW not in told[0]


def test_a_guest_whose_host_is_there_accepts_before_the_host_may_vouch(
    tablet: Tablet, database: Database, cast: Cast
) -> None:
    # A stranger's too: nobody learns from it who is expected.
    tablet.post("/encounters", address="nobody@example.org")
    tablet.get(f"{tablet.place}/vouching")
    assert (tablet.step, versions(tablet)) == ("rules", {"1"})
    write(database, cast, en="No photographs at all.")
    tablet.do("rules", rules="1")
    assert (tablet.step, versions(tablet)) == ("rules", {"2"})
    assert open_sheet(tablet) == [f"{READ} No photographs at all."]

    tablet.do("rules", rules="2")

    assert tablet.step == "vouching"
    # Rules that are newer yet are asked for at the next poll.
    write(database, cast, en="No photographs whatsoever.")
    tablet.get(f"{tablet.place}/vouching")
    assert (tablet.step, versions(tablet)) == ("rules", {"3"})
    assert open_sheet(tablet) == [f"{READ} No photographs whatsoever."]


def test_a_code_that_opens_meanwhile_asks_for_the_rules(
    tablet: Tablet, database: Database, clock: SettableClock, invite: Invite
) -> None:
    code = invitation_code(database, invite(starts=time(10, 35), ends=time(12)))
    tablet.scan(code)
    tablet.post("/explanations", code=code)
    assert (tablet.step, versions(tablet)) == ("enter_code", set())
    assert "Tell me why" in tablet.shown
    digits = sent_digits(database)
    clock.forward(minutes=2)
    tablet.do("touches")
    clock.forward(minutes=2)
    tablet.do("touches")
    clock.forward(minutes=2)

    tablet.do("confirmation", code=digits)
    assert (tablet.step, versions(tablet)) == ("enter_code", {"1"})
    tablet.do("confirmation", code=digits, rules="1")

    assert (tablet.step, accepted(database)) == ("arrived", [1])


def test_a_walk_in_accepts_them_with_the_purpose(
    tablet: Tablet, database: Database, cast: Cast
) -> None:
    [(host, _)] = search(tablet, "hana")
    typed = {"name": "Sekar Ayu", "host": host}
    tablet.post("/walk-ins/host", **typed)
    assert versions(tablet) == {"1"}
    [nonce] = NONCE.findall(tablet.shown)
    write(database, cast, en="No photographs at all.")
    asked = {**typed, "purpose": "tour", "nonce": nonce}
    assert tablet.post("/walk-ins", rules="1", **asked).status_code == 422
    assert open_sheet(tablet) == [f"{READ} No photographs at all."]
    assert NONCE.findall(tablet.shown) == [nonce]

    for _ in range(2):
        tablet.post("/walk-ins", rules="2", **asked)

    assert tablet.step == "asking"
    with database.reading() as store:
        assert list(store.exec(select(WalkIn.rules_version))) == [2]


def test_the_language_of_the_rules_is_said_of_them(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    tablet.scan(invitation_code(database, invite(language="id")))
    assert f'lang="id" dir="auto">{FOTO}<' in tablet.shown
    assert "Belum tersedia dalam bahasa Anda" not in tablet.shown

    tablet.chosen = "ar"
    tablet.scan(invitation_code(database, invite(email="ar@example.org")))

    assert 'lang="en" dir="auto">No photographs' in tablet.shown
    assert "ليست مكتوبة بلغتك" in tablet.shown


def test_rules_cost_a_check_in_no_statement(
    tablet: Tablet, database: Database, cast: Cast, invite: Invite
) -> None:
    asked = []
    for email in ("first@example.org", "second@example.org", "third@example.org"):
        if email.startswith("third"):
            with database.transaction() as store:
                house_rules.end(sites.of(store, cast.senopati.id))
        tablet.scan(invitation_code(database, invite(email=email)))
        digits = sent_digits(database)
        with statements(database) as heard:
            tablet.client.post(
                f"{tablet.place}/confirmation",
                data={"code": digits, "rules": "1"},
                headers={"X-CSRFToken": tablet.token},
            )
        asked.append(heard)

    assert accepted(database) == [1, 1, None]
    assert len(asked[1]) == len(asked[2]) > 0


def test_what_a_site_says_is_said_in_the_guests_language(
    tablet: Tablet, database: Database, cast: Cast, invite: Invite
) -> None:
    with database.transaction() as store:
        for language, note in {"en": "Sit down.", "id": "Silakan duduk."}.items():
            kind = PlaceTextKind.ARRIVAL_NOTE
            place_texts.write(store, cast.senopati, kind, language, note)
        for language, floor in {"id": "Lantai 12", "ar": "الطابق 12"}.items():
            kind = PlaceTextKind.FLOOR
            place_texts.write(store, cast.langit, kind, language, floor)
    said = {
        "id": ("Silakan duduk.", "Lantai 12"),
        # Without words of its own the site's language, else the first that was written.
        "ar": ("Sit down.", "الطابق 12"),
        "en": ("Sit down.", "Lantai 12"),
    }
    for language, words in said.items():
        visit = invite(language=language, email=f"{language}@example.org")
        tablet.scan(invitation_code(database, visit))
        tablet.do("confirmation", code=sent_digits(database), rules="1")
        assert tablet.step == "arrived"
        assert [word for word in words if word not in tablet.shown] == []


def test_why_a_code_opens_nothing_is_told_without_the_rules(
    tablet_in_mitte: Tablet, tablet: Tablet, database: Database, invite: Invite
) -> None:
    # Mitte has no rules: nobody could accept there what Senopati asks.
    for here, day in ((tablet, TODAY + timedelta(days=1)), (tablet_in_mitte, TODAY)):
        code = invitation_code(database, invite(day=day, email=f"{day}@example.org"))
        here.scan(code)
        here.post("/explanations", code=code)

        here.do("confirmation", code=sent_digits(database))

        assert (here.step, "You are expected at" in here.shown) == ("reason", True)
