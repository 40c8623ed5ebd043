"""Lettering: what the fonts of this house can write, as the desk is told."""

from printers.text.letters import printable_fully
from printers.text.scripts import missing
from web.context import WritableScripts


def _missing() -> list[str]:
    return [script.title for script in missing()]


LETTERING = WritableScripts(missing=_missing, in_full=printable_fully)
