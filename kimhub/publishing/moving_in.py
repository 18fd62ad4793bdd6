"""Moving a site in: an export is handed in and looked at, then its texts become ours in a job.

Nothing is written before somebody has seen what would be (`Plan`). What was taken in before is not taken in
twice: an article is known by where it came from. Nothing is fetched from elsewhere: photos come along in
the archive, or not at all.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from msgspec import Struct
from msgspec.json import decode, encode

from kimhub.core import files, limits
from kimhub.core.actor import Actor
from kimhub.core.amounts import size as shown_size
from kimhub.core.cleaning import clean_line
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.jobs import enqueue
from kimhub.core.kept_files import in_use, release
from kimhub.core.prepared import prepare_sql
from kimhub.core.storage import TooLarge, spooled
from kimhub.publishing import blocks, moving_files, policy, sites
from kimhub.publishing.from_html import Image
from kimhub.publishing.moving_files import FOLDER, LARGEST, OWN, Read
from kimhub.publishing.moving_reading import Found, basename
from kimhub.publishing.tables import Article
from kimhub.publishing.tables_moving import SiteImport
from kimhub.publishing.views import House

MOST_A_DAY: Final = 20
KEPT_FOR: Final = timedelta(days=7)
SAMPLE: Final = 12
AS_DRAFTS, AS_SHOWN = "draft", "shown"


class Sample(Struct, frozen=True):
    title: str
    at: str
    page: bool = False
    photos: int = 0
    there: bool = False  # taken in before

    @property
    def moment(self) -> datetime | None:
        return moment_of(self.at)


class Plan(Struct, frozen=True):
    """What was found. `missing` are photos of the texts that are not in the archive."""

    form: str
    texts: int = 0
    pages: int = 0
    drafts: int = 0
    there: int = 0
    photos: int = 0
    missing: int = 0
    albums: int = 0
    documents: int = 0
    left_out: tuple[str, ...] = ()
    left_out_more: int = 0
    sample: tuple[Sample, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.texts + self.albums + self.documents)


class Report(Struct):
    """What came of it. `problems` are sentences for people."""

    texts: int = 0
    there: int = 0
    photos: int = 0
    documents: int = 0
    problems: list[str] = []
    more_problems: int = 0

    def problem(self, sentence: str) -> None:
        if len(self.problems) < 40:
            self.problems.append(sentence)
        else:
            self.more_problems += 1


@dataclass(frozen=True, slots=True)
class ToBring:
    import_id: int
    user_id: int


class Import(Struct, frozen=True):
    """An export that was handed in, with its house."""

    id: int
    user: int
    name: str
    file: str
    plan_json: str
    choice: str
    done: int
    report_json: str
    created_at: datetime
    ended_at: datetime | None
    house: House

    @property
    def plan(self) -> Plan:
        return decode(self.plan_json, type=Plan)

    @property
    def report(self) -> Report | None:
        return decode(self.report_json, type=Report) if self.report_json else None

    @property
    def is_dropped(self) -> bool:
        return self.ended_at is not None and not self.report_json

    @property
    def path(self) -> str:
        return f"{self.house.desk}/bawa/{self.id}"


class _Row(Struct, frozen=True):
    id: int
    organization: int
    user: int
    name: str
    file: str
    plan: str
    choice: str
    done: int
    report: str
    created_at: datetime
    ended_at: datetime | None


_one = prepare_sql(
    'SELECT id, organization, "user", name, file, plan, choice, done, report, created_at, ended_at'
    " FROM site_import WHERE id = :id",
    _Row,
)
_file_used = prepare_sql("SELECT 1 FROM site_import WHERE file = :key AND ended_at IS NULL")


def can_bring(actor: Actor, house: House) -> bool:
    """Admins of the house: they answer for what it tells."""
    return policy.can_arrange(actor, house)


def can_continue(actor: Actor, found: Import) -> bool:
    return found.user == actor.id and can_bring(actor, found.house)


async def get_import(slug: str, import_id: int) -> Import | None:
    """One that was handed in for this house."""
    row = await _one.first(id=import_id)
    house = await sites.get(slug) if row else None
    if row is None or house is None or house.id != row.organization:
        return None
    return Import(
        row.id, row.user, row.name, row.file, row.plan, row.choice, row.done, row.report, row.created_at,
        row.ended_at, house,
    )  # fmt: skip


async def hand_in(house: House, actor: Actor, upload: files.Upload) -> int:
    """Keep an export and look at it; returns the id of the import. Raises Invalid for `file`, TooMany."""
    await limits.spend("site-import", actor.id, most=MOST_A_DAY, per=timedelta(days=1))
    storage = files.store()
    try:
        async with spooled(files.chunks_of(upload), storage.spool_folder, LARGEST) as spool:
            if not spool.size:
                raise Invalid(file=_("Berkas ini kosong. Pilih berkas lain."))
            plan = await planned(house, await moving_files.read(spool.path))
            if plan.is_empty:
                raise Invalid(file=_("Tidak ada tulisan, foto, atau dokumen di dalamnya."))
            await storage.keep(spool.path, spool.key, "application/octet-stream")
            key = spool.key
    except TooLarge:
        message = _("Berkas ini terlalu besar. Paling besar %(limit)s.")
        raise Invalid(file=message % {"limit": shown_size(LARGEST)}) from None
    row = SiteImport(
        organization=house.id,
        user=actor.id,
        name=files.safe_name(upload.filename),
        file=key,
        plan=encode(plan).decode(),
        created_at=now(),
    )
    return int((await SiteImport.insert(row))[0]["id"])


async def planned(house: House, read: Read) -> Plan:
    """What would be made of it. Nothing is written."""
    if read.form == OWN and read.own:
        own = read.own
        known = await known_of(house, [key_of(house, f"{own.address}#{one.id}") for one in own.articles])
        there = [key_of(house, f"{own.address}#{one.id}") in known for one in own.articles]
        return Plan(
            OWN,
            texts=len(own.articles),
            pages=sum(one.kind == "page" for one in own.articles),
            drafts=sum(not one.shown for one in own.articles),
            there=sum(there),
            photos=len(own.photos),
            sample=tuple(
                Sample(clean_line(one.title)[:160], one.published_at[:40], one.kind == "page", 0, is_there)
                for one, is_there in zip(own.articles[:SAMPLE], there, strict=False)
            ),
        )
    known = await known_of(house, [key_of(house, where(one)) for one in read.texts])
    wanted = {basename(part.src) for one in read.texts for part in one.parts if isinstance(part, Image)}
    have = len(wanted & read.pictures.keys())
    albums = read.folders if read.form == FOLDER else {}
    return Plan(
        read.form,
        texts=len(read.texts),
        pages=sum(one.page for one in read.texts),
        drafts=sum(not one.shown for one in read.texts),
        there=sum(key_of(house, where(one)) in known for one in read.texts),
        photos=sum(map(len, albums.values())) if albums else have,
        missing=len(wanted) - have,
        albums=len(albums),
        documents=len(read.documents) if read.form == FOLDER else 0,
        left_out=tuple(read.left_out[:SAMPLE]),
        left_out_more=max(0, len(read.left_out) - SAMPLE),
        sample=tuple(_sample(house, one, known) for one in read.texts[-SAMPLE:][::-1]),
    )


async def go(found: Import, actor: Actor, choice: str) -> None:
    """Begin to write it, in a job. `choice`: what was published there is shown here too, or everything
    begins as a draft. Raises Invalid for `choice`, Refused when it has begun or was dropped."""
    if choice not in {AS_DRAFTS, AS_SHOWN}:
        raise Invalid(choice=_("Pilih salah satu."))
    from kimhub.publishing.moving_writing import bring  # it needs much that a page does not

    async with transaction():
        await lock_id(SiteImport, found.id)
        row = await _one.first(id=found.id)
        if row is None or row.ended_at or row.choice:
            raise Refused(_("Pemindahan ini sudah dimulai atau dibatalkan."))
        await SiteImport.update({SiteImport.choice: choice}).where(SiteImport.id == found.id)
        await enqueue(bring, ToBring(found.id, actor.id or 0), key=f"site-import-{found.id}")


async def drop(found: Import) -> None:
    """Forget what was handed in, unless it has begun."""
    async with transaction():
        await lock_id(SiteImport, found.id)
        row = await _one.first(id=found.id)
        if row is None or row.ended_at or row.choice:
            return
        await SiteImport.update({SiteImport.ended_at: now(), SiteImport.plan: "{}"}).where(
            SiteImport.id == found.id
        )
    await release(row.file)


async def sweep(before: datetime) -> int:
    """Forget what was handed in a week ago and never begun, or never came to its end; returns how many."""
    async with transaction():
        rows = await (
            SiteImport.delete()
            .where(SiteImport.ended_at.is_null() & (SiteImport.created_at < before))
            .returning(SiteImport.file)
        )
    for row in rows:
        await release(row["file"])
    return len(rows)


async def handed_in(import_id: int) -> tuple[Import, str]:
    """The import for its job, and the key of its file. Raises NotFound when it is gone."""
    row = await _one.first(id=import_id)
    house = await sites.by_id(row.organization) if row else None
    found = await get_import(house.slug, import_id) if house else None
    if found is None:
        raise NotFound
    return found, found.file


def moment_of(at: str) -> datetime | None:
    """The time an export names, not later than now; None for what is none."""
    try:
        found = datetime.fromisoformat(at)
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return min(found, now()) if found.year >= 1990 else None


def where(one: Found) -> str:
    """What an article is known by when it comes again."""
    return one.link or f"{one.at} {one.title}"


def key_of(house: House, address: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"kimhub:{house.id}:{address}")


async def known_of(house: House, keys: list[UUID]) -> set[UUID]:
    """Those of these keys that articles of the house have."""
    found: set[UUID] = set()
    for start in range(0, len(keys), 400):
        some = Article.key.is_in(keys[start : start + 400])
        rows = await Article.select(Article.key).where((Article.organization == house.id) & some)
        found |= {row["key"] for row in rows}
    return found


def photos_of(one: Found) -> int:
    return len({part.src for part in one.parts if isinstance(part, Image)})


def words_of(one: Found) -> str:
    return blocks.words(tuple(part for part in one.parts if not isinstance(part, Image)))


def _sample(house: House, one: Found, known: set[UUID]) -> Sample:
    return Sample(one.title, one.at, one.page, photos_of(one), key_of(house, where(one)) in known)


@in_use
async def _shown(key: str) -> bool:
    return bool(await _file_used.value(key=key))
