"""The server's process gives back memory that it took for a moment."""

import subprocess
import sys

PROGRAM = """
import sys
from pathlib import Path
from lencana.server.process import give_back_large_blocks
from visits.people.passwords import hashed

def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 // 2**20

if sys.argv[1] == "giving back":
    assert give_back_large_blocks()
hashed("a lobby full of light")
before = resident()
for _ in range(3):
    hashed("a lobby full of light")
print(resident() - before)
"""


def grown_by(kind: str) -> int:
    """Megabytes that three more checks of a password leave behind in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, kind],
        check=True,
        capture_output=True,
        text=True,
    )
    return int(done.stdout)


def test_checking_passwords_keeps_no_memory() -> None:
    assert grown_by("giving back") < 8


def test_without_it_each_check_would_be_kept() -> None:
    assert grown_by("as glibc does") >= 15
