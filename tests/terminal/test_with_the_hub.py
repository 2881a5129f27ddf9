"""The terminal with the hub that serves in production, and a service that loses acknowledgements on purpose."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import requests

from devices.simulators.receiver import Receiver
from kiosk.domain.commands import Kind
from kiosk.domain.directory import Person
from kiosk.domain.events import FormTaken, Receipt
from kiosk.domain.receipts import link
from kiosk.domain.terminals import Details, Role
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.settings import load
from kiosk.services.audit import Actor
from kiosk.terminal.personal import FILE
from tests.support.answers import complete, missed_bin
from tests.support.hubs import SECRET, running_hub, wait_for
from tests.support.phones import Phone
from tests.support.terminals import Started


def test_from_a_code_to_accepted(tmp_path: Path) -> None:
    data = tmp_path / "terminal"
    receiver = Receiver(0, tmp_path / "service", SECRET.encode(), drop_acknowledgements=2)
    with receiver.running(), running_hub(tmp_path / "hub", service_url=receiver.url) as hub:
        code = hub.do(hub.hub.terminals.invite(Actor("test")))
        enrol(load("demo").terminal.model_copy(update={"hub_url": hub.url}), data, code)
        with Started(data, hub.url) as visit:
            assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
            receipts = [visit.submit(str(number)) for number in range(5)]
            assert all(visit.reaches(receipt, "accepted") for receipt in receipts)
        effects = receiver.ledger.effects()
    assert sorted(effect.key for effect in effects) == sorted(str(receipt.id) for receipt in receipts)
    assert sum(effect.times_sent for effect in effects) >= 7


def test_the_link_on_the_screen_opens_the_receipt_also_when_the_hub_was_away(tmp_path: Path) -> None:
    data, pages = tmp_path / "terminal", "public.url=https://foyer.aberwen.example"
    receiver = Receiver(0, tmp_path / "service", SECRET.encode())

    def opened(public: str, given: Receipt) -> requests.Response:
        assert visit.terminal.catalogue is not None
        address = link(visit.terminal.catalogue.site, given.link, "en")
        assert address is not None
        return requests.get(address.replace("https://foyer.aberwen.example", public), timeout=10)

    with receiver.running():
        with running_hub(tmp_path / "hub", pages, service_url=receiver.url) as hub:
            code = hub.do(hub.hub.terminals.invite(Actor("test")))
            enrol(load("demo").terminal.model_copy(update={"hub_url": hub.url}), data, code)
            with Started(data, hub.url) as visit:
                assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
                first = visit.submit("1")
                assert visit.reaches(first, "accepted")
                page = opened(hub.public, first)
                assert page.status_code == 200
                assert first.reference in page.text
                assert page.text.count('class="reached"') == 3
        with Started(data, "http://127.0.0.1:9") as visit:
            assert visit.wait_for(lambda: visit.terminal.catalogue is not None)
            second = visit.submit("2")
            with running_hub(tmp_path / "hub", pages, service_url=receiver.url) as hub:
                early = opened(hub.public, second)
                assert early.status_code == 404
                assert "comes here by itself" in early.text
                visit.terminal.hub_at(hub.url)
                assert visit.reaches(second, "accepted")
                assert second.reference in opened(hub.public, second).text


def test_the_hub_tells_a_terminal_about_people_and_one_that_is_withdrawn_forgets_them_at_once(tmp_path: Path) -> None:
    data = tmp_path / "terminal"
    gwen = Person(id=uuid4(), given="Gwenllian", family="Prydderch", listed=True)
    with running_hub(tmp_path / "hub") as hub:
        code = hub.do(
            hub.hub.terminals.invite(Actor("test"), Details("Foyer", "By the door", Role.WAITING, 15.6, 1400))
        )
        enrol(load("demo").terminal.model_copy(update={"hub_url": hub.url}), data, code)
        with Started(data, hub.url) as visit:
            wait_for(lambda: visit.terminal.personal is not None, "what may be known about people")
            assert visit.terminal.details == Details("Foyer", "By the door", Role.WAITING, 15.6, 1400)
            hub.do(hub.hub.directory.add(gwen, Actor("test")))
            wait_for(lambda: "Gwenllian" in str(visit.terminal.personal), "somebody new to be known")
            assert (data / FILE).exists()
            assert not [file for file in data.rglob("*") if file.is_file() and b"Gwenllian" in file.read_bytes()]
            (command,) = hub.do(
                hub.hub.commands.give(visit.terminal.identity.terminal_id, Kind.CLEAN, {}, Actor("test"))
            )
            hub.do(hub.hub.terminals.withdraw(visit.terminal.identity.terminal_id, Actor("test")))
            wait_for(lambda: visit.terminal.personal is None and not (data / FILE).exists(), "everything to be gone")
            (found,) = hub.do(hub.hub.commands.some([command.id]))
            assert (found.answered, found.result) == ("refused", "withdrawn")


def test_a_form_goes_from_the_screen_to_a_phone_and_from_there_to_the_council(tmp_path: Path) -> None:
    data, pages = tmp_path / "terminal", "public.url=https://foyer.aberwen.example"
    with running_hub(tmp_path / "hub", pages, "public.trusted_proxies=[]") as hub:
        code = hub.do(hub.hub.terminals.invite(Actor("test")))
        enrol(load("demo").terminal.model_copy(update={"hub_url": hub.url}), data, code)
        with Started(data, hub.url) as visit:
            assert visit.wait_for(lambda: visit.terminal.catalogue is not None and visit.terminal.hub_reachable)
            form, answers = missed_bin(), complete(missed_bin())
            offered = visit.run(visit.terminal.phones.offer(form, answers, "cy"))
            phone = Phone(hub).code(offered.token)
            assert visit.wait_for(lambda: FormTaken(offered.id) in visit.facts)
            assert phone.url.endswith("/answers")
            phone.send()
            assert "Eich cyfeirnod" in phone.page
            phone.close()
        [row] = hub.do(hub.hub.submissions.list(1, None)).rows
        assert row.id == offered.id
        shown = hub.do(hub.hub.submissions.show(row.id, Actor("test")))
        assert shown.submission is not None
        assert shown.submission.answers == answers
        assert shown.submission.language == "cy"
