"""Dataclasses whose functions are compiled when they are first called are as they always were."""

from __future__ import annotations

import dataclasses
import inspect
import pickle
import sys

import pytest

from kiosk import deferred


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Frozen, as most facts are."""

    name: str
    floors: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Room(Place):
    """One that inherits."""

    number: int = 1


@dataclasses.dataclass
class Draft:
    """One that changes."""

    lines: list[str] = dataclasses.field(default_factory=list)


def test_equal_ones_are_equal_and_are_found_by_each_other() -> None:
    assert Place("a", (1,)) == Place("a", (1,)) != Place("b", (1,))
    assert {Place("a"): 1}[Place("a")] == 1
    assert Room("a") != Place("a")
    assert hash(Room("a")) == hash(Room("a"))
    assert Room("a", (), 1) < Room("a", (), 2)
    assert repr(Room("a", (), 2)) == repr(Room("a", (), 2)) == "Room(name='a', floors=(), number=2)"


def test_a_frozen_one_stays_as_it_is() -> None:
    for change in (lambda: setattr(Place("a"), "name", "b"), lambda: delattr(Place("a"), "name")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            change()


def test_one_that_changes_has_no_hash() -> None:
    with pytest.raises(TypeError):
        hash(Draft())
    assert Draft(["a"]) == Draft(["a"])


def test_it_is_made_replaced_and_kept_as_ever() -> None:
    assert list(inspect.signature(Place).parameters) == ["name", "floors"]
    assert dataclasses.replace(Place("a"), name="b") == Place("b")
    assert pickle.loads(pickle.dumps(Place("a", (2,)))) == Place("a", (2,))  # noqa: S301 - our own


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="Python compiles them in one go by itself")
def test_a_function_is_compiled_once_and_only_when_it_is_called() -> None:
    made: list[str] = []

    def create(name: str, *args: object, **rest: object) -> object:
        made.append(name)
        return lambda _self: name

    class Fact:
        __repr__ = deferred.deferring(create)("__repr__", (), ())
        __hash__ = deferred.deferring(create)("__hash__", (), ())

    assert made == []
    assert [repr(Fact()), repr(Fact())] == ["__repr__", "__repr__"]
    assert made == ["__repr__"]
