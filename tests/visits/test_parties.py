"""Parties: several guests share one code, and each has a name, a badge and a visit of their own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlmodel import col, select

from tests.cast import (
    TODAY,
    Cast,
    Invite,
    SettableClock,
    announcement,
    confirm,
    invitation_code,
    scan,
    sent_digits,
    stage,
    step,
    waits,
)
from visits import (
    codes,
    confirmed_codes,
    guest_answers,
    invitations,
    outbox,
    party_invitations,
    visit_state,
)
from visits.erasure import purge
from visits.invitations import NewInvitation
from visits.lobby import check_in as reception
from visits.lobby import encounters, kiosks, party_scans, verification
from visits.lobby.encounters import Step
from visits.party_invitations import NewParty
from visits.printing import badges
from visits.rights import erasing_by_guest, proofs, restricting
from visits.store.database import Database
from visits.store.lobby import Encounter
from visits.store.outbox import Email
from visits.store.visits import Invitation, Visit
from visits.visit_state import Stage
from visits.visit_times import Window
from visits.vocabulary.actors import GUEST_BY_LINK
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.refusals import (
    ContactMissing,
    GuestWrittenTooOften,
    KioskLocked,
    NotExpectedNow,
    NotFound,
    PartyOnSeveralDays,
    PartyTooLarge,
    WrongCode,
)
from visits.vocabulary.visits import MOST_GUESTS, Level, WaitReason

NAMES = ("Gita Pramesti", "Budi Santoso", "Citra Lestari")
Party = Callable[..., list[Visit]]


def guests_of(*names: str, **changes: object) -> list[NewInvitation]:
    return [
        announcement(
            **{"name": name, "email": f"{name[:4].lower()}@example.org"} | changes
        )
        for name in names
    ]


@pytest.fixture
def party(database: Database, cast: Cast) -> Party:
    """Three guests are invited for today from ten to eleven."""

    def invite(*names: str, **changes: object) -> list[Visit]:
        guests = guests_of(*(names or NAMES), **changes)
        return every(database, invite_all(database, cast, guests))

    return invite


def invite_all(
    database: Database, cast: Cast, guests: list[NewInvitation], nonce: str = ""
) -> Visit:
    place = cast.hana.id, cast.senopati.id
    with database.transaction() as store:
        nonce = nonce or codes.public_id()
        return party_invitations.invite(store, *place, NewParty(guests, nonce))


def every(database: Database, first: Visit) -> list[Visit]:
    with database.reading() as store:
        same = col(Invitation.party_id) == first.id
        visits = visit_state.every(store, same)
        return sorted((one.visit for one in visits), key=lambda one: one.id)


def tell(database: Database, cast: Cast, encounter: Encounter, typed: str) -> None:
    with database.transaction() as store:
        kiosk = kiosks.paired(store, cast.kiosk.id)
        here = encounters.of(store, kiosk, encounter.public_id)
        reception.tell_family_name(store, kiosk, here, typed)


def come(database: Database, cast: Cast, visit: Visit, name: str) -> Encounter:
    """Scan, tell the name and type the digits: this guest has arrived."""
    encounter = scan(database, cast.kiosk, visit)
    tell(database, cast, encounter, name)
    confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))
    return encounter


def more(database: Database, encounter: Encounter) -> int:
    with database.reading() as store:
        return party_scans.more_expected(store, store.get_one(Encounter, encounter.id))


def codes_sent_to(database: Database) -> list[int | None]:
    with database.reading() as store:
        of_codes = col(Email.kind) == EmailKind.ONE_TIME_CODE
        mails = store.exec(select(Email).where(of_codes).order_by(col(Email.id))).all()
        return [store.get_one(Encounter, mail.encounter_id).visit_id for mail in mails]


def test_guests_of_a_party_share_the_code_and_nothing_else(
    database: Database, party: Party
) -> None:
    guests = party()

    with database.reading() as store:
        states = [visit_state.of(store, guest.id) for guest in guests]
        links = {proofs.mailed_link(store, state) for state in states}
        shared = {state.invitation.link for state in states}
        mails = [outbox.to_guest(store, guest.id) for guest in guests]
    assert len({invitation_code(database, guest) for guest in guests}) == 1
    assert (len(links), len(shared)) == (3, 3)
    assert [[mail.kind for mail in one] for one in mails] == [
        [EmailKind.INVITATION]
    ] * 3


def test_each_guest_comes_by_the_one_code_and_their_own_name(
    database: Database, cast: Cast, party: Party
) -> None:
    guests, left = party(), []
    # Whoever's picture it is: the code is the same.
    for name, whose in zip(("Budi", "Pramesti", "Lestari"), guests, strict=True):
        left.append(more(database, come(database, cast, whose, name)))

    assert left == [2, 1, 0]
    assert [stage(database, guest) for guest in guests] == [Stage.ON_SITE] * 3
    with database.reading() as store:
        printed = badges.newest(store, [guest.id for guest in guests])
        levels = [visit_state.of(store, guest.id).arrival for guest in guests]
    assert len({badge.code for badge, _ in printed.values()}) == 3
    assert {at.level for at in levels if at} == {Level.ADDRESS_CONFIRMED}


def test_the_code_asks_for_a_name_before_anything_is_sent_to_anybody(
    database: Database, cast: Cast, party: Party
) -> None:
    guests = party()
    encounter = scan(database, cast.kiosk, guests[0])
    assert (step(database, encounter), codes_sent_to(database)) == (
        Step.FAMILY_NAME,
        [],
    )

    with database.transaction() as store:
        kiosk = kiosks.paired(store, cast.kiosk.id)
        here = encounters.of(store, kiosk, encounter.public_id)
        with pytest.raises(NotExpectedNow):
            verification.send_again(store, kiosk, here, None)
        with pytest.raises(NotExpectedNow):
            reception.agree(store, kiosk, here)
        digits = verification.vouch_digits(store, here)
        with pytest.raises(WrongCode):
            verification.vouch(store, cast.hana.id, digits)
    with pytest.raises(WrongCode):
        confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))

    tell(database, cast, encounter, "Santoso")

    assert (step(database, encounter), codes_sent_to(database)) == (
        Step.ENTER_CODE,
        [guests[1].id],
    )
    with database.transaction() as store:
        here = encounters.of(store, cast.kiosk, encounter.public_id)
        verification.vouch(store, cast.hana.id, verification.vouch_digits(store, here))
    assert [stage(database, guest) for guest in guests] == [
        Stage.EXPECTED,
        Stage.ON_SITE,
        Stage.EXPECTED,
    ]


@pytest.mark.parametrize(
    ("level", "shown"),
    [(Level.ADDRESS_CONFIRMED, Step.ENTER_CODE), (Level.ID_SEEN, Step.SEE_DESK)],
)
def test_after_the_name_it_goes_on_as_the_visit_requires(
    database: Database, cast: Cast, party: Party, level: Level, shown: Step
) -> None:
    guests = party(least_level=level)
    encounter = scan(database, cast.kiosk, guests[0])

    tell(database, cast, encounter, "Lestari")
    tell(database, cast, encounter, "Lestari")

    assert step(database, encounter) is shown
    is_at_desk = waits(database, cast.senopati) == [WaitReason.ID_CHECK]
    assert is_at_desk == (level is Level.ID_SEEN)


def test_digits_are_counted_for_each_guest_and_not_for_the_code(
    database: Database, cast: Cast, party: Party
) -> None:
    # More guests than one may ask for digits within minutes.
    names = ("Gita Ayu", "Budi Eka", "Citra Sari", "Dian Putra", "Eko Jaya")
    for guest, name in zip(party(*names), names, strict=True):
        come(database, cast, guest, name)

        assert stage(database, guest) is Stage.ON_SITE


@pytest.mark.parametrize("typed", ["Wibowo", "Santos", "S", "Gita Santoso"])
def test_a_name_of_nobody_opens_nothing(
    database: Database, cast: Cast, party: Party, typed: str
) -> None:
    encounter = scan(database, cast.kiosk, party()[0])

    with pytest.raises(WrongCode):
        tell(database, cast, encounter, typed)

    assert step(database, encounter) is Step.FAMILY_NAME


def test_a_name_of_two_opens_nothing_and_the_whole_name_does(
    database: Database, cast: Cast, party: Party
) -> None:
    encounter = scan(database, cast.kiosk, party("Gita Santoso", "Budi Santoso")[0])
    with pytest.raises(WrongCode):
        tell(database, cast, encounter, "Santoso")

    tell(database, cast, encounter, "Budi Santoso")

    assert step(database, encounter) is Step.ENTER_CODE


def test_names_are_not_guessed_at_a_locked_tablet(
    database: Database, cast: Cast, party: Party
) -> None:
    encounter = scan(database, cast.kiosk, party()[0])
    with database.transaction() as store:
        for _ in range(20):
            kiosks.note_wrong(store, cast.kiosk.id)

    with pytest.raises(KioskLocked):
        tell(database, cast, encounter, "Santoso")


def test_whoever_is_in_withdrawn_or_restricted_is_no_name_of_the_code(
    database: Database, cast: Cast, party: Party
) -> None:
    gita, budi, citra = party(*NAMES, "Dian Kusuma")[:3]
    come(database, cast, gita, "Pramesti")
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, budi.public_id)
        restricting.restrict(store, visit_state.of(store, citra.id), GUEST_BY_LINK)
    encounter = scan(database, cast.kiosk, budi)

    for name in ("Pramesti", "Santoso", "Lestari"):
        with pytest.raises(WrongCode):
            tell(database, cast, encounter, name)
    tell(database, cast, encounter, "Kusuma")

    assert step(database, encounter) is Step.ENTER_CODE
    assert stage(database, citra) is Stage.EXPECTED


def test_the_last_one_tells_a_name_too_and_then_the_code_is_used(
    database: Database, cast: Cast, party: Party
) -> None:
    gita, budi = party(*NAMES[:2])
    first = come(database, cast, gita, "Pramesti")
    second = scan(database, cast.kiosk, gita)
    assert (second.id != first.id, step(database, second)) == (True, Step.FAMILY_NAME)
    tell(database, cast, second, "Santoso")
    # Read once more while the digits are on their way, it is the same encounter.
    assert scan(database, cast.kiosk, budi).id == second.id
    confirm(database, cast.kiosk, second, sent_digits(database, second))
    assert scan(database, cast.kiosk, budi).id == second.id

    with database.transaction() as store:
        encounters.end(store, cast.kiosk, second.public_id)
    with pytest.raises(NotExpectedNow) as again:
        scan(database, cast.kiosk, budi)

    assert (again.value.reason, again.value.visit_id) == (WaitReason.USED_AGAIN, None)


def test_a_confirmed_code_says_which_guest_it_is(
    database: Database, cast: Cast, party: Party
) -> None:
    _gita, budi, _citra = party()
    with database.transaction() as store:
        shown = confirmed_codes.scannable(store, visit_state.of(store, budi.id))
        code = codes.read(shown)
        assert code is not None
        kiosk = kiosks.paired(store, cast.kiosk.id)
        encounter = reception.scan(store, kiosk, code.digest, code.confirmation)

    assert (encounter.visit_id, step(database, encounter)) == (budi.id, Step.AGREE)
    with database.transaction() as store:
        here = encounters.of(store, cast.kiosk, encounter.public_id)
        reception.agree(store, cast.kiosk, here)
    assert (stage(database, budi), more(database, encounter)) == (Stage.ON_SITE, 2)


def test_a_code_that_opens_nothing_is_mailed_to_nobody_of_the_party(
    database: Database, cast: Cast, party: Party, clock: SettableClock
) -> None:
    guests = party()
    clock.forward(days=1)
    with pytest.raises(NotExpectedNow) as refused:
        scan(database, cast.kiosk, guests[0])
    digest = codes.digest(invitation_code(database, guests[0]))
    with database.transaction() as store:
        kiosk = kiosks.paired(store, cast.kiosk.id)
        encounter = reception.ask_why(store, kiosk, codes.CodeKind.INVITATION, digest)

    assert (refused.value.reason, refused.value.visit_id) == (WaitReason.TOO_LATE, None)
    assert encounter.visit_id is None


def test_the_next_guest_is_asked_their_name_though_the_one_before_waits_for_the_desk(
    database: Database, cast: Cast, party: Party
) -> None:
    guests = party(least_level=Level.ID_SEEN)
    first = scan(database, cast.kiosk, guests[0])
    tell(database, cast, first, "Pramesti")

    second = scan(database, cast.kiosk, guests[0])

    assert (second.visit_id, step(database, second)) == (None, Step.FAMILY_NAME)


def test_a_party_of_whom_nobody_may_come_any_more_is_asked_for_no_name(
    database: Database, cast: Cast, party: Party
) -> None:
    guests = party()
    named = scan(database, cast.kiosk, guests[0])
    with database.transaction() as store:
        host, gita = cast.hana.id, guests[0].public_id
        invitations.withdraw(store, host, gita, with_rest=True)
    with pytest.raises(NotExpectedNow) as refused:
        scan(database, cast.kiosk, guests[0])
    digest = codes.digest(invitation_code(database, guests[0]))
    with database.transaction() as store:
        asked = reception.ask_why(store, cast.kiosk, codes.CodeKind.INVITATION, digest)

    assert (refused.value.reason, refused.value.visit_id) == (
        WaitReason.WITHDRAWN,
        None,
    )
    # As for the code of a stranger, and not the name that was asked for before.
    assert (asked.id != named.id, step(database, asked)) == (True, Step.ENTER_CODE)


def test_a_restricted_guest_is_not_counted_before_the_others(
    database: Database, cast: Cast, party: Party
) -> None:
    gita, budi, _citra = party()
    with database.transaction() as store:
        restricting.restrict(store, visit_state.of(store, budi.id), GUEST_BY_LINK)

    assert more(database, come(database, cast, gita, "Pramesti")) == 1


@pytest.mark.parametrize("with_rest", [False, True])
def test_the_host_withdraws_one_guest_or_the_party(
    database: Database, cast: Cast, party: Party, *, with_rest: bool
) -> None:
    guests = party()

    with database.transaction() as store:
        budi = guests[1].public_id
        invitations.withdraw(store, cast.hana.id, budi, with_rest=with_rest)

    others = Stage.WITHDRAWN if with_rest else Stage.EXPECTED
    assert [stage(database, guest) for guest in guests] == [
        others,
        Stage.WITHDRAWN,
        others,
    ]
    with database.reading() as store:
        told = [
            EmailKind.WITHDRAWN
            in {mail.kind for mail in outbox.to_guest(store, one.id)}
            for one in guests
        ]
    assert told == [with_rest, True, with_rest]


@pytest.mark.parametrize("with_rest", [False, True])
def test_the_host_moves_one_guest_or_the_party(
    database: Database, cast: Cast, party: Party, *, with_rest: bool
) -> None:
    guests = party()
    window = Window(day=TODAY, starts=time(14), ends=time(15))

    with database.transaction() as store:
        budi = guests[1].public_id
        invitations.reschedule(store, cast.hana.id, budi, window, with_rest=with_rest)

    with database.reading() as store:
        hours = [
            visit_state.of(store, guest.id).invitation.starts_at for guest in guests
        ]
    assert [at - min(hours) > timedelta(0) for at in hours] == (
        [False, False, False] if with_rest else [False, True, False]
    )
    assert len({invitation_code(database, guest) for guest in guests}) == 1


def test_what_one_guest_asks_touches_them_alone(
    database: Database, cast: Cast, party: Party, clock: SettableClock
) -> None:
    gita, budi, citra = party(day=TODAY + timedelta(days=2))
    with database.transaction() as store:
        guest_answers.decline(store, visit_state.of(store, gita.id), GUEST_BY_LINK)
        erasing_by_guest.erase(store, visit_state.of(store, budi.id), GUEST_BY_LINK)
    purge.purge(database)

    with database.reading() as store, pytest.raises(NotFound):
        visit_state.of(store, budi.id)
    assert (stage(database, gita), stage(database, citra)) == (
        Stage.WITHDRAWN,
        Stage.EXPECTED,
    )
    # Also without the first guest the code is good for whoever is left.
    clock.forward(days=2)
    encounter = come(database, cast, citra, "Lestari")
    assert (stage(database, citra), more(database, encounter)) == (Stage.ON_SITE, 0)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_nobody_is_invited_unless_all_can_be(
    database: Database, cast: Cast, number: int
) -> None:
    guests = guests_of(*NAMES)
    guests[number] = replace(guests[number], email="", phone="")

    with pytest.raises(ContactMissing) as refused:
        invite_all(database, cast, guests)

    assert refused.value.guest_number == number
    with database.reading() as store:
        assert store.exec(select(Visit)).all() == []


def test_the_limit_of_emails_counts_each_guest_of_a_party(
    invite: Invite, party: Party
) -> None:
    for _ in range(9):
        invite(email="budi@example.org")

    party()
    with pytest.raises(GuestWrittenTooOften) as refused:
        party()

    assert refused.value.guest_number == 1


def test_a_party_is_of_one_day_and_at_most_ten(database: Database, cast: Cast) -> None:
    place = cast.hana.id, cast.senopati.id
    several_days = guests_of(*NAMES, more_days=(TODAY + timedelta(days=1),))
    too_many = guests_of(*(f"Guest {chr(65 + n)}" for n in range(MOST_GUESTS + 1)))

    with database.transaction() as store, pytest.raises(PartyOnSeveralDays):
        party_invitations.invite(store, *place, NewParty(several_days, "nonce"))
    with database.transaction() as store, pytest.raises(PartyTooLarge):
        party_invitations.invite(store, *place, NewParty(too_many, "nonce"))


def test_the_same_form_sent_twice_invites_the_party_once(
    database: Database, cast: Cast
) -> None:
    place, guests = (cast.hana.id, cast.senopati.id), guests_of(*NAMES)
    with database.transaction() as store:
        first, again = (
            party_invitations.invite(store, *place, NewParty(guests, "nonce")).id
            for _ in range(2)
        )
        guests[2] = replace(guests[2], name="Dian Kusuma")
        another = party_invitations.invite(store, *place, NewParty(guests, "nonce")).id

    assert (first == again, first == another) == (True, False)
    with database.reading() as store:
        assert len(store.exec(select(Visit)).all()) == 6


@pytest.mark.parametrize("gone", [0, 2])
@pytest.mark.parametrize("how", ["withdrawn", "erased"])
def test_the_same_form_sent_again_is_the_same_party_while_anybody_of_it_stands(
    database: Database, cast: Cast, gone: int, how: str
) -> None:
    guests = guests_of(*NAMES)
    first = invite_all(database, cast, guests, "nonce")
    left = every(database, first)
    one = left.pop(gone)
    with database.transaction() as store:
        if how == "withdrawn":
            invitations.withdraw(store, cast.hana.id, one.public_id)
        else:
            erasing_by_guest.erase(store, visit_state.of(store, one.id), GUEST_BY_LINK)

    again = invite_all(database, cast, guests, "nonce")

    assert again.id == left[0].id
    with database.reading() as store:
        assert len(store.exec(select(Visit)).all()) == (2 if how == "erased" else 3)


def test_a_party_that_was_withdrawn_is_invited_again_by_the_same_form_once(
    database: Database, cast: Cast
) -> None:
    guests = guests_of(*NAMES)
    first = invite_all(database, cast, guests, "nonce")
    with database.transaction() as store:
        of_host = cast.hana.id, every(database, first)[0].public_id
        invitations.withdraw(store, *of_host, with_rest=True)

    again, twice = (invite_all(database, cast, guests, "nonce") for _ in range(2))

    assert (again.id == first.id, again.id == twice.id) == (False, True)
    assert len(every(database, again)) == 3
