"""The watch list: two of the desk put an address on it, and nobody with it comes in undecided."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import event, update
from sqlmodel import col, select

from tests import cast as casting
from tests.cast import (
    EMAIL,
    PHONE,
    TODAY,
    Cast,
    Invite,
    SettableClock,
    add_member,
    colleague,
    watch,
)
from tests.query_plans import plans
from visits import board, codes, confirmed_codes, hosted_guests, visit_state, watch_list
from visits.erasure import account_closure, erasing, purge
from visits.lobby import (
    arrivals,
    check_in,
    departures,
    desk_queue,
    encounters,
    verification,
)
from visits.lobby.encounters import Step
from visits.people import member_data
from visits.printing import badges
from visits.rights import corrections, facts, inquiries
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.lobby import Encounter, WatchEntry
from visits.store.outbox import Email
from visits.store.printing import PrintJob
from visits.store.sites import Site
from visits.store.visits import Arrival, BlindIndex, Invitation, Visit
from visits.vault import blind_index, envelopes, reindexing
from visits.visit_state import Stage
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import (
    NotExpectedNow,
    NotFound,
    OnWatchList,
    OtherAddress,
    OwnProposal,
    ProposedAlready,
    ReviewOutOfRange,
    TooManyTries,
    VisitRefused,
)
from visits.vocabulary.rights import RequestOutcome
from visits.vocabulary.visits import (
    Level,
    Lookup,
    RefusalReason,
    WaitReason,
    WatchReason,
)
from visits.watch_list import NewWatch, WatchedAddress

GITA = WatchedAddress(Lookup.EMAIL, EMAIL)
UNTIL = TODAY + timedelta(days=89)


def proposal(cast: Cast, **changes: object) -> NewWatch:
    """What Dewi proposes, with the given changes."""
    usual = NewWatch(
        site_id=cast.senopati.id,
        member_id=cast.dewi.id,
        address=GITA,
        reason=WatchReason.THREAT,
        until=UNTIL,
    )
    return replace(usual, **changes)  # type: ignore[arg-type] # fields by their names


def propose(database: Database, cast: Cast, **changes: object) -> WatchEntry:
    with database.transaction() as store:
        return watch_list.propose(store, proposal(cast, **changes))


def confirm(
    database: Database, by: int, entry: WatchEntry, address: WatchedAddress = GITA
) -> None:
    with database.transaction() as store:
        where = entry.site_id, by, entry.public_id
        watch_list.confirm(store, *where, address)


def entries(database: Database) -> list[WatchEntry]:
    with database.reading() as store:
        return list(store.exec(select(WatchEntry).order_by(col(WatchEntry.id))))


def acts(database: Database) -> list[Act]:
    with database.reading() as store:
        found = store.exec(select(AuditEntry).order_by(col(AuditEntry.id)))
        return [entry.act for entry in found]


def watched(database: Database, visit: Visit) -> WatchReason | None:
    with database.reading() as store:
        return visit_state.of(store, visit.id).watched


# --- Each way in. What it does to a guest on the list is what it does to one whose ID is asked for.


def by_code(database: Database, cast: Cast, visit: Visit) -> Encounter:
    return casting.scan(database, cast.kiosk, visit)


def by_confirmed_page(database: Database, cast: Cast, visit: Visit) -> Encounter:
    with database.transaction() as store:
        shown = confirmed_codes.scannable(store, visit_state.of(store, visit.id))
        code = codes.read(shown)
        assert code
        return check_in.scan(store, cast.kiosk, code.digest, code.confirmation)


def typed(item: Lookup, address: str) -> Callable[..., Encounter]:
    def by_address(database: Database, cast: Cast, visit: Visit) -> Encounter:
        del visit
        with database.transaction() as store:
            encounter = check_in.announce_address(store, cast.kiosk, item, address)
        digits = casting.sent_digits(database, encounter)
        casting.confirm(database, cast.kiosk, encounter, digits)
        return encounter

    by_address.__name__ = f"by_{item}"
    return by_address


def by_vouching(database: Database, cast: Cast, visit: Visit) -> Encounter:
    with database.transaction() as store:
        encounter = check_in.announce_address(store, cast.kiosk, "email", EMAIL)
        digits = verification.vouch_digits(store, encounter)
    with database.transaction() as store:
        assert verification.vouch(store, cast.hana.id, digits).id == visit.id
    return encounter


def by_name_of_party(database: Database, cast: Cast, visit: Visit) -> Encounter:
    with database.transaction() as store:
        # As if two had been invited together.
        alone = update(Invitation).where(col(Invitation.visit_id) == visit.id)
        store.execute(alone.values(party_id=visit.id))
    encounter = casting.scan(database, cast.kiosk, visit)
    with database.transaction() as store:
        same = encounters.of(store, cast.kiosk, encounter.public_id)
        check_in.tell_family_name(store, cast.kiosk, same, "Pramesti")
    return encounter


WAYS = [
    by_code,
    by_confirmed_page,
    typed(Lookup.EMAIL, EMAIL),
    typed(Lookup.PHONE, PHONE),
    by_vouching,
    by_name_of_party,
]


def is_in(database: Database, visit: Visit) -> bool:
    with database.reading() as store:
        has_badge = store.exec(select(PrintJob)).first() is not None
        has_arrived = store.get(Arrival, visit.id) is not None
    assert has_badge is has_arrived
    return has_arrived


class Outcome(NamedTuple):
    """What a tablet does after a way in was tried, and what a stopwatch or a mailbox could tell."""

    step: Step
    statements: int
    emails: list[EmailKind]


def outcome(
    database: Database, cast: Cast, visit: Visit, way: Callable[..., Encounter]
) -> Outcome:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    encounter = way(database, cast, visit)
    event.remove(database.engine, "before_cursor_execute", note)
    with database.reading() as store:
        emails = [email.kind for email in store.exec(select(Email))]
    return Outcome(casting.step(database, encounter), len(statements), emails)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_no_way_in_lets_in_a_guest_who_is_on_the_list(
    database: Database, cast: Cast, invite: Invite, way: Callable[..., Encounter]
) -> None:
    visit = invite(phone=PHONE)
    watch(database, cast)

    outcome(database, cast, visit, way)

    assert not is_in(database, visit)
    assert casting.waits(database, cast.senopati) == [WaitReason.ON_WATCH_LIST]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_tablet_does_the_same_to_a_guest_whose_id_is_asked_for(
    database: Database,
    cast: Cast,
    invite: Invite,
    way: Callable[..., Encounter],
) -> None:
    listed = invite(phone=PHONE)
    entry = watch(database, cast)
    of_listed = outcome(database, cast, listed, way)
    with database.transaction() as store:
        erasing.erase(store, visit_state.of(store, listed.id), actors.CLOCK)
        store.delete(store.get_one(WatchEntry, entry.id))

    of_other = outcome(
        database, cast, invite(phone=PHONE, least_level=Level.ID_SEEN), way
    )

    assert of_other == of_listed
    assert casting.waits(database, cast.senopati) == [WaitReason.ID_CHECK]


@pytest.mark.parametrize("listed", [EMAIL.upper(), "0812 3456 7890"])
def test_any_spelling_of_either_address_is_found(
    database: Database, cast: Cast, invite: Invite, listed: str
) -> None:
    visit = invite(phone=PHONE)

    watch(database, cast, listed)

    assert watched(database, visit) is WatchReason.BARRED


def test_whoever_is_invited_or_corrected_after_the_entry_is_found(
    database: Database, cast: Cast, invite: Invite
) -> None:
    watch(database, cast)
    later, other = invite(), invite(email="other@example.org")
    assert watched(database, later)
    assert not watched(database, other)

    with database.transaction() as store:
        envelopes.change(store, other.id, {"email": EMAIL})

    assert watched(database, other)


def test_another_sites_list_says_nothing(
    database: Database, cast: Cast, invite: Invite
) -> None:
    here, there = invite(), invite(site=cast.mitte)

    watch(database, cast)

    assert watched(database, here)
    assert not watched(database, there)


def agree(database: Database, cast: Cast, encounter: Encounter) -> None:
    with database.transaction() as store:
        same = encounters.of(store, cast.kiosk, encounter.public_id)
        check_in.agree(store, cast.kiosk, same)


def test_whoever_is_confirmed_while_the_guest_reads_the_notice_is_stopped(
    database: Database, cast: Cast, invite: Invite
) -> None:
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).least_level = Level.INVITED
    visit = invite(least_level=Level.INVITED)
    encounter = casting.scan(database, cast.kiosk, visit)
    assert casting.step(database, encounter) is Step.AGREE
    watch(database, cast)

    with pytest.raises(NotExpectedNow) as refused:
        agree(database, cast, encounter)

    assert refused.value.reason is WaitReason.ON_WATCH_LIST
    assert not is_in(database, visit)


def test_a_way_in_that_asks_nobody_ends_at_the_arrival_itself(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    watch(database, cast)

    for at, refusal in (
        (arrivals.ArrivalPlace.at(cast.kiosk), NotExpectedNow),
        (arrivals.ArrivalPlace(member_id=cast.dewi.id), OnWatchList),
    ):
        with database.transaction() as store:
            state = visit_state.of(store, visit.id)
            with pytest.raises(refusal):
                arrivals.arrive(store, state, Level.ID_SEEN, at)

    assert not is_in(database, visit)


# --- The desk decides.


def at_desk(database: Database, cast: Cast, visit: Visit) -> type[VisitRefused] | None:
    """Let the guest in as any other; return how that was refused."""
    place = cast.senopati.id, visit.public_id, cast.dewi.id
    is_back = casting.stage(database, visit) is Stage.LEFT
    let_in = arrivals.let_back_in if is_back else arrivals.check_in_at_desk
    try:
        with database.transaction() as store:
            let_in(store, *place)
    except VisitRefused as refused:
        return type(refused)
    return None


def decide(database: Database, cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        place = cast.senopati.id, visit.public_id, cast.dewi.id
        arrivals.let_in_watched(store, *place)


def test_the_desk_lets_in_only_whoever_it_has_decided_about(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    watch(database, cast)
    by_code(database, cast, visit)
    assert at_desk(database, cast, visit) is OnWatchList
    assert not is_in(database, visit)

    decide(database, cast, visit)

    assert is_in(database, visit)
    assert casting.waits(database, cast.senopati) == []
    with database.reading() as store:
        assert store.get_one(Arrival, visit.id).level is Level.ID_SEEN
        [let_in] = store.exec(
            select(AuditEntry).where(col(AuditEntry.act) == Act.WATCH_LET_IN)
        )
    assert (let_in.visit_id, let_in.actor_id) == (visit.id, cast.dewi.id)


def test_a_decision_is_for_this_visit_and_holds_after_lunch(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    visit = invite()
    other = invite(email=EMAIL, name="Gita P")
    watch(database, cast)
    clock.forward(minutes=1)
    decide(database, cast, visit)
    leave(database, cast, visit)
    clock.forward(minutes=5)

    assert watched(database, other)
    assert not watched(database, visit)
    assert at_desk(database, cast, visit) is None


def leave(database: Database, cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)


def by_badge(database: Database, cast: Cast, visit: Visit) -> Encounter:
    with database.transaction() as store:
        badge, _ = badges.newest(store, [visit.id])[visit.id]
        code = codes.digest(badges.code(store, badge))
        scanned = check_in.scan_badge(store, cast.kiosk, code)
    assert isinstance(scanned, Encounter)
    return scanned


@pytest.mark.parametrize("way", [by_code, by_badge])
def test_whoever_comes_on_the_list_while_out_does_not_come_back_undecided(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    way: Callable[..., Encounter],
) -> None:
    visit = invite()
    casting.check_in(database, cast.kiosk, visit)
    leave(database, cast, visit)
    clock.forward(minutes=5)
    watch(database, cast)

    back = way(database, cast, visit)

    assert casting.step(database, back) is Step.SEE_DESK
    assert casting.waits(database, cast.senopati) == [WaitReason.ON_WATCH_LIST]
    assert at_desk(database, cast, visit) is OnWatchList
    decide(database, cast, visit)
    assert casting.stage(database, visit) is Stage.ON_SITE


@pytest.mark.parametrize("way", [by_code, by_badge])
def test_whoever_is_corrected_to_an_address_on_the_list_does_not_come_back_undecided(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    way: Callable[..., Encounter],
) -> None:
    watch(database, cast)
    clock.forward(minutes=5)
    visit = invite(email="other@example.org")
    casting.check_in(database, cast.kiosk, visit)
    clock.forward(minutes=5)
    correct(database, cast, visit, email=EMAIL)
    leave(database, cast, visit)

    back = way(database, cast, visit)

    assert casting.step(database, back) is Step.SEE_DESK
    assert at_desk(database, cast, visit) is OnWatchList
    clock.forward(minutes=5)
    decide(database, cast, visit)
    assert casting.stage(database, visit) is Stage.ON_SITE
    assert not watched(database, visit)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"phone": "0812 3456 7890"}, WatchReason.BARRED),
        ({"email": EMAIL.upper()}, None),
    ],
)
def test_a_decision_counts_for_the_address_of_which_it_was_taken(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    changes: dict[str, str],
    reason: WatchReason | None,
) -> None:
    visit = invite(phone="0811 1111 1111")
    watch(database, cast)
    watch(database, cast, PHONE)
    clock.forward(minutes=5)
    decide(database, cast, visit)
    clock.forward(minutes=5)

    correct(database, cast, visit, **changes)

    assert watched(database, visit) is reason


def correct(database: Database, cast: Cast, visit: Visit, **changes: str) -> None:
    with database.transaction() as store:
        state = visit_state.of(store, visit.id)
        corrections.correct(store, state, changes, actors.member(cast.dewi.id))


def test_a_refusal_is_one_like_another_and_the_log_knows_more(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    watch(database, cast)

    with database.transaction() as store:
        place = cast.senopati.id, visit.public_id
        arrivals.refuse(store, *place, RefusalReason.SAFETY, cast.dewi.id)

    assert casting.stage(database, visit) is Stage.REFUSED
    assert acts(database)[-2:] == [Act.REFUSED, Act.WATCH_REFUSED]


def test_the_board_has_them_first_and_says_why(
    database: Database, cast: Cast, invite: Invite
) -> None:
    somebody = invite(email="first@example.org", least_level=Level.ID_SEEN)
    by_code(database, cast, somebody)
    with database.transaction() as store:
        desk_queue.note(store, cast.kiosk, WaitReason.USED_AGAIN, somebody.id)
    visit = invite()
    watch(database, cast)
    by_code(database, cast, visit)

    with database.reading() as store:
        [first, second] = board.of_site(store, cast.senopati.id, cast.dewi.id).waiting

    assert first.row
    assert first.row.visit_state.id == visit.id
    assert (first.watched, second.watched) == (WatchReason.BARRED, None)


def test_no_host_learns_for_what_the_guest_waits(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    watch(database, cast)
    by_code(database, cast, visit)

    with database.reading() as store:
        details = hosted_guests.own(store, cast.hana.id, visit.public_id)

    assert details.waits_for is WaitReason.ID_CHECK


# --- Two persons, and until when.


def test_an_entry_counts_once_a_second_person_has_typed_the_same_address(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit, sari = invite(), colleague(database, cast)
    entry = propose(database, cast)
    other = WatchedAddress(Lookup.EMAIL, "other@example.org")

    with pytest.raises(OwnProposal):
        confirm(database, cast.dewi.id, entry)
    with pytest.raises(OtherAddress):
        confirm(database, sari.id, entry, other)
    assert not watched(database, visit)

    confirm(database, sari.id, entry)
    confirm(database, sari.id, entry)

    assert watched(database, visit) is WatchReason.THREAT
    with database.transaction() as store:
        put_there = [
            member_data.export(store, one.id)["watch_list_entries"]
            for one in (cast.dewi, sari, cast.hana)
        ]
    assert put_there == [1, 1, 0]
    assert [act for act in acts(database) if act.startswith("watch")] == [
        Act.WATCH_PROPOSED,
        Act.WATCH_CONFIRMED,
    ]


def test_two_memberships_of_one_person_are_not_two_persons(
    database: Database, cast: Cast
) -> None:
    entry = propose(database, cast)
    with database.transaction() as store:
        of_desk = frozenset({Role.DESK})
        other = add_member(store, "Dewi Lestari", cast.senopati, cast.awan, of_desk)
    assert other.id != cast.dewi.id

    with pytest.raises(OwnProposal):
        confirm(database, other.id, entry)


def test_nobody_of_another_site_confirms_or_ends_an_entry(
    database: Database, cast: Cast
) -> None:
    entry = propose(database, cast)

    mitte = cast.mitte.id, cast.dieter.id
    with database.transaction() as store:
        with pytest.raises(NotFound):
            watch_list.confirm(store, *mitte, entry.public_id, GITA)
        watch_list.take_off(store, *mitte, entry.public_id)

    assert len(entries(database)) == 1


def test_a_proposal_that_nobody_confirms_lapses(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    entry, sari = propose(database, cast), colleague(database, cast)
    clock.forward(days=3)

    with pytest.raises(NotFound):
        confirm(database, sari.id, entry)
    purge.purge(database)

    assert entries(database) == []


def test_a_proposal_ends_with_the_membership_of_whoever_made_it(
    database: Database, cast: Cast
) -> None:
    listed = watch(database, cast, "other@example.org")
    entry, sari = propose(database, cast), colleague(database, cast)
    with database.transaction() as store:
        account_closure.close(store, cast.dewi.id, actors.member(cast.dewi.id))

    # Whoever confirms it could be the same person, at the desk for another company.
    with pytest.raises(NotFound):
        confirm(database, sari.id, entry)
    purge.purge(database)

    assert [kept.id for kept in entries(database)] == [listed.id]


def test_nobody_confirms_a_proposal_of_whom_a_restored_database_does_not_know(
    database: Database, cast: Cast
) -> None:
    entry, sari = propose(database, cast), colleague(database, cast)
    with database.transaction() as store:
        store.execute(update(WatchEntry).values(proposed_by=None))

    with pytest.raises(NotFound):
        confirm(database, sari.id, entry)


def test_after_its_review_an_entry_counts_no_more_and_goes(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    watch(database, cast)
    clock.at(f"{UNTIL} 09:30")
    before = invite(day=UNTIL)
    assert watched(database, before)

    clock.at(f"{UNTIL + timedelta(days=1)} 00:00")

    assert not watched(database, before)
    assert len(entries(database)) == 1
    purge.purge(database)
    assert entries(database) == []


@pytest.mark.parametrize("until", [TODAY - timedelta(days=1), TODAY + timedelta(365)])
def test_a_review_is_within_a_year(
    database: Database, cast: Cast, until: object
) -> None:
    with pytest.raises(ReviewOutOfRange):
        propose(database, cast, until=until)

    assert entries(database) == []


def test_two_persons_prolong_an_entry_within_a_year_of_its_first_day(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit, entry = invite(), watch(database, cast)
    clock.forward(days=80)
    a_year = TODAY + timedelta(days=364)
    with pytest.raises(ReviewOutOfRange):
        propose(database, cast, until=a_year + timedelta(days=1))

    longer = propose(database, cast, until=a_year)
    assert len(entries(database)) == 2
    with database.reading() as store:
        [sari] = {entry.confirmed_by for entry in store.exec(select(WatchEntry))} - {
            None
        }
    confirm(database, sari or 0, longer)

    [kept] = entries(database)
    assert (kept.id, kept.first_at) == (longer.id, entry.first_at)
    assert watched(database, visit)


def test_the_same_proposal_twice_is_one_and_another_replaces_it(
    database: Database, cast: Cast
) -> None:
    first, again = propose(database, cast), propose(database, cast)
    assert first.id == again.id

    other = propose(database, cast, reason=WatchReason.COURT_ORDER)

    assert [entry.id for entry in entries(database)] == [other.id]


def test_a_colleagues_proposal_is_confirmed_and_not_replaced(
    database: Database, cast: Cast
) -> None:
    entry, sari = propose(database, cast), colleague(database, cast)

    with pytest.raises(ProposedAlready):
        propose(database, cast, member_id=sari.id, reason=WatchReason.COURT_ORDER)

    assert entries(database) == [entry]


@pytest.mark.parametrize("typed", [None, "other@example.org"])
def test_nobody_takes_an_entry_off_who_does_not_say_whose_it_is(
    database: Database, cast: Cast, typed: str | None
) -> None:
    entry = watch(database, cast)
    place = cast.senopati.id, cast.dewi.id, entry.public_id
    address = WatchedAddress(Lookup.EMAIL, typed) if typed else None

    with database.transaction() as store, pytest.raises(OtherAddress):
        watch_list.take_off(store, *place, address)

    assert len(entries(database)) == 1


def test_one_person_takes_an_entry_off_and_nothing_of_it_is_kept(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit, entry = invite(), watch(database, cast)

    for _ in range(2):
        with database.transaction() as store:
            place = cast.senopati.id, cast.dewi.id
            watch_list.take_off(store, *place, entry.public_id, GITA)

    assert entries(database) == []
    assert not watched(database, visit)
    assert acts(database).count(Act.WATCH_ENDED) == 1


def test_whoever_types_an_address_is_logged_and_stopped_after_twenty(
    database: Database, cast: Cast
) -> None:
    watch(database, cast)

    with database.transaction() as store:
        site_id = cast.senopati.id
        assert watch_list.check(store, site_id, GITA)
        assert not watch_list.check(store, site_id, WatchedAddress(Lookup.PHONE, PHONE))
        for _ in range(20):
            watch_list.count_try(store, site_id, cast.dewi.id)
        with pytest.raises(TooManyTries):
            watch_list.count_try(store, site_id, cast.dewi.id)

    assert acts(database)[-20:] == [Act.WATCH_CHECKED] * 20


# --- What is kept, and what of it the person is told.


def test_the_digest_of_the_list_is_no_other_digest(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit, entry = invite(), watch(database, cast)

    with database.reading() as store:
        row = store.get_one(BlindIndex, (visit.id, Lookup.EMAIL))
        found_by = blind_index.digest(database.keys.secrets, "email", EMAIL)

    assert row.digest == found_by != entry.digest
    assert row.watch_digest == entry.digest


def test_visits_of_an_older_version_are_given_their_digests(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    watch(database, cast)
    with database.transaction() as store:
        store.execute(update(BlindIndex).values(watch_digest=None))
    assert not watched(database, visit)

    with database.transaction() as store:
        reindexing.watch_digests(store)

    assert watched(database, visit)


def test_erasing_a_visit_leaves_the_entry_and_the_person_is_told_of_it(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    watch(database, cast)
    with database.transaction() as store:
        state = visit_state.of(store, visit.id)
        [row] = facts.of(store, state)["watch"]
        assert row["reason"] is WatchReason.BARRED
        outcome = erasing.erase(store, state, actors.GUEST_BY_LINK)
    assert outcome is RequestOutcome.DONE

    # Nothing else is kept of them, and yet they may ask.
    with database.transaction() as store:
        inquiry = inquiries.ask(store, EMAIL, "en", "network")
        assert inquiries.is_of_somebody(store, inquiry)
        [entry] = watch_list.of_contacts(store, [inquiry.contact_digest])
    assert entry.reason is WatchReason.BARRED


@pytest.mark.embedded
def test_a_long_list_costs_a_check_in_nothing(
    database: Database, invite: Invite
) -> None:
    visit = invite()

    [plan] = plans(database, lambda store: visit_state.of(store, visit.id))

    assert "SEARCH watchentry USING INDEX ix_watchentry_digest" in plan
