"""House rules: what a site asks of its guests, in its own words, and which text was accepted.

A new text is a new version, and a version is never written anew: an inspector may ask what
a guest has accepted. Its languages say the same, so that another of them makes no version.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, case, or_
from sqlmodel import col, exists, select

from visits import place_texts
from visits.store.database import Store
from visits.store.lobby import Encounter
from visits.store.sites import Kiosk, PlaceText, Site
from visits.store.visits import Arrival, EarlierStay, Visit, WalkIn
from visits.visit_state import Stage, VisitState
from visits.vocabulary.places import PlaceTextKind
from visits.vocabulary.refusals import OwnLanguageMissing, RulesChanged


class AcceptedRules(NamedTuple):
    """The version that a guest has accepted, and when."""

    version: int
    at: datetime


@dataclass(frozen=True)
class HouseRules:
    """One version as a guest reads it; its language may be another than the guest's."""

    version: int
    language: str
    words: str


@dataclass(frozen=True)
class RulesVersion:
    """One version that is kept, in each of its languages; `since` when it was written."""

    version: int
    since: datetime
    is_in_force: bool
    words: Mapping[str, str]


def in_force(site: Site) -> int:
    """Return the version that guests accept now; 0 where there is none."""
    return site.rules_version if site.has_rules else 0


def shown(store: Store, site: Site, language: str) -> HouseRules | None:
    """Return the rules for a guest who reads this language, else in the site's; None without."""
    return _words(store, site, in_force(site), language)


def of_visit(store: Store, visit: VisitState, language: str) -> HouseRules | None:
    """Return the rules that its guest is bound by: those accepted for this stay, else in force."""
    is_here = visit.stage in {Stage.ON_SITE, Stage.ASKING}
    accepted = visit.came.rules_version if is_here and visit.came else None
    return _words(store, visit.site, accepted or in_force(visit.site), language)


def _words(store: Store, site: Site, version: int, language: str) -> HouseRules | None:
    if not version:
        return None
    in_order = case(
        (col(PlaceText.language) == language, 0),
        (col(PlaceText.language) == site.language, 1),
        else_=2,
    )
    rows = _of_version(site, version).order_by(in_order, col(PlaceText.id))
    row = store.exec(rows.limit(1)).one()
    return HouseRules(row.version, row.language, row.words)


def accepted(site: Site, version: int, now: datetime) -> AcceptedRules | None:
    """Return what a guest accepts now who was shown this version; None where there are none.

    Refuses `RulesChanged` for a version that is not in force, or 0 for none.
    """
    if not in_force(site):
        return None
    if version != in_force(site):
        raise RulesChanged
    return AcceptedRules(version, now)


def accept_beforehand(
    encounter: Encounter, site: Site, version: int, now: datetime
) -> None:
    """Note what a guest accepts, as `accepted` does, whom somebody else lets in later.

    A second call with the same version changes nothing.
    """
    rules = accepted(site, version, now)
    if rules and encounter.rules_version != rules.version:
        encounter.rules_version, encounter.rules_accepted_at = rules


def beforehand(encounter: Encounter) -> AcceptedRules | None:
    """Return what was accepted in this encounter before its guest is let in, if anything."""
    version, at = encounter.rules_version, encounter.rules_accepted_at
    return AcceptedRules(version, at) if version and at else None


def of_walk_in(asked: WalkIn | None) -> AcceptedRules | None:
    """Return what a walk-in accepted when they asked for a host, if anything."""
    version = asked.rules_version if asked else None
    return AcceptedRules(version, asked.at) if asked and version else None


def write(store: Store, site: Site, words: Mapping[str, str]) -> bool:
    """Write the rules by language. What differs from the text in force makes a new version.

    A language that the version lacks is added to it. A new version has the given
    languages only; refuses `OwnLanguageMissing` if the site's own is not among them.
    Returns whether anything was written.
    """
    place_texts.lock(store, site)
    # Somebody else may have written a version since the site was read.
    store.refresh(site)
    current = _by_language(store, site)
    new = {code: text for code, text in words.items() if current.get(code) != text}
    if new and (not current or new.keys() & current.keys()):
        if site.language not in words:
            raise OwnLanguageMissing
        site.rules_version, site.has_rules = site.rules_version + 1, True
        new = {**words}
    for code, text in new.items():
        row = place_texts.text(store, site, PlaceTextKind.HOUSE_RULES, code, text)
        store.add(row.sqlmodel_update({"version": site.rules_version}))
    store.flush()
    return bool(new)


def end(site: Site) -> bool:
    """Ask guests to accept nothing from now on, and return whether they were asked before.

    What was accepted stays as it is.
    """
    had_rules, site.has_rules = site.has_rules, False
    return had_rules


def versions(store: Store, site: Site) -> list[RulesVersion]:
    """Return the versions that are kept, the oldest first."""
    rows = select(PlaceText).where(*_rules_of(site))
    kept: dict[int, RulesVersion] = {}
    for row in store.exec(rows.order_by(col(PlaceText.version), col(PlaceText.id))):
        is_in_force = row.version == in_force(site)
        first = RulesVersion(row.version, row.written_at, is_in_force, {})
        before = kept.get(row.version, first)
        kept[row.version] = replace(
            before, words={**before.words, row.language: row.words}
        )
    return list(kept.values())


def is_unused() -> Any:  # noqa: ANN401 - a condition
    """Return the condition on a text of rules that are not in force and that nobody accepted."""
    is_in_force = and_(
        col(Site.id) == col(PlaceText.site_id),
        col(Site.rules_version) == col(PlaceText.version),
        col(Site.has_rules),
    )
    used = [exists().where(is_in_force), _accepted_at_kiosk()]
    used += [_accepted_for(fact) for fact in (Arrival, EarlierStay, WalkIn)]
    return and_(col(PlaceText.kind) == PlaceTextKind.HOUSE_RULES, ~or_(*used))


def _accepted_for(fact: type[Arrival | EarlierStay | WalkIn]) -> Any:  # noqa: ANN401 - a condition
    return exists().where(
        col(fact.rules_version) == col(PlaceText.version),
        col(fact.visit_id) == col(Visit.id),
        col(Visit.site_id) == col(PlaceText.site_id),
    )


def _accepted_at_kiosk() -> Any:  # noqa: ANN401 - a condition
    return exists().where(
        col(Encounter.rules_version) == col(PlaceText.version),
        col(Encounter.kiosk_id) == col(Kiosk.id),
        col(Kiosk.site_id) == col(PlaceText.site_id),
    )


def _by_language(store: Store, site: Site) -> dict[str, str]:
    rows = store.exec(_of_version(site, in_force(site)))
    return {row.language: row.words for row in rows}


def _of_version(site: Site, version: int) -> Any:  # noqa: ANN401 - a select of sqlmodel's
    return select(PlaceText).where(*_rules_of(site), col(PlaceText.version) == version)


def _rules_of(site: Site) -> tuple[Any, ...]:
    is_rules = col(PlaceText.kind) == PlaceTextKind.HOUSE_RULES
    return col(PlaceText.site_id) == site.id, is_rules
