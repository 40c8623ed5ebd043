"""Every template compiles, and a page that breaks a rule fails the test that fetches it."""

from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, StrictUndefined, TemplateError

from lencana import app as roof
from tests.house_rules.product import ROOT, templates
from tests.house_rules.test_access import MAKERS
from visits.keys.keyring import Keys
from visits.store.database import Database
from web.face import FaceSettings

NO_MAIN = "<!doctype html><html lang=en dir=ltr><head><title>T</title></head><body><h1>A</h1></body></html>"


def faces(database: Database, keys: Keys) -> dict[str, Flask]:
    settings = FaceSettings(links=roof.links("http://localhost"), secrets=keys.secrets)
    return {name: create_app(settings, database) for name, create_app in MAKERS.items()}


def compiled(environment: Environment) -> set[Path]:
    """The files of all templates the environment knows; one that does not compile raises."""
    whole = (
        environment.get_template(name)
        for name in environment.list_templates(["html", "txt"])
    )
    return {Path(one.filename) for one in whole if one.filename}


def written_by_others() -> list[Path]:
    """The templates of letters, whose tests write every one of them, and of the demo's own face."""
    return [
        file for file in templates() if file.relative_to(ROOT).parts[0] == "lencana"
    ]


def test_every_template_compiles_in_its_face_and_knows_no_undefined_word(
    database: Database, keys: Keys
) -> None:
    environments = [app.jinja_env for app in faces(database, keys).values()]

    assert {environment.undefined for environment in environments} == {StrictUndefined}
    assert set(templates()) - set().union(*map(compiled, environments)) == set(
        written_by_others()
    )


def test_a_template_with_a_filter_that_nobody_made_is_refused(
    database: Database, keys: Keys
) -> None:
    environment = faces(database, keys)["desk"].jinja_env

    with pytest.raises(TemplateError, match="No filter named"):
        environment.from_string("{{ visit|uninvented }}")


@pytest.mark.parametrize(
    ("body", "is_refused"), [(NO_MAIN, True), ("<p>A fragment</p>", False)]
)
def test_a_page_without_a_frame_fails_the_test_that_fetched_it(
    body: str, *, is_refused: bool
) -> None:
    app = Flask("weak")
    app.add_url_rule("/", view_func=lambda: body)
    client = app.test_client()

    if is_refused:
        with pytest.raises(AssertionError, match="not one main"):
            client.get("/")
    else:
        assert client.get("/").text == body
