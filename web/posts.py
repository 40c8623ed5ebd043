"""The one shape of a POST: a right form and no refusal, or the view's own page again with 422."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from visits.vocabulary.refusals import NotFound, VisitRefused
from web.forms import FaceForm
from web.pages import RefusalLabels, refusal_text

View = Callable[..., ResponseReturnValue]
BACK = "back"
"""The field of a form that comes back to the place that it is of: it is shown, and no more."""
Page = Callable[..., str]
"""Renders the page that a post came from: `page(form=form, problem=text, **view_args)`."""


def takes_form(
    make: Callable[..., FaceForm], show: Page, labels: RefusalLabels | None = None
) -> Callable[[View], View]:
    """Call the view with a valid form as `form`; show the page again, as typed, for any other.

    The form is read before the view begins a transaction. With `labels`, a refusal is shown at
    the field it is about, or above the form.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def post(**view_args: Any) -> ResponseReturnValue:  # noqa: ANN401 - the address's own
            # Before any transaction: the one writer must not wait for a form to be parsed (ADR 1).
            form = make(**view_args)
            if BACK in request.form or not form.validate():
                # 422 tells the desk's scripts that nothing was done and that the page says why.
                return show(form=form, **view_args), HTTPStatus.UNPROCESSABLE_ENTITY
            try:
                return view(form=form, **view_args)
            except VisitRefused as refusal:
                if labels is None or _is_wrong_address(refusal, labels):
                    raise
                problem = form.show_at_field(refusal, refusal_text(refusal, labels))
            # The refusal has rolled the view's transaction back: this page reads afresh.
            shown_again = show(form=form, problem=problem, **view_args)
            return shown_again, HTTPStatus.UNPROCESSABLE_ENTITY

        return _marked(post)

    return decorate


def shows_again(view: Callable[..., Any]) -> bool:
    """Whether the view can show the form that it is sent, as it was typed, and do nothing."""
    return "shows_again" in view.__dict__


def answer_refusals(show: Page, labels: RefusalLabels) -> Callable[[View], View]:
    """On a refusal, render the page `show(problem=text, **view_args)` with 422."""

    def decorate(view: View) -> View:
        @wraps(view)
        def post(**view_args: Any) -> ResponseReturnValue:  # noqa: ANN401 - the address's own
            try:
                return view(**view_args)
            except VisitRefused as refusal:
                if _is_wrong_address(refusal, labels):
                    raise
                problem = refusal_text(refusal, labels)
            return show(problem=problem, **view_args), HTTPStatus.UNPROCESSABLE_ENTITY

        return post

    return decorate


def require_form_token(form: type[FaceForm]) -> None:
    """Stop with 400 unless the request carries the token of this form, which has no other field."""
    if not form().validate():
        raise CSRFError


def _marked(view: View) -> View:
    view.__dict__["shows_again"] = True
    return view


def _is_wrong_address(refusal: VisitRefused, labels: RefusalLabels) -> bool:
    """True for what the face answers with 404, unless the labels say what was not found."""
    return isinstance(refusal, NotFound) and NotFound not in labels
