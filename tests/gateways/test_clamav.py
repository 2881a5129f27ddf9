"""ClamAV's daemon, asked over its socket: the real one where it is installed, and one that only speaks as it does."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.gateways.clamav import ClamAv
from kiosk.services.inspection import ScannerAway
from tests.support.hubs import wait_for
from tests.support.virus_scanner import EICAR, Scanner

CONFIG = """
Foreground yes
LocalSocket {folder}/clamd.ctl
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
OfficialDatabaseOnly no
StreamMaxLength 1M
User root
"""


@pytest.fixture(scope="module", params=["clamd", "stand-in"])
def scanner(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClamAv]:
    if request.param == "stand-in":
        with Scanner.running() as running:
            yield ClamAv(f"tcp:127.0.0.1:{running.port}", 5)
        return
    if (program := shutil.which("clamd", path="/usr/sbin:/usr/bin")) is None:
        pytest.skip("clamd is not installed: what is said to it is tried with a stand-in alone")
    folder = tmp_path_factory.mktemp("clamd")
    (folder / "signatures").mkdir()
    # One signature of our own: those of the world are 200 megabytes.
    (folder / "signatures" / "own.ndb").write_text(f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n")
    (folder / "clamd.conf").write_text(CONFIG.format(folder=folder))
    with subprocess.Popen(
        [program, "--config-file", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as daemon:
        real = ClamAv(f"unix:{folder}/clamd.ctl", 20)
        wait_for(real.answers, "clamd to answer")
        yield real
        daemon.terminate()


def test_a_clean_file_is_clean_and_the_one_virus_is_found(scanner: ClamAv) -> None:
    assert scanner(b"%PDF-1.7 nothing in it")
    assert scanner(b"x" * 300_000), "in more than one piece"
    assert not scanner(b"%PDF-1.7 " + EICAR)
    assert scanner.answers()


def test_a_file_that_is_longer_than_the_daemon_takes_is_not_called_clean(scanner: ClamAv) -> None:
    with pytest.raises(ScannerAway):
        scanner(b"x" * 26_000_000)


@pytest.mark.parametrize("said", [b"", b"stream: OK", b"stream: Broken. ERROR\0", b"UNKNOWN COMMAND\0", b"x" * 9000])
def test_anything_but_an_answer_is_no_answer(said: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            with closing(listening.accept()[0]) as asked:
                heard = b""
                while not heard.endswith(b"a" + bytes(4)):
                    heard += asked.recv(65_536)
                asked.sendall(said)

        thread = threading.Thread(target=answer)
        thread.start()
        scanner = ClamAv(f"tcp:127.0.0.1:{listening.getsockname()[1]}", 5)
        if said == b"stream: OK":
            assert scanner(b"a"), "a daemon that hangs up behind its answer has answered"
        else:
            with pytest.raises(ScannerAway):
                scanner(b"a")
        thread.join()


def test_one_that_is_not_there_is_away(tmp_path: Path) -> None:
    for address in (f"unix:{tmp_path}/no.ctl", "tcp:127.0.0.1:1"):
        with pytest.raises(ScannerAway):
            ClamAv(address, 1)(b"a")
        assert not ClamAv(address, 1).answers()
