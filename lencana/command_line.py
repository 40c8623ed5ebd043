"""The command line: all commands, and the sentence that a failure prints."""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

import click
from pydantic import ValidationError

from visits.vocabulary.refusals import OperatorError, ValueRefusedError, VisitRefused


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


COMMANDS = {
    "demo": Lazy(
        "demo:demo",
        "Try everything on this machine, on a database of its own, until Ctrl-C.",
    ),
    "serve": Lazy(
        "serving:serve", "Serve guests, members and staff until SIGTERM or SIGINT."
    ),
    "migrate": Lazy(
        "install:migrate",
        "Bring the database to this program's schema; make it if there is none.",
    ),
    "doctor": Lazy(
        "install:doctor",
        "Try each setting and look at each site; exit code 1 if something is WRONG.",
    ),
    "purge": Lazy(
        "erasure:purge",
        "Erase what is due now, as the server does every quarter of an hour.",
    ),
    "legal-hold": Lazy(
        "erasure:legal_hold",
        "Keep a visit longer, for a reason and until a review day.",
    ),
    "backup": Lazy(
        "backups:backup", "Copy the database, without the keys, while it is served."
    ),
    "keys": Lazy("backups:keys", "Copy the keys under a passphrase."),
    "restore": Lazy(
        "backups:restore",
        "Put a backup back, without the guests who were erased since it was made.",
    ),
    "member": Lazy(
        "members:member",
        "Add a member or a role, send a new link, take a second factor away, close an account.",
    ),
    "site": Lazy(
        "sites:site",
        "Add a site, or choose what guests read and meet there, its mailbox, and what it keeps.",
    ),
    "company": Lazy("companies:company", "Add a company, or say where it is."),
    "plan": Lazy(
        "plans:plan", "Choose for how many guests hosts and companies may invite."
    ),
    "kiosk": Lazy("kiosks:kiosk", "Pair a kiosk."),
    "printer": Lazy("printers:printer", "Try a printer, or give one to a site."),
    "agent": Lazy("agents:agent", "Pair, list or revoke print agents."),
    "channel": Lazy(
        "channels:channel",
        "Choose by what a front desk, or a company, is told of guests: a chat, SMS or a webhook.",
    ),
    "mail": Lazy("mail:mail", "Try whether e-mails go out."),
    "audit": Lazy("audit:audit", "Verify the audit log, or show it."),
    "policy": Lazy(
        "policy:policy", "Print what is kept of people, what for and for how long."
    ),
    "prove-erasure": Lazy(
        "proof:prove_erasure",
        "Prove that nothing is left of erased guests; exit code 1 if something is wrong.",
    ),
}


def _version() -> str:
    try:
        return version("lencana")
    except PackageNotFoundError:
        return "of a checkout that was not installed"


@click.group(cls=LazyGroup, lazy=COMMANDS)
@click.version_option(_version(), prog_name="lencana", message="%(prog)s %(version)s")
def lencana() -> None:
    """Visitor check-in and badge kiosk for coworking spaces."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 2 for wrong usage, 1 where it failed."""
    try:
        # Not standalone: click would print "Error: ..." and end the process by itself.
        return lencana.main(arguments, "lencana", standalone_mode=False) or 0
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except ValidationError as problem:
        sentence = _settings_at_fault(problem)
    except OperatorError as problem:
        sentence = str(problem)
    except VisitRefused as refusal:
        sentence = (type(refusal).__doc__ or "").strip()
    except click.Abort:
        sentence = "interrupted"
    except Exception as problem:  # noqa: BLE001 - all but one kind are raised again
        sentence = _value_at_fault(problem)
    print(f"lencana: {sentence}", file=sys.stderr)
    return 1


def _settings_at_fault(problem: ValidationError) -> str:
    # Without the input: a value may hold a password, as LENCANA_SMTP_URL does.
    errors = problem.errors(include_input=False, include_url=False)
    return "\n".join(
        f"LENCANA_{'_'.join(str(part) for part in error['loc']).upper()}: {error['msg']}"
        if error["loc"]
        else error["msg"]
        for error in errors
    )


def _value_at_fault(problem: Exception) -> str:
    """Return the sentence for a value that no column takes; raises any other error again."""
    # SQLAlchemy wraps it. Its own classes would have to be imported for every command.
    refused = getattr(problem, "orig", problem)
    if not isinstance(refused, ValueRefusedError):
        raise problem
    return f"something that was typed cannot be kept: {refused}"
