"""What the journal holds, as verbs on its tables. Each is a piece of work for `Journal.transact`.

A row of the outbox has a `state` (how far it has come) and is `due` while the hub must still be given it. It stops
being due when the hub says that it has it. What the hub could not take is `held` with the reason, and tried again
when the terminal starts and when the hub was restored. The payload is sealed: nobody here can read it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlite_utils import Database
from sqlite_utils.db import NotFoundError

from kiosk.domain.commands import Heard
from kiosk.domain.errors import Fault
from kiosk.domain.events import Receipt, ReceiptState
from kiosk.terminal import happening_records
from kiosk.terminal.hub_client import Fact, Payload

_SHOWN: Mapping[str, ReceiptState] = {
    "saved": "saved",
    "held": "saved",
    "sent": "sent",
    "failed": "sent",
    "accepted": "accepted",
}
_WRITTEN_ONCE = ("id", "reference", "form", "form_version", "key_id", "sealed", "made_at", "time_uncertain")
_COMMANDS = 200
"""Ids of commands that are remembered. Each counts for seconds; this is hours of the busiest day."""

_AFTER = {"submission_accepted": "accepted", "submission_failed": "failed"}


CLOSED = "until opened"
"""What is kept under `closed` by a terminal that was closed with no end said; else it is the instant, or empty."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The last good catalogue, as it came."""

    body: bytes
    etag: str | None


def keep(database: Database, payload: Payload) -> Receipt:
    """Puts a sealed submission into the outbox. The same one again gives the receipt it already has."""
    if (receipt := _receipt(database, payload.id)) is not None:
        return receipt
    row = {
        "id": str(payload.id),
        "reference": payload.reference,
        "form": payload.form,
        "form_version": payload.form_version,
        "key_id": payload.key_id,
        "sealed": payload.sealed,
        "made_at": payload.made_at,
        "time_uncertain": int(payload.time_uncertain),
        "state": "saved",
        "due": 1,
    }
    database.table("outbox").insert(row | {"digest": _digest(row)})
    return Receipt(payload.id, payload.reference, "saved")


def next_due(database: Database) -> Payload | None:
    """The submission the hub must be given next, in the order they were made."""
    for row in database.table("outbox").rows_where("due = 1", order_by="seq", limit=1):
        return Payload(
            UUID(row["id"]),
            row["reference"],
            row["form"],
            row["form_version"],
            row["key_id"],
            row["sealed"],
            row["made_at"],
            bool(row["time_uncertain"]),
        )
    return None


def sent(database: Database, submission: UUID, at: datetime) -> Receipt:
    """The hub has it. What the news said before about it stands."""
    sql = """UPDATE outbox SET due = 0, reason = NULL, delivered_at = ?,
             state = CASE WHEN state IN ('saved', 'held') THEN 'sent' ELSE state END WHERE id = ?"""
    database.execute(sql, [at.isoformat(), str(submission)])
    return receipt(database, submission)


def held(database: Database, submission: UUID, reason: str) -> None:
    """The hub could not take it: it waits here, and those behind it go on."""
    sql = "UPDATE outbox SET due = 0, reason = ?, state = 'held' WHERE id = ?"
    database.execute(sql, [reason, str(submission)])


def go_behind(database: Database, submission: UUID) -> None:
    """Those that wait go first from now on: one that the hub fails at must not keep all the others here."""
    sql = "UPDATE outbox SET seq = (SELECT max(seq) + 1 FROM outbox) WHERE id = ?"
    database.execute(sql, [str(submission)])


def release_held(database: Database) -> int:
    """Lets everything that was held be tried again. Gives how many."""
    happening_records.release_held(database)
    cursor = database.execute("UPDATE outbox SET due = 1, state = 'saved' WHERE state = 'held'")
    return cursor.rowcount


def receipt(database: Database, submission: UUID) -> Receipt:
    """How far a submission has come.

    Raises:
        Fault: nothing here has that id.
    """
    found = _receipt(database, submission)
    if found is None:
        raise Fault("submission_unknown", id=str(submission))
    return found


def take_news(database: Database, facts: Sequence[Fact], cursor: int) -> list[Receipt]:
    """Writes down what the news says of submissions together with the cursor, and gives the receipts it changed."""
    changed = []
    for fact in facts:
        state = _AFTER.get(fact.kind)
        if state is None or fact.about is None:
            continue
        sql = """UPDATE outbox SET state = ?, reason = ?
                 WHERE id = ? AND state NOT IN ('accepted', ?)"""
        if database.execute(sql, [state, fact.reason, str(fact.about), state]).rowcount:
            changed.append(receipt(database, fact.about))
    remember(database, "cursor", str(cursor))
    return changed


def take_commands(database: Database, commands: Sequence[Heard]) -> list[Heard]:
    """Notes down commands before anything is done about them, and gives those that were never noted before."""
    known: list[str] = json.loads(recall(database, "commands") or "[]")
    new = {str(each.id): each for each in commands if str(each.id) not in known}
    if new:
        remember(database, "commands", json.dumps([*known, *new][-_COMMANDS:]))
    return list(new.values())


def named(database: Database) -> Mapping[str, str]:
    """Which of the hub's records is known here, as the header that goes with what has its place in an order."""
    known = recall(database, "epoch")
    return {} if known is None else {"Foyer-Record": known}


def new_epoch(database: Database, epoch: str) -> int:
    """The hub's record is another one: everything still here is owed to it again, and its news begins anew."""
    known = recall(database, "epoch")
    if known == epoch:
        return 0
    remember(database, "epoch", epoch)
    remember(database, "cursor", "0")
    if known is None:
        return 0
    happening_records.owe_again(database)
    return database.execute("UPDATE outbox SET due = 1 WHERE due = 0").rowcount


def erase_delivered(database: Database, now: datetime, keep_days: int) -> int:
    """Erases what the hub has had for longer than that many days. Gives how many."""
    sql = "DELETE FROM outbox WHERE due = 0 AND state != 'held' AND delivered_at < ?"
    return database.execute(sql, [(now - timedelta(days=keep_days)).isoformat()]).rowcount


def waiting(database: Database) -> int:
    """How many submissions the hub has not got yet."""
    return database.table("outbox").count_where("due = 1 OR state = 'held'")


def owed(database: Database) -> tuple[int, int]:
    """How many submissions the hub has not got yet, and how many of them it could not take."""
    return waiting(database), database.table("outbox").count_where("state = 'held'")


def enrolled_as(database: Database, terminal: str) -> int:
    """Takes note of who this machine is to its hub. When it was somebody else before, the hub is given again what it
    has not said to be accepted, so that it tells the new one. Gives how many."""
    known = recall(database, "terminal")
    if known == terminal:
        return 0
    remember(database, "terminal", terminal)
    if known is None:
        return 0
    return database.execute("UPDATE outbox SET due = 1 WHERE due = 0 AND state = 'sent'").rowcount


def keep_catalogue(database: Database, body: bytes, etag: str | None, at: datetime) -> None:
    """Keeps a catalogue in the place of the one before."""
    row = {"id": 1, "etag": etag, "body": body, "fetched_at": at.isoformat()}
    database.table("catalogue").insert(row, replace=True)


def kept_catalogue(database: Database) -> Kept | None:
    """The last good catalogue, if there ever was one."""
    try:
        row = database.table("catalogue").get(1)
    except NotFoundError:
        return None
    return Kept(row["body"], row["etag"])


def remember(database: Database, key: str, value: str) -> None:
    """Keeps a small thing under its name."""
    database.table("state").insert({"key": key, "value": value}, pk="key", replace=True)


def recall(database: Database, key: str) -> str | None:
    """What was kept under a name."""
    try:
        return cast(str, database.table("state").get(key)["value"])
    except NotFoundError:
        return None


def sound(table: str, row: Mapping[str, object]) -> dict[str, object] | None:
    """A row read from a damaged journal, fit to be carried over; `None` when it is not what was written.

    A submission has to match its digest, and is owed to the hub again when its state cannot be read. It loses its
    place in the queue to what has come since; its id keeps it from being there twice.
    """
    known = dict(row)
    match table:
        case "outbox":
            known.pop("seq", None)
            if known.get("digest") != _digest(known):
                return None
            if known["state"] not in _SHOWN or known["due"] not in (0, 1):
                known |= {"state": "saved", "due": 1, "reason": None, "delivered_at": None}
        case "happenings":
            return happening_records.sound(known)
        case "opinions":
            known.pop("seq", None)
            if not _is_json(str(known["document"]), dict):
                return None
        case "state":
            if not _STATE.get(str(known["key"]), _never)(str(known["value"])):
                return None
    return known


def try_room(database: Database) -> None:
    """Proves that there is room on the disk for a submission, and leaves nothing behind."""
    remember(database, "room", "x" * 65_536)
    remember(database, "room", "")


def _receipt(database: Database, submission: UUID) -> Receipt | None:
    for row in database.table("outbox").rows_where("id = ?", [str(submission)], select="reference, state"):
        return Receipt(submission, row["reference"], _SHOWN[row["state"]])
    return None


def _digest(row: Mapping[str, object]) -> bytes:
    """What tells a row that is as it was written from one that the disk has changed."""
    what = [row.get(column) for column in _WRITTEN_ONCE]
    return hashlib.blake2b(repr(what).encode(), digest_size=16).digest()


def _is_instant(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_json(text: str, kind: type) -> bool:
    try:
        return isinstance(json.loads(text), kind)
    except (ValueError, RecursionError):
        return False


def _never(_text: str) -> bool:
    return False


_STATE: Mapping[str, Callable[[str], bool]] = {
    "cursor": lambda text: text.isascii() and text.isdigit(),
    "epoch": lambda text: text.isprintable(),
    "terminal": lambda text: text.isprintable(),
    "withdrawn": lambda text: text.isprintable(),
    "passed": _is_instant,
    "closed": lambda text: text in ("", CLOSED) or _is_instant(text),
    "commands": lambda text: _is_json(text, list),
    "details": lambda text: _is_json(text, dict),
    "door_tries": lambda text: text.isascii() and text.isdigit(),
    "door_deeds": lambda text: _is_json(text, list),
}
