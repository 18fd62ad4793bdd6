"""The real app behind a real port, in this process and on the database of the tests.

A browser reaches it at `http://testserver.local:<port>`, the address the tests' settings know; Chromium is
told in `tools.py` that this name is this machine.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import uvicorn

_running: list["Server"] = []


class Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ctrl+C belongs to pytest."""
        yield


async def settled() -> None:
    """Wait until nothing is under way: a browser that is gone leaves behind what it asked for last."""
    while under_way := [task for server in _running for task in server.server_state.tasks]:
        await asyncio.wait(under_way)
        await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    """The address of the running app."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, lifespan="off", log_config=None, server_header=False
    )
    server = Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        if task.done():
            task.result()
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    _running.append(server)
    try:
        yield f"http://testserver.local:{port}"
    finally:
        _running.remove(server)
        server.should_exit = True
        await task
