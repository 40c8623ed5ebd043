"""Access: every endpoint is closed unless its view says to whom it is open."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from visits import sites
from visits.people import accounts, second_factors
from visits.people.accounts import SignedIn
from visits.vocabulary.people import Role
from web.context import database, set_current_site
from web.safety import error_log
from web.static_files import is_static

View = TypeVar("View", bound=Callable[..., Any])

EVERYONE = frozenset({"everyone"})
OPEN_WITHOUT_FACTOR = frozenset({"second_factor", "own_places"})


def open_to_everyone(view: View) -> View:
    """Open the view to everybody, signed in or not."""
    return _mark(view, EVERYONE)


def open_to(*roles: Role) -> Callable[[View], View]:
    """Open the view to members with at least one of these roles."""
    return lambda view: _mark(view, frozenset(roles))


def opened_to(view: Callable[..., Any]) -> frozenset[str] | None:
    """The roles that may call the view, or `EVERYONE`.

    None for a view without a mark, which is closed.
    """
    mark: frozenset[str] | None = getattr(view, "opened_to", None)
    return mark


def this_member() -> SignedIn:
    """The member who is signed in; 403 when nobody is. Views marked `open_to` always have one."""
    member = current_member()
    if member is None:
        abort(HTTPStatus.FORBIDDEN)
    return member


def current_member() -> SignedIn | None:
    """The member who is signed in, or None; always None on the error page for a failure."""
    if "member" not in g and not g.get("is_failing"):
        g.member = _signed_in_member()
    member: SignedIn | None = g.get("member")
    return member


def way_back() -> str:
    """The path in this face that the form names as `next`, else the face's first page."""
    return request.script_root + safe_path(
        request.form.get("next") or request.args.get("next") or "/"
    )


def safe_path(path: str) -> str:
    """The path if it stays in this face, else `/`.

    An address on another host would be an open redirect.
    """
    # Browsers read `//host` and `/\\host` as another host, and drop control characters.
    stays = (
        path.startswith("/")
        and not path.startswith("//")
        and path.isprintable()
        and "\\" not in path
    )
    return path if stays else "/"


def ask_second_factor(member_id: int, onward: str) -> ResponseReturnValue:
    """Ask whoever has proven the rest for the digits; until then nobody is signed in here."""
    with database().reading() as store:
        mark = second_factors.password_mark(store, member_id)
    session.pop("member_id", None)
    session["proven_id"], session["proven_by"] = member_id, mark
    path = onward.removeprefix(request.script_root)
    return redirect(url_for("second_factor.ask", next=path), 303)


def set_up(app: Flask) -> None:
    """Check access before every view of the face."""
    app.before_request(_let_in)


def _let_in() -> ResponseReturnValue | None:
    # The router answers an unknown address with 404; static files hold nobody's data.
    if request.endpoint is None or is_static(request.endpoint):
        return None
    mark = opened_to(current_app.view_functions[request.endpoint])
    if mark == EVERYONE:
        return None
    if mark is None:
        abort(HTTPStatus.FORBIDDEN)
    member = current_member()
    if member is None:
        return _ask_to_sign_in()
    if not mark & member.roles:
        error_log.closed(HTTPStatus.FORBIDDEN, member.roles)
        abort(HTTPStatus.FORBIDDEN)
    return _ask_for_factor(member)


def _ask_for_factor(member: SignedIn) -> ResponseReturnValue | None:
    """Where their site asks its desk for a second factor, nothing else opens without it."""
    back = request.path if request.method == "GET" else "/"
    if member.lacks_second_factor and request.blueprint not in OPEN_WITHOUT_FACTOR:
        return redirect(url_for("second_factor.show", next=back), 303)
    # Set up in another browser, or asked for since: this session knows the password alone.
    if member.owes_second_factor and request.blueprint != "own_places":
        return ask_second_factor(member.id, back)
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    # The kiosk and the guest's page have no sign-in to send anybody to.
    if "sign_in" not in current_app.blueprints:
        abort(HTTPStatus.FORBIDDEN)
    # A form is not sent again after signing in, and its address may have no page to return to.
    if request.method != "GET":
        return redirect(url_for("sign_in.ask"), 303)
    return redirect(url_for("sign_in.ask", next=request.path), 303)


def _signed_in_member() -> SignedIn | None:
    member_id = session.get("member_id")
    if member_id is None:
        return None
    with database().reading() as store:
        given_at = session.get("second_factor_at")
        member = accounts.signed_in(store, member_id, given_at)
        if member is not None:
            set_current_site(sites.of(store, member.site_id))
    return member


def _mark(view: View, mark: frozenset[str]) -> View:
    setattr(view, "opened_to", mark)  # noqa: B010 - functions have no such attribute for mypy
    return view
