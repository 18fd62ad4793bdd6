"""Each of these tests begins with an installation nobody has set up."""

from collections.abc import Iterator

import pytest

from kimhub.groups import installation


@pytest.fixture(autouse=True)
def not_set_up() -> Iterator[None]:
    installation.forget()
    yield
    installation.forget()
