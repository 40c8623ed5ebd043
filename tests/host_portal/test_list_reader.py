"""A list of guests is read whatever its delimiter and its encoding, and no row is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_portal.list_reader import (
    FIELDS,
    GUESSED,
    LONGEST_CELL,
    LOST,
    MOST_ROWS,
    ListedRow,
    decoded,
    encoding,
    read,
    written,
)

GITA = {"name": "Gita Pramesti", "email": "gita@example.org"}
LISTED = "Name,E-mail\nGita Pramesti,gita@example.org\n"


def cells(listed: str) -> list[dict[str, str]]:
    return [dict(row.cells) for row in read(listed)]


@pytest.mark.parametrize(
    "line",
    [
        "Gita Pramesti, gita@example.org",
        "gita@example.org, Gita Pramesti",
        "Gita Pramesti;gita@example.org",
        "Gita Pramesti\tgita@example.org",
        "Gita Pramesti | gita@example.org",
        '"Gita Pramesti", "gita@example.org"',
        "Gita Pramesti gita@example.org",
        "Gita Pramesti <gita@example.org>",
        '"Gita Pramesti" <gita@example.org>,',
        "1. Gita Pramesti, gita@example.org",
        "• Gita Pramesti gita@example.org",
        "\ufeffGita   Pramesti,gita@example.org",
    ],
)
def test_a_pasted_line_has_a_name_and_an_address_in_either_order(line: str) -> None:
    assert cells(line) == [GITA]


def test_a_phone_number_stands_in_the_place_of_an_address_or_beside_it() -> None:
    both = cells("Gita Pramesti, 0812 3456 7890\n+62 812 3456, g@example.org, Gita")

    assert both == [
        {"name": "Gita Pramesti", "phone": "0812 3456 7890"},
        {"name": "Gita", "email": "g@example.org", "phone": "+62 812 3456"},
    ]


def test_addresses_copied_from_a_mail_program_stand_on_one_line() -> None:
    line = (
        '"Pramesti, Gita" <gita@example.org>, Budi <budi@example.org>; C <c@d.example>'
    )

    assert [row["name"] for row in cells(line)] == ["Pramesti, Gita", "Budi", "C"]


@pytest.mark.parametrize(
    "heading",
    [
        "Name{0}E-mail{0}Day",
        "Nama{0}Email{0}Tanggal",
        "الاسم{0}البريد الإلكتروني{0}اليوم",
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", ":", "§"])
def test_a_heading_in_any_language_says_what_the_delimiter_is(
    heading: str, delimiter: str
) -> None:
    row = f"Gita Pramesti{delimiter}gita@example.org{delimiter}2026-11-24"

    assert cells(f"{heading.format(delimiter)}\n\n{row}") == [
        GITA | {"day": "2026-11-24"}
    ]


def test_columns_are_in_any_order_and_unknown_ones_are_left_out() -> None:
    listed = (
        "Until;Company;E-MAIL;From;Last name;First name;Host;Purpose;Language;Phone\n"
        "15:00;Awan;g@example.org;14:00;Pramesti;Gita;Hana;tour;id;0812\n"
    )

    [row] = cells(listed)

    assert row == {
        "ends": "15:00", "email": "g@example.org", "starts": "14:00", "name": "Pramesti Gita",
        "host": "Hana", "purpose": "tour", "language": "id", "phone": "0812",
    }  # fmt: skip


def test_a_spreadsheet_may_announce_its_delimiter() -> None:
    assert cells(f"sep=,\n{LISTED}") == [GITA]
    assert cells("sep=|\nGita Pramesti|gita@example.org") == [GITA]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_file_is_read_as_it_was_saved(encoding: str, ends: str) -> None:
    listed = LISTED.replace("Gita", "Gïtä 日本").replace("\n", ends)

    assert cells(decoded(listed.encode(encoding))) == [
        GITA | {"name": "Gïtä 日本 Pramesti"}
    ]


def test_what_spreadsheets_save_without_unicode_is_read_as_they_wrote_it() -> None:
    old = "Name,E-mail\nZoë Šárka Müller,zoe@example.org".encode("windows-1252")

    assert cells(decoded(old))[0]["name"] == "Zoë Šárka Müller"
    assert encoding(old) == GUESSED
    assert encoding(b"Name,E-mail\nGita,gita@example.org") == "utf-8"


def test_a_broken_or_impossible_character_is_shown_as_lost() -> None:
    broken = "Name,E-mail\nGïtä,gita@example.org\nZo".encode() + b"\xff,z@example.org"

    assert [one["name"] for one in cells(decoded(broken))] == ["Gïtä", f"Zo{LOST}"]
    assert LOST in decoded(b"Name\n\x81")
    assert cells("G\0ita, gita@example.org")[0]["name"] == f"G{LOST}ita"


def test_quotation_marks_hold_delimiters_marks_and_line_breaks() -> None:
    listed = 'Name,E-mail\n"Pramesti, ""Gita""\nS.", gita@example.org\nB,b@example.org'

    first, second = read(listed)

    assert (first.cells["name"], first.number) == ('Pramesti, "Gita" S.', 2)
    assert (second.cells["name"], second.number) == ("B", 4)


def test_a_mark_that_is_never_closed_swallows_no_other_row() -> None:
    stray = '"Budi, b@example.org\n'

    rows = read(LISTED + stray + "C,c@example.org\n" * 20 + stray)

    assert len(rows) == 23
    assert [row.cells.get("email") for row in rows[:3]] == [
        "gita@example.org", None, "c@example.org"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "Gita Pramesti <gita@example.org>",
        "Gita Pramesti\tgita@example.org",
        "Gita Pramesti;gita@example.org",
        "Gita Pramesti gita@example.org",
    ],
)
def test_a_row_pasted_from_elsewhere_is_read_by_itself_under_a_heading_too(
    line: str,
) -> None:
    assert cells(f"{LISTED}{line}\nBudi,b@example.org")[1:] == [
        GITA,
        {"name": "Budi", "email": "b@example.org"},
    ]


@pytest.mark.parametrize(
    "row", ["Santoso, Budi,b@example.org", "Budi;2026-12-01;b@example.org", "Budi"]
)
def test_a_row_that_does_not_fit_its_heading_has_no_address_and_is_not_guessed(
    row: str,
) -> None:
    assert cells(LISTED + row)[1] == {"name": row}


def test_a_row_may_end_early_or_with_empty_cells() -> None:
    listed = "Name,E-mail,Day\nGita,g@example.org\nBudi,b@example.org,,,\n,,,\n"

    assert [row["name"] for row in cells(listed)] == ["Gita", "Budi"]


def test_a_long_cell_is_cut_and_says_so() -> None:
    [row] = cells(f"{'x' * 300}, gita@example.org")

    assert row["name"] == "x" * LONGEST_CELL + "…"


def test_one_row_too_many_is_read_and_no_more() -> None:
    assert len(read("Gita, gita@example.org\n" * (MOST_ROWS + 99))) == MOST_ROWS + 1


def test_nothing_of_a_guest_is_in_a_rows_repr() -> None:
    assert "Gita" not in repr(read(LISTED))


@given(st.binary(max_size=300))
def test_no_file_is_a_failure(content: bytes) -> None:
    for row in read(decoded(content)):
        assert row.number > 0
        assert set(row.cells) <= set(FIELDS)


CHARACTER = st.sampled_from("abc@.\"',;|\t \n\r\0<>-1\u202eب日…")
CELL = st.text(CHARACTER | st.characters(), max_size=30)


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), CELL), max_size=5))
def test_rows_that_travel_in_a_form_come_back_the_same(
    typed: list[dict[str, str]],
) -> None:
    rows = read(written(ListedRow(n, one) for n, one in enumerate(typed, 1)))

    assert len(rows) == len(typed)
    assert read(written(rows)) == rows


@given(st.lists(CELL, min_size=1, max_size=4), st.sampled_from(",;\t|"))
def test_no_row_is_lost_whatever_stands_in_it(row: list[str], delimiter: str) -> None:
    listed = f"{LISTED}{delimiter.join(row)}\nBudi,b@example.org"

    found = cells(listed)

    assert found[0] == GITA
    assert {"name": "Budi", "email": "b@example.org"} in found or '"' in "".join(row)


@pytest.mark.parametrize("repeated", [*'"@<>,; \t', "@<", "<@", '"\n', "a@b>"])
def test_a_long_list_of_one_character_is_read_in_no_time_that_grows_with_its_square(
    repeated: str,
) -> None:
    assert len(read(repeated * 200_000)) <= MOST_ROWS + 1
