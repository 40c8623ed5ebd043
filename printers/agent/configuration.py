"""The configuration of an agent: its own folder and its printers, from a TOML file."""

import ssl
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from printers import profiles
from printers.addresses import Address, Device, parse_address
from printers.agent.queue import DrivenPrinter
from printers.delivery.deadlines import LONGEST_SETTING
from printers.errors import PrinterError
from printers.host_names import ascii_host
from printers.text.spelling import is_plain
from printers.vocabulary import WIDTHS, Confirmation, PrintProblemKind

# Dots: 72 mm of an 80 mm roll at 203 dots an inch.
USUAL_WIDTH = 576
# The API's own bounds: what it would refuse is refused at the start.
LONGEST_NAME = 40
MOST_PRINTERS = 32
PRINTER_KEYS = frozenset(
    {"name", "address", "width", "profile", "cutter", "confirm", "answers_within"}
)
SERVER_LIKE = "--server is an address like https://lobby.example.org"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class ConfigurationWrong(Exception):
    """The agent cannot run like this; the text is one sentence that says what to change."""


@dataclass(frozen=True)
class Configuration:
    """The agent's folder, its certificate authority and fonts if not the usual, its printers."""

    state: Path
    authority: Path | None
    fonts: Path | None
    machines: list[DrivenPrinter]


def read(path: Path) -> Configuration:
    """Read the file and check it as far as it can be without a printer (`ConfigurationWrong`)."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as problem:
        raise ConfigurationWrong(f"{path} cannot be read: {problem.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ConfigurationWrong(f"{path} is no TOML: {problem}") from None
    _only(table, {"agent", "printer"}, "the file")
    machines = _machines(table.get("printer"))
    return Configuration(*_agent(table.get("agent")), machines)


def server_address(text: str) -> str:
    """Return the server's URL, its host in ASCII and no slash at its end (`ConfigurationWrong`).

    Only this machine itself may be called without TLS.
    """
    try:
        parts = urlsplit(text)
        host = ascii_host(parts.hostname or "")
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        raise ConfigurationWrong(SERVER_LIKE) from None
    is_more = parts.query or parts.fragment or "@" in parts.netloc or parts.port == 0
    if parts.scheme not in {"http", "https"} or is_more:
        raise ConfigurationWrong(SERVER_LIKE)
    if parts.scheme == "http" and host not in LOOPBACK:
        raise ConfigurationWrong(
            "--server begins with https://: badges do not travel in the clear"
        )
    place = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{place}{port}{parts.path.rstrip('/')}"


def _agent(table: Any) -> tuple[Path, Path | None, Path | None]:  # noqa: ANN401 - TOML
    if not isinstance(table, dict):
        raise ConfigurationWrong(
            '[agent] is missing: it names the agent\'s own folder, state = "..."'
        )
    _only(table, {"state", "ca", "fonts"}, "[agent]")
    state = _text(table, "state", "[agent]")
    if state is None:
        raise ConfigurationWrong('[agent] needs state = "...", the agent\'s own folder')
    authority, fonts = (_path(table, name) for name in ("ca", "fonts"))
    if authority is not None and not authority.is_file():
        raise ConfigurationWrong(f"[agent] ca: there is no file {authority}")
    if authority is not None and not _holds_certificates(authority):
        raise ConfigurationWrong(f"[agent] ca: {authority} holds no certificate in PEM")
    if fonts is not None and not fonts.is_dir():
        raise ConfigurationWrong(f"[agent] fonts: there is no folder {fonts}")
    return Path(state), authority, fonts


def _holds_certificates(file: Path) -> bool:
    try:
        ssl.create_default_context(cafile=file)
    except OSError:
        return False
    return True


def _path(table: dict[str, Any], name: str) -> Path | None:
    text = _text(table, name, "[agent]")
    return Path(text) if text is not None else None


def _machines(table: Any) -> list[DrivenPrinter]:  # noqa: ANN401 - TOML
    if not isinstance(table, list) or not 1 <= len(table) <= MOST_PRINTERS:
        raise ConfigurationWrong(
            f"there is one [[printer]] at least, and {MOST_PRINTERS} at most"
        )
    machines = [
        _machine(printer, f"[[printer]] {number}")
        for number, printer in enumerate(table, start=1)
    ]
    _none_twice("name", [machine.key for machine in machines])
    _none_twice("address", [str(machine.device.address) for machine in machines])
    return machines


def _none_twice(noun: str, entries: list[str]) -> None:
    twice = next((entry for entry in entries if entries.count(entry) > 1), None)
    if twice is not None:
        raise ConfigurationWrong(f"two printers have the {noun} {twice}")


def _machine(table: Any, where: str) -> DrivenPrinter:  # noqa: ANN401 - TOML
    if not isinstance(table, dict):
        raise ConfigurationWrong(f"{where} is a table")
    _only(table, PRINTER_KEYS, where)
    name = _text(table, "name", where) or ""
    if len(name) > LONGEST_NAME or not is_plain(name):
        raise ConfigurationWrong(
            f"{where} needs a name: letters or digits, at most {LONGEST_NAME} characters on one "
            "line, all of which can be seen"
        )
    where = f'printer "{name}"'
    width, has_cutter = _paper(table, where)
    device = Device(
        address=_address(table, where),
        width=width,
        cutter=_cutter(table, where, has_cutter=has_cutter),
        confirm=_confirm(table, where),
        answers_within=_answers_within(table, where),
    )
    return DrivenPrinter(name, name, device)


def _cutter(table: dict[str, Any], where: str, *, has_cutter: bool) -> bool:
    cutter = table.get("cutter", has_cutter)
    if type(cutter) is not bool:
        raise ConfigurationWrong(f"{where}: cutter is true or false")
    if cutter and not has_cutter:
        raise ConfigurationWrong(
            f"{where}: {table['profile']} has no cutter: leave cutter out, or give the width "
            "instead of the profile"
        )
    return cutter


def _answers_within(table: dict[str, Any], where: str) -> float:
    seconds = table.get("answers_within", 0.0)
    is_number = type(seconds) in {int, float}
    if "answers_within" in table and not (
        is_number and 1 <= seconds <= LONGEST_SETTING
    ):
        raise ConfigurationWrong(
            f"{where}: answers_within is seconds, from 1 to {LONGEST_SETTING}"
        )
    return float(seconds)


def _paper(table: dict[str, Any], where: str) -> tuple[int, bool]:
    """Return the width in dots, never more than the profile's, and whether there is a cutter."""
    model, width = _text(table, "profile", where), table.get("width")
    if width is not None and (type(width) is not int or width not in WIDTHS):
        raise ConfigurationWrong(
            f"{where}: width is dots in whole bytes, from {WIDTHS.start} to {WIDTHS.stop - 1}"
        )
    if model is None:
        return width or USUAL_WIDTH, True
    try:
        profile = profiles.profile(model)
    except PrinterError as problem:
        if problem.kind is PrintProblemKind.UNKNOWN_WIDTH and width:
            return width, True
        raise ConfigurationWrong(
            f"{where}: profile {model}: {problem.explanation}"
        ) from None
    if width and width > profile.width:
        raise ConfigurationWrong(
            f"{where}: width {width} is more than the {profile.width} dots of {model}"
        )
    return width or profile.width, profile.cutter


def _address(table: dict[str, Any], where: str) -> Address:
    text = _text(table, "address", where)
    if text is None:
        raise ConfigurationWrong(
            f'{where} needs an address, like "tcp://192.0.2.20:9100"'
        )
    try:
        return parse_address(text)
    except PrinterError as problem:
        raise ConfigurationWrong(
            f"{where}: {text} is no address: {problem.explanation}"
        ) from None


def _confirm(table: dict[str, Any], where: str) -> Confirmation | None:
    text = _text(table, "confirm", where)
    if text is None:
        return None
    if text not in set(Confirmation):
        raise ConfigurationWrong(
            f"{where}: confirm is {', '.join(Confirmation)}, or left out to be found out"
        )
    return Confirmation(text)


def _only(table: dict[str, Any], known: Collection[str], where: str) -> None:
    unknown = next((key for key in table if key not in known), None)
    if unknown is not None:
        raise ConfigurationWrong(
            f"{where} knows no {unknown!a}, only {', '.join(sorted(known))}"
        )


def _text(table: dict[str, Any], key: str, where: str) -> str | None:
    value = table.get(key)
    if value is not None and (not isinstance(value, str) or not value):
        raise ConfigurationWrong(f'{where}: {key} stands in quotes, {key} = "..."')
    return value
