"""Places: the site a request is about, whose clock, name and accent its pages show."""

from flask import g
from flask_babel import refresh

from visits.store.sites import Site


def set_current_site(site: Site) -> None:
    """Pages of this request show the site's name, and moments by its clock."""
    g.site = site
    refresh()


def current_site() -> Site | None:
    """The site of this request, if it has one."""
    site: Site | None = g.get("site")
    return site
