"""The pages of docs/reference that repeat what the code says, made from it so that they cannot differ.

    python .ci/reference.py write   writes settings, events, both of accessibility, screens, form.schema.json
    python .ci/reference.py check   says which of them is not what the code says

Settings come from config/defaults.toml, where the comment above a key is its unit, default and reason; events from
kiosk/events.toml; accessibility and phone-accessibility from docs/reference/clauses.toml and clauses-phones.toml and
the tests they name; screens from the pictures in docs/pictures/gallery; the schema of forms from the tables by which
they are loaded. What stands in a page outside the two marks is written by hand and kept.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import accessibility

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"
START = "<!-- made by .ci/reference.py from the code: edit it there -->"
END = "<!-- end of what is made -->"


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of a settings file, with the comment above it."""

    table: str
    key: str
    value: str
    comment: str


def settings(path: Path) -> Iterator[Setting]:
    """The keys of a TOML file in their order. Keys that stand together under one comment share it."""
    table, comment, last_was_comment = "", "", False
    for line in path.read_text("utf-8").splitlines():
        text = line.strip()
        if text.startswith("#"):
            said = text.lstrip("# ")
            comment = f"{comment} {said}" if last_was_comment else said
            last_was_comment = True
            continue
        last_was_comment = False
        if text.startswith("["):
            table, comment = text.strip("[]"), ""
        elif "=" in text:
            key, _, value = text.partition("=")
            yield Setting(table, key.strip(), value.strip(), comment)
        elif not text:
            comment = ""


def settings_page() -> str:
    lines, table = [], None
    for setting in settings(ROOT / "config" / "defaults.toml"):
        if setting.table != table:
            table = setting.table
            lines += ["", f"## `[{table}]`", "", "| key | value | what it is |", "|---|---|---|"]
        comment = setting.comment.replace("|", "\\|")
        lines.append(f"| `{setting.key}` | `{setting.value}` | {comment} |")
    return "\n".join(lines).strip()


def events_page() -> str:
    document = tomllib.loads((ROOT / "kiosk" / "events.toml").read_text("utf-8"))
    lines = []
    for area, entries in sorted(document.items()):
        lines += ["", f"## {area}", "", "| event | level | what it means | fields |", "|---|---|---|---|"]
        for name, entry in sorted(entries.items()):
            fields = ", ".join(f"`{field}`" for field in entry.get("fields", ()))
            lines.append(f"| `{area}.{name}` | {entry['level']} | {entry['meaning']} | {fields} |")
    return "\n".join(lines).strip()


def screens_page() -> str:
    lines = []
    for picture in sorted((ROOT / "docs" / "pictures" / "gallery").glob("*.png")):
        name = picture.stem.partition("-")[2].replace("_", " ")
        lines += [
            f"**{name}**",
            "",
            f"![The screen “{name}” in each way it can look.](../pictures/gallery/{picture.name})",
            "",
        ]
    return "\n".join(lines).strip()


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "events.md": events_page,
    "accessibility.md": accessibility.page,
    "phone-accessibility.md": partial(accessibility.page, accessibility.PHONES),
    "screens.md": screens_page,
}


def form_schema() -> str:
    """The schema of forms, as the program makes it."""
    sys.path.insert(0, str(ROOT))
    from kiosk.runtime import form_schema

    return form_schema.text()


WHOLE: dict[str, Callable[[], str]] = {"form.schema.json": form_schema}
"""Files in which nothing is written by hand."""


def made(name: str) -> str:
    """A page as it should be: what is there by hand, around what the code says."""
    if name in WHOLE:
        return WHOLE[name]()
    before, mark, rest = (REFERENCE / name).read_text("utf-8").partition(START)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise SystemExit(f"docs/reference/{name} has lost a mark: {START} … {END}")
    return f"{before}{START}\n\n{PAGES[name]()}\n\n{END}{after}"


def _there(name: str) -> str:
    path = REFERENCE / name
    return path.read_text("utf-8") if path.exists() else ""


def main() -> int:
    parser = argparse.ArgumentParser(description="The pages of docs/reference that are made from the code.")
    parser.add_argument("action", choices=("write", "check"))
    action: str = parser.parse_args().action
    stale = [name for name in (*PAGES, *WHOLE) if made(name) != _there(name)]
    for name in stale:
        if action == "write":
            (REFERENCE / name).write_text(made(name), "utf-8")
            print(f"wrote docs/reference/{name}")
        else:
            print(f"docs/reference/{name} is not what the code says: run `make docs`")
    return 1 if stale and action == "check" else 0


if __name__ == "__main__":
    sys.exit(main())
