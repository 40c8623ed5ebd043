"""Races: eight processes, one store and one keyring, whichever is first: one arrival, one badge, no error."""

from collections import Counter
from collections.abc import Callable
from datetime import time, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import func, select, text, update
from sqlmodel import SQLModel, col

from tests.cast import (
    TODAY,
    Cast,
    Invite,
    SettableClock,
    announcement,
    invitation_code,
    scan,
)
from tests.visits.audit.tampering import verified
from tests.visits.people.test_channel_fields import SLACK
from tests.visits.racing import PROCESSES, Racer, Work, racing, transaction
from visits import (
    alarms,
    codes,
    house_rules,
    invitations,
    marshals,
    outbox,
    pairing,
    place_texts,
    sites,
    visit_state,
)
from visits.audit import chain, entries
from visits.erasure import account_closure, erasing, legal_holds, purge
from visits.keys.keyring import Keys
from visits.lobby import (
    arrivals,
    departures,
    encounters,
    kiosks,
    undoing,
    verification,
)
from visits.lobby import check_in as reception
from visits.marshals import MarshalReport, NewMark
from visits.people import (
    accounts,
    channels,
    credentials,
    memberships,
    password_links,
    profiles,
    quotas,
    rate_limits,
    second_factors,
    welcome_links,
)
from visits.people.accounts import NewMember
from visits.people.channels import ChannelOwner
from visits.people.credentials import SignInOrigin
from visits.printing import badges, poll
from visits.printing.badges import Reprint
from visits.rights import inquiries
from visits.store.database import Database, Store
from visits.store.lobby import Encounter
from visits.store.outbox import Email
from visits.store.people import Account, SecondFactor
from visits.store.printing import Badge, PrintJob
from visits.store.sites import Company, MembershipPlan, Site
from visits.store.visits import Arrival, Envelope, Visit
from visits.visit_times import Window
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.channels import ChannelKind
from visits.vocabulary.devices import PairedDevice
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.people import RateLimited, Role
from visits.vocabulary.places import PlaceTextKind
from visits.vocabulary.printing import PrintState, ReprintReason
from visits.vocabulary.sessions import FaceName
from visits.vocabulary.visits import AlarmKind, Level, RefusalReason

HALF = PROCESSES // 2
MOMENT = timedelta(seconds=1)
WHOLE = [
    pytest.param(kind, 200, marks=pytest.mark.whole)
    for kind in ("sqlite", "postgresql")
]


class Guest(NamedTuple):
    """By what works find a guest who is expected."""

    code: bytes
    """The digest of their invitation code."""
    visit: int
    public_id: str


Coming = Callable[[], Guest]


def on_stores(*sample: tuple[str, int]) -> pytest.MarkDecorator:
    """So many rounds on which store: 200 on both, and this sample for `make test`."""
    how = ("kind_of_store", "rounds")
    return pytest.mark.parametrize(how, [*WHOLE, *sample], indirect=["kind_of_store"])


@pytest.fixture
def coming(database: Database, cast: Cast, invite: Invite) -> Coming:
    """Returns a function that invites a guest who needs no more than their code."""
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).least_level = Level.INVITED
        store.add(MembershipPlan(name=quotas.DEFAULT.name))
    number = iter(range(10_000))

    def send() -> Guest:
        email = f"guest{next(number)}@example.org"
        visit = invite(least_level=Level.INVITED, email=email)
        code = codes.digest(invitation_code(database, visit))
        return Guest(code, visit.id, visit.public_id)

    return send


def arrive(kiosk_id: int) -> Work:
    """Hold the guest's code before this tablet, and agree."""

    def work(store: Store, guest: Guest) -> None:
        kiosk = kiosks.paired(store, kiosk_id)
        reception.agree(store, kiosk, reception.scan(store, kiosk, guest.code))

    return transaction(work)


def rows(database: Database, *names: str) -> dict[str, int]:
    with database.reading() as store:
        tables = [SQLModel.metadata.tables[name] for name in names]
        return {
            t.name: store.execute(select(func.count()).select_from(t)).scalar_one()
            for t in tables
        }


def checked_in(database: Database, cast: Cast, guest: Guest) -> Guest:
    """The guest came, and has a badge."""
    with database.transaction() as store:
        kiosk = kiosks.paired(store, cast.kiosk.id)
        reception.agree(store, kiosk, reception.scan(store, kiosk, guest.code))
    return guest


@on_stores(("sqlite", 1), ("postgresql", 1))
def test_eight_scans_of_one_code_are_one_arrival_one_badge_and_one_print_job(
    database: Database, cast: Cast, coming: Coming, keys: Keys, rounds: int
) -> None:
    with database.transaction() as store:
        offered = kiosks.offer_pairing(store, cast.senopati.id, "Garden")
        tablets = [cast.kiosk.id, kiosks.pair(store, offered).id]
    with racing(database, [arrive(tablets[n % 2]) for n in range(PROCESSES)]) as race:
        for number in range(rounds):
            said = race(coming())

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
    database: Database, cast: Cast, coming: Coming, rounds: int
) -> None:
    def withdraw(store: Store, guest: Guest) -> None:
        invitations.withdraw(store, cast.hana.id, guest.public_id)

    with racing(
        database, [arrive(cast.kiosk.id), transaction(withdraw)] * HALF
    ) as race:
        for number in range(rounds):
            outcome = Counter(race(coming()))

            there = rows(database, "arrival", "withdrawal", "badge")
            assert there["arrival"] + there["withdrawal"] == number + 1
            assert there["badge"] == there["arrival"]
            assert outcome in (
                {"done": HALF, "AlreadyArrived": HALF},
                {
                    "done": 1,
                    "AlreadyWithdrawn": HALF - 1,
                    "NotExpectedNow withdrawn": HALF,
                },
            )


@on_stores()
def test_a_guest_whom_the_desk_refuses_at_that_moment_is_in_or_is_not(
    database: Database, cast: Cast, coming: Coming, rounds: int
) -> None:
    def refuse(store: Store, guest: Guest) -> None:
        why = RefusalReason.SAFETY
        arrivals.refuse(store, cast.senopati.id, guest.public_id, why, cast.dewi.id)

    with racing(database, [arrive(cast.kiosk.id), transaction(refuse)] * HALF) as race:
        for number in range(rounds):
            said = race(coming())

            there = rows(database, "arrival", "refusal", "badge")
            assert there["arrival"] + there["refusal"] == number + 1
            assert there["badge"] == there["arrival"]
            assert Counter(said) in (
                {"done": HALF, "AlreadyArrived": HALF},
                {"done": HALF, "NotExpectedNow refused": HALF},
            )


@on_stores()
def test_a_guest_who_is_erased_at_that_moment_is_in_or_is_unknown(
    database: Database, cast: Cast, coming: Coming, rounds: int
) -> None:
    """Somebody erases them at the desk, whose request waits until a guest who is in has left."""

    def erase(store: Store, guest: Guest) -> str:
        visit = visit_state.at_site(store, cast.senopati.id, guest.public_id)
        return erasing.erase(store, visit, actors.member(cast.dewi.id))

    with racing(database, [arrive(cast.kiosk.id), transaction(erase)] * HALF) as race:
        for _ in range(rounds):
            before = rows(database, "arrival", "visit", "envelope")["arrival"]
            outcome = Counter(race(coming()))

            there = rows(database, "arrival", "visit", "badge", "erasureasked")
            assert there["arrival"] - before in {0, 1}
            assert set(there.values()) == {there["arrival"]}
            assert outcome in (
                {"done": HALF, "deferred": HALF},
                {"done": 1, "NotFound": HALF - 1, "NotExpectedNow unknown_code": HALF},
            )


@on_stores()
def test_a_guest_who_leaves_by_two_ways_at_once_left_once(
    database: Database, cast: Cast, coming: Coming, rounds: int
) -> None:
    """The desk, the closing time, and a badge that is being replaced."""

    def check_out(store: Store, guest: Guest) -> None:
        departures.check_out(store, cast.senopati.id, guest.public_id, cast.dewi.id)

    def close(store: Store, guest: Guest) -> str:
        return f"{departures.check_out_at_closing_time(store, [guest.visit])} out"

    def again(store: Store, guest: Guest) -> None:
        reason = Reprint(ReprintReason.DAMAGED, cast.dewi.id)
        badges.reprint(store, cast.senopati.id, guest.public_id, reason)

    works = [check_out, close, again, check_out] * 2
    with racing(database, [*map(transaction, works)]) as race:
        for number in range(rounds):
            said = race(checked_in(database, cast, coming()))

            assert rows(database, "departure")["departure"] == number + 1
            left = Counter([*said[0::4], *said[1::4], *said[3::4]])
            assert (left["done"], left["1 out"]) in {(1, 0), (0, 1)}
            assert left.keys() <= {"done", "1 out", "0 out", "NotInside"}
            assert {*said[2::4]} <= {"done", "NotInside"}


@on_stores(("sqlite", 2), ("postgresql", 4))
def test_a_check_in_that_is_undone_as_the_guest_leaves_happened_or_did_not(
    database: Database, cast: Cast, coming: Coming, rounds: int
) -> None:
    """Two desks undo it, while the guest leaves, the badge is claimed and the host is told."""

    def let_in(store: Store, guest: Guest) -> str:
        store.execute(text("DELETE FROM email"))
        place = cast.senopati.id, guest.public_id, cast.dewi.id
        arrivals.check_in_at_desk(store, *place)
        store.flush()
        return undoing.mark(store.get_one(Arrival, guest.visit))

    def undo(store: Store, given: tuple[Guest, str]) -> None:
        place = cast.senopati.id, given[0].public_id, cast.dewi.id
        undoing.undo(store, *place, given[1])

    def check_out(store: Store, given: tuple[Guest, str]) -> None:
        place = cast.senopati.id, given[0].public_id, cast.dewi.id
        departures.check_out(store, *place)

    def tell(store: Store, _: object) -> str:
        email = outbox.claim(store)
        return email.kind.value if email else "nobody"

    def claim(racer: Racer, _: object) -> str:
        poll.next_attempts(racer.database, None, [cast.printer.public_id])
        return "claimed"

    works = [transaction(undo), transaction(check_out), transaction(tell), claim] * 2
    with racing(database, works) as race:
        for _ in range(rounds):
            guest = coming()
            with database.transaction() as store:
                mark = let_in(store, guest)
            said = Counter(race((guest, mark)))

            with database.reading() as store:
                visit = visit_state.of(store, guest.visit)
                jobs = select(col(PrintJob.state)).join(Badge)
                of_visit = jobs.where(col(Badge.visit_id) == guest.visit)
                [state] = store.execute(of_visit).scalars()
                kinds = Counter(store.execute(select(col(Email.kind))).scalars())
            if visit.departure:
                assert (said["done"], said["TooLateToUndo"]) == (1, 2)
                assert kinds == {EmailKind.ARRIVED: 1}
            else:
                assert visit.arrival is None
                assert (said["done"], said["NotInside"]) == (2, 2)
                assert state is PrintState.CANCELLED
                # What was claimed before may have left.
                may_have_left = said[EmailKind.ARRIVED]
                assert kinds == Counter({EmailKind.ARRIVAL_UNDONE: may_have_left})
            with database.transaction() as store:
                store.execute(text("UPDATE printjob SET state = 'printed'"))


@on_stores()
def test_a_form_that_is_sent_eight_times_invites_once(
    database: Database, cast: Cast, rounds: int
) -> None:
    def send(store: Store, number: int) -> str:
        words = announcement(email=f"guest{number}@example.org")
        return invitations.invite(
            store, cast.hana.id, cast.senopati.id, words, f"{number}"
        ).public_id

    with racing(database, [transaction(send)] * PROCESSES) as race:
        for number in range(rounds):
            said = race(number)

            assert len(set(said)) == 1
            assert not said[0].startswith("failed")
            assert rows(database, "visit", "email") == {"visit": number + 1, "email": number + 1}  # fmt: skip


@on_stores(("postgresql", 1))
def test_an_inquiry_that_is_sent_eight_times_is_begun_once(
    database: Database, rounds: int
) -> None:
    def ask(store: Store, number: int) -> str:
        email, network = f"guest{number}@example.org", f"192.0.{number}.1"
        return inquiries.ask(store, email, "en", network, nonce="one").public_id

    with racing(database, [transaction(ask)] * PROCESSES) as race:
        for number in range(rounds):
            said = race(number)

            assert len(set(said)) == 1
            assert not said[0].startswith("failed")
            assert rows(database, "inquiry", "email") == {"inquiry": number + 1, "email": number + 1}  # fmt: skip


@on_stores(("postgresql", 1))
def test_eight_reprints_are_eight_copies(
    database: Database, cast: Cast, coming: Coming, rounds: int
) -> None:
    def again(store: Store, guest: Guest) -> None:
        reason = Reprint(ReprintReason.DAMAGED, cast.dewi.id)
        badges.reprint(store, cast.senopati.id, guest.public_id, reason)

    with racing(database, [transaction(again)] * PROCESSES) as race:
        for _ in range(rounds):
            guest = checked_in(database, cast, coming())
            said = race(guest)

            assert said == ["done"] * PROCESSES
            with database.reading() as store:
                of_visit = select(col(Badge.copy_number)).where(col(Badge.visit_id) == guest.visit)  # fmt: skip
                assert sorted(store.execute(of_visit).scalars()) == [*range(1, PROCESSES + 2)]  # fmt: skip
                numbers = store.execute(select(col(Badge.number))).scalars().all()
                assert len(set(numbers)) == len(numbers)


@on_stores(("sqlite", 1), ("postgresql", 1))
def test_eight_scans_of_a_guest_who_comes_back_are_one_return_and_one_badge(
    database: Database,
    cast: Cast,
    coming: Coming,
    clock: SettableClock,
    rounds: int,
) -> None:
    with database.transaction() as store:
        offered = kiosks.offer_pairing(store, cast.senopati.id, "Garden")
        tablets = [cast.kiosk.id, kiosks.pair(store, offered).id]
    with racing(database, [arrive(tablets[n % 2]) for n in range(PROCESSES)]) as race:
        for number in range(rounds):
            guest = checked_in(database, cast, coming())
            with database.transaction() as store:
                departures.check_out(
                    store, cast.senopati.id, guest.public_id, cast.dewi.id
                )
            clock.forward(seconds=1)

            said = race(guest)

            assert Counter(said) == {"done": HALF, "NotExpectedNow used_again": HALF}
            once = number + 1
            assert rows(database, "arrival", "departure", "earlierstay", "badge") == {
                "arrival": once,
                "departure": 0,
                "earlierstay": once,
                "badge": 2 * once,
            }


@on_stores(("postgresql", 1))
def test_of_eight_tries_at_the_digits_five_are_counted(
    database: Database, cast: Cast, invite: Invite, rounds: int
) -> None:
    def attempt(store: Store, public_id: str) -> None:
        verification.count_attempt(store, cast.kiosk.id, public_id)

    with racing(database, [transaction(attempt)] * PROCESSES) as race:
        for number in range(rounds):
            visit = invite(email=f"guest{number}@example.org")
            encounter = scan(database, cast.kiosk, visit)
            said = race(encounter.public_id)

            assert Counter(said) == {"done": 5, "NoMoreTries wrong_code": 3}
            with database.reading() as store:
                assert store.get_one(Encounter, encounter.id).tries == 5


@on_stores()
def test_of_eight_sendings_as_many_go_out_as_may(
    database: Database, cast: Cast, invite: Invite, rounds: int
) -> None:
    def send(store: Store, public_id: str) -> None:
        kiosk, encounter = encounters.current(store, cast.kiosk.id, public_id)
        verification.send_code(store, kiosk, encounter)

    with racing(database, [transaction(send)] * PROCESSES) as race:
        for number in range(rounds):
            visit = invite(email=f"guest{number}@example.org")
            said = race(scan(database, cast.kiosk, visit).public_id)

            # The scan itself sent the first of three.
            assert Counter(said) == {"done": 2, "NoMoreTries too_many_sendings": 6}


@on_stores()
def test_of_eight_attempts_that_are_limited_as_many_count_as_may(
    database: Database, cast: Cast, rounds: int
) -> None:
    def sign_in(store: Store, number: int) -> None:
        origin = SignInOrigin("192.0.2.1", browser=f"{number}")
        credentials.count_attempt(store, "hana@example.com", origin)

    def vouch(store: Store, _: object) -> None:
        verification.count_vouch_attempt(store, cast.hana.id)

    with racing(database, [transaction(sign_in)] * PROCESSES) as race:
        for number in range(rounds):
            assert Counter(race(number)) == {"done": 5, "TooManyTries": 3}

    with racing(database, [transaction(vouch)] * PROCESSES) as race:
        assert Counter(race()) == {"done": 5, "TooManyTries": 3}


@pytest.mark.parametrize("kind_of_store", ["postgresql"], indirect=True)
def test_of_eight_taps_one_tests_a_channel(database: Database, cast: Cast) -> None:
    owner = ChannelOwner(member_id=cast.hana.id)
    with database.transaction() as store:
        public_id = channels.add(store, owner, ChannelKind.SLACK, {"address": SLACK})

    def tap(store: Store, _: object) -> None:
        channels.test(store, owner, public_id)

    with racing(database, [transaction(tap)] * PROCESSES) as race:
        race()

    assert rows(database, "message") == {"message": 1}


@pytest.mark.parametrize("kind_of_store", ["postgresql"], indirect=True)
def test_of_eight_who_write_what_guests_read_each_is_first_or_later(
    database: Database, cast: Cast
) -> None:
    def write(store: Store, number: int) -> str:
        site = sites.of(store, cast.senopati.id)
        words = codes.public_id()
        house_rules.write(store, site, {"en": words})
        place_texts.write(store, site, PlaceTextKind.ADDRESS, "en", words)
        company = store.get_one(Company, cast.langit.id)
        place_texts.write(store, company, PlaceTextKind.FLOOR, "en", words)
        return f"{number}"

    with racing(database, [transaction(write)] * PROCESSES) as race:
        assert [race(number) for number in range(2)] == [["0"] * 8, ["1"] * 8]

    assert rows(database, "placetext") == {"placetext": 16 + 2}


@on_stores(("postgresql", 1))
@pytest.mark.usefixtures("cast")
def test_eight_processes_count_eight(database: Database, rounds: int) -> None:
    """Of one account from eight networks: only what all of them share counts them together."""
    with database.reading() as store:
        login = profiles.login_digest(store, "hana@example.com").hex()

    def attempt_from(own: int) -> Work:
        def attempt(store: Store, number: int) -> None:
            origin = SignInOrigin(f"192.0.{number}.{own}")
            credentials.count_attempt(store, "hana@example.com", origin)

        return transaction(attempt)

    with racing(database, [*map(attempt_from, range(PROCESSES))]) as race:
        for number in range(rounds):
            assert race(number) == ["done"] * PROCESSES
            with database.transaction() as store:
                counted = rate_limits.recent(store, RateLimited.SIGN_IN_ACCOUNT, login)
                assert counted == PROCESSES
                rate_limits.reset(store, RateLimited.SIGN_IN_ACCOUNT, login)


@on_stores(("postgresql", 1))
def test_what_is_good_once_is_used_once(
    database: Database, cast: Cast, rounds: int
) -> None:
    def pair(store: Store, given: tuple[str, str, str]) -> None:
        kiosks.pair(store, given[0])

    def use(store: Store, given: tuple[str, str, str]) -> None:
        second_factors.check(store, cast.dewi.id, given[1])

    def accept(store: Store, given: tuple[str, str, str]) -> None:
        password_links.accept(store, given[2], "$argon2id$of", FaceName.HOSTS)

    def claim(store: Store, _: object) -> str:
        return f"claimed {0 if outbox.claim(store) is None else 1}"

    works = [transaction(work) for work in (pair, use, accept, claim)] * 2
    with racing(database, works) as race:
        for _ in range(rounds):
            with database.transaction() as store:
                store.execute(text("DELETE FROM email"))
                # Somebody's first password: of a later one an e-mail of its own would tell.
                store.execute(update(Account).values(password=None))
                offered = pairing.offer(
                    store, cast.senopati.id, "Garden", PairedDevice.KIOSK
                )
                store.merge(
                    SecondFactor(
                        account_id=cast.dewi.id,
                        secret=b"s" * 32,
                        confirmed_at=store.now,
                    )
                )
                code, *_ = second_factors.new_recovery_codes(store, cast.dewi.id)
                welcome_links.send(store, cast.raka.id)
                link = welcome_links.welcome_link(store, cast.raka.id)
            said = race((offered, code, link))

            assert Counter(said) == {
                "done": 3,
                "PairingRefused": 1,
                "WrongCode": 1,
                "LinkExpired": 1,
                "claimed 1": 1,
                "claimed 0": 1,
            }


@on_stores(("postgresql", 1))
def test_eight_polls_lease_one_badge_to_a_printer(
    database: Database, cast: Cast, coming: Coming, rounds: int
) -> None:
    def ask(racer: Racer, _: object) -> str:
        attempts = poll.next_attempts(racer.database, None, [cast.printer.public_id])
        return f"leased {len(attempts)}"

    with racing(database, [ask] * PROCESSES) as race:
        for _ in range(rounds):
            checked_in(database, cast, coming())
            said = race()

            assert Counter(said) == {"leased 1": 1, "leased 0": PROCESSES - 1}
            with database.transaction() as store:
                store.execute(text("UPDATE printjob SET state = 'printed'"))


@on_stores()
def test_entries_beside_seals_leave_a_whole_chain(
    database: Database, rounds: int
) -> None:
    def write(racer: Racer, _: object) -> None:
        for _ in range(5):
            racer.run(lambda store: entries.record(store, actors.OPERATOR, Act.RESENT, 1))  # fmt: skip
            racer.run(chain.seal)

    before = verified(database).entries + verified(database).unsealed
    with racing(database, [write] * PROCESSES) as race:
        for _ in range(rounds):
            assert race() == ["done"] * PROCESSES
    with database.transaction() as store:
        chain.seal(store)

    assert verified(database).entries == before + rounds * PROCESSES * 5


@on_stores(("postgresql", 1))
def test_the_purge_beside_the_lobby_erases_what_is_due_and_nothing_else(
    database: Database, cast: Cast, coming: Coming, rounds: int
) -> None:
    """A moment before they are due, one gets a legal hold and another is to come tomorrow."""

    def clean(racer: Racer, _: object) -> str:
        now = racer.database.clock()
        racer.database.clock = lambda: now + 2 * MOMENT
        return "beside" if purge.purge(racer.database).is_under_way else "purged"

    def hold(store: Store, guests: list[Guest]) -> None:
        review = TODAY + timedelta(days=30)
        held, why = guests[0].visit, HoldReason.INCIDENT
        legal_holds.place(store, held, why, review, actors.OPERATOR)

    def move(store: Store, guests: list[Guest]) -> None:
        tomorrow = Window(day=TODAY + timedelta(days=1), starts=time(10), ends=time(11))
        invitations.reschedule(store, cast.hana.id, guests[1].public_id, tomorrow)

    def come(racer: Racer, guests: list[Guest]) -> object:
        return arrive(cast.kiosk.id)(racer, guests[-1])

    works = [clean, transaction(hold), transaction(move), come] * 2
    with racing(database, works) as race:
        for number in range(rounds):
            guests = [coming() for _ in range(5)]
            due = [guest.visit for guest in guests[:-1]]
            expire(database, due)
            said = race(guests)

            assert Counter(said[3::4]) == {"done": 2}
            assert rows(database, "arrival", "badge") == {"arrival": number + 1, "badge": number + 1}  # fmt: skip
            assert {*said[0::4]} <= {"purged", "beside"}
            assert {*said[1::4], *said[2::4]} <= {"done", "NotFound"}
            # What is in somebody's hand is left to the next run.
            clean(Racer(database, []), guests)
            kept = {due[0]: said[1::4], due[1]: said[2::4]}
            for visit_id in due:
                is_kept = "done" in kept.get(visit_id, [])
                assert is_whole(database, visit_id) == is_kept


def expire(database: Database, visit_ids: list[int]) -> None:
    """Everything that is kept of these is due in a moment."""
    with database.transaction() as store:
        of_visits = col(Envelope.visit_id).in_(visit_ids)
        due = {"expires_at": store.now + MOMENT}
        store.execute(update(Envelope).where(of_visits).values(due))


def is_whole(database: Database, visit_id: int) -> bool:
    """Whether the visit is there with all its envelopes; it may also be gone with all."""
    with database.reading() as store:
        is_there = store.get(Visit, visit_id) is not None
        of_visit = select(func.count()).where(col(Envelope.visit_id) == visit_id)
        assert store.execute(of_visit).scalar_one() == (2 if is_there else 0)
    return is_there


@on_stores(("sqlite", 1), ("postgresql", 1))
def test_eight_desks_that_raise_an_alarm_at_once_raise_one(
    database: Database, cast: Cast, rounds: int
) -> None:
    def ring(store: Store, _: None) -> str:
        place = cast.senopati.id, AlarmKind.REAL
        return str(alarms.raise_at(store, *place, cast.dewi.id).id)

    with racing(database, [transaction(ring)] * PROCESSES) as race:
        for number in range(rounds):
            said = race()

            assert len(set(said)) == 1
            assert not said[0].startswith("failed")
            assert rows(database, "alarm") == {"alarm": number + 1}
            with database.transaction() as store:
                alarms.end(store, cast.senopati.id, int(said[0]), cast.dewi.id)


@on_stores(("postgresql", 1))
def test_marks_that_arrive_as_the_alarm_ends_are_counted_or_refused(
    database: Database, cast: Cast, coming: Coming, rounds: int
) -> None:
    guest = checked_in(database, cast, coming())
    mark = NewMark(1, guest.public_id, is_found=True, age=timedelta())

    def tell(store: Store, given: tuple[int, str]) -> None:
        alarm = alarms.by_link(store, given[1])
        marshals.note(store, alarm, MarshalReport(codes.public_id(), marks=[mark]))

    def end(store: Store, given: tuple[int, str]) -> None:
        alarms.end(store, cast.senopati.id, given[0], cast.dewi.id)

    works = [transaction(tell)] * (PROCESSES - 1) + [transaction(end)]
    with racing(database, works) as race:
        for _ in range(rounds):
            with database.transaction() as store:
                place = cast.senopati.id, AlarmKind.DRILL
                alarm = alarms.raise_at(store, *place, cast.dewi.id)
                given = alarm.id, alarms.link(store, alarm)
            said = Counter(race(given))

            assert said.keys() <= {"done", "NotFound"}
            with database.reading() as store:
                [report, *_] = alarms.past(store, cast.senopati.id)
            assert report.found == int(said["done"] > 1)
            assert rows(database, "mark", "marshal") == {"mark": 0, "marshal": 0}


@on_stores(("postgresql", 6))
def test_an_account_goes_with_the_last_of_its_places_unless_another_is_added(
    database: Database, cast: Cast, rounds: int
) -> None:
    def wulan(company_id: int) -> NewMember:
        return NewMember(
            name="Wulan Sari",
            email="wulan@example.com",
            company_id=company_id,
            site_id=cast.senopati.id,
            roles=frozenset({Role.HOST}),
            language="en",
        )

    def closing(own: int) -> Work:
        def close(store: Store, given: tuple[list[int], int | None]) -> None:
            account_closure.close(store, given[0][own], actors.OPERATOR)

        return transaction(close)

    def add(store: Store, given: tuple[list[int], int | None]) -> None:
        if given[1] is not None:
            accounts.enrol(store, wulan(given[1]))

    works = [*map(closing, range(PROCESSES - 1)), transaction(add)]
    with racing(database, works) as race:
        for number in range(rounds):
            with database.transaction() as store:
                every = [Company(name=f"{number} {own}") for own in range(PROCESSES)]
                store.add_all(every)
                store.flush()
                last, *others = [one.id for one in every]
                places = [accounts.enrol(store, wulan(one)).id for one in others]
            added = last if number % 3 == 0 else None
            assert race((places, added)) == ["done"] * PROCESSES
            with database.transaction() as store:
                account = memberships.account_of(store, "wulan@example.com")
                left = memberships.of_account(store, account.id) if account else []
                assert [one.company_id for one in left] == [last] * (added is not None)
                assert (account is None) is (added is None)
                for member in left:
                    account_closure.close(store, member.id, actors.OPERATOR)
