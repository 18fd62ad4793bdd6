"""The job that writes what was handed in. It may be run again: what is there already is left alone."""

import re
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from msgspec import MsgspecError
from msgspec.json import decode, encode
from msgspec.structs import replace

from kimhub.accounts.tables import User
from kimhub.core import files
from kimhub.core.actor import Actor
from kimhub.core.archives import BadArchive
from kimhub.core.bus import publish
from kimhub.core.cleaning import clean_line, clean_text
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, Refused
from kimhub.core.files import DOCUMENTS, IMAGES
from kimhub.core.i18n import _, use_locale
from kimhub.core.kept_files import release
from kimhub.core.prepared import prepare_sql
from kimhub.core.storage import spooled
from kimhub.core.text import slugify
from kimhub.groups import rights
from kimhub.groups.adinda import letters
from kimhub.library import policy as library_policy
from kimhub.library import putting
from kimhub.publishing import (
    articles,
    blocks,
    facts,
    fields,
    flow,
    looks,
    moving_files,
    moving_in,
    photo_adding,
    products,
    writing,
)
from kimhub.publishing.blocks import Block, Picture
from kimhub.publishing.events import SiteArranged
from kimhub.publishing.facts import Facts
from kimhub.publishing.from_html import Image
from kimhub.publishing.kinds import EVERYBODY, GALLERY, KINDS, MEMBERS, NEWS, PACKAGE, PAGE, VERDICTS
from kimhub.publishing.moving_files import FOLDER, Read
from kimhub.publishing.moving_in import AS_SHOWN, Import, Report, ToBring, key_of
from kimhub.publishing.moving_own import OwnArticle, OwnSite
from kimhub.publishing.moving_reading import Found, basename
from kimhub.publishing.site_form import MOST_WORDS
from kimhub.publishing.tables import Article as ArticleRow
from kimhub.publishing.tables import Photo as PhotoRow
from kimhub.publishing.tables import Site
from kimhub.publishing.tables_moving import SiteImport
from kimhub.publishing.views import House
from kimhub.publishing.writing import Text

_MOST_IN_ALBUM: Final = 100
_PAGE: Final = re.compile(r"hal/[a-z0-9-]{1,80}")
_article_there = prepare_sql("SELECT id FROM article WHERE key = :key AND organization = :house")
_photo_there = prepare_sql(
    "SELECT id FROM site_photo WHERE key = :key AND organization = :house AND removed_at IS NULL"
)


class _Member:
    """A file of the archive, as if a form had brought it."""

    def __init__(self, name: str, content: bytes) -> None:
        self.filename = name.rpartition("/")[2]
        self._content = BytesIO(content)

    async def read(self, size: int = -1) -> bytes:
        return self._content.read(size)


class _Bringing:
    """One import while it is written."""

    def __init__(self, found: Import, actor: Actor, path: Path) -> None:
        self.found, self.actor, self.path = found, actor, path
        self.house: House = found.house
        self.shown = found.choice == AS_SHOWN
        self.report = Report()
        self.photos: dict[str, int | None] = {}  # by their name in the archive
        self.done = 0

    async def photo(self, name: str, alt: str, caption: str = "") -> int | None:
        """The photo of this name in the archive; None, with a line in the report, for one that is none."""
        if name in self.photos:
            return self.photos[name]
        self.photos[name] = None
        try:
            content = await moving_files.member(self.path, name, photo_adding.LARGEST)
            key = key_of(self.house, f"{self.found.name}:{name}:{len(content)}")
            upload = _Member(name, content)
            there = await _photo_there.value(key=key, house=self.house.id)  # whoever brought it
            made = there or await photo_adding.add(self.house, self.actor, upload, key, counted=False)
        except (Invalid, BadArchive, OSError) as error:
            self.report.problem(f"{name}: {_sentence(error)}")
            return None
        said: dict[Any, Any] = {
            PhotoRow.alt: clean_line(alt)[:300], PhotoRow.caption: clean_line(caption)[:300],
        }  # fmt: skip
        await PhotoRow.update(said).where((PhotoRow.id == made) & (PhotoRow.alt == ""))
        self.photos[name] = made
        self.report.photos += 1
        return made

    async def article(
        self,
        kind: str,
        address: str,
        text: Text,
        at: str,
        shown: bool,
        author: str,
        only: bool = False,
        slug: str = "",
    ) -> None:
        """A text as an article of the house, shown on its old day and under the end of its old address if
        it may be; `only` to its members."""
        key = key_of(self.house, address)
        if made := await _article_there.value(key=key, house=self.house.id):  # whoever brought it
            self.report.there += 1
        else:
            try:
                made = await writing.begin(self.house, self.actor, kind, text, key)
            except Invalid as no:
                self.report.problem(f"{text.title or _('Tanpa judul')}: {_sentence(no)}")
                return
            self.report.texts += 1
            await _name(self.house, kind, made, slug)
        one = await articles.get_article(made)
        if one is None or one.live is not None:
            return
        moment = moving_in.moment_of(at)
        said: dict[Any, Any] = {ArticleRow.author_name: clean_line(author)[:120]} if author else {}
        if only:  # before anybody reads it
            said[ArticleRow.audience] = MEMBERS
        if moment:
            said |= {ArticleRow.created_at: moment, ArticleRow.published_at: moment}
        if said:
            await ArticleRow.update(said).where(ArticleRow.id == made)
        if self.shown and shown:
            fresh = await articles.get_article(made)
            try:
                await flow.publish(fresh or one, self.actor)
            except (Invalid, Refused) as no:
                self.report.problem(f"{text.title or _('Tanpa judul')}: {_sentence(no)}")

    async def count(self) -> None:
        self.done += 1
        if self.done % 5 == 0:
            await SiteImport.update({SiteImport.done: self.done}).where(SiteImport.id == self.found.id)


async def _name(house: House, kind: str, made: int, slug: str) -> None:
    """The end of its address there, if nothing else has it here."""
    wanted = slugify(slug, fallback="", most=70)
    row = await ArticleRow.select(ArticleRow.slug).where(ArticleRow.id == made).first()
    if wanted and row and row["slug"] != wanted:
        async with transaction():
            free = await writing.free_slug(house.id, kind, wanted)
            await ArticleRow.update({ArticleRow.slug: free}).where(ArticleRow.id == made)


async def bring(due: ToBring) -> None:
    """Write all of it; at the end the report says what came of it, and the file is let go."""
    found, key = await moving_in.handed_in(due.import_id)
    if found.ended_at or not found.choice:
        return
    actor = await _actor(due.user_id)
    with use_locale("id"):
        if actor is None or not moving_in.can_bring(actor, found.house):
            report = Report(
                problems=[_("Anda tidak lagi mengurus situs ini, jadi tidak ada yang dipindahkan.")]
            )
        else:
            storage = files.store()
            async with spooled(storage.chunks(key), storage.spool_folder, moving_files.LARGEST) as spool:
                work = _Bringing(found, actor, spool.path)
                await _write(work, await moving_files.read(spool.path))
                report = work.report
    ended: dict[Any, Any] = {SiteImport.report: encode(report).decode(), SiteImport.ended_at: now()}
    async with transaction():
        await SiteImport.update(ended).where(SiteImport.id == found.id)
    await release(key)


async def _write(work: _Bringing, read: Read) -> None:
    if read.own:
        await _own(work, read.own)
        return
    for one in read.texts:
        await _text(work, one, read.pictures)
        await work.count()
    if read.form == FOLDER:
        for folder, names in sorted(read.folders.items()):
            await _album(work, folder, names)
            await work.count()
        for name in read.documents:
            await _document(work, name)
            await work.count()


async def _text(work: _Bringing, one: Found, pictures: dict[str, str]) -> None:
    made: list[Block] = []
    for part in one.parts:
        if not isinstance(part, Image):
            made.append(part)
        elif name := pictures.get(basename(part.src)):
            photo = await work.photo(name, part.alt or part.caption or one.title, part.caption)
            made += [Picture(photo, part.caption)] if photo else []
    used = blocks.photos(tuple(made))
    text = Text(one.title, "", tuple(made), used[0] if used else None, Facts(tags=one.tags))
    kind = PAGE if one.page else NEWS
    await work.article(kind, moving_in.where(one), text, one.at, one.shown, one.author, slug=one.slug)


async def _album(work: _Bringing, folder: str, names: list[str]) -> None:
    """The photos of a folder, as an album of its name."""
    title = clean_line(folder.rpartition("/")[2].replace("_", " "))[:120] or _("Foto")
    photos = [await work.photo(name, title) for name in sorted(names)[:_MOST_IN_ALBUM]]
    kept = [photo for photo in photos if photo]
    if not kept:
        return
    text = Text(title, "", tuple(Picture(photo) for photo in kept), kept[0])
    await work.article(GALLERY, f"{work.found.name}:{folder}", text, "", False, "")


async def _document(work: _Bringing, name: str) -> None:
    """A document of the folder, as a draft in the library."""
    house = work.house
    if not library_policy.keeps(work.actor, house.id, house.kind):
        work.report.problem(_("%(name)s: Anda tidak mengurus pustaka rumah ini.") % {"name": name})
        return
    try:
        content = await moving_files.member(work.path, name)
        upload = _Member(name, content)
        async with files.received(upload, DOCUMENTS - IMAGES) as (spool, kind):
            await files.store().keep(spool.path, spool.key, files.MIMES[kind])
            stored = files.Stored(
                spool.key,
                spool.size,
                files.MIMES[kind],
                0,
                0,
                spool.sha256,
                files.safe_name(upload.filename),
            )
        title = clean_line(upload.filename.rpartition(".")[0].replace("_", " "))[:200] or upload.filename
        about = putting.About(title, "lainnya")
        key = key_of(house, f"{work.found.name}:{name}:{len(content)}")
        await putting.put_document(house.id, work.actor, stored, about, key=key)
        work.report.documents += 1
    except (Invalid, Refused, BadArchive) as error:
        work.report.problem(f"{name}: {_sentence(error)}")


async def _own(work: _Bringing, own: OwnSite) -> None:
    """The data of another KIMHub: the same texts with the same photos, in the same states."""
    await _looks(work.house, work.actor, own)
    ids: dict[int, int] = {}
    for photo in own.photos:
        if made := await work.photo(photo.file, photo.alt, photo.caption):
            ids[photo.id] = made
            said: dict[Any, Any] = {
                PhotoRow.decorative: photo.decorative,
                PhotoRow.credit: clean_line(photo.credit)[:120],
                PhotoRow.consent: photo.consent,
            }
            await PhotoRow.update(said).where(PhotoRow.id == made)
    for one in own.articles:
        if one.kind not in KINDS or one.kind == PACKAGE:
            continue
        try:
            text = _own_text(one, ids)
        except (MsgspecError, RecursionError):
            title = clean_line(one.title)[:160]
            work.report.problem(_("%(title)s: isinya tidak dapat dibaca.") % {"title": title})
            continue
        address, only = f"{own.address}#{one.id}", one.audience != EVERYBODY
        await work.article(
            one.kind, address, text, one.published_at, one.shown, one.author_name, only, one.slug
        )
        await work.count()


async def _looks(house: House, actor: Actor, own: OwnSite) -> None:
    """Name and looks, where nobody has set any here yet."""
    if house.site is not None:
        return
    menu = shown = ""
    with suppress(MsgspecError, RecursionError):
        shown = encode(looks.blocks_of(replace(house, blocks=own.blocks))).decode() if own.blocks else ""
        items = looks.menu_of(replace(house, menu=own.menu))
        if own.menu and len(items) <= looks.MOST_MENU and all(_is_entry(one) for one in items):
            menu = own.menu
    row = Site(
        organization=house.id,
        masthead=clean_line(own.masthead)[:60],
        motto=clean_line(own.motto)[:120],
        accent=own.accent if own.accent in looks.ACCENTS else "",
        blocks=shown,
        menu=menu,
        changed_by=actor.id,
    )
    async with transaction():
        await Site.insert(row)
        await publish(SiteArranged(house.id, actor.id or 0, ("moved in",)))


def _is_entry(one: looks.Item) -> bool:
    return len(one.words) <= MOST_WORDS and (one.page in looks.PAGES or bool(_PAGE.fullmatch(one.page)))


def _own_text(one: OwnArticle, ids: dict[int, int]) -> Text:
    """Whoever wrote the file may have written it by hand."""
    made: list[Block] = []
    for block in blocks.load(_cleaned(one.body)):
        if isinstance(block, Picture):
            made += [replace(block, photo=ids[block.photo])] if block.photo in ids else []
        elif not isinstance(block, blocks.File):  # its library stays where it is
            made.append(block)
    title, lede = clean_line(one.title)[: writing.MOST_TITLE], clean_line(one.lede)[: writing.MOST_LEDE]
    return Text(
        title, lede, tuple(made), ids.get(one.cover or 0), _own_facts(facts.load(_cleaned(one.facts)))
    )


def _own_facts(told: Facts) -> Facts:
    """What the form would have made of it (fields.py)."""
    return Facts(
        fields.read_tags(",".join(told.tags)),
        letters(told.adinda),
        clean_line(told.place)[:120],
        clean_line(told.claim)[:400],
        clean_line(told.claimed_by)[:120],
        told.verdict if told.verdict in VERDICTS else "",
        tuple(
            facts.Evidence(
                clean_line(one.text)[:500], clean_line(one.source)[:160], fields.read_link(one.url)
            )
            for one in told.evidence[: facts.MOST_EVIDENCE]
        ),
        told.share_text[:1000],
        clean_line(told.source_name)[:160],
        fields.read_link(told.source_url),
        products.read_price(told.price),
        told.price_from,
        clean_line(told.seller)[: products.MOST_SELLER],
        products.read_phone(told.phone),
        told.phone_agreed,
    )


def _cleaned(raw: Any) -> str:
    """The JSON with all its words as people may type them."""
    return encode(_clean(decode(bytes(raw)))).decode()


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return {key: _clean(one) for key, one in value.items()} if isinstance(value, dict) else value


async def _actor(user_id: int) -> Actor | None:
    """The person with the rights they have now."""
    person = await User.objects().get(User.id == user_id)
    if person is None or person.status != "active":
        return None
    grants, _homes = await rights.rights_of(person.id, person.rights_rev)
    moment = now()
    return Actor(id=person.id, name=person.name, grants=tuple(one for one in grants if one.holds(moment)))


def _sentence(error: Exception) -> str:
    if isinstance(error, Invalid):
        return " ".join(error.errors.values())
    return str(error) if isinstance(error, Refused) else _("berkas ini rusak.")
