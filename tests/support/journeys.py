"""The missed-bin journey, for any visitor: what is pressed and typed, in order."""

from __future__ import annotations

from tests.support.window import Visitor

PLANTED = {"addressLine1": "7 Wrenthorpia Rd", "town": "Zephyrton", "postcode": "CF10 3AT"}
EMAIL = "ogwen@marchlyn.example"
NAME = "Ogwen Ŵel"
OTHERWISE = "Wrenthorpia gate"
SECRETS = ("Wrenthorpia", "Zephyrton", "Ogwen", "ogwen", "marchlyn", "Ŵel")
"""Words of answers that stand nowhere else."""

SECRETS_BACKWARDS = " ".join(secret[::-1] for secret in SECRETS)
"""The same, so that whoever looks for them does not find the question."""


def typed(field: str) -> str | None:
    """What goes into a field, by its id."""
    part = field.rpartition(".")[2].rpartition(":")[2]
    if part == "addressLine2":
        return None
    if part in PLANTED:
        return PLANTED[part]
    if part.lower().endswith("name"):
        return NAME
    return EMAIL if "email" in part.lower() else OTHERWISE


def to_first_question(visitor: Visitor, language: str) -> None:
    """From the door to the form, found by typing a few letters."""
    if language != "en":
        visitor.press("bar:language")
        visitor.press(f"language:{language}")
    else:
        visitor.press("action:start")
    visitor.press("tile:forms")
    visitor.type("field:search", "bin")
    visitor.press("form:missed-bin")
    visitor.press("action:begin")


def answer(visitor: Visitor) -> None:
    """Answers the question on the screen, and goes on."""
    nodes = visitor.window.nodes
    choices = [node["id"] for node in nodes if node["role"] == "radio"]
    if choices:
        wanted = [choice for choice in ("choice:recycling", "choice:yes", "choice:email") if choice in choices]
        visitor.press(wanted[0] if wanted else choices[0])
    for field in [node["id"] for node in nodes if node["role"] == "textbox"]:
        if (text := typed(field)) is not None:
            visitor.type(field, text)
    visitor.press("action:continue")


def to_answers(visitor: Visitor, language: str) -> None:
    """The whole form, up to the check of the answers."""
    to_first_question(visitor, language)
    for _ in range(20):
        if visitor.window.node("action:send"):
            return
        answer(visitor)
    raise AssertionError("the form does not end")


def send(visitor: Visitor) -> None:
    """Sends it and waits for the reference."""
    visitor.press("action:send")
    visitor.window.wait_for("action:finish")
