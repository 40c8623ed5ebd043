"""What the product's own sources never do: weaknesses that are seen without running anything."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from hatchling.builders.wheel import WheelBuilder

from tests.house_rules.product import ROOT, files, modules, parsed, planted, tree

CALLERS = {"http.client", "smtplib", "socket", "urllib.request", "urllib3"}
CONNECTING = {
    "lencana/channels/guard.py": "looks at what others connect to",
    "lencana/channels/http.py": "a host's chat service or webhook",
    "lencana/doctor/examination.py": "tries to listen where the settings say",
    "lencana/doctor/trials.py": "says why the mail server did not answer",
    "lencana/commands/options.py": "looks up whether a host has an address",
    "lencana/mail/smtp.py": "the site's mail server",
    "lencana/printer_setup.py": "looks a printer's name up once",
    "lencana/server/serving.py": "listens",
    "printers/agent/connections.py": "an agent's server, by its proxy if there is one",
    "printers/agent/http_client.py": "an agent's server",
    "printers/transports/network.py": "a printer",
    "printers/virtual/tcp_connection.py": "the virtual printer, on this machine",
    "printers/virtual/tcp_listener.py": "the same",
}
"""Every module that can open a connection, and to what."""
# What Python's `re` calls a pattern, as its first argument.
MATCHING = {
    "compile",
    "search",
    "match",
    "fullmatch",
    "sub",
    "split",
    "findall",
    "finditer",
}
DECLARED_SHAPES = {
    "guest_page/links.py",
    "kiosk/request_data.py",
    "lencana/proof/files.py",
    "lencana/proof/structure.py",
    "visits/store/columns.py",
}
"""Modules that are given a pattern by another module of ours, which declares it."""
INSTALLED = {
    ".py",
    ".html",
    ".txt",
    ".css",
    ".js",
    ".po",
    ".toml",
    ".mako",
    ".svg",
    ".woff2",
}


def imported(module: Path) -> set[str]:
    """What the module imports, as its first name and its first two."""
    names = [
        name
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
        )
    ]
    return {part for name in names for part in (name.split(".")[0], name)}


def made_patterns(source: str) -> Iterator[str]:
    """Calls inside functions whose pattern is neither written there nor a constant's name."""
    for function in ast.walk(parsed(source)):
        if isinstance(function, ast.FunctionDef):
            for call in ast.walk(function):
                if is_matching(call) and not is_fixed(call.args[0]):
                    yield ast.unparse(call)


def is_matching(call: ast.AST) -> TypeGuard[ast.Call]:
    return (
        isinstance(call, ast.Call)
        and bool(call.args)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in MATCHING
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in {"re", "regex"}
    )


def is_fixed(pattern: ast.expr) -> bool:
    return isinstance(pattern, ast.Constant) or (
        isinstance(pattern, ast.Name) and pattern.id.isupper()
    )


def test_only_listed_modules_open_a_connection() -> None:
    found = {
        module.relative_to(ROOT).as_posix()
        for module in modules()
        if imported(module) & CALLERS
    }
    assert found == set(CONNECTING)


def test_no_debug_mode_can_be_switched_on() -> None:
    switch = re.compile(r"debug\s*=\s*True|FLASK_DEBUG|\.run\(debug|use_reloader")
    assert [file.name for file in modules() if switch.search(file.read_text())] == []


def test_no_pattern_is_made_of_what_somebody_typed(tmp_path: Path) -> None:
    weak = planted(tmp_path, "weak.py", "def find(typed):\n    re.search(typed, 'a')\n")
    found = {
        module.relative_to(ROOT).as_posix()
        for module in modules()
        if list(made_patterns(module.read_text()))
    }
    assert found <= DECLARED_SHAPES
    assert list(made_patterns(weak.read_text())) == ["re.search(typed, 'a')"]


def test_no_script_writes_to_a_key_that_somebody_chose() -> None:
    write = re.compile(r"[\w)]\[[^\]\"'\d]+\]\s*=[^=>]")
    assert [file.name for file in files(".js") if write.search(file.read_text())] == []
    assert write.search("settings[name] = value;")


def test_what_is_installed_is_the_product_alone() -> None:
    installed = [
        Path(file.distribution_path)
        for file in WheelBuilder(str(ROOT)).recurse_included_files()
    ]
    assert installed
    assert not {file.parts[0] for file in installed} & {
        "tests",
        "bench",
        "tools",
        "docs",
    }
    assert not [
        file for file in installed if any(part.startswith(".") for part in file.parts)
    ]
    named = {
        "LICENSE",
        "LICENSE-MIT",
        "VERSION",
        "openapi.json",
        "manifest.webmanifest",
    }
    assert {file.suffix for file in installed if file.name not in named} <= INSTALLED


def test_both_lock_files_are_checked_for_known_flaws() -> None:
    target = (ROOT / "Makefile").read_text().partition("\nvulnerabilities:")[2]
    commands = target.partition("\n\n")[0]
    locked = (ROOT / "requirements.lock").read_text()
    named = re.findall(r"^([\w.-]+)==\S+ .*\\$", locked, re.MULTILINE)
    assert "pip-audit" in commands
    assert "--requirement requirements.lock" in commands
    assert "npm audit" in commands
    # Without its hash a library would not be looked up, but refused.
    assert len(named) > 50
    assert locked.count("--hash=sha256:") >= len(named)
