"""One Chromium for all browser tests of a process. `make test` runs these on SQLite only."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.browser import tools


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """A running headless Chromium; make a context of your own in it: `await chromium.new_context(...)`."""
    async with tools.launch() as browser:
        yield browser
