"""Every ticket that comes with Foyer, as a printer makes it of the bytes it is given."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from devices import preview
from devices.printers import paper
from devices.printers import printer as printers
from kiosk.domain.languages import NAMES
from kiosk.domain.ticket_kinds import TICKETS
from kiosk.domain.tickets import Code, Words
from kiosk.runtime.equipment import example

GOLDEN = Path(__file__).parents[1] / "captures" / "tickets.json"
"""A digest of each picture. When one changes on purpose: look at it (`foyer devices preview`), then write it anew."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printers, "LOOK", 0.01)


@pytest.mark.parametrize("name", TICKETS)
def test_a_ticket_comes_out_as_it_did_when_somebody_looked_at_it(name: str) -> None:
    ticket = example(name, "en")
    picture = Image.open(io.BytesIO(preview.png(ticket, "escpos")))
    digest = hashlib.sha256(picture.convert("1").tobytes()).hexdigest()
    assert digest == json.loads(GOLDEN.read_text("utf-8"))[name], "look at it, then write the digest anew"
    codes = [part.content for part in ticket.parts if isinstance(part, Code)]
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == codes


def test_a_badge_fits_its_label_and_its_code_can_still_be_read() -> None:
    picture = Image.open(io.BytesIO(preview.png(example("badge", "cy"), "zpl", 832, 400)))
    assert picture.height == 400 + 48
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == TICKETS["badge"].example["qr"][0]


@pytest.mark.parametrize("name", TICKETS)
def test_no_letter_of_any_ticket_is_a_box_in_any_language(name: str) -> None:
    for language in NAMES:
        for part in example(name, language).parts:
            if isinstance(part, Words):
                face = paper._face(part.text)
                lacking = {each for each in part.text if not each.isspace() and not paper._draws(face, each)}
                assert not lacking, (language, part.text)
