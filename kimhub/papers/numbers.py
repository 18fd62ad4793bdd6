"""Numbers of papers: counted by organization, kind and year, written as the organization writes them.

A number belongs to the transaction that takes it: nobody else gets it, and when that transaction is undone
the number is free again. So there are no doubles and no gaps.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import msgspec

from kimhub.core.db import transaction
from kimhub.core.errors import Invalid
from kimhub.core.i18n import Lazy, _, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.papers import letterheads
from kimhub.papers.tables import NumberCounter, NumberPattern

KINDS: Final[dict[str, tuple[Lazy, str]]] = {
    "letter": (lazy_("Surat"), "{no}/{kode}/{bulan}/{tahun}"),
    "certificate": (lazy_("Sertifikat"), "{no}/SERT/{kode}/{bulan}/{tahun}"),
    "report": (lazy_("Laporan"), "{no}/LAP/{kode}/{bulan}/{tahun}"),
    "review": (lazy_("Hasil telaah program kerja"), "{no}/TELAAH/{kode}/{bulan}/{tahun}"),
    "account": (lazy_("LPJ"), "{no}/LPJ/{kode}/{bulan}/{tahun}"),
}
MOST_PATTERN: Final = 60
MOST_NUMBER: Final = 99_999

_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_FIELDS: Final = frozenset(("no", "kode", "bulan", "tahun"))
_PLACE: Final = re.compile(r"\{([^{}]*)\}")

_take = prepare_sql(
    "UPDATE number_counter SET given = next + :many - 1, next = next + :many"
    " WHERE organization = :organization AND kind = :kind AND year = :year RETURNING given"
)
_patterns = prepare_sql("SELECT kind, pattern FROM number_pattern WHERE organization = :organization")
_counters = prepare_sql(
    "SELECT kind, next, given FROM number_counter WHERE organization = :organization AND year = :year"
)
_raise = prepare_sql(
    "UPDATE number_counter SET next = :next WHERE organization = :organization AND kind = :kind"
    " AND year = :year AND given < :next RETURNING next"
)


class Series(msgspec.Struct, frozen=True):
    """How a kind of paper is numbered at the moment."""

    kind: str
    title: str
    pattern: str
    next: int
    given: int


async def next_number(organization_id: int, kind: str, on: date) -> str:
    """The next number of the year of `on`, taken within the caller's transaction."""
    (number,) = await next_numbers(organization_id, kind, on, 1)
    return number


async def next_numbers(organization_id: int, kind: str, on: date, many: int) -> list[str]:
    """So many numbers in a row. The row of the counter stays locked until the transaction ends, so whoever
    wants one meanwhile waits, and finds this one's taken or given back."""
    await _ensure(organization_id, kind, on.year)
    last = int(await _take.value(organization=organization_id, kind=kind, year=on.year, many=many))
    pattern = (await patterns_of(organization_id))[kind]
    short = (await letterheads.of(organization_id)).short
    return [written(pattern, n, short, on) for n in range(last - many + 1, last + 1)]


async def series_of(organization_id: int, year: int) -> list[Series]:
    """Each kind with its pattern, the next number of the year and the highest that was given."""
    patterns = await patterns_of(organization_id)
    rows = {row["kind"]: row for row in await _counters(organization=organization_id, year=year)}
    none = {"next": 1, "given": 0}
    return [
        Series(kind, str(title), patterns[kind], (row := rows.get(kind, none))["next"], row["given"])
        for kind, (title, _default) in KINDS.items()
    ]


async def patterns_of(organization_id: int) -> dict[str, str]:
    """The pattern of each kind: the organization's own, else ours."""
    own = {row["kind"]: row["pattern"] for row in await _patterns(organization=organization_id)}
    return {kind: own.get(kind, default) for kind, (_title, default) in KINDS.items()}


async def set_pattern(organization_id: int, kind: str, pattern: str) -> None:
    async with transaction():
        row = NumberPattern(organization=organization_id, kind=kind, pattern=pattern)
        await NumberPattern.insert(row).on_conflict(
            (NumberPattern.organization, NumberPattern.kind), "DO UPDATE", (NumberPattern.pattern,)
        )


async def set_next(organization_id: int, kind: str, year: int, number: int, field: str = "next") -> None:
    """Go on with this number, as the office's own book of letters says. Raises Invalid for `field` when
    that number was given already."""
    async with transaction():
        await _ensure(organization_id, kind, year)
        if not await _raise(organization=organization_id, kind=kind, year=year, next=number):
            rows = {row["kind"]: row for row in await _counters(organization=organization_id, year=year)}
            said = _("Nomor sampai %(given)s sudah dipakai. Tulis angka yang lebih besar.")
            raise Invalid(**{field: said % {"given": rows[kind]["given"]}})


def written(pattern: str, number: int, short: str, on: date) -> str:
    """The number as it is printed: `012/KIM-MLR/XI/2024`."""
    values = {
        "no": f"{number:03}",
        "kode": short,
        "bulan": _ROMAN[on.month - 1],
        "tahun": str(on.year),
    }
    return _PLACE.sub(lambda match: values.get(match[1], match[0]), pattern)


def checked_pattern(text: str, field: str) -> str:
    """A pattern as typed. Raises Invalid for `field`: without {no} and {tahun} numbers would come twice."""
    pattern = " ".join(text.split())
    rest = _PLACE.sub(lambda match: "" if match[1] in _FIELDS else match[0], pattern)
    if "{" in rest or "}" in rest:
        raise Invalid(**{field: _("Yang boleh di dalam kurung hanya {no}, {kode}, {bulan}, dan {tahun}.")})
    if pattern.count("{no}") != 1 or "{tahun}" not in pattern:
        raise Invalid(**{field: _("Pola perlu {no} dan {tahun}, agar tidak ada nomor yang sama.")})
    if len(pattern) > MOST_PATTERN:
        raise Invalid(
            **{field: _("Pola ini terlalu panjang. Paling banyak %(most)s huruf.") % {"most": MOST_PATTERN}}
        )
    return pattern


def examples(patterns: Mapping[str, str], nexts: Mapping[str, int], short: str, on: date) -> dict[str, str]:
    """The next number of each kind, as it would be printed."""
    return {kind: written(pattern, nexts.get(kind, 1), short, on) for kind, pattern in patterns.items()}


async def _ensure(organization_id: int, kind: str, year: int) -> None:
    """There is a row to count in."""
    row: dict[Any, Any] = {
        NumberCounter.organization: organization_id,
        NumberCounter.kind: kind,
        NumberCounter.year: year,
    }
    await NumberCounter.insert(NumberCounter(row)).on_conflict(
        (NumberCounter.organization, NumberCounter.kind, NumberCounter.year), "DO NOTHING"
    )
