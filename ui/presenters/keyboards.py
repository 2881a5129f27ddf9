"""The keys of the on-screen keyboards: what each puts in, shows, and is called when it is read out."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from ui.presenters.view import Fixed, Keyboard, Layer, Text, say


@dataclass(frozen=True, slots=True)
class Key:
    """One key.

    Attributes:
        id: `key:` and what it puts in or does, unique on its keyboard.
        label: what stands on it.
        spoken: what it is called.
        puts: the characters it puts in; empty for a key that does something else.
        width: in ordinary keys.
        icon: drawn in place of the label where there is one.
        on: whether it is held down, for the keys that change the others.
    """

    id: str
    label: Text
    spoken: Text
    puts: str = ""
    width: float = 1.0
    icon: str | None = None
    on: bool = False


Rows = tuple[tuple[Key, ...], ...]

_DIGITS: Final = "1234567890"
_LATIN: Final = ("qwertyuiop", "asdfghjkl'", "zxcvbnm")
_LETTERS: Final[Mapping[str, tuple[str, ...]]] = {"uk": ("йцукенгшщзхї", "фівапролджєґ", "ячсмитьбю")}
"""The letters of a language that are not the Latin ones; those stand on a face of their own there, because addresses
and names in this country are written with them."""

_WELSH_ACCENTS: Final = "âŵ", ("âêîôûŵŷ", "äëïöüáé", "íóúàèìòù")
_ACCENTS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {"pl": ("ąę", ("ąćęłńóśźż", "äëïöüáé", "âêîôûŵŷ"))}
"""What stands on the key that leads to them, and a language's letters with accents; the Welsh ones for others."""

_SIGNS: Final = (_DIGITS, "@£&()/", ':;"+!?', "#%*=_")
_EMAIL: Final = (_DIGITS, "qwertyuiop", "asdfghjkl@", "zxcvbnm.")
_POSTCODE: Final = (_DIGITS, "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
_PASSING: Final = {f"key:{digit}" for digit in _DIGITS} | {"key:space", "key:left", "key:right", "key:backspace"}
"""Keys after which the capitals, or the accents, are still wanted."""

_PAD: Final = ("123", "456", "789")

_NAMES: Final[dict[str, Text]] = {
    " ": say("space"),
    "'": say("apostrophe"),
    ",": say("comma"),
    ".": say("full stop"),
    "-": say("hyphen"),
    "_": say("underscore"),
    "@": say("at sign"),
    "£": say("pound sign"),
    "&": say("ampersand"),
    "(": say("open bracket"),
    ")": say("close bracket"),
    "/": say("slash"),
    ":": say("colon"),
    ";": say("semicolon"),
    '"': say("quotation mark"),
    "+": say("plus"),
    "!": say("exclamation mark"),
    "?": say("question mark"),
    "#": say("hash"),
    "%": say("per cent"),
    "*": say("star"),
    "=": say("equals"),
    "\n": say("new line"),
    "ł": say("l with a stroke"),
    "ь": say("soft sign"),
}


@functools.cache
def rows(keyboard: Keyboard, layer: Layer = Layer.LOWER, language: str = "en") -> Rows:
    """The keys of a keyboard, from the top row down, from left to right."""
    match keyboard:
        case Keyboard.NUMBERS:
            return (
                *_characters(_PAD),
                (_character("+"), _character("0"), replace(_BACKSPACE, width=1.0)),
                (replace(_LEFT, width=1.5), replace(_RIGHT, width=1.5)),
            )
        case Keyboard.PIN:
            return (*_characters(_PAD), (replace(_character("0"), width=2.0), replace(_BACKSPACE, width=1.0)))
        case Keyboard.DECIMAL:
            return (
                *_characters(_PAD),
                (_character("."), _character("0"), replace(_BACKSPACE, width=1.0)),
                (_character("-"), replace(_LEFT, width=1.0), replace(_RIGHT, width=1.0)),
            )
        case Keyboard.EMAIL:
            *upper, last = _characters(_EMAIL)
            bottom = [
                _character(text, width=1.0 if len(text) == 1 else 1.5) for text in ("_", "-", "+", ".com", ".co.uk")
            ]
            return (*upper, (*last, _BACKSPACE), (*bottom, _LEFT, _RIGHT))
        case Keyboard.POSTCODE:
            *upper, last = _characters(_POSTCODE)
            return (*upper, (*last, _BACKSPACE), (_space(5.0), _LEFT, _RIGHT))
    many_lines = (_NEW_LINE,) if keyboard is Keyboard.LINES else ()
    if layer is Layer.SIGNS:
        *upper, last = _characters(_SIGNS)
        first: tuple[Key, ...] = (_switch(Layer.LOWER, language),)
    elif layer in (Layer.ACCENTS, Layer.ACCENTS_UPPER):
        _label, accents = _ACCENTS.get(language, _WELSH_ACCENTS)
        *upper, last = _characters((_DIGITS, *_case(accents, layer is Layer.ACCENTS_UPPER)))
        first = (_switch(Layer.LOWER), _shift(layer))
    else:
        latin = layer in (Layer.LATIN, Layer.LATIN_UPPER)
        letters = _LATIN if latin else _LETTERS.get(language, _LATIN)
        *upper, last = _characters((_DIGITS, *_case(letters, layer in (Layer.UPPER, Layer.LATIN_UPPER))))
        last = (_shift(layer), *last)
        first = (_switch(Layer.SIGNS), _other_letters(language, latin=latin))
        if language in _LETTERS and not latin:
            first = (*first, _character("'"))
    return (
        *upper,
        (*last, _BACKSPACE),
        (*first, _character(","), _space(2.5), _character("."), _character("-"), _LEFT, _RIGHT, *many_lines),
    )


def find(keyboard: Keyboard, layer: Layer, key: str, language: str = "en") -> Key | None:
    """The key of that id; `None` when the keyboard has none."""
    return next((found for row in rows(keyboard, layer, language) for found in row if found.id == key), None)


def begins(language: str, *, capital: bool, latin: bool) -> Layer:
    """The layer a line begins with. Some are written in Latin letters in every language."""
    if latin and language in _LETTERS:
        return Layer.LATIN_UPPER if capital else Layer.LATIN
    return Layer.UPPER if capital else Layer.LOWER


def after(layer: Layer, key: str) -> Layer:
    """The layer a press leads to. Capitals last for one letter, wherever its key is, and also when numbers stand
    before it."""
    match key, layer:
        case "key:layer.accents", Layer.UPPER:
            return Layer.ACCENTS_UPPER
        case "key:layer.latin", Layer.UPPER:
            return Layer.LATIN_UPPER
        case "key:layer.lower", Layer.LATIN_UPPER:
            return Layer.UPPER
        case "key:shift", Layer.LOWER:
            return Layer.UPPER
        case "key:shift", Layer.UPPER:
            return Layer.LOWER
        case "key:shift", Layer.LATIN:
            return Layer.LATIN_UPPER
        case "key:shift", Layer.LATIN_UPPER:
            return Layer.LATIN
        case "key:layer.latin", _:
            return Layer.LATIN
        case _, Layer.LATIN_UPPER if key not in _PASSING | {"key:layer.signs", "key:layer.lower"}:
            return Layer.LATIN
        case "key:shift", Layer.ACCENTS:
            return Layer.ACCENTS_UPPER
        case "key:shift", Layer.ACCENTS_UPPER:
            return Layer.ACCENTS
        case "key:layer.signs", _:
            return Layer.SIGNS
        case "key:layer.accents", _:
            return Layer.ACCENTS
        case "key:layer.lower", _:
            return Layer.LOWER
        case _, Layer.UPPER | Layer.ACCENTS | Layer.ACCENTS_UPPER if key not in _PASSING:
            return Layer.LOWER
    return layer


def armed(layer: Layer, *, capital: bool) -> Layer:
    """The same keys with capitals for the next letter, or without them. A press on the key for capitals takes them
    back: not every word of a name has one."""
    pairs = ((Layer.LOWER, Layer.UPPER), (Layer.LATIN, Layer.LATIN_UPPER), (Layer.ACCENTS, Layer.ACCENTS_UPPER))
    return next((pair[capital] for pair in pairs if layer in pair), layer)


def spoken(character: str) -> Text:
    """What a character is called: `w with a circumflex`, `capital A`, `full stop`."""
    if character in _NAMES:
        return _NAMES[character]
    if len(character) != 1:
        return Fixed(character)
    # The signs on й and ї are no accents: they are letters of their own.
    apart = character if "\u0400" <= character <= "\u04ff" else unicodedata.normalize("NFD", character)
    if len(apart) == 2:
        letter = spoken(apart[0])
        match apart[1]:
            case "\u0302":
                return say("{letter} with a circumflex", letter=letter)
            case "\u0308":
                return say("{letter} with two dots", letter=letter)
            case "\u0301":
                return say("{letter} with an acute accent", letter=letter)
            case "\u0300":
                return say("{letter} with a grave accent", letter=letter)
            case "\u0328":
                return say("{letter} with a tail", letter=letter)
            case "\u0307":
                return say("{letter} with a dot above", letter=letter)
    if character.isupper():
        return say("capital {letter}", letter=spoken(character.lower()) if character in "ŁЬ" else character)
    return Fixed(character)


def _characters(lines: tuple[str, ...]) -> Rows:
    return tuple(tuple(_character(symbol) for symbol in line) for line in lines)


def _character(text: str, width: float = 1.0) -> Key:
    return Key(f"key:{text}", Fixed(text), spoken(text), puts=text, width=width)


def _case(lines: tuple[str, ...], capitals: bool) -> tuple[str, ...]:
    return tuple(line.upper() for line in lines) if capitals else lines


def _space(width: float) -> Key:
    return Key("key:space", say("Space"), _NAMES[" "], puts=" ", width=width)


def _shift(layer: Layer) -> Key:
    on = layer in (Layer.UPPER, Layer.ACCENTS_UPPER, Layer.LATIN_UPPER)
    return Key("key:shift", say("Capitals"), say("capitals"), width=1.5, icon="arrow-big-up", on=on)


def _switch(layer: Layer, language: str = "en") -> Key:
    match layer:
        case Layer.SIGNS:
            return Key("key:layer.signs", Fixed("@£?"), say("signs"), width=1.25)
        case Layer.LATIN:
            return Key("key:layer.latin", Fixed("abc"), say("Latin letters"), width=1.25)
    return Key("key:layer.lower", Fixed("абв" if language in _LETTERS else "abc"), say("letters"), width=1.25)


def _other_letters(language: str, *, latin: bool) -> Key:
    """The key that leads to the letters which are on no key now."""
    if language in _LETTERS:
        return _switch(Layer.LOWER if latin else Layer.LATIN, language)
    label, _letters = _ACCENTS.get(language, _WELSH_ACCENTS)
    return Key("key:layer.accents", Fixed(label), say("letters with accents"), width=1.25)


_BACKSPACE: Final = Key("key:backspace", say("Delete"), say("delete"), width=1.5, icon="delete")
_LEFT: Final = Key("key:left", say("Left"), say("move left"), icon="arrow-left")
_RIGHT: Final = Key("key:right", say("Right"), say("move right"), icon="arrow-right")
_NEW_LINE: Final = Key("key:enter", say("New line"), _NAMES["\n"], puts="\n", width=1.5, icon="corner-down-left")
