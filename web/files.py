"""Files that a browser saves: JSON, and rows for a spreadsheet."""

import csv
import json
import unicodedata
from collections.abc import Iterable, Sequence
from io import StringIO

from flask import Response


def json_file(document: object, name: str) -> Response:
    """Send the document as a file that the browser saves under this name."""
    written = json.dumps(document, ensure_ascii=False, indent=2)
    return _file(written, "application/json", name)


def spreadsheet_file(rows: Iterable[Sequence[str]], name: str) -> Response:
    """Send the rows as CSV that the browser saves under this name; no cell is a formula."""
    written = StringIO()
    # Each cell in quotes: where decimals have a comma, a semicolon in a name begins another.
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerows([_as_text(cell) for cell in row] for row in rows)
    # The mark at the beginning tells Excel that it is UTF-8.
    return _file(f"\ufeff{written.getvalue()}", "text/csv", name)


def _file(written: str, mimetype: str, name: str) -> Response:
    answer = Response(written, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _as_text(cell: str) -> str:
    # https://owasp.org/www-community/attacks/CSV_Injection; in any width that a name may have.
    begins = unicodedata.normalize("NFKC", cell).lstrip()[:1]
    return f"'{cell}" if begins in {"=", "+", "-", "@", "|", "%"} else cell
