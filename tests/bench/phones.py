"""A page on somebody's own phone, beside bare Starlette that answers the same bytes: what finding, unsealing, judging
and drawing a page cost over having it at hand."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
import structlog

from kiosk.runtime.settings import DEMO_SITE
from tests.bench.load import Requests, Side, compare, request
from tests.bench.measure import report
from tests.support.hubs import SECRET, running_hub, wait_for
from tests.support.phones import SITE, Phone, offer
from tests.support.power_cuts import SERVICES, Plugged, free_port

ROUNDS, EACH, LINKS = 5, 40, 30


def run(folder: Path) -> None:
    """Prints what a page of questions and the first page of a form need, for 1 phone and for 8."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    links = _prepared(folder / "hub")
    with _hub(folder / "hub") as port:
        asked = {
            "a page of questions": [f"/{SITE}/c/{link}/form/which-bin" for link in links],
            "the first page of a form": [f"/{SITE}/forms/missed-bin"],
        }
        for page, paths in asked.items():
            answer = requests.get(f"http://127.0.0.1:{port}{paths[0]}", timeout=20)
            answer.raise_for_status()
            (folder / "page.html").write_bytes(answer.content)
            with _floor(folder / "page.html") as floor:
                for clients in (1, 8):
                    ours = Side(f"{page}, {clients} at once", port, _asking(paths), 200)
                    peer = Side(f"Starlette, the same {len(answer.content):,} bytes", floor, _asking(["/page"]), 200)
                    mine, theirs = compare(ROUNDS, EACH, clients, ours, peer)
                    report(f"Phone: {page}, {clients} at once", mine, theirs)
                    rates = [clients / series.quantile(0.5) for series in (mine, theirs)]
                    print(f"  {'about so many a second':<44} {rates[0]:8.0f}       {rates[1]:8.0f}")


def _asking(paths: list[str]) -> Requests:
    """The same pages for many phones: limits count by link and by address."""
    count = 0

    def ask(_client: int) -> bytes:
        nonlocal count
        count += 1
        return request("GET", paths[count % len(paths)], X_Forwarded_For=f"10.0.{count // 100 % 250}.{count % 250}")

    return ask


def _prepared(data: Path) -> list[str]:
    """A record with forms that are open on phones. Gives their links."""
    with running_hub(data, "public.url=http://127.0.0.1:1", "public.trusted_proxies=[]") as hub:
        terminal, links = hub.terminal(), []
        for number in range(LINKS):
            if number % 15 == 0:
                terminal = hub.terminal(f"Foyer {number}")
            phone = Phone(hub)
            phone.code(offer(terminal))
            links.append(phone.url.partition("/c/")[2].partition("/")[0])
            phone.close()
    return links


@contextmanager
def _hub(data: Path) -> Iterator[int]:
    """A hub in a process of its own. Gives the port of its pages for visitors."""
    port = free_port()
    words = ["main.py", "hub", "--data", str(data), "--site", str(DEMO_SITE), "--port", "0"]
    public = (f'public.url="http://127.0.0.1:{port}"', f"public.port={port}")
    for setting in ("log.level=error", "hub.bank_holidays_url=", *public):
        words += ["--set", setting]
    for name in SERVICES:
        words += ["--set", f'destinations.{name}.url="http://127.0.0.1:9/"']
    with Plugged(words, dict.fromkeys(SERVICES.values(), SECRET)) as hub:
        hub.wait_for("The hub is at")
        yield port
        hub.stop()


@contextmanager
def _floor(page: Path) -> Iterator[int]:
    port = free_port()
    with subprocess.Popen([sys.executable, "-m", "tests.bench.same_bytes", str(page), str(port)]) as process:
        try:
            wait_for(lambda: _answers(port), "the floor answers")
            yield port
        finally:
            process.terminate()


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/page", timeout=1).ok
    except requests.RequestException:
        return False
