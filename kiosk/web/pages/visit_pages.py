"""The pages of visits, in the order their addresses are looked for: those with a name before those of one visit."""

from __future__ import annotations

from fastapi import APIRouter

from kiosk.web.pages import (
    visit,
    visit_card,
    visit_history,
    visit_imports,
    visit_invite,
    visit_person,
    visits,
    watch_list,
)
from kiosk.web.pages.render import Pages


def routers(pages: Pages) -> tuple[APIRouter, ...]:
    """The routes of all of them."""
    named = (visits, visit_imports, visit_history, visit_person, watch_list, visit_invite, visit_card)
    return (*(each.router(pages) for each in named), visit.router(pages))
