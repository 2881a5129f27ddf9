"""Takes over an XLSForm, as pyxform reads it out of a spreadsheet.

Each question becomes a page, and so does a group that is a list of fields. What is asked under a condition becomes
links that lead past it. What our format has no place for is told.

Source: XLSForm reference (xlsform.org); pyxform 4, `pyxform/xls2json.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kiosk.domain.form_writing import SUMMARY, Converted, NotThatKind, Piece, Writer
from kiosk.domain.xlsform_logic import NotSimple, condition
from kiosk.domain.xlsform_questions import Questions
from kiosk.domain.xlsform_words import Speaker

Row = Mapping[str, object]

MAX_DEPTH: Final = 8
_TOP: Final = (
    "type", "name", "title", "id_string", "sms_keyword", "default_language", "children", "choices", "version",
)  # fmt: skip
_GROUP: Final = ("type", "name", "label", "children", "bind", "control")
_QUIET: Final = frozenset(
    ("calculate", "start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit")
)
"""What is filled in without anybody being asked. `email` is the account's there, not a question."""


@dataclass(slots=True)
class _Asked:
    """A page with the condition under which it is shown."""

    page: Piece
    when: list[Piece] = field(default_factory=list)


def convert(survey: object, warnings: Sequence[str] = ()) -> Converted:
    """Our definition of a form.

    Args:
        survey: what `pyxform.xls2json.workbook_to_json` gives; `warnings` are what it warned of.

    Raises:
        NotThatKind: it asks nothing.
    """
    if not isinstance(survey, Mapping) or not isinstance(survey.get("children"), list):
        raise NotThatKind("it is no XLSForm: it has no questions")
    writer = Writer()
    for warning in warnings:
        writer.find(f"pyxform says: {warning}")
    writer.left("the form", survey, _TOP)
    speaker = Speaker(writer, str(survey.get("default_language") or "default"))
    form = _Form(writer, speaker, Questions(writer, speaker))
    form.rows(survey["children"], [], 0)
    if not form.asked:
        raise NotThatKind("it has no question that could be carried over")
    _link(writer, form.asked)
    title = str(survey.get("title") or survey.get("id_string") or "Form")
    return writer.done(str(survey.get("id_string") or title), title, str(form.asked[0].page["path"]))


@dataclass(slots=True)
class _Form:
    writer: Writer
    speaker: Speaker
    questions: Questions
    asked: list[_Asked] = field(default_factory=list)

    def rows(self, rows: object, outer: list[Piece], deep: int, title: object = None) -> None:
        """Takes over the rows of a survey or a group, all under one condition."""
        for row in rows if isinstance(rows, list) else []:
            if not isinstance(row, Mapping):
                continue
            self.writer.page = f"/{len(self.asked) + 1}"
            self.writer.component = str(row.get("name") or "") or None
            kind = str(row.get("type") or "")
            if kind in _QUIET:
                if not str(row.get("name") or "").startswith("instance"):
                    self.writer.find(f"“{kind}” is worked out without a question, which is not carried over")
            elif kind == "group" and row.get("name") == "meta":
                continue
            elif deep > MAX_DEPTH:
                self.writer.find("groups are nested too deep; what is in here is not carried over")
            elif kind == "group" and not _is_list(row):
                self.writer.left("the group", row, _GROUP)
                self.rows(row.get("children"), [*outer, *self._when(row, bool(outer))], deep + 1, row.get("label"))
            else:
                self._page(row, kind, outer, title)
            self.writer.page = self.writer.component = None

    def _page(self, row: Row, kind: str, outer: list[Piece], title: object) -> None:
        components = self._components(row, kind)
        if not components:
            return
        when = [*outer, *self._when(row, bool(outer))]
        named = self.speaker.words(row.get("label") if kind in ("group", "repeat") else title, "")
        page: Piece = {"path": f"/{len(self.asked) + 1}", "title": named, "components": components}
        self.asked.append(_Asked(page if named else {key: page[key] for key in ("path", "components")}, when))

    def _components(self, row: Row, kind: str) -> list[Piece]:
        if kind == "group":
            self.writer.left("the group", row, _GROUP)
            found: list[Piece] = []
            children = row.get("children")
            for child in children if isinstance(children, list) else []:
                self.writer.component = str(child.get("name") or "") or None
                if str(child.get("type")) in _QUIET:
                    self.writer.find("what is worked out without a question is not carried over")
                    continue
                if _bind(child).get("relevant"):
                    self.writer.find("it is asked of everybody: on a page with others no question has a condition")
                found += self.questions.of(child)
            return found
        return self.questions.table(row) if kind == "repeat" else self.questions.of(row)

    def _when(self, row: Row, joined: bool) -> list[Piece]:
        """Under which condition something is shown; nothing where that cannot be told."""
        written = _bind(row).get("relevant")
        if not written:
            return []
        try:
            parts = condition(str(written), self.questions.known)
        except NotSimple as error:
            self.writer.find(
                f"it is asked of everybody: its condition “{written}” is more than comparisons ({error})"
            )
            return []
        group: Piece = parts[0] if len(parts) == 1 else {"conditions": parts}
        return [{**group, "coordinator": "and"} if joined else group]


def _link(writer: Writer, asked: Sequence[_Asked]) -> None:
    """Has each page lead to the next one that is shown: past those whose conditions do not hold."""
    for place, each in enumerate(asked):
        links: list[Piece] = []
        for other in asked[place + 1 :]:
            path = other.page["path"]
            if not other.when:
                links.append({"path": path})
                break
            first = {key: value for key, value in other.when[0].items() if key != "coordinator"}
            name = writer.condition(f"{path} is shown", [first, *other.when[1:]])
            links.append({"path": path, "condition": name})
        else:
            links.append({"path": SUMMARY})
        writer.pages.append({**each.page, "next": links})
    if asked[0].when:
        writer.find("the first question is asked of everybody")


def _is_list(row: Row) -> bool:
    control = row.get("control")
    return isinstance(control, Mapping) and "field-list" in str(control.get("appearance") or "")


def _bind(row: Row) -> Row:
    found = row.get("bind")
    return found if isinstance(found, Mapping) else {}
