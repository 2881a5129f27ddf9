"""Finds entries of the directory by what people type: part of a name, a slip, how it sounds, accents or none.

Every word typed must fit a word of the entry, in any order. How well each fits is a number, the sum of which ranks
the entries: the word itself or its beginning is best, then one slip, then what sounds alike. What sounds alike is
decided by the consonants as English and Welsh ears hear them, so that "Davith" finds Dafydd and "Rees" finds Rhys;
what no rule can know ("Clear" for Llŷr) staff give as *sounds like*.

Words are looked up in an index of all of them: their beginnings by order, their slips by what is left of a word when
one letter is taken out, so that five thousand people take a few milliseconds. What is a slip is decided by
`kiosk.domain.search`, as for forms.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kiosk.domain import search
from kiosk.domain.directory import Entry, Person

MAX_TYPED: Final = 100
MOST_WORDS: Final = 6
"""Words of what was typed that count."""

_WHOLE, _BEGINNING, _SLIP, _SLIP_IN_BEGINNING, _SOUND = 0, 1, 3, 4, 5
_SHORTEST_SOUND: Final = 3
"""Letters that must be typed before it counts how they sound: two letters sound like too much."""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that fits, and how badly: 0 is every word whole."""

    entry: Entry
    cost: int


class Names:
    """An index of entries by their words."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = list(entries)
        self._index = WordIndex(_words_of(entry) for entry in self._entries)

    def rank(self, typed: str) -> list[Match]:
        """The entries that fit, the best first and then by name. Nothing typed fits nothing."""
        found = [Match(self._entries[at], cost) for at, cost in self._index.costs(typed).items()]
        return sorted(found, key=lambda match: (match.cost, match.entry.title.en.casefold()))


class WordIndex:
    """An index of anything by its words.

    Args:
        rows: the words of each, in small letters and without accents, as `search.words` gives them.
    """

    def __init__(self, rows: Iterable[Iterable[str]]) -> None:
        self._by_word: dict[str, set[int]] = defaultdict(set)
        for at, words in enumerate(rows):
            for word in words:
                self._by_word[word].add(at)
        self._sorted = sorted(self._by_word)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        self._by_rest: dict[str, list[str]] = defaultdict(list)
        for word in self._sorted:
            self._by_sound[sound(word)].append(word)
            self._by_letter[word[:1]].append(word)
            for rest in _rests(word):
                self._by_rest[rest].append(word)

    def costs(self, typed: str) -> dict[int, int]:
        """The numbers of the rows that fit, and how badly: 0 is every word whole. Nothing typed fits nothing."""
        words = search.words(typed[:MAX_TYPED])[:MOST_WORDS]
        costs = self._costs(words)
        if len(words) > 1:
            # "mac donald" may be one name, and "obrien" stands in the index beside "o" and "brien".
            for at, cost in self._costs(["".join(words)]).items():
                costs[at] = min(cost, costs.get(at, cost))
        return costs

    def _costs(self, words: list[str]) -> dict[int, int]:
        """What each entry costs that all the words fit."""
        total: dict[int, int] | None = None
        for word in words:
            costs = self._costs_of(word)
            total = costs if total is None else {at: total[at] + cost for at, cost in costs.items() if at in total}
        return total or {}

    def _costs_of(self, typed: str) -> dict[int, int]:
        costs: dict[int, int] = {}
        for word, cost in self._fitting(typed):
            for at in self._by_word[word]:
                costs[at] = min(cost, costs.get(at, cost))
        return costs

    def _fitting(self, typed: str) -> Iterator[tuple[str, int]]:
        """The words of the index that what was typed fits, and how badly; some of them more than once."""
        for word in itertools.islice(self._sorted, bisect_left(self._sorted, typed), None):
            if not word.startswith(typed):
                break
            yield word, _WHOLE if word == typed else _BEGINNING
        # A slip leaves the first letter of a beginning alone: otherwise too much would be looked at.
        near = {word for rest in _rests(typed) for word in self._by_rest.get(rest, ())}
        for word in near.union(self._by_letter.get(typed[:1], ())):
            if slip := search.slip(typed, word):
                yield word, (_SLIP, _SLIP_IN_BEGINNING)[slip - 1]
        if len(typed) >= _SHORTEST_SOUND:
            for word in self._by_sound.get(sound(typed), ()):
                yield word, _SOUND + (word[:1] != typed[:1])


def rank(entries: Iterable[Entry], typed: str) -> list[Match]:
    """The entries that fit what was typed, the best first; for a few entries. For many, keep `Names`."""
    return Names(entries).rank(typed)


def _rests(word: str) -> set[str]:
    """The word, and what is left of it without one letter: words that share one are a slip apart, or nearly."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _words_of(entry: Entry) -> Iterator[str]:
    texts = [entry.title.en, entry.title.cy or "", *entry.sounds_like]
    if isinstance(entry, Person):
        texts.append(entry.given + entry.family)
    for text in texts:
        yield from written_words(text)


def written_words(text: str) -> Iterator[str]:
    """The words of a name, and each that is written as one as one: O'Brien, Owen-Jones."""
    yield from search.words(text)
    for part in text.split():
        yield "".join(search.words(part))


# --- how a word sounds ----------------------------------------------------------------------------------------------

_SPELLINGS: Final[tuple[tuple[str, str], ...]] = (
    # Beginnings that English ears make of ll.
    (r"^(?:ll|thl|chl|hl)", "l"),
    (r"^(?:wr|rh)", "r"),
    (r"^(?:kn|gn|pn)", "n"),
    (r"^(?:gw|gu|wh)", "g"),
    (r"^(?:ie|io|iw|yw|ye|ei|ai|eu|ae)", "a"),
    (r"^h", "h"),
    # Welsh si is sh; English sh, sch and soft c, too.
    (r"(?:sch|sh|si)([aeou])", r"s\1"),
    (r"(?:tch|sch|sh)", "s"),
    (r"c([eiy])", r"s\1"),
    (r"(?:dd|th|dh)", "d"),
    (r"(?:ff|ph|v)", "f"),
    (r"gh([t]|$)", r"\1"),
    (r"ng", "n"),
    (r"(?:ck|ch|cc|k|q|x|gh|g|j)", "c"),
    (r"z", "s"),
    (r"t", "d"),
    (r"p", "b"),
    (r"ew|uw|yw|ow|oo|ou", "o"),
    (r"[uw]", "o"),
    (r"(?:ee|ea|ie|ei|ey|y)", "i"),
    (r"e", "i"),
)
_RULES: Final = [(re.compile(spelling), plain) for spelling, plain in _SPELLINGS]
_VOWELS: Final = "aio"


def sound(word: str) -> str:
    """How a word sounds, roughly; two words with the same sound may be one name.

    Its consonants, and its first vowel where there are so few that they alone say little.

    Args:
        word: in small letters and without accents, as `search.words` gives them.
    """
    for spelling, plain in _RULES:
        word = spelling.sub(plain, word)
    letters = "".join(letter for letter, _ in itertools.groupby(word))
    first = letters[:1] if letters[:1] in _VOWELS else ""
    consonants = "".join(letter for letter, _ in itertools.groupby(_consonants(letters)))
    if len(consonants) > 2 or first:
        return ("a" if first else "") + consonants
    return next((letter for letter in letters if letter in _VOWELS), "") + consonants


def _consonants(letters: str) -> Iterator[str]:
    for at, letter in enumerate(letters):
        silent = letter in _VOWELS or (letter == "h" and at)
        # Many do not say the r of Sharn: between a vowel and a consonant it tells nothing.
        unheard = (
            letter == "r" and at and letters[at - 1] in _VOWELS and letters[at + 1 : at + 2] not in tuple(_VOWELS)
        )
        if not silent and not unheard:
            yield letter
