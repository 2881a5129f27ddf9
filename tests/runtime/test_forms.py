"""`forms check`, on real files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.runtime import forms
from tests.support.desk import ROOT


def run(*paths: Path, as_json: bool = True) -> tuple[int, list[str]]:
    lines: list[str] = []
    return forms.check(paths, as_json, lines.append), lines


def test_the_forms_that_ship_are_fine() -> None:
    code, lines = run(ROOT / "config" / "forms")
    verdicts = [json.loads(line) for line in lines]
    assert code == 0
    assert {verdict["status"] for verdict in verdicts} == {"ok"}
    assert {Path(verdict["path"]).stem for verdict in verdicts} >= {"missed-bin", "general-enquiry"}
    assert all(verdict["pages"] > 2 and verdict["steps"] > 2 for verdict in verdicts)
    told = [finding["reason"] for verdict in verdicts for finding in verdict["findings"]]
    assert all(reason.startswith("a file may be added here: a terminal leads") for reason in told)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "the file is not JSON"),
        (b"\xff\xfe", "the file is not JSON"),
        (b"[" * 100_000, "the file is not JSON"),
        (b"[]", "the document must be an object"),
        (b'{"version": 2}', "“pages” must be a list"),
        (b" " * 4_000_001, "larger than"),
        (b'{"name": NaN}', "must be given as text"),
    ],
)
def test_a_file_that_is_no_form_is_refused_with_its_reasons(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "form.json").write_bytes(content)
    code, (line,) = run(tmp_path)
    verdict = json.loads(line)
    assert (code, verdict["status"]) == (1, "refused")
    assert verdict.keys() == {"path", "status", "findings", "pages", "steps"}
    assert any(said in finding["reason"] for finding in verdict["findings"])
    assert all(finding.keys() == {"page", "component", "reason"} for finding in verdict["findings"])


def test_a_form_nobody_can_fill_in_has_failed(tmp_path: Path) -> None:
    read = json.loads((ROOT / "config/forms/general-enquiry.json").read_text("utf-8"))
    read["pages"][1]["components"].append(
        {"type": "TextField", "name": "odd", "title": "Odd?", "schema": {"regex": "[!]{9}"}}
    )
    (tmp_path / "form.json").write_text(json.dumps(read), "utf-8")
    code, (text,) = run(tmp_path / "form.json", as_json=False)
    assert code == 1
    assert text.startswith("failed")
    assert "/message odd: no answer could be made up" in text


def test_one_bad_file_among_good_ones_is_enough(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{}", "utf-8")
    assert run(ROOT / "config" / "forms", tmp_path)[0] == 1


def test_nothing_to_check_is_not_fine(tmp_path: Path) -> None:
    assert run(tmp_path) == (1, [])
    assert run(tmp_path, as_json=False) == (1, ["There is no form to check here."])
    code, (line,) = run(tmp_path / "gone.json")
    assert code == 1
    assert "cannot be read" in line
