"""All faces before the cast's database, and how their addresses are walked."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.house_rules.test_access import MAKERS
from tests.web.cast import ORIGIN, face_of
from visits.keys.keyring import Keys
from visits.store.database import Database
from web.face import FaceSettings, Links


@dataclass(frozen=True)
class Faces:
    """Every face by its name, and what their addresses are about."""

    apps: dict[str, Flask]

    def addresses(self, method: str, **parts: str) -> Iterator[tuple[str, str]]:
        """Face and path of every address with this method; `parts` fill in what a path names.

        What a path names and `parts` do not is filled with "1".
        """
        for name, rule in self.rules(method):
            yield name, _path(self.apps[name], rule, parts)

    def rules(self, method: str) -> Iterator[tuple[str, Rule]]:
        """Face and rule of every address with this method."""
        for name, app in self.apps.items():
            for rule in app.url_map.iter_rules():
                if method in (rule.methods or ()):
                    yield name, rule


@pytest.fixture
def faces(database: Database, keys: Keys) -> Faces:
    links = Links(**dict.fromkeys(("kiosk", "guest", "hosts", "desk"), ORIGIN))
    settings = FaceSettings(links, keys.secrets)
    return Faces(
        {name: face_of(make, settings, database) for name, make in MAKERS.items()}
    )


def _path(app: Flask, rule: Rule, parts: dict[str, str]) -> str:
    usual = {"filename": "tokens.css"}
    filled = {name: parts.get(name, usual.get(name, "1")) for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, filled)
