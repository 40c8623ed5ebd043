"""What each letter says, in every language, and what none of them says."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from io import BytesIO

import pytest
import zxingcpp
from icalendar import Calendar
from justhtml import JustHTML
from PIL import Image

from lencana.mail import headers as mail_headers
from lencana.mail import rendering, styles
from lencana.mail.calendar_entry import CalendarEvent, ics
from lencana.mail.rendering import render
from tests.lencana.mail.sample_emails import (
    ADDRESS,
    CODE,
    LINKS,
    NAME,
    NOW,
    OFFICE,
    PUBLIC_ID,
    SECRET,
    about_visit,
    html,
    text,
    written,
)
from visits.languages import OWN_NAMES
from visits.store.visits import Invitation, WalkIn, Withdrawal
from visits.vault.personal import Guest, Personal
from visits.vocabulary.mail import ABOUT_INVITATION, TO_HOST, EmailKind
from visits.vocabulary.people import Role
from visits.vocabulary.sessions import FaceName
from visits.vocabulary.visits import CODE_DIGITS, Level
from web import names, qr

LANGUAGES = list(OWN_NAMES)
SIDE = (25 + 2 * 4) * rendering.MODULE
TO_GUEST = [
    kind
    for kind in EmailKind
    if kind
    not in {
        *TO_HOST,
        EmailKind.WELCOME,
        EmailKind.MEMBERSHIP_ADDED,
        EmailKind.CHANNEL_BROKEN,
        EmailKind.PASSWORD_RESET,
        EmailKind.PASSWORD_CHANGED,
        EmailKind.AUDIT_HEAD,
    }
]
NOTICED = [EmailKind.INVITATION, EmailKind.RESCHEDULED, EmailKind.DAY_WITHDRAWN]
SUBJECTS = {
    ("invitation", "en"): "Your visit to Senopati on Monday, 23 November 2026",
    ("invitation", "id"): "Kunjungan Anda ke Senopati, Senin, 23 November 2026",
    (
        "rescheduled",
        "en",
    ): "A new time for your visit to Senopati: Monday, 23 November 2026",
    (
        "rescheduled",
        "id",
    ): "Jadwal baru kunjungan Anda ke Senopati: Senin, 23 November 2026",
    (
        "withdrawn",
        "en",
    ): "Your visit to Senopati on Monday, 23 November 2026 is cancelled",
    (
        "withdrawn",
        "id",
    ): "Dibatalkan: kunjungan Anda ke Senopati, Senin, 23 November 2026",
    ("host_changed", "en"): "Who receives you at Senopati on Monday, 23 November 2026",
    (
        "host_changed",
        "id",
    ): "Dengan siapa Anda bertemu di Senopati, Senin, 23 November 2026",
    ("one_time_code", "en"): "402917: your digits for Senopati",
    ("one_time_code", "id"): "402917: kode Anda untuk Senopati",
    (
        "confirmation_code",
        "en",
    ): "402917: your digits to confirm that you come to Senopati",
    (
        "confirmation_code",
        "id",
    ): "402917: kode untuk mengonfirmasi kunjungan Anda ke Senopati",
    ("rights_code", "en"): f"Your {CODE_DIGITS} digits to see what is kept of you",
    (
        "rights_code",
        "id",
    ): f"Kode {CODE_DIGITS} angka untuk melihat data Anda yang disimpan",
    ("arrived", "en"): "G.P. is here",
    ("arrived", "id"): "G.P. sudah tiba",
    ("arrival_undone", "en"): "That was a mistake: G.P. has not arrived",
    ("arrival_undone", "id"): "Itu keliru: G.P. belum tiba",
    ("not_here_yet", "en"): "G.P. is not here yet",
    ("not_here_yet", "id"): "G.P. belum tiba",
    ("guest_refused", "en"): "G.P. was refused at the front desk",
    ("guest_refused", "id"): "G.P. ditolak di meja resepsionis",
    ("guest_late", "en"): "G.P. is late: about 30 minutes",
    ("guest_late", "id"): "G.P. terlambat sekitar 30 menit",
    ("guest_declined", "en"): "G.P. cannot come",
    ("guest_declined", "id"): "G.P. tidak bisa datang",
    ("welcome", "en"): "Welcome to Lencana: choose your password",
    ("welcome", "id"): "Selamat datang di Lencana: buat kata sandi Anda",
    ("membership_added", "en"): "You were added at Senopati",
    ("membership_added", "id"): "Anda ditambahkan di Senopati",
    ("password_reset", "en"): "Your link to a new password",
    ("password_reset", "id"): "Tautan Anda untuk kata sandi baru",
    ("password_changed", "en"): "Your password was changed",
    ("password_changed", "id"): "Kata sandi Anda sudah diganti",
    ("channel_broken", "en"): "Slack does not work: we tell you by e-mail",
    (
        "channel_broken",
        "id",
    ): "Slack tidak berfungsi: Anda diberi tahu lewat email",
    ("audit_head", "en"): "Audit log of Senopati: keep this e-mail",
    ("audit_head", "id"): "Catatan aktivitas Senopati: simpan email ini",
}


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "G.P. will be late on Monday, 23 November 2026: about 30 minutes"),
        ("id", "G.P. akan terlambat pada Senin, 23 November 2026: sekitar 30 menit"),
    ],
)
def test_who_will_be_late_on_another_day_is_told_of_with_the_day(
    language: str, subject: str
) -> None:
    message = written(EmailKind.GUEST_LATE, language=language, is_today=False)
    assert message["Subject"] == subject
    assert "2026" in text(message)
    assert "2026" in html(message)


@pytest.mark.parametrize(("kind", "language"), SUBJECTS)
def test_every_letter_has_its_subject_in_the_readers_language(
    kind: str, language: str
) -> None:
    assert (
        written(EmailKind(kind), language=language)["Subject"]
        == SUBJECTS[kind, language]
    )


@pytest.mark.sampled(10)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", EmailKind)
def test_every_letter_is_a_whole_page_with_one_heading(
    kind: EmailKind, language: str
) -> None:
    page = html(written(kind, language=language))
    assert JustHTML(page, strict=True).errors == []
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert f'<table role="presentation" dir="{direction}"' in page
    assert page.count("<h1") == 1
    assert "<title></title>" not in page


@pytest.mark.parametrize("kind", EmailKind)
def test_no_letter_fetches_anything_or_tells_that_it_was_opened(
    kind: EmailKind,
) -> None:
    page = html(written(kind))
    sources = {(node.attrs or {})["src"] for node in JustHTML(page).query("[src]")}
    assert all(str(source).startswith("cid:") for source in sources)
    assert "url(" not in page
    assert "<link" not in page


def test_a_language_that_we_do_not_speak_is_answered_in_english() -> None:
    assert written(EmailKind.INVITATION, language="fr")["Subject"].startswith(
        "Your visit"
    )
    assert written(EmailKind.INVITATION, language="id-ID")["Subject"].startswith(
        "Kunjungan"
    )


@pytest.mark.parametrize(
    "words",
    [
        NAME,
        "Hana Wijaya",
        "Langit Studio",
        "Senopati",
        "Monday, 23 November 2026",
        "10:00 to 11:00, Western Indonesia Time",
        "from 09:00 on",
        f"{CODE_DIGITS} digits",
        f"{LINKS.guest}/{SECRET}",
    ],
)
def test_the_invitation_says_who_where_when_and_what_happens_at_the_door(
    words: str,
) -> None:
    message = written(EmailKind.INVITATION, level=Level.ADDRESS_CONFIRMED)
    assert words in text(message)
    assert words in html(message)


@pytest.mark.parametrize(
    ("level", "is_offered"),
    [
        (Level.INVITED, False),
        (Level.ADDRESS_CONFIRMED, True),
        (Level.ID_SEEN, False),
    ],
)
def test_scan_and_go_is_offered_where_it_spares_digits(
    level: Level, *, is_offered: bool
) -> None:
    message = written(EmailKind.INVITATION, level=level)
    for said in (text(message), html(message)):
        assert ("confirm on your page from 08:00 on" in said) is is_offered


@pytest.mark.parametrize("by_guest", [False, True])
def test_a_cancelled_visit_says_who_cancelled(*, by_guest: bool) -> None:
    contents = about_visit()
    by = None if by_guest else 7
    withdrawn = Withdrawal(visit_id=1, at=NOW, member_id=by)
    state = replace(contents.visit_state, withdrawal=withdrawn)
    message = written(EmailKind.WITHDRAWN, visit_state=state)
    for said in (text(message), html(message)):
        assert ("You have said that you cannot come" in said) is by_guest
        assert ("had to withdraw the invitation" in said) is not by_guest


def test_a_time_of_another_day_than_the_visit_names_its_day() -> None:
    contents = about_visit()
    invitation = contents.visit_state.invitation
    # Midnight in Jakarta, to one.
    invitation.starts_at = datetime(2026, 11, 22, 17, tzinfo=UTC)
    invitation.ends_at = datetime(2026, 11, 23, 17, tzinfo=UTC)
    message = render(contents, EmailKind.INVITATION, OFFICE, NOW)
    for said in (text(message), html(message)):
        assert "Monday, 23 November 2026" in said
        assert "00:00 to 00:00 (Tue, 24 Nov), Western Indonesia Time" in said
        assert "from 23:00 (Sun, 22 Nov) on" in said


def test_the_indonesian_invitation_uses_the_sites_clock_as_indonesians_write_it() -> (
    None
):
    said = text(written(EmailKind.INVITATION, language="id"))
    assert "Senin, 23 November 2026" in said
    assert "pukul 10.00 sampai 11.00, Waktu Indonesia Barat" in said


@pytest.mark.parametrize(
    ("level", "digits", "photo"),
    [
        (Level.INVITED, False, False),
        (Level.ADDRESS_CONFIRMED, True, False),
        (Level.ID_SEEN, True, True),
    ],
)
def test_the_invitation_promises_what_the_door_will_ask(
    level: Level, *, digits: bool, photo: bool
) -> None:
    said = text(written(EmailKind.INVITATION, level=level))
    assert (f"{CODE_DIGITS} digits" in said) is digits
    assert ("photo ID" in said) is photo


@pytest.mark.parametrize("party_id", [None, 7])
def test_a_party_reads_that_it_shares_the_code_and_tells_names(
    party_id: int | None,
) -> None:
    state = about_visit().visit_state
    of_party = Invitation(**state.invitation.model_dump() | {"party_id": party_id})
    changed = replace(state, invitation=of_party)
    for kind in (EmailKind.INVITATION, EmailKind.RESCHEDULED):
        message = written(kind, visit_state=changed)
        for said in (text(message), html(message)):
            is_said = "shares this code: the kiosk asks each of you" in said
            assert is_said is (party_id is not None)


@pytest.mark.parametrize("kind", NOTICED)
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Wednesday, 23 December 2026", "Monday, 23 November", "your rights"]),
        ("id", ["Rabu, 23 Desember 2026", "Senin, 23 November", "hak Anda"]),
    ],
)
def test_the_notice_says_both_days_and_the_age_and_leads_to_the_whole(
    kind: EmailKind, language: str, expected: list[str]
) -> None:
    message = written(kind, language=language)
    for words in [*expected, "16", "privacy@example.org", f"{SECRET}#data"]:
        assert words in text(message)
        assert words in html(message)


@pytest.mark.parametrize("kind", [EmailKind.INVITATION, EmailKind.RESCHEDULED])
def test_the_picture_in_the_mail_is_the_code(kind: EmailKind) -> None:
    [part] = [part for part in written(kind).walk() if part["Content-ID"]]
    image = Image.open(BytesIO(part.get_content()))
    [found] = zxingcpp.read_barcodes(image)
    assert (part.get_content_type(), part.get_content_disposition()) == (
        "image/png",
        "inline",
    )
    assert (found.text, image.size, image.format) == (
        CODE,
        (SIDE, SIDE),
        "PNG",
    )


def test_the_picture_has_large_modules_and_a_white_margin_of_four() -> None:
    image = Image.open(BytesIO(qr.png(CODE, rendering.MODULE))).convert("L")
    margin = image.point(lambda dot: 255 - dot).getbbox()
    quiet = 4 * rendering.MODULE
    assert rendering.MODULE >= 8
    assert margin == (quiet, quiet, SIDE - quiet, SIDE - quiet)


@pytest.mark.parametrize("kind", sorted(set(EmailKind) - set(NOTICED)))
def test_only_letters_that_need_it_carry_the_code(kind: EmailKind) -> None:
    message = written(kind)
    assert not [part for part in message.walk() if part["Content-ID"]]
    assert CODE not in text(message) + html(message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_digits_for_the_kiosk_are_seen_without_opening_the_letter(
    language: str,
) -> None:
    message = written(EmailKind.ONE_TIME_CODE, language=language)
    assert message["Subject"].startswith("402917")
    assert "402917" in text(message)
    assert "402917" in html(message)
    assert "10 " in text(message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_digits_that_open_everything_that_is_kept_are_in_no_subject(
    language: str,
) -> None:
    message = written(EmailKind.RIGHTS_CODE, language=language)
    assert "402917" in text(message)
    assert "402917" not in message["Subject"]


@pytest.mark.parametrize("kind", TO_GUEST)
def test_no_subject_has_a_persons_name(kind: EmailKind) -> None:
    subject = written(kind)["Subject"]
    assert not {word for word in [*NAME.split(), "Hana", "Wijaya"] if word in subject}


def test_the_host_reads_initials_only_and_is_led_to_the_portal() -> None:
    message = written(EmailKind.ARRIVED, to="hana@example.com")
    everything = message.as_string() + text(message) + html(message)
    answers = f"{LINKS.hosts}/answers/{PUBLIC_ID}-answerlink0000000000000000"
    told = "A guest for you is at Senopati, Lobby (G.P., 10:00)."
    assert all(body.count(told) == 1 for body in (text(message), html(message)))
    assert f"\n{answers}\n" in text(message)
    assert f'href="{answers}"' in html(message)
    assert f"\n{LINKS.hosts}/invitations/{PUBLIC_ID}\n" in text(message)
    assert not {
        word for word in (*NAME.split(), ADDRESS, SECRET, CODE) if word in everything
    }


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (
            "asking",
            "asks for you|Somebody without an invitation asks|wait at the kiosk",
        ),
        ("in", "is here|A guest for you is at|What shall your guest be told"),
    ],
)
def test_of_a_walk_in_is_said_what_is_true_when_it_is_sent(
    stage: str, said: str
) -> None:
    visit = about_visit().visit_state
    if stage == "asking":
        visit = replace(visit, arrival=None, walk_in=WalkIn(visit_id=1, at=NOW))
    message = written(EmailKind.WALK_IN, visit_state=visit)

    for body in (message["Subject"] + text(message), html(message)):
        assert all(words in body for words in said.split("|"))
        assert ("kiosk" in body) is (stage == "asking")


def test_a_co_host_reads_how_the_plan_stands_now_and_initials_only() -> None:
    state = about_visit().visit_state
    off = replace(state, withdrawal=Withdrawal(visit_id=1, at=NOW, member_id=1))
    gita, budi, nobody = (
        Guest(name=Personal("name", name)) for name in (NAME, "Budi Santoso", "")
    )
    plan = [(state, gita), (off, budi), (off, nobody)]
    message = written(
        EmailKind.PLAN_CHANGED,
        to="sari@example.com",
        co_hosted=plan,
        is_to_co_host=True,
    )

    assert message["Subject"] == "G.P., B.S.: the visit has changed"
    when = "Monday, 23 November 2026"
    for line in (
        f"G.P.: {when}, 10:00 to 11:00, Western Indonesia Time (GMT+07:00)",
        f"B.S.: {when}, cancelled",
        f"Your guest: {when}, cancelled",
        "Hana Wijaya has named you a co-host of this visit.",
    ):
        assert f"\n{line}\n" in text(message)
        assert f">{line}<" in html(message)
    everything = message.as_string() + text(message) + html(message)
    assert not {word for word in (*NAME.split(), ADDRESS, "Budi") if word in everything}


def test_who_is_named_a_co_host_reads_by_whom_and_initials_only() -> None:
    contents = about_visit()
    message = written(
        EmailKind.CO_HOST_NAMED,
        to="sari@example.com",
        co_hosted=[(contents.visit_state, contents.guest)],
        is_to_co_host=True,
    )

    assert message["Subject"] == "G.P.: you are a co-host now"
    for body in (text(message), html(message)):
        assert "Hana Wijaya has named you a co-host for the visit to Senopati." in body
        assert "Monday, 23 November 2026, 10:00 to 11:00" in body
        assert LINKS.hosts in body
    everything = message.as_string() + text(message) + html(message)
    assert not {word for word in (*NAME.split(), ADDRESS) if word in everything}


def test_a_host_reads_that_whoever_manages_the_company_changed_their_guests_visit() -> (
    None
):
    contents = about_visit()
    off = replace(contents.visit_state, withdrawal=Withdrawal(visit_id=1, at=NOW))
    for state, said in (
        (contents.visit_state, "has changed your guest's visit to Senopati."),
        (off, "has cancelled your guest's visit to Senopati:"),
    ):
        message = written(
            EmailKind.PLAN_CHANGED,
            to="hana@example.com",
            co_hosted=[(state, contents.guest)],
        )

        for body in (text(message), html(message)):
            words = body.replace("&#39;", "'")
            assert f"Whoever manages Langit Studio {said}" in words
            assert "Hana Wijaya has" not in words


def test_of_one_guest_of_whom_all_is_cancelled_no_line_repeats_who_it_is() -> None:
    contents = about_visit()
    off = replace(contents.visit_state, withdrawal=Withdrawal(visit_id=1, at=NOW))
    twice = [(off, contents.guest)] * 2
    message = written(EmailKind.PLAN_CHANGED, co_hosted=twice, is_to_co_host=True)

    assert message["Subject"] == "G.P.: the visit is cancelled"
    assert text(message).count("\nMonday, 23 November 2026, cancelled") == 2
    assert "has cancelled the visit to Senopati:" in text(message)


def test_whoever_is_a_co_host_no_more_is_led_nowhere() -> None:
    message = written(EmailKind.CO_HOST_ENDED)

    for body in (text(message), html(message)):
        assert "taken you off the visit of G.P. to Senopati on Monday, 23" in body
        assert "invitations" not in body
    assert "because Hana Wijaya had named you a co-host." in html(message)


def test_a_colleague_is_told_in_whose_place_they_are_told() -> None:
    message = written(EmailKind.ARRIVED, is_in_place_of_host=True)

    # The page about the guest opens to the host and to co-hosts.
    assert f"\n{LINKS.hosts}\n" in text(message)
    assert "\nYou are told in place of Hana Wijaya.\n" in text(message)
    assert "You are told in place of Hana Wijaya." in html(message)
    assert "because you invited this guest" not in html(message)


def test_a_guest_reads_who_receives_them_now_and_nothing_of_another_time() -> None:
    message = written(EmailKind.HOST_CHANGED)

    for body in (text(message), html(message)):
        assert "Hana Wijaya of Langit Studio receives you on Monday, 23 Nov" in body
        assert "Your code stays the same." in body
        assert "moved" not in body
    assert "A new time" not in str(message["Subject"])


def test_a_member_is_welcomed_with_a_link_that_ends() -> None:
    message = written(EmailKind.WELCOME)
    assert f"{LINKS.hosts}/welcome/{SECRET}" in text(message)
    assert f'href="{LINKS.hosts}/welcome/{SECRET}"' in html(message)
    assert "72 hours" in text(message)


@pytest.mark.parametrize(
    ("language", "by_operator", "by_colleague"),
    [
        (
            "en",
            "Whoever runs your lobby has added you to",
            "Wulan Sari has added you to",
        ),
        ("id", "Pengelola lobi Anda menambahkan", "Wulan Sari menambahkan Anda ke"),
        ("ar", "أضافك المسؤول عن الردهة إلى", "أضافك \u2068Wulan Sari\u2069 إلى"),
    ],
)
@pytest.mark.parametrize("kind", [EmailKind.WELCOME, EmailKind.MEMBERSHIP_ADDED])
def test_whoever_is_new_reads_where_they_belong_and_who_has_added_them(
    kind: EmailKind, language: str, by_operator: str, by_colleague: str
) -> None:
    for name, words in (
        ("", by_operator),
        ("Wulan Sari", by_colleague),
        # No link stands in a sentence of ours.
        ("wulan.example", by_operator),
    ):
        message = written(kind, language=language, added_by=name)
        for body in (text(message), html(message)):
            assert words in body
            assert "Langit Studio" in body
            assert "Senopati" in body
            assert "wulan.example" not in body


def test_who_manages_a_company_and_is_no_host_is_promised_no_guests_of_their_own() -> (
    None
):
    message = written(EmailKind.WELCOME, frozenset({Role.COMPANY_ADMIN}))
    assert f"{LINKS.hosts}/welcome/{SECRET}" in text(message)
    assert "you manage your company's hosts" in text(message)
    assert "you can invite guests" not in text(message)


def test_a_forgotten_password_leads_back_to_where_it_was_asked_for() -> None:
    both = frozenset({Role.DESK, Role.HOST})
    for roles, face, place in (
        (both, FaceName.DESK, LINKS.desk),
        (both, FaceName.HOSTS, LINKS.hosts),
        (frozenset({Role.HOST}), FaceName.DESK, LINKS.hosts),
        (frozenset({Role.DESK}), FaceName.HOSTS, LINKS.desk),
    ):
        message = written(EmailKind.PASSWORD_RESET, roles, face=face)
        for words in (text(message), html(message)):
            assert f"{place}/welcome/{SECRET}" in words
            assert "30 minutes" in words
            assert "asked for a new password" in words
    first = written(EmailKind.PASSWORD_RESET, is_first=True)
    assert first["Subject"] == "Welcome to Lencana: choose your password"
    assert "has no password yet" in text(first)


def test_a_changed_password_is_told_with_when_and_where_and_without_a_link() -> None:
    for face, place in (
        (FaceName.DESK, "At the front desk"),
        (FaceName.HOSTS, "In the host portal"),
    ):
        message = written(EmailKind.PASSWORD_CHANGED, face=face)
        for words in (text(message), html(message)):
            assert f"{place}: Monday, 23 November 2026, 10:00 Western" in words
            assert "http" not in words
            assert SECRET not in words


def test_who_was_added_elsewhere_reads_where_and_gets_no_second_password() -> None:
    message = written(EmailKind.MEMBERSHIP_ADDED, frozenset({Role.DESK}))
    for words in (text(message), html(message)):
        assert "Whoever runs your lobby has added you to Langit Studio" in words
        assert "You keep the places that you had before." in words
        assert "the e-mail and password that you have" in words
        assert f"{LINKS.desk}/" in words
        assert SECRET not in words
    first = text(written(EmailKind.MEMBERSHIP_ADDED, is_first=True))
    assert "Another e-mail holds the link" in first
    assert "http" not in first


@pytest.mark.parametrize(
    ("language", "promise"), [("en", "invite guests"), ("id", "mengundang tamu")]
)
def test_a_member_is_led_to_the_face_that_is_open_to_them(
    language: str, promise: str
) -> None:
    for roles, place in (
        (frozenset({Role.DESK}), LINKS.desk),
        (frozenset({Role.HOST}), LINKS.hosts),
        (frozenset({Role.DESK, Role.HOST}), LINKS.hosts),
    ):
        message = written(EmailKind.WELCOME, roles, language=language)
        for words in (text(message), html(message)):
            assert f"{place}/welcome/{SECRET}" in words
            assert (promise in words) is (Role.HOST in roles)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Gita Pramesti", "G.P."),
        ("Sukarno", "S."),
        ("ana maria de la cruz", "A.C."),
        ("Élodie Öz", "É.Ö."),
        ("(Budi) Santoso", "B.S."),
        ("李 明", "李.明."),
        ("葛\U000e0100城 太郎", "葛\U000e0100.太."),
        ("फ़्रैंक शर्मा", "फ़्रैं.श."),
        ("ക്ഷേമ നായർ", "ക്ഷേ.നാ."),
        ("ကျော်စွာ", "ကျော်."),
        ("เอกชัย แก้วใจ", "อ.ก้."),
        ("ნინო ბერიძე", "ნ.ბ."),
        ("ǆemal Ǳurić", "ǅ.ǲ."),
        ("ᾳda", "ᾼ."),
        ("...", ""),
    ],
)
def test_initials_are_the_first_and_the_last(name: str, expected: str) -> None:
    assert names.initials(name) == expected


@pytest.mark.parametrize(
    "words",
    [
        "फ़्रैंक एलेक्ज़ेंडर ",
        "ကျော်စွာ ",
        "葛\U000e0100城 ",
        "塚\ufa10神\ufa19",
        "Lobby ☕\ufe0f ",
    ],
    ids=ascii,
)
@pytest.mark.parametrize("before", range(0, 40, 3))
def test_a_long_name_stays_whole_in_headers_and_in_the_calendar(
    words: str, before: int
) -> None:
    name = ("x" * before + f" {words * 4}").strip()
    message = EmailMessage(policy=mail_headers.POLICY)
    message["Subject"] = name
    message["From"] = mail_headers.sender(f'"{name}" <lobby@senopati.example>')
    entry = CalendarEvent(
        uid="u",
        organizer="lobby@senopati.example",
        sequence=0,
        starts_at=NOW,
        ends_at=NOW,
        summary=name,
        place=name,
        cancelled=False,
    )

    # The older reader keeps to RFC 2047, 6.2: no blank between two encoded words.
    read = message_from_bytes(message.as_bytes())
    event = Calendar.from_ical(ics([entry], NOW)).walk("VEVENT")[0]

    assert str(make_header(decode_header(read["Subject"]))) == name
    assert parseaddr(str(make_header(decode_header(read["From"]))))[0] == name
    assert (event["summary"], event["location"]) == (name, name)
    assert max(map(len, message.as_bytes().splitlines())) <= 78


def test_a_guest_without_a_letter_in_their_name_arrives_as_a_guest() -> None:
    assert written(EmailKind.ARRIVED, name="...")["Subject"] == "Your guest is here"


@pytest.mark.parametrize(
    ("accent", "expected"), [("#1f6f63", styles.WHITE), ("#ffd400", styles.INK)]
)
def test_a_buttons_words_can_be_read_on_any_accent(accent: str, expected: str) -> None:
    assert styles.on(accent) == expected


@pytest.mark.parametrize(
    "kind", [kind for kind in TO_GUEST if kind is not EmailKind.RIGHTS_CODE]
)
def test_every_letter_to_a_guest_leads_to_their_data_and_to_no_more_messages(
    kind: EmailKind,
) -> None:
    message = written(kind)
    for address in (f"{LINKS.guest}/{SECRET}#data", f"{LINKS.guest}/{SECRET}/emails"):
        assert address in text(message)
        assert f'href="{address}"' in html(message)


@pytest.mark.parametrize("kind", EmailKind)
def test_a_mail_program_may_say_no_more_by_one_click_where_nobody_asked_for_the_letter(
    kind: EmailKind,
) -> None:
    headers = dict(written(kind).items())
    is_unasked = kind in ABOUT_INVITATION
    address = f"<{LINKS.guest}/{SECRET}/emails>" if is_unasked else ""
    assert headers.get("List-Unsubscribe", "").strip() == address
    assert headers.get("List-Unsubscribe-Post") == (
        "List-Unsubscribe=One-Click" if is_unasked else None
    )


def test_a_long_host_name_leaves_the_address_to_unsubscribe_as_it_is() -> None:
    guest = "https://check-in.coworking-space.south-jakarta.example.org/guest"
    message = render(
        about_visit(),
        EmailKind.INVITATION,
        replace(OFFICE, links=replace(LINKS, guest=guest)),
        NOW,
    )
    sender = "lobby@a-very-long-name-of-a-coworking-space.example.org"
    mail_headers.stamp(message, sender, "1" * 32, NOW)
    written = message.as_bytes()

    assert f"\r\nList-Unsubscribe: <{guest}/{SECRET}/emails>\r\n".encode() in written
    assert (
        b"\r\nMessage-ID: <" + b"1" * 32 + f"@{sender.rpartition('@')[2]}>".encode()
        in written
    )


def test_the_digits_to_see_ones_data_say_nothing_of_any_visit() -> None:
    said = text(written(EmailKind.RIGHTS_CODE)) + html(written(EmailKind.RIGHTS_CODE))
    assert "402917" in said
    for word in (NAME, "Hana", "Senopati", "Langit", SECRET):
        assert word not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_audit_logs_head_is_told_whole_with_how_to_compare_it(
    language: str,
) -> None:
    message = written(EmailKind.AUDIT_HEAD, language=language)
    for body in (text(message), html(message)):
        assert f"lencana audit verify --head {'5ea1' * 16}" in body
        assert "4711" in body
        assert "2026" in body
