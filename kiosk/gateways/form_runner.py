"""The public runner of the XGov Digital Form Builder, as one who fills in a form there meets it.

Used to hold our reading of the format against that of those who made it: the same answers have to lead over the same
pages, and be taken or not be taken alike. The runner has to be one that takes forms to preview (`PREVIEW_MODE=true`).

Source: `runner/src/server/plugins/engine/plugin.ts` and its components, for the addresses and the names of fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import re2
import requests

from kiosk.domain import fields, forms, walk
from kiosk.domain.definition import AnswerValue, Component, Finding, Form, Page, Raw
from kiosk.domain.errors import Unavailable
from kiosk.domain.kinds import DATES, FILES, MOMENTS, Kind

TIMEOUT: Final = 30.0
"""Seconds for one answer of the runner."""

_CRUMB: Final = re2.compile(r'name="crumb"[^>]*value="([^"]+)"')
_TOLD: Final = re2.compile(r"<li>\s*<a href=\"#[^\"]*\">([^<]+)</a>")
_ALONE: Final = FILES | {Kind.TABLE, Kind.FREE_TEXT}
"""What the public runner does not have, or answers with pages of its own between."""

_WRONG: Final[Mapping[Kind, tuple[Raw, ...]]] = {
    Kind.NUMBER: ("abc",),
    Kind.EMAIL: ("nobody",),
    Kind.TELEPHONE: ("abc",),
    Kind.DATE: ({"day": "31", "month": "2", "year": "2026"},),
    Kind.YES_NO: ("perhaps",),
    Kind.RADIOS: ("none of them",),
    Kind.MONTH_YEAR: ({"month": "13", "year": "2026"},),
}
"""What each kind is tried with that cannot be right, besides nothing at all."""


class RunnerAway(Unavailable, ConnectionError):
    """The runner cannot be reached, or does not take forms to preview."""

    code = "form_runner_away"


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of it.

    Attributes:
        differs: another page comes next there, or what is taken here is not taken there.
        notes: what is not taken here though it is there, such as 31 February; and what could not be compared.
    """

    differs: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Runner:
    """A runner at an address."""

    url: str

    def compare(self, form: Form, document: Mapping[str, object], today: date) -> Compared:
        """Goes every way through a form here and there, and tries each question once with what cannot be right.

        Raises:
            RunnerAway: it does not answer.
        """
        if any(question.kind in _ALONE for page in form.pages for question in page.questions):
            return Compared(
                notes=(Finding(None, None, "not compared: it asks what the public runner does not have"),)
            )
        if not self._publish(form.id, document):
            return Compared(notes=(Finding(None, None, "not compared: the runner does not take this form"),))
        found: dict[tuple[Finding, bool], None] = {}
        tried: set[str] = set()
        for way in walk.walk(form, today):
            found.update(dict.fromkeys(self._go(form, way.answers, today, tried)))
        differs = tuple(finding for finding, matters in found if matters)
        return Compared(differs, tuple(finding for finding, matters in found if not matters))

    def _go(
        self, form: Form, answers: Mapping[str, AnswerValue], today: date, tried: set[str]
    ) -> Iterator[tuple[Finding, bool]]:
        """One way through, as one person: what is different, and whether it matters."""
        person = _Person(self.url, form.id)
        pages = forms.path(form, answers)
        for page, following in pairwise(pages):
            for question in page.questions:
                if question.name not in tried:
                    tried.add(question.name)
                    yield from _verdicts(person, page, question, answers, today)
            there = person.send(page, {each.name: answers[each.name] for each in page.questions})
            if there is None:
                said = f"the runner does not take the answers to this page: {person.told}"
                yield Finding(page.path, None, said), True
                return
            if there != following.path:
                said = f"the runner goes on to “{there}”, and here it is “{following.path}”"
                yield Finding(page.path, None, said), True
                return

    def _publish(self, name: str, document: Mapping[str, object]) -> bool:
        try:
            answer = requests.post(
                f"{self.url}/publish", json={"id": name, "configuration": _in_english(document)}, timeout=TIMEOUT
            )
        except requests.RequestException as error:
            raise RunnerAway(url=self.url, because=type(error).__name__) from error
        if answer.status_code in (401, 403, 404):
            raise RunnerAway(url=self.url, because="it does not take forms to preview")
        return answer.ok


def _in_english(document: Mapping[str, object]) -> dict[str, Any]:
    """A definition as the runner takes it: words in one language, and no key of ours."""
    lacking: dict[str, Any] = {"sections": [], "conditions": [], "lists": []}

    def english(thing: object) -> object:
        if isinstance(thing, Mapping):
            return thing["en"] if "en" in thing else {key: english(each) for key, each in thing.items()}
        return [english(each) for each in thing] if isinstance(thing, list) else thing

    return lacking | {key: english(thing) for key, thing in document.items() if key != "metadata"}


class _Person:
    """Somebody who fills in a form at the runner. `told` is what they were told is wrong, the last time."""

    def __init__(self, url: str, form: str) -> None:
        self._base, self._form = url, form
        self._session = requests.Session()
        self.told = ""

    def send(self, page: Page, answers: Mapping[str, Raw]) -> str | None:
        """Sends what is on a page. Gives the path of the next one; `None` when something in it is not taken."""
        address = f"{self._base}/{self._form}{page.path}"
        sent: list[tuple[str, str]] = [("crumb", self._crumb(address))]
        for question in page.questions:
            sent += _typed(question, answers[question.name])
        try:
            parts = [(name, (None, said)) for name, said in sent]  # its pages are sent as forms with files are
            answer = self._session.post(address, files=parts, allow_redirects=False, timeout=TIMEOUT)
        except requests.RequestException as error:
            raise RunnerAway(url=self._base, because=type(error).__name__) from error
        if answer.status_code not in (302, 303):
            self.told = "; ".join(found.strip() for found in _TOLD.findall(answer.text)) or str(answer.status_code)
            return None
        return unquote(urlsplit(answer.headers["location"]).path).removeprefix(f"/{self._form}")

    def _crumb(self, address: str) -> str:
        try:
            shown = self._session.get(address, allow_redirects=False, timeout=TIMEOUT).text
        except requests.RequestException as error:
            raise RunnerAway(url=self._base, because=type(error).__name__) from error
        found = _CRUMB.search(shown)
        return found.group(1) if found else ""


def _verdicts(
    person: _Person, page: Page, question: Component, answers: Mapping[str, AnswerValue], today: date
) -> Iterator[tuple[Finding, bool]]:
    """Sends answers that are wrong for one question. They change nothing, unless the runner takes them."""
    for wrong in ("", *_WRONG.get(question.kind, ()), *_beyond(question)):
        taken = isinstance(fields.check(question, wrong, today), fields.Checked)
        there = person.send(page, {each.name: answers[each.name] for each in page.questions} | {question.name: wrong})
        if taken != (there is not None):
            verdict = "is taken here, and not by the runner" if taken else "is taken by the runner, and not here"
            said = "an empty answer" if wrong == "" else f"“{str(wrong)[:40]}”"
            yield Finding(page.path, question.name, f"{said} {verdict}"), taken


def _beyond(question: Component) -> Iterator[Raw]:
    if question.kind is Kind.NUMBER:
        yield from (str(most + 1) for most in (question.most,) if most is not None)
        yield from (str(least - 1) for least in (question.least,) if least is not None)


def _typed(question: Component, raw: Raw) -> list[tuple[str, str]]:
    """An answer as the fields of the runner's page have it."""
    name = question.name.rpartition(".")[2]
    match raw:
        case bool():
            return [(name, "true" if raw else "false")]
        case str() if question.kind in (*DATES, *MOMENTS, Kind.MONTH_YEAR) and question.kind is not Kind.DATE_FIELD:
            return _parts(name, question.kind, raw)
        case Mapping():
            return [(f"{name}__{part}", str(said)) for part, said in raw.items()]
        case tuple():
            return [(name, str(each)) for each in raw]
    return [(name, str(raw))]


def _parts(name: str, kind: Kind, moment: str) -> list[tuple[str, str]]:
    if kind is Kind.DATE_TIME_FIELD:
        return [(name, moment)]
    day, _, time = moment.partition("T")
    called = ("year", "month", "day", "hour", "minute")
    numbers = [*day.split("-"), *time.split(":")] if moment else []
    return [(f"{name}__{part}", number) for part, number in zip(called, numbers, strict=False) if number]
