"""One lobby for all journeys, and real browsers to walk through it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize

from printers.virtual import VirtualPrinter
from tests import chromium
from tests.journeys import camera
from tests.journeys.inbox import Inbox
from tests.journeys.lobby import Lobby, open_lobby, where_it_is_stored
from tests.journeys.origins import Watch
from tests.journeys.people import (
    COMPANY,
    DEWI,
    DIMAS,
    GARDEN,
    HANA,
    SITE,
    TARA,
    ZONE,
    found_the_lobby,
    join,
    pair,
    sign_in,
)
from tests.lencana.channels.receiver import HERE, Service, certificate, serving

FLAGS = (*chromium.FLAGS, "--use-fake-device-for-media-stream")
TABLET: ViewportSize = {"width": 1024, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}

OpenBrowser = Callable[..., Browser]
OpenTablet = Callable[[Browser], Page]


@pytest.fixture(scope="session")
def open_browser(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenBrowser]:
    """A maker of browsers, whose cameras see the clip that is given, or nothing."""
    nothing = camera.empty(tmp_path_factory.mktemp("camera"))
    opened: list[Browser] = []

    def launch(clip: Path = nothing) -> Browser:
        sees = f"--use-file-for-fake-video-capture={clip}"
        opened.append(
            playwright.chromium.launch(
                executable_path=chromium.path(), args=[*FLAGS, sees]
            )
        )
        return opened[-1]

    yield launch
    for browser in opened:
        browser.close()


@pytest.fixture(scope="session")
def browser_of_all(open_browser: OpenBrowser) -> Browser:
    return open_browser()


@pytest.fixture(scope="session")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificate of a service in the LAN."""
    return certificate(tmp_path_factory.mktemp("receiver") / "receiver.pem")


@pytest.fixture(scope="session")
def receiver(trusted: Path) -> Iterator[Service]:
    """A service in the LAN, to which the operator lets channels lead."""
    with serving(trusted) as service:
        yield service


@pytest.fixture(scope="session")
def lobby(
    tmp_path_factory: pytest.TempPathFactory,
    browser_of_all: Browser,
    request: pytest.FixtureRequest,
    trusted: Path,
    receiver: Service,
) -> Iterator[Lobby]:
    """Founded by Dewi in her browser; Hana has joined; a printer stands at the counter."""
    folder = tmp_path_factory.mktemp("lobby")
    in_lan = {
        "LENCANA_CHANNEL_ADDRESSES": f"{HERE}:{receiver.port}",
        "SSL_CERT_FILE": str(trusted),
    }
    with (
        Inbox() as inbox,
        VirtualPrinter() as printer,
        where_it_is_stored(request.config.getoption("store")) as stored,
        open_lobby(folder, inbox, printer, stored | in_lan) as opened,
    ):
        watch = Watch(opened.base_url)
        context = watch.context(browser_of_all)
        found_the_lobby(context.new_page(), opened)
        context.close()
        opened.command("printer", "add", "--site", SITE, "--address", printer.address)
        opened.command(
            "member",
            "add",
            "--name",
            "Hana Wijaya",
            "--email",
            HANA,
            "--site",
            SITE,
            "--company",
            COMPANY,
            "--role",
            "host",
        )
        context = watch.context(browser_of_all)
        join(context.new_page(), inbox.newest(HANA, "/hosts/welcome/"))
        context.close()
        watch.assert_nobody_else_was_asked()
        yield opened


@pytest.fixture(scope="session")
def watch(lobby: Lobby) -> Watch:
    return Watch(lobby.base_url)


@pytest.fixture(autouse=True)
def nobody_asks_strangers(watch: Watch) -> Iterator[None]:
    """No page of the journey asks anybody but the lobby for anything."""
    yield
    watch.assert_nobody_else_was_asked()


@pytest.fixture(scope="session")
def desk_context(lobby: Lobby, browser_of_all: Browser, watch: Watch) -> BrowserContext:
    """Dewi's browser, signed in at the front desk."""
    context = watch.context(browser_of_all)
    sign_in(context.new_page(), lobby.at("desk/"), DEWI)
    return context


@pytest.fixture(scope="session")
def host_context(lobby: Lobby, browser_of_all: Browser, watch: Watch) -> BrowserContext:
    """Hana's phone, signed in at the portal."""
    context = watch.context(browser_of_all, viewport=PHONE, has_touch=True)
    sign_in(context.new_page(), lobby.at("hosts/"), HANA)
    return context


@pytest.fixture
def desk(lobby: Lobby, desk_context: BrowserContext) -> Iterator[Page]:
    """The board, open at the front desk."""
    page = desk_context.new_page()
    page.goto(lobby.at("desk/"))
    yield page
    page.close()


@pytest.fixture
def hana(host_context: BrowserContext) -> Iterator[Page]:
    page = host_context.new_page()
    yield page
    page.close()


@pytest.fixture(scope="session")
def tablet_state(
    lobby: Lobby, desk_context: BrowserContext, browser_of_all: Browser, watch: Watch
) -> dict[str, object]:
    """What makes a browser the paired tablet: its one cookie."""
    context = watch.context(browser_of_all, viewport=TABLET)
    desk = desk_context.new_page()
    pair(context.new_page(), desk, lobby)
    desk.close()
    state: dict[str, object] = dict(context.storage_state())
    context.close()
    return state


@pytest.fixture
def open_tablet(
    lobby: Lobby, tablet_state: dict[str, object], watch: Watch
) -> OpenTablet:
    """A maker of the paired tablet in a browser, which may have a camera of its own."""

    def start(browser: Browser) -> Page:
        context = watch.context(browser, viewport=TABLET, storage_state=tablet_state)
        page = context.new_page()
        page.goto(lobby.at("kiosk/"))
        return page

    return start


@pytest.fixture
def tablet(open_tablet: OpenTablet, browser_of_all: Browser) -> Iterator[Page]:
    """The paired tablet in the lobby, at its first screen."""
    page = open_tablet(browser_of_all)
    yield page
    page.context.close()


@pytest.fixture(scope="session")
def garden(lobby: Lobby) -> str:
    """A second site, at which the invitation's code is enough; Tara invites there, Dimas is at its desk."""
    lobby.command(
        "site",
        "add",
        "--name",
        GARDEN,
        "--time-zone",
        ZONE,
        "--closes",
        "23:59",
        "--least-level",
        "1",
        "--privacy-contact",
        "privacy@menara.example",
    )
    lobby.command(
        "printer", "add", "--site", GARDEN, "--address", lobby.printer.address
    )
    for name, email, role in (
        ("Tara Putri", TARA, "host"),
        ("Dimas Aji", DIMAS, "desk"),
    ):
        lobby.command(
            "member",
            "add",
            "--name",
            name,
            "--email",
            email,
            "--site",
            GARDEN,
            "--company",
            COMPANY,
            "--role",
            role,
        )
    return GARDEN


@pytest.fixture(scope="session")
def tara(lobby: Lobby, garden: str, browser_of_all: Browser, watch: Watch) -> Page:
    del garden
    return joined(lobby, watch.context(browser_of_all), TARA)


@pytest.fixture(scope="session")
def dimas(lobby: Lobby, garden: str, browser_of_all: Browser, watch: Watch) -> Page:
    del garden
    page = joined(lobby, watch.context(browser_of_all), DIMAS)
    # The desk is offered a second factor when it signs in for the first time.
    page.get_by_role("link", name="Later").click()
    return page


def joined(lobby: Lobby, context: BrowserContext, login: str) -> Page:
    """The new member's first page."""
    page = context.new_page()
    join(page, lobby.inbox.newest(login, "/welcome/"))
    return page
