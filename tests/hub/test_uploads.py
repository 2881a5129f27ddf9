"""Photos and files on a phone: what is taken, what is made of it, who may have it, and when it is gone."""

from __future__ import annotations

import html
import io
import re
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from PIL import Image

from kiosk.domain.definition import Answers
from kiosk.domain.searches import AuditSearch
from kiosk.domain.submissions import envelope
from kiosk.domain.walk import walk
from kiosk.interfaces.facts import Kept, SubmissionState
from kiosk.services.audit import Actor
from kiosk.services.retention import Retention
from tests.support.answers import shipped
from tests.support.hubs import Running, Terminal, running_hub, staff_browser
from tests.support.phones import SITE, Phone, offer
from tests.support.virus_scanner import EICAR, Scanner

pytestmark = pytest.mark.sqlite

PUBLIC = ("public.url=https://foyer.aberwen.example", "public.trusted_proxies=[]", "hub.secure_cookies=false")
FORM = shipped("noise-or-pest")
STAFF = Actor("test")
GPS = 0x8825


def _answers() -> Answers:
    """All but the photos, on the way that asks for them."""
    way = next(way.answers for way in walk(FORM, datetime.now(UTC).date()) if "photos" in way.answers)
    return {name: value for name, value in way.items() if name != "photos"}


ANSWERS = _answers()


def photo(width: int = 400, height: int = 300, kind: str = "JPEG", turned: int = 6) -> bytes:
    """A photo of nothing with a place, a camera and a way up in it; red at its top left before it is turned."""
    picture = Image.new("RGB", (width, height), "blue")
    picture.paste("red", (0, 0, width // 4, height // 4))
    said = Image.Exif()
    said[0x0112], said[0x010F] = turned, "Quillfeather Cameras"
    said.get_ifd(GPS)[2] = (51.0, 28.0, 53.0)
    written = io.BytesIO()
    picture.save(written, kind, exif=said)
    return written.getvalue()


@pytest.fixture(scope="module")
def scanner() -> Iterator[Scanner]:
    with Scanner.running() as one:
        yield one


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, scanner: Scanner) -> Iterator[Running]:
    limits = ("uploads.largest_mb=2", "uploads.form_mb=3", f"uploads.clamav=tcp:127.0.0.1:{scanner.port}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kiosk.web.public.app.BURST", 5000)
        with running_hub(tmp_path_factory.mktemp("hub"), *PUBLIC, *limits) as running:
            yield running


@pytest.fixture(scope="module")
def terminal(hub: Running) -> Terminal:
    return hub.terminal()


@pytest.fixture
def phone(hub: Running, terminal: Terminal) -> Iterator[Phone]:
    """At the question for photos."""
    one = Phone(hub)
    one.code(offer(terminal, ANSWERS, form=FORM.id))
    assert one.url.endswith("/form/photo")
    yield one
    one.close()


def words(phone: Phone) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", phone.page)).split())


def add(phone: Phone, *files: tuple[str, bytes], press: str = "add") -> Phone:
    return phone.send_files("photos", files, **{press: "photos" if press == "add" else ""})


def check(phone: Phone) -> Phone:
    """On to the page of all answers."""
    phone.send(onward="")
    phone.open(phone.url.partition("/form/")[0] + "/answers")
    assert phone.url.partition("?")[0].endswith("/answers")
    return phone


def sent(hub: Running, phone: Phone):  # type: ignore[no-untyped-def]
    """What the hub has of the form once it was sent: the submission, and its files with their bytes."""
    page = hub.do(hub.hub.submissions.list(1, None))
    found = hub.do(hub.hub.submissions.show(page.rows[0].id, STAFF))
    files = hub.do(hub.hub.uploads.of(found.row.id))
    return found, [hub.do(hub.hub.uploads.content(found.row.id, each.id)) for each in files]


def test_a_photo_arrives_the_right_way_up_without_where_it_was_taken(hub: Running, phone: Phone) -> None:
    add(phone, ("../../Wasp nest <1>.JPG", photo()))
    assert "Wasp nest_1.jpg" in words(phone)
    check(phone)
    assert "Wasp nest_1.jpg" in words(phone)
    phone.send()
    found, ((upload, content),) = sent(hub, phone)
    assert (upload.name, upload.media_type, upload.size) == ("Wasp nest_1.jpg", "image/jpeg", len(content))
    assert b"Quillfeather" not in content
    with Image.open(io.BytesIO(content)) as drawn:
        assert (drawn.size, dict(drawn.getexif()), drawn.getexif().get_ifd(GPS)) == ((300, 400), {}, {})
        red, _, blue = drawn.convert("RGB").getpixel((290, 10))  # type: ignore[misc] # three colours
        assert red > 200 > 60 > blue, "turned to the right, its corner is at the top right"
    assert found.submission is not None
    assert found.form is not None
    told = envelope(found.submission, found.form, [upload])["answers"]
    row = next(each for each in told if each["question_id"] == "photos")  # type: ignore[attr-defined]
    assert row["answer_text"] == "Wasp nest_1.jpg"
    assert row["files"][0]["sha256"] == upload.digest


def test_staff_download_a_file_as_an_attachment_and_that_is_noted(hub: Running, phone: Phone) -> None:
    add(phone, ("Ŵyn.pdf", b"%PDF-1.7 hello"))
    check(phone).send()
    found, ((upload, content),) = sent(hub, phone)
    staff = staff_browser(hub)
    at = f"/submissions/{found.row.id}"
    assert f'/files/{upload.id}">Ŵyn.pdf</a>' in staff.get(at).text
    got = staff.get(f"{at}/files/{upload.id}")
    assert (got.status_code, got.content) == (200, content)
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert staff.get(f"{at}/files/{found.row.id}").status_code == 404
    noted = hub.do(hub.hub.audit.find(AuditSearch(actions=("upload_downloaded",)), None, 9))
    assert [entry.outcome for _, entry in noted] == ["refused", "done"]
    given = staff.fill_in("/submissions", {"kind": "json"}, f"{staff.site}/submissions/export")
    assert "Ŵyn.pdf" in given.text
    staff.http.close()


def test_files_are_removed_and_added_again_and_no_more_than_the_form_takes(phone: Phone) -> None:
    pdf = b"%PDF-1.7\n1 0 obj\n%%EOF"
    add(phone, ("a.pdf", pdf), ("b.pdf", pdf))
    assert ("a.pdf" in words(phone), "b.pdf" in words(phone)) == (True, True)
    first = re.search(r'name="remove" value="(photos\.[0-9a-f-]+)"', phone.page)
    assert first is not None
    phone.send(remove=first.group(1))
    assert ("a.pdf" in words(phone), "b.pdf" in words(phone)) == (False, True)
    add(phone, ("c.pdf", pdf), ("d.pdf", pdf), ("e.pdf", pdf), press="onward")
    assert "You can add up to 3 files" in words(phone)
    assert "Error: " in phone.page
    assert "e.pdf" not in words(phone)
    assert 'type="file"' not in phone.page, "there is no room for another"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.jpg", b"", "There is nothing in “a.jpg”"),
        ("a.jpg", b"MZ\x90\x00 a program", "We cannot take “a.jpg”"),
        ("a.html", b"<html><script>alert(1)</script>", "We cannot take “a.html”"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "We cannot take “a.svg”"),
        ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "is a HEIC photo, which we cannot read"),
        ("a.jpg", b"\xff\xd8\xff\xe0 no picture", "We could not open “a.jpg”"),
        ("a.jpg", b"\xff\xd8\xff" + bytes(2_100_000), "is larger than 2 megabytes"),
        ("a.pdf", b"%PDF-1.4 " + EICAR, "A virus was found in “a.pdf”"),
    ],
    ids=["empty", "program", "page", "drawing", "heic", "broken", "large", "virus"],
)
def test_what_is_not_taken_is_explained(phone: Phone, name: str, content: bytes, said: str) -> None:
    add(phone, (name, content))
    assert phone.status == 200
    assert "There is a problem" in words(phone)
    assert said in words(phone)
    assert 'aria-describedby="photos-limits photos-error"' in phone.page
    assert "Files that you have added" not in phone.page


def test_a_picture_that_would_fill_the_memory_is_refused(phone: Phone) -> None:
    head = b"IHDR" + struct.pack("!IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    data = b"IDAT" + zlib.compress(bytes(1000))
    chunks = b"".join(
        struct.pack("!I", len(each) - 4) + each + struct.pack("!I", zlib.crc32(each))
        for each in (head, data, b"IEND")
    )
    add(phone, ("bomb.png", b"\x89PNG\r\n\x1a\n" + chunks))
    assert "has too many pixels" in words(phone)


def office(main: str, *more: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("[Content_Types].xml", f'<Types><Override ContentType="application/vnd.{main}"/></Types>')
        for name in more:
            packed.writestr(name, b"")
    return written.getvalue()


def test_office_files_are_kept_as_they_are_and_macros_are_not(hub: Running, phone: Phone) -> None:
    letter = office("openxmlformats-officedocument.wordprocessingml.document.main+xml")
    add(phone, ("letter.zip", letter))
    assert "letter.docx" in words(phone)
    add(phone, ("macro.docx", office("ms-word.document.macroEnabled.main+xml", "word/vbaProject.bin")))
    assert "There are programs (macros) in “macro.docx”" in words(phone)
    add(phone, ("other.zip", office("package.core-properties+xml")))
    assert "We cannot take “other.zip”" in words(phone)
    check(phone).send()
    _, ((upload, content),) = sent(hub, phone)
    assert (upload.name, content) == ("letter.docx", letter)


def test_all_files_of_a_form_have_a_limit_together(phone: Phone) -> None:
    large = b"%PDF-1.7\n" + bytes(1_600_000)
    add(phone, ("one.pdf", large))
    add(phone, ("two.pdf", large))
    assert "All files of a form together may have up to 3 megabytes" in words(phone)
    assert "one.pdf" in words(phone)


def test_while_the_scanner_is_away_no_file_is_taken(phone: Phone, scanner: Scanner) -> None:
    with scanner.away():
        add(phone, ("a.pdf", b"%PDF-1.7"))
        assert "We cannot look for viruses just now" in words(phone)
        assert "Your answers are kept" in words(phone)
    add(phone, ("a.pdf", b"%PDF-1.7"))
    assert "a.pdf" in words(phone)


def test_the_record_tells_nobody_what_was_added(hub: Running, phone: Phone) -> None:
    add(phone, ("Xyzzy.pdf", b"%PDF-1.7 plugh"))
    with sqlite3.connect(hub.data / "hub.db") as record:
        whole = "\n".join(record.iterdump())
        rows = record.execute("SELECT facts, sealed, key_id FROM uploads WHERE expires_at IS NOT NULL").fetchall()
    record.close()
    assert rows
    assert all(key_id is None for _, _, key_id in rows)
    # Words of five letters and more: three are met by chance in megabytes of sealed bytes.
    assert not any(word in facts + sealed for facts, sealed, _ in rows for word in (b"Xyzzy", b"plugh", b"%PDF-"))
    assert "Xyzzy" not in whole
    submission = hub.do(hub.hub.continuations.find(phone.url.split("/c/")[1].split("/")[0])).row.id
    assert hub.do(hub.hub.uploads.of(submission)) == (), "not even the hub's own key opens it before it is sent"


def test_a_stranger_cannot_send_a_body_and_a_long_one_is_not_read(hub: Running, phone: Phone) -> None:
    nobody = f"{hub.public}/{SITE}/c/{'A' * 22}/form/photo"
    assert requests.post(nobody, files={"photos": ("a.pdf", b"%PDF")}, timeout=20).status_code == 404
    head = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": "9000000"}
    refused = requests.post(phone.url, data=iter([b""]), headers=head, timeout=20)
    assert refused.status_code == 413


def test_what_was_never_sent_goes_with_the_form_and_what_was_with_its_answers(
    tmp_path: Path,
) -> None:
    with running_hub(tmp_path / "hub", *PUBLIC) as hub:
        terminal = hub.terminal()
        phone = Phone(hub)
        for send in (True, False):
            phone.code(offer(terminal, ANSWERS, form=FORM.id))
            add(phone, ("a.pdf", b"%PDF-1.7"))
            if send:
                check(phone).send()
        phone.close()

        def left() -> int:
            with sqlite3.connect(hub.data / "hub.db") as record:
                (count,) = record.execute("SELECT COUNT(*) FROM uploads").fetchone()
            record.close()
            return int(count)

        def night(kept: Kept, days: int) -> None:
            once = Retention(hub.hub.store, hub.clock, {kept: timedelta(days=days), Kept.UPLOADS: timedelta()})
            hub.do(once.run())
            hub.do(once.run())

        assert left() == 2
        hub.clock.skip(timedelta(days=13).total_seconds())
        night(Kept.CONTINUATIONS, 0)
        assert left() == 2
        hub.clock.skip(timedelta(days=2).total_seconds())
        night(Kept.CONTINUATIONS, 0)
        assert left() == 1
        (row,) = hub.do(hub.hub.submissions.list(1, None)).rows
        hub.do(hub.hub.store.transact(lambda record: record.submissions.mark(row.id, SubmissionState.ACCEPTED, None)))
        night(Kept.SUBMISSIONS, 0)
        assert left() == 0


def test_the_page_works_without_files_in_the_language_of_the_form(terminal: Terminal, hub: Running) -> None:
    phone = Phone(hub)
    phone.code(offer(terminal, ANSWERS, "uk", FORM.id))
    assert "Виберіть фото або файл" in words(phone)
    check(phone)
    phone.close()
