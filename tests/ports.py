"""Ports for servers of the tests' own."""

import os
import socket
from collections.abc import Iterator
from functools import cache
from itertools import count

_WORKERS = 8  # of each pass; each takes every sixteenth
_SHARES = 2 * _WORKERS


def free_port() -> int:
    """A port that nobody listens on, and that nobody is given by chance before it is used.

    From 32,768 on the system lends ports to whoever connects somewhere, and a browser connects often: one
    that was free there may be somebody's in the second that a server takes to start.
    """
    return next(port for port in _mine() if _can_bind(port))


@cache
def _mine() -> Iterator[int]:
    """What this process may take: both passes of a suite run at the same time."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _WORKERS
    second = os.environ.get("KIMHUB_DATABASE_URL", "").startswith("postgresql")
    return count(15_000 + os.getpid() % 1_000 * _SHARES + worker + second * _WORKERS, _SHARES)


def _can_bind(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
