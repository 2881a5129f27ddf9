"""`forms import`: takes over a form that was made for somebody else's program, and says what could not be."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kiosk.domain import govuk_forms, xlsforms
from kiosk.domain.form_writing import Converted, NotThatKind
from kiosk.gateways import xlsx
from kiosk.runtime import forms

LARGEST: Final = 5_000_000


def take_over(file: Path, kind: str | None, out: Path, write: Callable[[str], object]) -> int:
    """Writes our definition of a form into a folder, and checks it.

    Args:
        kind: one of `kiosk.runtime.commands.FORM_KINDS`; `None` goes by the name of the file.
        write: takes what there is to say, a text at a time.

    Returns:
        The exit code: 0 only when a definition was written that can be used.
    """
    try:
        converted = _convert(file, kind or ("xlsform" if file.suffix.lower() == ".xlsx" else "govuk-forms"))
    except NotThatKind as error:
        write(f"refused {file}: {error.reason}")
        return 1
    except OSError as error:
        write(f"refused {file}: it cannot be read ({error.strerror})")
        return 1
    target = out / f"{converted.name}.json"
    try:
        out.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as made:
            made.write(json.dumps(converted.document, ensure_ascii=False, indent=2) + "\n")
    except FileExistsError:
        write(f"refused {file}: {target} is there already, and is not overwritten")
        return 1
    except OSError as error:
        write(f"refused {file}: {target} cannot be written ({error.strerror})")
        return 1
    write(f"written {target}")
    for each in converted.findings:
        place = " ".join(part for part in (each.page, each.component) if part)
        write(f"        {place}: {each.reason}" if place else f"        {each.reason}")
    verdict = forms.verdict_on(target, datetime.now(UTC).date())
    write(verdict.as_text())
    return 0 if verdict.status == "ok" else 1


def _convert(file: Path, kind: str) -> Converted:
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise NotThatKind(f"the file is larger than {LARGEST // 1_000_000} MB")
    if kind == "xlsform":
        return xlsforms.convert(*xlsx.read(content))
    try:
        return govuk_forms.convert(json.loads(content.decode("utf-8")))
    except (ValueError, RecursionError) as error:
        if isinstance(error, NotThatKind):
            raise
        raise NotThatKind(f"it is not JSON: {str(error)[:200]}") from None
