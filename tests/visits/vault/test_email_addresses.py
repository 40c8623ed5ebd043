"""The one form of an e-mail address, and that no two owners share it."""

import pytest

from visits.vault import email_addresses
from visits.vault.email_addresses import NoEmailAddressError, canonical, comparable

FULL_WIDTH = "gita@example.org".translate(
    {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
)
"""As East Asian keyboards may write it."""


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("amelie@faß.example", "amelie@xn--fa-hia.example"),
        ("amelie@FASS.example", "amelie@fass.example"),
        ("Gita@Bücher.example", "Gita@xn--bcher-kva.example"),
        ("gita@bu\u0308cher.example", "gita@xn--bcher-kva.example"),
        ("gita@βόλος.example", "gita@xn--nxasmm1c.example"),
        ("gita@βόλοσ.example", "gita@xn--nxasmq6b.example"),
        ("gita@نامه‌ای.example", "gita@xn--mgba3gch31f060k.example"),
        ("gita@نامهای.example", "gita@xn--mgba3gch31f.example"),
        ("gita@例え.テスト", "gita@xn--r8jz45g.xn--zckzah"),
        ("gita@例え。テスト", "gita@xn--r8jz45g.xn--zckzah"),
        (FULL_WIDTH, "gita@example.org"),
        ("gita@example.org.", "gita@example.org"),
        ("r&d@example.org", "r&d@example.org"),
    ],
)
def test_an_address_has_one_form(typed: str, right: str) -> None:
    assert canonical(typed) == right
    assert canonical(right) == right


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("amelie@faß.example", "amelie@fass.example"),
        ("gita@βόλος.example", "gita@βόλοσ.example"),
        ("gita@نامه‌ای.example", "gita@نامهای.example"),
        ("gita@\u0131.example", "gita@i.example"),
        ("\u212ai@example.org", "ki@example.org"),
    ],
)
def test_two_owners_addresses_are_never_one(one: str, another: str) -> None:
    assert comparable(one) != comparable(another)


def test_upper_case_is_the_same_mailbox() -> None:
    assert comparable(" Gita.P@EXAMPLE.org ") == comparable("gita.p@example.org")


@pytest.mark.parametrize(
    "typed",
    ["", "gita", " gita@example.org", "gita@example.org\n", "@example.org", "gita@", "straße@example.org", "gita@exa mple.org",
     "gita@-example.org", "gita@example..org", "gita@" + "a" * 64 + ".org", "g" * 255 + "@x.org"],
)  # fmt: skip
def test_what_has_no_form_is_refused_without_being_repeated(typed: str) -> None:
    with pytest.raises(NoEmailAddressError) as refused:
        canonical(typed)

    assert str(refused.value) == ""
    assert comparable(typed) == typed.strip()


def test_people_read_a_domain_in_its_own_letters() -> None:
    assert email_addresses.shown("amelie@xn--fa-hia.example") == "amelie@faß.example"
    assert email_addresses.shown("gita@example.org") == "gita@example.org"
    assert email_addresses.shown("Gita Pramesti") == "Gita Pramesti"
