"""A group of commands that are imported when they are asked for."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import click


class Lazy(NamedTuple):
    """Where a command is found in `lencana.commands`, as `module:name`, and what it does."""

    place: str
    help: str

    def load(self) -> click.Command:
        """Import the command and return it."""
        module, _, name = self.place.partition(":")
        command: click.Command = getattr(
            import_module(f"lencana.commands.{module}"), name
        )
        return command


class LazyGroup(click.Group):
    """Importing every command takes longer than most of them run.

    Commands that are added by decorators are listed after the lazy ones.
    """

    def __init__(self, *args: Any, lazy: Mapping[str, Lazy], **options: Any) -> None:  # noqa: ANN401 - as click's own
        super().__init__(*args, **options)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self._lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self._lazy:
            return self._lazy[cmd_name].load()
        return super().get_command(ctx, cmd_name)

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """List the commands by what is known of them without an import."""
        del ctx
        rows = [(name, lazy.help) for name, lazy in self._lazy.items()]
        rows += [
            (name, command.get_short_help_str(200))
            for name, command in self.commands.items()
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
