"""What an operator may type after an option; what cannot be is refused at its place."""

from argparse import ArgumentTypeError

HIGHEST_PORT = 65535


def port(text: str) -> int:
    """A TCP port; 0 means any free one."""
    if not (text.isdecimal() and text.isascii() and int(text) <= HIGHEST_PORT):
        raise ArgumentTypeError(f"a port is a number from 0 to {HIGHEST_PORT}")
    return int(text)
