"""Every kind of destination keeps the contract: it takes a submission for good, once, or says which of two it is."""

from __future__ import annotations

import asyncio
import configparser
import json
import socket
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from devices.simulators.receiver import Receiver
from kiosk.domain import tabular
from kiosk.domain.submissions import Submission, envelope
from kiosk.gateways.mail import Mail, MailServer
from kiosk.interfaces.registrations import Around, Dispatch, File, NotTaken, OptionsUnfit, Target, TryLater
from kiosk.registrations import registry
from kiosk.registrations.folder import FolderOptions, FolderTarget
from tests.support.answers import PLANTED, complete, missed_bin
from tests.support.disks import small_disk
from tests.support.hubs import SECRET, Clockwork

ID = UUID("01939c1e-6b7a-7c3e-9f3e-2b1d4c5e6f70")
LONDON = ZoneInfo("Europe/London")
PDF = b"%PDF-1.7 a summary"


def dispatch(key: UUID = ID, reference: str = "7K3-MQ9-XZ4", **answers: Any) -> Dispatch:
    form = missed_bin()
    submission = Submission(
        id=key,
        reference=reference,
        form_id=form.id,
        form_version=form.version,
        site_id="llanfair-road",
        terminal_id=str(ID),
        language="cy",
        answers=dict(complete(form)) | answers,
        submitted_at=datetime(2026, 11, 23, 23, 30, tzinfo=UTC),
    )
    body = json.dumps(envelope(submission, form)).encode()
    photo = File("bin.jpg", "image/jpeg", 9, lambda: b"\xff\xd8a photo")
    return Dispatch(key, submission, form, body, lambda: PDF, (photo,))


class Inbox:
    """What a mail server of somebody else's took; it refuses who is refused."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answer = "250 OK"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, wanted: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.answer.startswith("250"):
            wanted.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _server: SMTP, _session: Session, wanted: Envelope) -> str:
        message = message_from_bytes(wanted.original_content or b"", policy=default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        return "250 taken"


@dataclass
class Case:
    """A kind with what stands behind it: how many submissions it has, and how it is made to refuse and to be away."""

    make: Callable[[], Target[Any]]
    has: Callable[[], int]
    away: Callable[[], Target[Any]]
    once: bool = True


class Post(Controller):
    """A mail server on a port that is surely free; its own way to choose one takes 0 for a number."""

    def __init__(self, inbox: Inbox) -> None:
        self._taken = socket.create_server(("127.0.0.1", 0))
        super().__init__(inbox, hostname="127.0.0.1", port=self._taken.getsockname()[1])

    def _create_server(self) -> Coroutine[Any, Any, asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._taken)


@contextmanager
def post() -> Iterator[tuple[Inbox, int]]:
    """A mail server that others wrote."""
    inbox = Inbox()
    server = Post(inbox)
    server.start()
    try:
        yield inbox, server.port
    finally:
        server.stop(no_assert=True)


def around(mail: Mail | None = None) -> Around:
    return Around("waste", Clockwork(), 2, lambda _: SECRET, mail, LONDON)


def mail_at(port: int) -> Mail:
    return Mail(MailServer("127.0.0.1", port, "none", "hub@aberwen.example", "Aberwen Council"), Clockwork(), 2)


@pytest.fixture(params=["webhook", "email", "folder", "day"])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Case]:
    kind = request.param
    with ExitStack() as stack:
        if kind == "webhook":
            service = stack.enter_context(Receiver(0, tmp_path / "receiver", SECRET.encode()).running())

            def hook(url: str) -> Target[Any]:
                chosen = {"url": url, "secret_env": "FOYER_SECRET_WASTE"}
                return registry.make(registry.load("webhook"), chosen, around())

            yield Case(
                lambda: hook(service.url), lambda: len(service.ledger.effects()), lambda: hook("http://127.0.0.1:9/")
            )
        elif kind == "email":
            inbox, port = stack.enter_context(post())

            def box(port: int) -> Target[Any]:
                return registry.make(registry.load("email"), {"to": "bins@aberwen.example"}, around(mail_at(port)))

            yield Case(lambda: box(port), lambda: len(inbox.taken), lambda: box(9), once=False)
        else:
            folder = tmp_path / "drop"
            folder.mkdir()
            options = {"format": "csv", "each": "day"} if kind == "day" else {}

            def drop(path: Path) -> Target[Any]:
                return registry.make(registry.load("folder"), {"path": str(path), **options}, around())

            def count() -> int:
                if kind == "day":
                    return sum(len(tabular.read(each.read_bytes()).rows) for each in folder.glob("*.csv"))
                return len([*folder.glob("*.json")])

            yield Case(lambda: drop(folder), count, lambda: drop(tmp_path / "nowhere"))


def test_it_takes_a_submission_for_good_and_its_effect_happens_once(case: Case) -> None:
    target = case.make()
    assert [*target.check_config()] == []
    assert case.has() == 0, "a check registers nothing"
    target.register(dispatch())
    assert case.has() == 1
    if case.once:
        target.register(dispatch())
        assert case.has() == 1, "the same key, the same effect"
    other = UUID(int=ID.int + 1)
    target.register(dispatch(other, "8K3-MQ9-XZ4"))
    assert case.has() >= 2
    target.close()
    target.close()


def test_what_is_away_may_be_tried_later_and_its_check_says_what_to_do(case: Case) -> None:
    target = case.away()
    with pytest.raises(TryLater) as error:
        target.register(dispatch())
    assert error.value.reason
    (trouble,) = target.check_config()
    assert trouble.problem
    assert trouble.remedy
    target.close()


@pytest.mark.parametrize("kind", sorted(registry.OURS))
def test_a_mistyped_key_is_told_with_the_nearest(kind: str) -> None:
    wrong = {"webhook": "ulr", "email": "too", "folder": "pathh"}[kind]
    with pytest.raises(OptionsUnfit) as error:
        registry.make(registry.load(kind), {wrong: "x"}, around())
    assert error.value.trouble.problem == f"unknown key {wrong}"
    assert "did you mean" in error.value.trouble.remedy


# --- what each promises besides ---


def test_mail_has_nothing_personal_in_its_subject_and_the_answers_and_files_within() -> None:
    with post() as (inbox, port):
        chosen = {"to": "bins@aberwen.example", "attach": ["pdf", "json", "files"]}
        target = registry.make(registry.load("email"), chosen, around(mail_at(port)))
        target.register(dispatch())
        target.register(dispatch())
        inbox.answer = "550 no such mailbox"
        with pytest.raises(NotTaken, match="smtp_550"):
            target.register(dispatch())
        inbox.answer = "451 later"
        with pytest.raises(TryLater, match="smtp_451"):
            target.register(dispatch())
    first, second = inbox.taken
    assert first["Subject"] == "7K3-MQ9-XZ4: Report a missed bin"
    assert first["Message-ID"] == second["Message-ID"], "a copy is known for what it is"
    body = first.get_body(("plain",))
    assert body is not None
    assert PLANTED in body.get_content()
    files = {each.get_filename(): each.get_payload(decode=True) for each in first.iter_attachments()}
    assert files["7K3-MQ9-XZ4.pdf"] == PDF
    assert files["bin.jpg"] == b"\xff\xd8a photo"
    assert isinstance(files["7K3-MQ9-XZ4.json"], bytes)
    assert json.loads(files["7K3-MQ9-XZ4.json"])["submission_reference"] == "7K3-MQ9-XZ4"


def folder(path: Path, **changes: Any) -> FolderTarget:
    return FolderTarget(FolderOptions(path=str(path), **changes), around())


def test_files_are_whole_private_and_the_main_one_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named: list[str] = []
    real = Path.replace

    def noted(self: Path, target: Path) -> Path:
        named.append(target.name)
        return real(self, target)

    monkeypatch.setattr(Path, "replace", noted)
    taken = folder(tmp_path, attach=("pdf", "files"), mode="640").register(dispatch())
    assert taken.reference == f"7K3-MQ9-XZ4_{ID}.json"
    assert named == [f"7K3-MQ9-XZ4_{ID}_01_bin.jpg", f"7K3-MQ9-XZ4_{ID}.pdf", f"7K3-MQ9-XZ4_{ID}.json"]
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(named), "nothing half-made is left"
    assert {each.stat().st_mode & 0o777 for each in tmp_path.iterdir()} == {0o640}
    assert json.loads((tmp_path / named[-1]).read_bytes())["submission_id"] == str(ID)


def test_a_spreadsheet_cannot_be_made_to_run_what_somebody_wrote(tmp_path: Path) -> None:
    target = folder(tmp_path, format="csv", each="day")
    target.register(dispatch(note='=HYPERLINK("http://x";"y")\r\nline two, "quoted"'))
    target.register(dispatch(UUID(int=ID.int + 1), "8K3-MQ9-XZ4", note="@SUM(A1)"))
    (file,) = tmp_path.iterdir()
    assert file.name == "missed-bin_v1_2026-11-23.csv".replace("v1", f"v{missed_bin().version}")
    text = file.read_text("utf-8-sig")
    assert len(text.splitlines()) == 3, "a line is a submission, whatever was typed"
    assert "\"'=HYPERLINK(" in text
    assert "'@SUM(A1)" in text
    table = tabular.read(file.read_bytes())
    assert table.header[:2] == ("submission_id", "reference")
    assert [row.cells[1] for row in table.rows] == ["7K3-MQ9-XZ4", "8K3-MQ9-XZ4"]


def test_a_line_that_was_cut_short_is_taken_away_before_the_next(tmp_path: Path) -> None:
    target = folder(tmp_path, format="csv", each="day")
    target.register(dispatch())
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole + b'01939c1e-half a line, "')
    target.register(dispatch(UUID(int=ID.int + 1), "8K3-MQ9-XZ4"))
    assert file.read_bytes().startswith(whole)
    assert [row.cells[1] for row in tabular.read(file.read_bytes()).rows] == ["7K3-MQ9-XZ4", "8K3-MQ9-XZ4"]


@pytest.mark.parametrize("each", ["submission", "day"])
def test_a_full_disk_is_for_later_and_leaves_nothing_half(tmp_path: Path, each: str) -> None:
    with small_disk(tmp_path / "disk", 1) as disk:
        drop = disk.path / "drop"
        drop.mkdir()
        target = folder(drop, format="csv", each=each)
        target.register(dispatch())
        before = {file.name: file.read_bytes() for file in drop.iterdir()}
        disk.fill()
        with pytest.raises(TryLater, match="disk_full"):
            target.register(dispatch(UUID(int=ID.int + 1), "8K3-MQ9-XZ4", note="x" * 9_000))
        assert {file.name: file.read_bytes() for file in drop.iterdir()} == before
        (trouble,) = target.check_config()
        assert "room" in trouble.remedy
        disk.free()
        target.register(dispatch(UUID(int=ID.int + 1), "8K3-MQ9-XZ4"))


def test_the_example_in_the_documents_is_a_destination(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "how-to" / "write-a-destination.md"
    code = page.read_text("utf-8").partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {"__name__": "our_package"}
    exec(compile(code, str(page), "exec", dont_inherit=True), names)  # noqa: S102 - our own words
    folder = tmp_path / "spool"
    target = registry.make(names["Spool"], {"path": str(folder)}, around())
    (trouble,) = target.check_config()
    assert trouble.remedy == "make the folder"
    with pytest.raises(TryLater):
        target.register(dispatch())
    folder.mkdir()
    assert [*target.check_config()] == []
    target.register(dispatch())
    assert target.register(dispatch()).reference == "7K3-MQ9-XZ4"
    assert [each.name for each in folder.iterdir()] == [f"{ID}.json"]
    with pytest.raises(NotTaken):
        registry.make(names["Spool"], {"path": str(folder), "most_mb": 0}, around()).register(dispatch())


def test_the_kinds_that_come_with_foyer_are_those_of_its_package() -> None:
    config = configparser.ConfigParser()
    config.read(Path(__file__).parents[2] / "setup.cfg", "utf-8")
    lines = config["options.entry_points"][registry.GROUP].split("\n")
    assert dict(line.split(" = ") for line in lines if line) == registry.OURS
