"""Ports for servers of the tests' own."""

import os
import socket
from itertools import count

_WORKERS = 8  # each takes every eighth
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _WORKERS
_next = count(15_000 + os.getpid() % 1_000 * _WORKERS + _worker, _WORKERS)


def free_port() -> int:
    """A port that nobody listens on, and that nobody is given by chance before it is used.

    From 32,768 on the system lends ports to whoever connects somewhere, and a browser connects often: one
    that was free there may be somebody's in the second that a server takes to start.
    """
    return next(port for port in _next if _can_bind(port))


def _can_bind(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
