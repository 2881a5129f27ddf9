"""What holds for every test: no network beyond this machine, and an account of what could not be run."""

from __future__ import annotations

import gc
import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
import structlog

PURE = ("domain", "presenters")
"""Folders whose tests open no socket at all."""

LONGEST_FIRST = ("power_cuts", "fleet", "story", "ui", "project", "terminal", "runtime")
"""Folders whose tests take long, the longest first: when tests run in two rows, both end with short ones, and so at
the same time."""

DEVICES = Path(__file__).parents[1] / "docs" / "devices"
"""Where each driver's page says which failures only the thing itself can show."""

_NO_REASON = {"", "Skipped", "unconditional skip"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _folder(item) in PURE:
            item.add_marker(pytest.mark.disable_socket)
    items.sort(key=lambda item: [*LONGEST_FIRST, _folder(item)].index(_folder(item)))


def pytest_collection_finish() -> None:
    """What tests and libraries brought stays until the end: nobody need look for garbage in it again and again."""
    gc.collect()
    gc.freeze()


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).parts[0]


@pytest.fixture(autouse=True)
def log_as_it_was() -> Iterator[None]:
    """A program that a test runs in this process sets up its log; the next test starts without."""
    root = logging.getLogger()
    before = [*root.handlers]
    yield
    structlog.reset_defaults()
    if root.handlers != before:
        root.handlers[:] = before


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """What the machine lacks, as the skip says it."""
    said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr or "")
    return said.removeprefix("Skipped: ").strip()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A test that steps aside says what it lacks, or it has failed."""
    if report.skipped and not hasattr(report, "wasxfail") and _reason(report) in _NO_REASON:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped without saying what is missing"


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last words of a run: what could not be run here, and why."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or config.option.collectonly:
        return
    skipped = Counter(_reason(report) for report in reporter.stats.get("skipped", ()))
    if not skipped:
        reporter.line("Nothing was left out: every test could be run here.")
    for reason, count in skipped.most_common():
        reporter.line(f"Could not run {count} here: {reason}")
    if _devices(reporter.stats):
        pages = (
            (page.stem, page.read_text("utf-8").count("needs hardware")) for page in sorted(DEVICES.glob("*.md"))
        )
        known = ", ".join(f"{count} of {name}" for name, count in pages if count)
        reporter.line(f"No machine proves what needs the thing itself (docs/devices): {known}")


def _devices(stats: Mapping[str, Sequence[object]]) -> bool:
    """Whether a test of devices was among those that ran."""
    passed = (report for report in stats.get("passed", ()) if isinstance(report, pytest.TestReport))
    return any(report.nodeid.startswith("tests/devices/") for report in passed)
