"""A phone number is found however it was typed, where it is dialled."""

import pytest

from visits.keys.keyring import Keys
from visits.vault import blind_index, phone_numbers

ARABIC = "0100 123 4567".translate({0x30 + digit: 0x660 + digit for digit in range(10)})


@pytest.mark.parametrize(
    ("region", "given", "typed"),
    [
        ("ID", "+62 812 3456 7890", "0812 3456 7890"),
        ("ID", "+62 812 3456 7890", "0062 812 3456 7890"),
        ("ID", "+6281234567890", "(0812) 3456-7890"),
        ("AR", "+54 9 11 2345-6706", "11 2345 6706"),
        ("AR", "+54 9 11 2345-6706", "011 15 2345 6706"),
        ("MX", "+52 1 55 1234 5678", "55 1234 5678"),
        ("SG", "+62 812 3456 7890", "0062 812 3456 7890"),
        ("US", "+44 20 7946 0018", "0044 20 7946 0018"),
        ("IT", "+39 06 1234 5678", "06 1234 5678"),
        ("DE", "+49 151 23456789", "0151/23456789"),
        ("EG", "+20 100 123 4567", ARABIC),
    ],
)
def test_the_typed_number_has_the_digest_of_the_given_one(
    keys: Keys, region: str, given: str, typed: str
) -> None:
    assert digest(keys, given, region) == digest(keys, typed, region)


def test_another_number_has_another_digest(keys: Keys) -> None:
    assert digest(keys, "+5491123456706", "AR") != digest(keys, "+5411923456706", "AR")


@pytest.mark.parametrize(
    "typed",
    [
        "0812 3456 7890",
        "0151/23456789",
        "0812\u20133456\u20137890",
        "0812\u00a03456\u00a07890",
        "(0812) 3456.7890",
        "\uff0b62 812 3456 7890",
        "\u202a+62 812 3456 7890\u202c",
        "0062 812 3456 7890",
        ARABIC,
        "123456",
    ],
)
def test_what_somebody_dials_has_the_form_of_a_number(typed: str) -> None:
    assert phone_numbers.is_dialled(typed)


@pytest.mark.parametrize(
    "typed", ["", "12345", "+" * 9, "1" * 20, "123456 a", "123456=1", "123456@789.123"]
)
def test_what_nobody_dials_has_not(typed: str) -> None:
    assert not phone_numbers.is_dialled(typed)


def digest(keys: Keys, phone: str, region: str) -> bytes:
    whole = phone_numbers.kept(phone, region)
    return blind_index.digest(keys.secrets, "phone", whole)
