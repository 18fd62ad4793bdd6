"""INSERT as we write it, beside what Piccolo writes: the same text and values, for every table."""

from enum import Enum
from typing import Any

import pytest
from piccolo.columns import JSON, JSONB, Array, BigSerial, Boolean, ForeignKey, Integer, Real, Varchar
from piccolo.query.methods.insert import Insert
from piccolo.querystring import QueryString
from piccolo.table import TABLE_REGISTRY, Table

from kimhub.core import inserts

pytestmark = pytest.mark.once
ENGINES = ("sqlite", "postgres")


class Colour(Enum):
    RED = "red"


class Fence(Table, tablename="test_fence"):
    id = BigSerial(primary_key=True)
    colour = Varchar(choices=Colour)


class Post(Table, tablename="test_post"):
    id = BigSerial(primary_key=True)
    fence = ForeignKey(Fence, null=True)
    named = Varchar(db_column_name="name")
    words = Array(base_column=Varchar())
    more = JSON(null=True)
    most = JSONB()
    high = Real()
    painted = Boolean()
    number = Integer()


def same(query: "Insert[Any]", engine: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(Insert, "engine_type", engine)
    ours, theirs = inserts.written(query), inserts.by_piccolo(query)
    return len(ours) == len(theirs) == 1 and ours[0].compile_string(engine) == theirs[0].compile_string(
        engine
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_every_table_is_written_as_piccolo_does(app: Any, engine: str, monkeypatch: pytest.MonkeyPatch):
    tables = [table for table in TABLE_REGISTRY if table.__module__.startswith("kimhub.")]

    assert len(tables) > 100
    for table in tables:
        row, key = table(_ignore_missing=True), table._meta.primary_key
        for query in (table.insert(row), table.insert(row, row).returning(key)):
            assert same(query, engine, monkeypatch), table


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "values",
    [
        {"named": "a {} 'quote\"", "words": ["x", "y"], "more": {"a": [1]}, "most": "[]", "high": 1.5},
        {"fence": Fence(id=7, colour=Colour.RED), "words": [], "more": None, "most": 3, "painted": True},
        {"named": QueryString("lower({})", "ABC"), "number": 3},
        {"id": 12, "named": Colour.RED, "words": [Colour.RED], "most": [1, None], "number": -1},
    ],
)
def test_every_kind_of_value_is_sent_as_piccolo_does(
    values: dict[str, Any], engine: str, monkeypatch: pytest.MonkeyPatch
):
    row = Post(_ignore_missing=True, **values)

    assert same(Post.insert(row).returning(Post.id, Post.named), engine, monkeypatch)
    doing = Post.insert(row).on_conflict(target=Post.named, action="DO NOTHING")
    assert same(doing, engine, monkeypatch)
