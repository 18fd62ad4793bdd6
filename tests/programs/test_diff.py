"""The difference of two versions, over programs of every shape."""

from collections import Counter
from dataclasses import dataclass
from random import Random
from threading import get_ident
from typing import Any, Final

import msgspec
import pytest

from kimhub.core.db import now
from kimhub.core.i18n import use_locale
from kimhub.programs import comments, compared, diff, reviewing, runs, wording
from kimhub.programs.comments import Remark, Thread
from kimhub.programs.diff import ADDED, CHANGED, REMOVED, SAME, Diff, Part
from kimhub.programs.plan import FIELDS, TEXTS, Indicator, Item, Line, Plan, by_source
from tests.programs import generated

pytestmark = pytest.mark.once

MANY: Final = 120
_TEXT: Final = "Warga desa mencatat kabar yang benar, lalu menempelkannya di papan informasi setiap dusun"


def content(line: Line, key: str) -> Any:
    """What counts as the content of a field: indicators and items without ids, in any order."""
    match key:
        case "target":
            return line.target_group, line.target_count
        case "when":
            return line.months, line.starts_on, line.ends_on, line.rhythm
        case "pic":
            return line.pic_name
        case "indicators" | "items":
            return Counter(msgspec.structs.replace(one, id=0) for one in getattr(line, key))
    return getattr(line, key)


def changed(chance: Random, whole: Plan) -> Plan:
    """A later version of a program, as people make one: lines edited, gone, new and in another order."""
    lines = [_edited(chance, line) for line in whole.lines if chance.random() > 0.15]
    if chance.random() < 0.4:
        chance.shuffle(lines)
    for n in range(chance.choice((0, 0, 1, 3))):
        lines.insert(chance.randint(0, len(lines)), Line(id=900_000 + n, sort=0, name=f"Kegiatan baru {n}"))
    texts = {key: f"{_TEXT} {key}" for key in TEXTS if chance.random() < 0.3}
    return msgspec.structs.replace(whole, lines=tuple(lines), **texts)


def _edited(chance: Random, line: Line) -> Line:
    """Rows of indicators and items are written anew at each save: their ids tell nothing."""
    items = [msgspec.structs.replace(one, id=one.id + 10**6) for one in line.items]
    indicators = [msgspec.structs.replace(one, id=one.id + 10**6) for one in line.indicators]
    values: dict[str, Any] = {}
    if chance.random() < 0.5:
        if items and chance.random() < 0.5:
            n = chance.randrange(len(items))
            items[n] = msgspec.structs.replace(items[n], price=items[n].price + 1)
        if chance.random() < 0.3:
            items.append(Item(7, "Sewa tenda", 2, "hari", 250_000, "swadaya"))
        if indicators and chance.random() < 0.3:
            indicators.pop()
        if chance.random() < 0.3:
            values["pic_name"] = "Syamsul Bahri"
        if chance.random() < 0.3:
            values |= {"months": 0b1001, "target_count": 99}
    chance.shuffle(items)
    return msgspec.structs.replace(line, items=tuple(items), indicators=tuple(indicators), **values)


def applied(found: Diff) -> list[int]:
    """The ids of the newer version's lines, in its order, as the difference tells them."""
    return [one.line.id for one in found.lines if one.kind != REMOVED]


def test_a_program_is_not_different_from_itself() -> None:
    for whole in generated.plans(MANY):
        found = diff.diff(whole, whole)
        assert found.is_empty
        assert not found.sources
        assert found.total.before == found.total.after == whole.total
        assert len(found.unchanged) == len(whole.lines)


def test_every_difference_is_told_and_nothing_else_is() -> None:
    chance = Random(7)
    for before in generated.plans(MANY):
        after = changed(chance, before)
        found = diff.diff(before, after)
        then, now = {line.id: line for line in before.lines}, {line.id: line for line in after.lines}
        assert applied(found) == [line.id for line in after.lines]
        assert {one.line.id for one in found.of_kind(REMOVED)} == then.keys() - now.keys()
        assert {one.line.id for one in found.of_kind(ADDED)} == now.keys() - then.keys()
        for one in found.lines:
            if one.kind in {ADDED, REMOVED}:
                assert not one.changes
                continue
            old, new = then[one.line.id], now[one.line.id]
            assert [change.key for change in one.changes] == [
                key for key in FIELDS if content(old, key) != content(new, key)
            ]
            assert (one.kind == CHANGED) == bool(one.changes)
            assert before.lines[(one.was or 0) - 1].id == one.line.id
            for change in one.changes:
                assert change.parts or change.before != change.after
        # What stayed in its place still stands in its order.
        steady = [one.was or 0 for one in found.lines if one.kind in {SAME, CHANGED} and not one.moved]
        assert steady == sorted(steady)
        assert len(found.lines) == len(after.lines) + found.removed
        assert found.changed + found.added + found.removed + found.moved + len(found.unchanged) == len(
            found.lines
        )
        assert {change.key for change in found.texts} == {
            key for key in TEXTS if getattr(before, key) != getattr(after, key)
        }


def test_sums_of_a_difference_add_up() -> None:
    chance = Random(8)
    for before in generated.plans(MANY):
        after = changed(chance, before)
        found = diff.diff(before, after)
        assert (found.total.before, found.total.after) == (before.total, after.total)
        assert sum(one.after - one.before for one in found.sources) == after.total - before.total
        sums, then = by_source(after), by_source(before)
        for one in found.sources:
            assert one.before != one.after
            assert (one.before, one.after) == (then.get(one.source, 0), sums.get(one.source, 0))
        rows = {one.line.id: one.line.amount for one in found.lines if one.kind != REMOVED}
        assert sum(rows.values()) == after.total


def test_words_that_stayed_went_and_came_make_both_texts() -> None:
    chance = Random(9)
    words = _TEXT.split()
    told = 0
    for _ in range(300):
        fewer = [word for word in words if chance.random() > 0.2]
        fewer.insert(chance.randint(0, len(fewer)), "segera")
        before, after = " ".join(words), " ".join(fewer) + chance.choice(("", ".\n\nBaris baru"))
        found = runs.runs(before, after)
        told += bool(found)
        if found:
            assert "".join(run.text for run in found if run.kind != "added") == before
            assert "".join(run.text for run in found if run.kind != "removed") == after
    assert told > 200
    assert runs.runs("pendek", _TEXT) == ()
    other = "sesuatu yang sama sekali lain, tanpa satu pun kata dari kalimat semula ini"
    assert runs.runs(_TEXT, other) == ()


def test_indicators_and_items_are_told_by_what_they_say() -> None:
    coffee = Item(1, "Konsumsi", 30, "orang", 50_000, "dana_desa")
    tent = Item(2, "Tenda", 1, "hari", 300_000, "swadaya")
    news = Indicator(5, "kuantitatif", "Berita terbit", "berita", 4800)
    before = Line(id=1, sort=0, name="Pelatihan", items=(coffee, tent), indicators=(news,))
    cheaper = msgspec.structs.replace(coffee, id=77, price=40_000)
    more = msgspec.structs.replace(news, id=78, target=6050)
    after = Line(id=1, sort=0, name="Pelatihan", items=(cheaper,), indicators=(more,))
    indicators, items = diff.changes_of(before, after)
    assert [(part.kind, part.before, part.after) for part in items.parts] == [
        (
            CHANGED,
            "Konsumsi: 30 orang × Rp50.000 = Rp1.500.000, Dana Desa",
            "Konsumsi: 30 orang × Rp40.000 = Rp1.200.000, Dana Desa",
        ),
        (REMOVED, "Tenda: 1 hari × Rp300.000 = Rp300.000, Swadaya masyarakat", ""),
    ]
    assert (items.before, items.after) == (
        "Rp1.800.000, Dana Desa, Swadaya masyarakat",
        "Rp1.200.000, Dana Desa",
    )
    assert [(part.before, part.after) for part in indicators.parts] == [
        ("Berita terbit: 48 berita", "Berita terbit: 60,5 berita")
    ]


def _items(chance: Random) -> tuple[Item, ...]:
    """Some that say the same, and some of one name."""
    return tuple(
        Item(
            number, chance.choice(("Konsumsi", "KONSUMSI", "Tenda")), chance.randint(1, 2), "hari", 1000, ""
        )
        for number in range(chance.randint(0, 7))
    )


def test_of_items_that_say_the_same_as_many_stay_as_both_have() -> None:
    chance = Random(10)
    for _ in range(300):
        before, after = Line(1, 0, items=_items(chance)), Line(1, 0, items=_items(chance))
        parts: tuple[Part, ...] = next((one.parts for one in diff.changes_of(before, after)), ())
        then, now = (Counter(map(wording.item, line.items)) for line in (before, after))
        assert Counter(one.before for one in parts if one.before) == then - now
        assert Counter(one.after for one in parts if one.after) == now - then
        lone = [
            {_name(one.before or one.after) for one in parts if one.kind == kind}
            for kind in (ADDED, REMOVED)
        ]
        assert not lone[0] & lone[1]  # what has a namesake is told beside it
        assert all(_name(one.before) == _name(one.after) for one in parts if one.kind == CHANGED)


def _name(said: str) -> str:
    return said.split(":")[0].casefold()


def test_each_of_many_items_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked, say = [], diff._bare

    def bare(one: Indicator | Item) -> tuple[Any, ...]:
        looked.append(one)
        return say(one)

    monkeypatch.setattr(diff, "_bare", bare)
    before, after = (
        Line(1, 0, items=tuple(Item(n, f"Barang {n}", 1, "hari", price, "") for n in range(60)))
        for price in (1000, 2000)
    )
    (change,) = diff.changes_of(before, after)
    assert len(change.parts) == 60
    assert len(looked) == 120


def test_of_texts_in_which_every_word_is_every_other_both_are_told_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runs, "SequenceMatcher", None)  # is not even asked
    assert runs.runs("x " + "ya " * 200 + "y", "y " + "ya " * 180 + "x") == ()


async def test_what_takes_long_to_compare_is_compared_beside_everybody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = Plan("KIM", "Desa", 2027, "Program", lines=(Line(1, 0, name="Rapat", months=1),))
    after = msgspec.structs.replace(before, lines=(Line(1, 0, name="Rapat", months=2),))
    where, compare = [], diff.diff

    def noted(*plans: Plan) -> Diff:
        where.append(get_ident())
        return compare(*plans)

    monkeypatch.setattr(diff, "diff", noted)
    with use_locale("en"):
        here = await compared.differing(before, after)
        monkeypatch.setattr(compared, "SHORT", 10)
        there = await compared.differing(before, after)
    assert here == there
    assert there.lines[0].changes[0].after == "February"
    assert where[0] == get_ident() != where[1]


@dataclass
class _When:
    months: int
    said: str


@pytest.mark.parametrize(
    "when",
    [
        _When(0b1, "Januari"),
        _When(0b11, "Januari dan Februari"),
        _When(0b111, "Januari sampai Maret"),
        _When(0b100000000101, "Januari, Maret, Desember"),
        _When((1 << 12) - 1, "sepanjang tahun"),
        _When(0, ""),
    ],
)
def test_months_are_said_as_people_say_them(when: _When) -> None:
    assert wording.when(Line(id=1, sort=0, months=when.months)) == when.said
    line = Line(id=1, sort=0, months=when.months, rhythm="tiap bulan")
    assert wording.when(line) == ", ".join(part for part in (when.said, "tiap bulan") if part)


def test_a_remark_stays_at_its_line_while_the_line_lives() -> None:
    board, talk = Line(id=1, sort=0, name="Papan"), Line(id=2, sort=1, name="Diskusi")
    before = Plan("KIM Mallari", "Desa Mallari", 2027, "Program", lines=(board, talk))
    after = msgspec.structs.replace(before, lines=(talk,))
    threads = {1: [_thread(1, "target")], 2: [_thread(2, "pic")], 0: [_thread(None, "budget")]}
    page = reviewing.of_changes(diff.diff(before, after), threads)
    assert [(row.kind, row.name) for row in page.rows] == [(REMOVED, "Papan"), (SAME, "Diskusi")]
    assert page.rows[1].cells[0].threads == tuple(threads[2])
    assert page.budget == tuple(threads[0])
    later = reviewing.of_changes(diff.diff(after, after), threads)
    assert later.loose == tuple(threads[1])  # neither version has the line any more
    assert reviewing.of_whole(after, threads).loose == tuple(threads[1])
    settled = {2: [_thread(2, "pic", settled=True)]}
    assert [row.name for row in reviewing.of_changes(diff.diff(after, after), settled).others] == [
        "Diskusi"
    ]


def _thread(line: int | None, field: str, *, settled: bool = False) -> Thread:
    moment = now()
    remark = Remark(
        id=1, version=1, line=line, field=field, parent=None, body="?", author=1, author_name="Irma",
        author_office="", of_reviewer=True, sent_at=moment, resolved_at=moment if settled else None,
        resolved_name="", created_at=moment,
    )  # fmt: skip
    assert Thread(remark).place == comments.place(line, field)
    return Thread(remark)
