"""What somebody is told once their submission has been accepted: fixed words, and nothing that anybody typed.

Nobody has proved that the address is theirs. So the words are ours and the form author's, in the language of the
screen, with the reference, the link to the receipt, and the council's own number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.domain.definition import Form, Localised
from kiosk.domain.messages import Channel
from kiosk.domain.sites import Site
from kiosk.domain.submissions import Submission
from kiosk.interfaces.messages import Attachment

_SUBJECT: Final = Localised("Reference {reference}: {form}", "Cyfeirnod {reference}: {form}")

_ACCEPTED: Final = Localised(
    "Thank you. The service that deals with your form has accepted it.",
    "Diolch. Mae'r gwasanaeth sy'n delio â'ch ffurflen wedi ei derbyn.",
)
_FACTS: Final = Localised("Reference: {reference}\nForm: {form}", "Cyfeirnod: {reference}\nFfurflen: {form}")
_FOLLOW: Final = Localised("See how far it has come:\n{link}", "Gweld pa mor bell y mae wedi cyrraedd:\n{link}")
_NOT_YOU: Final = Localised(
    "If you did not send it, somebody typed your address by mistake. You do not have to do anything.",
    "Os nad chi a'i hanfonodd, teipiodd rhywun eich cyfeiriad drwy gamgymeriad. Does dim rhaid i chi wneud dim byd.",
)
_RING: Final = Localised(
    "{council}\n{contact}: {telephone}\n{hours}\n\nA computer sent this message.",
    "{council}\n{contact}: {telephone}\n{hours}\n\nCyfrifiadur anfonodd y neges hon.",
)
_TEXT: Final = Localised(
    "{council}: {form} was accepted. Reference {reference}.",
    "{council}: derbyniwyd {form}. Cyfeirnod {reference}.",
)


@dataclass(frozen=True, slots=True)
class Written:
    """A message in one language. `parts` are what its words are made of, by name, for somebody else's template;
    `page` is the same in HTML, where there are pictures."""

    language: str
    subject: str
    body: str
    parts: Mapping[str, str]
    page: str = ""
    attachments: Sequence[Attachment] = ()


def write(channel: Channel, submission: Submission, form: Form, site: Site, link: str | None) -> Written:
    """The acknowledgement of a submission.

    Args:
        link: where its receipt is; `None` when there is no such page.
    """
    # The words below are in English and Welsh; who filled the form in in another language reads the English ones.
    wanted = (submission.language, "en", *site.languages)
    language = next((each for each in wanted if each in site.languages and _SUBJECT.spoken(each) == each), "en")
    contact = site.contacts[0]
    parts = {
        "reference": submission.reference,
        "form": _line(form.title.get(language)),
        "council": _line(site.council.get(language)),
        "contact": _line(contact.name.get(language)),
        "telephone": _line(contact.number),
        "hours": _line(contact.hours.get(language)),
        "link": link or "",
    }

    def filled(words: Localised) -> str:
        return words.get(language).format_map(parts)

    if channel is Channel.SMS:
        body = filled(_TEXT) + (f" {link}" if link else "")
    else:
        paragraphs = (_ACCEPTED, _FACTS, *((_FOLLOW,) if link else ()), _NOT_YOU, _RING)
        body = "\n\n".join(map(filled, paragraphs)) + "\n"
    return Written(language, filled(_SUBJECT), body, parts)


def _line(words: str) -> str:
    """The words on one line: they may become part of a header."""
    return " ".join(words.split())
