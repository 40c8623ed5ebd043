"""The printer of `make bench ARGS=peers`: it costs nothing, and still confirms what it was sent."""

import random

import pytest
from PIL import Image

from bench.peers.printer import answered
from printers.escpos import commands
from printers.escpos.commands import GREETING, MODEL, identity_request, process_id

NOISE = Image.frombytes("1", (576, 256), random.Random(11).randbytes(576 * 256 // 8))
BADGE = commands.START + commands.fragments(NOISE) + commands.CUT + process_id(b"aB3z")


@pytest.mark.parametrize("piece", [3, 11, 1460, 65536])
def test_two_badges_of_noise_are_cut_and_confirmed_once_each_whatever_the_pieces(
    piece: int,
) -> None:
    heard = GREETING + BADGE + identity_request(MODEL) + BADGE
    said, cuts, rest = b"", 0, b""
    for start in range(0, len(heard), piece):
        answers, more, rest = answered(rest + heard[start : start + piece])
        said, cuts = said + answers, cuts + more
    assert cuts == 2
    assert said == b"\x12" * 4 + b'7"aB3z\x00' + b"_Bench\x00" + b'7"aB3z\x00'
