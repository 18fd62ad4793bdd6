"""Filling an installation with the sample, area by area; each once, however often it is asked for."""

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from kimhub.accounts.tables import User
from kimhub.core.actor import within
from kimhub.core.bus import publish
from kimhub.core.db import transaction
from kimhub.core.prepared import prepare_sql
from kimhub.core.tables import Event
from kimhub.groups import rights
from kimhub.sample import houses
from kimhub.sample.areas import AREAS
from kimhub.sample.articles import Articles
from kimhub.sample.decrees import make_decrees
from kimhub.sample.deeds import Deeds
from kimhub.sample.discussions import Forum
from kimhub.sample.events import SampleAreaFilled, SampleFilled
from kimhub.sample.inboxes import Inboxes
from kimhub.sample.packages import Packages
from kimhub.sample.papers import Papers
from kimhub.sample.people import make_people
from kimhub.sample.plan import Area
from kimhub.sample.programs import Programs
from kimhub.sample.settle import Settled, local_area, settle
from kimhub.sample.trail import leave_a_trail
from kimhub.sample.trainings import Trainings
from kimhub.wilayah.service import children, get_wilayah

KIND: Final = SampleAreaFilled.__name__
LOCAL: Final = 6  # villages of the own wilayah that get a KIM when it is none of the sample's

_filled = prepare_sql("SELECT payload FROM event WHERE kind = :kind ORDER BY id")
_last_phone = prepare_sql("SELECT max(phone) FROM account WHERE phone LIKE '+628120000____'")


class Progress(Struct, frozen=True):
    """How many areas are filled, of how many."""

    done: int
    of: int


async def fill(
    own: str = "", tell: Callable[[str, Progress], object] = lambda _title, _progress: None
) -> None:
    """Fill every area that is not yet there, and the wilayah `own` where it is none of them."""
    areas = await areas_for(own)
    for number, area in enumerate(areas, 1):
        await fill_area(area)
        tell(area.title, Progress(number, len(areas)))
    async with transaction():
        if not await Event.exists().where(Event.kind == SampleFilled.__name__):
            await publish(SampleFilled(len(areas)))


def how_many(own: str) -> int:
    """How many areas `fill` is going to fill."""
    return len(AREAS) + (not _is_covered(own))


async def areas_for(own: str) -> list[Area]:
    """The areas of the sample, led by the one the installation is of."""
    if _is_covered(own):
        return sorted(AREAS, key=lambda area: not (own and within(own, area.code)))
    place = await get_wilayah(own)
    villages = []
    code = own
    while place and len(code) < 8 and (below := await children(code)):
        code = below[0].code
    if place:
        villages = (await children(code))[:LOCAL] if len(code) == 8 else [place]
    return [local_area(place, villages), *AREAS] if place else [*AREAS]


def _is_covered(own: str) -> bool:
    return not own or any(within(own, area.code) or within(area.code, own) for area in AREAS)


async def fill_area(area: Area) -> None:
    """One area in one transaction; nothing when it is filled already."""
    async with transaction():
        if await _is_filled(area):
            return
        settled = await settle(area)
        people = await make_people(area, settled, await _last_phone.value())
        overseer = _overseer(settled, people) or await _anybody()
        await houses.make_organizations(settled, overseer)
        members = await houses.make_members(settled, people)
        decrees = await make_decrees(area, settled, people, overseer)
        await houses.make_offices(settled, people, decrees)
        await houses.make_operators(area, people)
        await leave_a_trail(settled, decrees, members, people, overseer)
        spoken = await Forum(area, settled, people).fill()
        await Deeds(spoken, people).fill()
        await Inboxes(settled, people).fill(spoken, members, decrees)
        await Trainings(area, settled, people).fill()
        await Programs(area, settled, people).fill()
        await Papers(area, settled, people).fill()
        await Articles(area, settled, people).fill()
        await Packages(area, settled, people).fill()
        await rights.touch(*(row.id for row in people.values()))
        await publish(SampleAreaFilled(area.key, len(settled), len(people), len(spoken)))


async def _is_filled(area: Area) -> bool:
    return any(f'"area": "{area.key}"' in row["payload"] for row in await _filled(kind=KIND))


def _overseer(settled: list[Settled], people: dict[str, User]) -> User | None:
    """Who checked the decrees: somebody of the regency's dinas."""
    offices = [one for one in settled if one.house.kind == "agency" and one.seats]
    offices.sort(key=lambda one: -len(one.place.code))
    return people[offices[0].seats[0].person.handle] if offices else None


async def _anybody() -> User | None:
    return await User.objects().order_by(User.id).first()
