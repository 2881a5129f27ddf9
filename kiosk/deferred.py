"""What a dataclass can do is compiled when it is first done. Import this before anything that holds facts.

Theory of operation. `dataclass` writes up to six functions for a class and has Python compile the text of each: 1,600
of them at each start of a terminal, a seventh of the processor time before it opens its window, and most are never
called. Here all but `__init__`, whose signature others look at, are at first functions that compile themselves when
they are called, put what comes of it in their own place and call it. From Python 3.13 on the text of a class is
compiled in one go by other means, and nothing is changed.

Source: CPython 3.11 and 3.12, Lib/dataclasses.py, `_create_fn`. See decision 32.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Sequence
from typing import Any

Function = Callable[..., Any]
Create = Callable[..., Function]


def deferring(create: Create) -> Create:
    """The same maker of functions, which makes them when they are first called."""

    def creating(name: str, args: Sequence[str], body: Sequence[str], **rest: Any) -> Function:
        if name == "__init__":
            return create(name, args, body, **rest)

        made: list[Function] = []

        def first(self: object, *given: object) -> object:
            if not made:
                made.append(create(name, args, body, **rest))
                made[0].__qualname__ = first.__qualname__
            for owner in type(self).__mro__:
                if owner.__dict__.get(name) is first:
                    setattr(owner, name, made[0])
            return made[0](self, *given)

        first.__name__ = name
        return first

    return creating


if sys.version_info < (3, 13):
    dataclasses._create_fn = deferring(dataclasses._create_fn)  # type: ignore[attr-defined]  # it has no public name
