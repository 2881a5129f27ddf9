"""What visitors read on their own phones. The sentences are English here, and the catalogue's in every language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from kiosk.domain import languages
from kiosk.domain.calendars import calendar
from kiosk.domain.site import Site
from kiosk.web.public.sentences import sentence
from kiosk.web.public.status_words import STATUS
from kiosk.web.public.visit_words import VISITS

LONGEST_HEADER = 200
"""Characters of an `Accept-Language` that are read."""


WORDS: Final[Mapping[str, str]] = {
    "skip": sentence("Skip to main content"),
    "languages": sentence("Language"),
    "reception": sentence("Council reception"),
    "reference": sentence("Your reference"),
    "how_far": sentence("How far it has come"),
    "saved": sentence("Saved at the terminal"),
    "saved_here": sentence("Saved"),
    "sent": sentence("Sent to the council"),
    "accepted": sentence("Accepted by the service"),
    "not_yet": sentence("Not yet"),
    "now_sent": sentence(
        "The council has your form. The service that deals with it has not said yet that it has taken it. You do not "
        "have to do anything."
    ),
    "now_accepted": sentence("The service that deals with your form has it."),
    "look_again": sentence("Look again"),
    "next": sentence("What happens next"),
    "ring": sentence("If you need to ring us"),
    "private": sentence("This page never shows what you wrote. Whoever has its address can open it."),
    "until": sentence("It is erased after {days} days."),
    "nothing_title": sentence("There is nothing here yet"),
    "nothing_wait": sentence(
        "If you have just sent a form, it is safe at the terminal and comes here by itself. That can take a while "
        "when the connection is away: look again later."
    ),
    "nothing_check": sentence("If you typed the address, check every letter. Older pages have been erased."),
    "many_title": sentence("Too many tries"),
    "many": sentence("Wait a minute, then try again."),
    "long_title": sentence("What you sent is too large"),
    "long": sentence("Go back, and add smaller files, or fewer of them. Nothing else that you answered is lost."),
    "carry_on": sentence(
        "You can carry on with this form here, on your own phone. What you answered at the screen comes with you."
    ),
    "carry_on_here": sentence("Carry on here"),
    "carry_on_once": sentence("The code on the screen works once. After that, only this phone has the form."),
    "used_up_title": sentence("This link cannot be used"),
    "used_up": sentence(
        "It has been used already, or it is too old. If it came from a screen, press “Do this on my phone” there "
        "again for a new code. What was kept to come back to is erased after {days} days."
    ),
    "later_title": sentence("Save and come back later"),
    "later_kept": sentence("Your answers so far are saved until {until}."),
    "later_how": sentence("To come back, open this address again. Keep it as a bookmark, or send it to yourself."),
    "later_secret": sentence(
        "Keep it to yourself: whoever has this address can read your answers and send the form."
    ),
    "later_email": sentence("Your email address"),
    "later_sms": sentence("Your mobile number"),
    "later_either": sentence("Your email address or mobile number"),
    "later_send_title": sentence("Have the address sent to you"),
    "later_hint": sentence("We use it for this one message and do not keep it."),
    "later_send": sentence("Send me the address"),
    "later_sent": sentence(
        "We are sending it now. If nothing has come within a few minutes, check what you typed and try again, or "
        "keep the address yourself."
    ),
    "later_unfit_email": sentence("Enter your email address, like name@example.com"),
    "later_unfit_sms": sentence("Enter your mobile number, like 07700 900 982"),
    "later_unfit": sentence("Enter an email address, like name@example.com, or a mobile number, like 07700 900 982"),
    "check_title": sentence("Check your answers"),
    "change": sentence("Change"),
    "choose": sentence("Choose an answer"),
    "optional": sentence("(optional)"),
    "error": sentence("Error"),
    "problem_title": sentence("There is a problem"),
    "trouble_title": sentence("Sorry, there is a problem"),
    "trouble": sentence("Please try again later, or ring us."),
    "file_one": sentence(
        "You can add one file: a photo, a PDF or an office document. It may have up to {limit} megabytes."
    ),
    "file_many": sentence(
        "You can add up to {most} files: photos, PDF and office documents. Each may have up to {limit} megabytes."
    ),
    "file_private": sentence("We take out of photos where and with what they were taken."),
    "file_choose": sentence("Choose a photo or a file"),
    "file_more": sentence("Choose another photo or file"),
    "file_add": sentence("Add this file"),
    "file_added": sentence("Files that you have added"),
    "file_remove": sentence("Remove"),
    "file_size": sentence("{size} megabytes"),
    "file_small": sentence("less than 0.1 megabytes"),
    "forms_title": sentence("Forms"),
    "forms_lead": sentence("Fill in a form here, on your phone or computer. You do not need an account."),
    "places_title": sentence("Which place is it for?"),
    "forms_none": sentence("There are no forms here just now. Please ring us."),
    "form_gone_title": sentence("This form is not here any more"),
    "form_gone": sentence("It may have been replaced by another."),
    "form_all": sentence("See all forms"),
    "form_english": sentence("This form is in English."),
    "form_start": sentence("Start now"),
    "form_how": sentence("You see all your answers before you send them, and can change each of them."),
    "form_later": sentence("You can save it at any time and come back within {days} days."),
    "form_file": sentence("You need a photo or a file for this form. You can add it here."),
    **STATUS,
    **VISITS,
    "busy_title": sentence("Sorry, there is a problem"),
    "busy": sentence("Too many people are filling in forms just now. Please try again in a few minutes, or ring us."),
}


def offered(site: Site | None) -> tuple[str, ...]:
    """The languages of these pages at a site, its own first."""
    return languages.offered(("en", "cy") if site is None else site.languages)


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
