"""Commands are carried out now, once, or not at all; what staff say of a terminal outlives a restart."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from kiosk.domain.commands import Answered
from kiosk.domain.events import DetailsChanged, ScreenAsked
from kiosk.domain.terminals import Details, Role
from kiosk.runtime.clock import SystemClock
from kiosk.terminal.closing import Closing
from kiosk.terminal.journal import Journal
from kiosk.terminal.trusted_clock import TrustedClock
from tests.support.stand_in_hub import StandInHub
from tests.support.terminals import Started


class Screens:
    """What the screens of a terminal are asked; they answer at once, as they are told to."""

    def __init__(self, visit: Started, answered: Answered | None = "done", result: str = "shown") -> None:
        self.asked: list[ScreenAsked] = []
        self._visit, self._answer = visit, (answered, result)
        visit.terminal.bus.listen(ScreenAsked, self._ask)

    def _ask(self, asked: ScreenAsked) -> None:
        self.asked.append(asked)
        answered, result = self._answer
        if answered is not None:
            self._visit.terminal.screen_answered(asked.id, answered, result)


def up(visit: Started) -> bool:
    return visit.wait_for(lambda: visit.terminal.catalogue is not None and visit.terminal.hub_reachable)


def test_a_command_is_put_to_the_screens_and_their_answer_reaches_the_hub(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        screens = Screens(visit)
        assert up(visit)
        name = hub.command("check_screen", code="472")
        assert hub.was_answered(name, "done", "shown")
        (asked,) = screens.asked
        assert (asked.id, asked.kind, asked.args) == (UUID(name), "check_screen", {"code": "472"})
        assert 0 < asked.until - time.monotonic() <= 10
        visit.terminal.screen_answered(asked.id, "done", "touched")
        assert hub.was_answered(name, "done", "touched")


def test_a_terminal_that_was_closed_and_opened_again_is_open_however_late_its_screens_answer(tmp_path: Path) -> None:
    """Both come in one answer when the network was away for some seconds."""
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        screens = Screens(visit, answered=None)
        assert up(visit)
        closing, opening = hub.command("close"), hub.command("open")
        assert hub.was_answered(opening, "done", "opened")
        visit.terminal.screen_answered(screens.asked[0].id, "done", "closed")
        assert hub.was_answered(closing, "done", "closed")
        assert visit.terminal.service.state == "in_service"


def test_what_is_heard_too_late_or_cannot_be_read_is_not_done(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        screens = Screens(visit)
        assert up(visit)
        hub.command("clean", life=-1)
        for broken in ({"args": "[]"}, {"args": "{"}, {"expires_at": "soon"}, {"expires_at": "2099-01-01T00:00:00"}):
            whole = {
                "id": "01934f00-0000-7000-8000-000000000001",
                "kind": "clean",
                "expires_at": "2099-01-01T00:00:00Z",
                "args": "{}",
            }
            hub.tell("command", **whole | broken)
        last = hub.command("dance")
        assert hub.was_answered(last, "refused", "kind_unknown")
        assert screens.asked == []
        assert [command for command, _ in hub.answered] == [last]


def test_an_answer_that_was_held_up_on_its_way_brings_back_no_command(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        screens = Screens(visit)
        assert up(visit)
        # From now on every answer says a time that is a minute old, as one does that a network has kept for a minute.
        hub.date = time.time() - 60
        hub.command("clean", life=-52)
        last = hub.command("dance")
        assert hub.was_answered(last, "refused", "kind_unknown")
        assert screens.asked == []


def test_a_terminal_with_no_screen_refuses(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        assert up(visit)
        assert hub.was_answered(hub.command("clean", life=2.5), "refused", "no_screen")


def test_a_command_is_never_done_twice_whatever_is_told_twice(tmp_path: Path) -> None:
    with StandInHub() as hub:
        with Started(tmp_path, hub.url) as visit:
            screens = Screens(visit)
            assert up(visit)
            name = hub.command("clean", life=30)
            assert hub.was_answered(name, "done", "shown")
            hub.facts.append(hub.facts[-1] | {"seq": 2})
            last = hub.command("dance")
            assert hub.was_answered(last, "refused", "kind_unknown")
            assert len(screens.asked) == 1
        # After a restart, and with the news from its beginning because the hub was restored.
        hub.epoch = "another"
        with Started(tmp_path, hub.url) as visit:
            screens = Screens(visit)
            assert up(visit)
            again = hub.command("jump", life=30)
            assert hub.was_answered(again, "refused", "kind_unknown")
            assert screens.asked == []
            assert len(hub.answered) == 3


def test_answers_are_tried_until_the_hub_is_back(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        Screens(visit)
        assert up(visit)
        hub.misbehave["/api/v1/commands"] = lambda handler: handler.problem(503, "record_unavailable")
        name = hub.command("clean")
        tried = f"POST /api/v1/commands/{name}/acknowledgement"
        assert hub.wait_for(lambda: tried in hub.asked)
        hub.misbehave.clear()
        assert hub.was_answered(name, "done", "shown")


def test_a_closed_terminal_stays_closed_over_a_restart_with_no_hub(tmp_path: Path) -> None:
    with StandInHub() as hub:
        with Started(tmp_path, hub.url) as visit:
            Screens(visit, "done", "closed")
            assert up(visit)
            assert hub.was_answered(hub.command("close"), "done", "closed")
            assert visit.wait_for(lambda: visit.terminal.service.reason == "closed")
        with Started(tmp_path, "http://127.0.0.1:9") as visit:
            assert visit.terminal.service.reason == "closed"
        with Started(tmp_path, hub.url) as visit:
            assert up(visit)
            assert hub.was_answered(hub.command("open"), "done", "opened")
            assert visit.wait_for(lambda: visit.terminal.service.state == "in_service")
        with Started(tmp_path, "http://127.0.0.1:9") as visit:
            assert visit.terminal.service.state == "in_service"


def test_screens_that_refuse_to_close_keep_the_terminal_open(tmp_path: Path) -> None:
    with StandInHub() as hub, Started(tmp_path, hub.url) as visit:
        Screens(visit, "refused", "in_use")
        assert up(visit)
        assert hub.was_answered(hub.command("close"), "refused", "in_use")
        assert visit.terminal.service.state == "in_service"


@pytest.mark.parametrize(
    ("args", "now", "closed"),
    [
        ({"until": "2026-11-24T07:00:00+00:00"}, datetime(2026, 11, 24, 6, 59, tzinfo=UTC), True),
        ({"until": "2026-11-24T07:00:00+00:00"}, datetime(2026, 11, 24, 7, 0, tzinfo=UTC), False),
        ({"until": "2026-11-24T07:00:00+00:00"}, None, True),
        ({"until": "2026-11-24T07:00:00"}, datetime(2030, 1, 1, tzinfo=UTC), True),
        ({}, datetime(2030, 1, 1, tzinfo=UTC), True),
    ],
)
def test_a_closed_terminal_opens_by_itself_when_it_was_told_to_and_knows_the_time(
    tmp_path: Path, args: Mapping[str, str], now: datetime | None, closed: bool
) -> None:
    journal = Journal(tmp_path / "journal.db", SystemClock())
    changes: list[bool] = []
    closing = Closing(journal, lambda: now, lambda: changes.append(closing.closed))
    closing.close(args)
    closing.look()
    assert closing.closed is closed
    assert changes == [True] + ([] if closed else [False])


def test_what_staff_say_of_a_terminal_is_known_and_kept_for_a_start_with_no_hub(tmp_path: Path) -> None:
    with StandInHub() as hub:
        with Started(tmp_path, hub.url) as visit:
            changed: list[DetailsChanged] = []
            visit.terminal.bus.listen(DetailsChanged, changed.append)
            assert up(visit)
            assert hub.wait_for(lambda: "GET /api/v1/terminal" in hub.asked)
            hub.details = {"name": "Panel", "place": "Room 4", "role": "room_panel", "panel_inches": 15.6}
            hub.details |= {"mounting_height_mm": 1400}
            hub.tell("terminal_changed")
            wanted = Details("Panel", "Room 4", Role.ROOM_PANEL, 15.6, 1400)
            end = time.monotonic() + 20
            while visit.terminal.details != wanted:
                assert time.monotonic() < end
                time.sleep(0.01)
            assert changed
        with Started(tmp_path, "http://127.0.0.1:9") as visit:
            assert visit.terminal.details == wanted


def test_details_that_make_no_sense_are_those_of_a_terminal_for_visitors(tmp_path: Path) -> None:
    with StandInHub() as hub:
        hub.details = {"name": "A", "place": "", "role": "oracle", "panel_inches": 4000, "mounting_height_mm": "high"}
        with Started(tmp_path, hub.url) as visit:
            assert up(visit)
            end = time.monotonic() + 20
            while visit.terminal.details is None:
                assert time.monotonic() < end
                time.sleep(0.01)
            assert visit.terminal.details == Details("A", "", Role.VISITOR, None, None)


def test_the_latest_it_can_be_forgets_a_time_that_nobody_confirms() -> None:
    class Counted(SystemClock):
        counted = 0.0

        def monotonic(self) -> float:
            return self.counted

    clock = Counted()
    time_ = TrustedClock(clock)
    assert time_.latest() is None
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    time_.hear(noon)
    clock.counted = 10
    time_.hear(noon - timedelta(seconds=50))
    assert time_.now() == noon - timedelta(seconds=50)
    assert time_.latest() == noon + timedelta(seconds=10)
    time_.hear(noon + timedelta(seconds=11))
    assert time_.latest() == noon + timedelta(seconds=11)
    # The hub's clock was set back for good: after ten minutes that is believed.
    clock.counted = 700
    time_.hear(noon)
    assert time_.latest() == noon
