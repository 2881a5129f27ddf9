"""What stands beside a name on a roll, on paper, on a screen and on a page: the same words everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.domain.definition import Localised
from kiosk.domain.roll_calls import Kind, Procedure


def _words(en: str, cy: str, pl: str, uk: str) -> Localised:
    return Localised(en, cy, (("pl", pl), ("uk", uk)))


HOW: Final[Mapping[str, Localised]] = {
    "code": _words("by their code", "trwy eu cod", "kodem", "за кодом"),
    "card": _words("by card", "trwy gerdyn", "kartą", "за карткою"),
    "badge": _words("by badge", "trwy fathodyn", "identyfikatorem", "за бейджем"),
    "name": _words("by name", "trwy enw", "po nazwisku", "за іменем"),
    "walk_in": _words("without an appointment", "heb apwyntiad", "bez umówionej wizyty", "без запису"),
    "group": _words("with a group", "gyda grŵp", "z grupą", "з групою"),
    "staff": _words("by staff", "gan staff", "przez pracownika", "через працівника"),
    "host": _words("by their host", "gan eu gwesteiwr", "przez gospodarza", "через господаря"),
    "door": _words("by a door", "wrth ddrws", "przy drzwiach", "через двері"),
    "automatic": _words(
        "worked out, nobody saw",
        "wedi’i gasglu, heb ei weld",
        "wniosek, nikt nie widział",
        "висновок, ніхто не бачив",
    ),
}
"""How we know that somebody is in."""

UNSURE: Final = _words("{how}, not certain", "{how}, ddim yn sicr", "{how}, niepewne", "{how}, не точно")

LINE: Final = _words(
    "{name}. In since {time}, {how}.",
    "{name}. I mewn ers {time}, {how}.",
    "{name}. W budynku od {time}, {how}.",
    "{name}. У будівлі з {time}, {how}.",
)
HELP: Final = _words(
    "{name}. MAY NEED HELP TO LEAVE. In since {time}, {how}.",
    "{name}. EFALLAI BOD ANGEN HELP I ADAEL. I mewn ers {time}, {how}.",
    "{name}. MOŻE POTRZEBOWAĆ POMOCY PRZY WYJŚCIU. W budynku od {time}, {how}.",
    "{name}. МОЖЕ ПОТРЕБУВАТИ ДОПОМОГИ, ЩОБ ВИЙТИ. У будівлі з {time}, {how}.",
)
"""A line of the roll on paper. `time` is when we last knew."""

PROCEDURES: Final[Mapping[Procedure, Localised]] = {
    Procedure.EVACUATION: _words("Evacuation", "Gwacáu’r adeilad", "Ewakuacja", "Евакуація"),
    Procedure.INVACUATION: _words("Move inside", "Symud i mewn", "Schronienie w budynku", "Укриття в будівлі"),
    Procedure.LOCKDOWN: _words("Lockdown", "Cloi’r adeilad", "Zamknięcie budynku", "Блокування будівлі"),
    Procedure.COMMUNICATION: _words("Announcement", "Cyhoeddiad", "Komunikat", "Оголошення"),
}

KINDS: Final[Mapping[Kind, Localised]] = {
    Kind.LIVE: _words("Real", "Go iawn", "Prawdziwy alarm", "Справжня тривога"),
    Kind.DRILL: _words("Drill", "Ymarfer", "Ćwiczenia", "Навчання"),
    Kind.TEST: _words("Test", "Prawf", "Test", "Перевірка"),
}


PAGE: Final = _words("Page {n} of {of}", "Tudalen {n} o {of}", "Strona {n} z {of}", "Сторінка {n} з {of}")


def how(known: str, *, sure: bool, language: str) -> str:
    """How we know, in a language. What a newer hub says that is not known here counts as worked out."""
    words = HOW.get(known, HOW["automatic"]).get(language)
    return words if sure else UNSURE.get(language).format(how=words)
