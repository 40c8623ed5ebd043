"""The command line: all commands, and the sentence that a failure prints."""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

import click
from pydantic import ValidationError

from visits.vocabulary.refusals import OperatorError, ValueRefusedError, VisitRefused

COMMANDS = {
    "demo": "demo:demo",
    "serve": "serving:serve",
    "migrate": "install:migrate",
    "doctor": "install:doctor",
    "purge": "erasure:purge",
    "legal-hold": "erasure:legal_hold",
    "backup": "backups:backup",
    "keys": "backups:keys",
    "restore": "backups:restore",
    "member": "members:member",
    "site": "sites:site",
    "company": "sites:company",
    "kiosk": "sites:kiosk",
    "printer": "printers:printer",
    "agent": "agents:agent",
    "mail": "mail:mail",
    "audit": "audit:audit",
    "policy": "policy:policy",
    "prove-erasure": "proof:prove_erasure",
}
"""Where each command is found: module and name in `lencana.commands`."""


class LazyGroup(click.Group):
    """Imports a command when it is asked for: importing all takes longer than most of them run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(
            import_module(f"lencana.commands.{module}"), name
        )
        return command


def _version() -> str:
    try:
        return version("lencana")
    except PackageNotFoundError:
        return "of a checkout that was not installed"


@click.group(cls=LazyGroup)
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
