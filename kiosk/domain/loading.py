"""From a document to a form: read, check that every page leads somewhere and every path ends, or say all that
is wrong.

Source: the XGov Digital Form Builder's form JSON, version 2 (pages, components, lists, sections, conditions as
data); the
strict subset that is taken, and our own keys under `metadata`, are written down in docs/reference/form-format.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

import re2

from kiosk.domain import components, conditions
from kiosk.domain.definition import Component, Condition, Form, Link, ListItem, Localised, Page
from kiosk.domain.errors import Refused
from kiosk.domain.reading import MAX_LINKS, MAX_PAGES, Finding, Reader

VERSION = 2
"""The version of the form JSON that is read."""

MAX_KEYWORDS = 60
MAX_ACKNOWLEDGED = 4

_DOCUMENT = (
    "name", "version", "startPage", "pages", "lists", "sections", "conditions", "metadata",
    "outputs", "fees", "skipSummary",
)  # fmt: skip
_METADATA = (
    "id", "version", "summary", "category", "keywords", "lgsl", "lgil", "destination", "confirmation", "acknowledge",
)  # fmt: skip
_PAGE = ("path", "title", "controller", "section", "components", "next")
_ROLES: Mapping[object, Literal["start", "questions", "summary"]] = {
    None: "questions",
    "./pages/start.js": "start",
    "./pages/summary.js": "summary",
}
_ID = re2.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+){0,9}")
_PATH = re2.compile(r"/[a-z0-9][a-z0-9_-]{0,99}")


class FormRefused(Refused, ValueError):
    """A document is not a form that can be used. `findings` has everything that keeps it from being one."""

    code = "form_refused"

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings=len(findings))
        self.findings = tuple(findings)


def load(document: Mapping[str, object]) -> Form:
    """The form a document describes.

    Args:
        document: what a JSON parser gives.

    Raises:
        FormRefused: something in it is missing, wrong or not supported.
    """
    reader = Reader()
    if not reader.bounds(document):
        raise FormRefused(reader.findings)
    top = reader.mapping("the document", document)
    reader.keys("the form", top, _DOCUMENT)
    if top.get("version") != VERSION:
        reader.find(f"“version” must be {VERSION}: the version of the form JSON")
    for key, nothing in (("outputs", []), ("fees", []), ("skipSummary", False)):
        if top.get(key, nothing) != nothing:
            reader.find(f"“{key}” is not supported; leave it out")
    lists = components.read_lists(reader, top.get("lists", []))
    sections = _read_sections(reader, top.get("sections", []))
    pages = _read_pages(reader, top.get("pages"), lists, sections)
    questions = _questions(reader, pages)
    known = conditions.read(reader, top.get("conditions", []), questions)
    start = reader.word("“startPage”", top.get("startPage"))
    form = _read_metadata(reader, top, start, pages, known)
    if not reader.findings:
        _check_routes(reader, form)
    if reader.findings:
        raise FormRefused(reader.findings)
    return form


def _read_metadata(
    reader: Reader, top: Mapping[str, object], start: str, pages: tuple[Page, ...], known: Mapping[str, Condition]
) -> Form:
    data = reader.mapping("“metadata”", top.get("metadata"))
    reader.keys("“metadata”", data, _METADATA)
    name = reader.word("“metadata.id”", data.get("id"))
    if name and not _ID.fullmatch(name):
        reader.find("“metadata.id” has small letters and digits, joined by hyphens, like missed-bin")
    words = reader.mapping("“metadata.keywords”", data.get("keywords", {}))
    reader.keys("“metadata.keywords”", words, ("en", "cy"))
    confirmation = data.get("confirmation")
    return Form(
        id=name,
        version=reader.whole("“metadata.version”", data.get("version"), 1, 999_999),
        title=reader.text("“name”", top.get("name")),
        summary=reader.text("“metadata.summary”", data.get("summary")),
        category=reader.text("“metadata.category”", data.get("category")),
        keywords={language: _words(reader, words[language]) for language in ("en", "cy") if language in words},
        lgsl=reader.whole("“metadata.lgsl”", data.get("lgsl"), 1, 99_999),
        lgil=reader.whole("“metadata.lgil”", data.get("lgil"), 0, 99_999),
        destination=reader.word("“metadata.destination”", data.get("destination")),
        confirmation=_paragraphs(reader, confirmation),
        start=start,
        pages=pages,
        conditions=known,
        acknowledge=_acknowledged(reader, data.get("acknowledge", []), pages),
    )


def _words(reader: Reader, thing: object) -> tuple[str, ...]:
    if not isinstance(thing, list | tuple) or len(thing) > MAX_KEYWORDS:
        reader.find(f"“metadata.keywords” must be a list of {MAX_KEYWORDS} words at most")
        return ()
    return tuple(reader.word("a keyword", word) for word in thing)


def _acknowledged(reader: Reader, thing: object, pages: tuple[Page, ...]) -> tuple[str, ...]:
    names = [thing] if isinstance(thing, str) else thing
    if not isinstance(names, list | tuple) or len(names) > MAX_ACKNOWLEDGED:
        reader.find(f"“metadata.acknowledge” must name a question, or be a list of {MAX_ACKNOWLEDGED} at most")
        return ()
    known = {component.name for page in pages for component in page.questions if component.kind.addresses}
    for name in names:
        if name not in known:
            reader.find(f"“metadata.acknowledge” names “{name}”, which asks for no e-mail address and no number")
    return tuple(name for name in names if isinstance(name, str))


def _paragraphs(reader: Reader, thing: object) -> tuple[Localised, ...]:
    if not isinstance(thing, list | tuple) or not 1 <= len(thing) <= 10:
        reader.find("“metadata.confirmation” must be a list of 1 to 10 paragraphs that say what happens next")
        return ()
    return tuple(reader.text("a paragraph of “metadata.confirmation”", entry) for entry in thing)


def _read_sections(reader: Reader, thing: object) -> frozenset[str]:
    names = set()
    for row in reader.rows("“sections”", thing, MAX_PAGES):
        reader.keys("a section", row, ("name", "title"))
        reader.text("the title of a section", row.get("title"))
        names.add(reader.word("the name of a section", row.get("name")))
    return frozenset(names)


def _read_pages(
    reader: Reader, thing: object, lists: Mapping[str, tuple[ListItem, ...]], sections: frozenset[str]
) -> tuple[Page, ...]:
    pages = []
    for row in reader.rows("“pages”", thing, MAX_PAGES):
        path = row.get("path")
        reader.page = path if isinstance(path, str) else None
        pages.append(_read_page(reader, row, lists, sections))
        reader.page = None
    return tuple(pages)


def _read_page(
    reader: Reader, row: Mapping[str, object], lists: Mapping[str, tuple[ListItem, ...]], sections: frozenset[str]
) -> Page:
    reader.keys("the page", row, _PAGE)
    path = reader.word("the path of the page", row.get("path"))
    if path and not _PATH.fullmatch(path):
        reader.find("the path of a page is “/” and small letters, digits, “-” and “_”")
    controller = row.get("controller")
    if not isinstance(controller, str | None) or controller not in _ROLES:
        reader.find(f"the page controller “{controller}” is not supported")
        controller = None
    section = row.get("section")
    if section is not None and not (isinstance(section, str) and section in sections):
        reader.find(f"there is no section “{section}”")
    title = reader.text("the title of the page", row.get("title"))
    links = []
    for link in reader.rows("“next”", row.get("next", []), MAX_LINKS):
        reader.keys("a link to the next page", link, ("path", "condition"))
        condition = link.get("condition")
        links.append(
            Link(
                reader.word("the path of a link", link.get("path")),
                None if condition is None else reader.word("the condition of a link", condition),
            )
        )
    return Page(
        path,
        title,
        _ROLES[controller],
        components.read_components(reader, row.get("components", []), title, lists),
        tuple(links),
        section if isinstance(section, str) else None,
    )


def _questions(reader: Reader, pages: tuple[Page, ...]) -> dict[str, Component]:
    every = [component for page in pages for component in page.questions]
    for name, times in Counter(component.name for component in every).items():
        if times > 1:
            reader.find(f"{times} questions have the name “{name}”")
    if not every:
        reader.find("the form asks nothing")
    return {component.name: component for component in every}


def _check_routes(reader: Reader, form: Form) -> None:
    """Every link leads to a page, every page has somewhere to go whatever is answered, and no path comes round
    again."""
    pages = {page.path: page for page in form.pages}
    if len(pages) < len(form.pages):
        reader.find("two pages have the same path")
    if form.start not in pages:
        reader.find(f"“startPage” is “{form.start}”, and no page has that path")
    if sum(page.role == "summary" for page in form.pages) != 1:
        reader.find("a form has exactly one summary page")
    for page in form.pages:
        reader.page = page.path
        _check_page(reader, form, page, pages)
        reader.page = None
    if not reader.findings:
        _check_travel(reader, form, pages)


def _check_page(reader: Reader, form: Form, page: Page, pages: Mapping[str, Page]) -> None:
    for link in page.next:
        if link.path not in pages:
            reader.find(f"the page leads to “{link.path}”, and no page has that path")
        if link.condition is not None and link.condition not in form.conditions:
            reader.find(f"there is no condition “{link.condition}”")
    if page.role == "summary":
        if page.next or page.components:
            reader.find("the summary page is the end: it has no components and leads nowhere")
    elif sum(link.condition is None for link in page.next) != 1:
        reader.find("the page needs exactly one link without a condition, for when no condition is true")
    if page.role == "start" and (page.questions or page.path != form.start):
        reader.find("a start page comes first and asks nothing")
    if page.role == "questions" and not page.components:
        reader.find("the page is empty")


def _check_travel(reader: Reader, form: Form, pages: Mapping[str, Page]) -> None:
    reached: set[str] = set()
    waiting = [form.start]
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting += [link.path for link in pages[path].next]
    for page in form.pages:
        if page.path not in reached:
            reader.page = page.path
            reader.find("nothing leads to this page")
            reader.page = None
    ended: set[str] = set()
    while ready := [path for path in reached - ended if all(link.path in ended for link in pages[path].next)]:
        ended.update(ready)
    if circle := sorted(reached - ended):
        reader.page = circle[0]
        reader.find(f"pages lead to each other in a circle: {', '.join(circle)}")
        reader.page = None
