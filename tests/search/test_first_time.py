"""An installation that is older than search finds what was there before."""

from typing import Any

import pytest

from kimhub.core.db import now
from kimhub.core.jobs import Tick
from kimhub.search import jobs, rebuilding
from kimhub.search.tables import SearchEntry
from tests import make


async def test_what_was_there_before_is_indexed_once(
    app: Any, database: Any, monkeypatch: pytest.MonkeyPatch
):
    await make.kim("KIM Mallari")
    assert "house" in await rebuilding.unfinished()
    await jobs.index_what_was_there(Tick(now()))
    assert await rebuilding.unfinished() == []
    titles = await SearchEntry.select(SearchEntry.title).where(SearchEntry.kind == "house")
    assert [row["title"] for row in titles] == ["KIM Mallari"]
    before = await SearchEntry.select(SearchEntry.id, SearchEntry.round)
    await jobs.index_what_was_there(Tick(now()))
    assert await SearchEntry.select(SearchEntry.id, SearchEntry.round) == before
    monkeypatch.setattr(rebuilding, "edition", lambda: "other")  # synonyms that entries know nothing of
    assert "house" in await rebuilding.unfinished()
    await jobs.index_what_was_there(Tick(now()))
    assert await rebuilding.unfinished() == []
