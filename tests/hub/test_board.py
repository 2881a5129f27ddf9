"""The board leads to the same page as trying every route in order would."""

from __future__ import annotations

import pytest
from fastapi import APIRouter, Depends
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Scope

from kiosk.web.board import Board

PATTERNS = (
    "",
    "/",
    "/add",
    "/{which}",
    "/{which}/add",
    "/add/{which}",
    "/{which}/{what}",
    "/{which}/{what}/add",
    "/-{x}",
)
METHODS = ("GET", "POST")

pytestmark = pytest.mark.sqlite


async def _page() -> None:
    """Is only found, never asked."""


async def _asks() -> None:
    """Would look at who asks."""


async def _asks_too() -> None:
    """And at where."""


def _router(pages: list[tuple[str, str]]) -> APIRouter:
    router = APIRouter(prefix="/here")
    for pattern, method in pages:
        router.add_api_route(pattern, _page, methods=[method])
    return router


def _asked(path: str, method: str) -> Scope:
    return {"type": "http", "path": path, "method": method, "headers": []}


@given(
    pages=st.lists(st.tuples(st.sampled_from(PATTERNS), st.sampled_from(METHODS)), max_size=8),
    words=st.lists(st.sampled_from(["", "add", "remove", "-x", "here", "{which}"]), max_size=4),
    method=st.sampled_from(METHODS),
)
def test_an_address_leads_where_the_first_route_that_fits_leads(
    pages: list[tuple[str, str]], words: list[str], method: str
) -> None:
    board, router = Board(), _router(pages)
    board.put_up(router, "/sites/{site_id}")
    asked = _asked("/".join(["/sites/abc/here", *words]), method)
    found, scope = board.matches(asked)
    tried = [route.matches(asked) for route in board.routes]
    best = max((match for match, _ in tried), key=lambda match: match.value, default=found)
    expected = next(((match, child) for match, child in tried if match is best and match.value), None)
    assert (found, scope.get("route"), scope.get("path_params")) == (
        (best, expected[1]["route"], expected[1]["path_params"]) if expected else (found.NONE, None, None)
    )


def test_what_a_router_includes_is_put_up_with_all_that_it_depends_on() -> None:
    part, whole = APIRouter(), APIRouter(prefix="/people")
    part.add_api_route("/door", _page, dependencies=[Depends(_asks)])
    whole.include_router(part, prefix="/{who}", dependencies=[Depends(_asks_too)])
    board = Board()
    board.put_up(whole, "/sites/{site_id}")
    (route,) = board.routes
    assert route.path == "/sites/{site_id}/people/{who}/door"
    assert {each.dependency for each in route.dependencies} == {_asks, _asks_too}


def test_a_route_that_is_no_page_or_may_have_any_number_of_words_is_not_put_up() -> None:
    router = APIRouter()
    router.add_api_route("/files/{name:path}", _page)
    with pytest.raises(TypeError):
        Board().put_up(router)
