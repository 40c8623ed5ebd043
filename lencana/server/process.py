"""Tunes this process for serving: how memory is given back, and how long threads compute."""

import ctypes
import gc
import sys

M_MMAP_THRESHOLD = -3
"""The option's number in glibc's malloc.h."""
LARGE_BLOCK = 128 * 1024
"""Bytes; glibc's own first value. Setting it keeps glibc from raising it later."""
SWITCH_SECONDS = 0.0005
"""Tap to first byte at the printer: 32 ms instead of 85; idle polls are a tenth fewer."""

NEW_OBJECTS, YOUNGER_LOOKS = 100_000, 20
"""Python's own are 700 and 10; a board of 500 guests makes 60,000 objects."""


def tune() -> None:
    """Give back large blocks, let waiting threads in soon, and look for cycles seldom."""
    give_back_large_blocks()
    switch_threads_often()
    look_for_cycles_seldom()


def give_back_large_blocks() -> bool:
    """Unmap blocks of 128 KiB and more when they are freed; False where there is no glibc.

    Each check of a password takes 19 MiB for a moment. By itself glibc raises the bar after
    the first of them, takes the next from its heap and keeps it: 142 MB instead of 104 after
    three sign-ins.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return False
    return bool(mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK))


def switch_threads_often() -> None:
    """Let another thread in after half a millisecond; by itself Python allows five.

    The tap that lets a guest in wakes the printing thread while the answer to the tablet is
    still being written: with longer turns the badge waits for that, and for the next page.
    """
    sys.setswitchinterval(SWITCH_SECONDS)


def look_for_cycles_seldom() -> None:
    """Leave what is imported out of the search for garbage in cycles, and search seldom.

    Nearly all memory is given back without that search, which took a third of the processor
    time of a board of 500 guests.
    """
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, YOUNGER_LOOKS, YOUNGER_LOOKS)
