"""Ports for servers that a test starts."""

import socket
from contextlib import suppress
from random import SystemRandom

# Below what Linux gives to clients (32768 and up): a client of a test beside this one
# could be given the port before its server listens, or while that is away.
RANGE = range(20_000, 32_000)


def free_port() -> int:
    """A port of the loopback address at which nobody listens."""
    for port in SystemRandom().sample(RANGE, 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError("no free port among a hundred")
