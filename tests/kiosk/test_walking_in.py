"""Guests without an invitation at the tablet: from their name to their host's answer."""

import random
import re
import sys
import time
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import delete
from sqlmodel import select

from lencana import jobs
from tests.cast import Cast, SettableClock, join, waits
from tests.kiosk.tablet import Tablet, statements
from tests.web.cast import ORIGIN
from visits import host_answers, place_texts
from visits.lobby import arrivals, verification
from visits.people import delegates
from visits.printing import badges
from visits.rights import proofs
from visits.store.database import Database
from visits.store.lobby import Encounter
from visits.store.people import RateLimitEvent
from visits.store.sites import Kiosk, Site
from visits.store.visits import Visit
from visits.vault import envelopes
from visits.vocabulary import actors
from visits.vocabulary.places import PlaceTextKind
from visits.vocabulary.visits import (
    Answer,
    Level,
    RefusalReason,
    VisitPurpose,
    WaitReason,
    WalkInRule,
)

NONCE = re.compile(r'name="nonce" value="(\w{26})"')
HIT = re.compile(r'name="host" value="(\w{26})"><bdi>([^<]*)</bdi>')
HEADING = re.compile(r"<h1[^>]*>([^<]*)</h1>")


def search(
    tablet: Tablet, typed: str, name: str = "sekar ayu"
) -> list[tuple[str, str]]:
    answer = tablet.post("/walk-ins/hosts", name=name, search=typed)
    return HIT.findall(answer.text)


def ask(tablet: Tablet, host: str, name: str = "sekar ayu") -> None:
    tablet.post("/walk-ins/host", name=name, host=host)
    [nonce] = NONCE.findall(tablet.shown)
    tablet.post("/walk-ins", name=name, host=host, purpose="meeting", nonce=nonce)


def heading(tablet: Tablet) -> str:
    return str(HEADING.findall(tablet.shown)[0]).strip()


def answer(database: Database, visit: Visit, given: Answer) -> None:
    with database.transaction() as store:
        asked = host_answers.of_host(store, visit.host_id, visit.public_id)
        host_answers.answer(store, asked, given)


def newest(database: Database) -> Visit:
    with database.reading() as store:
        return store.exec(select(Visit)).all()[-1]


def test_a_guest_without_an_invitation_asks_for_a_host_step_by_step(
    tablet: Tablet, database: Database
) -> None:
    steps = []
    for address in ("/walk-ins/new", "/walk-ins/name"):
        tablet.get(address)
        steps.append(tablet.step)
    tablet.post("/walk-ins/name", name="sekar  ayu-lestari")
    steps.append(tablet.step)
    [(host, shown)] = search(tablet, "han", "Sekar Ayu-Lestari")
    steps.append(tablet.step)
    ask(tablet, host, "Sekar Ayu-Lestari")

    assert [*steps, tablet.step] == [
        "walk_in",
        "walk_in_name",
        "walk_in_host",
        "walk_in_hosts",
        "asking",
    ]
    assert shown == "Hana W. - Langit Studio"
    assert heading(tablet) == "We are asking your host"
    with database.reading() as store:
        visit, reader = newest(database), actors.as_desk(1)
        guest = envelopes.read_one(store, visit.id, ["name"], reader)
    assert guest.name.reveal() == "Sekar Ayu-Lestari"


def test_what_is_kept_of_a_walk_in_is_said_before_anything_is_typed(
    tablet: Tablet,
) -> None:
    tablet.get("/walk-ins/new")

    assert "We keep your name until 23 December." in tablet.shown
    assert "You must be 16." in tablet.shown
    assert "at the front desk, with an ID" in tablet.shown
    assert "your contact until" not in tablet.shown


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("sekar ayu", "Sekar Ayu"),
        ("jean-luc", "Jean-Luc"),
        ("Sekar de la Cruz", "Sekar de la Cruz"),
        ("王伟", "王伟"),
    ],
)
def test_a_name_is_kept_as_the_field_shows_it(
    tablet: Tablet, typed: str, kept: str
) -> None:
    tablet.post("/walk-ins/name", name=typed)

    assert f'name="name" value="{kept}"' in tablet.shown


TOO_LONG = (
    "a" * 81,
    "x" * 300,
    # Longer with its capitals, and of letters that are written with many marks.
    "ß " * 40,
    "q\u0323\u0302" * 70 + "q\u0323\u0302\u0331" * 10,
)


@pytest.mark.parametrize("typed", ["", " ", "!!", "=1+1", *TOO_LONG], ids=len)
def test_a_name_that_cannot_be_kept_is_asked_for_again(
    tablet: Tablet, typed: str
) -> None:
    answered = tablet.post("/walk-ins/name", name=typed)

    assert (answered.status_code, tablet.step) == (422, "walk_in_name")
    assert "aria-invalid" in answered.text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "We are asking your host"),
        (44, "We are asking your host"),
        (45, "We are asking a colleague"),
        (90, "The front desk knows you are here"),
    ],
)
def test_a_walk_in_reads_who_is_being_asked(
    tablet: Tablet,
    database: Database,
    cast: Cast,
    clock: SettableClock,
    seconds: int,
    words: str,
) -> None:
    with database.transaction() as store:
        # Hana's delegate today.
        day = delegates.Absence(clock.now.date(), clock.now.date())
        delegates.name(store, cast.hana.id, cast.dieter.public_id, day)
    ask(tablet, cast.hana.public_id)
    for second in (0, 20, 45, 90):
        if second <= seconds:
            clock.forward(
                seconds=second - (clock.now.second + 60 * (clock.now.minute - 30))
            )
            jobs.escalate(database)

    tablet.get(tablet.place)

    assert heading(tablet) == words


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("given", "words"),
    [
        (Answer.COMING, "Your host is on the way to you"),
        (Answer.SEND_UP, "Your host expects you"),
        (Answer.FIVE_MINUTES, "Your host comes in about five minutes"),
        (Answer.WAIT, "Your host asks you to wait a little"),
        # Nobody was named, so that the desk was told.
        (Answer.SOMEBODY_ELSE, "The front desk knows you are here"),
        (Answer.NOBODY_EXPECTED, "Please see the front desk"),
    ],
)
def test_the_hosts_answer_stands_on_the_tablet_at_its_next_poll(
    tablet: Tablet, database: Database, cast: Cast, given: Answer, words: str
) -> None:
    ask(tablet, cast.hana.public_id)
    version = tablet.get(tablet.place).headers["ETag"]
    unchanged = tablet.get(tablet.place, version).status_code
    answer(database, newest(database), given)

    tablet.get(tablet.place, version)

    assert (unchanged, heading(tablet)) == (304, words)
    assert 'data-poll-every="400"' in tablet.shown
    with database.reading() as store:
        encounter = store.exec(select(Encounter)).all()[-1]
        digits = " ".join(verification.vouch_digits(store, encounter))
    is_host_to_come = given in {Answer.COMING, Answer.FIVE_MINUTES, Answer.WAIT}
    assert (digits in tablet.shown) is is_host_to_come


def test_the_tablet_welcomes_a_walk_in_whose_host_vouches_for_them(
    tablet: Tablet, database: Database, cast: Cast
) -> None:
    ask(tablet, cast.hana.public_id)
    answer(database, newest(database), Answer.COMING)
    with database.transaction() as store:
        encounter = store.exec(select(Encounter)).all()[-1]
        digits = verification.vouch_digits(store, encounter)
        verification.vouch(store, cast.hana.id, digits)
    tablet.get(tablet.place)

    assert (tablet.step, heading(tablet)) == ("arrived", "Welcome, Sekar Ayu")
    assert "our host" not in tablet.shown, "the host stands beside them"
    with database.reading() as store:
        worn, _ = badges.newest(store, [newest(database).id])[newest(database).id]
        code = badges.code(store, worn)
    tablet.scan(code)
    assert (tablet.step, "Coming back" in tablet.shown) == ("goodbye", False)
    # Who comes to a tablet that begins anew is not shown whom it welcomed.
    tablet.get("/")
    assert tablet.step == "welcome"


@pytest.mark.parametrize("act", ["let in", "refused"])
def test_what_the_desk_decides_stands_on_the_tablet(
    tablet: Tablet, database: Database, cast: Cast, act: str
) -> None:
    ask(tablet, cast.hana.public_id)
    visit, desk = newest(database), (cast.senopati.id, cast.dewi.id)
    with database.transaction() as store:
        if act == "let in":
            arrivals.check_in_at_desk(store, desk[0], visit.public_id, desk[1])
        else:
            reason = RefusalReason.HOUSE_RULES
            arrivals.refuse(store, desk[0], visit.public_id, reason, desk[1])
    tablet.get(tablet.place)

    let_in, refused = "Your badge is at the front desk", "Please see the front desk"
    assert heading(tablet) == (let_in if act == "let in" else refused)


def test_a_tablet_that_begins_anew_goes_on_with_the_walk_in_in_their_language(
    tablet: Tablet, database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        for language, floor in {"en": "Floor 12", "id": "Lantai 12"}.items():
            place_texts.write(store, cast.langit, PlaceTextKind.FLOOR, language, floor)
    tablet.language = "id"
    ask(tablet, cast.hana.public_id)
    answer(database, newest(database), Answer.SEND_UP)
    place, tablet.language = tablet.place, "en"
    for address in ("/", "/welcome"):
        tablet.get(address)
        assert (tablet.step, tablet.place) == ("asking", place)
        assert ('lang="id"' in tablet.shown, "Lantai 12" in tablet.shown) == (True,) * 2
    tablet.do("end")
    tablet.get("/")

    assert tablet.step == "welcome"


def test_a_walk_in_comes_to_their_own_page_with_their_own_phone(
    tablet: Tablet, database: Database, cast: Cast
) -> None:
    ask(tablet, cast.hana.public_id)
    place = f"{tablet.place}/page.png"
    picture = tablet.client.get(place)
    [found] = zxingcpp.read_barcodes(Image.open(BytesIO(picture.data)))

    with database.reading() as store:
        link = found.text.removeprefix(f"{ORIGIN}/")
        assert proofs.proven(store, link).visit.id == newest(database).id
    tablet.do("end")
    assert tablet.get(place).status_code == 422


def test_a_search_is_answered_alike_whoever_is_a_host(
    tablet: Tablet, database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        delegates.take_walk_ins(store, cast.raka.id, is_wanted=False)
    known, unwilling, unknown = (
        tablet.post("/walk-ins/hosts", name="Sekar Ayu", search=typed)
        for typed in ("hana", "raka", "xaver")
    )

    assert {each.status_code for each in (known, unwilling, unknown)} == {200}
    assert len(known.data) == len(unwilling.data) == len(unknown.data)
    assert unwilling.data == unknown.data


def test_a_search_asks_the_store_the_same_whoever_is_a_host(
    tablet: Tablet, database: Database
) -> None:
    asked = []
    for typed in ("hana", "xaver"):
        with statements(database) as heard:
            search(tablet, typed)
        asked.append(heard)

    assert asked[0] == asked[1] != []


@pytest.mark.whole
def test_no_time_tells_whether_a_host_is_called_so(
    tablet: Tablet, database: Database, cast: Cast
) -> None:
    join(database, cast, *(f"{spelt(number)} Wijaya" for number in range(ROUNDS)))
    with database.transaction() as store:
        delegates.take_walk_ins(store, cast.hana.id, is_wanted=False)
    known = [spelt(number) for number in range(ROUNDS)]
    trials = {"known": known, "unwilling": ["hana wij"] * ROUNDS}
    trials["unknown"] = [f"x{name}" for name in known]
    order = [(kind, typed) for kind, names in trials.items() for typed in names]
    random.Random(1).shuffle(order)
    times: dict[str, list[float]] = {kind: [] for kind in trials}
    for kind, typed in order:
        with database.transaction() as store:
            store.execute(delete(RateLimitEvent))
        began = time.perf_counter()
        search(tablet, typed)
        times[kind].append(time.perf_counter() - began)

    for kind in ("known", "unwilling"):
        told = auc(times[kind], times["unknown"])
        sys.stdout.write(f"search for a host, {kind} or unknown: AUC {told:.3f}\n")
        # Five standard deviations where there is nothing to tell.
        assert 0.35 < told < 0.65


ROUNDS = 200


def spelt(number: int) -> str:
    """A name that is no beginning of another."""
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:05}")


def auc(some: list[float], others: list[float]) -> float:
    """How often the one of two, one of each, takes longer: 0.5 tells nothing."""
    longer = sum((one > other) + (one == other) / 2 for one in some for other in others)
    return longer / (len(some) * len(others))


@pytest.mark.parametrize("why", ["nobody", "takes none", "site takes none"])
def test_a_walk_in_who_cannot_be_asked_for_ends_like_a_code_of_nobody(
    tablet: Tablet, database: Database, cast: Cast, why: str
) -> None:
    host = "7" * 26 if why == "nobody" else cast.hana.public_id
    with database.transaction() as store:
        if why == "takes none":
            delegates.take_walk_ins(store, cast.hana.id, is_wanted=False)
        if why == "site takes none":
            store.get_one(Site, cast.senopati.id).walk_ins = WalkInRule.NOT_TAKEN
    fields = {"name": "Sekar Ayu", "purpose": VisitPurpose.TOUR, "nonce": "7" * 26}
    answered = tablet.post("/walk-ins", host=host, **fields)

    assert (answered.status_code, tablet.step) == (422, "see_desk")
    assert waits(database, cast.senopati) == [WaitReason.UNINVITED]


def test_a_site_or_a_locked_tablet_that_takes_no_walk_ins_offers_no_way_for_them(
    tablet: Tablet, database: Database, cast: Cast, clock: SettableClock
) -> None:
    assert "I have no invitation" in tablet.get("/welcome").text
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).walk_ins = WalkInRule.NOT_TAKEN
    assert "I have no invitation" not in tablet.get("/welcome").text
    assert tablet.get("/walk-ins/new").status_code == 422
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).walk_ins = WalkInRule.IN_PERSON
        store.get_one(Kiosk, cast.kiosk.id).locked_until = clock.now.replace(hour=23)
    assert "I have no invitation" not in tablet.get("/welcome").text
    tablet.get("/walk-ins/name")
    assert tablet.step == "welcome"


def test_whoever_searches_too_often_is_sent_to_the_desk_which_knows(
    tablet: Tablet, database: Database, cast: Cast
) -> None:
    for _ in range(20):
        search(tablet, "xyz")
    assert waits(database, cast.senopati) == []
    search(tablet, "hana")

    assert tablet.step == "see_desk"
    assert waits(database, cast.senopati) == [WaitReason.UNINVITED]


def test_whoever_does_not_find_their_host_is_announced_to_the_desk(
    tablet: Tablet, database: Database, cast: Cast
) -> None:
    tablet.post("/walk-ins/desk")

    assert tablet.step == "help"
    assert waits(database, cast.senopati) == [WaitReason.UNINVITED]


def test_where_an_id_is_asked_for_no_digits_are_shown(
    tablet: Tablet, database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).least_level = Level.ID_SEEN
    ask(tablet, cast.hana.public_id)

    assert 'class="digits"' not in tablet.shown
