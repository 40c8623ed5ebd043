"""How a request of the matrix goes out, and what its answer says."""

import hmac
import re
from collections.abc import Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.security.matrix.asking import Asked

USUAL = {"colour": "2a6f97", "kind": "slack", "size": 192}
SECOND = {"colleague_id", "inquiry"}
"""The parts of an address that name what goes with the first."""
NUMBERS = {"group_id"}
CHANCE = re.compile(
    r'(?<=name="csrf_token" value=")[^"]+|(?<=name="csrf_token" type="hidden" value=")[^"]+'
    r"|[0-9a-hjkmnp-tv-z]{26}"
)
"""Tokens of forms, and ids of what was made meanwhile."""


class Sender:
    """Sends requests to the faces."""

    def __init__(self, apps: dict[str, Flask], attempts: dict[str, int]) -> None:
        self._apps, self._attempts = apps, attempts

    def send(self, asked: Asked) -> TestResponse:
        """Send it as the actor's own browser, tablet or agent would, and go where it leads."""
        actor, app = asked.actor, self._apps[asked.actor.face]
        [rule] = app.url_map.iter_rules(asked.endpoint)
        [method] = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        parts = dict(self._parts(rule, asked))
        path = app.url_map.bind("localhost").build(asked.endpoint, parts, method)
        client = app.test_client()
        if actor.cookie:
            client.set_cookie(*actor.cookie)
        said = self._said(asked, method)
        return client.open(
            path, method=method, follow_redirects=True, buffered=True, **said
        )

    def _parts(self, rule: Rule, asked: Asked) -> Iterator[tuple[str, object]]:
        for name in rule.arguments:
            thing = asked.other if name in SECOND else asked.of
            if name in USUAL:
                yield name, USUAL[name]
            elif name == "attempt":
                yield name, self._attempts.get(thing.id if thing else "", 1)
            elif thing:
                yield name, int(thing.id) if name in NUMBERS else thing.id

    def _said(self, asked: Asked, method: str) -> dict[str, Any]:
        """The headers, and the form, the document or the question."""
        actor, headers = asked.actor, {"X-CSRFToken": asked.actor.token}
        says = {name: _filled(value, asked) for name, value in asked.row.says.items()}
        if actor.face == "api":
            known = {"Authorization": f"Bearer {actor.token}"}
            return {"headers": known, "json": None if method == "GET" else says}
        if method == "GET":
            return {"headers": headers, "query_string": says}
        return {"headers": headers, "data": says | {"csrf_token": self._token(asked)}}

    def _token(self, asked: Asked) -> str:
        """Of a form behind a link, which has a token of the link and the form."""
        if not asked.row.form:
            return asked.actor.token
        key: bytes = self._apps[asked.actor.face].config["SECRET_KEY"]
        form = f"form {asked.row.form} {asked.of.id if asked.of else ''}"
        return hmac.digest(key, form.encode(), "sha256").hex()


def first(answer: TestResponse) -> TestResponse:
    """What was answered before anything was followed."""
    return answer.history[0] if answer.history else answer


def text(answer: TestResponse) -> str:
    """Its body, also of a picture."""
    return answer.get_data().decode("utf-8", "replace")


def is_alike(one: TestResponse, other: TestResponse, *asked: Asked) -> bool:
    """Whether two answers differ by chance only, and by what was asked for."""
    named = [thing for each in asked for thing in each.named]
    words = [word for one in named for word in (one.id, one.name, one.email, one.vouch)]
    # The longest first, as what is unknown is all zeros.
    either = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))

    def said(answer: TestResponse) -> tuple[object, ...]:
        plain = CHANCE.sub("*", either.sub("*", text(answer)))
        return first(answer).status_code, answer.status_code, plain

    return said(one) == said(other)


def _filled(value: Any, asked: Asked) -> Any:
    thing = asked.other or asked.of
    if not isinstance(value, str) or thing is None:
        return value
    return value.format(other=thing.id, **vars(thing))
