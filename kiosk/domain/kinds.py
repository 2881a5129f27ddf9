"""The kinds of component there are, by the names the format gives them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a component is. The values are the type names of the format."""

    TEXT = "TextField"
    LONG_TEXT = "MultilineTextField"
    FREE_TEXT = "FreeTextField"
    NUMBER = "NumberField"
    YES_NO = "YesNoField"
    RADIOS = "RadiosField"
    CHECKBOXES = "CheckboxesField"
    SELECT = "SelectField"
    AUTOCOMPLETE = "AutocompleteField"
    DATE = "DatePartsField"
    DATE_FIELD = "DateField"
    DATE_TIME = "DateTimePartsField"
    DATE_TIME_FIELD = "DateTimeField"
    TIME = "TimeField"
    MONTH_YEAR = "MonthYearField"
    ADDRESS = "UkAddressField"
    EMAIL = "EmailAddressField"
    TELEPHONE = "TelephoneNumberField"
    WEBSITE = "WebsiteField"
    FILE = "FileUploadField"
    CLIENT_FILE = "ClientSideFileUploadField"
    TABLE = "MultiInputField"
    PARA = "Para"
    HTML = "Html"
    INSET = "InsetText"
    DETAILS = "Details"
    LIST = "List"

    @property
    def asks(self) -> bool:
        """Whether it asks something, rather than telling something."""
        return self not in GUIDANCE

    @property
    def addresses(self) -> bool:
        """Whether its answer is where somebody can be written to."""
        return self in (Kind.EMAIL, Kind.TELEPHONE)


GUIDANCE: Final = frozenset({Kind.PARA, Kind.HTML, Kind.INSET, Kind.DETAILS, Kind.LIST})
WRITING: Final = frozenset({Kind.LONG_TEXT, Kind.FREE_TEXT})
"""Kinds whose answer has several lines."""
ONE_OF: Final = frozenset({Kind.RADIOS, Kind.SELECT, Kind.AUTOCOMPLETE})
"""Kinds whose answer is one item of a list."""
DATES: Final = frozenset({Kind.DATE, Kind.DATE_FIELD})
MOMENTS: Final = frozenset({Kind.DATE_TIME, Kind.DATE_TIME_FIELD})
FILES: Final = frozenset({Kind.FILE, Kind.CLIENT_FILE})
