"""Languages by the names that people in a council office call them, and their BCP 47 tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import re2

from kiosk.domain.search import words

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "cy": ("Welsh", "Cymraeg"),
    "en": ("English", "Saesneg"),
    "bfi": ("British Sign Language", "Iaith Arwyddion Prydain", "BSL"),
    "ar": ("Arabic", "Arabeg"),
    "bg": ("Bulgarian", "Bwlgareg"),
    "bn": ("Bengali", "Bengaleg", "Bangla"),
    "ckb": ("Kurdish (Sorani)", "Cwrdeg (Sorani)", "Kurdish", "Cwrdeg"),
    "cs": ("Czech", "Tsieceg"),
    "de": ("German", "Almaeneg"),
    "es": ("Spanish", "Sbaeneg"),
    "fa": ("Persian", "Perseg", "Farsi"),
    "fr": ("French", "Ffrangeg"),
    "ga": ("Irish", "Gwyddeleg"),
    "gd": ("Scottish Gaelic", "Gaeleg yr Alban", "Gaelic"),
    "gu": ("Gujarati", "Gwjarati"),
    "hi": ("Hindi", "Hindi"),
    "hu": ("Hungarian", "Hwngareg"),
    "it": ("Italian", "Eidaleg"),
    "lt": ("Lithuanian", "Lithwaneg"),
    "pa": ("Punjabi", "Pwnjabeg", "Panjabi"),
    "pl": ("Polish", "Pwyleg"),
    "prs": ("Dari", "Dari"),
    "ps": ("Pashto", "Pashto"),
    "pt": ("Portuguese", "Portiwgaleg"),
    "ro": ("Romanian", "Rwmaneg"),
    "ru": ("Russian", "Rwsieg"),
    "so": ("Somali", "Somaleg"),
    "ta": ("Tamil", "Tamil"),
    "tr": ("Turkish", "Tyrceg"),
    "uk": ("Ukrainian", "Wcreineg"),
    "ur": ("Urdu", "Wrdw"),
    "vi": ("Vietnamese", "Fietnameg"),
    "yue": ("Cantonese", "Cantoneg"),
    "zh": ("Chinese", "Tsieineeg", "Mandarin"),
}
"""By tag: its names in English and Welsh, then other names for it."""

_TAGS: Final = {" ".join(words(name)): tag for tag, names in _NAMES.items() for name in names}
_TAG: Final = re2.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def language_tag(typed: str) -> str | None:
    """The tag of a language by its name in either language, or as the tag itself; `None` for what is neither."""
    known = _TAGS.get(" ".join(words(typed)))
    if known is not None:
        return known
    tag = typed.strip()
    return tag if _TAG.fullmatch(tag) else None


def language_name(tag: str, language: str = "en") -> str:
    """What a language is called; a tag without a name says itself."""
    known = _NAMES.get(tag)
    return tag if known is None else known[language == "cy"]
