"""Hubs that share a record share its keys, or do not start."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.services.fleet import KeysMissing
from kiosk.store import keys
from tests.support.hubs import running_hub
from tests.support.records import share

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.postgresql
def test_a_second_hub_without_the_keys_of_the_first_does_not_start(tmp_path: Path) -> None:
    first, other = tmp_path / "a", tmp_path / "b"
    with running_hub(first):
        share(first, other)
        with pytest.raises(KeysMissing) as refused, running_hub(other):
            raise AssertionError("it started")
        assert refused.value.data["folder"] == str(other / "keys")
        assert not list((other / "keys").iterdir()), "a key of its own would be in the way of the right ones"
        shutil.copytree(first / "keys", other / "keys", dirs_exist_ok=True)
        with running_hub(other) as second:
            assert second.url


@pytest.mark.sqlite
def test_a_hub_that_lost_its_keys_makes_no_others_in_their_place(tmp_path: Path) -> None:
    with running_hub(tmp_path):
        pass
    (key,) = (tmp_path / "keys").iterdir()
    kept = key.read_bytes()
    key.unlink()
    with pytest.raises(KeysMissing), running_hub(tmp_path):
        raise AssertionError("it started")
    key.write_bytes(kept)
    with running_hub(tmp_path) as back:
        assert back.url


@pytest.mark.sqlite
def test_a_new_key_joins_and_the_old_one_stays_needed(tmp_path: Path) -> None:
    with running_hub(tmp_path):
        pass
    (old,) = (tmp_path / "keys").iterdir()
    new = keys.load(tmp_path / "other", NOW.replace(year=2030))
    (made,) = (tmp_path / "other").iterdir()
    shutil.copy(made, tmp_path / "keys")
    with running_hub(tmp_path) as hub:
        assert hub.terminal().get("catalogue").json()["hub_key"]["id"] == new.key_id
    for missing in (old, tmp_path / "keys" / made.name):
        aside = missing.rename(tmp_path / missing.name)
        with pytest.raises(KeysMissing), running_hub(tmp_path):
            raise AssertionError("it started")
        aside.rename(missing)
