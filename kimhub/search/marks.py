"""Rights and filters as words of the index, so that the index itself applies them before any limit.

An entry carries a word for each circle of people that may read it, and words for what it can be narrowed
by. A person is the set of the circles they stand in: whoever shares a word with an entry may find it. No
word of a text is ever one of these: they begin with `qz`, which stems.py keeps out of texts.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import msgspec

from kimhub.core.actor import Actor

RESERVED: Final = "qz"  # no stem begins so
EVERYBODY: Final = "qzall"  # guests too
SIGNED_IN: Final = "qzin"
OPERATORS: Final = "qzsys"  # the role sysadmin

OFFICERS: Final = frozenset({"officer", "kim_admin", "forum_coord"})
ADMINS: Final = frozenset({"kim_admin", "forum_coord"})
STAFF: Final = frozenset({"pembina", "province"})
BELONGING: Final = frozenset({"member", *OFFICERS, *STAFF})
_COVERING: Final = {"pembina": "p", "province": "v", "forum_coord": "c"}


class Filters(msgspec.Struct, frozen=True):
    """What a search is narrowed by. `seat` is a wilayah code: there and below."""

    kinds: tuple[str, ...] = ()  # any of these
    organization: int | None = None
    seat: str = ""
    year: int | None = None
    type: str = ""
    status: str = ""


# ------------------------------------------------------------------------------- who may read an entry


def members_of(organization: int) -> str:
    """Whoever belongs there in any role."""
    return f"qzm{organization}"


def officers_of(organization: int) -> str:
    """Officers and admins; of an office see `staff_of`."""
    return f"qzo{organization}"


def admins_of(organization: int) -> str:
    return f"qza{organization}"


def staff_of(organization: int) -> str:
    """Whoever works in this office."""
    return f"qzw{organization}"


def person(user: int) -> str:
    return f"qzu{user}"


def person_in(user: int, organization: int) -> str:
    """This person, for as long as they belong there."""
    return f"qzu{user}m{organization}"


def overseers_of(seat: str) -> set[str]:
    """The offices whose wilayah contains this place: pembina and province."""
    return {f"qzs{prefix}" for prefix in _prefixes(seat)}


def covering(seat: str, role: str) -> set[str]:
    """Those who hold `role` (pembina, province, forum_coord) over a wilayah that contains this place."""
    return {f"qz{_COVERING[role]}{prefix}" for prefix in _prefixes(seat)}


def belonging_below(seat: str) -> str:
    """Everybody who holds a role in, or over, a place within this one (library.policy.is_below)."""
    return f"qzb{_digits(seat)}"


def officers_below(seat: str) -> str:
    """The same for officers and admins of houses."""
    return f"qze{_digits(seat)}"


def sitting_below(seat: str) -> str:
    """Members of houses that stand within this place (forum.policy.takes_part)."""
    return f"qzi{_digits(seat)}"


def officers_sitting_below(seat: str) -> str:
    """The same for members who are officers of such a house."""
    return f"qzj{_digits(seat)}"


def tokens_of(actor: Actor) -> tuple[str, ...]:
    """The circles a person stands in, in a fixed order; of guests the one of everybody."""
    return _tokens_of(actor)


@lru_cache(2000)
def _tokens_of(actor: Actor) -> tuple[str, ...]:
    found = {EVERYBODY}
    if actor.id is not None:
        found |= {SIGNED_IN, person(actor.id)}
    for grant in actor.grants:
        if grant.role == "sysadmin":
            found.add(OPERATORS)
        if grant.organization is not None and grant.role in BELONGING:
            found |= _in_house(actor, grant.organization, grant.role)
        if grant.wilayah is not None and grant.role in _COVERING:
            found.add(f"qz{_COVERING[grant.role]}{_digits(grant.wilayah)}")
            if grant.role in STAFF:
                found.add(f"qzs{_digits(grant.wilayah)}")
        if (place := grant.seat or grant.wilayah) is not None and grant.role in BELONGING:
            found |= {f"qzb{prefix}" for prefix in _prefixes(place)}
            if grant.role in OFFICERS:
                found |= {f"qze{prefix}" for prefix in _prefixes(place)}
        if grant.seat is not None and grant.organization is not None:
            found |= {f"qzi{prefix}" for prefix in _prefixes(grant.seat)}
            if actor.has(grant.organization, *OFFICERS):
                found |= {f"qzj{prefix}" for prefix in _prefixes(grant.seat)}
    return tuple(sorted(found))


def _in_house(actor: Actor, organization: int, role: str) -> set[str]:
    found = {members_of(organization)}
    if actor.id is not None:
        found.add(person_in(actor.id, organization))
    if role in OFFICERS:
        found.add(officers_of(organization))
    if role in ADMINS:
        found.add(admins_of(organization))
    if role in STAFF:
        found.add(staff_of(organization))
    return found


# ------------------------------------------------------------------------ what an entry is narrowed by


def of_entry(organization: int | None, seat: str, year: int | None, type: str, status: str) -> set[str]:
    """The words by which filters find an entry."""
    found = set[str]()
    if organization is not None:
        found.add(f"qzg{organization}")
    if seat:
        found |= {f"qzd{prefix}" for prefix in _prefixes(seat) if prefix}
    if year is not None:
        found.add(f"qzy{year}")
    if type:
        found.add(f"qzt{_plain(type)}")
    if status:
        found.add(f"qzx{_plain(status)}")
    return found


def of_filters(filters: Filters) -> tuple[str, ...]:
    """The words an entry must have, all of them. Kinds have indexes of their own."""
    found = []
    if filters.organization is not None:
        found.append(f"qzg{filters.organization}")
    if filters.seat:
        found.append(f"qzd{_plain(filters.seat)}")
    if filters.year is not None:
        found.append(f"qzy{filters.year}")
    if filters.type:
        found.append(f"qzt{_plain(filters.type)}")
    if filters.status:
        found.append(f"qzx{_plain(filters.status)}")
    return tuple(found)


# ------------------------------------------------------------------------------------------- when it was
#
# PostgreSQL collects all hits before it knows which are the newest: of a frequent word that takes long. So
# it is asked for those of the last days first, then of the last months (index.py).

DAYS: Final = 19  # bits of seconds, that is 6 days
MONTHS: Final = 23  # 3 months
STRETCHES: Final = {DAYS: "l", MONTHS: "c"}
AHEAD: Final = "qzahead"  # it was yet to come when it was written


def of_time(seconds: int, written: int) -> set[str]:
    """The words by which an entry is found in a stretch of time; both since the same moment."""
    found = {f"qzn{letter}{seconds >> bits}" for bits, letter in STRETCHES.items()}
    finest = DAYS
    return found | {AHEAD} if seconds >> finest > (written >> finest) + 1 else found


def since(bits: int, now: int) -> tuple[tuple[str, ...], int]:
    """Words of which every entry has one that is not older than the second given back; others may too."""
    this = now >> bits
    return (*(f"qzn{STRETCHES[bits]}{this + n}" for n in (-1, 0, 1)), AHEAD), (this - 1) << bits


def joined(marks: Iterable[str]) -> str:
    """As they stand in an entry."""
    return " ".join(sorted(marks))


def _prefixes(code: str) -> list[str]:
    """The wilayah itself and all above it, the whole country ("") too, as digits."""
    parts = code.split(".") if code else []
    return ["".join(parts[:n]) for n in range(len(parts) + 1)]


def _digits(code: str) -> str:
    return code.replace(".", "")


def _plain(word: str) -> str:
    return "".join(char for char in word.lower() if char.isascii() and char.isalnum())
