"""Threads: whoever waits for the interpreter gets it soon."""

import sys

TURN_SECONDS = 0.0005


def take_short_turns() -> None:
    """A thread that computes lets another in after half a millisecond; by itself Python allows it five.

    The tap that lets a guest in wakes the printing thread while the answer to the tablet is still being
    written: with long turns the badge waits for that, and for the next page after it.
    """
    sys.setswitchinterval(TURN_SECONDS)
