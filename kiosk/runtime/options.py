"""What the command line says, beside the command, and the settings that follow from it."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.runtime.settings import Settings


@dataclass(frozen=True, slots=True)
class Options:
    """Where things are kept, and which settings are laid over the defaults."""

    data: Path
    sites: tuple[Path, ...] = ()
    profile: str = "terminal"
    overrides: tuple[str, ...] = ()

    @classmethod
    def of(cls, chosen: argparse.Namespace) -> Options:
        """What was chosen on the command line."""
        overrides = list(chosen.set)
        if chosen.command == "hub":
            given = {"host": chosen.host, "port": chosen.port, "database_url": chosen.database_url}
            overrides += [f"hub.{key}={json.dumps(value)}" for key, value in given.items() if value is not None]
        return cls(chosen.data.expanduser(), tuple(chosen.site), chosen.profile, tuple(overrides))

    def site_files(self) -> tuple[Path, ...]:
        """The site files given; or `site.toml` in the data folder, and one for each further site in `sites`."""
        if self.sites:
            return self.sites
        own = self.data / "site.toml"
        return (own, *sorted((self.data / "sites").glob("*/site.toml"))) if own.is_file() else ()

    def site_file(self) -> Path | None:
        """The first of them: the site of a foyer on one machine."""
        return next(iter(self.site_files()), None)

    def settings(self) -> Settings:
        """The settings, laid over one another.

        Raises:
            SettingsRefused: they cannot be used.
        """
        from kiosk.runtime.settings import load  # with all that checks them: not before the first picture

        return load(self.profile, self.site_files(), overrides=self.overrides)

    def demonstration(self) -> Options:
        """The same for the invented council, in a folder of its own so that it never mixes with real submissions."""
        from kiosk.runtime.settings import DEMO_SITE

        return replace(self, data=self.data / "demo", sites=(DEMO_SITE,), profile="demo")
