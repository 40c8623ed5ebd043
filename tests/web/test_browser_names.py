"""A browser's own name, made coarse: which it is, what it runs on, and nothing else of it."""

import pytest

from visits.vocabulary.devices import BrowserKind, OperatingSystem
from web import browser_names

CHROME = "Mozilla/5.0 (X11; CrOS) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "found"),
    [
        (CHROME, (BrowserKind.CHROME, 130)),
        (f"{CHROME} Edg/131.0", (BrowserKind.EDGE, 131)),
        (f"SamsungBrowser/27.0 {CHROME}", (BrowserKind.SAMSUNG, 27)),
        ("Mozilla/5.0 (iPad) Version/18.1 Safari/605.1", (BrowserKind.SAFARI, 18)),
        ("Mozilla/5.0 (Android; rv:132) Firefox/132.0", (BrowserKind.FIREFOX, 132)),
        ("Mozilla/5.0 (iPad) CriOS/131.0 Safari/604.1", (BrowserKind.CHROME, 131)),
        ("Chrome/99999 curl", (None, None)),
        ("", (None, None)),
    ],
)
def test_a_browser_is_known_by_its_own_name(
    user_agent: str, found: tuple[BrowserKind | None, int | None]
) -> None:
    assert browser_names.browser_of(user_agent) == found


@pytest.mark.parametrize(
    ("user_agent", "system"),
    [
        (CHROME, OperatingSystem.CHROME_OS),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9)", OperatingSystem.ANDROID),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)", OperatingSystem.IOS),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", OperatingSystem.WINDOWS),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", OperatingSystem.MACOS),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0)", OperatingSystem.LINUX),
        ("curl/8.5.0", None),
    ],
)
def test_what_a_browser_runs_on_is_known_without_its_model_and_version(
    user_agent: str, system: OperatingSystem | None
) -> None:
    assert browser_names.system_of(user_agent) is system
