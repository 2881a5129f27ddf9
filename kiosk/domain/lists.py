"""Reads what choices offer: lists of a document, lists within a component, and yes and no."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.definition import ListItem, Localised
from kiosk.domain.reading import MAX_ITEMS, MAX_LISTS, Reader

Lists = Mapping[str, tuple[ListItem, ...]]


def read_lists(reader: Reader, thing: object) -> dict[str, tuple[ListItem, ...]]:
    """The lists of a document, by name."""
    lists: dict[str, tuple[ListItem, ...]] = {}
    for row in reader.rows("“lists”", thing, MAX_LISTS):
        reader.keys("a list", row, ("name", "title", "type", "items"))
        name = reader.word("the name of a list", row.get("name"))
        if name in lists:
            reader.find(f"two lists have the name “{name}”")
        if row.get("type", "string") not in ("string", "number"):
            reader.find(f"list “{name}” holds neither text nor numbers")
        lists[name] = _items(reader, f"list “{name}”", row.get("items"), "text")
    return lists


def of_component(reader: Reader, row: Mapping[str, object], lists: Lists) -> tuple[ListItem, ...]:
    """What a component offers: a list it names, or items of its own as version 1 of the format had them."""
    values = row.get("values")
    own = reader.mapping("“values”", values) if values not in (None, {}) else {}
    if own.get("type") == "static":
        reader.keys("“values”", own, ("type", "valueType", "items"))
        return _items(reader, "“values”", own.get("items"), "label")
    reader.keys("“values”", own, ("type", "list", "valueType"))
    given = row.get("list") or own.get("list")
    name = reader.word("the list of the question", given)
    if name and name not in lists:
        reader.find(f"there is no list “{name}”")
    elif name and not lists[name]:
        reader.find(f"list “{name}” is empty")
    return lists.get(name, ())


def yes_no(reader: Reader, thing: object) -> tuple[ListItem, ...]:
    """Yes and no. Welsh answers with the verb of the question, so an author may give the words."""
    labels = reader.mapping("“labels”", thing)
    reader.keys("“labels”", labels, ("yes", "no"))
    words = {
        "yes": Localised("Yes", "Ie", (("pl", "Tak"), ("uk", "Так"))),
        "no": Localised("No", "Na", (("pl", "Nie"), ("uk", "Ні"))),
    }
    for key in labels:
        words[key] = reader.text(f"the label “{key}”", labels[key])
    return (ListItem("true", words["yes"]), ListItem("false", words["no"]))


def _items(reader: Reader, what: str, thing: object, words: str) -> tuple[ListItem, ...]:
    items: dict[str, ListItem] = {}
    for row in reader.rows(what, thing, MAX_ITEMS):
        taken = (words, "value", "description", "hint", "condition", "conditional", "children")
        reader.keys(f"an item of {what}", row, taken, ("checkpointDisplayValue",))
        given = row.get("value")
        value = str(given) if isinstance(given, int | float) and not isinstance(given, bool) else given
        key = reader.word(f"the value of an item of {what}", value)
        if key in items:
            reader.find(f"{what} has the value “{key}” twice")
        if row.get("condition"):
            reader.find(f"{what} offers “{key}” under a condition, which is not supported")
        hidden = row.get("conditional")
        if row.get("children") or (hidden is not None and reader.mapping("“conditional”", hidden).get("components")):
            reader.find(f"{what} asks more when “{key}” is chosen, which is not supported; ask it on the next page")
        items[key] = ListItem(
            key,
            reader.text(f"the text of “{key}” in {what}", row.get(words)),
            reader.hint(f"the description of “{key}” in {what}", row.get("description", row.get("hint"))),
        )
    return tuple(items.values())
