"""What is read out, when, and what is not."""

from __future__ import annotations

import pytest

from kiosk.domain.ease import PLAIN
from kiosk.interfaces.speech import Manner
from tests.support.desk import TestDesk, everything
from tests.support.listening import Presented, Voice
from ui.presenters.aloud import aloud
from ui.presenters.exploring import Act, Explorer, Hear

NAME = "Planted"


def listening(*, socket: bool = False, plugged: bool = False) -> Presented:
    """Somebody who has just asked to have the screens read out."""
    terminal = Presented(TestDesk(everything()), Voice(socket=socket))
    terminal.reader.plugged = plugged
    terminal.press("speech")
    return terminal


def heard(terminal: Presented) -> str:
    return " ".join(terminal.voice.said)


def to_the_address(terminal: Presented) -> None:
    for node in ("tile:forms", "form:missed-bin", "action:begin"):
        terminal.do(node)
    for node in ("choice:food", "choice:2026-11-22", "choice:true"):
        terminal.do(node)
        terminal.do("action:continue")


def type_text(terminal: Presented, text: str) -> str:
    """From a real keyboard; gives what was said."""
    terminal.voice.said.clear()
    terminal.journey.type(text)
    terminal.show()
    return heard(terminal)


def key(terminal: Presented, name: str) -> str:
    terminal.voice.said.clear()
    terminal.journey.key(name)  # type: ignore[arg-type] # one of its names
    terminal.show()
    return heard(terminal)


def test_nothing_is_said_until_somebody_wants_it() -> None:
    terminal = Presented(TestDesk(everything()), Voice())
    terminal.do("action:start")
    for each in ("next", "enter", "repeat"):
        assert terminal.press(each) == ""  # type: ignore[arg-type] # three of its keys
    assert terminal.voice.languages == [] and terminal.voice.stops == 0


def test_what_a_voice_reads_wrongly_is_written_out_for_it() -> None:
    said = {
        "Ring 01632 960 100, or 999.": "Ring oh 1 6 3 2, 9 6 oh, 1 oh oh, or 9 9 9.",
        "Your reference 7K3-MA9-AZ4": "Your reference 7 K 3, M A, 9, A, Z 4",
        "12 High Street\nCF10 3AT": "12 High Street, C F 1 oh, 3 A, T",
        "in 2026, or 14 days from 8:30am": "in 2026, or 14 days from 8:30am",
        "aberwen.example/a-101": "aberwen.example/a-101",
    }
    for written, spoken in said.items():
        assert aloud(written, "en") == spoken
    assert aloud("8:30am i 5pm, 7pm", "cy") == "8 30 y bore i 5 o'r gloch y prynhawn, 7 o'r gloch yr hwyr"
    assert aloud("З понеділка, з 8:30. Місце й відповіді", "uk") == "із понеділка, із 8:30. Місце і відповіді"
    assert aloud("0800", "cy") == "0800" and aloud("01632 960 100", "cy") == "dim 1 6 3 2, 9 6 dim, 1 dim dim"


def test_a_problem_cuts_off_what_is_being_said_and_names_the_line() -> None:
    terminal = listening()
    to_the_address(terminal)
    terminal.do("action:continue")
    assert heard(terminal).startswith("There is a problem. ")
    assert "House number or name, and street, text field, empty." in heard(terminal)


@pytest.mark.parametrize(
    ("socket", "plugged", "kept"),
    [
        (False, False, "This is private, and is not said aloud."),
        (True, False, "This is private. Plug in headphones to hear it."),
        (True, True, "This is private. Press repeat to hear it."),
    ],
)
def test_a_persons_own_words_are_said_only_through_headphones_and_only_when_they_ask(
    socket: bool, plugged: bool, kept: str
) -> None:
    terminal = listening(socket=socket, plugged=plugged)
    to_the_address(terminal)
    terminal.journey.type(NAME)
    terminal.show()
    terminal.focus.to("field:address.town")
    assert kept in terminal.press("previous") + terminal.press("previous")
    assert (NAME in terminal.press("repeat")) is plugged
    # The same on the page of all answers, and with the reference.
    for line, text in (("town", "Totnes"), ("postcode", "TQ95NE")):
        terminal.do(f"field:address.{line}")
        type_text(terminal, text)
    for node in ("action:continue", "choice:false", "action:continue", "action:continue", "choice:none"):
        terminal.do(node)
    terminal.do("action:continue")
    said = [terminal.press("next") for _ in range(7)]
    assert kept in said[3] and NAME not in "".join(said)
    terminal.focus.to("answer:address")
    assert (NAME in terminal.press("repeat")) is plugged
    terminal.do("action:send")
    (receipt,) = terminal.desk.states.values()
    reference = aloud(receipt.reference, "en")
    assert kept in heard(terminal) and reference not in heard(terminal)
    assert (reference in terminal.press("repeat")) is plugged


def test_where_no_headphones_can_be_plugged_in_a_person_may_let_a_room_hear_their_words() -> None:
    terminal = listening()
    terminal.do("bar:easier")
    terminal.do("voice:openly")
    terminal.do("action:carry_on")
    to_the_address(terminal)
    assert "P." in type_text(terminal, "P")
    terminal.focus.to("field:address.addressLine1")
    assert "capital P." in terminal.press("repeat") or " P." in terminal.press("repeat")
    with_socket = listening(socket=True)
    with_socket.do("bar:easier")
    with_socket.do("voice:openly")
    assert not with_socket.journey.ease.openly


def test_each_letter_is_said_back_what_is_deleted_the_word_and_the_caret() -> None:
    terminal = listening(socket=True, plugged=True)
    to_the_address(terminal)
    assert type_text(terminal, "H") == "capital H."
    assert [type_text(terminal, each) for each in "ill"] == ["i.", "l.", "l."]
    assert type_text(terminal, " ") == "space. Hill."
    assert key(terminal, "backspace") == "space, deleted."
    assert key(terminal, "left") == "l."
    assert key(terminal, "right") == "The end."
    terminal.do("key:layer.signs")
    assert heard(terminal).endswith("signs.")


def test_a_room_hears_how_much_was_typed_and_not_what() -> None:
    terminal = listening()
    to_the_address(terminal)
    assert type_text(terminal, "H") == "1 character."
    assert type_text(terminal, "i") == "2 characters."
    assert key(terminal, "left") == "Character 2."
    assert key(terminal, "backspace") == "Deleted: 1 character."


def test_choosing_says_what_is_chosen_and_choosing_it_again_goes_on() -> None:
    terminal = listening()
    for node in ("tile:forms", "form:missed-bin", "action:begin"):
        terminal.do(node)
    terminal.press("next")
    assert terminal.press("enter") == "Rubbish (grey bin): chosen. Choose it again to continue."
    assert "Which day was the bin due" in terminal.press("enter")
    terminal.focus.to("choice:other")
    assert "There are 3 lines to type in. Day, text field, empty." in terminal.press("enter")


def test_another_language_is_another_voice_at_once_and_a_button_has_its_own() -> None:
    terminal = listening()
    terminal.voice.languages.clear()
    terminal.focus.to("tile:help")
    assert terminal.press("next") == "Cymraeg. button."
    assert terminal.voice.languages == ["cy", "en"]
    terminal.press("enter")
    assert terminal.voice.languages[-1] == "cy" and "Sut gallwn ni helpu?" in heard(terminal)


def test_louder_and_faster_are_heard_at_once_as_far_as_they_go_and_end_with_the_visit() -> None:
    terminal = listening()
    for name, said in (("louder", "Volume 7 of 10."), ("faster", "Speed 4 of 11."), ("quieter", "Volume 6 of 10.")):
        terminal.journey.change_voice(name)
        terminal.show()
        assert terminal.voice.said[-1] == said
    for _ in range(12):
        terminal.journey.change_voice("louder")
        terminal.journey.change_voice("slower")
    terminal.show()
    assert terminal.voice.said[-1] == "Volume 10 of 10. Speed 1 of 11." and terminal.voice.manner == Manner(10, 105)
    terminal.journey.change_voice("volume")
    terminal.show()
    assert terminal.voice.said[-1] == "Volume 1 of 10.", "after the loudest comes the quietest"
    terminal.do("bar:help")
    terminal.do("action:leave")
    assert heard(terminal).endswith("Nothing of yours is left on the screen.")
    assert not terminal.reader.on
    assert terminal.press("speech").startswith("Reading aloud is on.")
    assert terminal.voice.manner == terminal.voice.usual and terminal.journey.ease.louder == 0


def test_the_voice_is_asked_for_where_things_are_made_easier_too() -> None:
    terminal = Presented(TestDesk(everything()), Voice())
    terminal.do("bar:easier")
    terminal.do("voice:louder")
    assert terminal.voice.languages == []
    terminal.do("voice:aloud")
    assert heard(terminal).startswith("Reading aloud is on.") and terminal.reader.on
    for node, said in (("voice:louder", "Volume 7 of 10."), ("voice:slower", "Speed 2 of 11.")):
        terminal.do(node)
        assert terminal.voice.said[-1] == said
    terminal.do("action:plain")
    assert terminal.voice.said[-1] == "Reading aloud is off." and terminal.journey.ease == PLAIN


def test_it_is_not_offered_where_there_is_no_voice() -> None:
    terminal = Presented(TestDesk(everything()), Voice())
    terminal.voice.trouble = "no_player"
    terminal.do("bar:easier")
    terminal.do("voice:aloud")
    assert "voice:aloud" not in {node.id for node in terminal.focus.nodes}
    assert terminal.journey.ease == PLAIN


def test_where_nobody_can_begin_the_screen_is_read_out_once_and_can_be_cut_off() -> None:
    desk = TestDesk(everything(), out_of_service="journal_failed")
    terminal = Presented(desk, Voice())
    assert not terminal.journey.read_aloud(wanted=True)
    terminal.reader.once()
    assert "oh 1 6 3 2" in heard(terminal)
    terminal.press("next")
    assert terminal.voice.stops == 1 and not terminal.reader.on


def test_somebody_who_listens_has_more_time() -> None:
    terminal = listening()
    terminal.journey.tick(200.0)
    assert terminal.journey.view().name == "home"


# --- the finger ---


def test_a_finger_hears_what_it_comes_to_and_lifting_it_presses_nothing() -> None:
    finger = Explorer()
    assert finger.down("tile:forms", 0.0) == Hear("tile:forms")
    assert finger.move("tile:forms") is None
    assert finger.move("tile:help") == Hear("tile:help")
    assert finger.move(None) == Hear(None)
    assert finger.up(2.0) is None


def test_two_quick_taps_anywhere_press_what_was_heard_last() -> None:
    finger = Explorer()
    finger.down("tile:forms", 0.0)
    assert finger.up(0.1) is None
    assert finger.down(None, 0.3) is None
    assert finger.up(0.4) == Act("tile:forms")


def test_after_a_long_look_two_taps_on_bare_glass_press_it() -> None:
    finger = Explorer()
    finger.down("tile:help", 0.0)
    finger.move("tile:forms")
    finger.up(3.0)
    assert finger.down(None, 5.0) == Hear(None)
    finger.up(5.1)
    finger.down(None, 5.3)
    assert finger.up(5.4) == Act("tile:forms")


def test_slow_taps_are_two_looks_unless_somebody_wants_more_time() -> None:
    for patience, expected in ((1.0, None), (3.0, Act("tile:forms"))):
        finger = Explorer(patience)
        finger.down("tile:forms", 0.0)
        finger.up(0.5)
        finger.down("tile:forms", 1.4)
        assert finger.up(1.9) == expected


def test_a_third_tap_begins_anew() -> None:
    finger = Explorer()
    for at in (0.0, 0.2):
        finger.down("tile:forms", at)
        finger.up(at + 0.1)
    assert finger.down("tile:help", 0.4) == Hear("tile:help")
    assert finger.up(0.5) is None
