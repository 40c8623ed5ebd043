"""The notice: whole, in every language, and made of the register alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from visits.languages import OWN_NAMES
from visits.policy import notice
from visits.policy.notice import NoticeContext
from visits.policy.register import register
from visits.vocabulary.policy import Period, Way

LANGUAGES = list(OWN_NAMES)


ASKED = NoticeContext(
    site="Senopati",
    region="ID",
    contact="privacy@example.org",
    log_erased_by="23 December",
    contact_erased_by="24 November",
    absent_erased_by="25 November",
)


def text(language: str, told: NoticeContext) -> str:
    return "\n".join(
        f"{row.label}: {row.text}" for row in notice.in_language(language).rows(told)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_names_everything_that_is_kept_of_a_guest(language: str) -> None:
    said = text(language, ASKED).casefold()

    assert [
        name
        for name, entry in register().of_guests().items()
        if entry.label[language].casefold() not in said
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_says_what_for_who_reads_until_when_and_whom_to_ask(
    language: str,
) -> None:
    said = text(language, ASKED)

    told = notice.in_language(language)
    expected = [
        *told.purposes.values(),
        "23 December",
        "24 November",
        "25 November",
        "Senopati",
        "privacy@example.org",
        "Komdigi",
        "16",
        "13",
    ]
    assert [words for words in expected if words not in said] == []
    assert [
        word
        for reader, word in told.readers.items()
        if reader != "guest" and word not in said
    ] == []
    assert "{" not in said


def test_what_a_face_leaves_out_is_not_spoken_of() -> None:
    said = text("en", replace(ASKED, absent_erased_by=""))

    assert "If you do not come" not in said
    assert "Until 23 December at the latest" in said


def test_elsewhere_the_authority_is_the_readers_own() -> None:
    assert "authority of the country you are in" in text(
        "en", replace(ASKED, region="DE")
    )


def test_the_notice_says_how_to_come_to_ones_own_page() -> None:
    told = NoticeContext(
        site="Senopati",
        region="ID",
        contact="x",
        way=Way.ADDRESS,
        page="https://lobby.example/guest",
    )

    assert "erased, at https://lobby.example/guest." in text("en", told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tablet_tells_both_days_and_the_age_in_one_sentence(language: str) -> None:
    told = notice.in_language(language).sentence(ASKED)

    assert ASKED.log_erased_by in told
    assert ASKED.contact_erased_by in told
    assert "16" in told
    assert len(told.split()) <= 24


@pytest.mark.parametrize("language", ["id", "id-ID", "id_ID"])
def test_a_region_of_a_language_reads_it(language: str) -> None:
    assert notice.in_language(language).items["name"].label == "nama"


def test_who_reads_another_language_is_told_in_the_first() -> None:
    assert notice.in_language("xx").language == "en"


@pytest.mark.parametrize("words", ["{contact}", "{0.__class__}", "%(site)s"])
def test_what_a_face_says_is_taken_as_it_is(words: str) -> None:
    assert words in text("en", replace(ASKED, site=words))


@pytest.mark.parametrize(
    ("language", "hours", "words"),
    [
        ("en", 24, "24 hours"),
        ("en", 720, "30 days"),
        ("id", 720, "30 hari"),
        ("ar", 36, "36 ساعة"),
        ("ar", 720, "30 يومًا"),
        ("ar", 9504, "396 يومًا"),
    ],
)
def test_a_time_is_said_in_the_words_of_its_language(
    language: str, hours: int, words: str
) -> None:
    told = notice.in_language(language)
    said = told.after_visit(Period.LOG, timedelta(hours=hours))
    assert said.startswith(f"{words} ")
