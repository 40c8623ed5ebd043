"""Screens: the HTML fragment that a kiosk, or an encounter at it, shows now."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale, format_date, get_locale, lazy_gettext
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from kiosk import alarm_screen, reasons, walk_in_status
from kiosk.badge_status import result
from kiosk.request_data import chosen_language, kept_digits
from visits import house_rules, sites
from visits.house_rules import HouseRules
from visits.languages import OWN_NAMES
from visits.lobby import encounters, kiosks, one_time_codes, party_scans, verification
from visits.lobby.encounters import Step
from visits.policy import notice
from visits.policy.notice import Notice, NoticeContext, NoticeRow
from visits.retention import deadlines
from visits.store.database import Store
from visits.store.lobby import Encounter
from visits.store.sites import Kiosk
from visits.store.visits import Visit
from visits.vocabulary.policy import Period, Way
from visits.vocabulary.visits import WaitReason, WalkInRule
from web import dates
from web.face import links
from web.pages import page

# The last steps before a guest is in: what is kept is told before, not after.
NOTICE_STEPS = frozenset({Step.AGREE, Step.ENTER_CODE})
RULES_STEPS = frozenset({Step.AGREE, Step.ENTER_CODE, Step.FAMILY_NAME})
RULES_ARE_NEW = lazy_gettext("The house rules are new.")
"""What a guest reads whose house rules changed before they accepted them."""


@dataclass(frozen=True)
class ArrivalNotice:
    """The privacy notice; it depends on the site and the time, not on the guest."""

    sentence: str
    heading: str
    rows: list[NoticeRow]
    has_code: bool = True
    """True if the page where an address is typed is of use to this guest."""


def first_screen(store: Store, kiosk: Kiosk, advice: str = "") -> dict[str, Any]:
    """The context of the first screen: how to check in, without typing while it is locked.

    A walk-in who waits there goes on waiting, also when the tablet begins anew.
    """
    site = sites.of(store, kiosk.site_id)
    if alarm := alarm_screen.context(store, site):
        return alarm
    waiting = encounters.walk_in_at(store, kiosk)
    if waiting and not advice:
        language = _language(store, waiting)
        with force_locale(language):
            context = _step_context(store, kiosk, waiting)
        return context | {"first": "asking.html", "site": site, "language": language}
    is_locked = kiosks.is_locked(store, kiosk)
    return {
        "first": "welcome.html",
        "site": site,
        "language": "",
        "advice": advice,
        "is_locked": is_locked,
        "takes_walk_ins": site.walk_ins is not WalkInRule.NOT_TAKEN and not is_locked,
    }


def welcome_screen(store: Store, kiosk: Kiosk, advice: str = "") -> str:
    """The first screen as a fragment, with a sentence of advice."""
    context = first_screen(store, kiosk, advice)
    with force_locale(context["language"] or str(get_locale())):
        return page(context["first"], **context)


def offline_texts() -> Iterator[tuple[str, str, str, str]]:
    """What the tablet says while no server answers: language, direction, heading, sentence."""
    # All languages at once: nothing can be fetched when they are needed.
    for code in OWN_NAMES:
        with force_locale(code):
            yield (
                code,
                get_locale().text_direction,
                _("Please see the front desk"),
                _("This tablet cannot reach anybody now. It keeps trying."),
            )


def kept_sentences() -> Iterator[tuple[str, str, str, str]]:
    """What the tablet says without asking the server: language, direction, name, sentence."""
    # What is scanned and is no code of ours never leaves the tablet.
    for code in OWN_NAMES:
        with force_locale(code):
            direction = get_locale().text_direction
            sentences = {
                "foreign": _(
                    "This is not an invitation. Show the code from your e-mail."
                ),
                "own-page": _(
                    "This opens your own page: open it on your phone and show the code there."
                ),
                "waiting": _("One moment, please"),
                **_spoken_help(),
            }
        yield from ((code, direction, name, said) for name, said in sentences.items())


def _spoken_help() -> dict[str, str]:
    """What the voice says besides the words of a step."""
    return {
        "voiceless": _(
            "This tablet has no voice for this language. Please ask at the front desk."
        ),
        "spoken": _(
            "Spoken help is on. Go on with the Tab key and the Enter key. F1 darkens the "
            "screen, and once more ends the spoken help."
        ),
        "dark": _("The screen is dark. F1 ends the spoken help."),
        "silent": _("The spoken help has ended."),
        "choices": _("You can choose:"),
        "typed": _("Typed."),
        "deleted": _("Deleted."),
    }


def step_screen(
    store: Store,
    kiosk: Kiosk,
    encounter: Encounter,
    problem: str | LazyString = "",
    *,
    rules_changed: bool = False,
) -> str:
    """The fragment of the step that comes next for this person."""
    step = encounters.step(store, encounter)
    with in_language_of(store, encounter):
        if rules_changed:
            problem = RULES_ARE_NEW
        if step is Step.SEE_DESK and encounter.confirmed and encounter.visit_id:
            told = reasons.context(store, WaitReason.ID_CHECK, encounter.visit_id)
            return page("reason.html", **told)
        context = _step_context(
            store, kiosk, encounter, problem, rules_changed=rules_changed
        )
        # They were right: whoever reads the new rules types them once.
        kept = kept_digits() if rules_changed else ""
        return page(f"{step}.html", kept=kept, **context)


def vouching_screen(
    store: Store,
    kiosk: Kiosk,
    encounter: Encounter,
    problem: str | LazyString = "",
) -> str:
    """The fragment with the digits for the host; before it, one with the rules to accept."""
    with in_language_of(store, encounter):
        rules = rules_of_site(store, kiosk.site_id)
        shown, before = {"encounter_id": encounter.public_id}, encounter.rules_version
        # Whom somebody else lets in touches no button that says that they accept them.
        if rules and rules.version != before:
            shown["problem"] = problem or (RULES_ARE_NEW if before else "")
            is_new = bool(shown["problem"])
            return page("rules.html", rules=rules, rules_changed=is_new, **shown)
        digits = verification.vouch_digits(store, encounter)
        return page("vouching.html", digits=digits, **shown)


def _step_context(
    store: Store,
    kiosk: Kiosk,
    encounter: Encounter,
    problem: str | LazyString = "",
    *,
    rules_changed: bool = False,
) -> dict[str, Any]:
    step = encounters.step(store, encounter)
    asks_to_accept = _accepts_now(encounter, step, rules_changed=rules_changed)
    return {
        **_way_of_beginning(encounter),
        "problem": problem,
        "rules_changed": rules_changed,
        "sent_again_at": _sent_again_at(store, kiosk, encounter),
        "may_ask_why": False,
        "is_badge": False,
        "notice": _notice(store, kiosk.site_id) if step in NOTICE_STEPS else None,
        "rules": rules_of_site(store, kiosk.site_id) if asks_to_accept else None,
        "badge": result(store, encounter) if step is Step.ARRIVED else None,
        "asking": walk_in_status.of(store, encounter) if step is Step.ASKING else None,
    }


def _way_of_beginning(encounter: Encounter) -> dict[str, Any]:
    """What a step says of its encounter by how it began, which tells nothing of a guest."""
    return {
        "encounter_id": encounter.public_id,
        "sendings": encounter.sendings,
        "typed": encounter.typed,
        "asks_why": encounters.asks_why(encounter),
        "is_of_party": encounters.awaits_name(encounter),
        "is_by_party_code": party_scans.is_by_code(encounter),
    }


def _accepts_now(encounter: Encounter, step: Step, *, rules_changed: bool) -> bool:
    """True if it is at this step that the guest accepts the house rules."""
    # One of a party does it after their name.
    if step not in RULES_STEPS or encounters.awaits_name(encounter):
        return False
    # Who asks why a code opens nothing comes in only if it opens meanwhile.
    return rules_changed or not encounters.asks_why(encounter)


def walk_in_notice(store: Store, site_id: int) -> ArrivalNotice:
    """The notice of a guest without an invitation, of whom no address is kept."""
    texts, context = _notice_context(store, site_id, Way.DESK)
    sentence, rows = texts.walk_in_sentence(context), texts.rows(context)
    return ArrivalNotice(sentence, texts.heading, rows, has_code=False)


def rules_of_site(store: Store, site_id: int) -> HouseRules | None:
    """The house rules that a guest at this site is to accept, if it has any."""
    site = sites.of(store, site_id)
    return house_rules.shown(store, site, str(get_locale()))


def _sent_again_at(store: Store, kiosk: Kiosk, encounter: Encounter) -> str:
    """By the site's clock, when digits were sent again; empty if they were not."""
    sent_at = one_time_codes.sent_at(encounter)
    is_again = encounter.sendings > 1
    site = sites.of(store, kiosk.site_id)
    return dates.clock(sent_at, site) if sent_at and is_again else ""


def language_of(store: Store, visit_id: int | None) -> str:
    """The language that the guest chose on the tablet, else that of their visit."""
    visit = store.get(Visit, visit_id) if visit_id else None
    usual = visit.language if visit and visit.language in OWN_NAMES else ""
    return chosen_language() or usual or str(get_locale())


def in_language_of(store: Store, encounter: Encounter) -> AbstractContextManager[None]:
    """A block in which everything is said in the language of this encounter."""
    spoken: AbstractContextManager[None] = force_locale(_language(store, encounter))
    return spoken


def _language(store: Store, encounter: Encounter) -> str:
    # Only the code in a guest's hand shows their language: for a typed address it would
    # tell a stranger that somebody with this address is expected.
    # A walk-in chose it here.
    is_known = encounter.by_scan or encounters.is_of_walk_in(encounter)
    return language_of(store, encounter.visit_id if is_known else None)


def _notice(store: Store, site_id: int) -> ArrivalNotice:
    texts, context = _notice_context(store, site_id, Way.ADDRESS)
    return ArrivalNotice(texts.sentence(context), texts.heading, texts.rows(context))


def _notice_context(
    store: Store, site_id: int, way: Way
) -> tuple[Notice, NoticeContext]:
    site, texts = sites.of(store, site_id), notice.in_language(str(get_locale()))
    erased_at = deadlines.latest(store, site)

    def erased(period: Period) -> str:
        local = erased_at[period].astimezone(sites.zone(site))
        # Rebasing would convert it once more, to Flask-Babel's own time zone.
        return str(format_date(local, "d MMMM", rebase=False))

    context = NoticeContext(
        site=site.name,
        region=site.region,
        contact=site.privacy_contact,
        log_erased_by=erased(Period.LOG),
        contact_erased_by=erased(Period.CONTACT),
        way=way,
        page=links().guest,
    )
    return texts, context
