"""The sentences people meet, and their translations.

    python .ci/catalogues.py extract   writes assets/locale/foyer.pot and brings each language's foyer.po up to it
    python .ci/catalogues.py compile   writes the .mo files that a terminal reads
    python .ci/catalogues.py check     says what is missing, stale, unsure or has other placeholders than the English

Sentences are found where they stand as literals: in Python as the argument of a call named in `CALLS`, in kv as
`app.t('…')`. A call that is given anything else is passed over, unless it is an f-string, which could never be
translated: that is an error. A test finds sentences that stand elsewhere.
"""

from __future__ import annotations

import argparse
import ast
import re
import string
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "assets" / "locale"
TEMPLATE = LOCALE / "foyer.pot"
SOURCES = ("kiosk/domain", "kiosk/web/public", "ui")
"""Where words for visitors stand; what is printed for operators and shown to staff is in English."""

CALLS: dict[str, tuple[tuple[int, str], ...]] = {
    "say": ((0, "sentence"),),
    "sentence": ((0, "sentence"),),
    "Message": ((0, "id"),),
    "Plural": ((0, "one"), (1, "many")),
    "Problem": ((1, "message"),),
    "NotADate": ((1, "message"),),
    "OutOfRange": ((1, "message"),),
}
"""The calls whose arguments are sentences: where each stands, and its name when it is given by name."""

HEADER = "Every sentence Foyer says. Made by `make locale`; write translations in <language>/LC_MESSAGES/foyer.po."

NOISE = (
    "Generated-By",
    "Language-Team",
    "Last-Translator",
    "PO-Revision-Date",
    "POT-Creation-Date",
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
)
"""Lines of a catalogue's header that say when and by what it was written, not what it holds."""

Sentence = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence in the sources: one string, or the singular and plural of it."""

    sentence: Sentence
    path: str
    line: int


class NotASentence(Exception):
    """A call that must name a sentence builds one instead."""


def in_python(path: Path) -> Iterator[Found]:
    """The sentences of a Python file.

    Raises:
        NotASentence: one of them is an f-string.
    """
    where = str(path.relative_to(ROOT))
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
        if name not in CALLS:
            continue
        given = [_argument(node, position, keyword) for position, keyword in CALLS[name]]
        if any(isinstance(one, ast.JoinedStr) for one in given):
            raise NotASentence(f"{where}:{node.lineno}: {name}() takes braces, not an f-string")
        choices = [list(_literals(one)) for one in given]
        if len(choices) == 1:
            yield from (Found(sentence, where, node.lineno) for sentence in choices[0])
        elif all(len(words) == 1 for words in choices):
            yield Found((choices[0][0], choices[1][0]), where, node.lineno)


def _argument(call: ast.Call, position: int, keyword: str) -> ast.expr | None:
    by_name = next((given.value for given in call.keywords if given.arg == keyword), None)
    return call.args[position] if position < len(call.args) else by_name


def _literals(given: ast.expr | None) -> Iterator[str]:
    """The literals an argument can turn out to be: itself, either branch of an `if`, what `.get()` falls back to."""
    match given:
        case ast.Constant(value=str(sentence)):
            yield sentence
        case ast.IfExp(body=one, orelse=other):
            yield from _literals(one)
            yield from _literals(other)
        case ast.Call(func=ast.Attribute(attr="get"), args=[_, fallback]):
            yield from _literals(fallback)


_IN_KV = re.compile(r"""\bapp\.t\(\s*(?P<quote>['"])(?P<words>(?:\\.|(?!(?P=quote)).)*)(?P=quote)""")


def in_kv(path: Path) -> Iterator[Found]:
    """The sentences of a kv file, each as `app.t('…')` with plain quotes."""
    where = str(path.relative_to(ROOT))
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        for match in _IN_KV.finditer(line):
            quoted = f"{match['quote']}{match['words']}{match['quote']}"
            yield Found(ast.literal_eval(quoted), where, number)


def sentences() -> list[Found]:
    """Every sentence of the sources, in the order of their files and lines."""
    readers: dict[str, Callable[[Path], Iterator[Found]]] = {".py": in_python, ".kv": in_kv}
    paths = sorted(path for source in SOURCES for path in (ROOT / source).rglob("*") if path.suffix in readers)
    return [found for path in paths for found in readers[path.suffix](path)]


def template() -> Catalog:
    """The catalogue of sentences with nothing translated."""
    catalog = Catalog(header_comment=f"# {HEADER}", charset="utf-8", fuzzy=False)
    for found in sentences():
        catalog.add(found.sentence, locations=[(found.path, found.line)])
    return catalog


def languages() -> list[str]:
    """The languages there is a catalogue for, by their codes."""
    return sorted(path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/foyer.po"))


def translations(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "foyer.po"


def read(path: Path, language: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(catalog: Catalog, path: Path) -> None:
    """Writes a catalogue without times and line numbers: made again from the same sentences it is the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=116, sort_by_file=True, include_lineno=False)
    lines = path.read_text("utf-8").splitlines(keepends=True)
    noise = tuple(f'"{name}' for name in NOISE)
    path.write_text("".join(line for line in lines if not line.startswith(noise)), "utf-8")


def extract() -> None:
    new = template()
    write(new, TEMPLATE)
    for language in languages():
        catalog = read(translations(language), language)
        catalog.update(new, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        catalog.header_comment, catalog.fuzzy = new.header_comment, False
        write(catalog, translations(language))
    print(f"{len(new)} sentences in {TEMPLATE.relative_to(ROOT)}; languages: {', '.join(languages()) or 'none'}")


def compile_() -> None:
    """Writes each .mo that is older than its .po."""
    for language in languages():
        source = translations(language)
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            with target.open("wb") as file:
                write_mo(file, read(source, language))


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def faults_of(message: Message, language: str) -> Iterator[str]:
    """What is wrong with one translation, if anything."""
    name = message.id if isinstance(message.id, str) else message.id[0]
    given = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    wanted = get_plural(language).num_plurals if message.pluralizable else 1
    if len(given) != wanted or not all(text.strip() for text in given):
        yield f"{language}: not translated: {name!r}"
        return
    if message.fuzzy:
        yield f"{language}: marked as unsure (fuzzy): {name!r}"
    expected = placeholders(message.id if isinstance(message.id, str) else " ".join(message.id))
    for text in given:
        try:
            found = placeholders(text)
        except ValueError:
            yield f"{language}: braces do not close: {text!r}"
            continue
        # A form for one exact count may spell the count out.
        if found - expected or expected - found - ({"n"} if message.pluralizable else set()):
            yield f"{language}: {sorted(found)} in {text!r}, but {sorted(expected)} in {name!r}"


def faults() -> list[str]:
    """Everything that keeps the catalogues from being whole, one line each."""
    new = {message.id: message for message in template() if message.id}
    if not TEMPLATE.exists() or {message.id for message in read(TEMPLATE) if message.id} != new.keys():
        return ["assets/locale/foyer.pot is not what the sources say: run `make locale`"]
    lines = []
    for language in languages():
        catalog = read(translations(language), language)
        here = {message.id: message for message in catalog if message.id}
        lines += [f"{language}: missing, run `make locale`: {name!r}" for name in new.keys() - here.keys()]
        lines += [f"{language}: no longer said, run `make locale`: {name!r}" for name in here.keys() - new.keys()]
        lines += [line for message in here.values() for line in faults_of(message, language)]
    return sorted(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description="The sentences people meet, and their translations.")
    parser.add_argument("action", choices=("extract", "compile", "check"))
    action = parser.parse_args().action
    try:
        if action == "extract":
            extract()
        elif action == "compile":
            compile_()
        elif lines := faults():
            print(*lines, sep="\n")
            return 1
        else:
            print(f"{len(template())} sentences, whole in {', '.join(['en', *languages()])}")
    except NotASentence as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
