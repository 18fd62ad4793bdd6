"""What the sample is described with: areas, houses, people, terms in days from today."""

from dataclasses import dataclass, field
from typing import Final

from kimhub.sample.names import UMUM, Pool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a name of our choice; the `handle` is the user name, and how the texts call them.

    `demo` is the role this account shows in the list of demo accounts.
    """

    handle: str
    name: str
    position: str = ""
    roles: tuple[str, ...] = ()
    section: str = ""
    demo: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A decree's term, in days from today; `ends` None is open."""

    starts: int
    ends: int | None
    state: str = "verified"
    issuer: str = ""
    number: str = ""


GOOD: Final = Term(-500, 960)


@dataclass(frozen=True, slots=True)
class House:
    """An organization. Without a name it is called after its place; `invented` more people fill it up."""

    code: str
    name: str = ""
    kind: str = "kim"
    people: tuple[Person, ...] = ()
    invented: int = 8
    state: str = "verified"
    terms: tuple[Term, ...] = (GOOD,)
    activity: str = "active"
    dormant: str = ""  # why the pembina calls it dormant
    applicants: tuple[tuple[str, str], ...] = ()  # name, message
    about: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    admin: bool = True


@dataclass(frozen=True, slots=True)
class Many:
    """KIM of the first `most` villages of a kecamatan that no House above stands in."""

    district: str
    most: int
    terms: tuple[Term, ...] | None = None  # None: of every kind


@dataclass(frozen=True, slots=True)
class Shared:
    """One decree for all the KIM of an area."""

    number: str
    issuer: str
    title: str
    signed: int  # days from today


@dataclass(frozen=True, slots=True)
class Area:
    key: str
    title: str
    code: str
    pool: Pool = UMUM
    houses: tuple[House, ...] = ()
    many: tuple[Many, ...] = ()
    shared: Shared | None = None
    operators: tuple[Person, ...] = ()  # belong to no organization


TEXTS: Final = ("about", "vision", "mission", "basis", "potential", "achievements")
SIMULATION: Final = "Data contoh: pengurus, SK, dan tulisannya karangan untuk simulasi."
