"""Finding forms by what people type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.search import search
from tests.support.desk import everything

FORMS = everything().forms


def found(typed: str, language: str = "en") -> list[str]:
    return [form.id for form in search(FORMS, typed, language)]


@pytest.mark.parametrize(
    "typed",
    [
        "bin",
        "BIN",
        "mis",
        "missed b",
        "recyclng",
        "rubish",
        "my bin was missed"[:6],
        "garbage",
        "bin wdei'i"[:3],
        "wheelie",
        "dustbni",
    ],
)
def test_a_bin_is_found_by_any_of_its_words_with_a_slip_or_half_typed(typed: str) -> None:
    assert found(typed)[0] == "missed-bin"


@pytest.mark.parametrize("typed", ["sbwriel", "ailgylchu", "ailgylchi", "lori", "casglu"])
def test_a_bin_is_found_in_welsh(typed: str) -> None:
    assert found(typed, "cy")[0] == "missed-bin"


def test_words_of_the_other_language_find_it_too() -> None:
    assert found("recycling", "cy") == ["missed-bin"]
    assert found("sbwriel", "en") == ["missed-bin"]


def test_accents_do_not_matter() -> None:
    assert found("cŵyn", "cy") == found("cwyn", "cy")
    assert found("cŵyn", "cy")[0] == "complaint-or-compliment"


def test_the_title_comes_before_other_words() -> None:
    assert found("council")[0] == "general-enquiry"


@pytest.mark.parametrize("typed", ["helicopter", "xyzzy", "bin helicopter", "qq"])
def test_what_no_form_is_about_finds_none(typed: str) -> None:
    assert found(typed) == []


def test_nothing_typed_finds_all() -> None:
    assert found("  ") == found("?!") == [form.id for form in FORMS]


@given(st.text(st.characters()), st.sampled_from(("en", "cy", "pl")))
def test_anything_can_be_typed(typed: str, language: str) -> None:
    assert set(found(typed, language)) <= {form.id for form in FORMS}
