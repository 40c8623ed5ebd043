"""The command line: which noun and verb was typed, and what its failure says."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

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

FAILED = 1
SENTENCES = (
    CommandFailed,
    NotReadyError,
    SchemaError,
    UnsafeSecretError,
    AddressInUse,
    BackupRefused,
)
"""Failures whose text says what to do."""

NOUNS = (
    demo,
    serving,
    install,
    erasure,
    backups,
    members,
    sites,
    printers,
    agents,
    audit,
    policy,
    proof,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command has run; its exit code."""
    asked = parser().parse_args(arguments)
    try:
        code: int = asked.run(asked)
    except ValidationError as problem:
        return _fail(_settings_at_fault(problem))
    except SENTENCES as problem:
        return _fail(str(problem))
    except VisitRefused as refusal:
        return _fail((type(refusal).__doc__ or "").strip())
    except (ValueRefusedError, StatementError) as problem:
        return _fail(_value_at_fault(problem))
    except KeyboardInterrupt:
        return FAILED
    return code


def parser() -> ArgumentParser:
    """Every noun and verb."""
    top = ArgumentParser(
        prog="lencana",
        description="Visitor check-in and badge kiosk for coworking spaces.",
    )
    top.add_argument("--version", action="version", version=f"lencana {_version()}")
    nouns = top.add_subparsers(required=True, metavar="COMMAND")
    for module in NOUNS:
        module.add_to(nouns)
    return top


def _version() -> str:
    try:
        return version("lencana")
    except PackageNotFoundError:
        return "of a checkout that was not installed"


def _settings_at_fault(problem: ValidationError) -> str:
    errors = problem.errors(include_input=False, include_url=False)
    return "\n".join(
        f"LENCANA_{'_'.join(str(part) for part in error['loc']).upper()}: {error['msg']}"
        if error["loc"]
        else error["msg"]
        for error in errors
    )


def _value_at_fault(problem: Exception) -> str:
    refused = problem.orig if isinstance(problem, StatementError) else problem
    if not isinstance(refused, ValueRefusedError):
        raise problem
    return f"something that was typed cannot be kept: {refused}"


def _fail(sentence: str) -> int:
    print(f"lencana: {sentence}", file=sys.stderr)
    return FAILED
