"""The missed-bin journey with the screen dark: five keys, and nothing to go by but what is said."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest

from kiosk.domain import ids
from tests.support.desk import TestDesk, everything
from tests.support.listening import Listener, Presented, Voice, keys_for
from tests.support.tales import ENGLISH, WELSH, Tale
from ui.presenters.aloud import aloud

MOST = 1.5
"""Times the fewest keys possible."""

LINES = {"addressLine1": "12 High street", "town": "Totnes", "postcode": "TQ95NE"}


def dark(language: str) -> Presented:
    """A terminal with headphones plugged in, in a language."""
    terminal = Presented(TestDesk(everything()), Voice(socket=True))
    terminal.reader.plugged = True
    if language == "cy":
        terminal.do("bar:language")
    return terminal


def fewest(language: str) -> int:
    """Over every order in which the lines can be filled in."""

    def presses(lines: Sequence[str]) -> list[str]:
        written = [each for line in lines for each in (f"field:address.{line}", f"'{LINES[line]}'")]
        # The keys go to the first line already.
        written = written[1:] if lines[0] == "addressLine1" else written
        return [
            *("tile:forms", "form:missed-bin", "action:begin", "choice:recycling", "again"),
            *("choice:2026-11-22", "again", "choice:true", "again", *written, "action:continue"),
            *("choice:false", "again", "action:continue", "choice:none", "again", "action:send"),
        ]

    ways = []
    for lines in permutations(LINES):
        terminal = dark(language)
        terminal.press("speech")
        keys = keys_for(terminal, presses(lines))
        assert len(terminal.desk.submitted) == 1
        ways.append(1 + keys + 1 + keys_for(terminal, ["action:finish"]))
    return min(ways)


@pytest.mark.parametrize(("language", "tale"), [("en", ENGLISH), ("cy", WELSH)])
def test_the_missed_bin_journey_by_ears_and_five_keys_takes_few_more_keys_than_the_fewest(
    language: str, tale: Tale
) -> None:
    terminal = dark(language)
    listener = Listener(terminal, tale)
    listener.visit()
    ((_, _, answers, spoken, _),) = terminal.desk.submitted
    assert spoken == language
    assert answers == {
        "bin": "recycling",
        "due": "2026-11-22",
        "outInTime": True,
        "address": {"addressLine1": "12 High street", "addressLine2": "", "town": "Totnes", "postcode": "TQ9 5NE"},
        "assisted": False,
        "note": "",
        "tell": "none",
    }
    assert set(terminal.voice.languages) <= {"en", "cy"} and terminal.voice.languages[0] == language
    (receipt,) = terminal.desk.states.values()
    assert ids.read_reference(receipt.reference)
    assert any(aloud(receipt.reference, language) in said for said in listener.heard), "the reference was heard"
    least = fewest(language)
    print(f"{language}: {listener.keys} keys, the fewest possible are {least}: {listener.keys / least:.2f} times")
    assert least <= listener.keys <= MOST * least
