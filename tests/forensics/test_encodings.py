"""Each encoding has its planted leak, which is caught."""

import pytest

from tests.forensics import canaries, plants
from tests.forensics.canaries import EMAIL, NUMBERS, PHONE
from tests.forensics.plants import EVERYWHERE, OF_EMAIL, OF_PHONE, SOMEWHERE, Plant
from tests.forensics.scanner import terms
from tests.forensics.scanner.search import Search
from tests.forensics.scanner.unpacking import unpacked

BEFORE, BEHIND = b'2026-11-23 {"guest": "', b'", "level": 2}\n'


def found(content: bytes, search: Search | None = None) -> set[int]:
    looking = search or canaries.search()
    return {
        hit.term for _, inside in unpacked(content) for hit in looking.within(inside)
    }


@pytest.mark.parametrize("canary", canaries.ALL)
@pytest.mark.parametrize("plant", EVERYWHERE.values(), ids=EVERYWHERE.keys())
def test_a_word_is_found_in_every_encoding(plant: Plant, canary: str) -> None:
    assert NUMBERS[canary] in found(BEFORE + plant(canary) + BEHIND)


@pytest.mark.parametrize("plant", SOMEWHERE.values(), ids=SOMEWHERE.keys())
def test_a_word_is_found_in_every_encoding_of_its_script(plant: Plant) -> None:
    written = {}
    for canary in (canaries.LATIN, canaries.CYRILLIC, canaries.CHINESE):
        try:
            written[canary] = plant(canary)
        except UnicodeEncodeError:
            continue
    assert written
    assert [
        canary
        for canary, leak in written.items()
        if len(leak) > 7 and NUMBERS[canary] not in found(BEFORE + leak + BEHIND)
    ] == []


@pytest.mark.parametrize("plant", OF_EMAIL.values(), ids=OF_EMAIL.keys())
def test_an_address_is_found_however_it_is_cut(plant: Plant) -> None:
    assert NUMBERS[EMAIL] in found(BEFORE + plant(EMAIL) + BEHIND)


@pytest.mark.parametrize("plant", OF_PHONE.values(), ids=OF_PHONE.keys())
def test_a_number_is_found_however_it_is_spaced(plant: Plant) -> None:
    assert NUMBERS[PHONE] in found(BEFORE + plant(PHONE) + BEHIND)


@pytest.mark.parametrize(
    "leak", ["Zyxqulvortkambeh", "wijayakusuma, zyxqu", "ZYXQULVORTKAMBEH_WIJAYAKUSUMA"]
)
def test_each_part_of_a_name_is_looked_for(leak: str) -> None:
    search = Search(terms.read(["Zyxqulvortkambeh Wijayakusuma"]))
    assert found(leak.encode(), search) == {1}


def test_the_domain_of_an_address_may_be_written_in_ascii() -> None:
    search = Search(terms.read(["wqmzkfyvbtrjxhpd@gäste.example"]))
    assert found(b"to wqmzkfyvbtrjxhpd@xn--gste-moa.example", search) == {1}


@pytest.mark.parametrize(
    "outer", ["base64 at 1", "percent escapes throughout", "HTML decimal", "hex"]
)
@pytest.mark.parametrize(
    "inner", ["JSON escapes throughout", "quoted-printable, folded", "base64 at 2"]
)
def test_an_encoding_inside_another_is_found(outer: str, inner: str) -> None:
    leak = EVERYWHERE[outer](EVERYWHERE[inner](canaries.LATIN).decode())
    assert found(BEFORE + leak + BEHIND) == {NUMBERS[canaries.LATIN]}


def test_a_word_is_found_wherever_it_begins() -> None:
    missed = [
        start
        for start in range(40)
        if not found(b"." * start + canaries.PLAIN.encode() + b"...")
    ]
    assert missed == []


def test_a_word_across_two_blocks_is_found() -> None:
    assert found(bytes((1 << 20) - 7) + canaries.PLAIN.encode()) == {
        NUMBERS[canaries.PLAIN]
    }


@pytest.mark.parametrize(
    "harmless", plants.EVERYWHERE.values(), ids=plants.EVERYWHERE.keys()
)
def test_words_that_are_nearly_the_same_give_no_alarm(harmless: Plant) -> None:
    for canary in (
        "Zyxqulvortkambe",
        "Qéxvörtkålmbêth",
        "Жвахцышпорлгдем",
        "歐陽靖",
        "+62 812-9753-864",
    ):
        assert found(BEFORE + harmless(canary) + BEHIND) == set()


def test_a_term_too_short_to_be_told_from_chance_is_refused() -> None:
    with pytest.raises(ValueError, match="term 1 is too short"):
        Search(terms.read(["Li"]))
