"""What a file is, by what is in it: a name and a declared type are what somebody else says.

Theory of operation. Each kind has a beginning of its own. Office documents of today are zip files that say in a part
of their own what they are; those of before 2007 are OLE files with a stream named for what they are. Both may hold
programs (macros), and those are not taken: staff would open them. A zip is only looked at, never unpacked, except for
the one part that names its kind, and of that no more than some hundred kilobytes.

Source: ISO/IEC 29500-2, 10.1 ([Content_Types].xml); OpenDocument 1.3 part 2, 3.3 (mimetype); [MS-CFB] 2.2 and 2.6;
ISO 32000-1, 7.5.2; ISO/IEC 23008-12, 10.2 (brands of HEIF).
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import Final

from kiosk.domain.errors import KioskError, Refused
from kiosk.domain.uploads import MAX_NAME
from kiosk.domain.verdicts import Problem

MOST_PARTS: Final = 20_000
MOST_TYPES: Final = 300_000
"""Parts of a document, and bytes of the part that says what it is; a file with more is none of ours."""


class NotTaken(Refused, ValueError):
    """A file that is not kept. The code says why."""

    code = "file_kind"


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind that is taken. `picture` is one that is drawn anew, so that nothing but its pixels is kept."""

    media_type: str
    ending: str
    picture: bool = False


JPEG: Final = FileKind("image/jpeg", "jpg", picture=True)
PNG: Final = FileKind("image/png", "png", picture=True)
PDF: Final = FileKind("application/pdf", "pdf")
_PICTURES: Final = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"GIF87a", PNG), (b"GIF89a", PNG))
"""What pictures begin with, and what is made of them."""

_OPEN: Final = {
    b"application/vnd.oasis.opendocument.text": FileKind("application/vnd.oasis.opendocument.text", "odt"),
    b"application/vnd.oasis.opendocument.spreadsheet": FileKind(
        "application/vnd.oasis.opendocument.spreadsheet", "ods"
    ),
}
_OFFICE: Final = {
    b"wordprocessingml.document.main+xml": FileKind(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"
    ),
    b"spreadsheetml.sheet.main+xml": FileKind(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"
    ),
}
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS: Final = {
    "WordDocument": FileKind("application/msword", "doc"),
    "Workbook": FileKind("application/vnd.ms-excel", "xls"),
}
_HEIF: Final = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})

ACCEPT: Final = "image/jpeg,image/png,image/webp,image/gif,application/pdf,.pdf,.doc,.docx,.xls,.xlsx,.odt,.ods"
"""What a phone is asked for. Not `image/*`: an iPhone gives HEIC then, and JPEG when it is asked for that by name."""

_SAID: Final = {
    "file_empty": Problem(None, "There is nothing in “{name}”. Choose another file."),
    "file_kind": Problem(None, "We cannot take “{name}”. Add a photo (JPEG or PNG), a PDF or an office document."),
    "file_heic": Problem(
        None,
        "“{name}” is a HEIC photo, which we cannot read. On an iPhone open Settings, Camera, Formats, choose “Most "
        "Compatible”, and take the photo again. Or add a screenshot of it.",
    ),
    "file_macros": Problem(None, "There are programs (macros) in “{name}”. Save it without them, or as a PDF."),
    "file_broken": Problem(None, "We could not open “{name}”. Try to add it again, or add another file."),
    "file_pixels": Problem(None, "The picture “{name}” has too many pixels. Take it again in a lower quality."),
    "file_large": Problem(None, "“{name}” is larger than {limit} megabytes. Add a smaller file."),
    "files_large": Problem(None, "All files of a form together may have up to {limit} megabytes."),
    "file_virus": Problem(None, "A virus was found in “{name}”. We have not kept it."),
    "scanner_away": Problem(
        None,
        "We cannot look for viruses just now, so we cannot take files. Try again in a few minutes. Your answers are "
        "kept.",
    ),
    "uploads_no_room": Problem(None, "We cannot take more files just now. Try again later. Your answers are kept."),
}


def said_of(refused: KioskError, name: str) -> Problem:
    """What to tell somebody whose file was not kept."""
    known = _SAID.get(refused.code, _SAID["file_broken"])
    limit = refused.data.get("limit")
    return Problem(None, known.message, {"name": name, "limit": limit if isinstance(limit, int) else 0})


def kind_of(content: bytes) -> FileKind:
    """The kind of a file.

    Raises:
        NotTaken: `file_empty`, `file_heic`, `file_macros`, or `file_kind`: it is none that is taken.
    """
    if not content:
        raise NotTaken("file_empty")
    for beginning, kind in _PICTURES:
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return JPEG
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF:
        raise NotTaken("file_heic")
    # Its first line may stand anywhere in the first kilobyte, and what reads PDF looks for it there.
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    if content.startswith(_OLE):
        return _ole(content)
    raise NotTaken


def clean_name(name: str, kind: FileKind) -> str:
    """A name that can stand in a list, a header and a folder: the last part of one, in plain letters, with the ending
    of what the file is."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    stem = last.rpartition(".")[0] if "." in last.strip(".") else last
    letters = "".join(each if each.isalnum() or each in " -_()'’" else "_" for each in stem)
    short = re.sub(r"[_\s]{2,}", "_", letters).strip(" _.-")[: MAX_NAME - 6].strip(" _.-")
    return f"{short or 'file'}.{kind.ending}"


def shown_name(name: str) -> str:
    """A name somebody sent, as it may be told back to them."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(each for each in last if unicodedata.category(each)[0] not in "CZ" or each == " ")
    return plain[:60] or "file"


def _packed(content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = {part.filename: part for part in packed.infolist()[: MOST_PARTS + 1]}
            said = names.get("mimetype") or names.get("[Content_Types].xml")
            if said is None or len(names) > MOST_PARTS or said.file_size > MOST_TYPES:
                raise NotTaken
            with packed.open(said) as part:
                types = part.read(MOST_TYPES)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        if isinstance(error, NotTaken):
            raise
        raise NotTaken("file_broken") from None
    lower = {name.casefold() for name in names}
    if b"macroEnabled" in types or any(
        name.endswith("vbaproject.bin") or name.startswith(("basic/", "scripts/")) for name in lower
    ):
        raise NotTaken("file_macros")
    if types.strip() in _OPEN:
        return _OPEN[types.strip()]
    found = next((kind for word, kind in _OFFICE.items() if word in types), None)
    if found is None:
        raise NotTaken
    return found


def _ole(content: bytes) -> FileKind:
    """By the names in its directory, which are written in UTF-16."""
    if any(name.encode("utf-16-le") in content for name in ("_VBA_PROJECT", "Macros")):
        raise NotTaken("file_macros")
    for name, kind in _STREAMS.items():
        if (name + "\0").encode("utf-16-le") in content:
            return kind
    raise NotTaken
