"""Neutral answers: nobody learns from the tablet who is expected, where, or when."""

import re
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from tests.cast import (
    EMAIL,
    NAME,
    PHONE,
    TODAY,
    Cast,
    Invite,
    SettableClock,
    invitation_code,
    watch,
)
from tests.kiosk.tablet import Tablet, sent_digits, statements
from tests.web.cast import ORIGIN
from visits import invitations
from visits.lobby import desk_queue
from visits.printing import badges
from visits.printing.badges import Reprint
from visits.store.database import Database
from visits.vocabulary.printing import ReprintReason
from visits.vocabulary.visits import CODE_DIGITS, Level, WaitReason

UNKNOWN = "LC1:" + "7" * 26
STRANGER, OTHER = "nobody@example.org", "other@example.org"


def without_ids(text: str) -> str:
    return re.sub(r"/encounters/\w{26}", "/encounters/-", text)


@pytest.fixture
def dead_codes(
    tablet: Tablet, database: Database, invite: Invite, cast: Cast
) -> list[str]:
    """Codes that were good once, or will be, or never were."""
    used, withdrawn = invite(), invite()
    tablet.scan(invitation_code(database, used))
    tablet.do("confirmation", code=sent_digits(database))
    tablet.do("end")
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, withdrawn.public_id)
    tomorrow = invite(day=TODAY.replace(day=TODAY.day + 1))
    elsewhere = invite(host=cast.dieter, site=cast.mitte)
    visits = [
        invitation_code(database, visit)
        for visit in (used, withdrawn, tomorrow, elsewhere)
    ]
    with database.reading() as store:
        worn, _ = badges.newest(store, [used.id])[used.id]
        replaced = badges.code(store, worn)
    with database.transaction() as store:
        again = Reprint(ReprintReason.LOST, cast.dewi.id)
        badges.reprint(store, cast.senopati.id, used.public_id, again)
    return [*visits, UNKNOWN, "' OR 1=1 --", replaced, "LB1:" + "7" * 26]


def test_every_code_that_opens_nothing_gets_the_same_bytes(
    tablet: Tablet, dead_codes: list[str]
) -> None:
    said: dict[bool, set[str]] = {True: set(), False: set()}
    for code in dead_codes:
        answer = tablet.scan(code)
        assert answer.status_code == 422
        said[code.startswith("LB1:")].add(answer.text)
    # Of a badge one sentence more, whoever it was of.
    [of_badge], [of_invitation] = said[True], said[False]
    assert "Please see the front desk" in of_invitation
    assert "newer badge" in of_badge
    assert "newer badge" not in of_invitation


def test_a_guest_on_the_watch_list_reads_what_everybody_reads_whose_id_is_asked_for(
    tablet: Tablet, database: Database, invite: Invite, cast: Cast
) -> None:
    listed, other = invite(), invite(email=OTHER, least_level=Level.ID_SEEN)
    watch(database, cast)
    of_each = []
    for visit, address in ((other, OTHER), (listed, EMAIL)):
        with statements(database) as heard:
            scanned = tablet.scan(invitation_code(database, visit))
            by_code = scanned.status_code, without_ids(tablet.shown)
            typed = tablet.post("/encounters", address=address)
            by_address = typed.status_code, without_ids(tablet.shown)
            confirmed = tablet.do("confirmation", code=sent_digits(database))
            at_last = confirmed.status_code, without_ids(tablet.shown)
        of_each.append((by_code, by_address, at_last, len(heard)))

    assert of_each[0] == of_each[1]
    shown = of_each[0][2][1]
    assert "Please show your photo ID" in shown
    with database.reading() as store:
        told = {wait.reason for wait in desk_queue.at_desk(store, cast.senopati.id)}
    assert told == {WaitReason.ID_CHECK, WaitReason.ON_WATCH_LIST}


def test_whoever_types_an_address_does_not_learn_whether_it_is_on_the_watch_list(
    tablet: Tablet, database: Database, invite: Invite, cast: Cast
) -> None:
    answers = []
    for address in (STRANGER, EMAIL, OTHER):
        if address == EMAIL:
            watch(database, cast)
        if address == OTHER:
            invite(email=OTHER)
            watch(database, cast, OTHER)
        with statements(database) as heard:
            tablet.post("/encounters", address=address)
        wrong = tablet.do("confirmation", code="0" * CODE_DIGITS)
        shown = without_ids(tablet.shown)
        answers.append((shown, wrong.status_code, len(heard)))

    assert answers[0] == answers[1] == answers[2]


def test_a_code_of_yesterday_is_answered_like_any_other(
    tablet: Tablet, database: Database, invite: Invite, clock: SettableClock
) -> None:
    code = invitation_code(database, invite())
    clock.forward(days=1)
    assert tablet.scan(code).data == tablet.scan(UNKNOWN).data


def test_the_desk_hears_why(
    tablet: Tablet, database: Database, invite: Invite, cast: Cast
) -> None:
    tablet.scan(UNKNOWN)
    tablet.scan(invitation_code(database, invite(day=TODAY.replace(day=TODAY.day + 1))))
    with database.reading() as store:
        reasons = {wait.reason for wait in desk_queue.at_desk(store, cast.senopati.id)}
    assert reasons == {WaitReason.UNKNOWN_CODE, WaitReason.TOO_EARLY}


def test_a_stranger_and_a_guest_are_asked_for_a_code_alike(
    tablet: Tablet, invite: Invite
) -> None:
    invite()
    guest, stranger = (
        tablet.post("/encounters", address=address).text
        for address in (EMAIL, STRANGER)
    )
    assert without_ids(guest) == without_ids(stranger)


def test_a_strangers_wrong_code_is_answered_like_a_guests(
    tablet: Tablet, invite: Invite
) -> None:
    invite()
    answers = []
    for address in (EMAIL, STRANGER):
        tablet.post("/encounters", address=address)
        answers.append(
            without_ids(tablet.do("confirmation", code="0" * CODE_DIGITS).text)
        )
    assert answers[0] == answers[1]


def test_strangers_are_offered_a_vouching_host_too(
    tablet: Tablet, invite: Invite
) -> None:
    invite()
    pages = []
    for address in (EMAIL, STRANGER):
        tablet.post("/encounters", address=address)
        page = without_ids(tablet.get(f"{tablet.place}/vouching").text)
        pages.append(re.sub(r"\d", "-", page))
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    "code",
    [
        "",
        "x",
        "LC1:",
        "LC1:" + "7" * 25,
        "LC1:" + "7" * 27,
        "LC1:" + "u" * 26,
        "LB1:" + "7" * 26,
        "\x00",
        "é" * 30,
    ],
)
def test_what_has_not_the_shape_of_a_code_never_reaches_the_store(
    tablet: Tablet, database: Database, code: str
) -> None:
    with statements(database) as asked:
        assert tablet.post("/arrivals", code=code).status_code == 422
    assert not [
        statement
        for statement in asked
        if "invitation" in statement or "INSERT" in statement
    ]
    with statements(database) as usual:
        tablet.get("/help")
    assert len(asked) <= len(usual)


def test_nothing_of_a_guest_is_shown_before_they_are_known(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    code = invitation_code(database, invite())
    shown = [tablet.get("/").text, tablet.get("/welcome").text, tablet.scan(code).text]
    shown += [
        tablet.do("confirmation", code="0" * CODE_DIGITS).text,
        tablet.get(f"{tablet.place}/vouching").text,
    ]
    shown += [tablet.post("/encounters", address=EMAIL).text]
    # The notice names the ministry of digital affairs, in whose word Gita's name stands too.
    told = "\n".join(shown).casefold().replace("digital", "")
    secrets = [*NAME.split(), EMAIL, "Hana", "Wijaya", "Langit", "g***"]
    assert [word for word in secrets if word.casefold() in told] == []


def test_whoever_typed_anothers_address_does_not_see_them_arrive(
    tablet: Tablet, tablet_at_the_garden: Tablet, database: Database, invite: Invite
) -> None:
    code = invitation_code(database, invite())
    tablet.post("/encounters", address=EMAIL)
    place = tablet.place
    tablet_at_the_garden.scan(code)
    tablet_at_the_garden.do("confirmation", code=sent_digits(database))
    assert tablet_at_the_garden.step == "arrived"
    assert NAME not in tablet.get(place).text
    assert NAME not in tablet.get(f"{place}/missing-badge").text
    assert NAME not in tablet.post(f"{place}/missing-badge").text


def test_the_notice_stands_before_anything_is_confirmed(tablet: Tablet) -> None:
    notice = tablet.post("/encounters", address=STRANGER).text
    sentence, whole = re.findall(
        r'class="notice">(.*?)<details>(.*?)</details>', notice, re.DOTALL
    )[0]
    for words in ("24 November", "23 December", "You must be 16"):
        assert words in sentence
    for words in (
        "E\N{NON-BREAKING HYPHEN}mail address; phone number",
        "Komdigi",
        "privacy@example.org",
    ):
        assert words in whole


@pytest.mark.parametrize("email", [EMAIL, ""])
def test_nobody_is_told_of_digits_that_may_not_come(
    tablet: Tablet, database: Database, invite: Invite, email: str
) -> None:
    tablet.scan(invitation_code(database, invite(email=email, phone=PHONE)))

    assert (
        "6 digits come if your host gave your e\N{NON-BREAKING HYPHEN}mail. Otherwise: “No code?”"
        in tablet.shown
    )
    tablet.post("/encounters", address=PHONE)
    assert "If you are expected, 6 digits go by" in tablet.shown


def test_a_lost_race_rings_the_desk_as_a_second_scan_does(
    tablet: Tablet, database: Database, invite: Invite, cast: Cast
) -> None:
    visit = invite()
    tablet.scan(invitation_code(database, visit))
    with database.engine.begin() as connection:
        # As if another tablet's transaction had written the same key first.
        connection.exec_driver_sql(
            "CREATE TRIGGER raced BEFORE INSERT ON arrival BEGIN SELECT RAISE(ABORT, 'raced'); END"
        )

    assert tablet.do("confirmation", code=sent_digits(database)).status_code == 422
    with database.reading() as store:
        there = desk_queue.at_desk(store, cast.senopati.id)
    assert [(wait.reason, wait.visit_id) for wait in there] == [
        (WaitReason.USED_AGAIN, visit.id)
    ]


def test_a_phone_of_several_mailboxes_is_answered_like_a_strangers(
    tablet: Tablet, invite: Invite
) -> None:
    invite(phone=PHONE)
    invite(email="budi@example.org", phone=PHONE)
    shared, stranger = (
        tablet.post("/encounters", address=address).text
        for address in (PHONE, "+6281111111111")
    )
    assert without_ids(shared) == without_ids(stranger)


def test_the_notice_leads_a_guests_own_phone_to_what_is_kept_of_them(
    tablet: Tablet,
) -> None:
    assert 'src="/rights.png"' in tablet.post("/encounters", address=STRANGER).text
    picture = tablet.client.get("/rights.png")
    [read] = zxingcpp.read_barcodes(Image.open(BytesIO(picture.data)))
    assert read.text == f"{ORIGIN}/"
