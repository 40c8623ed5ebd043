"""No password is hashed while a transaction is open: nobody else could write meanwhile."""

import ast
from pathlib import Path

import pytest

from tests.house_rules.product import functions, modules, planted

HASHES = {"hashed", "chosen", "hash", "hash_secret_raw"}
DEMO = "lencana/demo/seed.py"
"""Makes its members before anybody is served."""


def hashing_in_transactions(module: Path) -> list[str]:
    """Functions that hash with a store in hand, or within a block that has a transaction."""
    return [
        f"{module}:{function.lineno}"
        for function in functions(module)
        for within in [function, *ast.walk(function)]
        if _has_store(within) and _hashes(within)
    ]


def _has_store(node: ast.AST) -> bool:
    if isinstance(node, ast.FunctionDef):
        return "store" in {argument.arg for argument in node.args.args}
    return isinstance(node, ast.With) and any(
        isinstance(call := item.context_expr, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "transaction"
        for item in node.items
    )


def _hashes(node: ast.AST) -> bool:
    return any(
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in HASHES
        for call in ast.walk(node)
    )


def test_no_password_is_hashed_in_a_transaction() -> None:
    found = [place for module in modules() for place in hashing_in_transactions(module)]
    assert [place for place in found if DEMO not in place] == []


@pytest.mark.parametrize(
    "weak",
    [
        "def accept(store, password):\n    store.x = passwords.hashed(password)\n",
        "def view():\n    with database().transaction() as store:\n        passwords.chosen(word)\n",
    ],
)
def test_a_password_hashed_in_a_transaction_is_noticed(
    tmp_path: Path, weak: str
) -> None:
    assert hashing_in_transactions(planted(tmp_path, "weak.py", weak))
