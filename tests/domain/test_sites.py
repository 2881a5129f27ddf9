"""What a site is: its colours can be read, its logo is a picture, and older and newer terminals read its document."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image, PngImagePlugin

from kiosk.domain import colours, logos, overlays, site_files, sites
from kiosk.domain.colours import ColourUnfit
from kiosk.domain.definition import Localised
from kiosk.domain.logos import LogoRefused
from kiosk.domain.overlays import Part
from kiosk.domain.sites import SiteRefused
from tests.support.desk import SITE

LONDON = ZoneInfo("Europe/London")
MORNING = datetime(2026, 11, 23, 10, 42, tzinfo=LONDON)
EVENING = datetime(2026, 11, 23, 20, 0, tzinfo=LONDON)

# --- colours --------------------------------------------------------------------------------------------------------


def test_contrast_is_that_of_the_standard() -> None:
    assert colours.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert colours.contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
    assert colours.contrast("#0B5D62", "#0B5D62") == 1


@pytest.mark.parametrize(
    ("brand", "use"),
    [
        (("#20C0D0", "#0E4B50", None), "white_on_colour"),
        (("#595959", "#0E4B50", None), "colour_on_paper"),
        (("#0B5D62", "#2E8B57", None), "white_on_dark"),
        (("#0B5D62", "#0E4B50", "#0B5D62"), "accent_on_dark"),
    ],
)
def test_colours_nobody_could_read_are_named_with_their_use(brand: tuple[str, str, str | None], use: str) -> None:
    with pytest.raises(ColourUnfit) as unfit:
        colours.check(*brand)
    assert unfit.value.data["use"] == use
    assert unfit.value.data["contrast"] < unfit.value.data["least"]


@pytest.mark.parametrize("written", ["teal", "#12", "0B5D62", "#0B5D6G", "#0B5D62;"])
def test_a_colour_that_is_not_written_as_one(written: str) -> None:
    with pytest.raises(ColourUnfit):
        colours.figures(written, "#0E4B50")


# --- the logo -------------------------------------------------------------------------------------------------------


def picture(mode: str = "RGBA", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, 1).save(made, "PNG", **options)
    return made.getvalue()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_read(mode: str) -> None:
    read = logos.read(picture(mode))
    assert (read.width, read.height) == (40, 20)
    assert Image.open(io.BytesIO(read.data)).convert("RGBA").size == (40, 20)


def interlaced(width: int, height: int) -> bytes:
    """A grey picture in seven passes, which no library here writes."""
    rows = logos._rows(width, height, 8, 1)
    chunks = [
        logos._chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 1)),
        logos._chunk(b"IDAT", zlib.compress(b"".join(b"\0" + b"\x80" * row for row in rows))),
        logos._chunk(b"IEND", b""),
    ]
    return logos._SIGNATURE + b"".join(chunks)


@given(width=some.integers(16, 40), height=some.integers(16, 40))
def test_an_interlaced_picture_is_as_large_as_others_say(width: int, height: int) -> None:
    read = logos.read(interlaced(width, height))
    with Image.open(io.BytesIO(read.data)) as opened:
        assert opened.convert("L").getextrema() == (0x80, 0x80)


def test_what_is_not_the_picture_is_left_behind() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "Ffion at home")
    hidden = picture(pnginfo=text, exif=b"Exif\0\0where it was taken", icc_profile=b"profile") + b"PK\x03\x04 a zip"
    read = logos.read(hidden)
    for secret in (b"Ffion", b"taken", b"profile", b"zip", b"tEXt", b"eXIf", b"iCCP"):
        assert secret not in read.data
    assert logos.read(read.data) == read


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "logo_not_png"),
        (b"hello", "logo_not_png"),
        (b"\xff\xd8\xff\xe0JFIF", "logo_other_kind"),
        (b"GIF89a", "logo_other_kind"),
        (b"  <?xml version='1.0'?><svg onload='alert(1)'/>", "logo_drawing"),
        (b"\x89PNG\r\n\x1a\n", "logo_broken"),
        (picture()[:-30], "logo_broken"),
        (picture(size=(15, 40)), "logo_size"),
        (picture(size=(1201, 40)), "logo_size"),
        (picture() + b" " * logos.MOST_BYTES, "logo_too_large"),
    ],
)
def test_a_file_that_cannot_be_the_logo(data: bytes, code: str) -> None:
    with pytest.raises(LogoRefused) as refused:
        logos.read(data)
    assert refused.value.code == code


def test_a_few_bytes_do_not_become_gigabytes() -> None:
    """A header that says 40 × 20, and pixels that never end."""
    bomb = zlib.compress(bytes(50_000_000), 9)
    data = picture()
    head = data[: data.index(b"IDAT") - 4]
    with pytest.raises(LogoRefused):
        logos.read(head + logos._chunk(b"IDAT", bomb) + logos._chunk(b"IEND", b""))


@given(at=some.integers(8, 100), bit=some.integers(0, 7))
def test_a_picture_with_one_wrong_bit_is_noticed(at: int, bit: int) -> None:
    data = bytearray(picture())
    at %= len(data)
    data[max(8, at)] ^= 1 << bit
    try:
        logos.read(bytes(data))
    except LogoRefused:
        return
    pytest.fail("a damaged picture was taken")


# --- the document ---------------------------------------------------------------------------------------------------


WRITTEN = {
    **SITE,
    "opening": {"hours": "Mon-Fri 9am to 5pm", "bank_holidays": "scotland"},
    "contacts": [
        {"id": "centre", "name": {"en": "Centre"}, "number": "01632 960 100", "answers": "offices"},
        {"id": "night", "name": {"en": "Night"}, "number": "01632 960 101", "answers": "offices_closed"},
        {"id": "line", "name": {"en": "Line"}, "number": "01632 960 102", "answers": "Mon-Sun 8am to 10pm"},
        {"id": "always", "name": {"en": "Always"}, "number": "01632 960 103", "answers": "always"},
        {"id": "words", "name": {"en": "Words"}, "number": "01632 960 104", "hours": {"en": "Now and then"}},
    ],
}


def document(**changes: object) -> dict[str, object]:
    return site_files.document(WRITTEN | changes)


def test_a_number_says_when_it_is_answered_and_whether_it_is_now() -> None:
    site = overlays.check(document())
    assert [contact.hours.en for contact in site.contacts] == [
        "Monday to Friday, 9am to 5pm",
        "When the offices are closed",
        "Monday to Sunday, 8am to 10pm",
        "Day and night, every day",
        "Now and then",
    ]
    for moment, expected in ((MORNING, [True, False, True, True, None]), (EVENING, [False, True, True, True, None])):
        found = [site.answering(contact, moment) for contact in site.contacts]
        assert [None if each is None else each.open for each in found] == expected


def test_a_closure_silences_the_offices_and_no_other_number() -> None:
    closed = [{"first": "2026-11-23", "last": "2026-11-23", "words": {"en": "Training"}}]
    site = overlays.check(document(closures=closed))
    found = [site.answering(contact, MORNING) for contact in site.contacts[:3]]
    assert [each.open for each in found if each] == [False, True, True]
    standing = site.standing(MORNING)
    assert standing is not None
    assert standing.reason == Localised("Training")


def test_the_offices_open_next_after_the_night_and_after_what_closes_them() -> None:
    closed = [{"first": "2026-11-24", "last": "2026-11-24", "words": {"en": "Training"}}]
    wednesday = datetime(2026, 11, 25, 9, 0, tzinfo=LONDON)
    assert overlays.check(document()).opens_next(MORNING) == datetime(2026, 11, 24, 9, 0, tzinfo=LONDON)
    for moment in (MORNING, EVENING):
        assert overlays.check(document(closures=closed)).opens_next(moment) == wednesday
    assert overlays.check(document(opening=None)).opens_next(MORNING) is None


def test_messages_have_their_days() -> None:
    rows = [
        {"en": "Always"},
        {"en": "Today", "first": "2026-11-23", "last": "2026-11-23"},
        {"en": "Later", "first": "2026-11-24"},
        {"en": "Before", "last": "2026-11-22"},
    ]
    site = sites.read(overlays.said(document(messages=rows)))
    assert [words.en for words in site.messages_on(date(2026, 11, 23))] == ["Always", "Today"]
    assert [words.en for words in site.messages_on(date(2026, 11, 24))] == ["Always", "Later"]
    assert [words.en for words in site.messages_on(None)] == ["Always"]


def test_a_terminal_reads_a_hub_that_is_older_and_one_that_is_newer() -> None:
    older = sites.read(SITE | {"messages": [{"en": "The lift is out"}]})
    assert (older.opening, older.logo, older.closures, older.holidays) == (None, None, (), ())
    assert older.standing(MORNING) is None
    assert [words.en for words in older.messages_on(None)] == ["The lift is out"]
    newer = overlays.said(document())
    newer["weather"] = {"rain": True}
    newer["logo"] = {"png": "AAAA", "alt": {"en": "Of a kind to come"}}
    newer["opening"] = {**newer["opening"], "bank_holidays": "cornwall", "moon": 1}
    newer["contacts"] = [{**SITE["contacts"][0], "answers": "by_post"}]
    read = sites.read(newer)
    assert read.nation is None
    assert read.logo is None, "the screen goes on without"
    assert read.answering(read.contacts[0], MORNING) is None


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"contacts": []}, "contacts"),
        ({"languages": ["en", "fr"]}, "languages"),
        ({"languages": ["en", "en"]}, "languages"),
        ({"emergency": [SITE["emergency"][0]] * 2}, "emergency"),
        ({"closures": [{"first": "2026-12-26", "last": "2026-12-25", "words": {"en": "x"}}]}, "closures"),
        ({"notices": [{"en": "x", "first": "2026-12-26", "last": "2026-12-25"}]}, "messages"),
        ({"logo": {"png": "aGVsbG8=", "alt": {"en": "x"}}}, "logo"),
        ({"opening": {"hours": [[9, 0, 60]]}}, "opening"),
    ],
)
def test_what_does_not_fit_together_is_refused(changes: dict[str, object], part: str) -> None:
    with pytest.raises(SiteRefused) as refused:
        overlays.check({**document(), **changes})
    assert refused.value.data["part"] == part


# --- what staff changed ---------------------------------------------------------------------------------------------


def test_a_change_lies_over_the_file_and_only_over_its_part() -> None:
    below = document()
    change = {"opening": {"hours": [[0, 600, 660]]}}
    laid = overlays.lay(below, {Part.OPENING: change})
    site = overlays.check(laid)
    assert site.contacts[0].hours.en == "Monday, 10am to 11am", "words follow what they say"
    assert {key: laid[key] for key in laid if key != "opening"} == {k: below[k] for k in below if k != "opening"}
    assert overlays.lay(below, {Part.OPENING: {"opening": None}}).get("opening") is None
    assert overlays.seal(below, Part.OPENING) != overlays.seal(laid, Part.OPENING)
    assert overlays.seal(below, Part.CONTACTS) == overlays.seal(laid, Part.CONTACTS)


def test_every_part_has_its_own_keys() -> None:
    keys = [key for part in Part for key in overlays.KEYS[part]]
    assert len(keys) == len(set(keys))
