"""One Chromium for all browser tests of a process, and the real app for it. `make test` runs these on
SQLite only."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.browser import tools
from tests.browser.live import served, settled

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """A running headless Chromium; make a context of your own in it: `await chromium.new_context(...)`."""
    async with tools.launch() as browser:
        yield browser


@pytest.fixture(scope="session")
async def site(app: Any, wilayah: None) -> AsyncIterator[str]:
    """The address of the real app, on the database that this test fills."""
    async with served(app) as address:
        yield address


@pytest.fixture(autouse=True)
async def nothing_under_way() -> AsyncIterator[None]:
    """A request that a test left behind would write into the world of the next one."""
    yield
    await settled()
