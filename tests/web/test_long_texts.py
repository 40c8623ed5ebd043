"""No field is normalised, matched or parsed before its length is bounded."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length

from tests.web.long_texts import LONG_TEXTS, MARKS, MOST, loops
from tests.web.sample_face import GuestForm
from web import names
from web.forms import ThingName


class EveryKind(GuestForm):
    """A field for each validator that looks at text."""

    thing = StringField("Thing", [DataRequired(), ThingName()])
    password = PasswordField("Password", [DataRequired(), Length(min=8)])
    free = StringField("Anything")


@pytest.mark.sampled(10)
@pytest.mark.parametrize("kind", LONG_TEXTS)
@pytest.mark.parametrize(
    "name", ["name", "email", "phone", "thing", "password", "free"]
)
def test_a_text_that_is_much_too_long_is_refused_at_once(
    app: Flask, name: str, kind: str
) -> None:
    with app.test_request_context("/", method="POST"):
        cost = loops(lambda: filled(name, LONG_TEXTS[kind]))
        form = filled(name, LONG_TEXTS[kind])

        assert cost < MOST
        assert str(form[name].errors[0]).startswith("At most")
        assert not form[name].data


def test_the_longest_text_that_a_name_may_be_typed_with_is_looked_at_quickly(
    app: Flask,
) -> None:
    with app.test_request_context("/", method="POST"):
        longest = ("a" + MARKS * names.LONGEST_RAW)[: names.LONGEST_RAW]

        assert loops(lambda: filled("name", longest)) < MOST


def test_what_is_a_little_too_long_is_kept_for_the_typist(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        form = filled("phone", "1" * 65)

        assert form.phone.errors == ["At most 64 characters."]
        assert form.phone.data == "1" * 65


def filled(name: str, text: str) -> EveryKind:
    """The form with this text in one field, and what it says of it."""
    form = EveryKind(MultiDict({name: text}), meta={"csrf": False})
    form.validate()
    return form
