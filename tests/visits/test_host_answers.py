"""What a host answers when their guest is here: the newest counts, and a late one changes nothing."""

import pytest
from sqlmodel import col, select

from tests.cast import Cast, Invite, SettableClock, ask_for, check_in
from visits import asked_members, emails, host_answers, visit_state
from visits.board import of_host, of_site
from visits.emails import AboutVisit
from visits.erasure import account_closure
from visits.lobby import departures
from visits.people import accounts
from visits.people.accounts import NewMember
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.people import Member
from visits.store.visits import Escalation, Visit
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import NobodyWaits, NotFound, TakenOver, TooManyTries
from visits.vocabulary.visits import Answer, EscalationStep, WaitReason

ANSWERING = {Act.HOST_ANSWERED, Act.COLLEAGUE_CHOSEN}


@pytest.fixture
def guest(database: Database, cast: Cast, invite: Invite) -> Visit:
    """Gita, who is here."""
    visit = invite()
    check_in(database, cast.kiosk, visit)
    return visit


def link(database: Database, visit: Visit, member_id: int = 0) -> str:
    """The link for the host, or for this member."""
    with database.reading() as store:
        found = visit_state.of(store, visit.id)
        return host_answers.link(store, found, member_id or visit.host_id)


def answer(database: Database, link: str, given: Answer) -> None:
    with database.transaction() as store:
        host_answers.answer(store, host_answers.by_link(store, link), given)


def shown(database: Database, visit: Visit) -> Answer | None:
    """What a guest is told."""
    with database.reading() as store:
        last = host_answers.newest(store, [visit.id]).get(visit.id)
        return last.answer if last else None


def waiting(database: Database, cast: Cast) -> list[WaitReason]:
    """Why the desk has guests in its queue."""
    with database.reading() as store:
        board = of_site(store, cast.senopati.id, cast.dewi.id)
        return [one.wait.reason for one in board.waiting]


@pytest.mark.parametrize("given", Answer)
def test_each_answer_is_shown_to_guest_and_desk(
    database: Database, cast: Cast, guest: Visit, given: Answer
) -> None:
    with database.reading() as store:
        before = of_site(store, cast.senopati.id, cast.dewi.id).site.version

    answer(database, link(database, guest), given)

    with database.reading() as store:
        board = of_site(store, cast.senopati.id, cast.dewi.id)
    [row] = board.on_site
    assert row.answer
    assert (row.answer.answer, row.answer.member_id) == (given, cast.hana.id)
    assert shown(database, guest) is given
    assert board.site.version > before
    expects_nobody = given is Answer.NOBODY_EXPECTED
    assert waiting(database, cast) == [WaitReason.NOBODY_EXPECTED] * expects_nobody


def test_the_newest_answer_counts_and_takes_its_guest_off_the_desks_queue(
    database: Database, cast: Cast, clock: SettableClock, guest: Visit
) -> None:
    way = link(database, guest)
    for given in (Answer.WAIT, Answer.NOBODY_EXPECTED, Answer.COMING):
        answer(database, way, given)
        clock.forward(seconds=1)

    assert shown(database, guest) is Answer.COMING
    assert waiting(database, cast) == []


def test_an_answer_said_again_is_one_answer(database: Database, guest: Visit) -> None:
    way = link(database, guest)
    for _ in range(host_answers.MOST + 1):
        answer(database, way, Answer.COMING)

    assert shown(database, guest) is Answer.COMING


def test_nobody_answers_without_end(database: Database, guest: Visit) -> None:
    way = link(database, guest)
    for number in range(host_answers.MOST):
        answer(database, way, (Answer.COMING, Answer.WAIT)[number % 2])

    with pytest.raises(TooManyTries):
        answer(database, way, Answer.SEND_UP)
    assert shown(database, guest) is Answer.WAIT


def test_a_link_is_one_members_and_of_one_visit(
    database: Database, cast: Cast, guest: Visit, invite: Invite
) -> None:
    other = invite(name="Budi Santoso", email="budi@example.org")
    check_in(database, cast.kiosk, other)
    public_id, _, proof = link(database, guest).partition("-")
    not_asked = [
        f"{other.public_id}-{proof}",
        f"{public_id}-{public_id}",
        link(database, guest, cast.raka.id),
        link(database, guest, cast.dewi.id),
        f"{proof}-{proof}",
    ]

    for way in not_asked:
        with pytest.raises(NotFound):
            answer(database, way, Answer.COMING)
    assert shown(database, guest) is None


def test_an_answer_before_the_guest_comes_or_after_they_left_is_refused(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    way = link(database, visit)
    with pytest.raises(NobodyWaits):
        answer(database, way, Answer.COMING)

    check_in(database, cast.kiosk, visit)
    answer(database, way, Answer.NOBODY_EXPECTED)
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)
    with pytest.raises(NobodyWaits):
        answer(database, way, Answer.WAIT)
    assert shown(database, visit) is Answer.NOBODY_EXPECTED
    # Nobody at the desk looks for a guest who is gone.
    assert waiting(database, cast) == []

    overnight = invite(name="Budi Santoso", email="budi@example.org")
    check_in(database, cast.kiosk, overnight)
    clock.forward(days=1)
    with pytest.raises(NobodyWaits):
        answer(database, link(database, overnight), Answer.WAIT)


def test_a_host_whose_account_is_closed_answers_no_more(
    database: Database, cast: Cast, guest: Visit
) -> None:
    way = link(database, guest)
    with database.transaction() as store:
        account_closure.close(store, cast.hana.id, actors.OPERATOR)

    with pytest.raises(NotFound):
        answer(database, way, Answer.COMING)


def test_only_the_e_mail_about_an_arrival_brings_the_link(
    database: Database, cast: Cast, guest: Visit
) -> None:
    arrived = select(Email).where(col(Email.kind) == EmailKind.ARRIVED)
    with database.reading() as store:
        contents = emails.contents(store, store.exec(arrived).one())

    assert isinstance(contents, emails.AboutVisit)
    assert contents.answer_link == link(database, guest)
    assert contents.place == f"{cast.senopati.name}, {cast.kiosk.name}"
    assert contents.link == ""


def sari_utami(cast: Cast) -> NewMember:
    return NewMember(
        name="Sari Utami",
        email="sari@example.com",
        company_id=cast.langit.id,
        site_id=cast.senopati.id,
        roles=frozenset({Role.HOST}),
        language="en",
    )


def hand_over(database: Database, cast: Cast, visit: Visit, to: Member) -> None:
    with database.transaction() as store:
        asked = host_answers.of_host(store, cast.hana.id, visit.public_id)
        host_answers.hand_over(store, asked, to.public_id)


def take_over(database: Database, visit: Visit, member: Member) -> None:
    way = link(database, visit, member.id)
    with database.transaction() as store:
        host_answers.take_over(store, host_answers.by_link(store, way))


def host_of(database: Database, visit: Visit) -> tuple[int, int]:
    with database.reading() as store:
        found = visit_state.of(store, visit.id)
        return found.visit.host_id, found.invitation.host_id


def test_the_colleague_whom_the_host_chose_is_told_once_and_may_answer(
    database: Database, cast: Cast, guest: Visit
) -> None:
    for _ in range(2):
        hand_over(database, cast, guest, cast.dieter)

    with database.reading() as store:
        to_dieter = select(Email).where(col(Email.member_id) == cast.dieter.id)
        contents = emails.contents(store, store.exec(to_dieter).one())
        [row] = of_site(store, cast.senopati.id, cast.dewi.id).on_site
    assert contents.to == "dieter@example.com"
    assert (row.host_name, row.colleague) == ("Hana Wijaya", "Dieter Vogel")
    assert shown(database, guest) is Answer.SOMEBODY_ELSE
    answer(database, link(database, guest, cast.dieter.id), Answer.FIVE_MINUTES)
    assert shown(database, guest) is Answer.FIVE_MINUTES


@pytest.mark.parametrize("who", ["raka", "dewi", "hana"])
def test_nobody_of_another_company_or_no_host_is_chosen(
    database: Database, cast: Cast, guest: Visit, who: str
) -> None:
    with pytest.raises(NotFound):
        hand_over(database, cast, guest, getattr(cast, who))
    assert shown(database, guest) is None


def test_who_was_told_may_take_the_visit_over_and_the_host_s_link_is_over(
    database: Database, cast: Cast, guest: Visit
) -> None:
    hand_over(database, cast, guest, cast.dieter)
    before = link(database, guest)

    for _ in range(2):
        take_over(database, guest, cast.dieter)

    assert host_of(database, guest) == (cast.dieter.id, cast.dieter.id)
    assert shown(database, guest) is Answer.SOMEBODY_ELSE
    with pytest.raises(TakenOver):
        answer(database, before, Answer.COMING)
    with database.reading() as store:
        assert [row.public_id for row in of_host(store, cast.dieter.id)] == [
            guest.public_id
        ]
        assert of_host(store, cast.hana.id) == []
        acts = store.exec(select(AuditEntry.act, AuditEntry.actor_id)).all()
    assert acts.count((Act.TAKEN_OVER, cast.dieter.id)) == 1


def taken_from(database: Database, member: Member, visit: Visit) -> list[str]:
    """Who took the visit over, as the host of before is told: by e-mail, then on the page."""
    with database.reading() as store:
        of_kind = col(Email.kind) == EmailKind.TAKEN_OVER
        to_member = select(Email).where(of_kind, col(Email.member_id) == member.id)
        told = [emails.contents(store, email) for email in store.exec(to_member)]
        page = asked_members.taken(store, member.id, visit.public_id)
    return [
        *(one.host_name for one in told if isinstance(one, AboutVisit)),
        page.colleague,
    ]


def test_a_host_is_told_once_who_took_their_guest_and_nothing_of_what_follows(
    database: Database, cast: Cast, guest: Visit
) -> None:
    with database.transaction() as store:
        # Told in a second way, as she did not answer: so she is asked twice.
        step, hana = EscalationStep.SECOND_CHANNEL, cast.hana.id
        store.add(
            Escalation(visit_id=guest.id, step=step, at=store.now, member_id=hana)
        )
        sari = accounts.enrol(store, sari_utami(cast))
    before = link(database, guest)
    hand_over(database, cast, guest, cast.dieter)
    for _ in range(2):
        take_over(database, guest, cast.dieter)
    seen = [taken_from(database, cast.hana, guest)]
    with database.transaction() as store:
        asked = host_answers.of_host(store, cast.dieter.id, guest.public_id)
        host_answers.hand_over(store, asked, sari.public_id)
    take_over(database, guest, sari)
    seen.append(taken_from(database, cast.hana, guest))
    with database.transaction() as store:
        departures.say_left(store, sari.id, guest.public_id)
    seen.append(taken_from(database, cast.hana, guest))

    assert seen == [["Dieter Vogel"] * 2] * 3
    assert taken_from(database, cast.dieter, guest) == ["Sari Utami"] * 2
    for _ in range(2):
        with pytest.raises(TakenOver):
            answer(database, before, Answer.COMING)
    for nobodys in (sari, cast.raka):
        with pytest.raises(NotFound):
            taken_from(database, nobodys, guest)


def test_a_host_is_told_that_a_colleague_let_in_who_asked_for_them(
    database: Database, cast: Cast
) -> None:
    walk_in, _ = ask_for(database, cast.kiosk, cast.hana)
    hand_over(database, cast, walk_in, cast.dieter)

    answer(database, link(database, walk_in, cast.dieter.id), Answer.COMING)

    assert host_of(database, walk_in)[0] == cast.dieter.id
    assert taken_from(database, cast.hana, walk_in) == ["Dieter Vogel"] * 2


def test_only_one_colleague_takes_a_visit_over_unless_that_one_chooses_another(
    database: Database, cast: Cast, guest: Visit
) -> None:
    with database.transaction() as store:
        sari = accounts.enrol(store, sari_utami(cast))
    for colleague in (cast.dieter, sari):
        hand_over(database, cast, guest, colleague)
    take_over(database, guest, cast.dieter)

    with pytest.raises(TakenOver):
        take_over(database, guest, sari)
    assert host_of(database, guest) == (cast.dieter.id, cast.dieter.id)

    with database.transaction() as store:
        asked = host_answers.of_host(store, cast.dieter.id, guest.public_id)
        host_answers.hand_over(store, asked, sari.public_id)
    take_over(database, guest, sari)
    assert host_of(database, guest) == (sari.id, sari.id)


def test_who_was_not_told_takes_nothing_over(
    database: Database, cast: Cast, guest: Visit
) -> None:
    for member in (cast.dieter, cast.raka, cast.dewi):
        with pytest.raises(NotFound):
            take_over(database, guest, member)
    assert host_of(database, guest) == (cast.hana.id, cast.hana.id)


def test_what_the_desk_chooses_stands_there_as_the_desks(
    database: Database, cast: Cast, guest: Visit
) -> None:
    def is_of_desk() -> bool:
        with database.reading() as store:
            [row] = of_site(store, cast.senopati.id, cast.dewi.id).on_site
            return row.is_answer_of_desk

    seen = [is_of_desk()]
    hand_over(database, cast, guest, cast.dieter)
    seen.append(is_of_desk())
    with database.transaction() as store:
        chosen = (cast.dieter.public_id, cast.dewi.id)
        which = (cast.senopati.id, guest.public_id)
        host_answers.send_colleague(store, *which, *chosen)
    seen.append(is_of_desk())
    # Of those who were told, whoever answers is no desk.
    answer(database, link(database, guest, cast.dieter.id), Answer.WAIT)
    seen.append(is_of_desk())

    assert seen == [False, False, True, False]
    with database.reading() as store:
        acts = store.exec(select(AuditEntry.act, AuditEntry.actor_id)).all()
    assert [one for one in acts if one[0] in ANSWERING] == [
        (Act.HOST_ANSWERED, cast.hana.id),
        (Act.COLLEAGUE_CHOSEN, cast.dewi.id),
        (Act.HOST_ANSWERED, cast.dieter.id),
    ]
