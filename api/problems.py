"""Error answers: problem details (RFC 9457) with a `code` that a program can tell apart."""

from http import HTTPStatus

from flask import Flask, Response, json
from werkzeug.exceptions import HTTPException

from api.access import TokenRefused
from printers.vocabulary import JobLost
from visits.printing.agents import TooManyPrinters
from visits.vocabulary.refusals import (
    NameTaken,
    NotFound,
    PairingRefused,
    TooManyTries,
    VisitRefused,
)

KIND = "application/problem+json"
TITLES = {
    "bad_request": "The request did not come whole, or for another host than this server's.",
    "wrong_type": "The body is not application/json.",
    "not_valid": "The body is not what is described.",
    "token_refused": "No token came that an agent has: pair again.",
    "forbidden": "This is not for you.",
    "not_found": "There is nothing here for this agent.",
    "method_not_allowed": "That is not done here.",
    "too_large": "The body is too long.",
    "pairing_refused": "The code is used up, too old or mistyped.",
    "too_many_tries": "Tried too often: wait a quarter of an hour.",
    "name_taken": "The house itself drives a printer of that name: give this one another.",
    "too_many_printers": "The site has as many printers as it may: its staff retire some first.",
    "job_lost": "No such attempt is this agent's, or it is not any more.",
    "refused": "That is not possible now. Nothing was changed.",
    "failed": "Something went wrong on the server's side. Ask again in a moment.",
}
REFUSALS: dict[type[Exception], tuple[int, str]] = {
    TokenRefused: (HTTPStatus.UNAUTHORIZED, "token_refused"),
    NotFound: (HTTPStatus.NOT_FOUND, "not_found"),
    # The same for a job of another agent: whose it is must not be told.
    JobLost: (HTTPStatus.NOT_FOUND, "job_lost"),
    NameTaken: (HTTPStatus.CONFLICT, "name_taken"),
    TooManyPrinters: (HTTPStatus.CONFLICT, "too_many_printers"),
    PairingRefused: (HTTPStatus.UNPROCESSABLE_ENTITY, "pairing_refused"),
    TooManyTries: (HTTPStatus.TOO_MANY_REQUESTS, "too_many_tries"),
    VisitRefused: (HTTPStatus.CONFLICT, "refused"),
}
STATUSES = {
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "wrong_type",
    HTTPStatus.UNPROCESSABLE_ENTITY: "not_valid",
    HTTPStatus.INTERNAL_SERVER_ERROR: "failed",
}
# Seconds: pairing attempts are counted over a quarter of an hour.
RETRY_AFTER = {HTTPStatus.TOO_MANY_REQUESTS: "900"}


class NotValid(Exception):
    """A body that is not as described; `at` is the place in it, and never what stood there."""

    def __init__(self, at: str) -> None:
        super().__init__(at)
        self.at = at


def set_up(app: Flask) -> None:
    """Answer every error of the application with problem details."""
    app.register_error_handler(NotValid, _not_valid)
    app.register_error_handler(HTTPException, _http_error)
    for kind in REFUSALS:
        app.register_error_handler(kind, _refused)


def problem(status: int, code: str, **more: str) -> Response:
    """Return the problem details of this code."""
    details = {"title": TITLES[code], "status": int(status), "code": code, **more}
    answer = Response(json.dumps(details), status, content_type=KIND)
    # Required with 401 (RFC 9110, 15.5.2).
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if status in RETRY_AFTER:
        answer.headers["Retry-After"] = RETRY_AFTER[HTTPStatus(status)]
    return answer


def _not_valid(error: NotValid) -> Response:
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "not_valid", at=error.at)


def _refused(refusal: Exception) -> Response:
    nearest = next(kind for kind in type(refusal).__mro__ if kind in REFUSALS)
    return problem(*REFUSALS[nearest])


def _http_error(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    answer = problem(status, STATUSES.get(status, "bad_request"))
    # Required with 405 (RFC 9110, 15.5.6).
    answer.headers.extend([pair for pair in error.get_headers() if pair[0] == "Allow"])
    return answer
