"""Place texts: what guests read of a site, or of a company in it, in each language.

Whose language has no words of their own reads those in the site's, else the first that
were written.
"""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, delete, func
from sqlmodel import col, select

from visits.store import locks
from visits.store.database import Store
from visits.store.people import Member
from visits.store.sites import Company, PlaceText, Site
from visits.vocabulary.places import PlaceTextKind


def asked_along(kind: PlaceTextKind) -> Any:  # noqa: ANN401 - a column of sqlalchemy's
    """Return a column for a statement about `Site` and `Company`: the words in `language`.

    Empty where nothing was written, and of a company's floor at a site where it has no place.
    """
    its = (
        select(PlaceText.words)
        .where(_is_of(Company if kind is PlaceTextKind.FLOOR else Site))
        .where(col(PlaceText.kind) == kind)
        .correlate(Site, Company)
    )
    written_in = col(PlaceText.language)
    # Not sorted by language: SQLite knows no column of the outer statement in ORDER BY.
    choices = (
        its.where(written_in == bindparam("language")),
        its.where(written_in == col(Site.language)),
        its.order_by(col(PlaceText.id)).limit(1),
    )
    words = func.coalesce(*(one.scalar_subquery() for one in choices), "")
    if kind is not PlaceTextKind.FLOOR:
        return words
    # Written once for all sites: elsewhere a guest would look for it in the wrong building.
    return case((has_place(col(Company.id), col(Site.id)), words), else_="")


def has_place(company_id: Any, site_id: Any) -> ColumnElement[bool]:  # noqa: ANN401 - columns or values
    """Return the condition of SQL that the company has members at the site."""
    there = (
        col(Member.company_id) == company_id,
        col(Member.site_id) == site_id,
        col(Member.closed_at).is_(None),
    )
    return select(Member.id).where(*there).correlate_except(Member).exists()


def every(store: Store, place: Site | Company, kind: PlaceTextKind) -> dict[str, str]:
    """Return the words of this kind, which has no versions, by language."""
    of_kind = _is_its(place), col(PlaceText.kind) == kind
    rows = select(PlaceText).where(*of_kind).order_by(col(PlaceText.id))
    return {row.language: row.words for row in store.exec(rows)}


def write(
    store: Store, place: Site | Company, kind: PlaceTextKind, language: str, words: str
) -> None:
    """Write the words in this language in place of those before; empty ones take them back."""
    lock(store, place)
    store.execute(
        delete(PlaceText).where(
            _is_its(place),
            col(PlaceText.kind) == kind,
            col(PlaceText.language) == language,
        )
    )
    if words:
        store.add(text(store, place, kind, language, words))
        store.flush()


def lock(store: Store, place: Site | Company) -> None:
    """Be the only one who writes what guests read of this place."""
    if isinstance(place, Site):
        locks.site(store, place.id)
    else:
        store.lock_names([f"company {place.id}".encode()])


def text(
    store: Store, place: Site | Company, kind: PlaceTextKind, language: str, words: str
) -> PlaceText:
    """Return a new row, which is not in the store yet."""
    owner = {"site_id" if isinstance(place, Site) else "company_id": place.id}
    return PlaceText(
        **owner, kind=kind, language=language, words=words, written_at=store.now
    )


def _is_of(owner: type[Site | Company]) -> Any:  # noqa: ANN401 - a condition
    if owner is Site:
        return col(PlaceText.site_id) == col(Site.id)
    return col(PlaceText.company_id) == col(Company.id)


def _is_its(place: Site | Company) -> Any:  # noqa: ANN401 - a condition
    is_site = isinstance(place, Site)
    return col(PlaceText.site_id if is_site else PlaceText.company_id) == place.id
