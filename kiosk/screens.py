"""Screens: the fragment that a kiosk, or an encounter at it, shows now."""

from collections.abc import Iterator
from typing import Any

from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from kiosk import notice
from kiosk.badge_status import result
from visits import sites
from visits.lobby import encounters
from visits.lobby.encounters import Step
from visits.store.database import Store
from visits.store.lobby import Encounter
from visits.store.sites import Kiosk
from visits.store.visits import Visit
from web.languages import OWN_NAMES
from web.pages import page

TELLING = frozenset({Step.AGREE, Step.ENTER_CODE})
"""Before a guest is in, they read what is kept of them."""


def first_screen(store: Store, kiosk: Kiosk, word: str = "") -> dict[str, Any]:
    """What the first screen shows: how to come in, or a calm word while the tablet is locked."""
    template = "locked.html" if kiosk.locked_at else "welcome.html"
    return {"first": template, "site": sites.of(store, kiosk.site_id), "word": word}


def welcome_screen(store: Store, kiosk: Kiosk, word: str = "") -> str:
    """The first screen as a fragment, with a short word for whoever stands there."""
    shown = first_screen(store, kiosk, word)
    return page(shown["first"], **shown)


def offline_words() -> Iterator[tuple[str, str, str]]:
    """What the tablet says by itself while nobody answers: in each language a heading and a sentence."""
    for code in OWN_NAMES:
        with force_locale(code):
            yield (
                code,
                _("Please see the front desk"),
                _("This tablet cannot reach anybody now. It keeps trying."),
            )


def step_screen(
    store: Store, kiosk: Kiosk, encounter: Encounter, problem: str = ""
) -> str:
    """What comes next for this person, in the language of their invitation once its code was read."""
    step = encounters.step(store, encounter)
    with force_locale(language(store, encounter)):
        return page(
            f"{step}.html",
            encounter=encounter.public_id,
            problem=problem,
            notice=notice.of_arrival(store, kiosk.site_id) if step in TELLING else None,
            badge=result(store, encounter) if step is Step.ARRIVED else None,
        )


def language(store: Store, encounter: Encounter) -> str:
    """The invitation's for whoever holds its code; an address that is typed gives none away."""
    invited = (
        store.get(Visit, encounter.visit_id)
        if encounter.by_scan and encounter.visit_id
        else None
    )
    return (
        invited.language
        if invited and invited.language in OWN_NAMES
        else str(get_locale())
    )
