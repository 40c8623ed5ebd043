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
    """Return a heading and the site's printers, by group, in the order in which each is tried."""
    groups = {group.id: group.name for group in printer_groups.of_site(store, site_id)}
    agent_names = {agent.id: agent.name for agent in agents.of_site(store, site_id)}
    rows = [
        (
            printer.public_id,
            f"{groups.get(group_id or 0, MAIN)}, {position}.",
            printer.name,
            f"{printer.width} dots",
            _driver(printer, agent_names),
            _condition(printer, store.now),
        )
        for group_id, in_group in groupby(
            printers.of_site(store, site_id), lambda printer: printer.group_id
        )
        for position, printer in enumerate(in_group, start=1)
    ]
    heading = ("id", "tried", "name", "width", "driven by", "is")
    return in_columns(heading, rows) if rows else []


def of_models() -> list[str]:
    """Return a heading and the models on which a badge fits."""
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
    """Return the heading and the rows as lines, their cells aligned to the left."""
    widths = [max(map(len, column)) for column in zip(heading, *rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in (heading, *rows)
    ]


def _driver(printer: Printer, agent_names: dict[int, str]) -> str:
    if printer.address:
        return str(printer.address)
    name = agent_names.get(printer.agent_id or 0)
    return f"print agent {name}" if name else "no print agent any more"


def _condition(printer: Printer, now: datetime) -> str:
    since, seen_at = printer.condition_since, printer.last_seen_at
    if printer.condition is None or since is None or seen_at is None:
        return "not seen yet"
    # What a silent printer reported last may be long over, so it is not shown as its condition.
    if printers.is_silent(printer, now):
        return f"not heard of since {seen_at:%Y-%m-%d %H:%M} UTC"
    condition = printer.condition.value.replace("_", " ")
    return f"{condition} since {since:%Y-%m-%d %H:%M} UTC"
