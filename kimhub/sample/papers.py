"""The sample's libraries: documents brought in as in earnest, and then moved to the days they are of."""

from datetime import timedelta
from typing import Any

from kimhub.core import files
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.text import slugify
from kimhub.groups import rights
from kimhub.library import about, offices, putting, samples
from kimhub.library.putting import About
from kimhub.library.samples import Paper
from kimhub.library.tables import Document, DocumentVersion, Folder
from kimhub.library.tables_use import DocumentOpened, Favourite, MustRead
from kimhub.sample.leaves import pdf
from kimhub.sample.plan import Area
from kimhub.sample.rows import day, moment, sample_key
from kimhub.sample.settle import People, Seat, Settled


class Papers:
    """All documents of one area."""

    def __init__(self, area: Area, settled: list[Settled], people: People) -> None:
        self.area, self.people = area, people
        self.houses = {one.name: one for one in settled}
        self.made: dict[tuple[str, str], int] = {}  # house and title -> document
        self.folders: dict[tuple[int, str], int] = {}

    async def fill(self) -> int:
        """Bring them in; returns how many there are. Those of houses that are not there are left out."""
        for paper in samples.PAPERS.get(self.area.key, ()):
            house = self.houses.get(paper.house)
            keeper = _keeper(house) if house else None
            if house is not None and keeper is not None:
                await self._one(paper, house, await self._actor(keeper))
        return len(self.made)

    async def _one(self, paper: Paper, house: Settled, keeper: Actor) -> None:
        key = f"document:{self.area.key}:{paper.house}:{paper.title}"
        stored = await files.save_content(
            pdf(paper.title, paper.lines), "application/pdf", f"{slugify(paper.title)}.pdf"
        )
        told = About(
            paper.title, paper.kind, paper.visibility, paper.info_class, paper.number, day(-paper.days),
            description=paper.description, tags=about.read_tags(paper.tags), status=paper.status,
        )  # fmt: skip
        folder = await self._folder(house, paper.folder, keeper) if paper.folder else None
        made = await putting.put_document(
            house.id, keeper, stored, told, key=sample_key(key), folder=folder
        )
        self.made[paper.house, paper.title] = made
        changed = moment(-paper.days)
        if paper.version:
            note, days = paper.version
            lines = (*paper.lines, "", note)
            newer = await files.save_content(pdf(paper.title, lines), "application/pdf", stored.name)
            await putting.put_version(made, keeper, newer, note=note, key=sample_key(f"{key}:2"))
            changed = moment(-days)
        await self._date(paper, made, house, keeper, changed)
        if paper.replaces:
            old = self.made[paper.house, paper.replaces]
            values: dict[Any, Any] = {Document.status: "superseded", Document.replaced_by: made}
            await Document.update(values).where(Document.id == old)
        if paper.asked:
            await self._ask(made, house, keeper, 2 if paper.version else 1)
        if paper.kept:
            await self._keep(made, house)

    async def _date(self, paper: Paper, made: int, house: Settled, keeper: Actor, changed: Any) -> None:
        begun = moment(-paper.days)
        values: dict[Any, Any] = {Document.created_at: begun, Document.changed_at: changed}
        if paper.status == "official":
            values |= {
                Document.official_by: keeper.id,
                Document.official_name: await offices.acting_in(keeper, house.id),
                Document.official_at: begun,
            }
        await Document.update(values).where(Document.id == made)
        for number, at in ((1, begun), (2, changed)):
            await DocumentVersion.update({DocumentVersion.created_at: at}).where(
                (DocumentVersion.document == made) & (DocumentVersion.number == number)
            )

    async def _folder(self, house: Settled, name: str, keeper: Actor) -> int:
        if (house.id, name) not in self.folders:
            row = Folder(organization=house.id, name=name, created_by=keeper.id)
            self.folders[house.id, name] = int((await Folder.insert(row))[0]["id"])
        return self.folders[house.id, name]

    async def _ask(self, made: int, office: Settled, keeper: Actor, version: int) -> None:
        """Everybody in the wilayah is asked; half of those in houses with a name have opened it."""
        row = MustRead(
            document=made, wilayah_code=office.place.code, version=version, asked_by=keeper.id,
            note="Bagian lupa sandi baru.", due_on=day(9), asked_at=moment(-11),
            asked_name=(await offices.acting_in(keeper, office.id))[:120],
        )  # fmt: skip
        await MustRead.insert(row)
        readers = [
            self.people[seat.person.handle].id
            for house in self.houses.values()
            if house.house.kind != "agency" and house.name in {one.house for one in samples.PAPERS["bone"]}
            for seat in house.members[1::2]
            if not seat.person.demo
        ]
        at = now() - timedelta(days=8)
        for reader in sorted({*readers}):
            opened = DocumentOpened(document=made, user=reader, version=version, first_at=at, last_at=at)
            await DocumentOpened.insert(opened)
        await Document.update({Document.openings: len({*readers})}).where(Document.id == made)

    async def _keep(self, made: int, house: Settled) -> None:
        for seat in [*house.members[:3], *(seat for seat in house.members[3:] if seat.person.demo)]:
            favourite = Favourite(document=made, user=self.people[seat.person.handle].id)
            await Favourite.insert(favourite)

    async def _actor(self, seat: Seat) -> Actor:
        person = self.people[seat.person.handle]
        grants, _homes = await rights.rights_of(person.id, -1)
        return Actor(id=person.id, name=person.name, grants=tuple(g for g in grants if g.holds(now())))


def _keeper(house: Settled) -> Seat | None:
    """Who takes care of the library of a house."""
    leading = [seat for seat in house.members if {"kim_admin", "forum_coord"} & {*seat.roles}]
    chairs = [seat for seat in house.members if seat.position in {"chair", "secretary"}]
    staff = house.members if house.house.kind == "agency" else []
    return next(iter([*leading, *chairs, *staff]), None)
