"""Drivers by name: found late, and each only able to turn off its own device."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from devices import command, registry
from devices.rack import Rack
from devices.rack import opened as opened_rack
from devices.registry import NoDriver, Wish, made
from kiosk.domain.devices import State, capabilities
from kiosk.domain.printing import Printed
from tests.support.printers import TICKET, printer

GOOD = {"connection": "tcp:127.0.0.1:9"}


@pytest.mark.parametrize(
    ("wish", "reason", "remedy"),
    [
        (Wish("printer.escpso", GOOD), "driver_unknown", "did you mean printer.escpos?"),
        (Wish("printer.escpos", {"conection": "tcp:127.0.0.1:9"}), "settings", "did you mean connection?"),
        (Wish("printer.escpos", {"connection": "/dev/usb/lp0"}), "settings", "String should match pattern"),
        (Wish("printer.escpos", GOOD | {"width": 500}), "settings", "multiple of 8"),
        (Wish("printer.escpos", GOOD | {"zzz": 1}), "settings", "remove it"),
    ],
)
def test_what_an_operator_mistyped_is_named_with_what_mends_it(wish: Wish, reason: str, remedy: str) -> None:
    with pytest.raises(NoDriver) as refused:
        made(wish)
    assert refused.value.reason == reason
    assert remedy in refused.value.finding.remedy


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two drivers that somebody installed beside Foyer: one cannot be loaded, one is none."""
    (tmp_path / "broken_driver.py").write_text("raise RuntimeError('licence expired')\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    known = {
        "printer.broken": EntryPoint("printer.broken", "broken_driver:Printer", registry.GROUP),
        "printer.none": EntryPoint("printer.none", "json:dumps", registry.GROUP),
    }

    def found(group: str, name: str | None = None) -> list[EntryPoint]:
        assert group == registry.GROUP
        return [each for each in known.values() if name in (None, each.name)]

    monkeypatch.setattr(registry, "entry_points", found)


def test_a_driver_that_cannot_be_loaded_turns_off_its_own_device_and_no_other(outside: None, tmp_path: Path) -> None:
    with printer(tmp_path) as simulated:
        wishes = {
            "badges": Wish("printer.broken"),
            "labels": Wish("printer.none"),
            "receipts": Wish("printer.escpos", {"connection": simulated.connection}),
        }
        rack = Rack(wishes, simulated_allowed=True)
        rack.start()
        try:
            known = {device.id: device for device in rack.all()}
            assert [known[name].health.reasons for name in ("badges", "labels")] == [("driver_not_loaded",)] * 2
            assert known["badges"].health.state is State.FAILED
            ended = rack.print(TICKET, 30).result(30)
            while ended.reason == "starting":
                ended = rack.print(TICKET, 30).result(30)
            assert ended == Printed("printed")
        finally:
            rack.close()


def test_the_command_says_what_is_wrong_and_what_works(outside: None, tmp_path: Path) -> None:
    said: list[str] = []
    (tmp_path / "usb").mkdir()
    (tmp_path / "usb" / "lp0").touch()
    with printer(tmp_path) as simulated:
        good = Wish("printer.escpos", {"connection": simulated.connection})
        assert not command.listed({"a": good, "b": Wish("printer.broken")}, said.append, tmp_path)
        assert said[0] == "a (printer.escpos): its settings can be used"
        assert "licence expired" in said[1]
        assert f"plugged in: {tmp_path / 'usb' / 'lp0'}" in said
        assert command.run("probe", "a", {"a": good}, lambda: TICKET, said.append)
        assert said[-2:] == ["a says that it is FOYER SIMULATOR, a simulated device", "a is online"]
        assert command.run("test", "a", {"a": good}, lambda: TICKET, said.append)
        assert said[-1] == "a: printed"
        simulated.switch("cover_open", True)
        assert not command.run("test", "a", {"a": good}, lambda: TICKET, said.append)
        assert said[-1] == "a: not printed (cover_open)"
    assert not command.run("probe", "c", {"a": good}, lambda: TICKET, said.append)


def test_a_receipt_does_not_come_out_of_a_printer_for_badges(tmp_path: Path) -> None:
    with printer(tmp_path, speaks="zpl") as simulated:
        wish = Wish("printer.zpl", {"connection": simulated.connection, "prints": ["badge"]})
        with opened_rack({"badges": wish}, simulated_allowed=True) as rack:
            assert rack.all()[0].prints == ("badge",)
            assert capabilities(rack.all()).printer == "none"
            assert rack.print(TICKET, 30, "receipt").result(30) == Printed("not_printed", "no_printer")
            for what in ("badge", ""):
                ended = rack.print(TICKET, 30, what).result(30)
                while ended.reason in ("starting", "gone"):
                    ended = rack.print(TICKET, 30, what).result(30)
                assert ended == Printed("printed")


def test_where_there_is_no_printer_none_is_offered_and_one_that_is_off_is_gone() -> None:
    assert capabilities(()).printer == "none"
    rack = Rack({"receipts": Wish("printer.escpos", GOOD)}, simulated_allowed=False)
    assert capabilities(rack.all()).printer == "gone"
    assert rack.print(TICKET, 5).result(5) == Printed("not_printed", "starting")
