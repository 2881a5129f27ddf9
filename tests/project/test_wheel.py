"""What is released is a wheel: it is built, installed apart from the checkout, and run, with no npm in reach."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
import requests

from tests.project.checkout import ROOT, copied, files, shown

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, made as `make wheel` makes it, from a clean copy and without a network."""
    place = tmp_path_factory.mktemp("wheel")
    source = copied(place, ROOT / "assets" / "vendor", ROOT / "assets" / "locale")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", place, source]
    built = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return next(place.glob("*.whl"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_it_carries_every_module_and_every_file_of_data(names: set[str]) -> None:
    rooms = ("kiosk/", "devices/", "ui/", "config/")
    expected = {shown(path) for path in files() if shown(path).startswith(rooms) and path.suffix != ".md"}
    assert not expected - names


def test_it_carries_fonts_icons_styles_translations_and_their_licences(names: set[str]) -> None:
    for name in (
        "assets/vendor/fonts/AtkinsonHyperlegibleNext-Regular.ttf",
        "assets/vendor/fonts/FiraSans-Bold.ttf",
        "assets/vendor/fonts/lucide.ttf",
        "assets/vendor/fonts/lucide.json",
        "assets/vendor/web/foyer.css",
        "assets/vendor/web/visitor.css",
        "assets/vendor/licences/atkinson-hyperlegible-next.txt",
        "assets/vendor/licences/fira-sans.txt",
        "assets/vendor/licences/govuk-frontend.txt",
        "assets/vendor/licences/lucide.txt",
        "assets/locale/cy/LC_MESSAGES/foyer.mo",
    ):
        assert name in names


def test_it_carries_nothing_that_only_builds_or_tests(names: set[str]) -> None:
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"kiosk", "devices", "ui", "assets", "config", "main.py"}
    assert not [name for name in names if "node_modules" in name or name.endswith((".scss", ".pot", ".mjs"))]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel, and its dependencies as locked here."""
    place = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(place / "bin" / "python")]
    subprocess.run([*pip, "install", "--quiet", "--no-index", "--no-deps", str(wheel)], check=True)
    # The dependencies are there already, at the very versions of the lock: they are lent, not installed again.
    site = next(place.glob("lib/python*/site-packages"))
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return place / "bin"


def environment(installed: Path, place: Path) -> dict[str, str]:
    return {"PATH": f"{installed}:/usr/bin:/bin", "HOME": str(place), "LANG": "C.UTF-8"}


def run(installed: Path, place: Path, *command: str) -> subprocess.CompletedProcess[str]:
    env = environment(installed, place)
    return subprocess.run(
        [installed / "foyer", *command], cwd=place, env=env, capture_output=True, text=True, check=False, timeout=120
    )


def test_it_checks_its_own_forms(installed: Path, tmp_path: Path) -> None:
    site = next(installed.parent.glob("lib/python*/site-packages"))
    done = run(installed, tmp_path, "forms", "check", str(site / "config" / "forms" / "missed-bin.json"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok" in done.stdout


def test_it_says_what_it_thinks_of_this_machine(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "doctor", "--data", str(tmp_path / "data"))
    assert "Traceback" not in done.stderr
    assert re.search(r"^ok +fonts: ", done.stdout, re.MULTILINE), done.stdout


def test_its_hub_opens_with_its_styles_and_stops_when_asked(installed: Path, tmp_path: Path) -> None:
    site = next(installed.parent.glob("lib/python*/site-packages")) / "config" / "sites" / "demo.toml"
    secrets = dict.fromkeys(re.findall(r'"(FOYER_SECRET_\w+)"', site.read_text("utf-8")), "a secret for this test")
    with subprocess.Popen(
        [installed / "foyer", "hub", "--data", tmp_path / "data", "--site", site, "--port", "0"],
        cwd=tmp_path,
        env=environment(installed, tmp_path) | secrets,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as hub:
        assert hub.stdout is not None
        try:
            address = next(match[0] for line in hub.stdout if (match := re.search(r"http://127\.0\.0\.1:\d+", line)))
            assert requests.get(f"{address}/healthz", timeout=10).json() == {"status": "ok", "backup_age": None}
            style = re.search(r'href="([^"]+\.css[^"]*)"', requests.get(f"{address}/sign-in", timeout=10).text)
            assert style
            assert "govuk" in requests.get(address + style[1], timeout=10).text
        finally:
            hub.terminate()
            code = hub.wait(30)
    assert code == 0


def test_it_opens_the_foyer(installed: Path, tmp_path: Path) -> None:
    if shutil.which("Xvfb") is None:
        pytest.skip("there is no Xvfb, the display in memory")
    with subprocess.Popen(
        [installed / "foyer", "demo", "--data", tmp_path / "data"],
        cwd=tmp_path,
        env=environment(installed, tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as foyer:
        assert foyer.stdout is not None
        try:
            opened = next(line for line in foyer.stdout if line.startswith("There is no display"))
        finally:
            foyer.terminate()
            code = foyer.wait(30)
    assert code == 0
    assert Path(opened.strip().rpartition(" is ")[2]).stat().st_size > 5_000
