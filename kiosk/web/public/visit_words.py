"""What an invited visitor reads on their own phone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.domain.visit_details import Need
from kiosk.web.public.sentences import sentence

VISITS: Final[Mapping[str, str]] = {
    "visit_title": sentence("Your visit"),
    "visit_when": sentence("When"),
    "visit_time": sentence("{day}, {time}"),
    "visit_host": sentence("You are coming to see"),
    "visit_where": sentence("Where to come"),
    "visit_room": sentence("Your room"),
    "visit_bring": sentence("What to bring"),
    "visit_code": sentence("Your code"),
    "visit_code_label": sentence("The code for the screen in the foyer"),
    "visit_show": sentence(
        "Show this code to the screen in the foyer when you arrive. It is good on the day of your visit only."
    ),
    "visit_calendar": sentence("Add it to your calendar"),
    "visit_here": sentence("You are checked in. You can leave with the same code."),
    "visit_waits": sentence("We know that you are here. Somebody will come to you."),
    "visit_left": sentence("You have left. Thank you for coming."),
    "visit_off": sentence("This visit will not take place. You do not have to do anything."),
    "visit_over": sentence("This visit is over."),
    "visit_needs": sentence("What would help you?"),
    "visit_needs_lead": sentence(
        "Tell us before you come, if you like. Whoever you come to see is told, and the screen in the foyer is set "
        "for you when you show your code. It is erased with your visit."
    ),
    "visit_needs_told": sentence("Thank you. Whoever you come to see is told."),
    "visit_needs_late": sentence("It is too late to tell us here. Please tell the person you meet, or ring us."),
    "visit_needs_again": sentence(
        "What you tell us takes the place of what you told us before. It is not shown here."
    ),
    "visit_choose": sentence("Choose all that help you"),
    "visit_language": sentence("The language of your interpreter"),
    "visit_language_hint": sentence("For example British Sign Language, Polish, Arabic."),
    "visit_words": sentence("Anything else?"),
    "visit_words_hint": sentence(
        "Up to {most} characters. Please do not write about your health unless it helps us help."
    ),
    "visit_send": sentence("Tell us"),
    "visit_private": sentence("Whoever has the address of this page can open it. Keep it to yourself."),
}

NEEDS: Final[Mapping[Need, str]] = {
    Need.BSL: sentence("Somebody who signs (BSL), or a BSL interpreter"),
    Need.HEARING_LOOP: sentence("A hearing loop"),
    Need.INTERPRETER: sentence("An interpreter of another language"),
    Need.STEP_FREE: sentence("A way without steps"),
    Need.SEAT: sentence("A seat while I wait"),
    Need.LARGE_TEXT: sentence("Large text on the screen"),
    Need.HIGH_CONTRAST: sentence("Strong contrast on the screen"),
    Need.READ_ALOUD: sentence("The screen read aloud"),
    Need.MORE_TIME: sentence("More time at the screen"),
    Need.LOW_REACH: sentence("Everything on the screen within reach from a wheelchair"),
}
"""In the order they are asked."""
