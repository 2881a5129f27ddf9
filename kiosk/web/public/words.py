"""What visitors read on their own phones, in English and Welsh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from kiosk.domain.calendars import calendar
from kiosk.domain.definition import Localised
from kiosk.domain.site import Site

NAMES: Final[Mapping[str, str]] = {"en": "English", "cy": "Cymraeg"}
"""Each language in its own words."""

LONGEST_HEADER = 200
"""Characters of an `Accept-Language` that are read."""

WORDS: Final[Mapping[str, Localised]] = {
    "skip": Localised("Skip to main content", "Neidio i'r prif gynnwys"),
    "languages": Localised("Language", "Iaith"),
    "reception": Localised("Council reception", "Derbynfa'r cyngor"),
    "reference": Localised("Your reference", "Eich cyfeirnod"),
    "how_far": Localised("How far it has come", "Pa mor bell y mae wedi cyrraedd"),
    "saved": Localised("Saved at the terminal", "Wedi'i chadw yn y derfynell"),
    "sent": Localised("Sent to the council", "Wedi'i hanfon at y cyngor"),
    "accepted": Localised("Accepted by the service", "Wedi'i derbyn gan y gwasanaeth"),
    "not_yet": Localised("Not yet", "Ddim eto"),
    "now_sent": Localised(
        "The council has your form. The service that deals with it has not said yet that it has taken it. You do not "
        "have to do anything.",
        "Mae eich ffurflen gan y cyngor. Nid yw'r gwasanaeth sy'n delio â hi wedi dweud eto ei fod wedi ei derbyn. "
        "Does dim rhaid i chi wneud dim byd.",
    ),
    "now_accepted": Localised(
        "The service that deals with your form has it.", "Mae eich ffurflen gan y gwasanaeth sy'n delio â hi."
    ),
    "look_again": Localised("Look again", "Edrych eto"),
    "next": Localised("What happens next", "Beth sy'n digwydd nesaf"),
    "ring": Localised("If you need to ring us", "Os oes angen i chi ein ffonio ni"),
    "private": Localised(
        "This page never shows what you wrote. Whoever has its address can open it.",
        "Nid yw'r dudalen hon byth yn dangos yr hyn a ysgrifennoch. Gall unrhyw un sydd â'i chyfeiriad ei hagor.",
    ),
    "until": Localised("It is erased after {days} days.", "Caiff ei dileu ar ôl {days} diwrnod."),
    "nothing_title": Localised("There is nothing here yet", "Does dim byd yma eto"),
    "nothing_wait": Localised(
        "If you have just sent a form, it is safe at the terminal and comes here by itself. That can take a while "
        "when the connection is away: look again later.",
        "Os ydych newydd anfon ffurflen, mae'n ddiogel yn y derfynell ac fe ddaw yma ohoni ei hun. Gall hynny gymryd "
        "amser os nad oes cysylltiad: edrychwch eto yn nes ymlaen.",
    ),
    "nothing_check": Localised(
        "If you typed the address, check every letter. Older pages have been erased.",
        "Os gwnaethoch deipio'r cyfeiriad, gwiriwch bob llythyren. Mae tudalennau hŷn wedi'u dileu.",
    ),
    "many_title": Localised("Too many tries", "Gormod o geisiadau"),
    "many": Localised("Wait a minute, then try again.", "Arhoswch am funud, yna rhowch gynnig arall arni."),
    "carry_on": Localised(
        "You can carry on with this form here, on your own phone. What you answered at the screen comes with you.",
        "Gallwch barhau â'r ffurflen hon yma, ar eich ffôn eich hun. Daw'r hyn a ateboch wrth y sgrin gyda chi.",
    ),
    "carry_on_here": Localised("Carry on here", "Parhau yma"),
    "carry_on_once": Localised(
        "The code on the screen works once. After that, only this phone has the form.",
        "Mae'r cod ar y sgrin yn gweithio unwaith. Wedi hynny, dim ond y ffôn hwn sydd â'r ffurflen.",
    ),
    "used_up_title": Localised("This code cannot be used", "Ni ellir defnyddio'r cod hwn"),
    "used_up": Localised(
        "It has been used already, or it is more than five minutes old. Ask the screen for a new one: press “Do this "
        "on my phone” again.",
        "Mae wedi'i ddefnyddio eisoes, neu mae'n fwy na phum munud oed. Gofynnwch i'r sgrin am un newydd: pwyswch "
        "“Gwneud hyn ar fy ffôn” eto.",
    ),
    "later_title": Localised("Save and come back later", "Cadw a dod yn ôl yn nes ymlaen"),
    "later_kept": Localised(
        "Your answers so far are saved until {until}.", "Mae eich atebion hyd yma wedi'u cadw tan {until}."
    ),
    "later_how": Localised(
        "To come back, open this address again. Keep it as a bookmark, or send it to yourself.",
        "I ddod yn ôl, agorwch y cyfeiriad hwn eto. Cadwch ef fel nod tudalen, neu anfonwch ef atoch chi'ch hun.",
    ),
    "later_secret": Localised(
        "Keep it to yourself: whoever has this address can read your answers and send the form.",
        "Cadwch ef i chi'ch hun: gall unrhyw un sydd â'r cyfeiriad hwn ddarllen eich atebion ac anfon y ffurflen.",
    ),
    "check_title": Localised("Check your answers", "Gwiriwch eich atebion"),
    "change": Localised("Change", "Newid"),
    "choose": Localised("Choose an answer", "Dewiswch ateb"),
    "no_files": Localised(
        "These pages cannot take photos or files. You can leave this empty.",
        "Ni all y tudalennau hyn dderbyn lluniau na ffeiliau. Gallwch adael hwn yn wag.",
    ),
    "optional": Localised("(optional)", "(dewisol)"),
    "error": Localised("Error", "Gwall"),
    "problem_title": Localised("There is a problem", "Mae problem"),
    "trouble_title": Localised("Sorry, there is a problem", "Mae'n ddrwg gennym, mae problem"),
    "trouble": Localised(
        "Please try again later, or ring us.", "Rhowch gynnig arall arni yn nes ymlaen, neu ffoniwch ni."
    ),
}


def offered(site: Site | None) -> tuple[str, ...]:
    """The languages of these pages at a site, its own first: English where the site speaks none of them."""
    wanted = NAMES if site is None else site.languages
    return tuple(each for each in wanted if each in NAMES) or ("en",)


def language_of(chosen: str | None, header: str, offered: Sequence[str]) -> str:
    """The language of a page: the one its link says, else the one the browser would rather have.

    Args:
        chosen: what stands behind `?lang=`.
        header: the browser's `Accept-Language`. Source: RFC 9110, section 12.5.4.
        offered: of the site, its own first.
    """
    if chosen in offered:
        return str(chosen)
    best, weight = offered[0], 0.0
    for part in header[:LONGEST_HEADER].split(","):
        tag, _, quality = part.partition(";q=")
        name = tag.strip().lower().partition("-")[0]
        try:
            wanted = float(quality or 1)
        except ValueError:
            continue
        if name in offered and weight < wanted <= 1:
            best, weight = name, wanted
    return best


def moment(at: datetime, zone: ZoneInfo, language: str) -> str:
    """`23 November 2026, 10:42`, by the clock on the site's wall."""
    local = at.astimezone(zone)
    return f"{calendar(language).date(local)}, {local:%H:%M}"
