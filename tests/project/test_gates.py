"""The gates of `make check`, so that `make test` alone proves everything."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.project.checkout import ROOT


def gates() -> list[str]:
    """The commands of `make check`, as the Makefile has them."""
    recipe = re.search(r"^check:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert recipe, "the Makefile has no target `check`"
    lines = [line.strip() for line in recipe[1].splitlines() if not line.startswith("\t@")]
    return [line.replace("$(BIN)", ".venv/bin").replace("$(PYTHON)", ".venv/bin/python") for line in lines]


@pytest.mark.timeout(400)
@pytest.mark.parametrize("command", gates())
def test_gate(command: str) -> None:
    done = subprocess.run(command.split(), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def test_every_gate_is_a_hook_before_a_commit() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    assert set(re.findall(r"- repo: (\S+)", hooks)) == {"local"}
    for command in gates():
        program = command.split()[0] if "python" not in command.split()[0] else " ".join(command.split()[:2])
        assert program in hooks, f"{program} is not a hook"
