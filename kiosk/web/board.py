"""Finds the page of an address.

FastAPI tries its routes one after the other, and those of a router that was included in another twice. With as many
pages as staff have, that took half as long as writing one. Here the words of an address lead to the few routes that
could be meant, and those are tried in the order they were put up, as ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send


@dataclass
class _Fork:
    """What can follow a word of an address: certain words, any word, or nothing more."""

    words: dict[str, _Fork] = field(default_factory=dict)
    any_word: _Fork | None = None
    routes: list[tuple[int, APIRoute]] = field(default_factory=list)


class Board(BaseRoute):
    """One route in the place of many, which are in `routes`."""

    def __init__(self) -> None:
        self.routes: list[APIRoute] = []
        self._start = _Fork()

    def put_up(self, router: APIRouter, prefix: str = "") -> None:
        """Adds the pages of a router under a prefix. They are no part of the API."""
        for page in iter_route_contexts(router.routes):
            path, answers = page.path, page.endpoint
            if not isinstance(page.original_route, APIRoute) or path is None or ":path}" in path or answers is None:
                raise TypeError(f"not a page with so many words in its address: {path}")
            route = APIRoute(
                prefix + path,
                answers,
                methods=page.methods,
                dependencies=page.dependencies,
                name=page.name,
                include_in_schema=False,
            )
            self._fork(route.path.split("/")).routes.append((len(self.routes), route))
            self.routes.append(route)

    def _fork(self, words: Sequence[str]) -> _Fork:
        """Where a pattern's words end."""
        fork = self._start
        for word in words:
            if "{" in word:
                fork.any_word = fork.any_word or _Fork()
                fork = fork.any_word
            else:
                fork = fork.words.setdefault(word, _Fork())
        return fork

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        partial: tuple[Match, Scope] | None = None
        for _, route in sorted(_meant(self._start, scope["path"].split("/")), key=lambda each: each[0]):
            match, found = route.matches(scope)
            if match is Match.FULL:
                return match, found
            if match is Match.PARTIAL and partial is None:
                partial = match, found
        return partial or (Match.NONE, {})

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers with the route that matched, which has put itself into the scope."""
        await scope["route"].handle(scope, receive, send)


def _meant(fork: _Fork, words: Sequence[str]) -> Iterator[tuple[int, APIRoute]]:
    """The routes that could be meant by the rest of an address, each with its place in the order."""
    if not words:
        yield from fork.routes
        return
    word, rest = words[0], words[1:]
    if (next_fork := fork.words.get(word)) is not None:
        yield from _meant(next_fork, rest)
    if fork.any_word is not None:
        yield from _meant(fork.any_word, rest)
