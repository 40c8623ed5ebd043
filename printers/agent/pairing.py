"""Pairing: the agent's folder, with the token that it got from the server for a short code."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from printers.agent.configuration import ConfigurationWrong, server_address
from printers.agent.http_client import HttpClient
from printers.agent.journal import replace_file
from printers.agent.queue import QueueRefuses

TOKEN, LOCK = "token", "lock"


@contextmanager
def own_folder(folder: Path) -> Iterator[Path]:
    """Create the folder and lock out other agents while the block runs (`ConfigurationWrong`)."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(folder / LOCK, os.O_WRONLY | os.O_CREAT, 0o600)
    except OSError as problem:
        raise ConfigurationWrong(
            f"the folder {folder} cannot be used: {problem.strerror}"
        ) from None
    try:
        # The kernel drops this lock with the process, also after a crash.
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield folder
    except BlockingIOError:
        raise ConfigurationWrong(f"another agent works with {folder}") from None
    finally:
        os.close(lock)


def pair(caller: HttpClient, code: str) -> tuple[str, str]:
    """Redeem the code; return the token and "agent, site" (`QueueRefuses`)."""
    document = caller.ask("POST", "/agents", {"code": code}).document
    try:
        token, name, site = document["token"], document["name"], document["site"]
    except (KeyError, TypeError):
        raise QueueRefuses("what answers there is no Lencana") from None
    return str(token), f"{name}, {site}"


def keep(folder: Path, server: str, token: str) -> None:
    """Write the token to the disk, for this server only and readable by its owner alone."""
    replace_file(folder / TOKEN, f"{server}\n{token}\n")


def token(folder: Path, server: str) -> str:
    """Return the token for this server (`ConfigurationWrong`)."""
    try:
        paired_with, saved = (folder / TOKEN).read_text("utf-8").splitlines()
    except FileNotFoundError:
        raise ConfigurationWrong(
            "this agent has no token: pair first with --pair CODE"
        ) from None
    except (OSError, ValueError):
        raise ConfigurationWrong(
            f"{folder / TOKEN} cannot be read: pair again with --pair CODE"
        ) from None
    # An earlier version kept the address as it was typed.
    if server_address(paired_with) != server:
        raise ConfigurationWrong(
            f"this agent is paired with {paired_with}: pair again with --pair CODE"
        )
    return saved
