"""Walk-ins: whom they may ask for, what lets them in, and what of them is kept."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from tests.cast import (
    NAME,
    Cast,
    SettableClock,
    ask_for,
    go_away,
    stage,
    step,
    waits,
    walking_in,
)
from visits import codes, host_answers, invitations, planned_visits, visit_state
from visits.erasure import account_closure
from visits.lobby import arrivals, check_in, departures, kiosks, verification, walk_ins
from visits.lobby.encounters import Step
from visits.people import delegates
from visits.printing import badges
from visits.rights import proofs, restricting
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.sites import Kiosk, Site
from visits.store.visits import Envelope, Visit
from visits.vault import envelopes
from visits.visit_state import Stage
from visits.vocabulary import actors
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.policy import RetentionClass
from visits.vocabulary.refusals import (
    AlreadyArrived,
    KioskLocked,
    NotExpectedNow,
    NotFound,
)
from visits.vocabulary.visits import (
    Answer,
    Level,
    RefusalReason,
    WaitReason,
    WalkInRule,
)


def answer(database: Database, visit: Visit, given: Answer) -> None:
    with database.transaction() as store:
        asked = host_answers.of_host(store, visit.host_id, visit.public_id)
        host_answers.answer(store, asked, given)


def rule(database: Database, site: Site, chosen: WalkInRule) -> None:
    with database.transaction() as store:
        store.get_one(Site, site.id).walk_ins = chosen


def shown_level(database: Database, visit: Visit) -> Level | None:
    with database.reading() as store:
        arrival = visit_state.of(store, visit.id).arrival
        return arrival.level if arrival else None


def test_of_a_walk_in_only_the_name_is_kept_and_gone_a_day_after_closing(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    visit, encounter = ask_for(database, cast.kiosk, cast.hana)

    with database.reading() as store:
        state, reader = visit_state.of(store, visit.id), actors.as_host(cast.hana.id)
        guest = envelopes.read_one(store, visit.id, ["name", "email", "phone"], reader)
        [sealed] = store.exec(select(Envelope)).all()
        emails = store.exec(select(Email)).all()
    assert (guest.name.reveal(), guest.email.reveal(), guest.phone.reveal()) == (
        NAME,
        "",
        "",
    )
    closing = clock.now.replace(hour=13, minute=0)
    assert state.stage is Stage.ASKING
    assert sealed.retention_class is RetentionClass.LOG
    assert sealed.expires_at == closing + timedelta(days=1)
    assert [email.kind for email in emails] == [EmailKind.WALK_IN]
    assert step(database, encounter) is Step.ASKING


def test_the_same_form_again_is_the_same_walk_in_and_another_is_another(
    database: Database, cast: Cast
) -> None:
    visit, encounter = ask_for(database, cast.kiosk, cast.hana, nonce="n")
    again, same = ask_for(database, cast.kiosk, cast.hana, nonce="n")
    go_away(database, same)
    back, anew = ask_for(database, cast.kiosk, cast.hana, nonce="n")
    other, _ = ask_for(database, cast.kiosk, cast.hana, nonce="m")

    assert (visit.id, encounter.id) == (again.id, same.id)
    assert (back.id, anew.id != same.id, other.id != visit.id) == (visit.id, True, True)


def test_a_host_who_vouches_at_the_kiosk_lets_a_walk_in_in(
    database: Database, cast: Cast
) -> None:
    visit, encounter = ask_for(database, cast.kiosk, cast.hana)
    with database.transaction() as store:
        digits = verification.vouch_digits(store, encounter)
        verification.vouch(store, cast.hana.id, digits)

    assert step(database, encounter) is Step.ARRIVED
    assert shown_level(database, visit) is Level.ADDRESS_CONFIRMED
    with database.reading() as store:
        assert visit.id in badges.newest(store, [visit.id])


@pytest.mark.parametrize("given", [Answer.COMING, Answer.SEND_UP])
@pytest.mark.parametrize("chosen", [WalkInRule.IN_PERSON, WalkInRule.ACCEPTED])
def test_acceptance_is_one_fact_and_the_badge_another(
    database: Database, cast: Cast, given: Answer, chosen: WalkInRule
) -> None:
    rule(database, cast.senopati, chosen)
    visit, encounter = ask_for(database, cast.kiosk, cast.hana)

    answer(database, visit, given)

    is_enough = chosen is WalkInRule.ACCEPTED
    assert (step(database, encounter) is Step.ARRIVED) is is_enough
    assert shown_level(database, visit) is (Level.NAME_ONLY if is_enough else None)
    # Nobody comes down to who is sent up: somebody else must give them their badge.
    is_of_desk = given is Answer.SEND_UP and not is_enough
    assert waits(database, cast.senopati) == [WaitReason.ID_CHECK] * is_of_desk


@pytest.mark.parametrize("given", sorted(set(Answer) - {Answer.COMING, Answer.SEND_UP}))
def test_any_other_answer_prints_nothing(
    database: Database, cast: Cast, given: Answer
) -> None:
    rule(database, cast.senopati, WalkInRule.ACCEPTED)
    visit, encounter = ask_for(database, cast.kiosk, cast.hana)

    answer(database, visit, given)

    assert stage(database, visit) is Stage.ASKING
    assert step(database, encounter) is Step.ASKING


@pytest.mark.parametrize("why", ["gone", "asks for an ID", "restricted"])
def test_acceptance_prints_no_badge_for_nobody_and_none_where_an_id_is_asked_for(
    database: Database, cast: Cast, why: str
) -> None:
    rule(database, cast.senopati, WalkInRule.ACCEPTED)
    if why == "asks for an ID":
        with database.transaction() as store:
            store.get_one(Site, cast.senopati.id).least_level = Level.ID_SEEN
    visit, encounter = ask_for(database, cast.kiosk, cast.hana)
    if why == "gone":
        go_away(database, encounter)
    if why == "restricted":
        with database.transaction() as store:
            state = visit_state.of(store, visit.id)
            restricting.restrict(store, state, actors.GUEST)

    answer(database, visit, Answer.SEND_UP)

    assert stage(database, visit) is Stage.ASKING
    reason = WaitReason.RESTRICTED if why == "restricted" else WaitReason.ID_CHECK
    assert waits(database, cast.senopati) == [reason]


def test_the_desk_hears_once_of_a_restricted_walk_in_however_often_they_are_accepted(
    database: Database, cast: Cast
) -> None:
    visit, _ = ask_for(database, cast.kiosk, cast.hana)
    with database.transaction() as store:
        restricting.restrict(store, visit_state.of(store, visit.id), actors.GUEST)

    for given in (Answer.COMING, Answer.SEND_UP, Answer.COMING):
        answer(database, visit, given)

    assert waits(database, cast.senopati) == [WaitReason.RESTRICTED]


def test_whoever_accepts_is_the_host_and_can_vouch(
    database: Database, cast: Cast
) -> None:
    visit, encounter = ask_for(database, cast.kiosk, cast.hana)
    with database.transaction() as store:
        asked = host_answers.of_host(store, cast.hana.id, visit.public_id)
        host_answers.hand_over(store, asked, cast.dieter.public_id)
        link = host_answers.link(store, visit_state.of(store, visit.id), cast.dieter.id)
        host_answers.answer(store, host_answers.by_link(store, link), Answer.COMING)
        digits = verification.vouch_digits(store, encounter)
    with database.transaction() as store:
        verification.vouch(store, cast.dieter.id, digits)

    assert step(database, encounter) is Step.ARRIVED


@pytest.mark.parametrize(
    "why", ["nobody", "takes none", "closed", "another site", "too many", "tablet"]
)
def test_a_walk_in_who_cannot_ask_ends_alike_whatever_the_cause(
    database: Database, cast: Cast, why: str
) -> None:
    host = cast.dieter if why == "another site" else cast.hana
    changes = {"host": codes.public_id()} if why == "nobody" else {}
    with database.transaction() as store:
        if why == "takes none":
            delegates.take_walk_ins(store, host.id, is_wanted=False)
        if why == "closed":
            account_closure.close(store, host.id, actors.OPERATOR)
    hosts = {"too many": [host] * 3, "tablet": [cast.hana, cast.raka] * 5}
    for number, one in enumerate(hosts.get(why, [])):
        visit, _ = ask_for(database, cast.kiosk, one, nonce=f"{number}")
        if why == "tablet":
            answer(database, visit, Answer.WAIT)

    with pytest.raises(NotExpectedNow) as refused:
        ask_for(database, cast.kiosk, host, **changes)

    reasons = refused.value.reason, refused.value.visit_id, refused.value.proven_id
    assert reasons == (WaitReason.UNINVITED, None, None)


def test_a_site_takes_no_walk_ins_if_it_says_so_and_a_locked_tablet_none(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    with database.transaction() as store:
        kiosk = store.get_one(Kiosk, cast.kiosk.id)
        kiosk.locked_until = clock.now + timedelta(minutes=1)
    with pytest.raises(KioskLocked):
        ask_for(database, cast.kiosk, cast.hana)
    clock.forward(minutes=2)
    rule(database, cast.senopati, WalkInRule.NOT_TAKEN)

    with pytest.raises(NotExpectedNow):
        ask_for(database, cast.kiosk, cast.hana)


@pytest.mark.parametrize("has_been_in", [False, True])
def test_no_code_opens_the_door_to_a_walk_in(
    database: Database, cast: Cast, clock: SettableClock, *, has_been_in: bool
) -> None:
    visit, encounter = ask_for(database, cast.kiosk, cast.hana)
    if has_been_in:
        with database.transaction() as store:
            digits = verification.vouch_digits(store, encounter)
            verification.vouch(store, cast.hana.id, digits)
        clock.forward(minutes=30)
        with database.transaction() as store:
            place = cast.senopati.id, visit.public_id, cast.dewi.id
            departures.check_out(store, *place)
        clock.forward(minutes=30)
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).least_level = Level.INVITED
        state = visit_state.of(store, visit.id)
        code = codes.digest(planned_visits.code(store, state.invitation))

    with database.transaction() as store, pytest.raises(NotExpectedNow) as refused:
        check_in.scan(store, kiosks.paired(store, cast.kiosk.id), code)

    assert refused.value.reason is WaitReason.ID_CHECK
    assert stage(database, visit) is (Stage.LEFT if has_been_in else Stage.ASKING)


def test_a_walk_in_is_no_invitation_that_a_host_could_move_or_withdraw(
    database: Database, cast: Cast
) -> None:
    visit, _ = ask_for(database, cast.kiosk, cast.hana)

    with database.transaction() as store, pytest.raises(AlreadyArrived):
        invitations.withdraw(store, cast.hana.id, visit.public_id)


def test_the_desk_lets_a_walk_in_in_or_refuses_them(
    database: Database, cast: Cast
) -> None:
    seen, _ = ask_for(database, cast.kiosk, cast.hana)
    answer(database, seen, Answer.NOBODY_EXPECTED)
    refused, _ = ask_for(database, cast.kiosk, cast.raka)
    answer(database, refused, Answer.SEND_UP)
    desk = cast.senopati.id, cast.dewi.id
    with database.transaction() as store:
        arrivals.check_in_at_desk(store, desk[0], seen.public_id, desk[1])
        reason = RefusalReason.HOST_DECLINED
        arrivals.refuse(store, desk[0], refused.public_id, reason, desk[1])

    assert waits(database, cast.senopati) == []
    assert shown_level(database, seen) is Level.ID_SEEN
    assert stage(database, refused) is Stage.REFUSED


def test_the_desk_notes_a_walk_in_once_and_the_host_is_told(
    database: Database, cast: Cast
) -> None:
    new, desk = walking_in(cast.hana), (cast.senopati.id, cast.dewi.id)
    with database.transaction() as store:
        visit = walk_ins.note_at_desk(store, desk[0], new, desk[1])
    with database.transaction() as store:
        again = walk_ins.note_at_desk(store, desk[0], new, desk[1])

    assert visit.id == again.id
    assert shown_level(database, visit) is Level.ID_SEEN
    with database.reading() as store:
        kinds = store.exec(select(Email.kind).where(col(Email.visit_id) == visit.id))
        assert list(kinds) == [EmailKind.ARRIVED]


def test_a_walk_ins_own_link_opens_their_page_and_nobody_elses(
    database: Database, cast: Cast
) -> None:
    visit, _ = ask_for(database, cast.kiosk, cast.hana)
    other, _ = ask_for(database, cast.kiosk, cast.raka)
    with database.reading() as store:
        link = proofs.walk_in_link(store, visit_state.of(store, visit.id))
        proven = proofs.proven(store, link)
        with pytest.raises(NotFound):
            proofs.proven(store, f"{other.public_id}-{link.partition('-')[2]}")

    assert proven.visit.id == visit.id
