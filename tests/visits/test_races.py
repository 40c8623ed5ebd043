"""Races: eight processes, one store and one keyring, whichever is first: one arrival, one badge, no error."""

from collections import Counter
from functools import partial

import pytest
from sqlalchemy import func, select, text
from sqlmodel import SQLModel, col

from tests.cast import Cast, Invite, announcement, invitation_code, scan
from tests.visits.audit.tampering import verified
from tests.visits.racing import PROCESSES, Work, race, transaction
from visits import codes, invitations, pairing
from visits.audit import chain, entries
from visits.invitations import NewInvitation
from visits.keys.keyring import Keys
from visits.lobby import arrivals, encounters, kiosks, verification
from visits.lobby import check_in as reception
from visits.people import accounts, second_factors
from visits.people.accounts import SignInOrigin
from visits.printing import badges, poll
from visits.printing.badges import Reprint
from visits.store.database import Database, Store
from visits.store.lobby import Encounter
from visits.store.people import SecondFactor
from visits.store.printing import Badge
from visits.store.sites import Site
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.printing import ReprintReason
from visits.vocabulary.visits import Level, PairedDevice, RefusalReason

HALF = PROCESSES // 2
WHOLE = [
    pytest.param(kind, 200, marks=pytest.mark.whole)
    for kind in ("sqlite", "postgresql")
]


def on_stores(*sample: tuple[str, int]) -> pytest.MarkDecorator:
    """So many rounds on which store: 200 on both, and this sample for `make test`."""
    how = ("kind_of_store", "rounds")
    return pytest.mark.parametrize(how, [*WHOLE, *sample], indirect=["kind_of_store"])


@pytest.fixture
def coming(database: Database, cast: Cast, invite: Invite) -> Invite:
    """Returns a function that invites a guest who needs no more than their code."""
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).least_level = Level.INVITED
    number = iter(range(10_000))

    def send() -> Visit:
        email = f"guest{next(number)}@example.org"
        return invite(least_level=Level.INVITED, email=email)

    return send


def arrive(code: bytes, kiosk_id: int) -> Work:
    """Hold the code before this tablet, and agree."""

    def work(store: Store) -> None:
        kiosk = kiosks.paired(store, kiosk_id)
        reception.agree(store, kiosk, reception.scan(store, kiosk, code))

    return transaction(work)


def rows(database: Database, *names: str) -> dict[str, int]:
    with database.reading() as store:
        tables = [SQLModel.metadata.tables[name] for name in names]
        return {
            t.name: store.execute(select(func.count()).select_from(t)).scalar_one()
            for t in tables
        }


@on_stores(("sqlite", 1), ("postgresql", 1))
def test_eight_scans_of_one_code_are_one_arrival_one_badge_and_one_print_job(
    database: Database, cast: Cast, coming: Invite, keys: Keys, rounds: int
) -> None:
    with database.transaction() as store:
        offered = kiosks.offer_pairing(store, cast.senopati.id, "Garden")
        tablets = [cast.kiosk.id, kiosks.pair(store, offered).id]
    for number in range(rounds):
        code = codes.digest(invitation_code(database, coming()))
        said = race(database, [arrive(code, tablets[n % 2]) for n in range(PROCESSES)])

        # Read again at the tablet that was first it goes on with its encounter, at the other not.
        assert Counter(said) == {"done": HALF, "NotExpectedNow used_again": HALF}
        once = number + 1
        assert rows(database, "arrival", "badge", "printjob") == {
            "arrival": once,
            "badge": once,
            "printjob": once,
        }
    # The key that all of them needed was made once.
    days = sorted(path.name for path in (keys.keyring.folder / "days").iterdir())
    assert days == ["2026-11-24.key", "2026-12-23.key"]


@on_stores(("postgresql", 1))
def test_a_guest_whose_visit_is_withdrawn_at_that_moment_is_in_or_is_not(
    database: Database, cast: Cast, coming: Invite, rounds: int
) -> None:
    for number in range(rounds):
        visit = coming()
        code = codes.digest(invitation_code(database, visit))
        withdraw = transaction(
            partial(
                invitations.withdraw, host_id=cast.hana.id, public_id=visit.public_id
            )
        )
        said = race(database, [arrive(code, cast.kiosk.id), withdraw] * HALF)

        there = rows(database, "arrival", "withdrawal", "badge")
        assert there["arrival"] + there["withdrawal"] == number + 1
        assert there["badge"] == there["arrival"]
        outcome = Counter(said)
        assert outcome in (
            {"done": HALF, "AlreadyArrived": HALF},
            {"done": 1, "AlreadyWithdrawn": HALF - 1, "NotExpectedNow withdrawn": HALF},
        )


@on_stores()
def test_a_guest_whom_the_desk_refuses_at_that_moment_is_in_or_is_not(
    database: Database, cast: Cast, coming: Invite, rounds: int
) -> None:
    for number in range(rounds):
        visit = coming()
        code = codes.digest(invitation_code(database, visit))

        def refuse(store: Store, public_id: str = visit.public_id) -> None:
            arrivals.refuse(
                store, cast.senopati.id, public_id, RefusalReason.SAFETY, cast.dewi.id
            )

        said = race(database, [arrive(code, cast.kiosk.id), transaction(refuse)] * HALF)

        there = rows(database, "arrival", "refusal", "badge")
        assert there["arrival"] + there["refusal"] == number + 1
        assert there["badge"] == there["arrival"]
        assert Counter(said) in (
            {"done": HALF, "AlreadyArrived": HALF},
            {"done": HALF, "NotExpectedNow refused": HALF},
        )


@on_stores()
def test_a_form_that_is_sent_eight_times_invites_once(
    database: Database, cast: Cast, rounds: int
) -> None:
    for number in range(rounds):
        words = announcement(email=f"guest{number}@example.org")

        def send(
            store: Store, words: NewInvitation = words, nonce: str = f"{number}"
        ) -> str:
            visit = invitations.invite(
                store, cast.hana.id, cast.senopati.id, words, nonce
            )
            return visit.public_id

        said = race(database, [transaction(send)] * PROCESSES)

        assert len(set(said)) == 1
        assert not said[0].startswith("failed")
        assert rows(database, "visit", "email") == {"visit": number + 1, "email": number + 1}  # fmt: skip


@on_stores(("postgresql", 1))
def test_eight_reprints_are_eight_copies(
    database: Database, cast: Cast, coming: Invite, rounds: int
) -> None:
    for _ in range(rounds):
        visit = coming()
        code = codes.digest(invitation_code(database, visit))
        arrive(code, cast.kiosk.id)(database)

        def again(store: Store, public_id: str = visit.public_id) -> None:
            reason = Reprint(ReprintReason.DAMAGED, cast.dewi.id)
            badges.reprint(store, cast.senopati.id, public_id, reason)

        said = race(database, [transaction(again)] * PROCESSES)

        assert said == ["done"] * PROCESSES
        with database.reading() as store:
            of_visit = select(col(Badge.copy_number)).where(col(Badge.visit_id) == visit.id)  # fmt: skip
            assert sorted(store.execute(of_visit).scalars()) == [*range(1, PROCESSES + 2)]  # fmt: skip
            numbers = store.execute(select(col(Badge.number))).scalars().all()
            assert len(set(numbers)) == len(numbers)


@on_stores(("postgresql", 1))
def test_of_eight_tries_at_the_digits_five_are_counted(
    database: Database, cast: Cast, invite: Invite, rounds: int
) -> None:
    for number in range(rounds):
        visit = invite(email=f"guest{number}@example.org")
        encounter = scan(database, cast.kiosk, visit)

        def attempt(store: Store, public_id: str = encounter.public_id) -> None:
            verification.count_attempt(store, cast.kiosk.id, public_id)

        said = race(database, [transaction(attempt)] * PROCESSES)

        assert Counter(said) == {"done": 5, "NoMoreTries wrong_code": 3}
        with database.reading() as store:
            assert store.get_one(Encounter, encounter.id).tries == 5


@on_stores()
def test_of_eight_sendings_as_many_go_out_as_may(
    database: Database, cast: Cast, invite: Invite, rounds: int
) -> None:
    for number in range(rounds):
        visit = invite(email=f"guest{number}@example.org")
        public_id = scan(database, cast.kiosk, visit).public_id

        def send(store: Store, public_id: str = public_id) -> None:
            kiosk, encounter = encounters.current(store, cast.kiosk.id, public_id)
            verification.send_code(store, kiosk, encounter)

        said = race(database, [transaction(send)] * PROCESSES)

        # The scan itself sent the first of three.
        assert Counter(said) == {"done": 2, "NoMoreTries too_many_sendings": 6}


@on_stores()
def test_of_eight_attempts_that_are_limited_as_many_count_as_may(
    database: Database, cast: Cast, rounds: int
) -> None:
    for number in range(rounds):
        origin = SignInOrigin("192.0.2.1", browser=f"{number}")

        def sign_in(store: Store, origin: SignInOrigin = origin) -> None:
            accounts.count_attempt(store, "hana@example.com", origin)

        said = race(database, [transaction(sign_in)] * PROCESSES)
        assert Counter(said) == {"done": 5, "TooManyTries": 3}

    def vouch(store: Store) -> None:
        verification.count_vouch_attempt(store, cast.hana.id)

    said = race(database, [transaction(vouch)] * PROCESSES)
    assert Counter(said) == {"done": 5, "TooManyTries": 3}


@on_stores(("postgresql", 1))
def test_what_is_good_once_is_used_once(
    database: Database, cast: Cast, rounds: int
) -> None:
    for _ in range(rounds):
        with database.transaction() as store:
            offered = pairing.offer(
                store, cast.senopati.id, "Garden", PairedDevice.KIOSK
            )
            store.merge(
                SecondFactor(
                    member_id=cast.dewi.id, secret=b"s" * 32, confirmed_at=store.now
                )
            )
            code, *_ = second_factors.new_recovery_codes(store, cast.dewi.id)

        def pair(store: Store, offered: str = offered) -> None:
            kiosks.pair(store, offered)

        def use(store: Store, code: str = code) -> None:
            second_factors.check(store, cast.dewi.id, code)

        said = race(database, [transaction(pair), transaction(use)] * HALF)

        assert Counter(said[::2]) == {"done": 1, "PairingRefused": HALF - 1}
        assert Counter(said[1::2]) == {"done": 1, "WrongCode": HALF - 1}


@on_stores(("postgresql", 1))
def test_eight_polls_lease_one_badge_to_a_printer(
    database: Database, cast: Cast, coming: Invite, rounds: int
) -> None:
    def ask(own: Database) -> str:
        attempts = poll.next_attempts(own, None, [cast.printer.public_id])
        return f"leased {len(attempts)}"

    for _ in range(rounds):
        code = codes.digest(invitation_code(database, coming()))
        arrive(code, cast.kiosk.id)(database)
        said = race(database, [ask] * PROCESSES)

        assert Counter(said) == {"leased 1": 1, "leased 0": PROCESSES - 1}
        with database.transaction() as store:
            store.execute(text("UPDATE printjob SET state = 'printed'"))


@on_stores()
def test_entries_beside_seals_leave_a_whole_chain(
    database: Database, rounds: int
) -> None:
    def write(own: Database) -> None:
        for _ in range(5):
            own.run(lambda store: entries.record(store, actors.OPERATOR, Act.RESENT, 1))
            own.run(chain.seal)

    before = verified(database).entries + verified(database).unsealed
    for _ in range(rounds):
        assert race(database, [write] * PROCESSES) == ["done"] * PROCESSES
    with database.transaction() as store:
        chain.seal(store)

    assert verified(database).entries == before + rounds * PROCESSES * 5
