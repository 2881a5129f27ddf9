"""A program that grows with every person who comes is told from one whose memory goes up and down."""

from __future__ import annotations

import random

import pytest

from tests.soak import weights
from tests.soak.weights import Weight

RESTLESS = 5.0
"""MiB up or down between rounds, as measured over half an hour (`docs/explanation/quickness.md`)."""

ROUNDS = 100
"""In half an hour on a busy machine."""


MEASURED = (
    108.0,
    109.6,
    110.8,
    111.9,
    111.7,
    111.9,
    111.6,
    110.6,
    112.2,
    111.0,
    111.2,
    111.8,
    111.7,
    111.1,
    111.1,
    112.6,
    113.3,
    113.0,
    114.4,
    113.6,
    113.7,
    113.4,
    113.2,
    113.6,
    113.1,
    113.4,
    112.4,
    113.3,
    112.8,
    112.7,
    113.0,
    112.6,
    112.1,
    110.5,
    111.2,
    110.7,
    110.6,
    111.1,
    110.8,
    111.7,
    112.2,
    112.3,
    111.9,
    110.6,
    110.6,
    112.2,
    110.9,
    110.7,
    111.8,
    111.4,
    111.1,
    112.1,
)
"""MiB after each four of 208 people, of a real window on a machine with a load of 20; nobody left anything."""


def _measured(each_round: float = 0.0) -> list[Weight]:
    return [Weight(446, memory + each_round * number, 13, 60) for number, memory in enumerate(MEASURED)]


def _run(seed: int, *, each_round: float = 0.0, filling: float = 0.0) -> list[Weight]:
    """What a program weighs that leaks so many MiB in each round, and one of whose pools fills up."""
    chance = random.Random(seed)
    return [
        Weight(
            530 + chance.randint(-8, 8),
            130 + each_round * number + min(filling, filling * number / 4) + chance.uniform(-RESTLESS, RESTLESS),
            13,
            83 + chance.randint(0, 2),
        )
        for number in range(ROUNDS)
    ]


@pytest.mark.parametrize("seed", range(20))
def test_ups_and_downs_and_a_pool_that_fills_are_no_growth(seed: int) -> None:
    assert not weights.grown(_run(seed))
    assert not weights.grown(_run(seed, filling=15.0))


@pytest.mark.parametrize("seed", range(20))
def test_a_picture_of_a_line_that_every_person_leaves_is_found(seed: int) -> None:
    """Four people a round, and 968 × 50 pixels of each."""
    assert weights.grown(_run(seed, each_round=4 * 968 * 50 * 4 / 2**20))


def test_drifts_that_were_measured_are_no_growth_either_way() -> None:
    assert not weights.grown(_measured())
    assert not weights.grown(_measured()[::-1])


def test_a_hundred_kilobytes_that_every_person_leaves_are_found_among_them() -> None:
    assert weights.grown(_measured(each_round=4 * 100 / 1024))


def test_widgets_that_stay_are_found() -> None:
    stayed = [each._replace(widgets=each.widgets + 12 * number) for number, each in enumerate(_run(1))]
    assert weights.grown(stayed)


def test_a_neighbour_that_ends_in_the_middle_is_no_growth() -> None:
    """Only the program's own memory is weighed; a single jump is no slope either."""
    jumped = [each._replace(memory=each.memory + 3 * (number >= ROUNDS // 2)) for number, each in enumerate(_run(2))]
    assert not weights.grown(jumped)


def test_a_few_rounds_say_nothing() -> None:
    assert not weights.enough(_run(3)[:30])
    assert weights.enough(_run(3))
