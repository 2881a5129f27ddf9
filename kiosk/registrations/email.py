"""Sends submissions to a mailbox, through the council's mail server.

SMTP knows no key that would let an effect happen once. A copy that was sent twice, because the hub was killed before
it could write down that the server had it, has the same `Message-ID`, by which mailboxes tell it for what it is.

The subject stands in lists, on lock screens and in logs of mail servers, so it says the reference and the form only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal
from uuid import uuid5

from pydantic import Field

from kiosk.domain.forms import TODAY
from kiosk.domain.languages import NAMES
from kiosk.domain.messages import Channel
from kiosk.domain.submissions import Submission
from kiosk.domain.written import lines
from kiosk.interfaces.messages import Attachment, Outgoing
from kiosk.interfaces.registrations import (
    UNREACHABLE,
    Around,
    Dispatch,
    NotTaken,
    Options,
    OptionsUnfit,
    Registered,
    Target,
    Trouble,
    TryLater,
)

MOST_FILES: Final = 20_000_000
"""Bytes of attachments: many a server refuses more. What is over stays at the hub, and the mail says so."""


class EmailOptions(Options):
    """The mailbox, and what goes there."""

    to: str = Field(max_length=254, pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")
    attach: tuple[Literal["pdf", "json", "files"], ...] = ("pdf", "files")
    answers: bool = Field(default=True, description="Whether the answers stand in the message itself.")


class EmailTarget(Target[EmailOptions]):
    """A mailbox of the council's."""

    options_model = EmailOptions

    def __init__(self, options: EmailOptions, around: Around) -> None:
        super().__init__(options, around)
        if around.mail is None:
            remedy = "set mail.host and mail.sender: docs/how-to/connect-a-service.md"
            raise OptionsUnfit(Trouble("there is no mail server in the settings", remedy))
        self._mail = around.mail

    @property
    def where(self) -> str:
        return self.options.to

    def check_config(self) -> Iterator[Trouble]:
        """Whether the mail server lets us in. Nothing is sent."""
        refused = self._mail.check()
        if refused is not None:
            yield Trouble(f"the mail server does not take mail from us ({refused})", "check [mail] in the settings")

    def register(self, dispatch: Dispatch) -> Registered:
        attachments, left = self._attachments(dispatch)
        form, submission = dispatch.form, dispatch.submission
        handed = self._mail(
            Outgoing(
                # One for each mailbox: two targets may share a server, and are not each other's copies.
                uuid5(dispatch.key, f"registration {self.around.name}"),
                Channel.EMAIL,
                self.options.to,
                "en",
                f"{submission.reference}: {' '.join(form.title.en.split())}",
                "\n".join([*self._written(dispatch), *left]) + "\n",
                {},
                attachments,
            )
        )
        if handed.outcome == "put_off":
            raise TryLater(handed.reason or UNREACHABLE)
        if handed.outcome == "refused":
            raise NotTaken(handed.reason or "cannot_send")
        return Registered()

    def _written(self, dispatch: Dispatch) -> Iterator[str]:
        submission, form = dispatch.submission, dispatch.form
        local = submission.submitted_at.astimezone(self.around.timezone)
        yield form.title.en
        yield f"Reference: {submission.reference}"
        yield f"Sent: {local:%d/%m/%Y %H:%M}" + (" (the clock was not certain)" if submission.time_uncertain else "")
        yield f"Language: {NAMES.get(submission.language, submission.language)}"
        if self.options.answers:
            yield from _answers(dispatch, submission)
        yield ""
        yield "A computer sent this message. Nobody reads answers to it."

    def _attachments(self, dispatch: Dispatch) -> tuple[list[Attachment], list[str]]:
        """What goes with it, and what to say of what does not."""
        reference, found, left = dispatch.submission.reference, [], []
        if "pdf" in self.options.attach:
            found.append(Attachment(f"{reference}.pdf", "application/pdf", dispatch.summary()))
        if "json" in self.options.attach:
            found.append(Attachment(f"{reference}.json", "application/json", dispatch.body))
        room = MOST_FILES - sum(len(each.content) for each in found)
        for each in dispatch.files if "files" in self.options.attach else ():
            if each.size > room:
                left.append(f"Too large to be sent by e-mail: {each.name}. It is on the submission's page.")
                continue
            room -= each.size
            found.append(Attachment(each.name, each.media_type, each.read()))
        return found, left


def _answers(dispatch: Dispatch, submission: Submission) -> Iterator[str]:
    asked = {question.name: question for page in dispatch.form.pages for question in page.questions}
    order = [*(name for name in asked if name in submission.answers)]
    order += [name for name in submission.answers if name not in asked and name != TODAY]
    for name in order:
        yield ""
        yield asked[name].title.en if name in asked else name
        for line in lines(asked.get(name), submission.answers[name]):
            yield f"    {line or 'Not answered'}"
