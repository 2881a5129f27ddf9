"""What terminals keep of the directory: a part that anybody may read, and one that is sealed.

A terminal stands in a public place and may be carried off. The public part holds nobody; the personal part holds of
people what finding and ringing them takes, and the hub seals it under the key of the day.
"""

from __future__ import annotations

from kiosk.domain.definition import Localised
from kiosk.domain.directory import Body, Entry, Person, Service, Team, Tenant, ladder_of, seen
from kiosk.domain.directory_book import Book
from kiosk.domain.hours_in_words import words


def public(book: Book) -> dict[str, object]:
    """Teams, tenants, services and other bodies that may be shown, and how to reach them."""
    return {
        "teams": [_team(team) for team in book.every(Team) if team.listed],
        "tenants": [_about(tenant) | {"place": tenant.place} for tenant in book.every(Tenant) if tenant.listed],
        "services": [_service(service) for service in book.every(Service) if service.listed],
        "bodies": [_about(body) | {"address": list(body.address)} for body in book.every(Body) if body.listed],
    }


def personal(book: Book) -> dict[str, object]:
    """People who may be found, and the ladders.

    Somebody who is not to be listed is in it only when a ladder asks them, with how to reach them and no name.
    """
    every: list[Team | Tenant] = [*book.every(Team), *book.every(Tenant)]
    asked = {each.id: book.lead(each).people for each in every}
    needed = frozenset().union(*asked.values())
    people = book.every(Person)
    return {
        "people": [_person(person) for person in people if person.listed],
        "unlisted": [
            {"id": str(person.id), "telephone": person.reach.telephone}
            for person in people
            if not person.listed and person.id in needed
        ],
        "ladders": [
            {
                "of": str(each.id),
                "telephone": each.reach.telephone,
                "steps": [
                    {"ask": step.rung.value, "seconds": step.seconds}
                    | ({"person": str(step.person_id)} if step.person_id else {})
                    for step in ladder_of(each)
                ],
            }
            for each in every
        ],
    }


def _person(person: Person) -> dict[str, object]:
    """No e-mail address, no job: nobody needs them at a terminal."""
    return {
        "id": str(person.id),
        "given": person.given,
        "family": person.family,
        "shown": seen(person),
        "sounds_like": list(person.sounds_like),
        "languages": list(person.languages),
        "accessibility": _words(person.accessibility),
        "team": None if person.team_id is None else str(person.team_id),
        "tenant": None if person.tenant_id is None else str(person.tenant_id),
        "deputy": None if person.deputy_id is None else str(person.deputy_id),
        "hours": None if person.hours is None else _spans(person),
        "telephone": person.reach.telephone,
    }


def _team(team: Team) -> dict[str, object]:
    tenant = None if team.tenant_id is None else str(team.tenant_id)
    return _about(team) | {"place": team.place, "tenant": tenant}


def _service(service: Service) -> dict[str, object]:
    return _about(service) | {
        "place": service.place,
        "lgsl": service.lgsl,
        "fees": service.fees,
        "alert": _words(service.alert),
        "team": None if service.team_id is None else str(service.team_id),
        "body": None if service.body_id is None else str(service.body_id),
    }


def _about(entry: Team | Tenant | Service | Body) -> dict[str, object]:
    hours = entry.hours
    return {
        "id": str(entry.id),
        "name": _words(entry.name),
        "summary": _words(entry.summary),
        "sounds_like": list(entry.sounds_like),
        "languages": list(entry.languages),
        "accessibility": _words(entry.accessibility),
        "hours": None if hours is None else _spans(entry),
        "hours_in_words": None if hours is None else {each: words(hours, each) for each in ("en", "cy")},
        "telephone": entry.reach.telephone,
        "form": entry.reach.form,
        "website": entry.reach.website,
    }


def _spans(entry: Entry) -> list[list[int]]:
    return [[span.day, span.opens, span.closes] for span in entry.hours.spans] if entry.hours else []


def _words(words: Localised | None) -> dict[str, str] | None:
    return None if words is None else {"en": words.en} | ({} if words.cy is None else {"cy": words.cy})
