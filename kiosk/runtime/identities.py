"""The settings of how staff sign in: by the council's directory, and with a second factor."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import Field, model_validator

from kiosk.domain.people import SecondFactor, makes_sense
from kiosk.domain.roles import Grant, StaffRole
from kiosk.runtime.sites import Finding, SettingsRefused
from kiosk.terminal.settings import Section

if TYPE_CHECKING:
    from kiosk.gateways.identity import Registration


class IdentitySettings(Section):
    """The council's directory, when there is one, and what is asked of accounts that do not come from it."""

    issuer: str
    client_id: str
    secret_env: str = Field(pattern=r"^(FOYER_SECRET_[A-Z0-9_]+)?$")
    redirect_url: str
    label: str = Field(min_length=1, max_length=60)
    session: int = Field(ge=300, le=86400)
    timeout: float = Field(gt=0, le=60)
    clock_skew: int = Field(ge=0, le=300)
    second_factor: SecondFactor
    second_factor_grace_days: int = Field(ge=0, le=90)
    proof_life: int = Field(ge=60, le=86400)

    @model_validator(mode="after")
    def _whole(self) -> IdentitySettings:
        if not self.issuer:
            return self
        needed = {"client_id": self.client_id, "secret_env": self.secret_env, "redirect_url": self.redirect_url}
        for name, value in needed.items():
            if not value:
                raise ValueError(f"identity.{name} is needed beside identity.issuer")
        # Only now: a terminal reads these settings too, and need not read the libraries of a directory it has not.
        from kiosk.gateways.identity import trusted

        for name, address in (("issuer", self.issuer), ("redirect_url", self.redirect_url)):
            if not trusted(address):
                raise ValueError(f"identity.{name} must begin with https://")
        return self

    def registration(self, environment: Mapping[str, str] | None = None) -> Registration | None:
        """What the hub and the directory agreed on; `None` when there is no directory.

        Raises:
            SettingsRefused: the environment does not hold the secret.
        """
        if not self.issuer:
            return None
        secret = (os.environ if environment is None else environment).get(self.secret_env, "")
        if not secret:
            remedy = "set it to the client secret of the application in the directory"
            raise SettingsRefused(Finding(f"{self.secret_env} is not set", "the environment", remedy))
        from kiosk.gateways.identity import Registration

        issuer = self.issuer.rstrip("/")
        return Registration(issuer, self.client_id, secret, self.redirect_url, self.clock_skew, self.timeout)


class DirectoryRole(Section):
    """What an app role or a group of the directory is granted here."""

    value: str = Field(min_length=1)
    role: StaffRole
    sites: tuple[str, ...] = Field(min_length=1)
    tenant: UUID | None = None

    @model_validator(mode="after")
    def _sensible(self) -> DirectoryRole:
        if not all(makes_sense(grant) for grant in self.grants()):
            raise ValueError("tenant is for tenant_manager and tenant_user, at named sites, and they need one")
        return self

    def grants(self) -> list[Grant]:
        """One for each site."""
        return [Grant(site, self.role, self.tenant) for site in self.sites]


def rules(roles: Sequence[DirectoryRole]) -> dict[str, list[Grant]]:
    """What each value is granted."""
    found: dict[str, list[Grant]] = {}
    for each in roles:
        found.setdefault(each.value, []).extend(each.grants())
    return found
