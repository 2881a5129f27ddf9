"""A submission as a PDF: every letter of every language, nothing typed taken for markup, tagged for who listens."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from uuid import UUID

import pypdf
import pytest

from kiosk.domain import sites
from kiosk.domain.submissions import Submission
from kiosk.runtime.settings import DEMO_SITE, load
from kiosk.services import summaries
from tests.support.answers import complete, missed_bin

ID = UUID("01939c1e-6b7a-7c3e-9f3e-2b1d4c5e6f70")
LETTERS = "Tŷ’r Ŵyn, ŵ ŷ â; Łódź, zażółć gęślą jaźń; Київ, їжак, ґанок"
TYPED = '#set page(fill: red) [x] *bold* $1/2$ \\ // no #eval("1") "quoted" <b>&amp;'


def pdf(note: str, language: str) -> pypdf.PdfReader:
    chosen = load("terminal", DEMO_SITE, environment={}).site
    assert chosen is not None
    document = chosen.public(DEMO_SITE.parent)
    for contact in document["contacts"]:  # type: ignore[attr-defined] # tables
        contact["hours"] = {"en": "Office hours"}
    form = missed_bin()
    submission = Submission(
        id=ID,
        reference="7K3-MQ9-XZ4",
        form_id=form.id,
        form_version=form.version,
        site_id="llanfair-road",
        terminal_id=str(ID),
        language=language,
        answers=dict(complete(form)) | {"note": note, "another": "of an older version"},
        submitted_at=datetime(2026, 11, 23, 23, 30, tzinfo=UTC),
        time_uncertain=True,
    )
    made = summaries.make(submission, form, sites.read(document), language)
    return pypdf.PdfReader(io.BytesIO(made))


def text_of(read: pypdf.PdfReader) -> str:
    return " ".join("".join(page.extract_text() for page in read.pages).split())


@pytest.mark.sqlite
@pytest.mark.parametrize("language", ["en", "cy", "pl", "uk"])
def test_every_letter_is_there_and_nothing_typed_is_markup(language: str) -> None:
    read = pdf(f"{LETTERS}\n{TYPED}", language)
    text = text_of(read)
    assert LETTERS in text
    assert TYPED in text
    assert "of an older version" in text, "what no page asks is not lost"
    assert {"en": "Reference", "cy": "Cyfeirnod", "pl": "Numer sprawy", "uk": "Номер звернення"}[language] in text
    root = read.trailer["/Root"]
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) in ((language, True), (f"{language}-GB", True))
    assert root["/StructTreeRoot"]["/K"]
    assert b"pdfuaid:part" in read.xmp_metadata.stream.get_data()  # type: ignore[union-attr] # there is one
    fonts = {str(font["/BaseFont"]) for page in read.pages for font in _fonts(page)}
    assert any("Atkinson" in font for font in fonts)


@pytest.mark.sqlite
def test_a_letter_that_no_typeface_has_does_not_keep_the_rest_back() -> None:
    assert "second line" in text_of(pdf("\U0001f9ff \u16a0\nsecond line", "en"))


def _fonts(page: pypdf.PageObject) -> list[pypdf.generic.DictionaryObject]:
    return [font.get_object() for font in page["/Resources"]["/Font"].values()]  # type: ignore[index, misc] # as read
