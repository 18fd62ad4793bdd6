"""What an LPJ says (domain.md 3.6), as one value: what was sent is kept so, to the byte.

As with a plan, everything that only looks at an account (page, PDF, XLSX, check page) takes this value and
asks no database. Sums are whole Rupiah.
"""

from datetime import date
from hashlib import sha256
from typing import Final

import msgspec
from msgspec import Struct

from kimhub.core.i18n import Lazy, lazy_
from kimhub.programs import states

# How a number came about (features.md E10).
HOW: Final[dict[str, Lazy]] = {
    "computed": lazy_("dihitung dari catatan"),
    "typed": lazy_("diketik, belum diperiksa pembina"),
    "confirmed": lazy_("diketik, dibenarkan pembina"),
    "doubted": lazy_("diketik, diragukan pembina"),
    "none": lazy_("belum diisi"),
}


class LineFact(Struct, frozen=True):
    """A planned line with what became of it. `no` is its number in the plan, 0 where it is out of it."""

    no: int
    id: int
    section: str
    name: str
    target: str
    when: str
    planned: int
    spent: int
    progress: str
    reason: str
    entries: int
    male: int
    female: int
    last_on: date | None
    output: str

    @property
    def people(self) -> int:
        return self.male + self.female


class SourceFact(Struct, frozen=True):
    """Rupiah."""

    source: str
    planned: int
    received: int
    spent: int

    @property
    def balance(self) -> int:
        return self.received - self.spent


class IndicatorFact(Struct, frozen=True):
    """Values in hundredths; `share` in per cent of the target."""

    no: int
    line: str
    name: str
    kind: str
    unit: str
    target: int | None
    value: int | None
    share: int | None
    how: str
    words: str = ""
    rating: int | None = None


class ObstacleFact(Struct, frozen=True):
    on: date
    line: str
    obstacle: str
    follow_up: str


class PhotoFact(Struct, frozen=True):
    """`file` is the key in the file store."""

    id: int
    file: str
    width: int
    height: int
    alt: str
    on: date
    line: str

    @property
    def caption(self) -> str:
        return self.alt or self.line


class Account(Struct, frozen=True):
    """`texts` are those of accounting.SECTIONS; `until` ends what is counted."""

    organization: str
    place: str
    year: int
    period: str
    version: int
    agreed_on: str
    agreed_by: str
    until: date | None
    lines: tuple[LineFact, ...]
    sources: tuple[SourceFact, ...]
    indicators: tuple[IndicatorFact, ...]
    obstacles: tuple[ObstacleFact, ...]
    photos: tuple[PhotoFact, ...]
    months_active: int
    texts: dict[str, str]
    own_rating: int | None = None
    own_rating_reason: str = ""
    known_name: str = ""
    known_office: str = ""

    @property
    def planned(self) -> int:
        """Rupiah."""
        return sum(one.planned for one in self.sources)

    @property
    def received(self) -> int:
        """Rupiah."""
        return sum(one.received for one in self.sources)

    @property
    def spent(self) -> int:
        """Rupiah; the same by source and by line."""
        return sum(one.spent for one in self.sources)

    @property
    def balance(self) -> int:
        """Rupiah."""
        return self.received - self.spent

    @property
    def in_plan(self) -> int:
        """How many lines were planned."""
        return sum(1 for line in self.lines if line.no)

    @property
    def done(self) -> int:
        return sum(1 for line in self.lines if line.no and line.progress == states.DONE)

    @property
    def unfinished(self) -> int:
        """Lines nobody has said of what became of them."""
        open_ = {states.NOT_STARTED, states.ONGOING}
        return sum(1 for line in self.lines if line.no and line.progress in open_)

    @property
    def entries(self) -> int:
        return sum(line.entries for line in self.lines)

    @property
    def people(self) -> int:
        return sum(line.people for line in self.lines)


class Written(Struct, frozen=True):
    """What people wrote for an LPJ, beside what is recorded."""

    texts: dict[str, str]
    own_rating: int | None = None
    own_rating_reason: str = ""
    known_name: str = ""
    known_office: str = ""


NOTHING: Final = Written({})


def pack(account: Account) -> tuple[str, str]:
    """The account as text, and the SHA-256 of that text."""
    content = msgspec.json.encode(account)
    return content.decode(), sha256(content).hexdigest()


def unpack(content: str) -> Account:
    return msgspec.json.decode(content, type=Account)


def is_whole(content: str, digest: str) -> bool:
    """The text is, to the byte, what was sent."""
    return sha256(content.encode()).hexdigest() == digest
