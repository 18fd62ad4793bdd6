"""A place as pages show it: its name, what it is called, and what it lies in."""

from datetime import date

from msgspec import Struct

from kimhub.core.prepared import prepare_sql
from kimhub.wilayah.labels import full_name, level_label


class Step(Struct, frozen=True):
    """One place above another."""

    code: str
    kind: str
    name: str

    @property
    def title(self) -> str:
        """ "Kab. Bone"; a province without its "Prov."."""
        return self.name if self.kind == "province" else full_name(self)


class Place(Struct, frozen=True):
    """A place with everything it lies in, the nearest first."""

    code: str
    level: int
    kind: str
    name: str
    above: tuple[Step, ...] = ()
    retired_on: date | None = None
    replaced_by: str | None = None

    @property
    def label(self) -> str:
        """ "Desa", "Kec.", "Kab." ... in the words of the region."""
        return level_label(self)

    @property
    def title(self) -> str:
        """ "Desa Mallari"."""
        return full_name(self)

    @property
    def where(self) -> str:
        """ "Kec. Awangpone, Kab. Bone": never the name alone, 98 villages are called Sidomulyo.

        The province is left out for villages and empty for provinces.
        """
        return ", ".join(step.title for step in self.above[:2])

    @property
    def path(self) -> str:
        """ "Mallari, Kec. Awangpone, Kab. Bone"."""
        return f"{self.name}, {self.where}" if self.above else self.name


class PlaceRow(Struct):
    """What PLACE_COLUMNS give: a place and up to three places above it."""

    code: str
    level: int
    kind: str
    name: str
    retired_on: date | None
    replaced_by: str | None
    code1: str | None
    kind1: str | None
    name1: str | None
    code2: str | None
    kind2: str | None
    name2: str | None
    code3: str | None
    kind3: str | None
    name3: str | None


# For queries that begin at `wilayah p`; they fill a PlaceRow.
PLACE_COLUMNS = (
    "p.code, p.level, p.kind, p.name, p.retired_on, p.replaced_by,"
    " a.code AS code1, a.kind AS kind1, a.name AS name1,"
    " b.code AS code2, b.kind AS kind2, b.name AS name2,"
    " c.code AS code3, c.kind AS kind3, c.name AS name3"
)
PLACE_JOINS = (
    "LEFT JOIN wilayah a ON a.code = p.parent"
    " LEFT JOIN wilayah b ON b.code = a.parent"
    " LEFT JOIN wilayah c ON c.code = b.parent"
)
SELECT = f"SELECT {PLACE_COLUMNS} FROM wilayah p {PLACE_JOINS} WHERE"  # noqa: S608 - constants


async def places_by_code(codes: list[str]) -> dict[str, Place]:
    """The places with these codes, by code; unknown codes are left out."""
    return {row.code: make_place(row) for row in await _by_codes(codes=[*codes])} if codes else {}


def make_place(row: PlaceRow) -> Place:
    first, second = (row.code1, row.kind1, row.name1), (row.code2, row.kind2, row.name2)
    above = (first, second, (row.code3, row.kind3, row.name3))
    return Place(
        row.code,
        row.level,
        row.kind,
        row.name,
        tuple(Step(code, kind or "", name or "") for code, kind, name in above if code),
        row.retired_on,
        row.replaced_by,
    )


_by_codes = prepare_sql(f"{SELECT} p.code IN :codes", PlaceRow)
