"""References survive being read out, written down and typed back."""

from uuid import RFC_4122

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import ids

references = st.binary(min_size=5, max_size=5).map(ids.reference)


@given(references)
def test_a_reference_reads_back_however_it_is_typed(reference: str) -> None:
    assert ids.read_reference(reference) == reference
    assert ids.read_reference(reference.lower().replace("-", " ")) == reference
    assert ids.read_reference(reference.replace("0", "o").replace("1", "l")) == reference


@given(references, st.integers(0, 8), st.sampled_from(ids.ALPHABET))
def test_any_one_wrong_symbol_is_found_out(reference: str, place: int, symbol: str) -> None:
    symbols = list(reference.replace("-", ""))
    if symbols[place] != symbol:
        symbols[place] = symbol
        assert ids.read_reference("".join(symbols)) is None


@given(references, st.integers(0, 7))
def test_two_neighbours_swapped_are_found_out(reference: str, place: int) -> None:
    symbols = list(reference.replace("-", ""))
    if symbols[place] != symbols[place + 1]:
        symbols[place : place + 2] = symbols[place + 1], symbols[place]
        assert ids.read_reference("".join(symbols)) is None


@given(st.text())
def test_anything_typed_is_a_reference_or_nothing(typed: str) -> None:
    read = ids.read_reference(typed)
    assert read is None or ids.read_reference(read) == read


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_a_uuid7_carries_its_time_and_says_what_it_is(unix_ms: int, entropy: bytes) -> None:
    made = ids.uuid7(unix_ms, entropy)
    assert (made.version, made.variant, made.int >> 80) == (7, RFC_4122, unix_ms)
