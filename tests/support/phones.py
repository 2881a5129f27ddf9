"""Somebody's phone: reads pages and sends forms as a browser without scripts does."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests
from nacl.secret import SecretBox

from kiosk.domain.answers import chosen, rows
from kiosk.domain.continuations import UnderWay, key_of
from kiosk.domain.definition import Answers, Component
from kiosk.domain.kinds import DATES, Kind
from kiosk.domain.receipts import token, token_hash
from tests.support.hubs import Running, Terminal

SITE = "llanfair-road"


def offer(terminal: Terminal, answers: Answers | None = None, language: str = "en", form: str = "missed-bin") -> str:
    """Offers a form as a terminal does. Gives the token of the link it would show."""
    known = token(secrets.token_bytes(16))
    version = next(each for each in terminal.get("catalogue").json()["forms"] if each["metadata"]["id"] == form)
    sealed = SecretBox(key_of(known)).encrypt(UnderWay(language, answers or {}).to_bytes())
    answer = terminal.post(
        "continuations",
        json={
            "token_hash": token_hash(known).hex(),
            "form": form,
            "form_version": version["metadata"]["version"],
            "sealed": base64.b64encode(sealed).decode(),
        },
    )
    assert answer.status_code == 201, answer.text
    return known


def as_typed(question: Component, answers: Answers) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """The fields that give an answer, by name, as somebody fills them in."""
    name, value = question.name, answers.get(question.name, "")
    match value:
        case bool():
            yield name, str(value).lower()
        case Mapping():
            yield from ((f"{name}.{part}", text) for part, text in value.items())
        case tuple() if question.kind is Kind.TABLE:
            for child in question.children:
                for field, typed in as_typed(child, {child.name: rows(value)[0].get(child.name, "")}):
                    yield f"{name}.{field}", typed
        case tuple():
            yield name, chosen(value)
        case str() if question.kind in DATES and value:
            yield from zip((f"{name}.year", f"{name}.month", f"{name}.day"), value.split("-"), strict=True)
        case str() if question.kind is Kind.MONTH_YEAR and value:
            yield from zip((f"{name}.year", f"{name}.month"), value.split("-"), strict=True)
        case str() if question.kind is Kind.TIME and value:
            yield from zip((f"{name}.hour", f"{name}.minute"), value.split(":"), strict=True)
        case _:
            yield name, value


class Phone:
    """One phone. `page` is what it shows, at `url`."""

    def __init__(self, hub: Running) -> None:
        self._http = requests.Session()
        self.base = hub.public
        self.url = ""
        self.status = 0
        self.page = ""

    def open(self, path: str) -> Phone:
        return self._took(self._http.get(urljoin(self.url or self.base, path), timeout=60))

    def code(self, known: str) -> Phone:
        """Reads the code of a terminal and presses the button."""
        self.open(f"{self.base}/{SITE}/c/{known}")
        return self.send() if self.status == 200 else self

    def send(self, **typed: str | tuple[str, ...]) -> Phone:
        """Fills in fields (`bin`, `address__postcode` for `address.postcode`) and presses the page's button."""
        form = Fields(self.page)
        filled: dict[str, str | tuple[str, ...]] = form.values | {
            name.replace("__", "."): value for name, value in typed.items()
        }
        assert filled.keys() <= form.names, sorted(form.names)
        return self._took(self._http.post(urljoin(self.url, form.action), data=filled, timeout=60))

    def send_files(self, name: str, files: Sequence[tuple[str, bytes]], **typed: str) -> Phone:
        """Chooses files in a field, fills in others and presses a button."""
        form = Fields(self.page)
        assert {name, *typed} <= form.names, sorted(form.names)
        filled = {field: value for field, value in form.values.items() if field != name} | typed
        chosen = [(name, each) for each in files]
        return self._took(self._http.post(urljoin(self.url, form.action), data=filled, files=chosen, timeout=60))

    def close(self) -> None:
        self._http.close()

    def _took(self, answer: requests.Response) -> Phone:
        self.url, self.status, self.page = answer.url, answer.status_code, answer.text
        return self


class Fields(HTMLParser):
    """The form of a page: where it goes, the names it may send, and the values it sends untouched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.names: set[str] = set()
        self.values: dict[str, str] = {}
        self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        name = said.get("name", "")
        if tag == "form":
            self.action = said.get("action", "")
        elif tag == "button" and name:
            self.names.add(name)
        elif tag in ("input", "textarea", "select") and name:
            self.names.add(name)
            chosen = said.get("type") not in ("radio", "checkbox") or "checked" in said
            if chosen:
                self.values[name] = said.get("value", "")
            self._area = name if tag in ("textarea", "select") else ""
        elif tag == "option" and "selected" in said:
            self.values[self._area] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select"):
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and data.strip() and not self.values.get(self._area):
            self.values[self._area] = data
