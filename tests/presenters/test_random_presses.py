"""Whatever is pressed, in whatever order, nothing breaks and the start can be reached."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.domain.errors import Unavailable
from kiosk.domain.events import Receipt
from tests.support.desk import MORNING, TestDesk, Visitor, everything
from ui.presenters.journey import Journey
from ui.presenters.scene import unsent

OFFER = everything()


class Anybody(RuleBasedStateMachine):
    """Presses what is on the screen, and what is not; types; waits; while the house has troubles of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = TestDesk(OFFER)
        self.journey = Journey(self.desk)
        self.screen = Visitor(self.desk, self.journey)
        self.time = 1000.0
        self.journey.tick(self.time)

    @rule(data=st.data())
    def press_what_is_there(self, data: st.DataObject) -> None:
        names = [node.id for node in self.screen.nodes if node.focusable and node.role != "key"]
        onward = [name for name in names if name.startswith(("action:", "choice:", "tile:", "form:", "answer:"))]
        self.journey.press(
            data.draw(st.sampled_from(onward if onward and data.draw(st.booleans()) else names or [""]))
        )

    @precondition(lambda self: any(node.role == "key" for node in self.screen.nodes))
    @rule(data=st.data())
    def press_a_key(self, data: st.DataObject) -> None:
        self.journey.press(data.draw(st.sampled_from([node.id for node in self.screen.nodes if node.role == "key"])))

    @rule(
        name=st.sampled_from(
            ["action:send", "action:begin", "bar:back", "form:missed-bin", "key:a", "x", "choice:true"]
        )
    )
    def press_what_may_be_there(self, name: str) -> None:
        self.journey.press(name)

    @rule(
        text=st.text(st.characters(), max_size=12)
        | st.sampled_from(["TQ9 5NE", "21", "11", "2026", "a@b.org", "01632 960001"])
    )
    def type(self, text: str) -> None:
        self.journey.type(text)

    @rule(name=st.sampled_from(["backspace", "left", "right", "enter", "back"]))
    def key(self, name: str) -> None:
        self.journey.key(name)  # type: ignore[arg-type] - one of the five, drawn as text

    @rule(seconds=st.sampled_from([1, 5, 60, 95]))
    def wait(self, seconds: float) -> None:
        self.time += seconds
        self.journey.tick(self.time)

    @rule()
    def house_answers(self) -> None:
        self.desk.settle()

    @rule(code=st.sampled_from(["disk_full", "journal_failed", "form_unknown"]))
    def house_in_trouble(self, code: str) -> None:
        self.desk.fault = Unavailable(code)

    @rule(state=st.sampled_from(["sent", "accepted"]))
    def receipt_moves(self, state: str) -> None:
        for given in list(self.desk.states.values()):
            self.journey.receipt_changed(Receipt(given.id, given.reference, state))  # type: ignore[arg-type] - drawn

    @rule(
        reason=st.sampled_from([None, None, None, "disk_full"]),
        reachable=st.booleans(),
        offered=st.sampled_from([True, True, True, False]),
    )
    def house_changes(self, reason: str | None, reachable: bool, offered: bool) -> None:
        self.desk.out_of_service, self.desk.reachable = reason, reachable
        self.desk.offer = OFFER if offered else None
        self.journey.house_changed()

    @rule(days=st.sampled_from([None, 0, 1]))
    def clock_changes(self, days: int | None) -> None:
        self.desk.now = None if days is None else MORNING + timedelta(days=days)

    @rule()
    def screen_fails(self) -> None:
        self.journey.rebuild()

    @invariant()
    def the_screen_is_whole(self) -> None:
        nodes = self.screen.nodes
        places = [node.id for node in nodes]
        assert len(places) == len(set(places))
        assert all(node.name for node in nodes)
        assert sum(node.role == "heading" and node.level == 1 for node in nodes) == 1
        session = self.journey.session
        if session is not None and unsent(session) and self.screen.screen != "still_there":
            assert "Not sent yet" in self.screen.text or "Heb ei hanfon eto" in self.screen.text
        view = self.journey.view()
        assert view.actions or view.bar or view.name == "sending", "never a dead end"

    @invariant()
    def sessions_that_ended_are_empty(self) -> None:
        for session in self.desk.sessions:
            if session is not self.journey.session:
                assert session.ended
                assert not (session.answers or session.drafts or session.search or session.form or session.receipt)

    def teardown(self) -> None:
        self.desk.settle()
        for _ in range(200):
            if self.journey.session is None:
                break
            self.time += 60
            self.journey.tick(self.time)
        assert self.screen.screen in ("attract", "out_of_service")
        assert len(self.desk.submitted) <= len(self.desk.states)
        self.desk.close()


TestAnybody = Anybody.TestCase
TestAnybody.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
