"""What the pages of a site's settings have in common: the parts in words, what was typed, and keeping a change."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kiosk.domain.colours import ColourUnfit
from kiosk.domain.overlays import Document, Part, seal
from kiosk.domain.roles import Action
from kiosk.domain.sites import SiteRefused
from kiosk.services.sites import ChangedMeanwhile, SiteView
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.sessions import Visitor

Fields = Mapping[str, str]
Errors = dict[str, str]

SEAL: Final = "seal"
"""The field that says what the page showed."""

LONGEST_NAME: Final = 80
LONGEST_LINE: Final = 200


@dataclass(frozen=True, slots=True)
class About:
    """A part in words."""

    title: str
    hint: str
    action: Action = Action.EDIT_SITE


ABOUT: Final[Mapping[Part, About]] = {
    Part.WORDING: About(
        "Names and wording", "What the building and the council are called, the welcome, who runs it"
    ),
    Part.THEME: About("Colours", "The council’s colours, checked so that everybody can read"),
    Part.LOGO: About("Logo", "At the top of every screen"),
    Part.LANGUAGES: About("Languages", "Which languages the screens speak, and which first"),
    Part.FORMS: About("Forms", "Which forms people can fill in, and in which order"),
    Part.OPENING: About("Opening hours", "An ordinary week, and bank holidays"),
    Part.CLOSURES: About("Closures", "Days and hours the offices are closed although they would be open"),
    Part.CONTACTS: About("Help numbers", "Whom people can ring, and when somebody answers"),
    Part.EMERGENCY: About("Emergency numbers", "What “I need help now” shows"),
    Part.ALERTS: About("Alerts", "Who is told when a terminal or one of its devices needs somebody"),
    Part.SAFETY: About("Way out", "Where people gather in an emergency, and how they get there from the foyer"),
    Part.VISITS: About("Visits", "Whether people check in here, who takes care of them, how to find the door"),
    Part.VISITOR_TYPES: About("Visitor types", "What visitors are asked, what they accept, whether they get a badge"),
    Part.VISITOR_NOTICES: About("Visitor notices", "What visitors accept before they come in"),
    Part.ROOMS: About("Rooms", "The rooms that people meet in, the way there, which can be booked"),
    Part.HOSTS: About("Hosts", "Who is told that a visitor waits when no host comes"),
    Part.MESSAGES: About("Messages", "Words on the first screen, for some days or always", Action.EDIT_MESSAGES),
}
"""Every part, in the order of the page."""


def seal_of(view: SiteView, part: Part) -> str:
    """Names what a part says now."""
    return seal(view.document, part)


async def keep(request: Request, visitor: Visitor, part: Part, document: Document, fields: Fields) -> Errors:
    """Changes a part; gives what is wrong, by field, when it cannot be."""
    try:
        await hub_of(request).sites.change(part, document, fields.get(SEAL, ""), visitor.actor)
    except ChangedMeanwhile:
        return {
            SEAL: "Somebody else changed this meanwhile. Look at what it says now; save again to put yours instead"
        }
    except ColourUnfit as error:
        return {"colour": f"{error.data.get('colour')} cannot be used there"}
    except SiteRefused as error:
        return {str(error.data.get("part")): "This does not go with the rest of the site"}
    return {}


def saved(visitor: Visitor, part: Part, path: str = "") -> Response:
    """Back to where the part is shown, which says that it was saved."""
    return RedirectResponse(f"{visitor.at}/settings{path}?saved={part}", 303)


# --- what was typed -------------------------------------------------------------------------------------------------


def one_line(fields: Fields, name: str) -> str:
    """What was typed, without the spaces around it and those in a row."""
    return " ".join(fields.get(name, "").split())


def words(
    fields: Fields, name: str, what: str, errors: Errors, *, wanted: bool = True, longest: int = LONGEST_LINE
) -> dict[str, str | None] | None:
    """A text in both languages; `None` for one that was left empty and may be."""
    english, welsh = one_line(fields, f"{name}_en"), one_line(fields, f"{name}_cy")
    if not english and (wanted or welsh):
        errors[f"{name}_en"] = f"Enter {what} in English"
    for language, text in (("en", english), ("cy", welsh)):
        if len(text) > longest or not text.isprintable():
            errors[f"{name}_{language}"] = f"{what[0].upper()}{what[1:]} must be {longest} characters or fewer"
    return {"en": english, "cy": welsh or None} if english else None


def day(fields: Fields, name: str, what: str, errors: Errors) -> str | None:
    """A day, as browsers send it; `None` when none was given."""
    typed = fields.get(name, "").strip()
    if not typed:
        return None
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        errors[name] = f"{what[0].upper()}{what[1:]} must be a real day"
        return None


def typed_words(name: str, known: object) -> dict[str, str]:
    """The two fields of a text."""
    table = known if isinstance(known, Mapping) else {}
    return {f"{name}_{language}": str(table.get(language) or "") for language in ("en", "cy")}


def lacks_welsh(view: SiteView, known: object) -> bool:
    """Whether a text has no Welsh where the screens speak it."""
    return (
        "cy" in view.site.languages and isinstance(known, Mapping) and bool(known.get("en")) and not known.get("cy")
    )


def short_id(name: Mapping[str, str | None] | None, beside: Sequence[Document], otherwise: str) -> str:
    """A short name for machines, from the name for people; one that no other row has."""
    plain = unicodedata.normalize("NFD", (name or {}).get("en") or "").encode("ascii", "ignore").decode("ascii")
    short = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:36].strip("-") or otherwise
    taken = {row.get("id") for row in beside}
    return next(each for each in (short, *(f"{short}-{n}" for n in range(2, 100))) if each not in taken)
