"""One Chromium for all browser tests of a process. They run once, not again for each database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.browser import tools


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.once)


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """A running headless Chromium; make a context of your own in it: `await chromium.new_context(...)`."""
    async with tools.launch() as browser:
        yield browser
