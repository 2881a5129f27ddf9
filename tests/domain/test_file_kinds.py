"""Names and kinds of files that strangers send: whatever they are called, they become what they are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kiosk.domain.file_kinds import JPEG, PDF, NotTaken, clean_name, kind_of, shown_name
from kiosk.domain.uploads import MAX_NAME, Locked, Upload, UploadUnreadable, ids_of, is_id


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("nest.jpeg", "nest.jpg"),
        ("C:\\photos\\nest.png", "nest.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("report.pdf.exe", "report_pdf.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("", "file.jpg"),
        ("<script>.jpg", "script.jpg"),
        ("Llŷn (2).HEIC", "Llŷn (2).jpg"),
        ("a\r\nSet-Cookie: b.jpg", "a_Set-Cookie_b.jpg"),
        ("\u202egpj.exe", "gpj.jpg"),
    ],
)
def test_a_name_becomes_one_that_can_stand_in_a_list_and_a_header(name: str, clean: str) -> None:
    assert clean_name(name, JPEG) == clean


@given(some.text(max_size=400))
def test_no_name_leads_anywhere(name: str) -> None:
    clean = clean_name(name, PDF)
    assert clean.endswith(".pdf")
    assert len(clean) <= MAX_NAME
    assert not re.search(r"[\x00-\x1f/\\<>\"%;\u202a-\u202e]", clean)
    assert not clean.startswith(".")
    assert len(shown_name(name)) <= 60


@given(some.binary(max_size=300))
def test_whatever_the_bytes_are_there_is_a_kind_or_a_reason(content: bytes) -> None:
    for beginning in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"RIFF", b"%PDF-"):
        try:
            assert kind_of(beginning + content).ending
        except NotTaken as refused:
            assert refused.code in {"file_kind", "file_empty", "file_heic", "file_macros", "file_broken"}


@given(some.binary(max_size=200))
def test_what_is_no_upload_is_refused(content: bytes) -> None:
    with pytest.raises(UploadUnreadable):
        Locked.from_bytes(content)


def test_an_upload_comes_back_from_its_bytes_and_keeps_its_key_to_itself() -> None:
    identifier = ids_of(("01a208dc-64b4-7d6f-8689-cec67e112d8b",))[0]
    locked = Locked(Upload(identifier, "Ŵyn.pdf", "application/pdf", 7, "a" * 64), b"k" * 32)
    assert Locked.from_bytes(locked.to_bytes()) == locked
    assert "kkkk" not in repr(locked)
    assert not is_id("01A208DC-64B4-7D6F-8689-CEC67E112D8B"), "one way to write it alone"
    assert ids_of(("../x", str(identifier))) == (identifier,)
