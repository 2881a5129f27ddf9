"""The systemd units of a hub and of a kiosk, as text.

Theory of operation. Each program is a service that comes back whatever ends it: a failure, a standstill that the
watchdog notices, a power cut. It sees a file system that it can write only where it keeps things. The kiosk is a
session of its own on the first virtual console: `cage`, a compositor that shows one program and no other, with the
foyer in it. When that ends, what is left on the console is a text with the council's number, until it is back.

Source: systemd.service(5), systemd.exec(5), systemd.unit(5); Cage wiki, "Starting Cage on boot with systemd".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MARK = "# Written by `foyer install-service`. For changes of your own: systemctl edit"
HUB, KIOSK = "foyer-hub.service", "foyer-kiosk.service"
SECRETS = Path("/etc/foyer/secrets")
CONSOLE = "tty1"

_HUB_WATCHDOG, _KIOSK_WATCHDOG = 30, 60
_HOMES = (Path("/home"), Path("/root"), Path("/run/user"))
_STATE = Path("/var/lib")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a unit is for.

    Attributes:
        user: who the program runs as.
        command: the words that start it.
        folder: where it is started, for a checkout; `None` when it is installed.
        data: where it keeps things.
        writes: further folders that it writes to.
        apology: a file with the text for the console of a kiosk that is not running.
        gradual: whether systemd can wait longer from one restart to the next (it can since 254).
    """

    user: str
    command: Sequence[str]
    folder: Path | None
    data: Path
    writes: Sequence[Path] = ()
    apology: Path | None = None
    gradual: bool = False


def hub(plan: Plan) -> str:
    """The unit of a hub alone."""
    return _unit(
        {
            "Unit": ["Description=Foyer hub", "After=network-online.target", "Wants=network-online.target", *_TRY_ON],
            "Service": [
                "Type=notify",
                "TimeoutStartSec=150",
                *_common(plan, _HUB_WATCHDOG),
                f"ExecStart={words(plan.command)}",
                "PrivateDevices=yes",
                "ProtectClock=yes",
                "ProtectProc=invisible",
                "RestrictNamespaces=yes",
                "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6",
                "SystemCallFilter=@system-service",
                "SystemCallErrorNumber=EPERM",
                "CapabilityBoundingSet=",
            ],
            "Install": ["WantedBy=multi-user.target"],
        }
    )


def kiosk(plan: Plan) -> str:
    """The unit of a kiosk session. A foyer that is all on one machine has its hub in here, as a child."""
    apology = [] if plan.apology is None else [f"ExecStopPost=-+/bin/cp {words([str(plan.apology)])} /dev/{CONSOLE}"]
    return _unit(
        {
            "Unit": [
                "Description=Foyer kiosk",
                "After=systemd-user-sessions.service systemd-logind.service plymouth-quit-wait.service",
                f"After=getty@{CONSOLE}.service",
                f"Conflicts=getty@{CONSOLE}.service",
                "Wants=systemd-logind.service",
                "ConditionPathExists=/dev/tty0",
                *_TRY_ON,
            ],
            "Service": [
                "Type=notify",
                "NotifyAccess=all",
                "TimeoutStartSec=300",
                *_common(plan, _KIOSK_WATCHDOG),
                f"ExecStart={words(['/usr/bin/cage', '-d', '--', *plan.command])}",
                *apology,
                "PAMName=login",
                f"TTYPath=/dev/{CONSOLE}",
                "TTYReset=yes",
                "TTYVHangup=yes",
                "StandardInput=tty-fail",
                "StandardOutput=journal",
                "StandardError=journal",
                "UtmpIdentifier=" + CONSOLE,
                "UtmpMode=user",
                "SupplementaryGroups=video input render lp dialout",
            ],
            "Install": ["WantedBy=multi-user.target"],
        }
    )


def words(command: Sequence[str]) -> str:
    """A command as a unit writes it: quoted where needed, with nothing for systemd to fill in."""
    return " ".join(_word(word) for word in command)


_TRY_ON = ("StartLimitIntervalSec=0",)
"""There is nobody there to start it again: it never gives up."""


def _common(plan: Plan, watchdog: int) -> list[str]:
    writes = [path for path in plan.writes if not path.is_relative_to(plan.data)]
    if plan.data.is_relative_to(_STATE) and plan.data != _STATE:
        place = [f"StateDirectory={_word(str(plan.data.relative_to(_STATE)))}", "StateDirectoryMode=0700"]
    else:
        place = [f"ReadWritePaths={_word(str(plan.data))}"]
    named = [Path(word) for word in plan.command if word.startswith("/")]
    known = [plan.data, *plan.writes, *filter(None, [plan.folder]), *named]
    at_home = any(path.is_relative_to(home) for path in known for home in _HOMES)
    return [
        f"User={plan.user}",
        *([] if plan.folder is None else [f"WorkingDirectory={plan.folder}"]),
        f"EnvironmentFile=-{SECRETS}",
        "Environment=PYTHONDONTWRITEBYTECODE=1",
        "Restart=always",
        "RestartSec=2",
        *(["RestartSteps=5", "RestartMaxDelaySec=60"] if plan.gradual else []),
        f"WatchdogSec={watchdog}",
        "TimeoutStopSec=30",
        "KillMode=mixed",
        *place,
        *(f"ReadWritePaths=-{_word(str(path))}" for path in writes),
        "UMask=0077",
        "LimitCORE=0",
        "MemorySwapMax=0",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        f"ProtectHome={'read-only' if at_home else 'yes'}",
        "PrivateTmp=yes",
        "ProtectKernelTunables=yes",
        "ProtectKernelModules=yes",
        "ProtectKernelLogs=yes",
        "ProtectControlGroups=yes",
        "ProtectHostname=yes",
        "LockPersonality=yes",
        "RestrictRealtime=yes",
        "RestrictSUIDSGID=yes",
        "SystemCallArchitectures=native",
    ]


def _unit(sections: dict[str, Sequence[str]]) -> str:
    parts = [f"[{name}]\n" + "\n".join(lines) for name, lines in sections.items()]
    return f"{MARK}\n\n" + "\n\n".join(parts) + "\n"


def _word(word: str) -> str:
    safe = word.replace("%", "%%").replace("$", "$$")
    if safe and not set(safe) & set(" \t\"'\\;"):
        return safe
    return '"' + safe.replace("\\", "\\\\").replace('"', '\\"') + '"'
