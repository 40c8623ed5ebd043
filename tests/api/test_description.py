"""The description: valid OpenAPI, and in step with what the face reads and says."""

from dataclasses import fields

import pytest
from openapi_spec_validator import validate

from api import bodies, problems
from printers.badge import BadgeContent
from printers.roll import PrintedGuest, RollContent
from tests.api.machine import DESCRIBED, Machine

SCHEMAS = DESCRIBED["components"]["schemas"]


def test_the_description_is_openapi(stranger: Machine) -> None:
    said = stranger.ask("GET", "/openapi.json").json
    assert said == DESCRIBED
    validate(said)


@pytest.mark.parametrize("kind", [*bodies.Body.__subclasses__(), bodies.PollBody])
def test_every_body_is_described(kind: type[bodies.Body]) -> None:
    real, described = kind.model_json_schema(), SCHEMAS[kind.__name__]

    assert set(real["properties"]) == set(described["properties"])
    assert set(real.get("required", [])) == set(described["required"])
    assert described["additionalProperties"] is False


@pytest.mark.parametrize(
    ("name", "field"), [("PrinterCondition", "condition"), ("Outcome", "outcome")]
)
def test_closed_words_are_the_same(name: str, field: str) -> None:
    kind = bodies.PrinterState if field == "condition" else bodies.OutcomeBody

    assert SCHEMAS[name]["enum"] == kind.model_json_schema()["$defs"][name]["enum"]


def test_every_problem_has_its_code() -> None:
    assert set(SCHEMAS["Problem"]["properties"]["code"]["enum"]) == set(problems.TITLES)


def test_the_words_of_a_badge_are_the_printers() -> None:
    assert set(SCHEMAS["Badge"]["properties"]) == {
        field.name for field in fields(BadgeContent)
    }


def test_the_words_of_a_roll_are_the_printers() -> None:
    described = SCHEMAS["Roll"]["properties"]
    guest = described["guests"]["items"]["properties"]
    assert [set(described), set(guest)] == [
        {field.name for field in fields(kind)} for kind in (RollContent, PrintedGuest)
    ]
