"""What `lencana printer list` and `lencana printer models` print: lines in columns."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from printers import profiles
from visits.lobby import printer_groups
from visits.printing import agents, printers
from visits.store.database import Store
from visits.store.sites import Printer

MAIN = "main printers"


def of_site(store: Store, site_id: int) -> list[str]:
    """A heading and the site's printers, group by group, in the order in which each is tried there."""
    group_names = {
        group.id: group.name for group in printer_groups.of_site(store, site_id)
    }
    agent_names = {agent.id: agent.name for agent in agents.of_site(store, site_id)}
    rows = [
        (
            printer.public_id,
            f"{group_names.get(group or 0, MAIN)}, {turn}.",
            printer.name,
            f"{printer.width} dots",
            _driver(printer, agent_names),
            _how(printer, store.now),
        )
        for group, there in groupby(
            printers.of_site(store, site_id), lambda one: one.group_id
        )
        for turn, printer in enumerate(there, start=1)
    ]
    return (
        in_columns(("id", "tried", "name", "width", "driven by", "is"), rows)
        if rows
        else []
    )


def of_models() -> list[str]:
    """A heading and the models on which a badge fits."""
    rows = [
        (
            model.name,
            model.maker,
            f"{model.width} dots",
            "cutter" if model.cutter else "no cutter",
        )
        for model in profiles.models()
    ]
    return in_columns(("name", "maker", "width", "cutter"), rows)


def in_columns(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """One line each, its words below those of the heading."""
    widths = [max(map(len, column)) for column in zip(heading, *rows, strict=True)]
    return [
        "  ".join(
            word.ljust(width) for word, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in (heading, *rows)
    ]


def _driver(printer: Printer, agent_names: dict[int, str]) -> str:
    if printer.address:
        return str(printer.address)
    name = agent_names.get(printer.agent_id or 0)
    return f"print agent {name}" if name else "no print agent any more"


def _how(printer: Printer, now: datetime) -> str:
    if (
        printer.condition is None
        or printer.condition_since is None
        or printer.last_seen_at is None
    ):
        return "not seen yet"
    if printers.is_silent(printer, now):
        return f"not heard of since {_moment(printer.last_seen_at)}"
    return f"{printer.condition.value.replace('_', ' ')} since {_moment(printer.condition_since)}"


def _moment(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"
