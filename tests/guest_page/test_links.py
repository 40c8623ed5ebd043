"""What each link can do: every page behind a link, asked for by every kind of link, in every state."""

import hmac
import re
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from itertools import count

import pytest
from flask import Flask
from sqlmodel import SQLModel, col, select
from werkzeug.test import TestResponse

from tests.cast import EMAIL, NAME, PHONE, Cast, Invite, SettableClock, check_in
from visits import invitations, planned_visits, visit_state
from visits.audit.access_log import AccessLog
from visits.erasure import erasing, legal_holds
from visits.lobby import arrivals, departures
from visits.rights import corrections, inquiries, proofs, restricting
from visits.store.audit import AuditEntry
from visits.store.database import Database, Store
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.audit import Act, ActorKind
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.visits import RefusalReason

STRANGER = "10.9.8.7"
WORDS = re.compile(f"{NAME}|{EMAIL}|{PHONE[1:]}".encode())
PLAN = {("GET", ""): "", ("GET", "/code.png"): ""}
RIGHTS = {
    ("GET", ""): "",
    ("GET", "/code.png"): "",
    ("GET", "/news.json"): "",
    ("GET", "/badge.png"): "",
    ("GET", "/copy.json"): "",
    ("GET", "/corrections"): "",
    ("POST", "/corrections"): "CorrectionForm",
    ("POST", "/correction-requests"): "DeskForm",
    ("POST", "/restriction"): "RestrictionForm",
    ("POST", "/restriction/lifting"): "LiftingForm",
    ("GET", "/objection"): "",
    ("POST", "/objection"): "ObjectionForm",
    ("GET", "/emails"): "",
    ("POST", "/emails"): "EmailsForm",
    ("POST", "/lateness"): "LateForm",
    ("POST", "/language"): "OwnLanguageForm",
    ("POST", "/cancellation"): "CancellationForm",
    ("POST", "/confirmation"): "ConfirmationForm",
    ("GET", "/erasure"): "",
    ("POST", "/erasure"): "ErasureForm",
}
"""Each page behind a link, in an order in which all can be asked for, and its form."""
ENDING = {("POST", "/erasure"), ("POST", "/cancellation")}
"""After these the other pages say less."""
INQUIRY = {("GET", ""), ("POST", "/confirmation"), ("POST", "/sendings")}
CONFIRMATION = {
    ("GET", "/confirmation/<shared:inquiry>"),
    ("POST", "/confirmation/<shared:inquiry>"),
    ("POST", "/confirmation/<shared:inquiry>/sendings"),
}
"""Behind a link and an inquiry: `test_confirmation.py` asks for them."""


class Link(StrEnum):
    """What somebody may hold."""

    SHARED = "the link to pass on"
    MAILED = "the link that was mailed"
    DIGITS = "the link behind the digits"
    CONFIRMED = "the link of whoever typed the digits of this visit"
    OLD_ADDRESS = "the link that was mailed to an address that was corrected"
    OTHERS = "the code that was mailed to another guest, with this visit's id"
    GUESSED = "the visit's id with the link to pass on, as a host could put it together"
    BEGUN = "the visit's id with an inquiry that nobody has confirmed"
    OVER = "the link behind digits of more than an hour ago"


DONE = {
    Act.DISCLOSED,
    Act.CORRECTED,
    Act.REQUEST_NOTED,
    Act.RESTRICTED,
    Act.RESTRICTION_LIFTED,
    Act.OBJECTED,
    Act.SUPPRESSED,
    Act.DECLINED,
    Act.ERASED,
}
PROVES = {
    Link.MAILED: ActorKind.GUEST_BY_LINK,
    Link.DIGITS: ActorKind.GUEST_BY_DIGITS,
    Link.CONFIRMED: ActorKind.GUEST_BY_DIGITS,
}


def mailed(store: Store, visit: Visit) -> str:
    return proofs.mailed_link(store, visit_state.of(store, visit.id))


def inquiry(database: Database, *, confirmed: bool) -> str:
    with database.transaction() as store:
        begun = inquiries.ask(store, EMAIL, "en", STRANGER)
        if not confirmed:
            return begun.public_id
        typed = inquiries.digits(store, begun)
        return inquiries.confirm(store, begun.public_id, typed)


def by_digits(visit: Visit, inquiry_id: str) -> str:
    return f"{visit.public_id}-{inquiry_id}"


def links_to(
    database: Database, clock: SettableClock, visit: Visit, other: Visit
) -> dict[Link, str]:
    """One of each kind; all but the mailed one of the old address are to an address of now."""
    over = by_digits(visit, inquiry(database, confirmed=True))
    clock.forward(minutes=61)
    with database.transaction() as store:
        state = visit_state.of(store, visit.id)
        corrections.correct(store, state, {"email": "old@example.org"}, actors.CLOCK)
        old = mailed(store, visit)
        corrections.correct(store, state, {"email": EMAIL}, actors.CLOCK)
        shared = planned_visits.shared_link(store, state.invitation)
        others = mailed(store, other).partition("-")[2]
        right = mailed(store, visit)
        confirmed = proofs.confirmed_link(store, state, visit.public_id)
    return {
        Link.SHARED: shared,
        Link.MAILED: right,
        Link.DIGITS: by_digits(visit, inquiry(database, confirmed=True)),
        Link.CONFIRMED: confirmed,
        Link.OLD_ADDRESS: old,
        Link.OTHERS: f"{visit.public_id}-{others}",
        Link.GUESSED: f"{visit.public_id}-{shared}",
        Link.BEGUN: by_digits(visit, inquiry(database, confirmed=False)),
        Link.OVER: over,
    }


def come(database: Database, cast: Cast, visit: Visit) -> None:
    check_in(database, cast.kiosk, visit)


def leave(database: Database, cast: Cast, visit: Visit) -> None:
    come(database, cast, visit)
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)


def withdraw(database: Database, cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id)


def refuse(database: Database, cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        arrivals.refuse(
            store,
            cast.senopati.id,
            visit.public_id,
            RefusalReason.HOUSE_RULES,
            cast.dewi.id,
        )


def restrict(database: Database, _cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        state = visit_state.of(store, visit.id)
        restricting.restrict(store, state, actors.GUEST_BY_LINK)


def hold(database: Database, cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        day = (store.now + timedelta(days=60)).date()
        by = actors.member(cast.dewi.id)
        legal_holds.place(store, visit.id, HoldReason.INCIDENT, day, by)


def erase(database: Database, _cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        erasing.erase(store, visit_state.of(store, visit.id), actors.GUEST_BY_LINK)


STATES: dict[str, Callable[[Database, Cast, Visit], None]] = {
    "coming": lambda *_: None,
    "restricted": restrict,
    "here": come,
    "left": leave,
    "withdrawn": withdraw,
    "refused": refuse,
    "held": hold,
    "erased": erase,
}
SAMPLE = {"coming"}


def opens(link: Link, asked: tuple[str, str], state: str) -> bool:
    """What the matrix says."""
    if state == "erased":
        return False
    if asked == ("GET", "/code.png"):
        # To their guest the page of a restricted visit says where its code leads.
        shown_to = {"coming", "held"} | ({"restricted"} if link in PROVES else set())
        return state in shown_to and (link in PROVES or link is Link.SHARED)
    if asked == ("GET", "/badge.png"):
        return link in PROVES and state in {"coming", "held", "restricted"}
    return link in PROVES or (link is Link.SHARED and asked in PLAN)


def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """All that is stored, but for who tried how often."""
    with database.reading() as store:
        return {
            table.name: [tuple(row) for row in store.execute(table.select())]
            for table in SQLModel.metadata.sorted_tables
            if table.name != "ratelimitevent"
        }


@pytest.fixture
def ask(guest_app: Flask) -> Callable[[str, str, str], TestResponse]:
    """Asks for a page with the right token of its form, each time from another network."""
    browser, networks = guest_app.test_client(), count(1)

    def send(method: str, link: str, page: str) -> TestResponse:
        form = f"form {RIGHTS[method, page]} {link}".encode()
        token = hmac.digest(guest_app.config["SECRET_KEY"], form, "sha256").hex()
        number = next(networks)
        return browser.open(
            f"/{link}{page}",
            method=method,
            data={"csrf_token": token, "badge_name": "G.", "wanted": "no"}
            if method == "POST"
            else None,
            environ_base={"REMOTE_ADDR": f"10.1.{number // 250}.{number % 250}"},
        )

    return send


def test_the_matrix_names_every_page_behind_a_link(guest_app: Flask) -> None:
    behind: dict[str, set[tuple[str, str]]] = {}
    for rule in guest_app.url_map.iter_rules():
        found = re.fullmatch(r"(/|/inquiries/)<(shared|proven):link>(.*)", rule.rule)
        assert found or "link" not in rule.arguments
        if found:
            methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            kind = found[1].strip("/") or found[2]
            behind.setdefault(kind, set()).update((one, found[3]) for one in methods)
    assert behind == {
        "shared": set(PLAN),
        "proven": set(RIGHTS) | CONFIRMATION,
        "inquiries": INQUIRY,
    }


@pytest.mark.parametrize(
    "state",
    [
        pytest.param(state, marks=() if state in SAMPLE else pytest.mark.whole)
        for state in STATES
    ],
)
def test_a_link_does_what_it_proves_and_no_more(
    ask: Callable[[str, str, str], TestResponse],
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    state: str,
) -> None:
    clock.at("2026-11-23 08:10")
    visit = invite(phone=PHONE, badge_name="Gita")
    links = links_to(database, clock, visit, invite(name="Budi", email="b@example.org"))
    STATES[state](database, cast, visit)
    before = rows(database)
    for link in sorted(links, key=lambda link: link in PROVES):
        proves = link in PROVES
        if link is Link.CONFIRMED:
            # The others have used up what a guest may ask for in an hour.
            clock.forward(minutes=61)
        for asked in RIGHTS.keys() - (ENDING if proves else set()):
            answer = ask(asked[0], links[link], asked[1])
            said = (link, *asked, answer.status_code)
            assert answer.status_code in (
                {200, 303} if opens(link, asked, state) else {404, 405}
            ), said
            assert proves or not WORDS.search(answer.data), said
        assert proves or rows(database) == before, link
    print(f"{len(RIGHTS) * len(Link)} requests")  # noqa: T201 - a count to look at


@pytest.mark.parametrize("link", PROVES)
def test_the_audit_log_names_the_proof(
    ask: Callable[[str, str, str], TestResponse],
    database: Database,
    invite: Invite,
    clock: SettableClock,
    access_log: AccessLog,
    link: Link,
) -> None:
    clock.at("2026-11-23 08:10")
    visit = invite()
    known = links_to(database, clock, visit, invite(email="b@example.org"))[link]
    access_log.write(database)
    written = len(rows(database)["auditentry"])
    for asked in RIGHTS:
        assert ask(asked[0], known, asked[1]).status_code in {200, 303}, asked
    access_log.write(database)
    with database.reading() as store:
        newer = select(AuditEntry.actor, AuditEntry.act).where(
            col(AuditEntry.id) > written
        )
        entries = store.exec(newer).all()
    assert {actor for actor, _ in entries} == {PROVES[link]}
    assert {act for _, act in entries} >= DONE
