"""What an outsider can feel: types an address, asks for pages, and guesses whose address it was.

For each address its answer is timed, and fourteen pages that anybody may see, one after the other.
The figure is how often a guest's (or member's) time is the longer of two, one of each: 0.5 tells
nothing. Of 250 and 250 it strays by 0.026 (one standard deviation) where there is nothing to tell.
"""

import random
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import update
from sqlmodel import col, select

from bench.figures import Figure
from bench.product import free_port, serving
from bench.slow_mail_server import mail_server
from bench.tablets import asked, paired, set_up_lobby, token
from lencana import installation
from lencana.demo import seed
from lencana.settings import Settings
from visits import invitations, sites
from visits.invitations import NewInvitation
from visits.people import accounts, memberships, passwords
from visits.people.accounts import NewMember
from visits.store.database import Store
from visits.store.outbox import Email
from visits.store.people import Member
from visits.store.sites import Site
from visits.vocabulary.people import Role
from visits.vocabulary.visits import Level, VisitPurpose

LOOKS = 14
PAGE = "/guest/"
LEAST, MOST = 0.45, 0.55
ANSWERED = {HTTPStatus.SEE_OTHER, HTTPStatus.UNPROCESSABLE_ENTITY}
Type = Callable[[str, str], None]
"""Sends the form of a page with this address, from this network."""


@dataclass(frozen=True)
class Trial:
    """The milliseconds of one address."""

    answer: float
    pages: float


@dataclass(frozen=True)
class Door:
    """Where an address can be typed, and whose are known there."""

    name: str
    known: Callable[[int], str]
    unknown: Callable[[int], str]


DOORS = (
    Door("kiosk", "guest{}@here.example".format, "nobody{}@here.example".format),
    Door("kiosk, phone only", "+628121{:07d}".format, "+628122{:07d}".format),
    Door("inquiry", "other{}@here.example".format, "nobody{}@away.example".format),
    Door("sign-in", "member{}@here.example".format, "nobody{}@work.example".format),
)


def figures(folder: Path, rounds: int) -> Iterator[Figure]:
    """For each place where an address is typed: what its answer tells, and the pages after it."""
    pairing = _prepared(folder, rounds)
    port = free_port()
    with mail_server() as mail_port:
        settings = {
            "LENCANA_SMTP_URL": f"smtp://127.0.0.1:{mail_port}",
            "LENCANA_MAIL_FROM": "lobby@here.example",
            # So that each address comes from a network of its own.
            "LENCANA_BEHIND_PROXY": "true",
        }
        with (
            serving(folder, port, settings),
            closing(HTTPConnection("127.0.0.1", port, timeout=30)) as browser,
            closing(HTTPConnection("127.0.0.1", port, timeout=30)) as looking,
        ):
            at_kiosk = partial(_at_kiosk, browser, paired(browser, pairing))
            ways: dict[str, Type] = {
                "inquiry": partial(_with_form, browser, PAGE, "/guest/inquiries"),
                "sign-in": partial(_with_form, browser, *["/hosts/sign-in"] * 2),
            }
            for door in DOORS:
                way = ways.get(door.name, at_kiosk)
                yield from _told(door, rounds, way, looking)


def _told(
    door: Door, rounds: int, way: Type, looking: HTTPConnection
) -> Iterator[Figure]:
    trials = [(True, door.known(n)) for n in range(rounds)]
    trials += [(False, door.unknown(n)) for n in range(rounds)]
    random.shuffle(trials)
    times: dict[bool, list[Trial]] = {True: [], False: []}
    for number, (is_known, address) in enumerate(trials):
        network = f"10.{number // 62500}.{number // 250 % 250}.{number % 250}"
        times[is_known].append(_trial(way, address, network, looking))
    for what in ("answer", "pages"):
        known, unknown = (
            [getattr(trial, what) for trial in times[who]] for who in (True, False)
        )
        yield Figure(
            f"{door.name}: {what}, {rounds} known and {rounds} unknown",
            round(_auc(known, unknown), 3),
            "AUC",
            MOST,
            LEAST,
        )


def _trial(way: Type, address: str, network: str, looking: HTTPConnection) -> Trial:
    began = time.perf_counter()
    way(address, network)
    answered = time.perf_counter()
    for _ in range(LOOKS):
        looking.request("GET", PAGE)
        looking.getresponse().read()
    ended = time.perf_counter()
    return Trial((answered - began) * 1000, (ended - answered) * 1000)


def _auc(known: list[float], unknown: list[float]) -> float:
    """The share of pairs in which the known one took longer; half of those that are equal."""
    ranked = sorted(unknown)
    above = sum(
        (bisect_left(ranked, one) + bisect_right(ranked, one)) / 2 for one in known
    )
    return above / (len(known) * len(unknown))


def _at_kiosk(
    browser: HTTPConnection, headers: dict[str, str], address: str, network: str
) -> None:
    del network
    _post(browser, "/kiosk/encounters", headers, address=address)


def _with_form(
    browser: HTTPConnection, page: str, action: str, address: str, network: str
) -> None:
    shown, headers = asked(browser, "GET", page, {"X-Forwarded-For": network})
    fields = {"csrf_token": token(shown), "address": address, "email": address}
    _post(browser, action, headers, **fields, password="of nobody here")  # noqa: S106 - a wrong one


def _post(
    browser: HTTPConnection, action: str, headers: dict[str, str], **fields: str
) -> None:
    browser.request("POST", action, urlencode(fields), headers)
    answer = browser.getresponse()
    answer.read()
    if answer.status not in ANSWERED:
        raise RuntimeError(f"{action} answered {answer.status}")


def _prepared(folder: Path, rounds: int) -> str:
    """A store with its guests and members, and no e-mail that waits; a code to pair with."""
    _, [pairing] = set_up_lobby(folder, "tcp://127.0.0.1:9100", 1, 0)
    with installation.open_or_create(
        Settings(data=folder, keys=folder / "keys")
    ) as database:
        hashed = passwords.hashed("the right password")
        with database.transaction() as store:
            site = store.exec(select(Site)).one()
            for number in range(rounds):
                for door in DOORS[:3]:
                    _invite(store, site, door.known(number))
                _enrol(store, site, DOORS[3].known(number), hashed)
            store.execute(
                update(Email)
                .where(col(Email.settled_at).is_(None))
                .values(settled_at=store.now)
            )
    return pairing


def _invite(store: Store, site: Site, address: str) -> None:
    contact: dict[str, Any] = {"email" if "@" in address else "phone": address}
    announcement = NewInvitation(
        name="Gita Lestari",
        **contact,
        window=seed.window(sites.of(store, site.id), store.now),
        purpose=VisitPurpose.MEETING,
        language="en",
        least_level=Level.ADDRESS_CONFIRMED,
    )
    host = store.exec(select(Member)).first()
    invitations.invite(store, host.id if host else 0, site.id, announcement, address)


def _enrol(store: Store, site: Site, address: str, hashed: str) -> None:
    company = store.exec(select(Member)).first()
    new = NewMember(
        name="Hana Wijaya",
        email=address,
        company_id=company.company_id if company else 0,
        site_id=site.id,
        roles=frozenset({Role.HOST}),
        language="en",
    )
    member = accounts.enrol(store, new)
    memberships.account(store, member.id).password = hashed
