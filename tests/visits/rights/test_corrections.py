"""Corrections: what is put right, on which retention class, and how the guest is found afterwards."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from tests.cast import EMAIL, NAME, Cast, Invite, SettableClock, check_in
from visits import invitations, series, visit_state
from visits.erasure import legal_holds
from visits.lobby import departures
from visits.policy.register import UndeclaredItemError
from visits.rights import corrections, restricting
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.visits import BlindIndex, Envelope, Refusal, Visit
from visits.vault import blind_index, envelopes
from visits.vocabulary import actors
from visits.vocabulary.actors import as_guest
from visits.vocabulary.audit import Act
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.policy import RetentionClass
from visits.vocabulary.refusals import VisitRefused
from visits.vocabulary.rights import RequestOutcome
from visits.vocabulary.visits import Lookup, RefusalReason


@pytest.fixture
def visit(invite: Invite) -> Visit:
    return invite()


def correct(
    database: Database, visit: Visit, changes: Mapping[str, str]
) -> frozenset[str]:
    with database.transaction() as store:
        return corrections.correct(
            store, visit_state.of(store, visit.id), changes, actors.member(1)
        )


def kept(database: Database, visit: Visit) -> dict[str, str]:
    with database.reading() as store:
        guest = envelopes.read_one(
            store, visit.id, ["name", "badge_name", "email", "phone"], as_guest()
        )
    return {
        item: getattr(guest, item).reveal()
        for item in ("name", "badge_name", "email", "phone")
    }


def open_items(database: Database, visit: Visit) -> frozenset[str]:
    with database.reading() as store:
        return corrections.open_to_guest(store, visit_state.of(store, visit.id))


def by_guest(
    database: Database, visit: Visit, changes: Mapping[str, str]
) -> RequestOutcome | None:
    with database.transaction() as store:
        state = visit_state.of(store, visit.id)
        return corrections.by_guest(store, state, changes, actors.GUEST_BY_LINK)


def turn_away(database: Database, cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        reason = RefusalReason.SAFETY
        store.add(
            Refusal(
                visit_id=visit.id, at=store.now, reason=reason, member_id=cast.dewi.id
            )
        )


def leave(database: Database, cast: Cast, visit: Visit) -> None:
    check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)


def test_what_is_corrected_reads_so_and_the_rest_as_before(
    database: Database, visit: Visit
) -> None:
    assert correct(database, visit, {"name": "Gita Sari", "badge_name": ""}) == {"name"}
    assert kept(database, visit) == {
        "name": "Gita Sari",
        "badge_name": "",
        "email": EMAIL,
        "phone": "",
    }


def test_no_retention_class_lives_longer_for_a_correction(
    database: Database, visit: Visit
) -> None:
    with database.reading() as store:
        before = {
            one.retention_class: (one.expires_at, one.key_day)
            for one in store.exec(select(Envelope))
        }
    correct(database, visit, {"name": "Gita Sari", "email": "sari@example.org"})
    with database.reading() as store:
        after = {
            one.retention_class: (one.expires_at, one.key_day)
            for one in store.exec(select(Envelope))
        }
    assert before == after


def test_the_guest_is_found_by_the_new_address_and_no_more_by_the_old(
    database: Database, visit: Visit
) -> None:
    correct(database, visit, {"email": "sari@example.org", "phone": "0812 3456 7890"})
    with database.reading() as store:
        found = {one.item: one.digest for one in store.exec(select(BlindIndex))}
        secrets = store.keys.secrets
    assert found == {
        Lookup.EMAIL: blind_index.digest(secrets, "email", "sari@example.org"),
        Lookup.PHONE: blind_index.digest(secrets, "phone", "+6281234567890"),
    }


def test_what_is_emptied_is_gone(database: Database, visit: Visit) -> None:
    correct(database, visit, {"email": ""})
    assert kept(database, visit)["email"] == ""
    with database.reading() as store:
        assert store.exec(select(BlindIndex)).all() == []


def test_the_same_again_changes_nothing_and_is_not_in_the_audit_log(
    database: Database, visit: Visit
) -> None:
    assert correct(database, visit, {"name": NAME, "email": EMAIL}) == frozenset()
    with database.reading() as store:
        assert (
            store.exec(
                select(AuditEntry).where(col(AuditEntry.act) == Act.CORRECTED)
            ).all()
            == []
        )


def test_the_audit_log_names_the_items_and_no_word_of_them(
    database: Database, visit: Visit
) -> None:
    correct(database, visit, {"name": "Gita Sari", "email": "sari@example.org"})
    with database.reading() as store:
        entry = store.exec(
            select(AuditEntry).where(col(AuditEntry.act) == Act.CORRECTED)
        ).one()
    assert entry.items == "email+name"


def test_nothing_undeclared_comes_in(database: Database, visit: Visit) -> None:
    with pytest.raises(UndeclaredItemError):
        correct(database, visit, {"shoe_size": "38"})


def test_an_address_comes_not_back_once_its_retention_class_is_gone(
    database: Database, cast: Cast, visit: Visit, clock: SettableClock
) -> None:
    leave(database, cast, visit)
    clock.forward(days=2)
    assert correct(database, visit, {"email": "sari@example.org"}) == frozenset()
    assert open_items(database, visit) == {"name", "badge_name"}
    with database.reading() as store:
        [handle] = store.exec(select(BlindIndex))
        assert handle.digest == blind_index.digest(store.keys.secrets, "email", EMAIL)


def test_what_a_guest_may_change_depends_on_where_the_visit_is(
    database: Database, cast: Cast, visit: Visit
) -> None:
    assert open_items(database, visit) == {"badge_name"}
    check_in(database, cast.kiosk, visit)
    assert open_items(database, visit) == {"badge_name"}
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)
    assert open_items(database, visit) == {"name", "badge_name"}


def test_who_did_not_come_may_change_their_name_once_the_day_is_over(
    database: Database, visit: Visit, clock: SettableClock
) -> None:
    clock.at("2026-11-24 00:01")
    assert open_items(database, visit) == {"name", "badge_name"}


def test_a_withdrawn_visit_opens_no_name_before_its_day_is_over(
    database: Database, cast: Cast, visit: Visit, clock: SettableClock
) -> None:
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id)
    assert open_items(database, visit) == {"badge_name"}
    clock.at("2026-11-24 00:01")
    assert open_items(database, visit) == {"name", "badge_name"}


def test_who_was_turned_away_is_nobody_else_afterwards(
    database: Database, cast: Cast, visit: Visit, clock: SettableClock
) -> None:
    turn_away(database, cast, visit)
    assert open_items(database, visit) == {"badge_name"}
    clock.at("2026-11-24 00:01")
    assert open_items(database, visit) == {"badge_name"}


def test_nothing_of_a_held_visit_is_written_over_by_its_guest(
    database: Database, cast: Cast, visit: Visit
) -> None:
    leave(database, cast, visit)
    with database.transaction() as store:
        day = (store.now + timedelta(days=9)).date()
        legal_holds.place(
            store, visit.id, HoldReason.INCIDENT, day, actors.member(cast.dewi.id)
        )
    before = kept(database, visit)
    assert open_items(database, visit) == frozenset()
    assert (
        by_guest(database, visit, {"badge_name": "X", "name": "X"})
        is RequestOutcome.REFUSED_HELD
    )
    assert kept(database, visit) == before


def test_a_guest_changes_only_what_is_theirs_to_change(
    database: Database, visit: Visit
) -> None:
    changes = {"badge_name": "Gita", "name": "Mallory", "email": "victim@example.org"}
    assert by_guest(database, visit, changes) is RequestOutcome.DONE
    assert kept(database, visit) == {
        "name": NAME,
        "badge_name": "Gita",
        "email": EMAIL,
        "phone": "",
    }
    assert by_guest(database, visit, changes) is None


def test_no_address_is_ever_the_guests_to_change_by_the_link(
    database: Database, cast: Cast, visit: Visit
) -> None:
    leave(database, cast, visit)
    said = {"email": "victim@example.org", "phone": "+6281234567890"}
    assert by_guest(database, visit, said) is None
    assert kept(database, visit)["email"] == EMAIL


def test_blanks_are_no_name(database: Database, visit: Visit) -> None:
    assert correct(database, visit, {"badge_name": " Gita  P. "}) == {"badge_name"}
    assert correct(database, visit, {"badge_name": " \u3000 ", "name": "  "}) == {
        "badge_name"
    }
    assert kept(database, visit) == {
        "name": NAME,
        "badge_name": "",
        "email": EMAIL,
        "phone": "",
    }


def test_a_corrected_envelope_opens_under_its_own_day(
    database: Database, visit: Visit
) -> None:
    correct(database, visit, {"name": "Gita Sari"})
    with database.reading() as store:
        log = store.exec(
            select(Envelope).where(col(Envelope.retention_class) == RetentionClass.LOG)
        ).one()
    assert b"Gita" not in log.body


def name_badge(database: Database, cast: Cast, visit: Visit, name: str) -> None:
    with database.transaction() as store:
        corrections.badge_name_by_host(store, cast.hana.id, visit.public_id, name, None)


def corrected(database: Database) -> list[AuditEntry]:
    with database.reading() as store:
        is_correction = col(AuditEntry.act) == Act.CORRECTED
        return list(store.exec(select(AuditEntry).where(is_correction)))


def test_a_host_changes_the_name_on_the_badge_and_twice_is_once(
    database: Database, cast: Cast, visit: Visit
) -> None:
    for _ in range(2):
        name_badge(database, cast, visit, " Gigi  P. ")
    assert kept(database, visit)["badge_name"] == "Gigi P."
    assert kept(database, visit)["name"] == NAME
    [entry] = corrected(database)
    assert (entry.items, entry.actor_id) == ("badge_name", cast.hana.id)


def test_a_badge_without_a_name_of_its_own_shows_the_guests_again(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite(badge_name="Gigi")
    name_badge(database, cast, visit, "")
    assert kept(database, visit)["badge_name"] == ""


def test_every_day_to_come_of_the_host_has_the_new_name_and_no_other(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    first = invite(more_days=(date(2026, 11, 24), date(2026, 11, 25)))
    with database.transaction() as store:
        _, second, third = series.days(store, visit_state.of(store, first.id))
        # A colleague has taken over the third.
        third.visit.host_id = third.invitation.host_id = cast.dieter.id
        days = [day.visit for day in (second, third)]
    clock.at("2026-11-24 08:00")
    name_badge(database, cast, days[0], "Gigi")
    assert [kept(database, day)["badge_name"] for day in (first, *days)] == [
        "",
        "Gigi",
        "",
    ]


@pytest.mark.parametrize("why", ["here", "restricted", "held", "over", "another's"])
def test_no_host_changes_the_badge_of_whoever(
    database: Database,
    cast: Cast,
    visit: Visit,
    clock: SettableClock,
    why: str,
) -> None:
    host = cast.raka if why == "another's" else cast.hana
    if why == "here":
        check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        if why == "restricted":
            restricting.restrict(store, visit_state.of(store, visit.id), actors.GUEST)
        if why == "held":
            hold = HoldReason.INCIDENT, date(2026, 12, 1), actors.OPERATOR
            legal_holds.place(store, visit.id, *hold)
    if why == "over":
        clock.at("2026-11-24 08:00")
    with pytest.raises(VisitRefused), database.transaction() as store:
        corrections.badge_name_by_host(store, host.id, visit.public_id, "Gigi", None)
    assert corrected(database) == []
