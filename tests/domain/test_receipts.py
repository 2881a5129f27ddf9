"""The link to a receipt."""

from __future__ import annotations

import os

import pytest

from kiosk.domain import receipts


def test_a_token_has_128_bits_and_is_read_back() -> None:
    made = {receipts.token(os.urandom(16)) for _ in range(1000)}
    assert len(made) == 1000
    assert all(receipts.read_token(each) == each for each in made)
    assert receipts.token(bytes(16)) == "A" * 22
    with pytest.raises(ValueError, match="16 random bytes"):
        receipts.token(bytes(15))


@pytest.mark.parametrize(
    "thing", ["", "A" * 21, "A" * 23, "A" * 21 + "+", "A" * 21 + "\n", "ŵ" * 22, 7, None, ["A" * 22]]
)
def test_what_is_no_token_is_nobodys(thing: object) -> None:
    assert receipts.read_token(thing) is None


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("https://foyer.aberwen.example/", "https://foyer.aberwen.example"),
        ("https://aberwen.example:8443/foyer", "https://aberwen.example:8443/foyer"),
        ("http://127.0.0.1:8474", "http://127.0.0.1:8474"),
        ("http://[::1]:8474", "http://[::1]:8474"),
        ("http://foyer.aberwen.example", None),
        ("http://localhost.aberwen.example", None),
        ("https://somebody@aberwen.example", None),
        ("https://aberwen.example/?a=b", None),
        ("https://aberwen.example/#a", None),
        ("https://aberwen.example:port", None),
        ("https://", None),
        ("javascript:alert(1)", None),
        ("//aberwen.example", None),
        ("https://aberwen.example\n", None),
        ("https://aberŵen.example", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_visitors_are_sent_to_https_or_to_this_machine(url: object, read: str | None) -> None:
    assert receipts.read_public_url(url) == read


def test_an_address_names_its_language_only_when_it_was_chosen() -> None:
    assert receipts.address("https://a.example/s", "T" * 22) == "https://a.example/s/r/" + "T" * 22
    assert receipts.address("https://a.example/s", "T" * 22, "cy").endswith("?lang=cy")
    assert receipts.domain_of("https://a.example/s") == "a.example"
