"""Reads an XLSForm out of a spreadsheet that anybody may have made.

A workbook is an archive, and an archive may unpack to anything: it is looked at before it is opened. What acts
(macros) or asks elsewhere (links to other workbooks) is refused, not passed over.

Source: ECMA-376, part 2 (Open Packaging Conventions); ISO/IEC 29500.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

from kiosk.domain.form_writing import NotThatKind

LARGEST: Final = 5_000_000
"""Bytes of a file."""

MOST_PARTS: Final = 500
LARGEST_UNPACKED: Final = 50_000_000
"""Bytes of all its parts."""

MOST_CELLS: Final = 200_000

_ACTS: Final = ("vbaproject", "activex", "embeddings/", "macrosheets/", "customui")
_ELSEWHERE: Final = ("externallinks/", "connections.xml", "querytables/")


def read(content: bytes) -> tuple[Mapping[str, object], list[str]]:
    """The survey in a workbook, as pyxform understands it, and what it warned of.

    Raises:
        NotThatKind: it is no workbook, too large, does more than hold words, or no XLSForm.
    """
    _look(content)
    # Loaded only when somebody takes a form over: a hub that serves people needs none of it.
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import DefinitionData, xlsx_to_dict

    warnings: list[str] = []
    try:
        sheets = xlsx_to_dict(io.BytesIO(content))
        cells = sum(len(row) for rows in sheets.values() if isinstance(rows, list) for row in rows)
        if cells > MOST_CELLS:
            raise NotThatKind(f"it has more than {MOST_CELLS} cells")
        known = DefinitionData.__dataclass_fields__
        data = DefinitionData(**{name: rows for name, rows in sheets.items() if name in known})
        survey = workbook_to_json(data, form_name="form", fallback_form_name="form", warnings=warnings)
    except PyXFormError as error:
        raise NotThatKind(f"it is no XLSForm: {str(error)[:500]}") from None
    except NotThatKind:
        raise
    except Exception as error:  # noqa: BLE001 - a library that reads what strangers wrote: whatever it stumbles over
        raise NotThatKind(f"it cannot be read as an XLSForm ({type(error).__name__})") from None
    left = sorted(str(name) for name in sheets.get("sheet_names", []) if str(name).lower() not in known)
    warnings += [f"the sheet “{name}” is no part of an XLSForm" for name in left]
    return survey, warnings


def _look(content: bytes) -> None:
    if len(content) > LARGEST:
        raise NotThatKind(f"the file is larger than {LARGEST // 1_000_000} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        raise NotThatKind("it is no workbook; save it as an Excel workbook (.xlsx)") from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise NotThatKind("it unpacks to more than any form has")
    names = [part.filename.lower() for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise NotThatKind("it is locked with a password")
    for signs, said in ((_ACTS, "it has macros or other things that act; save it as a workbook without them"),
                        (_ELSEWHERE, "it has links to other files or services; take them out")):  # fmt: skip
        if any(sign in name for sign in signs for name in names):
            raise NotThatKind(said)
    if "[content_types].xml" not in names:
        raise NotThatKind("it is no workbook; save it as an Excel workbook (.xlsx)")
    _unpack(content)


def _unpack(content: bytes) -> None:
    """An archive may say less of its size than it is: no more is unpacked than may be, and then it is refused."""
    room = LARGEST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.infolist():
            try:
                with archive.open(part) as file:
                    while piece := file.read(1_000_000):
                        room -= len(piece)
                        if room < 0:
                            raise NotThatKind("it unpacks to more than any form has")
                        if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                            raise NotThatKind("it declares entities, which no workbook needs")
            except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError):
                raise NotThatKind("it is damaged") from None
