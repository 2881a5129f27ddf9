"""The settings of what a hub does for itself at night."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from kiosk.terminal.settings import Section

TIME_OF_DAY = r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$"


class BackupSettings(Section):
    """When the hub backs itself up, where to, and how many backups it keeps."""

    at: str = Field(pattern=TIME_OF_DAY)
    folder: str
    keep: int = Field(ge=1, le=1000)

    def folder_of(self, data: Path) -> Path:
        """Where backups go."""
        return Path(self.folder).expanduser() if self.folder else data / "backups"


class RetentionSettings(Section):
    """When the hub erases what it has kept long enough, and how many days that is."""

    at: str = Field(pattern=TIME_OF_DAY)
    submission_days: int = Field(ge=8, le=36_500)
    attempt_days: int = Field(ge=8, le=36_500)
    message_days: int = Field(ge=8, le=36_500)
    opinion_days: int = Field(ge=8, le=36_500)
    roll_call_days: int = Field(ge=8, le=36_500)
    visit_contact_days: int = Field(ge=1, le=36_500)
    visit_name_days: int = Field(ge=1, le=36_500)
    visitor_card_days: int = Field(ge=0, le=3_650)
    booking_days: int = Field(ge=1, le=36_500)
    parcel_days: int = Field(ge=8, le=36_500)
    photo_days: int = Field(ge=1, le=366)
    news_days: int = Field(ge=8, le=36_500)
    directory_days: int = Field(ge=1, le=365)
    account_days: int = Field(ge=1, le=3650)
    audit_days: int = Field(ge=30, le=36_500)
