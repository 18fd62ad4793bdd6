"""The tests' own slice, served by the real app beside the real ones."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.client import Client
from tests.database import after_each


def leave_home() -> None:
    """Where the installation stands is forgotten with its row."""
    from kimhub.core.zones import set_house_zone
    from kimhub.groups import installation

    set_house_zone("")
    installation.forget()


after_each.append(leave_home)


@pytest.fixture(scope="session")
async def house_app(database: Any) -> AsyncIterator[Any]:
    """The real application with the routes of tests/core/house.py."""
    from kimhub.app import create_app
    from tests.core import house

    with house.templates():
        yield create_app(house.router)


@pytest.fixture
async def visitor(house_app: Any) -> AsyncIterator[Any]:
    """A browser without a session on an installation that has been set up."""
    from tests import make

    await make.installed()
    async with Client(house_app) as client:
        yield client
