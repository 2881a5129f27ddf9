"""Where a form was begun: at a terminal, on the council's web site, or by a link that staff sent."""

from __future__ import annotations

from enum import StrEnum

from kiosk.domain.uses import Face


class Source(StrEnum):
    """Where it was begun. Only at a terminal was there a terminal."""

    TERMINAL = "terminal"
    WEB = "web"
    LINK = "link"

    @property
    def face(self) -> Face:
        """What people met the service on who finished it on a page of their own."""
        return {Source.TERMINAL: Face.PHONE, Source.WEB: Face.WEB, Source.LINK: Face.LINK}[self]
