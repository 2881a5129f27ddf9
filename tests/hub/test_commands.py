"""Commands to terminals: heard in time or not at all, answered once, and ended with the terminal."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from kiosk.domain.commands import Command, CommandState, Kind
from kiosk.domain.terminals import Role
from kiosk.services.audit import Actor
from kiosk.services.terminals import TerminalUnknown
from tests.support.hubs import Running, Terminal

FFION = Actor("Ffion Desk")


def given(running: Running, terminal_id: UUID | None, kind: Kind = Kind.CLEAN, **args: str) -> list[Command]:
    return running.do(running.hub.commands.give(terminal_id, kind, args, FFION))


def states(running: Running, *commands: Command) -> list[CommandState]:
    found = running.do(running.hub.commands.some([each.id for each in commands]))
    return [each.state(running.clock.now()) for each in found]


def answer(terminal: Terminal, command_id: UUID, **body: Any) -> int:
    return terminal.post(f"commands/{command_id}/acknowledgement", json=body).status_code


def test_a_command_is_heard_at_once_by_its_terminal_alone_and_answered(running: Running) -> None:
    left, right = running.terminal("Left"), running.terminal("Right")
    cursor = left.hear(0, 0)[1]
    (command,) = given(running, left.id, Kind.CHECK_SCREEN, code="472")
    facts, _ = left.hear(cursor)
    (fact,) = [fact for fact in facts if fact["kind"] == "command"]
    assert fact["data"]["id"] == str(command.id)
    assert fact["data"]["kind"] == "check_screen"
    assert json.loads(fact["data"]["args"]) == {"code": "472"}
    assert 0 < (command.expires_at - running.clock.now()).total_seconds() <= 10
    assert not [fact for fact in right.hear(0, 0)[0] if fact["kind"] == "command"]
    assert states(running, command) == [CommandState.GIVEN]
    assert answer(right, command.id, state="done") == 404
    assert answer(left, command.id, state="done", result="shown", mood="bright") == 200
    assert states(running, command) == [CommandState.DONE]


def test_one_command_goes_to_every_terminal_of_the_site_that_is_not_withdrawn(running: Running) -> None:
    here = [running.terminal(name) for name in ("One", "Two", "Gone")]
    running.do(running.hub.terminals.withdraw(here[2].id, FFION))
    commands = given(running, None)
    assert {each.terminal_id for each in commands} == {here[0].id, here[1].id}
    for terminal in here[:2]:
        assert len([fact for fact in terminal.hear(0, 0)[0] if fact["kind"] == "command"]) == 1


def test_a_command_that_is_too_old_is_not_told_whatever_cursor_is_asked_with(
    running: Running, terminal: Terminal
) -> None:
    cursor = terminal.hear(0, 0)[1]
    (command,) = given(running, terminal.id)
    running.clock.skip(8)
    assert terminal.hear(cursor, 0) == ([], cursor + 1)
    assert not [fact for fact in terminal.hear(0, 0)[0] if fact["kind"] == "command"]
    assert states(running, command) == [CommandState.EXPIRED]
    # It was done all the same, and only the answer came late: that is what happened.
    assert answer(terminal, command.id, state="done", result="shown") == 200
    assert states(running, command) == [CommandState.DONE]


def test_old_commands_hide_no_news_behind_them(running: Running, terminal: Terminal) -> None:
    for _ in range(101):
        given(running, terminal.id)
    running.clock.skip(10)
    row = running.do(running.hub.terminals.show(terminal.id)).row
    running.do(running.hub.terminals.change(terminal.id, row.details, FFION))
    assert terminal.hear_of("terminal_changed")


def test_what_was_answered_first_stands_and_may_be_added_to(running: Running, terminal: Terminal) -> None:
    (command,) = given(running, terminal.id, Kind.CHECK_SCREEN, code="1")
    for body in ({"state": "done", "result": "shown"}, {"state": "refused", "result": "in_use"}):
        assert answer(terminal, command.id, **body) == 200
    assert answer(terminal, command.id, state="done", result="touched") == 200
    (found,) = running.do(running.hub.commands.some([command.id]))
    assert (found.answered, found.result) == ("done", "touched")


@pytest.mark.sqlite
def test_a_command_nobody_was_given_cannot_be_answered(running: Running, terminal: Terminal) -> None:
    assert answer(terminal, uuid4(), state="done") == 404
    (command,) = given(running, terminal.id)
    for body in ({"state": "given"}, {"state": "done", "result": "It's done"}, {}):
        assert answer(terminal, command.id, **body) == 422


def test_withdrawing_a_terminal_ends_its_commands(running: Running, terminal: Terminal) -> None:
    (command,) = given(running, terminal.id)
    running.do(running.hub.terminals.withdraw(terminal.id, FFION))
    assert states(running, command) == [CommandState.REFUSED]
    assert terminal.get("news").status_code == 401
    assert answer(terminal, command.id, state="done") == 401
    with pytest.raises(TerminalUnknown):
        given(running, terminal.id)


@pytest.mark.sqlite
def test_staff_wait_for_the_answer_no_longer_than_it_takes(running: Running, terminal: Terminal) -> None:
    commands = given(running, terminal.id)
    waiting = running.hub.commands.wait(commands, 3600)
    answer(terminal, commands[0].id, state="refused", result="in_use")
    (found,) = running.do(waiting)
    assert (found.state(running.clock.now()), found.result) == (CommandState.REFUSED, "in_use")
    unanswered = given(running, terminal.id)
    (found,) = running.do(running.hub.commands.wait(unanswered, 0.2))
    assert found.state(running.clock.now()) is CommandState.GIVEN


def test_a_terminal_is_told_what_it_is_for_and_again_when_that_changes(running: Running, terminal: Terminal) -> None:
    known = terminal.get("terminal").json()
    assert known == {
        "name": "Foyer",
        "place": "",
        "role": "visitor",
        "panel_inches": None,
        "mounting_height_mm": None,
    }
    row = running.do(running.hub.terminals.show(terminal.id)).row
    details = replace(row.details, role=Role.WAITING, place="Room 4", panel_inches=15.6, mounting_height_mm=1400)
    running.do(running.hub.terminals.change(terminal.id, details, FFION))
    assert terminal.hear_of("terminal_changed")
    assert terminal.get("terminal").json() == {
        "name": "Foyer",
        "place": "Room 4",
        "role": "waiting",
        "panel_inches": 15.6,
        "mounting_height_mm": 1400,
    }
    running.do(running.hub.terminals.withdraw(terminal.id, FFION))
    assert terminal.get("terminal").status_code == 401
