"""The conformance report claims nothing that no test shows."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest

from tests.project.checkout import ROOT


@pytest.fixture(scope="module")
def report() -> ModuleType:
    spec = importlib.util.spec_from_file_location("accessibility", ROOT / ".ci" / "accessibility.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("table", "tests"), [("TABLE", 40), ("PHONES", 10)])
def test_every_claim_is_shown_by_tests_that_are_there(report: ModuleType, table: str, tests: int) -> None:
    read = report.parts(vars(report)[table])
    assert list(report.faults(read)) == []
    shown = {test for part in read for clause in part.clauses for test in clause.by}
    assert len(shown) > tests


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("5.9", "Name", "supports"), "no test shows it"),
        (("5.9", "Name", "supports", ("ui/test_journey.py::test_that_was_renamed",)), "does not exist"),
        (("5.9", "Name", "supports", ("support/window.py::Window",)), "does not exist"),
        (("5.9", "Name", "nearly"), "is no status"),
        (("5.9", "Name", "does not apply"), "does not say why"),
    ],
)
def test_a_claim_that_nothing_shows_is_found(report: ModuleType, row: tuple[object, ...], fault: str) -> None:
    assert any(fault in each for each in report.faults((report.Part("One", (report.Clause(*row),)),)))


@pytest.mark.parametrize("table", ["TABLE", "PHONES"])
def test_wcag_is_whole(report: ModuleType, table: str) -> None:
    """Level A and AA of 2.2: 56 criteria, of which one is obsolete."""
    (wcag,) = (part for part in report.parts(vars(report)[table]) if part.title.startswith("WCAG"))
    assert len(wcag.clauses) == 55
