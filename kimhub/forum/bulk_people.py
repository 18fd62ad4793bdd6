"""The people a bulk of posts is written by: those there are, or some made up."""

from datetime import date
from typing import Final

from msgspec import Struct

from kimhub.accounts.tables import User
from kimhub.core.db import transaction
from kimhub.core.prepared import prepare_sql
from kimhub.groups.tables import Membership, Organization
from kimhub.wilayah.service import chain

KIMS: Final = 20
MEMBERS: Final = 25
# fmt: off
FIRST: Final = (
    "Siti", "Andi", "Nur", "Muhammad", "Sri", "Budi", "Dewi", "Rahmat", "Hasnah", "Ratna", "Agus", "Fitri",
    "Syamsul", "Aminah", "Baharuddin", "Irma", "Yusuf", "Mariam", "Ridwan", "Kartini", "Wahyu", "Lestari",
)
LAST: Final = (
    "Aminah", "Latif", "Santoso", "Rahman", "Hidayat", "Lestari", "Yusuf", "Bahri", "Wulandari", "Saputra",
    "Kadir", "Nurhayati", "Anwar", "Permata", "Hamid", "Susanti", "Rauf", "Maulana",
)
# fmt: on


class Writer(Struct, frozen=True):
    id: int
    home: str


class _Member(Struct, frozen=True):
    id: int
    home: str
    organization: int
    wilayah_code: str


class _Board(Struct, frozen=True):
    id: int
    kind: str
    organization: int | None
    wilayah_code: str


_members = prepare_sql(
    'SELECT m."user" AS id, o.name AS home, o.id AS organization, o.wilayah_code'
    " FROM membership m JOIN organization o ON o.id = m.organization"
    " WHERE m.state = 'active' AND o.kind <> 'agency' ORDER BY m.id",
    _Member,
)
_boards = prepare_sql("SELECT id, kind, organization, wilayah_code FROM board ORDER BY id", _Board)


async def writers_by_board() -> dict[int, list[Writer]]:
    """Who writes on each board; boards nobody writes on are left out."""
    by_place: dict[str | int, dict[int, Writer]] = {}
    for member in await _members():
        places: list[str | int] = [member.organization, *chain(member.wilayah_code)]
        for place in places:
            by_place.setdefault(place, {}).setdefault(member.id, Writer(member.id, member.home))
    found = {}
    for board in await _boards():
        where: str | int | None = board.wilayah_code if board.kind == "area" else board.organization
        if where in by_place:
            found[board.id] = list(by_place[where].values())
    return found


async def make_people() -> None:
    """A kecamatan of KIM with members who cannot sign in, for an empty database."""
    async with transaction():
        for number in range(1, KIMS + 1):
            kim = Organization(
                kind="kim",
                name=f"KIM Contoh {number}",
                slug=f"kim-contoh-{number}",
                wilayah_code=f"73.08.16.{2000 + number}",
                place=f"Desa Contoh {number}, Kec. Awangpone, Kab. Bone",
                legal_status="verified",
                activity_level="active",
                member_count=MEMBERS,
            )
            (row,) = await Organization.insert(kim)
            for n in range(MEMBERS):
                seat = number * MEMBERS + n
                person = User(name=f"{FIRST[seat % len(FIRST)]} {LAST[seat * 7 % len(LAST)]}")
                (made,) = await User.insert(person)
                await Membership.insert(
                    Membership(
                        organization=row["id"],
                        user=made["id"],
                        state="active",
                        joined_on=date(2024, 1, 1),
                    )
                )
