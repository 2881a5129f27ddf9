"""What people read about how far their form has come, and about the copy of their answers. In English here, and in
every language by the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.web.public.sentences import sentence

STATUS: Final[Mapping[str, str]] = {
    "stage_looked": sentence("Somebody is looking at it"),
    "stage_done": sentence("Done"),
    "stage_partly": sentence("Partly done"),
    "stage_manual": sentence("Somebody does it by hand"),
    "now_looked": sentence("Somebody at the council has your form in hand. You do not have to do anything."),
    "now_done": sentence("What you asked for is done. You do not have to do anything."),
    "now_partly": sentence("Part of what you asked for is done. This is what the council says about the rest:"),
    "now_manual": sentence(
        "Somebody at the council does this by hand, which can take longer. You do not have to do anything."
    ),
    "now_manual_says": sentence("This is what the council says:"),
    "status_title": sentence("See how far your form has come"),
    "status_lead": sentence("You need your reference, and one thing that you told us in the form."),
    "status_reference_hint": sentence("It is on your receipt, and looks like 7K3-MQ9-XZ4."),
    "status_fact": sentence("One thing that you told us"),
    "status_fact_hint": sentence(
        "Your postcode, your email address, the last 4 digits of your telephone number, or the day you were born. It "
        "has to be one that you gave in this form."
    ),
    "status_find": sentence("Find my form"),
    "status_enter_reference": sentence("Enter your reference"),
    "status_enter_fact": sentence("Enter one thing that you told us"),
    "status_nothing": sentence("We cannot find a form with this reference and this other thing"),
    "status_nothing_more": sentence(
        "Check both, and try another thing that you told us. If you have just sent the form, wait a few minutes. If "
        "the form asked for none of these things, use the code on your receipt, or ring us."
    ),
    "status_private": sentence("We do not keep what you type here."),
    "status_where": sentence("Where did you send it?"),
    "status_lost": sentence("Without this address, you find it again with your reference:"),
    "sent_title": sentence("Your form is sent"),
    "sent_see": sentence("See how far it has come"),
    "copy_title": sentence("Have a copy of your answers sent to you"),
    "copy_lead": sentence("We send a code to your email address first, so that your answers go to nobody else."),
    "copy_email": sentence("Your email address"),
    "copy_hint": sentence("We use it for this copy only and do not keep it."),
    "copy_send_code": sentence("Send me a code"),
    "copy_code_title": sentence("Enter the code from the email"),
    "copy_code_lead": sentence("We have sent a code of 6 digits to {address}. It works for {minutes} minutes."),
    "copy_code": sentence("Code"),
    "copy_send": sentence("Send me the copy"),
    "copy_again": sentence("Use another address, or have a new code sent"),
    "copy_sent_title": sentence("The copy is sent"),
    "copy_sent": sentence("It is a PDF, in an email to {address}."),
    "copy_unfit": sentence("Enter an email address, like name@example.com"),
    "copy_wrong": sentence("This is not the code that we sent, or it is too old"),
    "copy_trouble": sentence("The email could not be sent just now. Please try again in a few minutes."),
    "copy_subject": sentence("Your code is {code}"),
    "copy_body": sentence(
        "{council}\n\nYour code is {code}. Type it into the page where you asked for a copy of your answers. It "
        "works for {minutes} minutes.\n\nIf you did not ask for it, somebody typed your address by mistake. You do "
        "not have to do anything."
    ),
    "copy_mail_subject": sentence("A copy of your answers: {reference}"),
    "copy_mail_body": sentence(
        "{council}\n\n{form}\nReference: {reference}\n\nThe copy of your answers that you asked for is in the PDF "
        "with this message.\n\nA computer sent this message. Nobody reads answers to it."
    ),
}
