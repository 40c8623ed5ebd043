"""The browser in which a guest typed their digits knows that the visit is confirmed.

The link in the e-mail, opened in it, leads to the confirmed page; in any other it asks for the
digits. A cookie holds what the confirmed link proves, which no address and no picture of the
e-mail has, and is void when that link is.
"""

import hmac

from flask import Response, after_this_request, request

from guest_page.own_visit import PageState, state_of
from visits.rights import proofs
from visits.store.database import Store
from visits.visit_state import VisitState

OF_USE_IN = {PageState.COMING, PageState.HERE, PageState.BACK}
"""While the guest is inside, too: they may come back with the same code."""


def remember(store: Store, visit: VisitState, confirmed_link: str) -> None:
    """Let this browser know the confirmed link until the visit's day ends."""
    name, proof = _name(confirmed_link), confirmed_link.partition("-")[2]
    lasts = visit.invitation.day_ends_at - store.now

    @after_this_request
    def _(response: Response) -> Response:
        response.set_cookie(
            name,
            proof,
            max_age=lasts,
            secure=True,
            httponly=True,
            # Not Strict: a link that is opened in a web mailer comes from another site.
            samesite="Lax",
        )
        return response


def confirmed_link(store: Store, link: str) -> str:
    """Return the confirmed link to the visit behind this link, if this browser knows it.

    Empty if not; what is of no use any more is forgotten. Raises NotFound for a link that
    proves nothing.
    """
    # Most browsers know none: no query is spent on them.
    if _name(link) not in request.cookies:
        return ""
    visit = proofs.proven(store, link).visit
    known = proofs.confirmed_link(store, visit, link)
    proof, kept = known.partition("-")[2], request.cookies[_name(link)]
    is_genuine = bool(proof) and hmac.compare_digest(proof.encode(), kept.encode())
    if is_genuine and state_of(store, visit) in OF_USE_IN:
        return known
    forget(link)
    return ""


def forget(link: str) -> None:
    """Let this browser forget what it knows of the visit behind this link."""
    name = _name(link)
    if name not in request.cookies:
        return

    @after_this_request
    def _(response: Response) -> Response:
        response.delete_cookie(name, secure=True, httponly=True, samesite="Lax")
        return response


def _name(link: str) -> str:
    return f"__Host-lencana-guest-{link.partition('-')[0]}"
