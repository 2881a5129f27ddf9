"""Settings in layers: defaults → profile → site → what the command line says; secrets from the environment only.

A key nobody knows is refused with the file it stands in and the nearest key that exists, before anything starts.
"""

from __future__ import annotations

import copy
import difflib
import importlib.resources
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args, get_origin

from pydantic import BaseModel, Field, ValidationError

from kiosk.runtime.form_settings import Destination, FormId, FormSettings
from kiosk.runtime.identities import DirectoryRole, IdentitySettings
from kiosk.runtime.keeping import BackupSettings, RetentionSettings
from kiosk.runtime.outside import MailSettings, MessageSettings, NotifySettings, PublicSettings, UploadSettings
from kiosk.runtime.sites import Finding, SettingsRefused, SiteSettings
from kiosk.terminal.settings import (
    ContactSettings,
    DeviceName,
    DeviceSettings,
    DoorSettings,
    LogSettings,
    PrintingSettings,
    ScreenSettings,
    Section,
    SpeechSettings,
    TerminalSettings,
)

CONFIG = Path(str(importlib.resources.files("config")))
DEMO_SITE = CONFIG / "sites" / "demo.toml"

Document = dict[str, object]


class HubSettings(Section):
    """The hub: where it listens and how patient it is. Durations are seconds."""

    host: str
    port: int = Field(ge=0, le=65535)
    database_url: str
    enrolment_code_life: int = Field(ge=60, le=86400)
    news_wait_longest: int = Field(ge=1, le=60)
    staff_session: int = Field(ge=300, le=604800)
    staff_idle: int = Field(ge=60, le=86400)
    deliveries: bool
    secure_cookies: bool
    trusted_proxies: tuple[str, ...]
    delivery_timeout: float = Field(gt=0, le=120)
    delivery_retry_first: float = Field(gt=0, le=3600)
    delivery_retry_longest: float = Field(gt=0, le=86400)
    delivery_attempts: int = Field(ge=1, le=10_000)
    alert_after: int = Field(ge=1, le=1800)
    bank_holidays_url: str = Field(pattern=r"^(https?://.+)?$")
    bank_holidays_at: str = Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
    directory: str

    @property
    def directory_file(self) -> Path | None:
        """The table that a new site's directory begins with: one of those that come with Foyer, or a path."""
        if not self.directory:
            return None
        shipped = CONFIG / "directory" / self.directory
        return shipped if shipped.is_file() else Path(self.directory).expanduser()


class BenchSettings(Section):
    """The simulated devices of a demonstration."""

    url: str = Field(pattern=r"^(http://127\.0\.0\.1:[0-9]{1,5})?$")


class Settings(Section):
    """Everything an operator can set.

    Attributes:
        site_file: where the site is from; `form_files` are its forms, found.
        others: the further sites of a hub that has several, each with its own destinations.
    """

    hub: HubSettings
    backup: BackupSettings
    retention: RetentionSettings
    identity: IdentitySettings
    public: PublicSettings
    uploads: UploadSettings
    messages: MessageSettings
    mail: MailSettings
    notify: NotifySettings
    terminal: TerminalSettings
    screen: ScreenSettings
    speech: SpeechSettings
    printing: PrintingSettings
    bench: BenchSettings
    log: LogSettings
    contacts: ContactSettings
    devices: dict[DeviceName, DeviceSettings] = Field(default_factory=dict)
    doors: dict[DeviceName, DoorSettings] = Field(default_factory=dict)
    site: SiteSettings | None = None
    destinations: dict[str, Destination] = Field(default_factory=dict)
    forms: dict[FormId, FormSettings] = Field(default_factory=dict)
    directory_roles: tuple[DirectoryRole, ...] = ()
    site_file: Path | None = Field(default=None, exclude=True)
    form_files: tuple[Path, ...] = Field(default=(), exclude=True)
    others: tuple[Settings, ...] = Field(default=(), exclude=True)

    @property
    def sites(self) -> tuple[Settings, ...]:
        """The settings of each site, its own first; none when no site is set."""
        return () if self.site is None else (self, *self.others)


@dataclass(frozen=True, slots=True)
class Layer:
    """One source of settings and what it is called when something in it is wrong."""

    name: str
    document: Document


def load(
    profile: str = "terminal",
    site: Path | Sequence[Path] | None = None,
    *,
    overrides: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """The settings, laid over one another and checked.

    Args:
        profile: a name in `config/profiles`.
        site: the site file, or one for each site of a hub; without any there is no site and no destination.
        overrides: `key.path=value` from the command line, the value in TOML (a bare word is taken as text).
        environment: where secrets are; the process's own when `None`.

    Raises:
        SettingsRefused: a file cannot be read, a key is unknown or a value will not do.
    """
    environment = os.environ if environment is None else environment
    files: list[Path | None] = [site] if site is None or isinstance(site, Path) else [*site] or [None]
    first, *others = (_loaded(profile, file, overrides, environment) for file in files)
    for at, other in enumerate(others, 1):
        _check_apart(first, others[: at - 1], other)
    return first.model_copy(update={"others": tuple(others)})


def _loaded(profile: str, site: Path | None, overrides: Sequence[str], environment: Mapping[str, str]) -> Settings:
    layers = [_read(CONFIG / "defaults.toml"), _read(CONFIG / "profiles" / f"{profile}.toml")]
    if site is not None:
        layers.append(_read(site))
    layers.extend(Layer("the command line", _override(text)) for text in overrides)
    if url := environment.get("FOYER_DATABASE_URL"):
        layers.append(Layer("FOYER_DATABASE_URL", {"hub": {"database_url": url}}))
    merged: Document = {}
    for layer in layers:
        _lay(merged, layer.document)
    for found in {"form_files", "site_file", "others"} & merged.keys():
        remedy = "list forms in site.forms, and name the site file with --site"
        raise SettingsRefused(Finding(f"{found} cannot be set", _where(layers, (found,)), remedy))
    try:
        settings = Settings.model_validate(merged)
    except ValidationError as error:
        raise SettingsRefused(*(_finding(layers, detail) for detail in error.errors(include_url=False))) from None
    if settings.site is None or site is None:
        return settings
    forms = tuple(_form_file(name, site) for name in settings.site.forms)
    return settings.model_copy(update={"site_file": site, "form_files": forms})


def _check_apart(first: Settings, before: Sequence[Settings], other: Settings) -> None:
    """Refuses a further site that is one of those before it, or that says of the hub what only the first one may."""
    assert first.site is not None and other.site is not None  # noqa: S101 - each was loaded from a site file
    where = str(other.site_file)
    if any(known.site is not None and known.site.id == other.site.id for known in (first, *before)):
        raise SettingsRefused(
            Finding(f"site.id {other.site.id!r} is there twice", where, "give each site its own id")
        )
    own = {"site", "destinations", "forms", "messages", "mail", "notify", "devices", "doors"}
    own |= {"site_file", "form_files", "others"}
    for section in Settings.model_fields.keys() - own:
        if getattr(other, section) != getattr(first, section):
            remedy = f"move it to {first.site_file}: a hub with several sites takes it from the first of them"
            raise SettingsRefused(Finding(f"[{section}] will not do", where, remedy))


def known_keys(model: type[BaseModel] = Settings, prefix: str = "") -> Iterator[str]:
    """Every key a file may hold, dotted: `[]` is each item of a list, `*` a name the operator chooses."""
    for name, field in model.model_fields.items():
        if field.exclude:
            continue
        inner = _inner(field.annotation)
        if inner is None:
            yield prefix + name
        else:
            yield from known_keys(inner[0], f"{prefix}{name}{inner[1]}.")


def _read(path: Path) -> Layer:
    try:
        return Layer(str(path), tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        remedy = "check the name and that this user may read it"
        raise SettingsRefused(Finding(f"cannot read settings ({error.strerror})", str(path), remedy)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsRefused(Finding("not TOML", str(path), str(error))) from None


def _override(text: str) -> Document:
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise SettingsRefused(Finding(f"{text!r} sets nothing", "the command line", "write it as section.key=value"))
    try:
        parsed: object = tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        parsed = value
    for part in reversed(key.split(".")):
        parsed = {part: parsed}
    return cast(Document, parsed)


def _lay(under: Document, over: Document) -> None:
    for key, value in over.items():
        below = under.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            _lay(below, value)
        else:
            under[key] = copy.deepcopy(value)


def _where(layers: Sequence[Layer], location: Sequence[str | int]) -> str:
    """The last layer that says anything about a key: the one to mend."""
    for length in range(len(location), 0, -1):
        for layer in reversed(layers):
            if _says(layer.document, location[:length]):
                return layer.name
    return layers[-1].name


def _says(document: object, location: Sequence[str | int]) -> bool:
    for part in location:
        if isinstance(document, dict) and part in document:
            document = document[part]
        elif isinstance(document, list) and part in range(len(document)):
            document = document[int(part)]
        else:
            return False
    return True


def _finding(layers: Sequence[Layer], detail: Mapping[str, object]) -> Finding:
    location = cast(tuple[str | int, ...], detail["loc"])
    key = ".".join(str(part) for part in location)
    where = _where(layers, location)
    if detail["type"] == "extra_forbidden":
        nearest = _nearest(location)
        return Finding(f"unknown key {key}", where, f"did you mean {nearest}?" if nearest else "remove it")
    if detail["type"] == "missing":
        return Finding(f"{key} is missing", where, "add it; config/sites/demo.toml shows every key")
    return Finding(f"{key} will not do", where, str(detail["msg"]))


def _nearest(location: Sequence[str | int]) -> str | None:
    """The key that was probably meant: one like it in the same table, or else of the same name in another."""
    typed = ".".join("[]" if isinstance(part, int) else part for part in location).replace(".[]", "[]")
    if location[0] == "forms" and len(location) > 2:
        typed = f"forms.*.{typed.split('.', 2)[2]}"
    table, dot, name = typed.rpartition(".")
    below = (key[len(table + dot) :].partition(".")[0] for key in known_keys() if key.startswith(table + dot))
    if found := difflib.get_close_matches(name, sorted({key.removesuffix("[]") for key in below}), n=1):
        return f"{table}{dot}{found[0]}".replace("*", str(location[1]) if len(location) > 1 else "*")
    return next((key for key in known_keys() if key.rpartition(".")[2] == name), None)


def _inner(annotation: object) -> tuple[type[BaseModel], str] | None:
    """The table an annotation stands for, and how it is reached: directly, in a list, or by a name."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, ""
    by_name = get_origin(annotation) is dict
    for argument in get_args(annotation):
        if isinstance(argument, type) and issubclass(argument, BaseModel):
            return argument, ".*" if by_name else "[]" if get_origin(annotation) is tuple else ""
    return None


def _form_file(name: str, site: Path) -> Path:
    for path in (site.parent / name, site.parent / f"{name}.json", CONFIG / "forms" / f"{name}.json"):
        if path.is_file():
            return path
    remedy = f"put {name}.json beside it or in {CONFIG / 'forms'}"
    raise SettingsRefused(Finding(f"form {name!r} of site.forms is not to be found", str(site), remedy))
