"""What a guest sees behind their link."""

import gzip
import html
import re
from datetime import date, time
from io import BytesIO

import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image
from sqlmodel import select

from tests.cast import Cast, Invite, SettableClock, invitation_code, party_code
from tests.guest_page.conftest import LinkOf
from visits import house_rules, invitations, place_texts, sites, visit_state
from visits.audit.access_log import AccessLog
from visits.erasure import legal_holds
from visits.house_rules import AcceptedRules
from visits.lobby import arrivals, departures
from visits.retention import periods
from visits.store.database import Database
from visits.store.people import Member
from visits.store.sites import Kiosk, Site
from visits.store.visits import Visit
from visits.vault import envelopes
from visits.vocabulary import actors
from visits.vocabulary.actors import AccessContext
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.places import PlaceTextKind
from visits.vocabulary.policy import Period, Purpose, Reader
from visits.vocabulary.visits import CODE_DIGITS, Level, RefusalReason


def look(anybody: FlaskClient, path: str) -> str:
    """The page as a reader sees its words."""
    answer = anybody.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.get_data(as_text=True))


def arrive(database: Database, cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        at = arrivals.ArrivalPlace(kiosk_id=cast.kiosk.id)
        arrivals.arrive(store, visit_state.of(store, visit.id), Level.INVITED, at)


def test_the_link_opens_what_is_planned(
    anybody: FlaskClient, invite: Invite, link_of: LinkOf
) -> None:
    page = look(anybody, link_of(invite()))
    for words in (
        "Hana Wijaya",
        "Langit Studio",
        "Senopati",
        "Monday, 23 November 2026",
        "10:00",
        "11:00",
    ):
        assert words in page


def test_a_guest_who_is_expected_is_shown_the_way(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    invite: Invite,
    link_of: LinkOf,
) -> None:
    visit = invite()
    assert "<address" not in look(anybody, link_of(visit))
    with database.transaction() as store:
        site = store.get_one(Site, cast.senopati.id)
        site.desk_phone = "+622150501234"
        place_texts.write(store, site, PlaceTextKind.ADDRESS, "en", "Jalan Senopati 41")
        place_texts.write(store, cast.langit, PlaceTextKind.FLOOR, "en", "Level 12")

    page = look(anybody, link_of(visit))

    assert "<bdi>Langit Studio</bdi>, <bdi>Level 12</bdi>" in page
    assert 'href="https://www.openstreetmap.org/search?query=Jalan+Senopati+41"' in page
    assert '<a href="tel:+622150501234" dir="ltr">+62 21 50501234</a>' in page
    arrive(database, cast, visit)
    assert "<address" not in look(anybody, link_of(visit))


def test_house_rules_are_read_beforehand_in_the_guests_language_and_while_inside(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    invite: Invite,
    link_of: LinkOf,
    shared_link_of: LinkOf,
) -> None:
    visit = invite()
    own, shared = link_of(visit), shared_link_of(visit)
    assert 'id="house-rules"' not in look(anybody, own) + look(anybody, shared)
    with database.transaction() as store:
        rules = {"en": "No <photographs>.\nBadge visible.", "id": "Dilarang memotret."}
        house_rules.write(store, sites.of(store, cast.senopati.id), rules)

    for page in (look(anybody, own), look(anybody, shared)):
        assert 'lang="en" dir="auto">No <photographs>.\nBadge visible.</p>' in page
    assert "No &lt;photographs&gt;" in anybody.get(own).get_data(as_text=True)
    assert "Dilarang memotret." in look(anybody, f"{own}?language=id")
    in_arabic = look(anybody, f"{own}?language=ar")
    assert 'lang="en" dir="auto">No' in in_arabic
    for page, is_said in ((in_arabic, True), (look(anybody, own), False)):
        assert ("ليست مكتوبة بلغتك" in page, "in your language" in page) == (
            is_said,
            False,
        )
    arrive(database, cast, visit)
    assert "Badge visible." in look(anybody, own)
    with database.transaction() as store:
        at = cast.senopati.id, visit.public_id, cast.dewi.id
        departures.check_out(store, *at)
    assert 'id="house-rules"' in look(anybody, own)


def test_only_a_code_of_ones_own_is_called_so(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    invite: Invite,
    link_of: LinkOf,
    shared_link_of: LinkOf,
) -> None:
    party_code(database, cast)
    with database.reading() as store:
        of_party = store.exec(select(Visit)).first()
        assert of_party
    for visit, is_shared in ((of_party, True), (invite(), False)):
        for page in (link_of(visit), shared_link_of(visit)):
            said = look(anybody, page)
            assert ("Your party shares this code." in said) is is_shared
            assert ("each of your party for the family name" in said) is is_shared
            assert ("The code is yours alone." in said) is not is_shared


def test_a_guest_inside_reads_the_rules_that_they_accepted(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    invite: Invite,
    link_of: LinkOf,
) -> None:
    visit = invite()

    def write(**words: str) -> int:
        with database.transaction() as store:
            site = sites.of(store, cast.senopati.id)
            house_rules.write(store, site, words)
            return site.rules_version

    version = write(en="Badge visible.", id="Pakai lencana.")
    with database.transaction() as store:
        rules = AcceptedRules(version, store.now)
        at = arrivals.ArrivalPlace.at(store.get_one(Kiosk, cast.kiosk.id), rules)
        arrivals.arrive(store, visit_state.of(store, visit.id), Level.INVITED, at)
    write(en="No photographs.")
    with database.transaction() as store:
        house_rules.end(sites.of(store, cast.senopati.id))

    assert "Badge visible." in look(anybody, link_of(visit))
    assert "Pakai lencana." in look(anybody, f"{link_of(visit)}?language=id")
    # Who comes back accepts anew what is in force then.
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)
    assert 'id="house-rules"' not in look(anybody, link_of(visit))


def test_the_version_that_was_accepted_stands_in_the_guests_copy(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    invite: Invite,
    link_of: LinkOf,
) -> None:
    visit = invite()
    with database.transaction() as store:
        house_rules.write(store, sites.of(store, cast.senopati.id), {"en": "Be kind."})
        rules = AcceptedRules(1, store.now)
        at = arrivals.ArrivalPlace.at(store.get_one(Kiosk, cast.kiosk.id), rules)
        arrivals.arrive(store, visit_state.of(store, visit.id), Level.INVITED, at)

    assert "version 1, accepted Mon, 23 Nov, 09:30" in look(anybody, link_of(visit))
    [kept] = [
        entry["value"]
        for entry in anybody.get(f"{link_of(visit)}/copy.json").get_json()["kept"]
        if entry["name"] == "house_rules"
    ]
    assert kept == [{"version": 1, "at": "2026-11-23T02:30:00+00:00"}]


def test_the_time_is_by_the_sites_clock(
    anybody: FlaskClient, cast: Cast, invite: Invite, link_of: LinkOf
) -> None:
    page = look(
        anybody, link_of(invite(site=cast.mitte, starts=time(14), ends=time(15)))
    )
    assert "14:00" in page
    assert "Central European Standard Time" in page


def test_the_clock_is_called_as_on_the_day_of_the_visit(
    anybody: FlaskClient,
    cast: Cast,
    invite: Invite,
    link_of: LinkOf,
    clock: SettableClock,
) -> None:
    clock.at("2027-03-20 09:00", "Europe/Berlin")
    page = look(anybody, link_of(invite(site=cast.mitte, day=date(2027, 3, 28))))
    assert "Central European Summer Time" in page


def test_a_code_that_works_from_the_day_before_says_which_day(
    anybody: FlaskClient, invite: Invite, link_of: LinkOf
) -> None:
    visit = invite(day=date(2026, 11, 25), starts=time(0), ends=time(1))
    page = look(anybody, link_of(visit))
    assert "It works from 23:00 (Tue, 24 Nov) on." in page


def test_a_visit_over_midnight_names_the_day_of_its_end(
    anybody: FlaskClient, invite: Invite, link_of: LinkOf
) -> None:
    page = look(anybody, link_of(invite(starts=time(22), ends=time(1))))
    assert "22:00\N{EN DASH}01:00 (Tue, 24 Nov)" in page


def test_the_days_are_those_that_were_promised_and_those_of_a_hold(
    database: Database,
    anybody: FlaskClient,
    cast: Cast,
    invite: Invite,
    link_of: LinkOf,
) -> None:
    visit = invite()
    with database.transaction() as store:
        periods.keep(store, cast.senopati.id, Period.LOG, 60 * 24, actors.OPERATOR)
    promised = look(anybody, link_of(visit))
    with database.transaction() as store:
        legal_holds.place(
            store, visit.id, HoldReason.INCIDENT, date(2027, 2, 10), actors.OPERATOR
        )
    held = look(anybody, link_of(visit))

    assert "23 December 2026" in promised
    assert "22 January 2027" not in promised
    assert "11 February 2027" in held
    assert "23 December 2026" not in held


@pytest.mark.parametrize(
    ("language", "who"), [("en", "former member"), ("id", "antan anggota")]
)
def test_a_host_who_was_forgotten_is_a_former_member(
    database: Database,
    anybody: FlaskClient,
    cast: Cast,
    invite: Invite,
    link_of: LinkOf,
    clock: SettableClock,
    language: str,
    who: str,
) -> None:
    visit = invite(language=language)
    with database.transaction() as store:
        store.get_one(Member, cast.hana.id).profile = b""
    expected = look(anybody, link_of(visit))
    clock.forward(hours=20)
    over = look(anybody, link_of(visit))

    assert f"{who}, Langit Studio, Senopati" in expected
    assert ", Langit Studio, Senopati" not in over.replace(f"{who}, Langit", "")
    assert "<bdi></bdi>" not in expected + over


def test_what_the_desk_handed_over_was_not_read_on_this_page(
    database: Database,
    anybody: FlaskClient,
    cast: Cast,
    invite: Invite,
    link_of: LinkOf,
    access_log: AccessLog,
) -> None:
    visit = invite()
    with database.reading() as store:
        by_desk = AccessContext(
            actors.member(cast.dewi.id), Reader.GUEST, Purpose.COMPLY
        )
        envelopes.read(store, [visit.id], ["name"], by_desk)
    access_log.write(database)
    page = look(anybody, link_of(visit))

    assert "The front desk, when it handed you a copy, " in page
    assert "You, on this page" not in page


def test_the_notice_says_what_is_kept_and_until_when(
    anybody: FlaskClient, invite: Invite, link_of: LinkOf
) -> None:
    page = look(anybody, link_of(invite(badge_name="Gita", phone="+6281234567890")))
    for words in (
        "Gita Pramesti",
        "gita@example.org",
        "+6281234567890",
        "privacy@example.org",
        "Komdigi",
    ):
        assert words in page
    assert "Until Tuesday, 24 November 2026 at the latest" in page
    assert "Until Wednesday, 23 December 2026 at the latest" in page
    assert "at least 16 years" in page


def test_a_site_elsewhere_names_no_indonesian_authority(
    anybody: FlaskClient, cast: Cast, invite: Invite, link_of: LinkOf
) -> None:
    page = look(
        anybody, link_of(invite(site=cast.mitte, starts=time(14), ends=time(15)))
    )
    assert "the data protection authority of the country you are in" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, f"{CODE_DIGITS} digits by e\N{NON-BREAKING HYPHEN}mail"),
        ({"least_level": Level.ID_SEEN}, "looks at a photo ID and compares"),
    ],
)
def test_the_page_says_what_will_happen_at_the_door(
    anybody: FlaskClient,
    invite: Invite,
    link_of: LinkOf,
    changes: dict[str, object],
    words: str,
) -> None:
    assert words in look(anybody, link_of(invite(**changes)))


def test_the_picture_holds_the_invitation_code(
    anybody: FlaskClient, invite: Invite, link_of: LinkOf, database: Database
) -> None:
    visit = invite()
    answer = anybody.get(f"{link_of(visit)}/code.png")
    assert answer.headers["Cache-Control"] == "no-store"
    [read] = zxingcpp.read_barcodes(Image.open(BytesIO(answer.data)))
    assert read.text == invitation_code(database, visit)


def test_the_page_speaks_the_guests_language_or_the_one_they_choose(
    anybody: FlaskClient, invite: Invite, link_of: LinkOf
) -> None:
    link = link_of(invite(language="id"))
    assert "Anda ditunggu oleh" in look(anybody, link)
    assert "Senin, 23 November 2026" in look(anybody, link)
    assert "expects you" in look(anybody, f"{link}?language=en")
    assert "Anda ditunggu oleh" in look(anybody, f"{link}?language=xx")


def test_who_is_here_needs_no_code(
    anybody: FlaskClient,
    cast: Cast,
    invite: Invite,
    link_of: LinkOf,
    database: Database,
) -> None:
    visit = invite()
    arrive(database, cast, visit)
    page = look(anybody, link_of(visit))
    assert "You arrived at 09:30" in page
    assert "code.png" not in page
    assert anybody.get(f"{link_of(visit)}/code.png").status_code == 404


def test_who_left_is_thanked(
    anybody: FlaskClient,
    cast: Cast,
    invite: Invite,
    link_of: LinkOf,
    database: Database,
    clock: SettableClock,
) -> None:
    visit = invite()
    arrive(database, cast, visit)
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)
    page = look(anybody, link_of(visit))
    assert "You checked out at 09:30. Coming back today?" in page
    assert "code.png" in page
    clock.at("2026-11-23 13:00")
    page = look(anybody, link_of(visit))
    assert "You checked out at 09:30. This code no longer works" in page
    assert "code.png" not in page


def test_a_withdrawn_visit_says_so(
    anybody: FlaskClient,
    cast: Cast,
    invite: Invite,
    link_of: LinkOf,
    database: Database,
) -> None:
    visit = invite()
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id)
    page = look(anybody, link_of(visit))
    assert "This visit is cancelled" in page
    assert "by your host<" in page
    assert "code.png" not in page
    assert anybody.get(f"{link_of(visit)}/code.png").status_code == 404


def test_who_was_turned_away_is_sent_to_the_desk_and_reads_the_reason_only_among_what_is_kept(
    anybody: FlaskClient,
    cast: Cast,
    invite: Invite,
    link_of: LinkOf,
    database: Database,
) -> None:
    visit = invite()
    with database.transaction() as store:
        arrivals.refuse(
            store, cast.senopati.id, visit.public_id, RefusalReason.SAFETY, cast.dewi.id
        )
    page = look(anybody, link_of(visit))
    assert "Please see the front desk" in page
    assert "safety" not in page[: page.index('class="kept-of-you"')].lower()
    assert "safety" in page[page.index('class="kept-of-you"') :].lower()


def test_a_day_that_is_over_says_so(
    anybody: FlaskClient, invite: Invite, link_of: LinkOf, clock: SettableClock
) -> None:
    link = link_of(invite(day=date(2026, 11, 23)))
    clock.at("2026-11-24 00:01")
    assert "This visit's day is over" in look(anybody, link)
    assert anybody.get(f"{link}/code.png").status_code == 404


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "{{7*7}}", 'a"onload="x']
)
def test_a_hostile_name_is_a_name_and_nothing_more(
    anybody: FlaskClient, invite: Invite, link_of: LinkOf, name: str
) -> None:
    raw = anybody.get(link_of(invite(name=name))).get_data(as_text=True)
    assert name in html.unescape(raw)
    assert name not in raw or "{{" in name


def test_a_first_look_weighs_less_than_60_kb_over_the_wire(
    anybody: FlaskClient, invite: Invite, link_of: LinkOf
) -> None:
    taking = {"Accept-Encoding": "gzip"}
    page = anybody.get(link_of(invite()), headers=taking)
    text = gzip.decompress(page.data).decode()
    linked = re.findall(r'(?:<link rel="stylesheet" href|src)="([^"]+)"', text)
    answers = [
        page,
        *(anybody.get(one, headers=taking, buffered=True) for one in linked),
    ]

    assert len(linked) >= 6
    assert {answer.status_code for answer in answers} == {200}
    weight = sum(len(answer.data) + len(str(answer.headers)) for answer in answers)
    print(f"a first look at the guest's page: {weight / 1000:.1f} kB")  # noqa: T201 - a figure
    assert weight < 60_000


def test_the_badge_is_shown_as_it_will_be_printed_without_what_makes_it_valid(
    anybody: FlaskClient, invite: Invite, link_of: LinkOf
) -> None:
    page = link_of(invite(badge_name="Gita P."))

    assert "as it will be printed: Gita P." in anybody.get(page).get_data(as_text=True)
    picture = Image.open(BytesIO(anybody.get(f"{page}/badge.png").data))
    assert picture.width == 576
    assert picture.height > 200
    assert zxingcpp.read_barcodes(picture.convert("L")) == []
