"""What somebody who cannot see the screen means to do at it, in the words they will hear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Tale:
    """What somebody means to do, in the words they will hear.

    Attributes:
        screens: by a part of what a screen says, what to choose there one after the other, or what to write in which
            line. `?` asks to hear the screen again.
        onward: leads on from lines to type in.
        typing_in, again, over: how the terminal says where the letters go, that the same choice leads on, and that
            the visit is over.
        capital, space: how it calls a capital letter, apart from the letter, and the space.
    """

    screens: Mapping[str, Sequence[str] | Mapping[str, str]]
    onward: str
    typing_in: str
    again: str
    over: str
    capital: str
    space: str


ENGLISH = Tale(
    {
        "How can we help?": ["Council forms"],
        "Which form do you need?": ["Report a missed bin"],
        "Tell us if we did not empty your bin": ["Start this form"],
        "Which bin did we miss?": ["Recycling (blue box)"],
        "Which day was the bin due": ["Yesterday"],
        "out by 6am": ["Yes"],
        "the address of the bin?": {
            "House number or name, and street": "12 High street",
            "Town or city": "Totnes",
            "Postcode": "TQ95NE",
        },
        "fetch the bin": ["No"],
        "the crew should know?": ["Continue"],
        "How should we tell you": ["You do not need to tell me"],
        "Check your answers": ["Send this form"],
        "Keep your reference": ["?", "I have finished"],
    },
    onward="Continue",
    typing_in="You are typing in: ",
    again="Choose it again to continue",
    over="This visit is over",
    capital="capital ",
    space="space",
)
WELSH = Tale(
    {
        "Sut gallwn ni helpu?": ["Ffurflenni'r cyngor"],
        "Pa ffurflen sydd ei hangen": ["Rhoi gwybod am fin heb ei gasglu"],
        "Rhowch wybod i ni os na": ["Dechrau'r ffurflen hon"],
        "Pa fin sydd heb ei gasglu?": ["Ailgylchu (blwch glas)"],
        "Ar ba ddiwrnod roedd y bin": ["ddoe"],
        "Oedd y bin allan": ["Oedd"],
        "Beth yw cyfeiriad y bin?": {
            "Rhif neu enw'r tŷ, a'r stryd": "12 High street",
            "Tref neu ddinas": "Totnes",
            "Cod post": "TQ95NE",
        },
        "nôl y bin": ["Nac ydy"],
        "y dylai'r criw ei wybod?": ["Parhau"],
        "Sut dylen ni roi gwybod": ["Does dim angen rhoi gwybod i mi"],
        "Gwiriwch eich atebion": ["Anfon y ffurflen hon"],
        "Cadwch eich cyfeirnod": ["?", "Rydw i wedi gorffen"],
    },
    onward="Parhau",
    typing_in="Rydych chi'n teipio yn: ",
    again="Dewiswch eto i barhau",
    over="Mae'r ymweliad hwn ar ben",
    capital=" fawr",
    space="bwlch",
)
