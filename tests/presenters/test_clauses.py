"""What holds on every screen of a visit, clause by clause: docs/reference/clauses.toml says which."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kiosk.domain.devices import Capabilities
from kiosk.domain.printing import Printed
from kiosk.domain.readers import Shown
from kiosk.domain.waiting import State, Told
from kiosk.terminal.journal import NotSaved
from tests.support import visit_desk
from tests.support.desk import Offered, TestDesk, Visitor, everything, site, visitor
from ui.presenters import announcing, bar, keyboards
from ui.presenters.journey import Journey
from ui.presenters.view import Action, Choices, Notice, Row, Tile, View

LANGUAGES = ("en", "cy")


def screens(language: str) -> Iterator[Visitor]:
    """Every screen of a visit, one after the other, with somebody at it."""
    desk = TestDesk(everything())
    journey = Journey(desk)
    journey.tick(1000.0)
    somebody = Visitor(desk, journey)
    if language != "en":
        somebody.press("bar:language")
    yield somebody
    for name in (
        "action:start",
        "bar:easier",
        "action:carry_on",
        "bar:help",
        "tile:help_now",
        "bar:back",
        "bar:back",
    ):
        somebody.press(name)
        yield somebody
    somebody.press("tile:forms")
    yield somebody
    journey.type("qqq")
    yield somebody
    for _ in range(3):
        journey.key("backspace")
    for name in ("form:missed-bin", "action:begin", "action:continue"):
        somebody.press(name)
        yield somebody
    somebody.press("choice:recycling", "action:continue", "choice:2026-11-20", "action:continue")
    yield somebody
    somebody.press("choice:true", "action:continue", "action:continue")
    yield somebody
    for line, text in (("addressLine1", "12 Market Street"), ("town", "Totnes"), ("postcode", "tq95ne")):
        somebody.fill(f"address.{line}", text)
    somebody.press("action:continue", "choice:false", "action:continue")
    yield somebody
    somebody.press("action:continue", "choice:email", "action:continue")
    somebody.fill("emailName", "Siân Prŷs")
    somebody.press("action:continue")
    somebody.fill("email", "sian@example.com")
    somebody.press("action:continue")
    yield somebody
    somebody.press("bar:start_again")
    yield somebody
    somebody.press("action:stay")
    desk.fault = NotSaved("disk_full")
    somebody.press("action:send")
    desk.settle()
    yield somebody
    somebody.press("action:send")
    desk.settle()
    yield somebody
    journey.tick(1100.0)
    yield somebody
    somebody.press("action:finish")
    desk.out_of_service = "journal_failed"
    yield somebody
    yield from coming_and_going(language)


def coming_and_going(language: str) -> Iterator[Visitor]:
    """The screens of somebody who comes to see somebody, and leaves."""
    able = Capabilities(cards=True, codes=True, badges="usable")
    desk = TestDesk(Offered(site(**visit_desk.SITE | visit_desk.TYPES), ()), able=able)
    desk.coming.by_code["INVITED"] = visit_desk.found("Siân", "Gwen H.", party=2)
    journey = Journey(desk)
    journey.tick(1000.0)
    somebody = Visitor(desk, journey)
    if language != "en":
        somebody.press("bar:language")
    for names, typed in (
        (("action:start", "tile:arriving", "action:continue"), "Siân Prŷs"),
        (("action:continue",), "gwen"),
        ((f"host:{visit_desk.GWEN.id}",), ""),
        (("type:contractor",), "Lifts of Wales"),
        (("action:continue", "action:continue"), "The lift"),
        (("action:continue",), ""),
        (("reply:yes", "wish:help"), ""),
    ):
        for name in names:
            somebody.press(name)
            desk.settle()
            yield somebody
        journey.type(typed)
        yield somebody
    desk.coming.fault = NotSaved("disk_full")
    somebody.press("action:continue")
    desk.settle()
    yield somebody
    desk.coming.fault = None
    desk.coming.prints = Printed("not_printed", "paper_out")
    journey.shown(Shown("code", "scanner", 1000.0, text="INVITED"), 1000.1)
    desk.settle()
    yield somebody
    somebody.press("action:continue")
    desk.settle()
    for state in State:
        desk.coming.news = Told(visit_desk.VISIT, state)
        yield somebody
    somebody.press("action:say")
    yield somebody
    somebody.press("bar:back", "action:finish", "action:start", "tile:leaving")
    yield somebody
    somebody.press("leave:name")
    journey.type("Siân Prŷs")
    yield somebody
    somebody.press("action:continue")
    journey.type("gwen")
    yield somebody
    somebody.press(f"host:{visit_desk.GWEN.id}")
    desk.settle()
    yield somebody


def test_the_screens_that_are_looked_at_are_all_there_are() -> None:
    assert {somebody.screen for somebody in screens("en")} >= {
        *("arriving", "arriving.who", "arriving.type", "arriving.company", "arriving.check", "arriving.welcome"),
        *("arriving.say", "leaving", "leaving.name", "leaving.who", "leaving.unknown"),
        *("attract", "home", "easier", "help", "help_now", "forms", "form_start", "question", "answers"),
        *("start_again", "trouble", "receipt", "still_there", "out_of_service"),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_has_one_heading_a_title_and_help_in_its_place(language: str) -> None:
    for somebody in screens(language):
        nodes = somebody.nodes
        assert [node.level for node in nodes if node.role == "heading"] == [1]
        assert next(node for node in nodes if node.id == "title").name
        assert all(node.name.strip() for node in nodes if node.focusable or node.role == "heading"), somebody.screen
        assert len({node.id for node in nodes}) == len(nodes)
        shown = [name for name in bar.ORDER if name in somebody.journey.view().bar]
        assert [node.id for node in nodes if node.id.startswith("bar:")] == shown, "always in the same order"
        if somebody.screen not in ("still_there", "help_now"):
            assert shown[-1] == bar.HELP or somebody.screen == "help", somebody.screen


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_read_out_is_what_stands_there(language: str) -> None:
    """Each label, word for word; and what cannot be pressed is said when the screen appears."""
    for somebody in screens(language):
        view, say = somebody.journey.view(), somebody.words
        names = {node.id: node.name for node in somebody.nodes}
        for part in (*view.parts, *view.actions):
            match part:
                case Action(id, label) | Tile(id, label) | Row(id, label):
                    assert names[id] == say(label)
                case Choices(items=items):
                    assert [names[item.id] for item in items] == [say(item.label) for item in items]
        told = announcing.announcement(None, view, say)
        assert told is not None
        for node in somebody.nodes:
            # Headings among the forms are not said ahead of them, nor what has not come true.
            if node.id.startswith("part:") and somebody.screen != "forms" and node.state != "not done":
                assert node.name in told.text
                assert node.value in told.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_told_by_colour_alone(language: str) -> None:
    """What went wrong, what went well and what is chosen has a sign of its own beside its colour."""
    seen: set[str] = set()
    for somebody in screens(language):
        view = somebody.journey.view()
        for part in view.parts:
            if isinstance(part, Notice):
                assert part.icon
                seen.add(part.tone)
        if view.error is not None:
            (alert,) = (node for node in somebody.nodes if node.id == "error")
            assert alert.role == "alert"
            assert alert.name
        assert all(node.state for node in somebody.nodes if node.role in ("radio", "checkbox"))
    assert "problem" in seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_are_decoration_or_have_words(language: str) -> None:
    for somebody in screens(language):
        assert all(node.name for node in somebody.nodes if node.role == "image")
        view = somebody.journey.view()
        if view.keyboard is not None:
            keys = [key for row in keyboards.rows(view.keyboard, view.layer) for key in row]
            assert all(somebody.words(key.spoken) for key in keys)
        if somebody.screen == "receipt":
            reference = next(node for node in somebody.nodes if node.id == "part:0")
            assert reference.value in _plain(view), "what the code holds stands there in words"


def _plain(view: View) -> str:
    return "\n".join(part.code for part in view.parts if hasattr(part, "code"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_needs_a_place_a_shape_or_a_colour(language: str) -> None:
    """“The green button on the right” tells nothing to somebody who cannot see it."""
    senses = r"\b(green|red|blue|yellow|round|square|on the (left|right)|click|tap)\b"
    if language == "cy":
        senses = r"\b(gwyrdd|coch|glas|melyn|crwn|sgwâr|ar y (chwith|dde)|cliciwch|tapiwch)\b"
    for somebody in screens(language):
        told = [node for node in somebody.nodes if node.role in ("heading", "paragraph", "alert", "status", "button")]
        found = [node.name for node in told if re.search(senses, f"{node.name} {node.hint}", re.IGNORECASE)]
        assert found == []


def test_choosing_and_typing_move_nothing_on() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "form:missed-bin", "action:begin")
    before = somebody.heading
    for choice in [node.id for node in somebody.nodes if node.role == "radio"]:
        somebody.press(choice)
        assert somebody.heading == before
    somebody.press("choice:food", "action:continue", "choice:2026-11-20", "action:continue", "choice:true")
    somebody.press("action:continue")
    before = somebody.heading
    somebody.fill("address.postcode", "TQ9 5NE")
    assert somebody.heading == before
