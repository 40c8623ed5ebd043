"""The register: items, retention classes and purposes, read from `register.toml` and checked before any use."""

import tomllib
from functools import cache
from importlib.resources import files

from visits.policy.document import RegisterError
from visits.policy.entries import Item, Register, Term, UndeclaredItemError
from visits.policy.reading import parse

__all__ = [
    "Item",
    "Register",
    "RegisterError",
    "Term",
    "UndeclaredItemError",
    "parse",
    "register",
]


@cache
def register() -> Register:
    """The product's register."""
    return parse(
        tomllib.loads(
            files("visits.policy").joinpath("register.toml").read_text("utf-8")
        )
    )
