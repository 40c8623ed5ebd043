"""The front desk, and browsers in which its people have signed in."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlmodel import col, select

from front_desk.app import create_app
from tests import cast as casting
from tests.cast import Cast, Invite
from tests.web.cast import ORIGIN, Browser, face_of, signed_in
from visits.board import BoardRow, row_at_site
from visits.keys.keyring import Keys
from visits.store.database import Database
from visits.store.printing import PrintJob
from visits.store.visits import Visit
from web.face import FaceSettings, Links

PAPER = b"\x89PNG\r\n\x1a\n the last badge"

LineOf = Callable[[Visit], BoardRow]
Arrive = Callable[..., Visit]


@pytest.fixture
def settings(keys: Keys) -> FaceSettings:
    links = Links(kiosk=f"{ORIGIN}/kiosk", guest=ORIGIN, hosts=ORIGIN, desk=ORIGIN)
    return FaceSettings(links, keys.secrets)


@pytest.fixture
def front_desk(database: Database, settings: FaceSettings) -> Flask:
    return face_of(create_app, settings, database)


@pytest.fixture
def front_desk_with_paper(
    database: Database, cast: Cast, settings: FaceSettings
) -> Flask:
    """The printer at the counter is a virtual one that has printed."""
    papers = {cast.printer.public_id: PAPER}
    return create_app(replace(settings, paper=papers.get), database)


@pytest.fixture
def dewi(front_desk: Flask, cast: Cast) -> Browser:
    """At the desk of Senopati."""
    return signed_in(front_desk, cast.dewi.id)


@pytest.fixture
def dieter(front_desk: Flask, cast: Cast) -> Browser:
    """At the desk of Mitte."""
    return signed_in(front_desk, cast.dieter.id)


@pytest.fixture
def line_of(database: Database) -> LineOf:
    """How a visit stands now, as its site's desk sees it."""

    def look(visit: Visit) -> BoardRow:
        with database.reading() as store:
            return row_at_site(store, visit.site_id, visit.public_id, 2)

    return look


@pytest.fixture
def arrive(cast: Cast, invite: Invite, database: Database) -> Arrive:
    """A guest comes in, and this is so of their print job."""

    def come(name: str = "Gita Pramesti", **so: Any) -> Visit:
        visit = invite(
            name=name, email=f"{name.split(maxsplit=1)[0].lower()}@example.org"
        )
        casting.check_in(database, cast.kiosk, visit)
        with database.transaction() as store:
            newest = store.exec(
                select(PrintJob).order_by(col(PrintJob.badge_id).desc())
            ).first()
            assert newest
            newest.sqlmodel_update({"printer_id": cast.printer.id} | so if so else {})
        return visit

    return come
