"""What differs between two versions of a form, for those who decide which of them people get.

Pages are the same when they have the same path, questions when they have the same name, whatever page they stand on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final

from kiosk.domain import form_words
from kiosk.domain.definition import AnyOf, Component, Form, Localised, Named, Page, Rich, Term
from kiosk.domain.languages import NAMES

MOST: Final = 500
"""Changes that are told; two forms that differ in more have little in common."""


class Act(StrEnum):
    """What became of something."""

    ADDED = auto()
    REMOVED = auto()
    CHANGED = auto()


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs.

    Attributes:
        page: the path of its page; `None` for what belongs to the whole form.
        component: the name of its question or the place of its guidance; `None` for the page itself.
        what: in English, for staff.
        language: of the words that changed; `None` for what is the same in every language.
        before, after: empty where it was not there, or is not there any more.
    """

    act: Act
    page: str | None
    component: str | None
    what: str
    language: str | None = None
    before: str = ""
    after: str = ""


Facts = Mapping[tuple[str, str | None], str]
"""What can differ of one thing, by what it is and the language it is in."""


def between(old: Form, new: Form) -> tuple[Change, ...]:
    """What somebody would notice who knew the old version: the whole form first, then its pages as the new one has
    them."""
    found = [*_facts_differ(_of_form(old), _of_form(new), None, None), *_pages(old, new)]
    return tuple(found[:MOST])


def _pages(old: Form, new: Form) -> Iterator[Change]:
    before = {page.path: page for page in old.pages}
    after = {page.path: page for page in new.pages}
    for page in new.pages:
        if page.path not in before:
            yield Change(Act.ADDED, page.path, None, "Page", None, "", form_words.title_of(page))
            for key, component in _components(page).items():
                yield Change(Act.ADDED, page.path, key, _kind(component), None, "", _called(component))
            continue
        was = before[page.path]
        yield from _facts_differ(_of_page(was), _of_page(page), page.path, None)
        if _links(old, was) != _links(new, page):
            led, leads = (
                "\n".join(form_words.link(form, link) for link in each.next)
                for form, each in ((old, was), (new, page))
            )
            yield Change(Act.CHANGED, page.path, None, "Leads to", None, led, leads)
        yield from _questions(old, was, new, page)
    for page in old.pages:
        if page.path not in after:
            yield Change(Act.REMOVED, page.path, None, "Page", None, form_words.title_of(page))


def _questions(old_form: Form, old: Page, new_form: Form, new: Page) -> Iterator[Change]:
    before, after = _components(old), _components(new)
    for key, component in after.items():
        if key not in before:
            yield Change(Act.ADDED, new.path, key, _kind(component), None, "", _called(component))
        else:
            was = _of_component(old_form, before[key])
            yield from _facts_differ(was, _of_component(new_form, component), new.path, key)
    for key, component in before.items():
        if key not in after:
            yield Change(Act.REMOVED, new.path, key, _kind(component), None, _called(component))
    stayed, stays = [key for key in before if key in after], [key for key in after if key in before]
    if stayed != stays:
        yield Change(Act.CHANGED, new.path, None, "Order", None, ", ".join(stayed), ", ".join(stays))


def _components(page: Page) -> dict[str, Component]:
    """The components of a page by their names; guidance, which mostly has none, by its place among its like."""
    found: dict[str, Component] = {}
    for component in page.components:
        told = sum(1 for key in found if key.startswith("guidance "))
        found[component.name if component.kind.asks else f"guidance {told + 1}"] = component
    return found


def _facts_differ(old: Facts, new: Facts, page: str | None, component: str | None) -> Iterator[Change]:
    for what, language in dict.fromkeys([*new, *old]):
        before, after = old.get((what, language), ""), new.get((what, language), "")
        if before != after:
            act = Act.CHANGED if before and after else Act.ADDED if after else Act.REMOVED
            yield Change(act, page, component, what, language, before, after)


# --- what can differ ---


def _of_form(form: Form) -> Facts:
    facts: dict[tuple[str, str | None], str] = {}
    _words(facts, "Name", form.title)
    _words(facts, "Summary", form.summary)
    _words(facts, "Heading it is found under", form.category)
    for place, paragraph in enumerate(form.confirmation, 1):
        _words(facts, f"What happens next, paragraph {place}", paragraph)
    for language, said in form.keywords.items():
        facts["Words to find it by", language] = ", ".join(said)
    facts["Goes to", None] = form.destination
    facts["Acknowledged to", None] = ", ".join(form.acknowledge)
    facts["Service (LGSL)", None] = str(form.lgsl)
    facts["Interaction (LGIL)", None] = str(form.lgil)
    facts["First page", None] = form_words.page(form, form.start)
    return facts


def _links(form: Form, page: Page) -> list[object]:
    """Where a page leads and when, apart from the words: another title of a page or a question is told there."""
    return [(link.path, link.condition and _meant(form, Named(link.condition))) for link in page.next]


def _meant(form: Form, term: Term) -> object:
    """A condition without names for what it is made of."""
    match term:
        case Named(name):
            return None if name not in form.conditions else _meant(form, form.conditions[name].value)
        case AnyOf(rows):
            return tuple(tuple(_meant(form, inner) for inner in row) for row in rows)
    return term


def _of_page(page: Page) -> Facts:
    facts: dict[tuple[str, str | None], str] = {}
    _words(facts, "Title", page.title)
    facts["What it is", None] = page.role
    facts["Section", None] = page.section or ""
    return facts


def _of_component(form: Form, component: Component) -> Facts:
    facts: dict[tuple[str, str | None], str] = {}
    facts["Kind", None] = component.kind.value
    _words(facts, "Wording", component.title)
    _words(facts, "Hint", component.hint)
    _words(facts, "Guidance", component.content)
    facts["May be left empty", None] = "" if component.required else "yes"
    for item in component.items:
        _words(facts, f"Answer “{item.value}”", item.text)
        _words(facts, f"Hint of answer “{item.value}”", item.hint)
    facts["Order of answers", None] = _list([item.value for item in component.items])
    facts["Answers that stand alone", None] = _list(sorted(component.exclusive))
    for problem, words in component.messages.items():
        _words(facts, f"Words when it is wrong ({problem})", words)
    _words(facts, "Before the number", component.prefix)
    _words(facts, "After the number", component.suffix)
    for what, limit in _limits(component):
        facts[what, None] = "" if limit is None else str(limit)
    facts["Shown when", None] = form_words.condition(form, component.condition) if component.condition else ""
    for child in component.children:
        for (what, language), said in _of_component(form, child).items():
            facts[f"{child.name}: {what}", language] = said
    return facts


def _limits(component: Component) -> Iterator[tuple[str, object]]:
    yield "Fewest characters", component.min_length
    yield "Most characters", component.max_length
    yield "Most words", component.max_words
    yield "Pattern", component.pattern
    yield "Least", component.least
    yield "Most", component.most
    yield "Digits after the point", component.places
    yield "Days into the past", component.max_days_past
    yield "Days into the future", component.max_days_future
    yield "Lines", component.rows


def _words(facts: dict[tuple[str, str | None], str], what: str, said: Localised | Rich | None) -> None:
    """Puts words down language by language. English that is shown where there are none is no change."""
    if said is None:
        return
    words = said.words if isinstance(said, Rich) else said
    for language in NAMES:
        if words.spoken(language) == language and words.get(language).strip():
            facts[what, language] = words.get(language)


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)


def _kind(component: Component) -> str:
    return "Question" if component.kind.asks else "Guidance"


def _called(component: Component) -> str:
    return component.title.en or component.content.words.en.partition("\n")[0]
