"""The form a person is filling in: opened, answered step by step, changed, sent once."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal
from uuid import UUID

from kiosk.domain import fields, forms
from kiosk.domain.answers import rows
from kiosk.domain.continuations import Offered
from kiosk.domain.errors import KioskError
from kiosk.domain.events import Receipt
from kiosk.domain.fields import Checked, Problem
from kiosk.domain.forms import Component
from kiosk.domain.kinds import Kind
from kiosk.domain.printing import Outcome
from kiosk.terminal.session import Session
from ui.presenters import editing, entries, filling, form_gone, on_my_phone, question, travel
from ui.presenters.desk import Desk
from ui.presenters.scene import unsent

_ORDER: Final = ("saved", "sent", "accepted")


class FormUnderWay:
    """What the presses on a form's screens do. Keeps nothing itself: everything is in the session it is given."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def open(self, session: Session, form_id: str) -> None:
        """Shows a form's first screen. Another form with answers is not thrown away without asking."""
        offer = self._desk.catalogue()
        form = next((each for each in (() if offer is None else offer.forms) if each.id == form_id), None)
        if form is None:
            return
        if session.form is not None and session.form.id != form_id and unsent(session):
            session.wanted = form_id
            travel.go(session, "start_again")
            return
        if session.form is None or session.form.id != form_id:
            self.left(session)
            trail, search, step = session.trail, session.search, session.step
            session.clear()
            session.trail, session.search, session.step, session.form = trail, search, step, form
        travel.go(session, "form_start")

    def begin(self, session: Session) -> None:
        """Shows the first question."""
        # Whoever goes back to the first page and on again has begun once.
        if session.form is not None and not session.seen:
            session.begun = self._desk.form_begun(session.form, session.language)
        travel.first(session)
        self._ready(session)

    def choose(self, session: Session, choice: str) -> None:
        """Marks one of the answers on offer; nothing moves on until Continue. Of a table it opens an entry."""
        step = question.step(session)
        if step is None or step.component is None:
            return
        if step.component.kind is Kind.TABLE:
            if choice.isdecimal():
                self._open_entry(session, step.component, int(choice))
            return
        today = self._desk.today()
        offered = {item.value for item in step.component.items}
        if days := filling.quick_days(step.component, today):
            offered = {day.isoformat() for day in days} | {filling.OTHER_DAY}
        if choice not in offered:
            return
        filling.choose(session, step.component, choice)
        session.problem = None
        session.active = None
        self._ready(session)

    def go_on(self, session: Session) -> None:
        """Checks the answer on screen; moves on when it will do, else says what is wrong and where."""
        step = question.step(session)
        if step is None:
            return
        if step.component is not None:
            outcome = fields.check(step.component, filling.raw(session, step.component), self._desk.today())
            if isinstance(outcome, Problem):
                self._refuse(session, outcome)
                return
            self._take(session, step.component.name, outcome)
        elif step.page.role == "end":
            return
        if step.row is not None:
            self._through_entry(session)
        else:
            travel.onward(session)
        self._ready(session)

    def back(self, session: Session) -> bool:
        """The screen before, as it was left; false when there is none."""
        moved = travel.back(session)
        self._ready(session)
        return moved

    def change(self, session: Session, name: str) -> None:
        """Goes from the check page to one question and, after it, back."""
        if session.form is not None and name in forms.on_path(session.form, session.answers):
            travel.go(session, travel.QUESTION, name)
            self._ready(session)

    def turn_entries(self, session: Session, way: str) -> None:
        """Begins an entry of the table on screen (`add`), or takes out the one on screen (`remove`)."""
        step = question.step(session)
        if way == "add" and step is not None and step.component is not None:
            self._open_entry(session, step.component, len(rows(session.answers.get(step.component.name))))
        elif way == "remove" and (found := entries.find(session, session.step)) is not None:
            _, table, place = found
            entries.remove(session, table, place)
            self._to_table(session, table.name)

    def _open_entry(self, session: Session, table: Component, place: int) -> None:
        there = len(rows(session.answers.get(table.name)))
        if place <= there and (table.most is None or place < table.most):
            travel.go(session, travel.QUESTION, entries.open_entry(session, table, place))
            self._ready(session)

    def _through_entry(self, session: Session) -> None:
        """On to the next question of an entry; after its last, the entry is kept, and its table is shown."""
        if (found := entries.find(session, session.step)) is None:
            return
        _, table, place = found
        if (following := entries.next_step(table, session.step)) is not None:
            travel.go(session, travel.QUESTION, following)
        else:
            entries.keep(session, table, place)
            self._to_table(session, table.name)

    def _to_table(self, session: Session, name: str) -> None:
        """Back to where the entry was begun; Back does not lead into it again."""
        if (travel.QUESTION, name) in session.trail:
            place = len(session.trail) - 1 - session.trail[::-1].index((travel.QUESTION, name))
            del session.trail[place:]
        travel.arrive(session, travel.QUESTION, name)

    def send(self, session: Session) -> None:
        """Saves the form, once: while it is being saved, and when it has been, this does nothing."""
        form = session.form
        if form is None or session.sending or session.receipt is not None:
            return
        problems = forms.validate(form, session.answers, self._desk.today())
        if problems:
            name, problem = next(iter(problems.items()))
            travel.go(session, travel.QUESTION, name)
            self._refuse(session, problem)
            return
        session.sending, session.trouble = True, None
        session.screen = "sending"
        self._desk.ask(
            self._desk.submit(form, forms.sendable(form, session.answers), session.language, session.id),
            lambda receipt: self._saved(session, receipt),
            lambda error: self._not_saved(session, error),
        )

    def print(self, session: Session) -> None:
        """Prints the receipt, once: again only after it is known that it was not printed."""
        given, form = session.receipt, session.form
        if given is None or form is None or session.printed not in (None, "not_printed"):
            return
        session.printed = "printing"
        self._desk.ask(
            self._desk.print_receipt(given, form, session.language),
            lambda printed: self._printed(session, given, printed.outcome),
            lambda _error: self._printed(session, given, "unknown"),
        )

    def left(self, session: Session) -> None:
        """Counts where somebody stopped who has begun a form and goes without sending it."""
        if session.form is not None and session.begun is not None and session.receipt is None:
            self._desk.form_ended(session.form, session.begun, forms.path(session.form, session.answers)[-1].path)
            session.begun = None

    def to_phone(self, session: Session) -> None:
        """Asks for a code that opens the form on the person's phone, with what is good of the answers."""
        form, answers = session.form, dict(session.answers)
        if form is None:
            return
        for asked in (each for page in forms.path(form, answers) for each in page.questions):
            if asked.name in session.drafts:
                outcome = fields.check(asked, session.drafts[asked.name], self._desk.today())
                if isinstance(outcome, Checked):
                    answers[asked.name] = outcome.value
        session.phone = None
        travel.go(session, on_my_phone.SCREEN)
        self._desk.ask(
            self._desk.offer_to_phone(form, answers, session.language),
            lambda offered: self._offered(session, offered),
            lambda _error: self._offered(session, "failed"),
        )

    def taken(self, session: Session, offered_id: UUID) -> None:
        """Somebody has the form on their phone: nothing of it stays here. Who went on at the screen meanwhile keeps
        what they answered since."""
        shown = session.phone if session.screen == on_my_phone.SCREEN else None
        if not isinstance(shown, Offered) or shown.id != offered_id:
            return
        session.clear()
        travel.arrive(session, on_my_phone.TAKEN)
        self._desk.changed()

    def delete(self, session: Session) -> None:
        """Throws the answers away; opens the other form where one was wanted, else shows the first screen."""
        wanted = session.wanted
        self.left(session)
        travel.home(session)
        if wanted is not None:
            travel.go(session, "forms")
            self.open(session, wanted)

    def house_changed(self, session: Session) -> None:
        """Tells somebody, once, that their form has been withdrawn under their hands."""
        offer, form = self._desk.catalogue(), session.form
        if offer is None or form is None or session.sending or session.receipt is not None or session.withdrawn:
            return
        if all(each.id != form.id for each in offer.forms):
            session.withdrawn = True
            session.active = None
            travel.go(session, form_gone.SCREEN)

    def came_further(self, session: Session, receipt: Receipt) -> None:
        """A submission has come further. Only the one on screen matters, and it never goes backwards."""
        now = session.receipt
        if now is None or now.id != receipt.id or _ORDER.index(receipt.state) <= _ORDER.index(now.state):
            return
        session.receipt = replace(receipt, link=now.link)
        self._desk.changed()

    def _saved(self, session: Session, receipt: Receipt) -> None:
        if session.ended:
            return
        session.sending = False
        if session.form is not None and session.begun is not None:
            self._desk.form_ended(session.form, session.begun, None)
        session.receipt = receipt
        session.answers, session.drafts, session.trail, session.seen = {}, {}, [], set()
        travel.arrive(session, "receipt")
        self._desk.changed()
        self._desk.ask(
            self._desk.receipt(receipt.id), lambda latest: self.came_further(session, latest), self._receipt_unknown
        )

    def _offered(self, session: Session, offered: Offered | Literal["failed"]) -> None:
        if session.screen == on_my_phone.SCREEN and session.phone is None:
            session.phone = offered
            self._desk.changed()

    def _printed(self, session: Session, given: Receipt, outcome: Outcome) -> None:
        now = session.receipt
        if now is None or now.id != given.id:
            return
        session.printed = outcome
        self._desk.changed()

    def _receipt_unknown(self, error: Exception) -> None:
        """Nothing is lost: what the receipt says now is true, and news of it still comes by `came_further`."""

    def _not_saved(self, session: Session, error: Exception) -> None:
        if session.ended:
            return
        session.sending = False
        session.trouble = error.code if isinstance(error, KioskError) else "fault"
        travel.arrive(session, "trouble")
        if session.trail[-1:] != [(travel.ANSWERS, "")]:
            session.trail.append((travel.ANSWERS, ""))
        self._desk.changed()

    def _take(self, session: Session, name: str, outcome: Checked) -> None:
        today = self._desk.today()
        if session.form is not None and session.form.relative and today is not None:
            session.answers.setdefault(forms.TODAY, today.isoformat())
        session.answers[name] = outcome.value
        for draft in [each for each in session.drafts if each.partition("?")[0] == name]:
            del session.drafts[draft]
        session.problem = None

    def _refuse(self, session: Session, problem: Problem) -> None:
        session.problem = problem
        lines = editing.places(session, self._desk.today())
        if lines:
            wrong = next((line for line in lines if line.part == problem.part), lines[0])
            editing.activate(session, wrong.id, self._desk.today())

    def _ready(self, session: Session) -> None:
        """Gives the keys to the first line of a question that is typed, so that typing can start at once."""
        lines = editing.places(session, self._desk.today())
        if lines and session.active is None:
            editing.activate(session, lines[0].id, self._desk.today())
