"""What a view knows of its surroundings: links, secrets, the database, and the site its page is about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from flask import current_app, g
from flask_babel import refresh

from visits.keys.secrets import Secrets
from visits.printing.printer_setup import PrinterDesk
from visits.store.database import Database
from visits.store.sites import Site

EXTENSION = "lencana"


@dataclass(frozen=True)
class Links:
    """The absolute address of each face, as browsers outside see it."""

    kiosk: str
    guest: str
    hosts: str
    desk: str


@dataclass(frozen=True)
class WritableScripts:
    """What the fonts of this house can write: which scripts they lack, and whether a name comes out whole."""

    missing: Callable[[], Sequence[str]]
    in_full: Callable[[str, str], bool]


@dataclass(frozen=True)
class FaceSettings:
    """What every face of one installation shares.

    `paper` shows a virtual printer's last badge; `printer_desk` makes a printer of what staff describe;
    `lettering` knows the fonts.
    """

    links: Links
    secrets: Secrets
    proxy_hops: int = 0
    paper: Callable[[str], bytes | None] | None = None
    printer_desk: PrinterDesk | None = None
    lettering: WritableScripts | None = None


@dataclass(frozen=True)
class FaceContext:
    """One face in its installation."""

    name: str
    settings: FaceSettings
    database: Database

    @property
    def address(self) -> SplitResult:
        """Where this face is found; one that has no link of its own stands beside the portal."""
        return urlsplit(
            getattr(self.settings.links, self.name, self.settings.links.hosts)
        )


def face_context() -> FaceContext:
    """Those of the face that answers the request."""
    found: FaceContext = current_app.extensions[EXTENSION]
    return found


def database() -> Database:
    """Where the face's transactions come from."""
    return face_context().database


def links() -> Links:
    """Where the other faces are found."""
    return face_context().settings.links


def settings() -> FaceSettings:
    """What every face shares."""
    return face_context().settings


def set_current_site(site: Site) -> None:
    """Pages of this request show the site's name, and moments by its clock."""
    g.site = site
    # The site has a language, and Flask-Babel may have chosen one before the site was known.
    refresh()


def current_site() -> Site | None:
    """The site of this request, if it has one."""
    site: Site | None = g.get("site")
    return site
