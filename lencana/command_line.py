"""The command line: all commands, and the sentence that a failure prints."""

import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

import click
from pydantic import ValidationError
from sqlalchemy.exc import StatementError

from lencana.backups.refusals import BackupRefused
from lencana.commands import (
    CommandFailed,
    agents,
    audit,
    backups,
    demo,
    erasure,
    install,
    members,
    policy,
    printers,
    proof,
    serving,
    sites,
)
from lencana.installation import NotReadyError
from lencana.server.serving import AddressInUse
from visits.keys.secrets import UnsafeSecretError
from visits.store.columns import ValueRefusedError
from visits.store.schema import SchemaError
from visits.vocabulary.refusals import VisitRefused

SENTENCES = (
    CommandFailed,
    NotReadyError,
    SchemaError,
    UnsafeSecretError,
    AddressInUse,
    BackupRefused,
)
"""Failures whose text says what to do."""


def _version() -> str:
    try:
        return version("lencana")
    except PackageNotFoundError:
        return "of a checkout that was not installed"


@click.group()
@click.version_option(_version(), prog_name="lencana", message="%(prog)s %(version)s")
def lencana() -> None:
    """Visitor check-in and badge kiosk for coworking spaces."""


for command in (
    demo.demo,
    serving.serve,
    install.migrate,
    install.doctor,
    erasure.purge,
    erasure.legal_hold,
    backups.backup,
    backups.keys,
    backups.restore,
    members.member,
    sites.site,
    sites.company,
    sites.kiosk,
    printers.printer,
    agents.agent,
    audit.audit,
    policy.policy,
    proof.prove_erasure,
):
    lencana.add_command(command)


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
    except SENTENCES as problem:
        sentence = str(problem)
    except VisitRefused as refusal:
        sentence = (type(refusal).__doc__ or "").strip()
    except (ValueRefusedError, StatementError) as problem:
        sentence = _value_at_fault(problem)
    except click.Abort:
        sentence = "interrupted"
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
    # SQLAlchemy wraps what a column refuses. Any other error is a fault of ours: a traceback.
    refused = problem.orig if isinstance(problem, StatementError) else problem
    if not isinstance(refused, ValueRefusedError):
        raise problem
    return f"something that was typed cannot be kept: {refused}"
