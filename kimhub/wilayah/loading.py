"""Puts the official list into the database, whole or in part, and brings an older one up to date.

A code that is referred to never disappears: places missing in a newer list are retired, not deleted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from kimhub.core.db import engine, engine_type, now, transaction
from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.core.zones import today_in
from kimhub.wilayah.data import Release
from kimhub.wilayah.names import Row, is_within
from kimhub.wilayah.tables import WilayahRelease

CHUNK = 8000  # rows sent with one statement, as one JSON text


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did."""

    version: str
    added: int = 0
    changed: int = 0
    retired: int = 0


async def load(prefixes: Iterable[str] | None = None, release: Release | None = None) -> Loaded:
    """Bring the tables to what the list says; with `prefixes` only those areas and what they lie in.

    May be called at every start: a list that is loaded already costs one query. Only the areas asked for
    are compared, so loading a part never retires the rest. Two processes at once: the second waits, then
    finds nothing to do.
    """
    release = release or Release()
    scope = None if prefixes is None else sorted(set(prefixes))
    if version := await _version_if_loaded(release, scope):
        return Loaded(version)
    rows = {row.code: row for row in release.rows(scope)}
    async with transaction():
        if engine_type() == "postgres":
            await engine().fetch("LOCK TABLE wilayah IN SHARE ROW EXCLUSIVE MODE")
        if version := await _version_if_loaded(release, scope):
            return Loaded(version)
        done = await _bring_up_to_date(rows, scope, release)
        await WilayahRelease.insert(
            WilayahRelease(
                version=done.version,
                checksum=release.checksum,
                scope=" ".join(scope or []),
                added=done.added,
                changed=done.changed,
                retired=done.retired,
                loaded_at=now(),
            )
        )
        if engine_type() == "postgres":
            await engine().fetch("ANALYZE wilayah")
            await engine().fetch("ANALYZE wilayah_word")
    return done


async def loaded_version() -> str | None:
    """The Kepmendagri the database follows, "300.2.2-2138/2025"; None before the first load."""
    last = await _last.first()
    return last["version"] if last else None


async def _version_if_loaded(release: Release, scope: list[str] | None) -> str | None:
    """The version, when the newest load was of this list, and of the whole country or these very areas."""
    last = await _last.first()
    enough = {"", " ".join(scope or [])}
    if last is None or last["checksum"] != release.checksum or last["scope"] not in enough:
        return None
    version: str = last["version"]
    return version


async def _bring_up_to_date(rows: dict[str, Row], scope: list[str] | None, release: Release) -> Loaded:
    present = {row["code"]: row for row in await _present()}
    added = [row for code, row in rows.items() if code not in present]
    changed = [row for code, row in rows.items() if code in present and _differs(present[code], row)]
    gone = [
        code
        for code, row in present.items()
        if code not in rows and row["retired_on"] is None and _in_scope(code, scope)
    ]
    await _write(added + changed)
    for codes in _chunks([row.code for row in changed] + gone):
        await _forget_words(codes=codes)
    await _write_words(added + changed)
    replaced = release.replaced()
    for code in gone:
        await _retire(code=code, on=today_in(None), by=replaced.get(code))
    return Loaded(release.version, len(added), len(changed), len(gone))


def _differs(present: dict[str, object], row: Row) -> bool:
    stored = ("name", "kind", "terms")
    return present["retired_on"] is not None or any(present[key] != getattr(row, key) for key in stored)


def _in_scope(code: str, scope: list[str] | None) -> bool:
    return scope is None or any(is_within(code, prefix) for prefix in scope)


async def _write(rows: list[Row]) -> None:
    for chunk in _chunks([row[:7] for row in sorted(rows)]):
        await _save(rows=_json(chunk))


async def _write_words(rows: list[Row]) -> None:
    words = [(word, row.code, row.level, start, len(row.norm)) for row in rows for word, start in row.words]
    words.sort(key=lambda word: (word[2], word[0], word[1]))  # the order of the index
    for chunk in _chunks(words):
        await _save_words(rows=_json(chunk))


def _json(rows: list[Any]) -> str:
    return msgspec.json.encode(rows).decode()


def _chunks(rows: list[Any]) -> Iterator[list[Any]]:
    return (rows[n : n + CHUNK] for n in range(0, len(rows), CHUNK))


def _from_json(statement: str, columns: dict[str, str], ending: str = "") -> Prepared[dict[str, Any]]:
    """INSERT of a JSON list of lists; column -> its type. One value per statement, however many rows."""
    start = f"INSERT INTO {statement} ({', '.join(columns)}) SELECT "
    sqlite = ", ".join(f"json_extract(value, '$[{n}]')" for n in range(len(columns)))
    postgres = ", ".join(f"(value->>{n})::{kind}" for n, kind in enumerate(columns.values()))
    return prepare_sql(
        f"{start}{sqlite} FROM json_each(:rows) WHERE true {ending}",
        postgres=f"{start}{postgres} FROM json_array_elements(:rows::json) AS t(value) WHERE true {ending}",
    )


_last = prepare_sql("SELECT version, checksum, scope FROM wilayah_release ORDER BY id DESC LIMIT 1")
_present = prepare_sql("SELECT code, kind, name, terms, retired_on FROM wilayah")
_save = _from_json(
    "wilayah",
    dict.fromkeys(("code", "parent"), "text")
    | {"level": "smallint"}
    | dict.fromkeys(("kind", "name", "norm", "terms"), "text"),
    "ON CONFLICT (code) DO UPDATE SET kind = excluded.kind, name = excluded.name, norm = excluded.norm,"
    " terms = excluded.terms, retired_on = NULL, replaced_by = NULL",
)
_save_words = _from_json(
    "wilayah_word",
    dict.fromkeys(("word", "code"), "text") | dict.fromkeys(("level", "start", "size"), "smallint"),
)
_forget_words = prepare_sql("DELETE FROM wilayah_word WHERE code IN :codes")
_retire = prepare_sql("UPDATE wilayah SET retired_on = :on, replaced_by = :by WHERE code = :code")
