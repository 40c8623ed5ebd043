"""Template filters for a kiosk's tile: whether its tablet is alive, what it lacks, what it is."""

from collections.abc import Iterator
from datetime import datetime

from flask import Flask
from flask_babel import format_decimal, gettext

from front_desk.devices.template_filters import last_seen, moment
from front_desk.labels import BAD, WARN, StatusText
from visits.store.sites import Kiosk
from visits.vocabulary.devices import KioskCamera
from web.browser_names import BROWSERS

# An hour or two of a tablet whose screen is never off.
LOW_PERCENT = 20
# A guest waits for several answers in a row, and notices the second.
SLOW_MS = 1_000


def set_up(app: Flask) -> None:
    """Add the filters to the templates."""
    app.jinja_env.filters.update(
        health=health, troubles=troubles, facts=facts, is_locked=is_locked
    )


def health(kiosk: Kiosk, now: datetime) -> StatusText:
    """Whether the kiosk is locked, else when it was last seen."""
    until = kiosk.locked_until
    if until is not None and until > now:
        return StatusText(
            gettext(
                "Wrong digits were typed again and again: until %(time)s only QR codes are taken "
                "there. All well? Release it.",
                time=moment(until, now),
            ),
            BAD,
        )
    return last_seen(kiosk, now)


def troubles(kiosk: Kiosk, now: datetime) -> list[StatusText]:
    """What its tablet lacks: a camera, power, or a quick network; empty if it lacks nothing."""
    return [*_camera(kiosk, now), *_battery(kiosk), *_network(kiosk)]


def facts(kiosk: Kiosk) -> list[str]:
    """What its tablet has said of itself: battery, network and browser, as far as it knows them."""
    said = []
    if kiosk.battery is not None and kiosk.is_charging:
        said.append(gettext("Battery %(percent)s %%, charging", percent=kiosk.battery))
    elif kiosk.battery is not None:
        said.append(gettext("Battery %(percent)s %%", percent=kiosk.battery))
    if kiosk.answer_ms is not None:
        said.append(gettext("network %(time)s ms", time=kiosk.answer_ms))
    if kiosk.browser:
        said.append(f"{BROWSERS[kiosk.browser]} {kiosk.browser_version or ''}".strip())
    return said


def is_locked(kiosk: Kiosk, now: datetime) -> bool:
    """Whether nothing may be typed at the kiosk now."""
    return kiosk.locked_until is not None and kiosk.locked_until > now


def _camera(kiosk: Kiosk, now: datetime) -> Iterator[StatusText]:
    if kiosk.camera is KioskCamera.LOST and kiosk.camera_since:
        yield StatusText(
            gettext(
                "Camera lost since %(time)s. Is it plugged in, and may the tablet use it?",
                time=moment(kiosk.camera_since, now),
            ),
            BAD,
        )
    if kiosk.camera is KioskCamera.NEVER_SEEN:
        yield StatusText(gettext("No camera: guests use a hand scanner, or type."))


def _battery(kiosk: Kiosk) -> Iterator[StatusText]:
    if kiosk.battery is None or kiosk.is_charging or kiosk.battery >= LOW_PERCENT:
        return
    yield StatusText(
        gettext(
            "Battery at %(percent)s %% and not charging. Plug the tablet in.",
            percent=kiosk.battery,
        ),
        BAD,
    )


def _network(kiosk: Kiosk) -> Iterator[StatusText]:
    if kiosk.answer_ms is None or kiosk.answer_ms < SLOW_MS:
        return
    seconds = format_decimal(round(kiosk.answer_ms / 1_000, 1))
    yield StatusText(
        gettext(
            "Slow network: an answer takes %(seconds)s s. Is the tablet far from its "
            "access point?",
            seconds=seconds,
        ),
        WARN,
    )
