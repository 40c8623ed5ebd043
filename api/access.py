"""Access to the API: a bearer token, which is good until somebody revokes its agent."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from flask import request

from visits.printing import agents
from visits.store.sites import PrintAgent
from visits.vocabulary.refusals import NotFound, VisitRefused
from web.access import open_to_everyone
from web.face import database

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
# Ours have 52 characters: a header of megabytes is not worth its digest.
LONGEST_TOKEN = 100


class TokenRefused(VisitRefused):
    """The request has no token, or one that belongs to no agent."""


def for_agents(
    view: Callable[Concatenate[PrintAgent, Given], Answer],
) -> Callable[Given, Answer]:
    """Open a view to print agents only; it is called with the agent (`TokenRefused`)."""

    @wraps(view)
    def with_agent(*given: Given.args, **named: Given.kwargs) -> Answer:
        return view(_this_agent(), *given, **named)

    setattr(with_agent, "asks_for_a_token", True)  # noqa: B010 - functions have no such attribute for mypy
    return open_to_everyone(with_agent)


def _this_agent() -> PrintAgent:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    # The scheme's name is case-insensitive (RFC 9110, 11.1).
    if kind.lower() != "bearer" or not token or len(token) > LONGEST_TOKEN:
        raise TokenRefused
    try:
        with database().reading() as store:
            return agents.authenticate(store, token)
    except NotFound:
        # A revoked token is answered like one that never was.
        raise TokenRefused from None
