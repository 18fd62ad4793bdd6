"""What an address of /cari asks for, and addresses that ask for something else."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.search import houses, words
from kimhub.search.houses import House
from kimhub.search.marks import Filters
from kimhub.search.query import LONGEST
from kimhub.wilayah import picker
from kimhub.wilayah.picker import Choice

PATH: Final = "/cari"
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


class Asked(Struct, frozen=True):
    """A search as its address says it; what makes no sense there is left out."""

    text: str
    kind: str
    choice: Choice
    house: House | None
    year: int | None
    type: str
    status: str
    after: str

    @property
    def filters(self) -> Filters:
        """But for the kind, which is asked for apart."""
        return Filters(
            organization=self.house.id if self.house else None,
            seat=self.choice.place.code if self.choice.place else "",
            year=self.year,
            type=self.type,
            status=self.status,
        )

    @property
    def narrowed(self) -> int:
        """How many filters are in use, besides the kind."""
        return sum(map(bool, (self.choice.place, self.house, self.year, self.type, self.status)))

    @property
    def is_something(self) -> bool:
        return bool(self.text or self.narrowed)

    def address(self, **other: str) -> str:
        """The same search with other values, by their names in the address. Another kind has other types
        and states."""
        values = {
            "q": self.text,
            "jenis": words.SLUGS.get(self.kind, ""),
            "wilayah": self.choice.place.code if self.choice.place else "",
            "kim": self.house.slug if self.house else "",
            "tahun": str(self.year or ""),
            "tipe": self.type,
            "status": self.status,
        }
        if "jenis" in other and other["jenis"] != values["jenis"]:
            values |= {"tipe": "", "status": ""}
        query = urlencode({name: value for name, value in (values | other).items() if value})
        return f"{PATH}?{query}" if query else PATH


async def read(query: Mapping[str, str], actor: Actor, within: str) -> Asked:
    """`within` is the wilayah of the installation, where places are looked for."""
    kind = words.KINDS_BY_SLUG.get(query.get("jenis", ""), "")
    year = query.get("tahun", "")
    types, states = await words.types_of(kind), words.states_of(kind)
    return Asked(
        text=" ".join(query.get("q", "").split())[:LONGEST],
        kind=kind,
        choice=await picker.resolve(dict(query), "wilayah", within=within),
        house=await houses.at(query.get("kim", "")[:90], actor),
        year=int(year) if _YEAR.fullmatch(year) else None,
        type=query.get("tipe", "") if query.get("tipe") in types else "",
        status=query.get("status", "") if query.get("status") in states else "",
        after=query.get("setelah", "")[:30],
    )
