"""Prints the size and shape of the product's own code as one table; `make figures`.

Another tree, such as an earlier checkout, is measured by naming its folder:
`python -m tools.figures ../before`.
"""

import ast
import re
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

APART = ("tests/", "bench/", "tools/", "build_assets.py", "visits/store/migrations/")
BAGS = {"words", "utils", "helpers", "common", "services", "managers"}
SMALL = 5
DEFINED_AND_USED = 2
Function = ast.FunctionDef | ast.AsyncFunctionDef


def main(root: Path) -> None:
    """Print one line for each figure of the tree."""
    texts = {path: (root / path).read_text("utf-8") for path in _files(root)}
    trees = {path: ast.parse(text) for path, text in texts.items()}
    lines = [line for text in texts.values() for line in text.splitlines()]
    filled = sum(bool(line.strip()) for line in lines)
    functions = [node for tree in trees.values() for node in _functions(tree)]
    for name, value in (
        ("files", len(texts)),
        ("lines", len(lines)),
        ("lines of code", sum(map(_lines_of_code, texts.values(), trees.values()))),
        (
            "functions, lines: median / p90 / max",
            _spread(list(map(_length, functions))),
        ),
        ("modules, lines: median / p90 / max", _spread(_module_lengths(texts))),
        ("comments in 100 lines", f"{_comments(lines) * 100 / filled:.1f}"),
        ("lines that are imports", f"{_imports(trees) / filled:.1%}"),
        (
            "helpers of at most 5 lines named once",
            f"{_named_once(texts, functions):.0%}",
        ),
        ("fmt: skip", sum("fmt: skip" in line for line in lines)),
        ("line length: p90 / max", _line_lengths(lines)),
        ("class names that exist twice", _twice(trees)),
        ("modules called words, utils, helpers ...", _bags(texts)),
    ):
        print(f"{name:42} {value}")


def _files(root: Path) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "*.py"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    return [path for path in listed.stdout.split() if not path.startswith(APART)]


def _functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _length(function: Function) -> int:
    """Return the lines of a function from `def` on, without its docstring."""
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    is_documented = ast.get_docstring(function, clean=False) is not None
    return whole - ((first.end_lineno or 0) - first.lineno + 1 if is_documented else 0)


def _module_lengths(texts: dict[str, str]) -> list[int]:
    """Return the lines of every module that is more than its docstring."""
    return [text.count("\n") for text in texts.values() if text.count("\n") > 1]


def _lines_of_code(text: str, tree: ast.Module) -> int:
    """Count the lines that hold neither only a comment, nor a docstring, nor nothing."""
    prose = {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    return sum(
        bool(line.strip()) and not line.lstrip().startswith("#")
        for number, line in enumerate(text.splitlines(), 1)
        if number not in prose
    )


def _comments(lines: Sequence[str]) -> int:
    """Count the lines with a comment for people; what silences a tool is none."""
    return sum(bool(re.search(r"(^|\s)# (?!noqa|type:|fmt:)", line)) for line in lines)


def _imports(trees: dict[str, ast.Module]) -> int:
    return sum(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    )


def _named_once(texts: dict[str, str], functions: Sequence[Function]) -> float:
    """Return, of all private functions, the share that is short and used in one place."""
    words = Counter(re.findall(r"\w+", "\n".join(texts.values())))
    private = [node for node in functions if re.fullmatch(r"_[a-z]\w*", node.name)]
    once = [
        node
        for node in private
        if words[node.name] == DEFINED_AND_USED and _length(node) - 1 <= SMALL
    ]
    return len(once) / len(private)


def _twice(trees: dict[str, ast.Module]) -> str:
    names = Counter(
        node.name
        for tree in trees.values()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    twice = sorted(name for name, times in names.items() if times > 1)
    return f"{len(twice)} {' '.join(twice)}"


def _bags(texts: dict[str, str]) -> str:
    bags = [path for path in texts if Path(path).stem in BAGS]
    return f"{len(bags)} {' '.join(bags)}"


def _line_lengths(lines: Sequence[str]) -> str:
    lengths = sorted(len(line) for line in lines if line)
    return f"{_p90(lengths)} / {lengths[-1]}"


def _spread(figures: Sequence[int]) -> str:
    figures = sorted(figures)
    return f"{statistics.median(figures):g} / {_p90(figures)} / {figures[-1]}"


def _p90(figures: Sequence[int]) -> int:
    return figures[len(figures) * 9 // 10]


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
