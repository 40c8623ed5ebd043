"""Each container has its planted leak, which is caught; a bomb is not believed to be clean."""

import gzip
import zlib
from pathlib import Path

import pytest

from tests.forensics import canaries, packings
from tests.forensics.canaries import NUMBERS, PLAIN
from tests.forensics.packings import CONTAINERS, OPEN, Packing
from tests.forensics.scanner.containers.measure import Budget, TooMuchInside
from tests.forensics.scanner.scan import scan
from tests.forensics.scanner.unpacking import unpacked
from tests.forensics.test_encodings import found


@pytest.mark.parametrize("pack", CONTAINERS.values(), ids=CONTAINERS.keys())
def test_a_word_is_found_in_every_container(pack: Packing) -> None:
    packed = pack(PLAIN.encode())
    assert canaries.search().within(packed) == set(), (
        "the container hides nothing, so this would prove nothing"
    )
    assert found(packed) == {NUMBERS[PLAIN]}


@pytest.mark.parametrize("pack", OPEN.values(), ids=OPEN.keys())
def test_a_word_that_lies_open_is_found(pack: Packing) -> None:
    assert found(pack(PLAIN.encode())) == {NUMBERS[PLAIN]}


@pytest.mark.parametrize("pack", CONTAINERS.values(), ids=CONTAINERS.keys())
def test_an_encoding_inside_a_container_is_found(pack: Packing) -> None:
    assert found(pack(b"\\u005a\\u0079" + PLAIN[2:].encode())) == {NUMBERS[PLAIN]}


@pytest.mark.parametrize(
    "pack", (CONTAINERS | OPEN).values(), ids=(CONTAINERS | OPEN).keys()
)
def test_a_container_of_other_words_gives_no_alarm(pack: Packing) -> None:
    assert found(pack(PLAIN[:-1].encode())) == set()


def test_a_bomb_is_given_up() -> None:
    with pytest.raises(TooMuchInside):
        list(unpacked(zlib.compress(bytes(1 << 20)), Budget(1 << 16)))


def test_what_is_wrapped_too_deep_is_given_up() -> None:
    wrapped = PLAIN.encode()
    for _ in range(12):
        wrapped = gzip.compress(wrapped)
    with pytest.raises(TooMuchInside):
        list(unpacked(wrapped))


def test_a_file_that_was_given_up_is_not_clean(tmp_path: Path) -> None:
    (tmp_path / "bomb").write_bytes(gzip.compress(bytes(300 << 20), compresslevel=1))
    told = scan([], canaries.search(), [tmp_path])
    assert ["more is packed" in problem.sentence for problem in told.problems] == [True]


def test_noise_gives_no_alarm() -> None:
    assert found(packings.NOISE * 400) == set()
