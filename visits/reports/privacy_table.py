"""The table of docs/privacy.md.

Each item with its clause, its retention class and the columns that hold it.
"""

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
    """Return both tables in Markdown, between the marks by which the documentation is updated."""
    rows = sorted(_row(name, entry) for name, entry in register().everything().items())
    return "\n".join(
        [BEGINS, "", *_markdown(HEADS, rows), "", *_markdown(TIMES, times()), "", ENDS]
    )


def within(text: str) -> str:
    """Return the text with the current tables between its marks."""
    # Whatever people wrote around the tables stays.
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
    by_module: dict[str, list[str]] = {}
    for column in entry.where:
        by_module.setdefault(_module(column.partition(".")[0]), []).append(column)
    places = [
        f"{', '.join(f'`{column}`' for column in columns)} ({module})"
        for module, columns in by_module.items()
    ]
    return "; ".join(places) or "no column: memory only"


def _module(table_name: str) -> str:
    """Return the path of the module that declares the table's class."""
    names = {
        getattr(value, "__tablename__", ""): module.__name__
        for module in schema.TABLES
        for value in vars(module).values()
        if getattr(value, "__module__", "") == module.__name__
    }
    return names[table_name].replace(".", "/") + ".py"


def times() -> Iterator[tuple[str, str, str, str]]:
    """Yield each retention class, how long it keeps, counted from when, and its ceiling."""
    for name, term in register().retention_classes.items():
        yield (
            name,
            length(term.keeps),
            register().label(term.counted_from, LANGUAGE),
            length(term.ceiling),
        )
    for timeless, until in register().timeless.items():
        yield timeless, "no time", register().label(until, LANGUAGE), "no time"


def length(time: timedelta) -> str:
    """Return `24 hours` or `30 days`: days only above two, as in the guest's notice."""
    hours = time // timedelta(hours=1)
    # In English only: this table is for the documentation.
    if hours == 1:
        return "1 hour"
    return f"{time.days} days" if hours > 48 and hours % 24 == 0 else f"{hours} hours"  # noqa: PLR2004 - two days


def _markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [
        f"| {' | '.join(cells)} |" for cells in (heads, ["---"] * len(heads), *rows)
    ]
