"""Two hubs share one record: they hear of each other, never send the same twice, and either may fall over."""

from __future__ import annotations

import asyncio
import random
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import requests

from devices.simulators.receiver import Receiver
from kiosk.domain.commands import Kind
from kiosk.services.audit import Actor
from kiosk.services.tries import Limit, TooManyTries, Tries
from tests.hub.test_process import enrolled, process
from tests.hub.test_terminals import enrol
from tests.support.hubs import SECRET, Browser, Running, Terminal, running_hub, wait_for
from tests.support.records import share
from tests.support.warm import Warm

pytestmark = pytest.mark.postgresql
HUBS, KILLS = 2, 6


@contextmanager
def two_hubs(folder: Path, service_url: str, *overrides: str) -> Iterator[tuple[Running, Running]]:
    """Hubs of one fleet: the second was given the keys of the first."""
    with running_hub(folder / "a", *overrides, service_url=service_url) as first:
        join(folder / "a", folder / "b")
        with running_hub(folder / "b", *overrides, service_url=service_url) as second:
            yield first, second


def join(first: Path, other: Path) -> None:
    shutil.copytree(first / "keys", other / "keys")
    share(first, other)


def test_a_terminal_hears_at_once_what_another_hub_did(tmp_path: Path, receiver: Receiver) -> None:
    with two_hubs(tmp_path, receiver.url) as (first, second):
        terminal = first.terminal()
        _, cursor = terminal.hear(0)
        # Its key is good at either hub, and it waits for news at the one that does nothing.
        there = Terminal(second.url, terminal.key, terminal.id, terminal.site_id)
        second.do(second.hub.deliveries.close())
        heard: list[object] = []
        waiting = threading.Thread(target=lambda: heard.extend(there.hear(cursor)[0]))
        waiting.start()
        submission = terminal.submission()
        assert terminal.send(submission).status_code == 201
        waiting.join(60)
        assert [fact["data"] for fact in heard] == [{"id": str(submission.id)}]  # type: ignore[index]
        # Sent again, to the other one: it is here already.
        assert there.send(submission).status_code == 200


def test_two_hubs_under_load_never_send_the_same_submission_both(tmp_path: Path, receiver: Receiver) -> None:
    with two_hubs(tmp_path, receiver.url) as hubs:
        terminals = [hub.terminal() for hub in hubs]

        def send(terminal: Terminal) -> None:
            for _ in range(30):
                assert terminal.send(terminal.submission()).status_code == 201

        senders = [threading.Thread(target=send, args=(terminal,)) for terminal in terminals]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        wait_for(lambda: len(receiver.ledger.effects()) == 60, "all took effect")
        for terminal in terminals:
            terminal.hear_of("submission_accepted", 30)
    assert {effect.times_sent for effect in receiver.ledger.effects()} == {1}


def test_hubs_killed_in_turn_lose_nothing_and_nothing_happens_twice(tmp_path: Path, quick: Warm) -> None:
    """Each terminal sends to whichever hub answers; a hub is killed, six times, with requests and deliveries open."""
    chance = random.Random(20261123)
    folders = [tmp_path / "a", tmp_path / "b"]
    acknowledged: list[set[str]] = [set() for _ in range(HUBS)]
    urls: list[str] = []
    done = threading.Event()
    with Receiver(0, tmp_path / "receiver", SECRET.encode()).running() as service, ExitStack() as hubs:
        running = [hubs.enter_context(process(folders[0], service.url, quick))]
        terminal = enrolled(running[0][1])
        join(*folders)
        running.append(hubs.enter_context(process(folders[1], service.url, quick)))
        urls += [ready["url"] for _, ready in running]

        def send(number: int) -> None:
            mine = Terminal(urls[number], terminal.key, terminal.id, terminal.site_id)
            submission = mine.submission()
            while not done.is_set():
                mine.url = chance.choice(urls)
                try:
                    if mine.send(submission).status_code not in {200, 201}:
                        continue
                except (requests.RequestException, ValueError, KeyError):
                    continue
                acknowledged[number].add(str(submission.id))
                submission = mine.submission()
                done.wait(0.01)

        senders = [threading.Thread(target=send, args=(number,)) for number in range(HUBS)]
        for sender in senders:
            sender.start()
        try:
            for kill in range(KILLS):
                done.wait(chance.uniform(0.1, 0.6))
                victim = kill % HUBS
                running[victim][0].pull()
                running[victim] = hubs.enter_context(process(folders[victim], service.url, quick))
                urls[victim] = running[victim][1]["url"]
        finally:
            done.set()
            for sender in senders:
                sender.join()
        kept = set().union(*acknowledged)
        assert len(kept) > KILLS
        terminal.url = urls[0]
        accepted: set[str] = set()
        cursor = 0
        while not kept <= accepted:
            facts, cursor = terminal.hear(cursor)
            assert facts, f"{len(kept - accepted)} of {len(kept)} were not accepted"
            accepted |= {fact["data"]["id"] for fact in facts if fact["kind"] == "submission_accepted"}
        effects = [effect.key for effect in service.ledger.effects()]
    assert len(effects) == len(set(effects))
    # Nothing but what was sent; what was under way at the end is sent again under the same key, or was never kept.
    assert len(set(effects) - kept) <= HUBS


def test_a_page_that_is_open_hears_at_once_what_another_hub_did(tmp_path: Path, receiver: Receiver) -> None:
    with two_hubs(tmp_path, receiver.url) as (first, other):
        terminal = first.terminal()

        async def hears() -> bool:
            heard: set[str] = set()
            with other.hub.desk.live.follow("a page") as following:
                sending = asyncio.to_thread(terminal.send, terminal.submission())
                async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
                    tasks.create_task(sending)
                    while "submissions" not in heard:
                        heard |= await following.hear(1)
            return not other.hub.desk.live.follows("a page")

        assert other.do(hears()), "it has let go"


def test_staff_at_one_hub_hear_at_once_what_a_terminal_of_the_other_has_done(
    tmp_path: Path, receiver: Receiver
) -> None:
    with two_hubs(tmp_path, receiver.url) as (first, second):
        terminal = first.terminal()
        _, cursor = terminal.hear(0, 0)
        given = second.do(second.hub.commands.give(terminal.id, Kind.CLEAN, {}, Actor("test")))
        (fact,) = [fact for fact in terminal.hear(cursor)[0] if fact["kind"] == "command"]
        assert fact["data"]["id"] == str(given[0].id)
        answer = f"commands/{given[0].id}/acknowledgement"
        asked = threading.Timer(0.2, lambda: terminal.post(answer, json={"state": "done", "result": "shown"}))
        asked.start()
        (found,) = second.do(second.hub.commands.wait(given, 3600))
        asked.join()
        assert found.answered == "done"
        # The key of the day is the same at both, so that what one has sealed opens with what the other gives.
        there = Terminal(second.url, terminal.key, terminal.id, terminal.site_id)
        assert terminal.get("personal/key").json()["key"] == there.get("personal/key").json()["key"]


def test_what_is_guessed_at_two_hubs_is_counted_as_one(tmp_path: Path, receiver: Receiver) -> None:
    with two_hubs(tmp_path, receiver.url, "hub.secure_cookies=false") as hubs:
        fields = {"name": "Ffion Desk", "password": "guess"}
        guesses = [partial(Browser(hub).fill_in, "/sign-in", fields) for hub in hubs]
        answers = [guesses[number % 2]().status_code for number in range(12)]
        assert answers == [403] * 10 + [429] * 2
        codes = [enrol(hubs[number % 2], "0000-0000-0000").status_code for number in range(12)]
        assert codes == [403] * 10 + [429] * 2


def test_two_hubs_that_count_at_once_do_not_count_past_the_limit(tmp_path: Path, receiver: Receiver) -> None:
    limit = Limit("test", 20, timedelta(hours=1))

    async def guess(tries: Tries) -> int:
        counted = await asyncio.gather(*(tries.count((limit, "who")) for _ in range(30)), return_exceptions=True)
        assert {type(each) for each in counted} <= {type(None), TooManyTries}
        return counted.count(None)

    with two_hubs(tmp_path, receiver.url) as hubs, ThreadPoolExecutor(2) as both:
        assert sum(both.map(lambda hub: hub.do(guess(hub.estate.tries)), hubs)) == 20
