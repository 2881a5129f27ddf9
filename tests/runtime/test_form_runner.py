"""Forms held against a runner of the same format: the same pages in the same order, the same answers taken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.gateways.form_runner import RunnerAway
from kiosk.runtime import forms
from tests.domain.test_forms import document, page, question
from tests.support.stand_in_runner import StandInRunner


@pytest.fixture
def runner() -> Iterator[StandInRunner]:
    with StandInRunner().running() as standing:
        yield standing


@pytest.fixture
def form(tmp_path: Path) -> Path:
    more = {"field": {"name": "bins"}, "operator": "is more than", "value": {"type": "Value", "value": "2"}}
    first = page("/one", question("bins", "NumberField", title={"en": "How many?", "cy": "Faint?"}))
    first["next"] = [{"path": "/many", "condition": "many"}, {"path": "/summary"}]
    many = {"name": "many", "displayName": "many", "value": {"name": "many", "conditions": [more]}}
    path = tmp_path / "bins.json"
    path.write_text(json.dumps(document(first, page("/many"), conditions=[many])), "utf-8")
    return path


def checked(path: Path, runner: StandInRunner) -> tuple[int, dict[str, Any]]:
    told: list[str] = []
    code = forms.check([path], True, told.append, f"{runner.url}/")
    (line,) = told
    return code, json.loads(line)


def reasons(verdict: dict[str, Any]) -> list[str]:
    return [finding["reason"] for finding in verdict["findings"] if "Welsh" not in finding["reason"]]


def test_a_form_that_goes_the_same_way_there_is_fine(form: Path, runner: StandInRunner) -> None:
    code, verdict = checked(form, runner)
    assert (code, verdict["status"], reasons(verdict)) == (0, "ok", [])
    assert runner.published["a-form"]["pages"][0]["components"][0]["title"] == "How many?"
    assert "metadata" not in runner.published["a-form"]


def test_another_page_there_is_told(form: Path, runner: StandInRunner) -> None:
    runner.many = "/summary"
    code, verdict = checked(form, runner)
    assert (code, verdict["status"]) == (1, "failed")
    assert reasons(verdict) == ["the runner goes on to “/summary”, and here it is “/many”"]


def test_an_answer_that_is_not_taken_there_is_told_with_its_words(form: Path, runner: StandInRunner) -> None:
    runner.most = 2
    code, verdict = checked(form, runner)
    assert code == 1
    assert "the runner does not take the answers to this page: enter how many" in reasons(verdict)


def test_a_form_it_cannot_have_is_not_compared(tmp_path: Path, runner: StandInRunner) -> None:
    path = tmp_path / "letter.json"
    path.write_text(json.dumps(document(page("/one", question("letter", "FreeTextField")))), "utf-8")
    code, verdict = checked(path, runner)
    assert code == 0
    assert "not compared: it asks what the public runner does not have" in reasons(verdict)
    assert not runner.published


def test_a_runner_that_takes_none_or_is_not_there_is_said(form: Path, runner: StandInRunner) -> None:
    runner.previews = False
    with pytest.raises(RunnerAway) as refused:
        checked(form, runner)
    assert refused.value.data["because"] == "it does not take forms to preview"
    with pytest.raises(RunnerAway):
        forms.check([form], True, lambda _: None, "http://127.0.0.1:9")
