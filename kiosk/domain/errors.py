"""The tree of errors.

An error carries a stable `code` and data, never a sentence: words are made at the edge, in the language of the person
who meets it. A leaf also inherits the built-in that fits, so that code that knows nothing of Foyer can catch it.
"""

from __future__ import annotations


class KioskError(Exception):
    """Anything Foyer raises on purpose.

    `code` is stable and lower_snake_case; `data` holds what the words need and never a visitor's answers.
    """

    code = "error"

    def __init__(self, code: str | None = None, /, **data: object) -> None:
        self.code = code or type(self).code
        self.data = data
        super().__init__(self.code, data)

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in self.data.items())
        return f"{self.code}({facts})" if facts else self.code


class Refused(KioskError):
    """A rule said no. Trying again changes nothing."""

    code = "refused"


class Unavailable(KioskError):
    """Something is away for now. Trying again may work."""

    code = "unavailable"


class Fault(KioskError):
    """Our own mistake."""

    code = "fault"
