"""Every page of the slice opens."""

import pytest

from tests import make
from tests.groups.places import places


@pytest.fixture
async def district():
    await make.installed()
    await places()


PAGES = ["/", "/kim", "/kim?q=mallari", "/kim?wilayah=73.08.16", "/kim?celah=", "/k/kim-mallari"]


@pytest.mark.parametrize("path", PAGES)
async def test_open_to_everybody(browser, district, path):
    await make.kim(slug="kim-mallari", search="kim mallari desa mallari kec awangpone kab bone")
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text[:3000]
