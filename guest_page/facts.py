"""Facts in words: what plain columns say about a visit, as its guest reads it."""

from collections.abc import Callable

from flask_babel import gettext as _

from guest_page import labels
from visits.rights.facts import Row
from web.dates import clock, when
from web.languages import OWN_NAMES


def said(name: str, rows: list[Row]) -> list[str]:
    """One line for each row of the fact; of a digest there is nothing to say but that it is there."""
    lines = [SENTENCES.get(name, _there)(row) for row in rows]
    return list(dict.fromkeys(line for line in lines if line))


def _there(row: Row) -> str:
    del row
    return str(_("yes"))


def _host(row: Row) -> str:
    host = row["host"] or str(_("a former member"))
    return ", ".join((host, row["company"], row["site"]))


def _planned(row: Row) -> str:
    return str(
        _(
            "%(starts)s to %(ends)s",
            starts=when(row["starts_at"]),
            ends=clock(row["ends_at"]),
        )
    )


def _presence(row: Row) -> str:
    left_by = labels.LEFT_BY.get(row["left_by"], "")
    came = _("came %(when)s", when=when(row["came_at"])) if row["came_at"] else ""
    left = (
        _("left %(when)s, %(by)s", when=when(row["left_at"]), by=left_by)
        if row["left_at"]
        else ""
    )
    return ", ".join(part for part in (came, left) if part)


def _level(row: Row) -> str:
    if row["shown"] is None:
        return str(_("asked for: %(level)s", level=labels.LEVELS[row["asked"]]))
    return str(labels.LEVELS[row["shown"]])


def _refusal(row: Row) -> str:
    return f"{when(row['at'])}, {labels.TURNED_AWAY[row['reason']]}"


def _badge(row: Row) -> str:
    return f"{row['number']}, {when(row['issued_at'])}"


def _letters(row: Row) -> str:
    return f"{labels.LETTERS.get(row['kind'], row['kind'])}, {when(row['at'])}"


def _hold(row: Row) -> str:
    reason = labels.HOLDS[row["reason"]]
    return str(
        _(
            "yes, until %(day)s at the latest: %(reason)s",
            day=when(row["review_at"]),
            reason=reason,
        )
    )


def _wishes(row: Row) -> str:
    alone, erased = row["restricted_at"], row["erasure_asked_at"]
    parts = [
        _("left alone since %(when)s", when=when(alone)) if alone else "",
        _("to be erased when you leave, asked %(when)s", when=when(erased))
        if erased
        else "",
    ]
    return ", ".join(part for part in parts if part)


def _request(row: Row) -> str:
    outcome = (
        labels.OUTCOMES[row["outcome"]] if row["outcome"] else _("not decided yet")
    )
    return f"{labels.RIGHTS[row['kind']]}, {when(row['received_at'])}: {outcome}"


def _moment(key: str) -> Callable[[Row], str]:
    def said_of(row: Row) -> str:
        return when(row[key])

    return said_of


SENTENCES: dict[str, Callable[[Row], str]] = {
    "host": _host,
    "planned": _planned,
    "presence": _presence,
    "level": _level,
    "refusal": _refusal,
    "badge": _badge,
    "letters": _letters,
    "hold": _hold,
    "wishes": _wishes,
    "request": _request,
    "withdrawn": _moment("at"),
    "encounter": _moment("at"),
    "wait": _moment("at"),
    "suppression": _moment("since"),
    "reason": lambda row: str(labels.REASONS[row["reason"]]),
    "language": lambda row: str(OWN_NAMES.get(row["language"][:2], row["language"])),
    "notice": lambda row: str(row["version"]),
}
