"""One document all day: what the tablet acquired once is acquired again when it is lost."""

import base64
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, Route, expect

from tests.cast import Cast, Invite, invitation_code
from tests.journeys.camera import clip, scene
from tests.kiosk.lobby import Lobby, browser_with_camera
from visits.lobby import kiosks
from visits.vocabulary.devices import KioskCamera

STATUS = "**/status?*"
SAMPLE = ["product.js", "steps.js", "kiosk.css"]
# The decoder is no part of the start: the camera asks for it.
SCRIPTS = {path.name for path in Path("kiosk/static").glob("*.js")} - {"decoder.js"}
FILES = [
    pytest.param(SAMPLE, id="sample"),
    pytest.param(
        sorted({"tokens.css", *SCRIPTS} - set(SAMPLE)),
        id="all",
        marks=pytest.mark.whole,
    ),
]
OURS = {"Lencana-Face": "kiosk"}
NEWER = {"state": "open", "assets": "another release"}
PAPER = "rgb(248, 245, 238)"

WATCHED_CAMERA = """
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const watched = (globalThis.watched = { failures: 1, takes: 0, asking: 0, mostAsking: 0 });
  navigator.mediaDevices.getUserMedia = async (how) => {
    watched.asking += 1;
    watched.mostAsking = Math.max(watched.mostAsking, watched.asking);
    try {
      await new Promise((ready) => setTimeout(ready, watched.takes));
      if (watched.failures-- > 0) throw new DOMException("in use", "NotReadableError");
      return await open(how);
    } finally {
      watched.asking -= 1;
    }
  };
"""
UNPLUG = """() => {
  watched.failures = Infinity;
  const [track] = document.querySelector("video").srcObject.getVideoTracks();
  track.stop();
  track.dispatchEvent(new Event("ended"));
}"""
PLUG_IN = """() => {
  Object.assign(watched, { failures: 0, takes: 1_500 });
  // A browser tells of one camera several times, also while it is being opened.
  for (const after of [0, 10, 1_200])
    setTimeout(() => navigator.mediaDevices.dispatchEvent(new Event("devicechange")), after);
}"""
MUTE = """() => {
  const [track] = document.querySelector("video").srcObject.getVideoTracks();
  Object.defineProperty(track, "muted", { value: true });
}"""
REFUSED_LOCK = """
  globalThis.locks = { asked: 0, refusals: 1 };
  navigator.wakeLock.request = async () => {
    locks.asked += 1;
    if (locks.refusals-- > 0) throw new DOMException("battery low", "NotAllowedError");
    return (locks.last = new EventTarget());
  };
"""
READ = """async ([grey, address]) => {
  const { readTexts } = await import(address);
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 640, height: 480, videoWidth: 640, videoHeight: 480 });
  const context = canvas.getContext("2d");
  const picture = context.createImageData(640, 480);
  for (const [at, sign] of [...atob(grey)].entries())
    picture.data.set([sign.charCodeAt(), sign.charCodeAt(), sign.charCodeAt(), 255], 4 * at);
  context.putImageData(picture, 0, 0);
  globalThis.shown = canvas;
  return readTexts(canvas);
}"""
DETECTOR = """() => {
  globalThis.BarcodeDetector = class {
    static getSupportedFormats = async () => ["qr_code"];
    async detect(source) {
      if (globalThis.isBroken) throw new DOMException("no service", "NotSupportedError");
      const texts = source === globalThis.shown ? ["one", "two"] : ["mirrored"];
      return texts.map((rawValue) => ({ rawValue }));
    }
  };
}"""


@pytest.fixture
def page(served: Lobby, blind_browser: Browser) -> Iterator[Page]:
    """A paired tablet without a camera, whose clock runs when it is told to."""
    opened = served.open(blind_browser)
    opened.clock.install()
    opened.reload()
    heading(opened, "Welcome")
    yield opened
    opened.context.close()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1, name=words)).to_be_focused()


def proxy(status: int) -> Callable[[Route], None]:
    """A proxy that answers in the server's place."""
    return lambda route: route.fulfill(
        status=status, content_type="text/html", body="<h1>Gateway</h1>"
    )


def camera_of_newest(lobby: Lobby) -> KioskCamera | None:
    with lobby.database.reading() as store:
        return kiosks.of_site(store, lobby.site_id)[-1].camera


def test_only_the_products_own_answer_makes_a_tablet_leave_its_document(
    served: Lobby, page: Page, cast: Cast
) -> None:
    same_document = page.locator("html[data-same-document]")
    page.evaluate("document.documentElement.dataset.sameDocument = ''")
    for status in (200, 400, 403, 404, 502):
        page.route(STATUS, proxy(status), times=1)
        page.clock.run_for(17_000)
        heading(page, "Please see the front desk")
        page.clock.run_for(17_000)
        heading(page, "Welcome")
    page.route("**/help", proxy(403), times=1)
    page.get_by_role("button", name="I need help").click()
    heading(page, "Please see the front desk")
    expect(same_document).to_be_attached()

    # Revoked, while a proxy answers for the document: it would be lost.
    with served.database.transaction() as store:
        revoked = kiosks.of_site(store, served.site_id)[-1]
        kiosks.revoke(store, served.site_id, revoked.public_id, cast.dewi.id)
    document = re.compile(f"^{served.origin}/$")
    page.route(document, proxy(502))
    with page.expect_response(document):
        page.clock.run_for(17_000)
    heading(page, "Please see the front desk")
    expect(same_document).to_be_attached()
    page.unroute(document)
    page.clock.run_for(17_000)
    expect(page.get_by_role("button", name="Pair this browser")).to_be_visible()


def test_a_tablet_between_two_releases_does_not_reload_without_end(
    served: Lobby, blind_browser: Browser
) -> None:
    page = served.open(blind_browser)
    loads: list[str] = []
    page.route(STATUS, lambda route: route.fulfill(headers=OURS, json=NEWER))
    page.on("domcontentloaded", lambda loaded: loads.append(loaded.url))
    with page.expect_response(STATUS):
        page.reload()
    page.get_by_role("button", name="I have no code").click()
    heading(page, "Your e\N{NON-BREAKING HYPHEN}mail or phone")
    assert len(loads) == 1
    page.context.close()


@pytest.mark.parametrize("files", FILES)
def test_a_file_that_a_proxy_keeps_back_once_leaves_no_dead_page(
    page: Page, files: list[str]
) -> None:
    for file in files:
        # With it the first copy of the script that looks whether all have come.
        for blocked in (file, "start.js"):
            name = re.compile(rf"/{re.escape(blocked)}(\?|$)")
            page.route(name, proxy(502), times=1)
        page.reload()
        page.clock.run_for(6_000)
        heading(page, "Welcome")
        expect(page.locator("main:not([inert])")).to_be_attached()
        # The kiosk's stylesheet, with a colour of the one that all faces share.
        expect(page.locator("body")).to_have_css("background-color", PAPER)


def test_a_lost_camera_is_opened_again_and_the_server_hears_of_it(
    served: Lobby, playwright: Playwright, tmp_path: Path
) -> None:
    with browser_with_camera(playwright, clip(tmp_path)) as browser:
        page = served.open(browser)
        expect(page.locator("html[data-camera=open]")).to_be_attached()
        page.add_init_script(WATCHED_CAMERA)
        # The device is busy once; then it is there.
        with page.expect_response("**/status?camera=absent*"):
            page.reload()
        assert camera_of_newest(served) is KioskCamera.LOST
        with page.expect_response("**/status?camera=open*"):
            expect(page.get_by_text("up to the camera")).to_be_visible()
        assert camera_of_newest(served) is KioskCamera.OPEN

        with page.expect_response("**/status?camera=absent*"):
            page.evaluate(UNPLUG)
        expect(page.get_by_text("with the hand scanner")).to_be_visible()
        assert camera_of_newest(served) is KioskCamera.LOST
        page.evaluate(PLUG_IN)
        expect(page.get_by_text("up to the camera")).to_be_visible()
        assert page.evaluate("watched.mostAsking") == 1


@pytest.mark.whole
def test_a_camera_that_stays_dark_is_opened_again(
    served: Lobby, playwright: Playwright, tmp_path: Path
) -> None:
    with browser_with_camera(playwright, clip(tmp_path)) as browser:
        page = served.open(browser)
        expect(page.locator("html[data-camera=open]")).to_be_attached()
        expect(page.locator("video")).to_be_visible()
        page.evaluate(MUTE)
        expect(page.locator("html[data-camera=absent]")).to_be_attached(timeout=120_000)
        expect(page.locator("html[data-camera=open]")).to_be_attached()


def test_the_screen_is_kept_awake_after_the_lock_was_refused_or_taken_back(
    page: Page,
) -> None:
    page.add_init_script(REFUSED_LOCK)
    page.reload()
    heading(page, "Welcome")
    page.clock.run_for(1_500)
    assert page.evaluate("locks.asked") == 2
    page.evaluate("locks.last.dispatchEvent(new Event('release'))")
    page.clock.run_for(10_000)
    assert page.evaluate("locks.asked") == 3


def test_ours_is_taken_beside_a_poster_and_in_a_mirror(
    served: Lobby, playwright: Playwright, invite: Invite, tmp_path: Path
) -> None:
    code = invitation_code(served.database, invite())
    poster = "WIFI:T:WPA;S:Menara Lobby;P:selamat-datang;;"
    shown = clip(tmp_path, poster, code, is_mirrored=True)
    with browser_with_camera(playwright, shown) as browser:
        heading(served.open(browser), "Type your code")


def test_every_code_in_the_picture_is_read_as_it_is_and_mirrored(page: Page) -> None:
    texts = ["https://menu.example/today", "LC1:" + "7" * 26, "WIFI:S:lobby;;"]
    pictures = [
        (held_up, scene(*held_up, is_mirrored=is_mirrored))
        for held_up in ([], texts[:1], texts[:2], texts[1::-1], texts)
        for is_mirrored in (False, True)
    ]
    for held_up, picture in pictures:
        read = page.evaluate(READ, [grey(picture), "/static/qr_reader.js"])
        assert sorted(read) == sorted(held_up)


def test_the_browsers_own_detector_is_asked_for_all_codes_and_replaced_when_it_fails(
    page: Page,
) -> None:
    page.evaluate(DETECTOR)
    look = [grey(scene("LC1:" + "7" * 26)), "/static/qr_reader.js?with-a-detector"]
    assert page.evaluate(READ, look) == ["one", "two", "mirrored"]
    page.evaluate("globalThis.isBroken = true")
    assert (
        page.evaluate(f"look => ({READ})(look).catch(() => 'failed')", look) == "failed"
    )
    assert page.evaluate(READ, look) == ["LC1:" + "7" * 26]


def grey(picture: Image.Image) -> str:
    return base64.b64encode(picture.convert("L").tobytes()).decode()
