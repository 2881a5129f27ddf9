"""PDFs for people: a submission, with what was asked and answered in the order of the form; a report.

Typst sets it, from a template beside this file and our own typefaces: tagged, with its headings, language and title,
by the rules of PDF/UA-1. Letters that our typefaces lack (a name in Chinese, say) are taken from the machine's; what
no typeface here has is shown as an empty box, and the document is then still tagged but no longer PDF/UA.

Source: ISO 14289-1 (PDF/UA-1), as Typst writes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal, TypedDict
from zoneinfo import ZoneInfo

from kiosk.domain import forms
from kiosk.domain.calendars import calendar
from kiosk.domain.definition import Form, Localised
from kiosk.domain.languages import NAMES
from kiosk.domain.site import Site
from kiosk.domain.submissions import Submission
from kiosk.domain.written import lines

TEMPLATE: Final = Path(str(files("kiosk"))) / "services" / "summary.typ"
FONTS: Final = Path(str(files("assets"))) / "vendor" / "fonts"
FAMILIES: Final = ("Atkinson Hyperlegible Next", "Fira Sans")
"""The first that has a letter sets it: the second has the Cyrillic ones."""

_REFERENCE: Final = Localised("Reference", "Cyfeirnod", (("pl", "Numer sprawy"), ("uk", "Номер звернення")))
_SENT: Final = Localised("Sent", "Anfonwyd", (("pl", "Wysłano"), ("uk", "Надіслано")))
_LANGUAGE: Final = Localised("Language", "Iaith", (("pl", "Język"), ("uk", "Мова")))
_UNCERTAIN: Final = Localised(
    "{when} (the clock was not certain)",
    "{when} (nid oedd y cloc yn sicr)",
    (("pl", "{when} (zegar nie był pewny)"), ("uk", "{when} (годинник міг помилятися)")),
)
_NOTHING: Final = Localised("Not answered", "Heb ei ateb", (("pl", "Bez odpowiedzi"), ("uk", "Без відповіді")))


class Asked(TypedDict):
    """Something that stands in bold letters, and the lines below it."""

    question: str
    lines: list[str]


class Section(TypedDict):
    """What belongs together, under a title that may be empty."""

    title: str
    questions: list[Asked]


class CannotTypeset(RuntimeError):
    """The typesetter failed: our mistake, or a font that is missing. Nothing of the submission is in the words."""


def make(submission: Submission, form: Form, site: Site, language: str) -> bytes:
    """The PDF, in a language for the labels and for the form's own words where it has them; blocks.

    Args:
        submission: with files by their names.

    Raises:
        CannotTypeset: it could not be made.
    """
    facts, sections = _facts(submission, site, language), _sections(submission, form, language)
    closing = [site.privacy.get(language)] if site.privacy else []
    title, council = form.title.get(language), site.council.get(language)
    return typeset(title, council, submission.reference, facts, sections, closing, language)


def typeset(
    title: str,
    council: str,
    reference: str,
    facts: Iterable[tuple[str, str]],
    sections: Iterable[Section],
    closing: Iterable[str] = (),
    language: str = "en",
) -> bytes:
    """A PDF; blocks.

    Args:
        reference: what it is known by, on every page.
        facts: what stands first, each with what it is called.
        closing: what stands last, in small letters.

    Raises:
        CannotTypeset: it could not be made.
    """
    # Loading it takes a while and tens of megabytes, which a hub that makes no PDF does not need.
    import typst

    words = {
        "title": title,
        "council": council,
        "reference": reference,
        "language": language,
        "fonts": FAMILIES,
        "facts": [*facts],
        "sections": [*sections],
        "closing": [*closing],
    }
    told = json.dumps(words, ensure_ascii=False)
    tries: tuple[tuple[bool, Literal["ua-1"] | None], ...] = ((True, "ua-1"), (False, "ua-1"), (False, None))
    for ours_alone, standard in tries:
        try:
            made: bytes = typst.compile(
                str(TEMPLATE),
                root=str(TEMPLATE.parent),
                font_paths=[str(FONTS)],
                ignore_system_fonts=ours_alone,
                sys_inputs={"told": told},
                pdf_standards=standard,
            )
        except typst.TypstError:
            continue
        return made
    raise CannotTypeset


def _facts(submission: Submission, site: Site, language: str) -> Iterator[tuple[str, str]]:
    local = submission.submitted_at.astimezone(ZoneInfo(site.timezone))
    when = f"{calendar(language).date(local)}, {local:%H:%M}"
    yield _REFERENCE.get(language), submission.reference
    yield (
        _SENT.get(language),
        _UNCERTAIN.get(language).format(when=when) if submission.time_uncertain else when,
    )
    yield _LANGUAGE.get(language), NAMES.get(submission.language, submission.language)


def _sections(submission: Submission, form: Form, language: str) -> Iterator[Section]:
    """The pages that were answered, and after them what no page asks: answers of another version are not lost."""
    given = {name: value for name, value in submission.answers.items() if name != forms.TODAY}
    for page in form.pages:
        asked = [question for question in page.questions if question.name in given]
        if asked:
            told: list[Asked] = [
                {
                    "question": question.title.get(language),
                    "lines": _lines(lines(question, given.pop(question.name), language), language),
                }
                for question in asked
            ]
            title = page.title.get(language)
            alone = len(told) == 1 and told[0]["question"] == title
            yield {"title": "" if alone else title, "questions": told}
    if given:
        others: list[Asked] = [
            {"question": name, "lines": _lines(lines(None, value), language)} for name, value in given.items()
        ]
        yield {"title": "", "questions": others}


def _lines(told: list[str], language: str) -> list[str]:
    return [line for line in told if line] or [_NOTHING.get(language)]
