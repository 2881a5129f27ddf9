"""A form's submissions go to several destinations, none waiting for another; what breaks in one stays in that one."""

from __future__ import annotations

import hashlib
import io
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from PIL import Image

from devices.simulators.receiver import Receiver
from kiosk.domain.walk import walk
from kiosk.interfaces.facts import DeliveryState, SubmissionState
from kiosk.runtime.registration_checks import destinations
from kiosk.runtime.registrations import registrations
from kiosk.runtime.sites import SettingsRefused
from kiosk.services.audit import Actor
from kiosk.services.deliveries import Deliveries
from kiosk.services.submissions import NothingToTry
from tests.support.answers import shipped
from tests.support.hubs import (
    SECRET,
    Clockwork,
    Running,
    newest_entries,
    running_hub,
    settings,
    staff_browser,
    wait_for,
)
from tests.support.phones import Phone, offer

ME = Actor("test")
PLUGIN = """
import threading
from kiosk.interfaces.registrations import Options, Registered, Target

GATE = threading.Event()

class SlowOptions(Options):
    pass

class Slow(Target[SlowOptions]):
    options_model = SlowOptions
    where = "somewhere slow"

    def register(self, dispatch):
        GATE.wait(60)
        return Registered("S-1")

class Silly(Slow):
    def register(self, dispatch):
        raise ZeroDivisionError
"""


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A distribution with kinds of its own, as somebody would install one. Gives what its slow kind waits for."""
    folder = tmp_path / "installed"
    facts = folder / "foyer_slow-1.dist-info"
    facts.mkdir(parents=True)
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: foyer-slow\nVersion: 1\n")
    (facts / "entry_points.txt").write_text(
        "[foyer.registrations]\nslow = foyer_slow:Slow\nsilly = foyer_slow:Silly\nbroken = foyer_broken:Broken\n"
    )
    (folder / "foyer_slow.py").write_text(PLUGIN)
    (folder / "foyer_broken.py").write_text("import nothing_of_that_name\n")
    monkeypatch.syspath_prepend(str(folder))
    import foyer_slow  # type: ignore[import-not-found] # just written

    yield foyer_slow.GATE
    foyer_slow.GATE.set()


def states(running: Running, submission: object) -> dict[str, DeliveryState]:
    shown = running.do(running.hub.submissions.show(submission.id, ME))  # type: ignore[attr-defined] # one of ours
    return {delivery.destination: delivery.state for delivery, _ in shown.deliveries}


def test_each_destination_gets_it_and_accepted_is_said_once_all_have(tmp_path: Path, receiver: Receiver) -> None:
    drop = tmp_path / "drop"
    options = (
        f'destinations.archive={{by="folder", path="{drop}", attach=["pdf"]}}',
        'forms.missed-bin.destinations=["waste", "archive"]',
    )
    with running_hub(tmp_path / "hub", *options, service_url=receiver.url) as running:
        terminal = running.terminal()
        submission = terminal.submission()
        terminal.send(submission)
        wait_for(lambda: states(running, submission)["waste"] is DeliveryState.DELIVERED, "the service has it")
        shown = running.do(running.hub.submissions.show(submission.id, ME))
        assert shown.row.state is SubmissionState.RECEIVED, "the folder has not"
        assert states(running, submission)["archive"] is DeliveryState.WAITING
        drop.mkdir()
        terminal.hear_of("submission_accepted")
        assert states(running, submission) == {"waste": DeliveryState.DELIVERED, "archive": DeliveryState.DELIVERED}
        shown = running.do(running.hub.submissions.show(submission.id, ME))
        assert {each.destination: each.reference for each, _ in shown.deliveries}["archive"] == (
            f"{submission.reference}_{submission.id}.json"
        )
        other = terminal.submission_of(shipped("general-enquiry"))
        terminal.send(other)
        terminal.hear_of("submission_accepted", 2)
        assert list(states(running, other)) == ["contact-centre"], "a form that nothing is said of goes where it says"
    assert [effect.key for effect in receiver.ledger.effects()] == [str(submission.id), str(other.id)]
    assert (drop / f"{submission.reference}_{submission.id}.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.sqlite
def test_one_that_refuses_holds_up_none_and_can_be_asked_alone(tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    options = (
        "hub.secure_cookies=false",
        f'destinations.archive={{by="folder", path="{drop}"}}',
        'forms.missed-bin.destinations=["waste", "archive"]',
    )
    with (
        Receiver(0, tmp_path / "receiver", SECRET.encode(), answers=(422,)).running() as service,
        running_hub(tmp_path / "hub", *options, service_url=service.url) as running,
    ):
        terminal, browser = running.terminal(), staff_browser(running)
        submission = terminal.submission()
        terminal.send(submission)
        terminal.hear_of("submission_failed")
        wait_for(lambda: states(running, submission)["archive"] is DeliveryState.DELIVERED, "the folder has it")
        page = f"/submissions/{submission.id}"
        told = browser.get(page).text
        assert "Ask whoever runs it what it says to this reference" in told
        assert str(drop) in told
        with pytest.raises(NothingToTry):
            running.do(running.hub.resending.again(submission.id, "nowhere", ME))
        (file,) = drop.iterdir()
        file.unlink()
        browser.fill_in(page, {"destination": "archive"}, action=f"{page}/resend")
        wait_for(lambda: any(drop.iterdir()), "it was written again")
        assert states(running, submission)["waste"] is DeliveryState.DEAD, "the other is left alone"
        browser.fill_in(page, {"destination": "waste"}, action=f"{page}/resend")
        terminal.hear_of("submission_accepted")
        resent = [each for each in newest_entries(running, running.hub.audit) if each.action == "submission_resent"]
        assert [(each.code, each.outcome) for each in resent] == [
            ("to_waste", "done"), ("to_archive", "done"), ("nothing_to_try", "refused"),
        ]  # fmt: skip


@pytest.mark.sqlite
def test_a_plug_in_that_hangs_breaks_or_cannot_be_loaded_turns_off_only_itself(
    tmp_path: Path, plugins: threading.Event, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("slow", "silly", "broken")
    options = [f'destinations.{name}={{by="{name}"}}' for name in names]
    options.append('forms.missed-bin.destinations=["slow", "silly", "broken", "waste"]')
    monkeypatch.setattr(Deliveries.__init__, "__defaults__", (0.3,))
    with running_hub(tmp_path / "hub", *options, service_url=receiver.url) as running:
        terminal = running.terminal()
        sent = [terminal.submission() for _ in range(5)]
        for each in sent:
            terminal.send(each)
        wait_for(lambda: len(receiver.ledger.effects()) == 5, "the one that works has them all")

        def reasons(name: str) -> set[str | None]:
            shown = [running.do(running.hub.submissions.show(each.id, ME)) for each in sent]
            return {made.reason for one in shown for delivery, tries in one.deliveries for made in tries
                    if delivery.destination == name}  # fmt: skip

        wait_for(lambda: reasons("slow") == {"overran"}, "what hangs is not waited for")
        wait_for(lambda: reasons("silly") == {"target_fault"} and reasons("broken") == {"target_off"}, "each its own")
        (off,) = [each for each in running.hub.registrations.known if each.off]
        assert (off.name, "nothing_of_that_name" in off.off.problem) == ("broken", True)  # type: ignore[union-attr] # so
        readings = {each.id: each for each in running.do(running.hub.desk.health.readings())}
        assert readings["delivery:broken"].code == "off"
        plugins.set()
        wait_for(lambda: states(running, sent[0])["slow"] is DeliveryState.DELIVERED, "it is back")
    chosen = settings(*options)
    found = {each.name: each for each in destinations(chosen, {})}
    assert (found["destination broken"].verdict, found["destination slow"].verdict) == ("wrong", "ok")
    assert found["destination waste"].verdict == "warning", "its secret is not here"


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("option", "says"),
    [
        ('destinations.archive={by="foldr", path="/tmp"}', "did you mean folder?"),
        ('destinations.archive={by="folder", pth="/tmp"}', "did you mean path?"),
        ('destinations.archive={by="folder", path="/tmp", each="day"}', 'format = "csv"'),
        ('destinations.archive={by="email", to="bins@aberwen.example"}', "set mail.host"),
        (
            'destinations.waste={by="webhook", url="http://127.0.0.1/", secret_env="hunter2"}',
            "secret_env will not do",
        ),
        ('forms.missed-bin.destinations=["waste", "archve"]', "'archve'"),
    ],
)
def test_settings_of_destinations_that_will_not_do(option: str, says: str) -> None:
    chosen = settings(option)
    secrets_of = {"FOYER_SECRET_WASTE": SECRET, "FOYER_SECRET_CONTACT_CENTRE": SECRET}
    with pytest.raises(SettingsRefused) as refused:
        registrations(chosen, Clockwork(), None, secrets_of)
    assert says in " ".join(map(str, refused.value.findings))


@pytest.mark.sqlite
def test_settings_of_a_form_that_is_not_there_stop_the_hub(tmp_path: Path) -> None:
    # What somebody meant to be erased would be kept.
    with (
        pytest.raises(SettingsRefused, match=r"did you mean forms.missed-bin\?"),
        running_hub(tmp_path / "hub", "forms.mised-bin.keep.any.days=10"),
    ):
        pass


@pytest.mark.sqlite
def test_what_was_added_on_a_phone_goes_along_and_a_robot_may_fetch_it(tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    form = shipped("noise-or-pest")
    way = next(each.answers for each in walk(form, datetime.now(UTC).date()) if "photos" in each.answers)
    answers = {name: value for name, value in way.items() if name != "photos"}
    options = (
        "public.url=http://localhost:1",
        f'destinations.archive={{by="folder", path="{drop}", attach=["files", "pdf"]}}',
        'forms.noise-or-pest.destinations=["archive"]',
    )
    with running_hub(tmp_path / "hub", *options) as running:
        terminal = running.terminal()
        phone = Phone(running).code(offer(terminal, answers, form="noise-or-pest"))
        phone.send_files("photos", [("smell.png", picture())], add="photos")
        phone.send(onward="")
        phone.open(phone.url.partition("/form/")[0] + "/answers")
        phone.send()
        phone.close()
        terminal.hear_of("submission_accepted")
        files = {each.suffix: each for each in drop.iterdir()}
        told = json.loads(files[".json"].read_bytes())
        (answer,) = [each for each in told["answers"] if each["question_id"] == "photos"]
        (kept,) = answer["files"]
        content = files[".png"].read_bytes()
        assert hashlib.sha256(content).hexdigest() == kept["sha256"]
        key = running.do(running.hub.desk.robots.make("Pest robot", ["noise-or-pest"], ME))
        other = running.do(running.hub.desk.robots.make("Waste robot", ["missed-bin"], ME))
        where = f"{running.url}/api/v1/submissions/{told['submission_id']}/files/{kept['file_id']}"
        for robot, status in ((key, 200), (other, 404)):
            headers = {"Foyer-Protocol": "1", "Authorization": f"Bearer {robot}"}
            given = requests.get(where, headers=headers, timeout=10)
            assert given.status_code == status
            assert (given.content == content) is (status == 200)


def picture() -> bytes:
    """A small picture of nothing."""
    written = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(written, "PNG")
    return written.getvalue()
