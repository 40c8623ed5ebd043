"""Reads a list of guests: pasted lines or a CSV, whatever delimiter it has.

Nothing is judged here and no row is left out: what cannot be read becomes a cell that the rules
of a guest's name and address refuse, so that the host sees the row and what is wrong with it.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from itertools import chain, islice

from visits.vault import phone_numbers

MOST_ROWS = 5000
LONGEST_CELL = 200
"""Characters; a longer cell is cut and ends with an ellipsis, which no rule lets through."""
LONGEST_RECORD = 20_000
LONGEST_HEADING = 1000
BLANK = " \t;|,"
"""All that stands in a row of empty cells."""
NO_DELIMITERS = " \n\"'-_.()"
"""Stand within the words of a heading."""
MOST_DELIMITERS = 12
"""Characters other than the usual ones that are tried as a heading's delimiter."""
LINES_OF_RECORD = 5
"""A quotation mark that is never closed must not swallow the rest of the list."""
LOST = "\N{REPLACEMENT CHARACTER}"
"""Stands where a character could not be read."""
DELIMITERS = "\t;|,"
"""The usual ones, the surest first: names hold commas, too."""
HEADINGS = {
    "row": ("row",),
    "name": (
        "name", "full name", "guest", "guest name", "first name", "given name", "last name",
        "family name", "surname", "nama", "nama lengkap", "nama tamu", "nama depan",
        "nama belakang", "الاسم", "اسم", "الاسم الكامل", "اسم الضيف", "الاسم الأول", "اسم العائلة",
    ),
    "email": (
        "e-mail", "mail", "e-mail address", "alamat email", "surel",
        "البريد الإلكتروني", "بريد إلكتروني", "البريد",
    ),
    "phone": (
        "phone", "phone number", "telephone", "mobile", "telepon", "nomor telepon", "nomor hp",
        "hp", "الهاتف", "رقم الهاتف", "الجوال",
    ),
    "day": ("day", "date", "hari", "tanggal", "اليوم", "التاريخ"),
    "starts": ("from", "start", "starts", "time", "dari", "mulai", "jam", "pukul", "من", "الوقت"),
    "ends": ("until", "to", "end", "ends", "sampai", "hingga", "selesai", "إلى", "حتى"),
    "purpose": ("purpose", "why", "tujuan", "keperluan", "الغرض", "سبب الزيارة"),
    "language": ("language", "bahasa", "اللغة"),
    "host": ("host", "pengundang", "المضيف"),
}  # fmt: skip
"""The words of a heading for each field, in the languages that there are."""
FIELDS = tuple(HEADINGS)[1:]
BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
GUESSED = "windows-1252"
"""What spreadsheets write in the west where they do not write Unicode."""
_CONTROL = re.compile(r"[\0-\x08\x0b-\x1f\x7f]")
_DAY = re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{4}")
_BULLET = re.compile(r"^\s*(?:\d{1,4}[.)]|[-*•])\s+")
# As address books and mail programs write it.
_MAILBOX = re.compile(r"([^<>]*)<([^<>\s@]+@[^<>\s@]+)>[\s,;]*")
_NEXT_MAILBOX = re.compile(r"(@[^<>\s@]+>)\s*[,;]")


@dataclass(frozen=True)
class ListedRow:
    """A row as it stands in the list: the number of its line, and the cells by their field."""

    number: int
    cells: Mapping[str, str] = field(repr=False)


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 or `GUESSED`; what is in none is `LOST`."""
    return content.decode(encoding(content), "replace").removeprefix("\ufeff")


def encoding(content: bytes) -> str:
    """Return what the file is written in: `GUESSED` if it is neither UTF-8 nor UTF-16."""
    for mark, marked in BOMS.items():
        if content.startswith(mark):
            return marked
    # Without a mark UTF-16 shows by the zeros of its ASCII characters, all on one side.
    for first, half_empty in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = content[first::2]
        if half.count(0) * 10 > len(half) > content[1 - first :: 2].count(0) * 10:
            return half_empty
    letters = [one for one in content.decode("utf-8", "replace") if not one.isascii()]
    # A few broken characters among others that are whole are no reason to doubt those.
    return GUESSED if letters.count(LOST) * 2 > len(letters) else "utf-8"


def read(listed: str) -> list[ListedRow]:
    """Return the rows of the list, one more than `MOST_ROWS` if there are too many.

    A first row of known words is a heading: then columns may be in any order, and those that it
    does not know are left out. Without one, and where a row does not fit it, a line has a name
    and an address or number, whatever is between them.
    """
    text = _CONTROL.sub(LOST, listed.replace("\r\n", "\n").replace("\r", "\n"))
    records = _records(text.lstrip("\ufeff"))
    first = next(records, (0, ""))
    announced = re.fullmatch(r"sep=(\W)", first[1].strip("\n "), re.IGNORECASE)
    if announced:
        first = next(records, (0, ""))
    delimiter, columns = _heading(first[1], announced[1] if announced else "")
    if columns:
        under = (_rows_under(columns, delimiter, *one) for one in records)
    else:
        under = (_rows_by_shape(*one, delimiter) for one in chain([first], records))
    return list(islice(chain.from_iterable(under), MOST_ROWS + 1))


def written(rows: Iterable[ListedRow]) -> str:
    """Return the rows as a list that `read` reads as the same rows."""
    text = StringIO()
    writer = csv.DictWriter(text, ["row", *FIELDS], restval="", delimiter="\t")
    writer.writeheader()
    writer.writerows({"row": row.number, **row.cells} for row in rows)
    return text.getvalue()


def spelling(words: str, is_kept: Callable[[str], bool] = str.isalpha) -> str:
    """Return the letters, or what `is_kept`: so `E-Mail` is `email`, and `إلى` is `الى`."""
    apart = unicodedata.normalize("NFKD", words.casefold())
    return "".join(filter(is_kept, apart))


_FIELD_OF = {spelling(word): name for name, words in HEADINGS.items() for word in words}


def _records(text: str) -> Iterator[tuple[int, str]]:
    """The records that are not blank, with the number of their first line."""
    lines, at = text.split("\n"), 0
    while at < len(lines):
        if not lines[at].strip(BLANK):
            at += 1
            continue
        some = lines[at : at + LINES_OF_RECORD]
        ends = (end for end in range(1, len(some) + 1) if _is_closed(some[:end]))
        after = at + next(ends, 1)
        record = "\n".join(lines[at:after])[:LONGEST_RECORD]
        yield at + 1, record
        at = after


def _is_closed(lines: Sequence[str]) -> bool:
    return sum(line.count('"') for line in lines) % 2 == 0


def _cells(record: str, delimiter: str) -> list[str]:
    """The cells of a record, or of several, which a stray quotation mark makes of it."""
    lines = csv.reader(
        StringIO(record, ""), delimiter=delimiter, skipinitialspace=delimiter != " "
    )
    return [cell.strip() for cells in lines for cell in cells]


def _heading(record: str, delimiter: str) -> tuple[str, list[str]]:
    """The delimiter and the field of each column; no columns without a heading."""
    if "@" in record or len(record) > LONGEST_HEADING:
        return delimiter, []
    known: dict[str, list[str]] = {}
    others = (one for one in record if not (one.isalnum() or one in NO_DELIMITERS))
    more = islice(dict.fromkeys(others), MOST_DELIMITERS)
    for one in [delimiter] if delimiter else [*DELIMITERS, *more]:
        known[one] = [_FIELD_OF.get(spelling(cell), "") for cell in _cells(record, one)]
    best = max(known, key=lambda one: sum(map(bool, known[one])))
    columns = known[best]
    is_heading = {"name", "email"} & set(columns)
    return (best, columns) if is_heading else (delimiter, [])


def _rows_under(
    columns: Sequence[str], delimiter: str, number: int, record: str
) -> Iterator[ListedRow]:
    cells = _cells(record, delimiter)
    while len(cells) > len(columns) and not cells[-1]:
        cells.pop()
    if len(cells) > len(columns) or len(cells) < min(len(columns), 2):
        # Not split as the heading is: pasted from elsewhere, it may tell by itself what is what.
        yield from _rows_by_shape(number, record)
    else:
        yield _row_under(columns, cells, number)


def _row_under(columns: Sequence[str], cells: list[str], number: int) -> ListedRow:
    found: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        # A first and a last name are one name.
        is_more = column == "name" and column in found
        if column and cell and (is_more or column not in found):
            found[column] = _bounded(f"{found.get(column, '')} {cell}")
    own = found.pop("row", "")
    return ListedRow(int(own) if re.fullmatch("[0-9]{1,6}", own) else number, found)


def _rows_by_shape(
    number: int, record: str, delimiter: str = ""
) -> Iterator[ListedRow]:
    for one in _NEXT_MAILBOX.sub(r"\1\n", record).split("\n"):
        if one.strip():
            yield _row_by_shape(one, delimiter, number)


def _row_by_shape(record: str, delimiter: str, number: int) -> ListedRow:
    line = _BULLET.sub("", record)
    if mailbox := _MAILBOX.fullmatch(line):
        name, email = mailbox[1].strip(' "'), mailbox[2]
        return ListedRow(number, {"name": _bounded(name), "email": _bounded(email)})
    own = delimiter or next((one for one in DELIMITERS if one in line), "")
    cells = [cell for cell in (_cells(line, own) if own else line.split()) if cell]
    emails = [cell for cell in cells if "@" in cell]
    dialled = [cell for cell in cells if phone_numbers.is_dialled(cell)]
    phones = [cell for cell in dialled if not _DAY.fullmatch(cell)]
    names = [cell for cell in cells if cell not in emails and cell not in phones]
    is_one_each = max(len(emails), len(phones)) <= 1 and not (own and len(names) > 1)
    if not is_one_each or len("".join(emails).split()) > 1:
        return _unsplit(record, number)
    found = {"name": names, "email": emails, "phone": phones}
    return ListedRow(
        number, {key: _bounded(" ".join(some)) for key, some in found.items() if some}
    )


def _unsplit(record: str, number: int) -> ListedRow:
    """The whole of it as a name, without the address that an invitation needs."""
    return ListedRow(number, {"name": _bounded(record)})


def _bounded(cell: str) -> str:
    """On one line, and not too long."""
    line = " ".join(cell.split())
    return line if len(line) <= LONGEST_CELL else line[:LONGEST_CELL] + "…"
