"""What a view knows of its surroundings: links, secrets, the database, the site of its page."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from flask import current_app, g
from flask_babel import refresh
from itsdangerous import URLSafeSerializer

from visits.keys.secrets import Secrets
from visits.printing.printer_setup import PrinterCheck
from visits.store.database import Database
from visits.store.sites import Site
from visits.vocabulary.sessions import FaceName

EXTENSION = "lencana"


@dataclass(frozen=True)
class Links:
    """The absolute URL of each face, as browsers outside see it."""

    kiosk: str
    guest: str
    hosts: str
    desk: str


@dataclass(frozen=True)
class WritableScripts:
    """What the installed fonts can print: scripts they lack, and whether a name prints in full."""

    missing: Callable[[], Sequence[str]]
    in_full: Callable[[str, str], bool]


@dataclass(frozen=True)
class FaceSettings:
    """What every face of one installation shares.

    `paper` returns a virtual printer's last badge as a PNG; `check_printer` turns what staff
    describe into a printer; `writable_scripts` knows the fonts.
    """

    links: Links
    secrets: Secrets
    proxy_hops: int = 0
    paper: Callable[[str], bytes | None] | None = None
    check_printer: PrinterCheck | None = None
    writable_scripts: WritableScripts | None = None
    sends_emails: bool = True
    """False where no mail server is set."""


@dataclass(frozen=True)
class FaceContext:
    """One face in its installation."""

    name: str
    settings: FaceSettings
    database: Database

    def serializer(self, use: str) -> URLSafeSerializer:
        """Return what signs and reads cookies of this use; another face's are refused."""
        key = self.settings.secrets.key(f"{use} {self.name}")
        return URLSafeSerializer(key, signer_kwargs={"digest_method": hashlib.sha256})

    @property
    def address(self) -> SplitResult:
        """The URL of this face; one without a link of its own shares the portal's host."""
        return urlsplit(
            getattr(self.settings.links, self.name, self.settings.links.hosts)
        )


def face_context() -> FaceContext:
    """The face that answers the current request."""
    face: FaceContext = current_app.extensions[EXTENSION]
    return face


def this_face() -> FaceName:
    """The name of the face that answers the current request."""
    return FaceName(face_context().name)


def database() -> Database:
    """The database, for `reading()` and `transaction()`."""
    return face_context().database


def links() -> Links:
    """The URLs of all faces."""
    return face_context().settings.links


def settings() -> FaceSettings:
    """The settings that every face shares."""
    return face_context().settings


def set_current_site(site: Site) -> None:
    """Show this site's name on the pages of this request, and moments by its clock."""
    g.site = site
    # The site has a language, and Flask-Babel may have chosen one before the site was known.
    refresh()


def current_site() -> Site | None:
    """The site that this request is about, if any."""
    site: Site | None = g.get("site")
    return site
