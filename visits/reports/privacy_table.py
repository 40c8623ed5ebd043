"""The table of docs/privacy.md: from the clause to the item, its retention class, and the code that holds it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from visits.policy.entries import Fact, Item
from visits.policy.register import register
from visits.store import schema

LANGUAGE = "en"
HEADS = ("Clause", "Item", "What for", "Retention class", "Where")
TIMES = ("Retention class", "Keeps", "Counted", "At most")
BEGINS, ENDS = (
    "<!-- made by `lencana policy table` -->",
    "<!-- end of what was made -->",
)


def table() -> str:
    """The whole table in Markdown, with the marks between which it stands in the documentation."""
    kept = register().everything()
    rows = sorted(_row(name, entry) for name, entry in kept.items())
    return "\n".join(
        [BEGINS, "", *_lines(HEADS, rows), "", *_lines(TIMES, times()), "", ENDS]
    )


def within(text: str) -> str:
    """The text with the table of today between its marks."""
    before, _, rest = text.partition(BEGINS)
    return before + table() + rest.partition(ENDS)[2]


def _row(name: str, entry: Item | Fact) -> list[str]:
    purposes = ", ".join(sorted(entry.purposes))
    return [
        entry.clause,
        f"`{name}`: {entry.label[LANGUAGE]}",
        purposes,
        entry.retention_class,
        _code(entry),
    ]


def _code(entry: Item | Fact) -> str:
    found: dict[str, list[str]] = {}
    for column in entry.where:
        found.setdefault(_module(column.partition(".")[0]), []).append(column)
    places = [
        f"{', '.join(f'`{column}`' for column in columns)} ({module})"
        for module, columns in found.items()
    ]
    return "; ".join(places) or "no column: memory only"


def _module(table_name: str) -> str:
    """Where the table's class stands, as a path in the repository."""
    names = {
        getattr(value, "__tablename__", ""): module.__name__
        for module in schema.TABLES
        for value in vars(module).values()
        if getattr(value, "__module__", "") == module.__name__
    }
    return names[table_name].replace(".", "/") + ".py"


def times() -> Iterator[tuple[str, str, str, str]]:
    """Each retention class, how long it keeps, from when on, and the most it may."""
    for name, term in register().retention_classes.items():
        yield (
            name,
            said(term.keeps),
            register().label(term.anchor, LANGUAGE),
            said(term.ceiling),
        )
    for timeless, anchor in register().timeless.items():
        yield timeless, "no time", register().label(anchor, LANGUAGE), "no time"


def said(time: timedelta) -> str:
    """`24 hours`, `30 days`."""
    hours = time // timedelta(hours=1)
    if hours == 1:
        return "1 hour"
    return f"{time.days} days" if hours > 48 and hours % 24 == 0 else f"{hours} hours"  # noqa: PLR2004 - two days


def _lines(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [
        f"| {' | '.join(cells)} |" for cells in (heads, ["---"] * len(heads), *rows)
    ]
