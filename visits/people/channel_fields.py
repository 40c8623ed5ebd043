"""What a channel of each kind needs: fields, read from what somebody typed or pasted.

An address that a service hands out is taken apart, and what is kept are its parts: where it
leads is written here, so that nothing pasted leads anywhere else.
"""

import base64
import re
from collections.abc import Callable, Mapping
from urllib.parse import SplitResult, parse_qs, quote, urlsplit

from visits.vocabulary.channels import ChannelKind
from visits.vocabulary.refusals import ChannelFieldWrong

Fields = dict[str, str]
LONGEST = 1000
"""Characters of an address; Microsoft's have 400."""
HTTPS_PORT = 443
SECRET_LENGTHS = range(24, 65)
"""Of a webhook's secret, in bytes (https://www.standardwebhooks.com)."""
SECRET_PREFIX = "whsec_"  # noqa: S105 - what each begins with

_SLACK = re.compile(r"/services/(T\w{1,30})/(B\w{1,30})/(\w{8,80})", re.ASCII)
_CHAT_SPACE = re.compile(r"/v1/spaces/([\w-]{1,80})/messages", re.ASCII)
_TEAMS_HOSTS = re.compile(
    r"[a-z0-9.-]{1,200}\.(logic\.azure\.(com|us|cn)|api\.powerplatform\.com)"
)
_TEAMS = re.compile(
    r"(/powerautomate/automations/direct)?/workflows/([0-9a-zA-Z-]{8,80})"
    r"/triggers/manual/paths/invoke"
)
_HOOK = re.compile(r"((?:/[\w.-]{1,40}){0,3}/hooks)/(\w{8,80})", re.ASCII)
_TOPIC = re.compile(r"/([\w-]{1,64})", re.ASCII)
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,200}[a-z0-9])?|[0-9a-f:.]{2,45}")
_INFOBIP_HOST = re.compile(r"[a-z0-9]{3,40}\.api\.infobip\.com")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_SHAPES: Mapping[str, re.Pattern[str]] = {
    "bot": re.compile(r"[0-9]{5,20}:[\w-]{20,80}", re.ASCII),
    "chat": re.compile(r"-?[0-9]{1,20}|@\w{5,32}", re.ASCII),
    "account": re.compile(r"AC[0-9a-f]{32}"),
    "token": re.compile(r"[\w-]{16,80}", re.ASCII),
    "host": _INFOBIP_HOST,
    "key": re.compile(r"[\w-]{16,120}", re.ASCII),
    "sender": _PHONE,
    "phone": _PHONE,
    # A point of P-256 and 16 bytes (RFC 8291, 2.1 and 3.2) in base64url.
    "p256dh": re.compile(r"B[\w-]{86}=?", re.ASCII),
    "auth": re.compile(r"[\w-]{22}(==)?", re.ASCII),
}
"""The shape of each field that is typed as it is kept."""

TYPED: Mapping[ChannelKind, tuple[str, ...]] = {
    ChannelKind.SLACK: ("address",),
    ChannelKind.TEAMS: ("address",),
    ChannelKind.GOOGLE_CHAT: ("address",),
    ChannelKind.MATTERMOST: ("address",),
    ChannelKind.TELEGRAM: ("bot", "chat"),
    ChannelKind.NTFY: ("address",),
    ChannelKind.TWILIO: ("account", "token", "sender", "phone"),
    ChannelKind.INFOBIP: ("host", "key", "sender", "phone"),
    ChannelKind.WEBHOOK: ("address", "secret"),
    ChannelKind.WEB_PUSH: ("address", "p256dh", "auth"),
}
"""What is asked for a channel of each kind."""


def read(kind: ChannelKind, typed: Mapping[str, str]) -> Fields:
    """Return the fields of a channel (`ChannelFieldWrong` with the name of what was typed)."""
    given = {name: typed.get(name, "").strip() for name in TYPED[kind]}
    fields: Fields = {}
    for name, value in given.items():
        if name == "address":
            fields |= _ADDRESSES[kind](_parts(value))
        elif name == "secret":
            fields |= {"secret": _secret(value)}
        elif not _SHAPES[name].fullmatch(value):
            raise ChannelFieldWrong(name)
        else:
            fields[name] = value
    return fields


def hint(fields: Mapping[str, str]) -> str:
    """Return by what its owner knows the channel again: nothing that opens it."""
    for name, shown in _HINTS.items():
        if name in fields:
            return shown(fields[name])
    return ""


def _parts(typed: str) -> SplitResult:
    if len(typed) > LONGEST or not typed.isascii() or not typed.isprintable():
        raise ChannelFieldWrong("address")
    try:
        parts = urlsplit(typed)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ChannelFieldWrong("address") from None
    is_whole = parts.scheme == "https" and port != 0 and _HOST.fullmatch(host)
    if not is_whole or parts.username is not None or parts.fragment or " " in typed:
        raise ChannelFieldWrong("address")
    return parts


def _of_slack(parts: SplitResult) -> Fields:
    match = _SLACK.fullmatch(parts.path)
    _refuse_unless(match and parts.netloc == "hooks.slack.com" and not parts.query)
    return dict(
        zip(("team", "app", "token"), match.groups() if match else (), strict=True)
    )


def _of_teams(parts: SplitResult) -> Fields:
    match, query = _TEAMS.fullmatch(parts.path), parse_qs(parts.query)
    _refuse_unless(
        match
        and _TEAMS_HOSTS.fullmatch(parts.hostname or "")
        and _is_https_port(parts)
        and {"api-version", "sig"} <= query.keys()
    )
    direct, workflow = match.groups() if match else ("", "")
    return {
        "host": parts.hostname or "",
        "is_direct": "yes" if direct else "no",
        "workflow": workflow,
        "version": query["api-version"][0],
        "signature": query["sig"][0],
    }


def _of_google_chat(parts: SplitResult) -> Fields:
    match, query = _CHAT_SPACE.fullmatch(parts.path), parse_qs(parts.query)
    is_known = match and parts.netloc == "chat.googleapis.com"
    _refuse_unless(is_known and {"key", "token"} <= query.keys())
    space = match[1] if match else ""
    return {"space": space, "key": query["key"][0], "token": query["token"][0]}


def _of_mattermost(parts: SplitResult) -> Fields:
    match = _HOOK.fullmatch(parts.path)
    _refuse_unless(match and not parts.query)
    return _server(parts) | {"path": parts.path}


def _of_ntfy(parts: SplitResult) -> Fields:
    match = _TOPIC.fullmatch(parts.path)
    _refuse_unless(match and not parts.query)
    return _server(parts) | {"topic": match[1] if match else ""}


def _of_webhook(parts: SplitResult) -> Fields:
    query = f"?{parts.query}" if parts.query else ""
    return _server(parts) | {
        "path": quote(parts.path or "/", "/%:@!$&'()*+,;=~") + query
    }


_ADDRESSES: Mapping[ChannelKind, Callable[[SplitResult], Fields]] = {
    ChannelKind.SLACK: _of_slack,
    ChannelKind.TEAMS: _of_teams,
    ChannelKind.GOOGLE_CHAT: _of_google_chat,
    ChannelKind.MATTERMOST: _of_mattermost,
    ChannelKind.NTFY: _of_ntfy,
    ChannelKind.WEBHOOK: _of_webhook,
    ChannelKind.WEB_PUSH: _of_webhook,
}
_HINTS: Mapping[str, Callable[[str], str]] = {
    "phone": lambda phone: f"{phone[:3]} … {phone[-3:]}",
    "chat": lambda chat: f"… {chat[-3:]}",
    "host": str,
    "team": str,
    "space": str,
}
"""The first of these fields that a channel has tells which it is."""


def _server(parts: SplitResult) -> Fields:
    return {"host": parts.hostname or "", "port": str(parts.port or HTTPS_PORT)}


def _is_https_port(parts: SplitResult) -> bool:
    return (parts.port or HTTPS_PORT) == HTTPS_PORT


def _secret(typed: str) -> str:
    try:
        secret = base64.b64decode(typed.removeprefix(SECRET_PREFIX), validate=True)
    except ValueError:
        raise ChannelFieldWrong("secret") from None
    if not typed.startswith(SECRET_PREFIX) or len(secret) not in SECRET_LENGTHS:
        raise ChannelFieldWrong("secret")
    return typed


def _refuse_unless(is_right: object) -> None:
    if not is_right:
        raise ChannelFieldWrong("address")
