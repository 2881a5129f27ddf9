"""From a document to a form: read, check that every page leads somewhere and every path ends, or say all that
is wrong.

Source: the XGov Digital Form Builder's form JSON, version 2 (pages, components, lists, sections, conditions as data;
`model/src/schema/schema.ts`); the strict subset that is taken, and our own keys under `metadata`, are written down in
docs/reference/form-format.md and docs/reference/form.schema.json.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal

import re2

from kiosk.domain import components, condition_reading, conditions, lists, metadata, notes_on_forms, routes
from kiosk.domain.definition import Component, Condition, Finding, Form, Link, Localised, Page
from kiosk.domain.errors import Refused
from kiosk.domain.kinds import Kind
from kiosk.domain.reading import MAX_LINKS, MAX_PAGES, Reader

VERSIONS: Final = (2, None, 0, 1)
"""Versions of the form JSON that are read. The earlier ones lack nothing that the loader does not look at anyway."""

DOCUMENT: Final = (
    "name", "version", "startPage", "pages", "lists", "sections", "conditions", "metadata",
    "outputs", "fees", "skipSummary", "payApiKey", "declaration", "specialPages",
)  # fmt: skip
RUNNER: Final = (
    "phaseBanner", "feedback", "markAsComplete", "feeOptions", "exitOptions", "showFilenamesOnSummaryPage",
    "documentUploadApiUrl", "paymentReferenceFormat", "toggle", "toggleRedirect", "retryTimeoutSeconds", "analytics",
    "serviceName", "confirmationSessionTimeout", "returnTo", "fullStartPage", "allowedDomains",
    "invalidDomainRedirect", "authentication", "webhookHmacSharedKey", "fileUploadHmacSharedKey", "jwtKey",
    "magicLinkConfig", "backLinkText", "footer",
)  # fmt: skip
"""Settings of whatever ran the form before: how it looked there and whom it told. Taken, and not used."""

PAGE: Final = ("path", "title", "controller", "section", "components", "next", "repeatField")
PAGE_LOOK: Final = (
    "options", "startPageNavigation", "showContinueButton", "continueButtonText", "disableBackLink", "backLinkText",
    "backLinkFallback", "disableSingleComponentAsHeading", "unauthenticated", "sectionForExitJourneySummaryPages",
    "sectionForMultiSummaryPages", "sectionForEndSummaryPages",
)  # fmt: skip

Role = Literal["start", "questions", "summary", "repeating"]
CONTROLLERS: Final[Mapping[str, Role]] = {
    "PageController": "questions",
    "StartPageController": "start",
    "MultiStartPageController": "questions",
    "ContinuePageController": "questions",
    "UploadPageController": "questions",
    "RepeatingFieldPageController": "repeating",
    "ConfirmPageController": "summary",
    "SummaryPageController": "summary",
}
_FILE: Final = re2.compile(r"(?:\./pages/|pages/)?([a-z]+)\.[jt]s")
_PATH: Final = re2.compile(r"/[\pL\pN][\pL\pM\pN'’._/-]*")
_LONGEST: Final = 500


class FormRefused(Refused, ValueError):
    """A document is not a form that can be used. `findings` has everything that keeps it from being one."""

    code = "form_refused"

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings=len(findings))
        self.findings = tuple(findings)


def load(document: Mapping[str, object], draft: str | None = None) -> Form:
    """The form a document describes.

    Args:
        document: what a JSON parser gives.
        draft: for a definition that nobody has prepared for a council yet: a name for it. What only a council can say
            (where it goes, what it is found by) may be missing then, and is noted.

    Raises:
        FormRefused: something in it is missing, wrong or not supported.
    """
    reader = Reader()
    if not reader.bounds(document):
        raise FormRefused(reader.findings)
    top = reader.mapping("the document", document)
    reader.keys("the form", top, DOCUMENT, RUNNER)
    if top.get("version") not in VERSIONS:
        reader.find("“version” must be 2: the version of the form JSON")
    data = top.get("metadata")
    reader.welsh = isinstance(data, Mapping) and data.get("isWelsh") is True
    bare = draft is not None and not (isinstance(data, Mapping) and "id" in data)
    title = reader.text("“name”", top.get("name") or (draft if bare else None))
    known = lists.read_lists(reader, top.get("lists", []))
    sections = _sections(reader, top.get("sections", []))
    start = reader.word("“startPage”", top.get("startPage"))
    pages = _pages(reader, top.get("pages"), known, sections)
    pages = tuple(_led(reader, page, start, {each.path for each in pages}) for page in pages)
    pages = _named_apart(reader, pages)
    found = _conditions(reader, top, pages)
    form = _form(reader, top, title, start, pages, found, draft if bare else None)
    notes_on_forms.runner(reader, top)
    if not reader.findings:
        routes.check(reader, form)
    if reader.findings:
        raise FormRefused(reader.findings)
    notes_on_forms.whole(reader, form)
    return replace(form, notes=tuple(reader.notes))


def _form(
    reader: Reader,
    top: Mapping[str, object],
    title: Localised,
    start: str,
    pages: tuple[Page, ...],
    found: Mapping[str, Condition],
    draft: str | None,
) -> Form:
    data = (
        metadata.read(reader, top.get("metadata"), pages)
        if draft is None
        else metadata.drafted(reader, top.get("metadata", {}), draft, title)
    )
    ends = [page.path for page in pages if page.role == "summary"]
    return Form(
        id=data.id,
        version=data.version,
        title=title,
        summary=data.summary,
        category=data.category,
        keywords=data.keywords,
        lgsl=data.lgsl,
        lgil=data.lgil,
        destination=data.destination,
        confirmation=data.confirmation,
        start=start,
        pages=pages,
        conditions=found,
        acknowledge=data.acknowledge,
        summary_path="/summary" if "/summary" in ends or not ends else ends[0],
        relative=any(
            term.shift is not None
            for condition in (found.values() if not reader.findings else ())
            for term in conditions.comparisons(condition, found)
        ),
    )


def _sections(reader: Reader, thing: object) -> frozenset[str]:
    names = set()
    for row in reader.rows("“sections”", thing, MAX_PAGES):
        reader.keys("a section", row, ("name", "title"), ("hideTitle",))
        if row.get("title") not in (None, "", " "):
            reader.text("the title of a section", row.get("title"))
        names.add(reader.word("the name of a section", row.get("name")))
    return frozenset(names)


def _pages(reader: Reader, thing: object, known: lists.Lists, sections: frozenset[str]) -> tuple[Page, ...]:
    pages = []
    for row in reader.rows("“pages”", thing, MAX_PAGES):
        path = row.get("path")
        reader.page = path[:100] if isinstance(path, str) else None
        pages.append(_page(reader, row, known, sections))
        reader.page = None
    return tuple(pages)


def _page(reader: Reader, row: Mapping[str, object], known: lists.Lists, sections: frozenset[str]) -> Page:
    reader.keys("the page", row, PAGE, PAGE_LOOK)
    path = reader.word("the path of the page", row.get("path"))
    if path and not (len(path) <= _LONGEST and _PATH.fullmatch(path)):
        reader.find("the path of a page is “/” and letters, digits, “'”, “.”, “/”, “-” and “_”")
    role = _role(reader, row.get("controller"))
    if row.get("repeatField"):
        reader.find("a page that is repeated as often as another answer says is not supported; use a repeating page")
    section = row.get("section")
    if section not in (None, "") and not (isinstance(section, str) and section in sections):
        reader.note(f"there is no section “{section}”, which the page names")
        section = None
    title = reader.text("the title of the page", row["title"]) if row.get("title") else Localised("")
    parts = components.read_components(reader, row.get("components", []), title, known)
    asked = tuple(part for part in parts if part.kind.asks)
    if role == "repeating":
        if not asked:
            reader.find("a repeating page asks something")
        elif all(part.kind is not Kind.TABLE for part in asked):  # a table has its rows already
            told = tuple(part for part in parts if not part.kind.asks)
            parts = (*told, components.repeated(title if title.en else asked[0].title, asked))
    links = _links(reader, row.get("next", []))
    if role == "start" and asked:
        role = "questions"  # builders make the first page a start page, also where it asks something
    ends = role == "questions" and not links and not asked
    return Page(
        path,
        title,
        "end" if ends else "questions" if role == "repeating" else role,
        parts,
        links,
        section if isinstance(section, str) and section else None,
    )


def _led(reader: Reader, page: Page, start: str, paths: Collection[str]) -> Page:
    """A page as the runner of the format leads people over it.

    A start page that does not come first is a page like others. A link to a page that is not there is never gone;
    where it is the only one, people would be lost, and the form is refused.
    """
    if page.role == "start" and page.path != start:
        page = replace(page, role="questions")
    there = tuple(link for link in page.next if link.path in paths)
    if there and len(there) < len(page.next):
        reader.page = page.path
        for link in page.next:
            if link not in there:
                reader.note(f"a link leads to “{link.path}”, and no page has that path: it is left out")
        reader.page = None
        page = replace(page, next=there)
    return page


def _role(reader: Reader, given: object) -> Role:
    """What a page is for. A controller is a name, or the file that builders of the format kept it in."""
    if given in (None, ""):
        return "questions"
    name = given if isinstance(given, str) else ""
    if (file := _FILE.fullmatch(name)) is not None:
        name = f"{file.group(1).title()}PageController"
    if name not in CONTROLLERS:
        reader.find(f"the page controller “{str(given)[:60]}” is not supported")
        return "questions"
    return CONTROLLERS[name]


def _links(reader: Reader, thing: object) -> tuple[Link, ...]:
    links = []
    for link in reader.rows("“next”", thing, MAX_LINKS):
        reader.keys("a link to the next page", link, ("path", "condition", "redirect"))
        if link.get("redirect"):
            reader.find("a link that leaves for another site is not supported")
            continue
        condition = link.get("condition")
        links.append(
            Link(
                reader.word("the path of a link", link.get("path")),
                reader.word("the condition of a link", condition) if condition else None,
            )
        )
    return tuple(links)


def _named_apart(reader: Reader, pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """The pages with names that are unique in the form.

    The format lets sections use the same name for questions of their own; those are called `section.name` then.
    """
    counted = Counter(question.name for page in pages for question in page.questions)
    double = {name for name, times in counted.items() if times > 1}

    def named(page: Page, part: Component) -> Component:
        apart = part.kind.asks and part.name in double and page.section is not None
        return replace(part, name=f"{page.section}.{part.name}") if apart else part

    pages = tuple(replace(page, components=tuple(named(page, part) for part in page.components)) for page in pages)
    for name, times in Counter(question.name for page in pages for question in page.questions).items():
        if times > 1:
            reader.find(f"{times} questions have the name “{name}”")
    return pages


def _conditions(reader: Reader, top: Mapping[str, object], pages: tuple[Page, ...]) -> dict[str, Condition]:
    questions = {question.name: question for page in pages for question in page.questions}
    questions |= {f"{page.section}.{question.name}": question for page in pages for question in page.questions}
    used = {link.condition for page in pages for link in page.next}
    used |= {part.condition for page in pages for part in page.components}
    thing = top.get("conditions") or []
    named = condition_reading.names_in(thing) | {name for name in used if name is not None}
    return condition_reading.read(reader, thing, questions, frozenset(named))
