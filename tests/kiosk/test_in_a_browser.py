"""The tablet in a real browser: what a person sees, touches and types, and what is left of it."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, ViewportSize, expect
from playwright.sync_api import TimeoutError as NobodyThere
from sqlmodel import select

from tests import chromium
from tests.cast import (
    EMAIL,
    NAME,
    TODAY,
    Cast,
    Invite,
    SettableClock,
    announcement,
    check_in,
    invitation_code,
    join,
    party_code,
    waits,
)
from tests.journeys.axe import complaints
from tests.journeys.camera import clip
from tests.kiosk.fitting import fits
from tests.kiosk.lobby import Lobby, browser_with_camera
from tests.kiosk.tablet import sent_digits, settle_printing
from tests.kiosk.test_neutral_answers import UNKNOWN
from visits import (
    confirmed_codes,
    host_answers,
    house_rules,
    party_invitations,
    place_texts,
    sites,
    visit_state,
)
from visits.languages import OWN_NAMES
from visits.lobby import kiosks, verification
from visits.lobby.host_search import MOST_HITS
from visits.party_invitations import NewParty
from visits.printing import badges
from visits.store.database import Database
from visits.store.lobby import Encounter
from visits.store.visits import Visit
from visits.vocabulary.places import PlaceTextKind
from visits.vocabulary.printing import PrintState
from visits.vocabulary.visits import CODE_DIGITS, Answer, Level

SIZES: list[ViewportSize] = [
    {"width": 1024, "height": 768},
    {"width": 768, "height": 1024},
    {"width": 1366, "height": 1024},
    {"width": 1366, "height": 768},
]
SCREENS = [
    pytest.param(
        size,
        id=f"{size['width']}x{size['height']}",
        marks=[pytest.mark.whole] if rank else [],
    )
    for rank, size in enumerate(SIZES)
]
"""`make test` looks at the usual tablet, `make proof` at every screen."""
FRENCH_KEYS = """code => {
  const press = (key, code) => document.body.dispatchEvent(
    new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true }));
  const place = (sign) => sign === ":" ? "Semicolon" : (/[0-9]/.test(sign) ? "Digit" : "Key") + sign;
  for (const sign of code) press("é", place(sign));
  press("Enter", "Enter");
}"""

KEYS_OF_AN_INPUT_METHOD = """code => {
  const place = (sign) => sign === ":" ? "Semicolon" : (/[0-9]/.test(sign) ? "Digit" : "Key") + sign;
  for (const sign of code) document.body.dispatchEvent(new KeyboardEvent("keydown",
    { key: "Process", code: place(sign), bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def page(served: Lobby, blind_browser: Browser) -> Iterator[Page]:
    """A paired tablet without a camera."""
    opened = served.open(blind_browser)
    heading(opened, "Welcome")
    yield opened
    opened.context.close()


@pytest.fixture(params=SCREENS)
def size(request: pytest.FixtureRequest) -> ViewportSize:
    screen: ViewportSize = request.param
    return screen


@pytest.fixture(
    params=["id", *(pytest.param(one, marks=pytest.mark.whole) for one in ("en", "ar"))]
)
def language(request: pytest.FixtureRequest) -> str:
    """`make test` looks at the longest words."""
    return str(request.param)


@pytest.fixture
def sized(page: Page, size: ViewportSize, language: str) -> Page:
    """The tablet at each size and in each language, as the guest before it sees it."""
    page.set_viewport_size(size)
    if language != "en":
        page.locator(f"[data-language={language}]").click()
        heading(page, {"id": "Selamat datang", "ar": "مرحبًا"}[language])
    return page


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1, name=words)).to_be_focused()


def scan(page: Page, code: str) -> None:
    """As a hand scanner does: very fast typing and a line end, wherever the focus is."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def enter(page: Page, typed: str) -> None:
    """As on a keyboard with a cable, wherever the focus is."""
    page.keyboard.type(typed)
    page.keyboard.press("Enter")


def tap(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("button", name=name, exact=True).click()


def invite_party(database: Database, cast: Cast, language: str) -> Visit:
    """Gita and Budi are invited together; hers is the visit that is returned."""
    gita = announcement(language=language)
    budi = replace(gita, name="Budi Santoso", email="budi@example.org")
    with database.transaction() as store:
        place = cast.hana.id, cast.senopati.id
        first = party_invitations.invite(store, *place, NewParty([gita, budi], "nonce"))
        return visit_state.of(store, first.id).visit


def come_as_one_of_a_party(served: Lobby, page: Page, name: str) -> None:
    """Whoever has shown the code tells this name and types the digits."""
    expect(page.locator("[data-step=family_name]")).to_be_visible()
    enter(page, name)
    expect(page.locator("[data-step=enter_code]")).to_be_visible()
    tap(page, *sent_digits(served.database))
    expect(page.locator("[data-step=arrived]")).to_be_visible()


def test_a_code_held_up_to_the_camera_is_enough_to_begin_and_so_for_the_next_of_a_party(
    served: Lobby, playwright: Playwright, cast: Cast, tmp_path: Path
) -> None:
    code = invitation_code(served.database, invite_party(served.database, cast, "en"))
    with browser_with_camera(playwright, clip(tmp_path, code)) as browser:
        page = served.open(browser)
        come_as_one_of_a_party(served, page, "Pramesti")
        heading(page, f"Welcome, {NAME}")
        settle_printing(served.database, PrintState.PRINTED)
        expect(page.get_by_text("Take your badge below.")).to_be_visible()
        tap(page, "Done")
        # It was never out of sight.
        heading(page, "Your family name")


def test_a_badge_held_up_to_the_camera_signs_its_wearer_out(
    served: Lobby, page: Page, playwright: Playwright, invite: Invite, tmp_path: Path
) -> None:
    visit = invite()
    scan(page, invitation_code(served.database, visit))
    heading(page, "Type your code")
    enter(page, sent_digits(served.database))
    heading(page, f"Welcome, {NAME}")
    with served.database.reading() as store:
        code = badges.code(store, badges.newest(store, [visit.id])[visit.id][0])
    with browser_with_camera(playwright, clip(tmp_path, code)) as browser:
        page = served.open(browser)
        heading(page, "Goodbye, and thank you")


def test_the_code_that_staff_read_out_makes_a_browser_a_kiosk(
    served: Lobby, blind_browser: Browser
) -> None:
    with served.database.transaction() as store:
        code = kiosks.offer_pairing(store, served.site_id, "Lobby")
    page = chromium.new_context(blind_browser).new_page()
    page.goto(served.origin)
    page.get_by_label("Pairing code").fill(code)
    page.get_by_role("button", name="Pair this browser").click()
    heading(page, "Welcome")
    page.context.close()


def test_without_a_camera_the_other_ways_remain(page: Page) -> None:
    expect(page.get_by_text("with the hand scanner")).to_be_visible()
    expect(page.get_by_text("up to the camera")).to_be_hidden()
    tap(page, "I have no code")
    heading(page, "Your e\N{NON-BREAKING HYPHEN}mail or phone")


def test_the_endings_of_a_site_are_one_key_after_the_at(
    served: Lobby, page: Page, cast: Cast
) -> None:
    with served.database.transaction() as store:
        site = sites.of(store, cast.senopati.id)
        site.email_endings = "gmail.com menara.example outlook.com"
    tap(page, "I have no code")
    field, key = (
        page.get_by_label("Your e\N{NON-BREAKING HYPHEN}mail or phone"),
        "menara.example",
    )
    tap(page, *"gita")
    expect(page.get_by_role("button", name=key)).to_have_count(0)
    page.keyboard.type("@")
    expect(page.get_by_role("button", name=key)).to_be_visible()
    for size in SIZES:
        page.set_viewport_size(size)
        fits(page, "address")
    tap(page, "Delete")
    expect(page.get_by_role("button", name=key)).to_have_count(0)
    tap(page, "@", "1", "Delete", key)
    expect(field).to_have_value("gita@menara.example")
    expect(page.get_by_role("button", name=key)).to_have_count(0)


def test_an_address_is_typed_by_touch(
    served: Lobby, page: Page, invite: Invite
) -> None:
    invite()
    tap(page, "I have no code")
    tap(page, *EMAIL, "x", "Delete")
    expect(
        page.get_by_label("Your e\N{NON-BREAKING HYPHEN}mail or phone")
    ).to_have_value(EMAIL)
    tap(page, "Send me a code")
    heading(page, "Type your code")
    tap(page, *sent_digits(served.database))
    heading(page, f"Welcome, {NAME}")


def test_a_cable_keyboard_does_everything(
    served: Lobby, page: Page, invite: Invite
) -> None:
    invite()
    page.get_by_role("button", name="I have no code").press("Enter")
    heading(page, "Your e\N{NON-BREAKING HYPHEN}mail or phone")
    enter(page, EMAIL)
    heading(page, "Type your code")
    enter(page, sent_digits(served.database) + "99")
    heading(page, f"Welcome, {NAME}")


def test_the_same_code_scanned_again_at_once_is_answered_again(page: Page) -> None:
    for _ in range(2):
        scan(page, "LC1:" + "7" * 26)
        heading(page, "Please see the front desk")
        tap(page, "Done")
        heading(page, "Welcome")


@pytest.mark.parametrize("opens", [True, False])
def test_who_goes_back_and_scans_again_finds_the_digits_that_are_on_their_way(
    served: Lobby, page: Page, invite: Invite, *, opens: bool
) -> None:
    code = invitation_code(served.database, invite()) if opens else UNKNOWN
    for _ in range(4):
        scan(page, code)
        if not opens:
            heading(page, "Please see the front desk")
            tap(page, "Tell me why")
        heading(page, "Type your code" if opens else "Only the guest hears why")
        tap(page, "Back")
        heading(page, "Welcome")

    with served.database.reading() as store:
        [encounter] = store.exec(select(Encounter)).all()
    assert encounter.sendings == 1


def test_a_guest_of_a_party_who_goes_back_makes_room_for_another(
    served: Lobby, page: Page, cast: Cast
) -> None:
    code = party_code(served.database, cast)
    for name in ("Pramesti", "Santoso"):
        scan(page, code)
        heading(page, "Your family name")
        enter(page, name)
        heading(page, "Type your code")
        tap(page, "Back")
        heading(page, "Welcome")


@pytest.mark.parametrize(
    ("control", "answer", "then"),
    [
        # Whoever has chosen a language keeps it.
        ("Bahasa Indonesia", "**/welcome", "Masukkan kode"),
        ("I need help", "**/help", "Type your code"),
    ],
)
def test_a_code_scanned_while_the_tablet_is_busy_is_not_lost(
    served: Lobby, page: Page, invite: Invite, control: str, answer: str, then: str
) -> None:
    code = invitation_code(served.database, invite())
    held: list[Route] = []
    page.route(answer, lambda route: held.insert(0, route))
    with page.expect_request(answer):
        tap(page, control)
    scan(page, code)
    held.pop().continue_()

    heading(page, then)


SCANNER_KEYS = {
    "no suffix": ([], []),
    "arrow": ([], ["ArrowDown"]),
    "hash": ([], ["Shift+Digit3"]),
    "line ends": ([], ["Enter", "Control+j"]),
    "kind of barcode first": (["]", "Q", "1"], ["Enter"]),
    "start and end of text": (["Control+b"], ["Control+c"]),
    "function keys": (["F2"], ["F3"]),
}


def test_whatever_a_hand_scanner_adds_a_code_ends_itself(
    served: Lobby, page: Page, invite: Invite, cast: Cast
) -> None:
    with served.database.transaction() as store:
        sites.of(store, cast.senopati.id).least_level = Level.INVITED
    code = invitation_code(served.database, invite(least_level=Level.INVITED))
    for prefix, suffix in SCANNER_KEYS.values():
        tap(page, "I have no code")
        page.get_by_label("Your e\N{NON-BREAKING HYPHEN}mail or phone").click()
        page.keyboard.type("gi")
        press(page, *prefix)
        page.keyboard.type(code.swapcase())
        press(page, *suffix)
        heading(page, "Before you go in")
        tap(page, "Not now")
        heading(page, "Welcome")
    for method in (KEYS_OF_AN_INPUT_METHOD, FRENCH_KEYS):
        page.evaluate(method, code)
        heading(page, "Before you go in")
        tap(page, "Not now")
        heading(page, "Welcome")


def test_a_code_read_again_changes_nothing_while_its_answer_is_shown(
    served: Lobby, page: Page, invite: Invite, cast: Cast
) -> None:
    visit = invite()
    code = invitation_code(served.database, visit)
    scan(page, code)
    heading(page, "Type your code")
    digits = sent_digits(served.database)
    field = page.get_by_role("textbox")
    field.click()
    page.keyboard.type(digits[:2])
    for end in ("Enter", "#"):
        page.keyboard.type(code)
        page.keyboard.press(end)
    expect(field).to_have_value(digits[:2])
    enter(page, digits[2:])
    heading(page, f"Welcome, {NAME}")
    scan(page, code)
    with served.database.reading() as store:
        badge = badges.code(store, badges.newest(store, [visit.id])[visit.id][0])
    for _ in range(2):
        scan(page, badge)
        heading(page, "Goodbye, and thank you")
    assert waits(served.database, cast.senopati) == []


def test_a_confirmed_code_that_had_grown_old_spares_the_digits_once_it_is_new(
    served: Lobby, page: Page, invite: Invite
) -> None:
    visit = invite()
    with served.database.reading() as store:
        new = confirmed_codes.scannable(store, visit_state.of(store, visit.id))
    scan(page, new[:30] + "0" * 26)
    heading(page, "Type your code")

    scan(page, new)

    heading(page, "Before you go in")


NOT_AN_INVITATION = (
    "This is not an invitation. Show the code from your e\N{NON-BREAKING HYPHEN}mail."
)
ON_YOUR_PHONE = (
    "This opens your own page: open it on your phone and show the code there."
)


def test_what_is_not_ours_gets_a_word_and_wipes_nothing(
    served: Lobby, page: Page
) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(urlsplit(request.url).path))
    said = page.get_by_role("status")
    for text in ("WIFI:S:lobby;;", "Nasi goreng 25.000", "LC1:" + "7" * 25):
        scan(page, text)
        expect(said).to_have_text(NOT_AN_INVITATION)
    scan(page, f"{served.origin}/{'7' * 26}")
    expect(said).to_have_text(ON_YOUR_PHONE)
    # Without a key that ends it.
    page.keyboard.type("BEGIN:VCARD")
    expect(said).to_have_text(NOT_AN_INVITATION)
    tap(page, "I have no code")
    expect(said).to_have_text("")
    page.get_by_label("Your e\N{NON-BREAKING HYPHEN}mail or phone").click()
    page.keyboard.type("gita@")
    scan(page, "https://menu.example/today")
    expect(said).to_have_text(NOT_AN_INVITATION)
    expect(
        page.get_by_label("Your e\N{NON-BREAKING HYPHEN}mail or phone")
    ).to_have_value("gita@")
    # The heartbeat may come at any time.
    assert set(sent) - {"/status"} == {"/address"}


def test_a_code_of_somebody_else_held_up_to_the_camera_gets_a_word(
    served: Lobby, playwright: Playwright, tmp_path: Path
) -> None:
    with browser_with_camera(playwright, clip(tmp_path, "WIFI:S:lobby;;")) as browser:
        page = served.open(browser)
        expect(page.get_by_role("status")).to_have_text(NOT_AN_INVITATION)
        heading(page, "Welcome")


def test_every_sign_of_an_address_is_typed_by_touch(page: Page) -> None:
    signs = "!#$%&'*+-/=?^_`{|}~"
    address = "o'b{@bü-ł."
    tap(page, "I have no code")
    heading(page, "Your e\N{NON-BREAKING HYPHEN}mail or phone")
    tap(page, "#+=")
    shown = page.evaluate(
        "[...document.querySelectorAll('.key')].map(key => key.textContent)"
    )
    assert set(signs) <= set(shown)
    for sign in address:
        tap_sign(page, sign)
    expect(
        page.get_by_label("Your e\N{NON-BREAKING HYPHEN}mail or phone")
    ).to_have_value(address)
    for sign in "e\u0302\u0301":
        tap_sign(page, sign)
    expect(
        page.get_by_label("Your e\N{NON-BREAKING HYPHEN}mail or phone")
    ).to_have_value(f"{address}ế")
    fits(page, "address")


@pytest.mark.parametrize("end", ["Enter", "Tab"])
def test_a_hand_scanner_works_without_focus_and_in_the_middle_of_typing(
    served: Lobby, page: Page, invite: Invite, end: str
) -> None:
    code = invitation_code(served.database, invite())
    tap(page, "I have no code")
    heading(page, "Your e\N{NON-BREAKING HYPHEN}mail or phone")
    page.get_by_label("Your e\N{NON-BREAKING HYPHEN}mail or phone").click()
    page.keyboard.type("gi" + code)
    page.keyboard.press(end)
    heading(page, "Type your code")


def test_a_scanner_speaks_us_english_to_a_french_tablet(
    served: Lobby, page: Page, invite: Invite
) -> None:
    code = invitation_code(served.database, invite())
    page.evaluate(FRENCH_KEYS, code)
    heading(page, "Type your code")


def test_what_is_not_a_code_is_not_even_sent(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    scan(page, "LC1:" + "U" * 26)
    scan(page, "WIFI:S:lobby;;")
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    assert [url for url in asked if url.endswith("/arrivals")] == []


def test_an_idle_tablet_asks_and_then_wipes_everything(page: Page) -> None:
    page.clock.install()
    page.reload()
    tap(page, "I have no code")
    heading(page, "Your e\N{NON-BREAKING HYPHEN}mail or phone")
    page.keyboard.type(EMAIL)
    page.clock.run_for(41_000)
    expect(page.get_by_role("heading", name="Are you still there?")).to_be_visible()
    tap(page, "I need more time")
    expect(
        page.get_by_label("Your e\N{NON-BREAKING HYPHEN}mail or phone")
    ).to_have_value(EMAIL)
    page.clock.run_for(41_000)
    page.clock.run_for(21_000)
    heading(page, "Welcome")
    assert EMAIL not in page.content()
    assert page.evaluate("[...document.querySelectorAll('input')].length") == 0


def test_nothing_of_a_guest_stays_in_the_browser(
    served: Lobby, page: Page, invite: Invite
) -> None:
    before = page.evaluate("history.length")
    scan(page, invitation_code(served.database, invite()))
    heading(page, "Type your code")
    enter(page, sent_digits(served.database))
    heading(page, f"Welcome, {NAME}")
    assert page.title() == "Welcome", "a browser keeps titles on the disk"
    tap(page, "Done")
    heading(page, "Welcome")
    assert NAME not in page.content()
    assert NAME not in page.title()
    assert page.evaluate(
        "[localStorage.length, sessionStorage.length, history.length]"
    ) == [0, 0, before]
    assert page.evaluate("caches.keys()") == []
    page.go_back()
    assert NAME not in page.content()


def test_a_double_tap_is_one_tap(page: Page, invite: Invite) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    invite()
    tap(page, "I have no code")
    heading(page, "Your e\N{NON-BREAKING HYPHEN}mail or phone")
    page.keyboard.type(EMAIL)
    page.get_by_role("button", name="Send me a code").dblclick()
    heading(page, "Type your code")
    assert len([url for url in asked if url.endswith("/encounters")]) == 1


def test_offline_it_says_so_and_comes_back_by_itself(page: Page) -> None:
    page.clock.install()
    page.reload()
    heading(page, "Welcome")
    page.context.set_offline(True)
    tap(page, "I need help")
    heading(page, "Please see the front desk")
    expect(page.get_by_text("It keeps trying.")).to_be_visible()
    page.context.set_offline(False)
    page.clock.run_for(17_000)
    heading(page, "Welcome")


def test_a_locked_tablet_takes_codes_only_and_opens_again_when_released(
    page: Page, cast: Cast, database: Database
) -> None:
    page.clock.install()
    page.reload()
    heading(page, "Welcome")
    with database.transaction() as store:
        locked = kiosks.of_site(store, cast.senopati.id)[-1]
        locked.locked_until = store.now + kiosks.LOCKS.first
    page.clock.run_for(17_000)
    expect(
        page.get_by_text("Without a code, please see the front desk.")
    ).to_be_visible()
    expect(page.get_by_role("button", name="I have no code")).to_have_count(0)
    with database.transaction() as store:
        kiosks.release(store, cast.senopati.id, locked.public_id, cast.dewi.id)
    page.clock.run_for(17_000)
    expect(page.get_by_role("button", name="I have no code")).to_be_visible()


def test_nothing_can_be_tapped_before_the_page_listens(page: Page) -> None:
    held: list[Route] = []
    page.route("**/controls.js", lambda route: held.insert(0, route))
    page.reload(wait_until="commit")
    expect(page.get_by_text("Bahasa Indonesia")).to_be_visible()
    with pytest.raises(NobodyThere):
        page.get_by_text("Bahasa Indonesia").click(trial=True, timeout=300)
    held.pop().continue_()
    tap(page, "Bahasa Indonesia")
    heading(page, "Selamat datang")


def test_the_language_chosen_is_forgotten_with_its_guest(
    page: Page, served: Lobby, invite: Invite
) -> None:
    tap(page, "Bahasa Indonesia")
    heading(page, "Selamat datang")
    scan(page, invitation_code(served.database, invite(language="en")))
    heading(page, "Masukkan kode")
    tap(page, "Kembali")
    heading(page, "Welcome")
    tap(page, "Bahasa Indonesia")
    tap(page, "Saya tidak punya kode")
    heading(page, "Email atau telepon Anda")
    tap(page, "Kembali")
    heading(page, "Welcome")


def test_help_after_a_scan_comes_in_the_language_on_the_screen(
    page: Page, served: Lobby, invite: Invite
) -> None:
    scan(page, invitation_code(served.database, invite(language="id")))
    heading(page, "Masukkan kode")
    page.locator("[data-open-ways]").click()
    tap(page, "Meja resepsionis")
    heading(page, "Bantuan segera datang")


def test_the_first_screen_and_the_field_for_an_address_fit(sized: Page) -> None:
    fits(sized, "welcome")
    sized.locator("[data-go$='/address']").click()
    fits(sized, "address")


def test_a_code_is_typed_or_vouched_for_on_screens_that_fit(
    served: Lobby, sized: Page, invite: Invite, language: str
) -> None:
    scan(sized, invitation_code(served.database, invite(language=language)))
    fits(sized, "enter_code")
    sized.locator("[data-open-ways]").click()
    expect(sized.locator("[data-ways]")).to_be_visible()
    fits(sized, "enter_code")
    sized.locator("form[action$='/sendings'] button").click()
    expect(sized.locator("input[name=sendings][value='2']")).to_be_attached()
    fits(sized, "enter_code")
    sized.locator("[data-open-ways]").click()
    sized.locator("[data-go$='/vouching']").click()
    fits(sized, "vouching")
    sized.locator(".button[data-go*='/encounters/']").click()
    expect(sized.locator("[data-step=enter_code]")).to_be_visible()
    enter(sized, sent_digits(served.database))
    fits(sized, "arrived")


def test_everything_that_a_site_tells_fits_beside_a_badge_that_may_not_be_out(
    served: Lobby, sized: Page, cast: Cast, language: str
) -> None:
    with served.database.transaction() as store:
        note = "Wi-Fi is “Menara Guest”; please take a seat by the window."
        kind, floor = PlaceTextKind.ARRIVAL_NOTE, "Level 12, unit 1204"
        place_texts.write(store, cast.senopati, kind, "en", note)
        place_texts.write(store, cast.langit, PlaceTextKind.FLOOR, "en", floor)
    visit = invite_party(served.database, cast, language)
    code = invitation_code(served.database, visit)
    # The next one of the party does not wait until the screen before has gone.
    for name, told in (("Pramesti", "1 "), ("Santoso", note)):
        scan(sized, code)
        come_as_one_of_a_party(served, sized, name)
        if name in NAME:
            with served.database.transaction() as store:
                asked = host_answers.of_host(store, visit.host_id, visit.public_id)
                host_answers.answer(store, asked, Answer.FIVE_MINUTES)
        settle_printing(served.database, PrintState.SENT_UNCONFIRMED)
        expect(sized.locator("form[action$='/missing-badge'] button")).to_be_visible()
        expect(sized.locator(".rest", has_text=told)).to_be_visible()
        fits(sized, "arrived")


def test_house_rules_are_one_tap_away_and_no_last_digit_accepts_them(
    served: Lobby, sized: Page, invite: Invite, cast: Cast, language: str
) -> None:
    rules = {code: f"{code}: 4.\n" * 60 for code in OWN_NAMES}
    with served.database.transaction() as store:
        house_rules.write(store, sites.of(store, cast.senopati.id), rules)
    scan(sized, invitation_code(served.database, invite(language=language)))
    fits(sized, "enter_code")
    sheet = sized.locator("details:has(#house-rules)")
    sheet.locator("summary").click()
    expect(sheet.get_by_text(rules[language].strip()[:6]).first).to_be_visible()
    assert complaints(sized) == []
    sheet.locator("summary").click()
    sized.locator("[data-open-ways]").click()
    fits(sized, "enter_code")
    sized.locator("form[action$='/sendings'] button").click()
    expect(sized.locator("input[name=sendings][value='2']")).to_be_attached()
    fits(sized, "enter_code")
    sized.locator("[data-open-ways]").click()
    sized.locator("[data-go$='/vouching']").click()
    fits(sized, "rules")
    sized.locator("form[action$='/rules'] .button--main").click()
    fits(sized, "vouching")
    sized.locator(".button[data-go*='/encounters/']").click()

    sized.locator("[data-step=enter_code]").wait_for()
    tap(sized, *sent_digits(served.database))
    expect(sized.locator("[data-field]")).to_have_value(sent_digits(served.database))
    sized.locator(".typing--pad .button--main").click()

    expect(sized.locator("[data-step=arrived]")).to_be_visible()


def test_new_house_rules_stand_open_over_whatever_waits_for_them(
    served: Lobby, sized: Page, invite: Invite, cast: Cast, language: str
) -> None:
    code, site = invitation_code(served.database, invite(language=language)), None
    for text in ("4.", "5.\n" * 90):
        with served.database.transaction() as store:
            site = sites.of(store, cast.senopati.id)
            house_rules.write(store, site, {site.language: text})
        if text == "4.":
            scan(sized, code)
            expect(sized.locator("[data-step=enter_code]")).to_be_visible()
    tap(sized, *sent_digits(served.database))
    sized.locator(".typing--pad .button--main").click()

    sheet = sized.locator("details[open] section")
    expect(sheet).to_be_focused()
    expect(sheet.locator("h2")).to_be_in_viewport()
    expect(sheet.locator(".problem")).to_be_in_viewport()
    assert sheet.evaluate("one => one.scrollHeight > one.clientHeight")
    assert sheet.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert complaints(sized) == []
    sized.locator("details[open] summary").click()
    fits(sized, "enter_code")


def test_the_longest_words_fit_too(
    served: Lobby, page: Page, invite: Invite, cast: Cast, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    with served.database.transaction() as store:
        sites.of(store, cast.senopati.id).least_level = Level.INVITED
    long_name = "Nguyễn Thị Minh Khai Tjokroaminoto-Wongsodihardjo van den Heuvel"
    visit = invite(name=long_name, language="id", least_level=Level.INVITED)
    scan(page, invitation_code(served.database, visit))
    fits(page, "agree")
    tap(page, "Setuju dan check-in")
    fits(page, "arrived")


def test_help_and_the_way_to_the_desk_fit_the_screen(
    served: Lobby, sized: Page, invite: Invite
) -> None:
    sized.locator("form[action$='/help'] button").click()
    fits(sized, "help")
    tomorrow = invite(day=TODAY.replace(day=TODAY.day + 1))
    scan(sized, invitation_code(served.database, tomorrow))
    fits(sized, "see_desk")
    sized.locator("[data-explain]").click()
    fits(sized, "enter_code")
    enter(sized, sent_digits(served.database))
    fits(sized, "reason")


def test_a_wrong_code_is_said_on_a_screen_that_fits(
    sized: Page, invite: Invite
) -> None:
    invite()
    announce(sized)
    enter(sized, "0" * CODE_DIGITS)
    expect(sized.get_by_role("alert")).to_be_visible()
    fits(sized, "enter_code")
    said = sized.get_by_role("alert").inner_text()

    # The last digit has sent them, and whoever taps nevertheless sends an empty field.
    sized.locator(".typing .button--main").click()

    expect(sized.locator("[data-field]")).to_be_focused()
    expect(sized.get_by_role("alert")).to_have_text(said)


@pytest.mark.parametrize(
    "typed", ["enter_code", "address", "family_name", "walk_in_name", "walk_in_host"]
)
def test_an_empty_field_says_so_once_and_replaces_no_other_word(
    served: Lobby, page: Page, cast: Cast, typed: str
) -> None:
    lead_to(served, page, cast, typed)
    button = page.locator(".typing .button--main")
    button.click()
    expect(page.get_by_role("alert")).to_be_visible()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))

    button.click()

    expect(page.locator("[data-field]")).to_be_focused()
    assert sent == []


def lead_to(served: Lobby, page: Page, cast: Cast, step: str) -> None:
    """A step on which something is typed."""
    if step == "family_name":
        scan(page, party_code(served.database, cast))
    elif step.startswith("walk_in"):
        tap(page, "I have no invitation", "Begin")
    elif step == "address":
        tap(page, "I have no code")
    else:
        announce(page)
    if step == "walk_in_host":
        page.locator("[data-step=walk_in_name]").wait_for()
        enter(page, "sekar ayu")
    page.locator(f"[data-step={step}]").wait_for()


def test_guests_who_share_an_address_type_their_name_on_a_screen_that_fits(
    served: Lobby, sized: Page, invite: Invite
) -> None:
    invite()
    invite(name="Budi Santoso")
    announce(sized)
    enter(sized, sent_digits(served.database))
    fits(sized, "family_name")
    enter(sized, NAME.split()[-1])
    expect(sized.locator("[data-step=arrived]")).to_be_visible()


def test_a_family_name_is_typed_with_arabic_keys_however_it_is_spelt(
    served: Lobby, page: Page, invite: Invite
) -> None:
    invite(name="ليلى حداد")
    invite(name="نور رؤوف")
    page.locator("[data-language=ar]").click()
    heading(page, "مرحبًا")
    announce(page)
    enter(page, sent_digits(served.database))
    keys = page.locator("[data-step=family_name] .key")
    first, second = (keys.nth(place).bounding_box() for place in range(2))
    assert first is not None
    assert second is not None
    assert first["x"] > second["x"], "the alphabet runs from the right"
    for letter in "رووف":
        keys.get_by_text(letter, exact=True).click()
    tap(page, "تسجيل الوصول")

    heading(page, "مرحبًا، \u2068نور رؤوف\u2069")


def test_a_badge_that_did_not_come_out_is_reported_on_a_screen_that_fits(
    served: Lobby, sized: Page, invite: Invite, language: str
) -> None:
    scan(sized, invitation_code(served.database, invite(language=language)))
    expect(sized.locator("[data-step=enter_code]")).to_be_visible()
    enter(sized, sent_digits(served.database))
    expect(sized.locator("[data-step=arrived]")).to_be_visible()
    settle_printing(served.database, PrintState.SENT_UNCONFIRMED)
    sized.locator("form[action$='/missing-badge'] button").click()
    fits(sized, "no_badge")


def test_the_last_screen_of_a_visit_and_the_first_of_a_return_fit(
    served: Lobby,
    sized: Page,
    invite: Invite,
    cast: Cast,
    clock: SettableClock,
    language: str,
) -> None:
    visit = invite(language=language)
    check_in(served.database, cast.kiosk, visit)
    with served.database.reading() as store:
        code = badges.code(store, badges.newest(store, [visit.id])[visit.id][0])
    scan(sized, code)
    fits(sized, "goodbye")
    sized.locator("[data-done]").click()
    expect(sized.locator("[data-step=welcome]")).to_be_visible()
    clock.forward(minutes=2)
    scan(sized, code)
    expect(sized.locator("[data-step=enter_code]")).to_be_visible()
    enter(sized, sent_digits(served.database))
    expect(sized.locator("[data-step=arrived]")).to_be_visible()
    settle_printing(served.database, PrintState.SENT_UNCONFIRMED)
    expect(sized.locator("form[action$='/missing-badge'] button")).to_be_visible()
    fits(sized, "arrived")
    sized.locator("[data-done]").first.click()
    expect(sized.locator("[data-step=welcome]")).to_be_visible()
    # The old one.
    scan(sized, code)
    fits(sized, "see_desk")


def test_a_guest_without_an_invitation_goes_on_screens_that_fit(
    served: Lobby, sized: Page, cast: Cast
) -> None:
    join(
        served.database,
        cast,
        *(f"Hana {letter}{'abcdefghij' * 7}" for letter in "ABCD"),
    )
    sized.locator("[data-go$='/walk-ins/new']").click()
    fits(sized, "walk_in")
    sized.locator("[data-go$='/walk-ins/name']").click()
    fits(sized, "walk_in_name")
    enter(sized, "sekar ayu")
    fits(sized, "walk_in_host")
    enter(sized, "xaver")
    fits(sized, "walk_in_hosts")
    sized.locator("[action$='/walk-ins/name'] button").click()
    expect(sized.locator("[data-step=walk_in_host]")).to_be_visible()
    enter(sized, "hana")
    fits(sized, "walk_in_hosts")
    assert sized.locator(".choice").count() == MOST_HITS
    sized.get_by_role("button", name="Hana W. - Langit Studio").click()
    fits(sized, "walk_in_purpose")
    sized.locator(".choice").first.click()
    fits(sized, "asking")
    for given in Answer:
        answer_walk_in(served.database, given)
        said = OF_DESK.get(given, given)
        expect(sized.locator(f"[data-said={said}]")).to_be_visible()
        fits(sized, "asking")
    with served.database.transaction() as store:
        encounter = store.exec(select(Encounter)).all()[-1]
        digits = verification.vouch_digits(store, encounter)
        verification.vouch(store, cast.hana.id, digits)
    fits(sized, "arrived")


OF_DESK = {
    Answer.SOMEBODY_ELSE: "desk_knows",
    Answer.NOBODY_EXPECTED: "see_desk",
}
"""What a walk-in is told when the desk sees to them."""


def answer_walk_in(database: Database, given: Answer) -> None:
    """The host of the newest visit answers."""
    with database.transaction() as store:
        visit = store.exec(select(Visit)).all()[-1]
        asked = host_answers.of_host(store, visit.host_id, visit.public_id)
        host_answers.answer(store, asked, given)


def test_a_walk_in_goes_on_where_the_tablet_begins_anew_or_loses_the_network(
    served: Lobby, page: Page, cast: Cast
) -> None:
    tap(page, "I have no invitation", "Begin")
    heading(page, "Your name")
    enter(page, "sekar ayu")
    heading(page, "Whom do you visit?")
    enter(page, "hana")
    tap(page, "Hana W. - Langit Studio")
    heading(page, "Why do you come?")
    tap(page, "Tour")
    heading(page, "We are asking your host")
    page.reload()
    heading(page, "We are asking your host")
    page.context.set_offline(True)
    answer_walk_in(served.database, Answer.COMING)
    page.context.set_offline(False)
    heading(page, "Your host is on the way to you")
    tap(page, "Done")
    heading(page, "Welcome")
    assert waits(served.database, cast.senopati) == []


def test_the_steps_of_a_tablet_left_alone_shut_nobody_out(
    served: Lobby, page: Page, cast: Cast
) -> None:
    page.clock.install()
    page.reload()
    tap(page, "I have no code")
    heading(page, "Your e\N{NON-BREAKING HYPHEN}mail or phone")
    page.clock.run_for(41_000)
    expect(page.get_by_role("heading", name="Are you still there?")).to_be_visible()
    fits(page, "address")
    with served.database.transaction() as store:
        locked = kiosks.of_site(store, cast.senopati.id)[-1]
        locked.locked_until = store.now + kiosks.LOCKS.first
    page.reload()
    fits(page, "welcome")
    page.context.clear_cookies()
    page.reload()
    expect(page.get_by_role("button", name="Pair this browser")).to_be_visible()
    assert complaints(page) == []


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tap_sign(page: Page, sign: str) -> None:
    """On whichever page of the keyboard it stands."""
    name = f"◌{sign}" if unicodedata.combining(sign) else sign
    key = page.get_by_role("button", name=name, exact=True)
    for other in ("abc", "#+=", "abc", "äöü", "čłő"):
        if not key.count() and page.get_by_role("button", name=other).count():
            tap(page, other)
    key.click()


def announce(page: Page) -> None:
    """Gita's address is typed."""
    page.locator("[data-go$='/address']").click()
    expect(page.locator("[data-step=address]")).to_be_visible()
    enter(page, EMAIL)
    expect(page.locator("[data-step=enter_code]")).to_be_visible()
