"""Facts as sentences: the unsealed rows about a visit, for the guest's page and a copy on paper."""

from collections.abc import Callable

from flask_babel import get_locale
from flask_babel import gettext as _

from visits.languages import OWN_NAMES, comma
from visits.rights.facts import Row
from web.dates import clock_beside, last_day, when
from web.labels import label


def lines(fact: str, rows: list[Row]) -> list[str]:
    """One sentence for each row of the fact, without duplicates; an unknown fact is a bug."""
    sentences = [SENTENCES[fact](row) for row in rows]
    return list(dict.fromkeys(sentence for sentence in sentences if sentence))


def _host(row: Row) -> str:
    return _list(row["host"] or _("a former member"), row["company"], row["site"])


def _planned(row: Row) -> str:
    starts = when(row["starts_at"])
    ends = clock_beside(row["ends_at"], row["starts_at"])
    return str(_("%(starts)s to %(ends)s", starts=starts, ends=ends))


def _presence(row: Row) -> str:
    arrived_at, left_at = row["came_at"], row["left_at"]
    return _list(
        arrived_at and _("came %(when)s", when=when(arrived_at)),
        left_at and _("checked out %(when)s", when=when(left_at)),
        left_at and label(row["left_by"]),
    )


def _house_rules(row: Row) -> str:
    number, at = row["version"], when(row["at"])
    return str(_("version %(number)s, accepted %(when)s", number=number, when=at))


def _level(row: Row) -> str:
    let_in_by = row["let_in_by"] and label(row["let_in_by"])
    return _list(let_in_by, _("asked for: %(level)s", level=label(row["asked"])))


def _refusal(row: Row) -> str:
    return f"{when(row['at'])}: {label(row['reason'])}"


def _withdrawn(row: Row) -> str:
    return _list(when(row["at"]), _("by you") if row["by_guest"] else _("by your host"))


def _badge(row: Row) -> str:
    return f"{row['number']}, {when(row['issued_at'])}"


def _roll_call(row: Row) -> str:
    raised_at, found_at = row["raised_at"], row["found_at"]
    return _list(
        _("looked for in an alarm %(when)s", when=when(raised_at)),
        found_at and _("found %(when)s", when=when(found_at)),
    )


def _host_answer(row: Row) -> str:
    return f"{when(row['at'])}: {label(row['answer'])}"


def _others_told(row: Row) -> str:
    return f"{when(row['at'])}: {label(row['step'])}"


def _wait(row: Row) -> str:
    return f"{when(row['at'])}: {label(row['reason'])}"


def _email(row: Row) -> str:
    why = row["undelivered"]
    not_delivered = why and _("not delivered: %(reason)s", reason=label(why))
    return _list(label(row["kind"]), when(row["at"]), not_delivered)


def _hold(row: Row) -> str:
    day, reason = last_day(row["review_at"]), label(row["reason"])
    text = _("yes, until %(day)s at the latest: %(reason)s", day=day, reason=reason)
    return str(text)


def _restriction_or_erasure(row: Row) -> str:
    restricted, erasure_asked = row["restricted_at"], row["erasure_asked_at"]
    return _list(
        restricted and _("not used since %(when)s", when=when(restricted)),
        erasure_asked
        and _("to be erased on leaving, asked %(when)s", when=when(erasure_asked)),
    )


def _watch(row: Row) -> str:
    until = _("until %(when)s", when=last_day(row["review_at"]))
    return _list(label(row["reason"]), until)


def _request(row: Row) -> str:
    is_decided, settled = row["outcome"] is not None, row["settled_at"]
    outcome = label(row["outcome"]) if is_decided else _("not decided yet")
    request = f"{label(row['kind'])}, {when(row['received_at'])}: {outcome}"
    return _list(request, settled and when(settled))


def _code(row: Row) -> str:
    of_badge = row["of"] == "badge"
    return str(_("of the badge") if of_badge else _("of the invitation"))


def _language(row: Row) -> str:
    language: str = row["language"]
    return OWN_NAMES.get(language[:2], language)


def _list(*parts: str | None) -> str:
    return comma(get_locale()).join(part for part in parts if part)


def _at(key: str) -> Callable[[Row], str]:
    return lambda row: when(row[key])


def _label_of(key: str) -> Callable[[Row], str]:
    return lambda row: label(row[key])


SENTENCES: dict[str, Callable[[Row], str]] = {
    "host": _host,
    "co_hosts": lambda row: str(row["co_host"]),
    "planned": _planned,
    "lateness": _label_of("late_by"),
    "purpose": _label_of("purpose"),
    "presence": _presence,
    "house_rules": _house_rules,
    "level": _level,
    "walk_in": _at("at"),
    "refusal": _refusal,
    "withdrawn": _withdrawn,
    "badge": _badge,
    "language": _language,
    "emails": _email,
    "encounter": _at("at"),
    "wait": _wait,
    "roll_call": _roll_call,
    "host_answer": _host_answer,
    "others_told": _others_told,
    "late_reminder": _at("at"),
    "hold": _hold,
    "restriction_or_erasure": _restriction_or_erasure,
    "request": _request,
    "suppression": _at("since"),
    "watch": _watch,
    "codes": _code,
    "contact_digests": _label_of("item"),
    "notice": lambda row: str(row["version"]),
}
"""One sentence for every fact that `visits.rights.facts` knows."""
