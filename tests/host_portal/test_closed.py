"""The portal is closed to whoever is not a host."""

from flask import Flask

from tests.cast import Cast, Invite
from tests.web.cast import Browser, signed_in
from web.access import opened_to

SHARED = (
    "static",
    "languages.",
    "sign_in.",
    "forgotten_password.",
    "theme.",
    "bootstrap.",
    "web.",
    "second_factor.",
    # Icons, which a phone asks for without a cookie.
    "home_screen.",
)
BY_LINK = ("answers.show", "answers.answer", "answers.take_over")
"""Open to whoever has the link of an e-mail (tests/host_portal/test_answers.py)."""
ACCOUNT = "/account"
"""Everybody's own, whatever else they may do."""


def own_rules(portal: Flask) -> list[tuple[str, str]]:
    return [
        (rule.rule.replace("<public_id>", "0" * 26), method)
        for rule in portal.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST"}
        if not rule.endpoint.startswith(SHARED) and rule.endpoint not in BY_LINK
    ]


def test_there_are_pages_to_close(portal: Flask) -> None:
    assert len(own_rules(portal)) >= 10


def test_strangers_are_asked_to_sign_in(portal: Flask, cast: Cast) -> None:
    del cast
    stranger = Browser(portal)
    stranger.get("/sign-in")
    for path, method in own_rules(portal):
        answer = stranger.get(path) if method == "GET" else stranger.post(path)
        assert (answer.status_code, "/sign-in" in answer.location) == (303, True), path


def test_somebody_of_the_desk_who_is_no_host_stays_outside(
    portal: Flask, cast: Cast
) -> None:
    dewi = signed_in(portal, cast.dewi.id)
    dewi.get("/account")
    for path, method in own_rules(portal):
        if path.startswith(ACCOUNT):
            continue
        answer = dewi.get(path) if method == "GET" else dewi.post(path)
        assert answer.status_code == 403, path


def test_every_view_says_to_whom_it_is_open(portal: Flask) -> None:
    own = [
        name
        for name in portal.view_functions
        if not name.startswith((*SHARED, "account.", "own_places.", "own_sessions."))
        and name not in BY_LINK
    ]
    of_admin = [name for name in own if name.startswith("company")]
    opened = {name: opened_to(portal.view_functions[name]) for name in own}
    assert opened.pop("guests.show") == frozenset({"host", "company_admin"})
    admin_only = frozenset({"company_admin"})
    assert all(opened.pop(name) == admin_only for name in of_admin)
    assert all(roles == frozenset({"host"}) for roles in opened.values())


def test_a_form_without_its_token_changes_nothing(
    hana: Browser, invite: Invite
) -> None:
    visit = invite()
    paths = ["/invitations", "/vouching", f"/invitations/{visit.public_id}/withdrawal"]
    assert [hana.client.post(path).status_code for path in paths] == [400] * 3
