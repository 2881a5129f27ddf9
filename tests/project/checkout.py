"""The checkout, as the tests about the project itself see it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
BIN = Path(sys.executable).parent


def files(*suffixes: str) -> list[Path]:
    """The files that belong to the project, those not committed yet among them, sorted; all, or those ending so."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in sorted(set(listed.stdout.split("\0"))) if name]
    return [path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)]


def shown(path: Path) -> str:
    """A path as people write it, from the top of the checkout."""
    return path.relative_to(ROOT).as_posix()


def copied(place: Path, *folders: Path) -> Path:
    """A copy of what belongs to the project, in `place`/foyer; and of what is made in `folders`."""
    made = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    for path in (*files(), *made):
        target = place / "foyer" / shown(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    return place / "foyer"
