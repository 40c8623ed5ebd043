"""A machine as the face for machines sees one: every answer it gets must be what is described."""

import json
import re
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

import api.app

PRINTER = {"name": "Counter", "width": 576, "condition": "ready"}
DESCRIBED: dict[str, Any] = json.loads(api.app.DOCUMENT.read_text())


class Machine:
    """A program that may have been paired."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.token = ""

    def ask(self, method: str, path: str, **options: Any) -> TestResponse:
        """The answer, which is one of those described for this request, and sets no cookie."""
        known = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers = known | options.pop("headers", {})
        answer = self.client.open(
            path, method=method, headers=headers, buffered=True, **options
        )
        as_described(method, path, answer)
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        return answer

    def pair(self, code: str) -> TestResponse:
        answer = self.ask("POST", "/agents", json={"code": code})
        self.token = (answer.json or {}).get("token", self.token)
        return answer

    def poll(self, **changes: Any) -> TestResponse:
        """One printer asks for something to do; without `rolls` as older agents do."""
        wait, query = changes.pop("wait", 0), changes.pop("rolls", False)
        body = {"printers": [PRINTER | changes], "wait": wait}
        options = {"query_string": "prints=roll"} if query else {}
        return self.ask("POST", "/polls", json=body, **options)

    def attempt(self, **changes: Any) -> dict[str, Any]:
        """The one attempt that there is for it."""
        (found,) = (self.poll(**changes).json or {})["attempts"]
        return dict(found)

    def of(self, attempt: dict[str, Any], noun: str, **body: Any) -> TestResponse:
        """What the agent does about its attempt."""
        method = {"badge": "GET", "roll": "GET", "start": "POST"}.get(noun, "PUT")
        path = f"/print-jobs/{attempt['job']}/attempts/{attempt['number']}/{noun}"
        return self.ask(method, path, **({"json": body} if body else {}))


def as_described(method: str, path: str, answer: TestResponse) -> None:
    """Fails unless the description has such an answer (`AssertionError`)."""
    described = operation(method, path)
    if described is None:
        assert answer.status_code in {404, 405}
        assert answer.mimetype == "application/problem+json"
        return
    assert str(answer.status_code) in described["responses"], answer.text
    response = _followed(described["responses"][str(answer.status_code)])
    if "content" not in response:
        assert answer.data == b""
        return
    (kind,) = response["content"]
    assert answer.mimetype == kind
    schema = response["content"][kind]["schema"] | {
        "components": DESCRIBED["components"]
    }
    Draft202012Validator(schema).validate(answer.json)


def operation(method: str, path: str) -> dict[str, Any] | None:
    """What is described of this request."""
    for pattern, item in DESCRIBED["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path):
            found: dict[str, Any] | None = item.get(method.lower())
            return found
    return None


def _followed(node: dict[str, Any]) -> dict[str, Any]:
    found: Any = node
    if "$ref" in node:
        found = DESCRIBED
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
    return dict(found)
