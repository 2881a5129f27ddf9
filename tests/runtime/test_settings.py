"""An operator's mistake is named, with its file and how to mend it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kiosk.runtime.settings import CONFIG, DEMO_SITE, Settings, known_keys, load
from kiosk.runtime.sites import SettingsRefused


def refusal(
    overrides: tuple[str, ...] = (), site: Path | None = None, environment: dict[str, str] | None = None
) -> str:
    with pytest.raises(SettingsRefused) as refused:
        load("demo", site, overrides=overrides, environment={})
    return "\n".join(str(finding) for finding in refused.value.findings)


def site(tmp_path: Path, before: str, after: str) -> Path:
    text = DEMO_SITE.read_text("utf-8")
    assert before in text
    path = tmp_path / "site.toml"
    path.write_text(text.replace(before, after, 1), "utf-8")
    return path


def test_the_demonstration_loads_with_its_forms() -> None:
    settings = load("demo", DEMO_SITE, environment={})
    assert settings.site is not None
    assert [path.stem for path in settings.form_files] == list(settings.site.forms)


@pytest.mark.parametrize(
    ("mistake", "meant"),
    [
        ("terminal.nmae=x", "terminal.name"),
        ("terminl.name=x", "terminal"),
        ("hub.delivery_timout=3", "hub.delivery_timeout"),
        ("screen.idel_warning=60", "screen.idle_warning"),
        ("terminal.port=3", "hub.port"),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest_one(mistake: str, meant: str) -> None:
    key = mistake.partition(".")[0] if meant == "terminal" else mistake.partition("=")[0]
    assert refusal((mistake,)) == f"unknown key {key} in the command line: did you mean {meant}?"


def test_an_unknown_key_far_from_any_is_to_be_removed() -> None:
    assert refusal(("terminal.zzzzqqqq=1",)) == "unknown key terminal.zzzzqqqq in the command line: remove it"


def test_an_unknown_key_deep_in_a_site_file(tmp_path: Path) -> None:
    path = site(tmp_path, "urgent = true", "urgnt = true")
    assert refusal(site=path) == f"unknown key site.contacts.2.urgnt in {path}: did you mean site.contacts[].urgent?"


def test_a_missing_key_names_the_file_that_shows_it(tmp_path: Path) -> None:
    path = site(tmp_path, 'postcode = "ZZ99 3WZ"\n', "")
    assert refusal(site=path) == f"site.postcode is missing in {path}: add it; config/sites/demo.toml shows every key"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("Europe/London", "Europe/Cardiff", "not a time zone"),
        ('colour = "#0B5D62"', 'colour = "#20C0D0"', "contrast"),
        ('"missed-bin"', '"mised-bin"', "form 'mised-bin' of site.forms is not to be found"),
        ("[site]", "[site", "not TOML"),
        ('hours = "Monday to Friday, 8:30am to 5pm"', 'hours = "whenever"', "'whenever' makes no sense as hours"),
        (
            'answers = "offices_closed"',
            'answers = "sometimes"',
            "'sometimes' is none of offices, always, offices_closed",
        ),
        ("last = 2027-01-03", "last = 2026-12-01", "it ends before it begins"),
        ("bank_holidays = ", "bank_holiday = ", "did you mean site.opening.bank_holidays?"),
        ('dark = "#0E4B50"', 'dark = "#0E4B50"\naccent = "#0E4B51"', "choose a lighter one, 3:1 or more"),
        ('file = "aberwen.png"', 'file = "../aberwen.png"', "site.logo.file will not do"),
        ("[destinations.waste]", "[forms.missed-bin]\nminute_saved = 6\n[destinations.waste]", "minutes_saved"),
        ("[destinations.waste]", "[forms.missed-bin.keep.done]\ndays = 3\n[destinations.waste]", "keep.done.days"),
    ],
)
def test_a_value_that_will_not_do(tmp_path: Path, before: str, after: str, says: str) -> None:
    path = site(tmp_path, before, after)
    told = refusal(site=path)
    assert says in told
    assert str(path) in told


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"<svg/>", "logo_drawing"), (b"\x89PNG\r\n\x1a\nrest", "logo_broken"), (b" " * 200_001, "logo_too_large")],
)
def test_a_logo_that_will_not_do(tmp_path: Path, content: bytes, says: str) -> None:
    path = site(tmp_path, "aberwen.png", "ours.png")
    (tmp_path / "ours.png").write_bytes(content)
    found = load("demo", path, environment={}).site
    assert found is not None
    with pytest.raises(SettingsRefused) as refused:
        found.public(tmp_path)
    told = str(refused.value.findings[0])
    assert says in told
    assert str(tmp_path / "ours.png") in told
    (tmp_path / "ours.png").unlink()
    with pytest.raises(SettingsRefused, match="No such file"):
        found.public(tmp_path)


def test_the_sites_that_come_with_foyer_can_be_used() -> None:
    files = sorted((CONFIG / "sites").glob("*.toml"))
    assert len(files) >= 3
    for each in load("terminal", files, environment={}).sites:
        assert each.site is not None
        each.site.public(CONFIG / "sites")


def test_a_site_file_that_is_not_there(tmp_path: Path) -> None:
    assert f"in {tmp_path / 'none.toml'}" in refusal(site=tmp_path / "none.toml")


def test_the_layers_lie_over_one_another() -> None:
    assert load("terminal", environment={}).log.format == "json"
    assert load("demo", environment={}).screen.fullscreen is False
    over = load("demo", overrides=("hub.port=1",), environment={"FOYER_DATABASE_URL": "sqlite://"})
    assert (over.hub.port, over.hub.database_url) == (1, "sqlite://")


def test_defaults_name_every_setting_with_its_reason() -> None:
    text = (CONFIG / "defaults.toml").read_text("utf-8")
    document = tomllib.loads(text)
    given = {f"{table}.{key}" for table, keys in document.items() for key in keys}
    named = ("site.", "destinations.", "forms.", "directory_roles", "devices.", "doors.")
    known = {key for key in known_keys(Settings) if not key.startswith(named)}
    assert given == known
    for line, before in zip(text.splitlines()[1:], text.splitlines(), strict=False):
        if "=" in line and not line.startswith("#"):
            assert before.startswith("#") or "=" in before, f"{line} has no comment above it"
