"""Guest lists: each guest is invited alone, and none twice."""

from dataclasses import replace
from datetime import time
from threading import Thread

import pytest
from sqlmodel import select

from tests.cast import EMAIL, Cast, announcement
from visits import guest_answers, guest_lists, invitations, sites, visit_state
from visits.erasure import account_closure
from visits.invitations import NewInvitation
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.visits import Visit
from visits.visit_times import Window
from visits.vocabulary import actors
from visits.vocabulary.refusals import (
    AlreadyInvited,
    ContactMissing,
    GuestWrittenTooOften,
    VisitRefused,
)

GITA = announcement()
BUDI = replace(GITA, name="Budi", email="", phone="+6281234567890")


def invite(database: Database, cast: Cast, *guests: NewInvitation) -> list[str]:
    """Invite them, and say of each what it was refused for."""
    refused = guest_lists.invite(database, cast.hana.id, cast.senopati.id, guests)
    return [type(refusal).__name__ if refusal else "" for refusal in refused]


def visits(database: Database) -> list[Visit]:
    with database.reading() as store:
        return list(store.exec(select(Visit)))


def test_one_who_is_refused_keeps_nobody_else_from_an_invitation(
    database: Database, cast: Cast
) -> None:
    nobody = replace(GITA, name="Nobody", email="")

    assert invite(database, cast, GITA, nobody, BUDI) == ["", "ContactMissing", ""]

    assert len(visits(database)) == 2
    with database.reading() as store:
        assert len(store.exec(select(Email)).all()) == 2


@pytest.mark.parametrize(
    "again",
    [
        GITA,
        replace(GITA, name="G. Pramesti"),
        replace(GITA, email=EMAIL.upper()),
        replace(GITA, email=f"{EMAIL}."),
    ],
)
def test_the_same_address_at_the_same_times_is_invited_already(
    database: Database, cast: Cast, again: NewInvitation
) -> None:
    invite(database, cast, GITA)

    assert invite(database, cast, again) == ["AlreadyInvited"]
    assert len(visits(database)) == 1


def test_the_same_phone_number_is_invited_already(
    database: Database, cast: Cast
) -> None:
    assert invite(database, cast, BUDI, BUDI) == ["", "AlreadyInvited"]


def test_another_time_or_a_withdrawn_invitation_is_another(
    database: Database, cast: Cast
) -> None:
    later = Window(day=GITA.window.day, starts=time(16), ends=time(17))
    assert invite(database, cast, GITA, replace(GITA, window=later)) == ["", ""]
    with database.transaction() as store:
        first = visits(database)[0].public_id
        invitations.withdraw(store, cast.hana.id, first)

    assert invite(database, cast, GITA) == [""]


def test_a_guest_who_has_cancelled_is_not_asked_again(
    database: Database, cast: Cast
) -> None:
    invite(database, cast, GITA)
    with database.transaction() as store:
        guest_answers.decline(
            store, visit_state.of(store, visits(database)[0].id), actors.GUEST_BY_LINK
        )

    assert invite(database, cast, GITA) == ["AlreadyInvited"]


def test_another_hosts_invitation_of_the_same_guest_is_not_told(
    database: Database, cast: Cast
) -> None:
    invite(database, cast, GITA)

    with database.reading() as store:
        senopati = sites.of(store, cast.senopati.id)
        guest_lists.check(store, cast.raka.id, senopati, GITA)


def test_a_check_says_what_an_invitation_would_and_changes_nothing(
    database: Database, cast: Cast
) -> None:
    reasons: list[type[VisitRefused]] = []
    for hour in range(10):
        at = Window(day=GITA.window.day, starts=time(10), ends=time(11 + hour))
        assert invite(database, cast, replace(GITA, window=at)) == [""]
    at_night = Window(day=GITA.window.day, starts=time(21), ends=time(22))
    for guest in (GITA, replace(GITA, window=at_night), replace(GITA, email="")):
        with database.reading() as store:
            senopati = sites.of(store, cast.senopati.id)
            try:
                guest_lists.check(store, cast.hana.id, senopati, guest)
            except VisitRefused as refusal:
                reasons.append(type(refusal))

    assert reasons == [AlreadyInvited, GuestWrittenTooOften, ContactMissing]
    assert len(visits(database)) == 10


def test_whose_account_is_closed_meanwhile_invites_nobody_more(
    database: Database, cast: Cast
) -> None:
    invite(database, cast, GITA)
    with database.transaction() as store:
        account_closure.close(store, cast.hana.id, actors.OPERATOR)

    assert invite(database, cast, BUDI) == ["NotFound"]
    assert len(visits(database)) == 1


def test_two_lists_at_the_same_moment_invite_a_guest_once(
    database: Database, cast: Cast
) -> None:
    said: list[list[str]] = []
    taps = [
        Thread(target=lambda: said.append(invite(database, cast, GITA, BUDI)))
        for _ in range(3)
    ]
    for tap in taps:
        tap.start()
    for tap in taps:
        tap.join()

    assert len(visits(database)) == 2
    assert sum(answer.count("") for answer in said) == 2
