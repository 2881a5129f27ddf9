"""What goes beside what, and what goes on the next page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.screens.pages import Turning, lines, pages


def test_halves_share_a_line_and_wholes_do_not() -> None:
    assert lines([1, 0.5, 0.5, 0.5, 1, 0.25, 0.25, 0.25]) == [[0], [1, 2], [3], [4], [5, 6, 7]]


@given(st.lists(st.sampled_from([0.25, 0.5, 1.0])))
def test_every_part_is_on_one_line_in_order(shares: list[float]) -> None:
    assert [number for line in lines(shares) for number in line] == list(range(len(shares)))


@given(st.lists(st.floats(10, 400), min_size=1, max_size=20), st.floats(500, 1500))
def test_no_page_is_taller_than_the_room_and_nothing_is_lost(heights: list[float], room: float) -> None:
    found = pages(heights, room, gap=24, turner=96)
    assert [number for page in found for number in page] == list(range(len(heights)))
    for page in found:
        height = sum(heights[number] for number in page) + 24 * (len(page) - 1)
        assert height <= room - (96 if len(found) > 1 else 0)


@given(st.lists(st.lists(st.integers(1, 30), min_size=1, max_size=4), min_size=1, max_size=20), st.integers(1, 30))
def test_every_page_comes_into_sight_however_the_layout_wavers(before: list[list[int]], pages: int) -> None:
    """Whatever numbers of pages were tried before the layout was what it is, as many presses as it has pages show
    each of them, and then whoever accepts need not turn any more."""
    turning = Turning()
    for counts in before:
        turning.on()
        for count in counts:
            turning.count(count)
    turning.forget()
    seen = set()
    for _ in range(pages + 1):
        for count in (1, 30, pages):  # what is tried at every press
            turning.count(count)
        seen.add(turning.at)
        if not turning.unseen:
            break
        turning.on()
    assert not turning.unseen
    assert seen == set(range(pages))


@given(st.integers(1, 30), st.lists(st.booleans(), max_size=40))
def test_there_is_always_a_page_in_sight(pages: int, presses: list[bool]) -> None:
    turning = Turning()
    turning.count(pages)
    for on in presses:
        (turning.on if on else turning.back)()
        assert 0 <= turning.at < pages
