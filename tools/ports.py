"""Ports of the loopback interface: which are free, and who holds one that is not."""
from __future__ import annotations

import os
import socket
from pathlib import Path

from .console import Failure

LOOPBACK = "127.0.0.1"
LISTENING = "0A"


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def is_free(port: int) -> bool:
    """Tell whether a server could listen on the port.

    `SO_REUSEADDR` is what servers set: a connection that has just ended does not count.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def require_free(port: int, option: str = "PORT", command: str = "run") -> None:
    """Refuse a port that another program holds, and name the program when /proc tells."""
    if not is_free(port):
        raise taken(port, holder(port), option, command)


def taken(port: int, program: str | None, option: str, command: str) -> Failure:
    """Return the failure for a port that is taken.

    >>> print(taken(8069, "nginx (process 12)", "PORT", "run"))
    Port 8069 is taken by nginx (process 12).
      Remedy: Stop it, or choose another port: make run PORT=8070
    """
    return Failure(
        f"Port {port} is taken by {program or 'another program'}.",
        f"Stop it, or choose another port: make {command} {option}={port + 1}",
    )


def holder(port: int, proc: Path = Path("/proc")) -> str | None:
    """Return the name and number of the process that listens on the port, if visible."""
    inodes = {
        inode for table in ("net/tcp", "net/tcp6") for inode in _listeners(proc / table, port)
    }
    sockets = {f"socket:[{inode}]" for inode in inodes}
    for folder in sorted(proc.glob("[0-9]*/fd")) if sockets else ():
        if sockets & set(_targets(folder)):
            name = (folder.parent / "comm").read_text().strip()
            return f"{name} (process {folder.parent.name})"
    return None


def _listeners(table: Path, port: int) -> set[str]:
    """Return the socket inodes that listen on a port according to a table of /proc/net."""
    if not table.exists():
        return set()
    rows = [line.split() for line in table.read_text().splitlines()[1:]]
    return {
        row[9] for row in rows
        if row[3] == LISTENING and int(row[1].rpartition(":")[2], 16) == port
    }


def _targets(folder: Path) -> list[str]:
    """Return what the open files of a process point to; nothing if they may not be read."""
    try:
        entries = os.listdir(folder)
    except OSError:
        return []
    return [target for entry in entries if (target := _target(folder / entry))]


def _target(entry: Path) -> str | None:
    """Return what an open file points to, None when it was closed meanwhile."""
    try:
        return os.readlink(entry)
    except OSError:
        return None
