"""Kills a process of its own at the step of a number, so that a test can see what each crash leaves."""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

STEPS = {
    "fsync",
    "link",
    "replace",
    "unlink",
    "open",
    "write",
    "execute",
    "commit",
    "close",
    "copyfile",
    "truncate",
}
"""Calls by which a program does something outside its memory."""


def is_killed_at(step: int, work: Callable[[], object]) -> bool:
    """Do the work in a process of its own that is killed at this step; False where it ended before."""
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            sys.setprofile(_Countdown(step))
            work()
            os._exit(0)
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in {0, -signal.SIGKILL}
    return os.WIFSIGNALED(status)


class _Countdown:
    """A profiler that counts steps, and kills its process at the last one."""

    def __init__(self, step: int) -> None:
        self.left = step

    def __call__(self, frame: FrameType, event: str, called: object) -> None:
        del frame
        if event != "c_call" or getattr(called, "__name__", "") not in STEPS:
            return
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)
