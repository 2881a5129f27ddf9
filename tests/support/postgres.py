"""A real PostgreSQL for tests: unprivileged, on a socket of its own, durable as in production, tiny otherwise."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
"""Where Debian's package `postgresql-15` puts the server."""

MISSING = f"PostgreSQL is not installed: there is no {PROGRAMS}/initdb (apt-get install postgresql-15)"

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "16MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # As a careless keeper might have it: Foyer must ask for what it needs by itself.
    "synchronous_commit": "off",
    "fsync": "on",
}


def installed() -> bool:
    return (PROGRAMS / "initdb").is_file()


class Server:
    """A server that runs, and databases in it that nobody else uses."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count()
        self._shaped = False

    def url(self, name: str) -> str:
        return f"postgresql://foyer@/{name}?host={self._folder}"

    def empty(self) -> str:
        """The URL of a new database with nothing in it."""
        return self._made("template1")

    def shaped(self, shape: Callable[[str], None]) -> str:
        """The URL of a new database with Foyer's tables, copied from one that `shape` was called for once."""
        if not self._shaped:
            self._sql("CREATE DATABASE shaped TEMPLATE template1")
            shape(self.url("shaped"))
            self._shaped = True
        return self._made("shaped")

    def drop_connections(self, url: str) -> None:
        """What a restart of the server does to everybody who uses a database."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [_name(url)]
            )

    def drop(self, url: str) -> None:
        self._sql(f"DROP DATABASE IF EXISTS {_name(url)} WITH (FORCE)")

    def _made(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        self._sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def _sql(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def server() -> Iterator[Server]:
    """Starts a server, and ends it with everything in it."""
    # A socket's path has to be short.
    folder = Path(tempfile.mkdtemp(prefix="foyer-pg-", dir="/tmp"))
    as_nobody: list[str] = []
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        as_nobody = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    data = folder / "data"
    initdb = [str(PROGRAMS / "initdb"), "--pgdata", str(data), "--username=foyer", "--auth=trust", "--no-sync"]
    options = [f"--{name}={value}" for name, value in SETTINGS.items()]
    postgres = [str(PROGRAMS / "postgres"), "-D", str(data), f"--unix_socket_directories={folder}", *options]
    # The server goes with whoever started it, also when that is killed.
    tied = [*as_nobody, "setpriv", "--pdeathsig", "KILL", *postgres]
    try:
        subprocess.run(
            [*as_nobody, *initdb, "--encoding=UTF8", "--locale=C"], check=True, stdout=subprocess.DEVNULL, cwd=folder
        )
        with (
            (folder / "log").open("wb") as said,
            subprocess.Popen(tied, stdout=said, stderr=said, cwd=folder) as running,
        ):
            try:
                _wait(folder, running)
                yield Server(folder)
            finally:
                running.send_signal(signal.SIGQUIT)
    finally:
        shutil.rmtree(folder)


def _name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


def _wait(folder: Path, running: subprocess.Popen[bytes]) -> None:
    ready = [str(PROGRAMS / "pg_isready"), "--quiet", "--host", str(folder), "--username=foyer", "--dbname=postgres"]
    while subprocess.run(ready, check=False).returncode:
        assert running.poll() is None, (folder / "log").read_text()
