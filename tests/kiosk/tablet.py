"""A tablet as the kiosk's own page uses the server: one document, its token, fragments."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event
from sqlmodel import col, select
from werkzeug.test import TestResponse

from visits.lobby import one_time_codes
from visits.people import sessions
from visits.people.sessions import SessionData
from visits.store.database import Database
from visits.store.lobby import Encounter
from visits.store.printing import PrintJob
from visits.vocabulary.printing import PrintState
from web.context import EXTENSION, FaceContext

STEP = re.compile(r'data-step="(\w+)"')
LANGUAGE = re.compile(r'<section[^>]* lang="(\w+)"')


class Tablet:
    """A browser that may have been paired; `step` is what it shows."""

    def __init__(
        self, app: Flask, kiosk_id: int | None = None, language: str = "en"
    ) -> None:
        self.client = app.test_client()
        self.language = language
        self.chosen = ""
        if kiosk_id is not None:
            self._pair(app, kiosk_id)
        found = re.search(
            r'(?:data-token|name="csrf_token" value)="([^"]+)"', self.get("/").text
        )
        self.token = found[1] if found else ""

    def get(self, address: str, version: str | None = None) -> TestResponse:
        headers = {
            "Accept-Language": self.language,
            "Lencana-Language": self.chosen,
        } | ({"If-None-Match": version} if version else {})
        return self._shown(
            self.client.get(
                address, headers=headers, follow_redirects=True, buffered=True
            )
        )

    def post(self, address: str, /, **fields: str) -> TestResponse:
        headers = {
            "Accept-Language": self.language,
            "Lencana-Language": self.chosen,
            "X-CSRFToken": self.token,
        }
        return self._shown(
            self.client.post(
                address,
                data=fields,
                headers=headers,
                follow_redirects=True,
                buffered=True,
            )
        )

    def scan(self, code: str) -> TestResponse:
        return self.post(
            "/departures" if code.startswith("LB1:") else "/arrivals", code=code
        )

    def do(self, deed: str, /, **fields: str) -> TestResponse:
        """One more step in the encounter on the screen."""
        return self.post(f"{self.place}/{deed}", **fields)

    @property
    def step(self) -> str:
        return str(STEP.findall(self.shown)[0])

    @property
    def place(self) -> str:
        """The address of the encounter on the screen."""
        return str(re.findall(r"/encounters/\w{26}", self.shown)[0])

    def _shown(self, answer: TestResponse) -> TestResponse:
        if 'data-step="' in answer.text:
            self.shown = answer.text
        return answer

    def _pair(self, app: Flask, kiosk_id: int) -> None:
        face: FaceContext = app.extensions[EXTENSION]
        with face.database.transaction() as store:
            cookie = sessions.open(store, face.name, SessionData(kiosk_id=kiosk_id))
        self.client.set_cookie(f"__Host-lencana-{face.name}", cookie)


def sent_digits(database: Database) -> str:
    """The digits that the newest encounter waits for."""
    with database.reading() as store:
        newest = store.exec(
            select(Encounter).order_by(col(Encounter.id).desc())
        ).first()
        assert newest is not None
        return one_time_codes.digits(store, newest)


def settle_printing(database: Database, outcome: PrintState) -> None:
    """Every badge's printing came to this."""
    with database.transaction() as store:
        for job in store.exec(select(PrintJob)):
            job.state = outcome


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What the store is asked meanwhile."""
    heard: list[str] = []

    def hear(*seen: object) -> None:
        heard.append(str(seen[2]))

    event.listen(database.engine, "before_cursor_execute", hear)
    yield heard
    event.remove(database.engine, "before_cursor_execute", hear)
