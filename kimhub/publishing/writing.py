"""How a text comes to be: drafts begun, saved again and again, never lost and never overwritten unseen."""

from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line, slugify
from kimhub.groups.tables import Organization
from kimhub.publishing import articles, blocks, facts, photos, policy
from kimhub.publishing.blocks import Block
from kimhub.publishing.events import ArticleBegun
from kimhub.publishing.facts import Facts
from kimhub.publishing.kinds import DONE, DRAFT, KINDS, RETURNED
from kimhub.publishing.tables import Article as ArticleRow
from kimhub.publishing.tables import ArticleRevision
from kimhub.publishing.views import Article, House, Revision

MOST_TITLE, MOST_LEDE = 160, 400
MOST_BODY: Final = 200_000  # letters of a text with everything in it


class Text(Struct, frozen=True):
    """All of a text as somebody has it before them."""

    title: str = ""
    lede: str = ""
    blocks: tuple[Block, ...] = ()
    cover: int | None = None
    facts: Facts = Facts()


class Clash(Exception):
    """Somebody else saved meanwhile. Nothing of either is lost: `theirs` is what stands now."""

    def __init__(self, theirs: Revision, version: int) -> None:
        super().__init__(version)
        self.theirs, self.version = theirs, version


_by_key = prepare_sql("SELECT id FROM article WHERE key = :key AND author = :me")
_own_photos = prepare_sql(
    "SELECT id FROM site_photo WHERE organization = :house AND removed_at IS NULL AND id IN :ids"
)
_taken = prepare_sql(
    "SELECT slug FROM article WHERE organization = :house AND kind = :kind AND slug IN :slugs"
    " UNION SELECT slug FROM site_redirect WHERE organization = :house AND kind = :kind AND slug IN :slugs"
)


async def begin(
    house: House,
    actor: Actor,
    kind: str,
    text: Text,
    key: UUID,
    source: Article | None = None,
) -> int:
    """A new draft; returns the article's id. A form sent twice begins one. `source` is what it adapts.

    Raises Invalid for a text that cannot be kept. An empty title is allowed: a phone saves from the first
    letter on.
    """
    text = checked(text)
    given = await articles.revision(source.live) if source and source.live else None
    async with transaction():
        await lock_id(Organization, house.id)  # the same form again waits for the first
        if found := await _by_key.value(key=key, me=actor.id):
            return int(found)
        await _check_photos(house.id, actor, text, photos_of(text_of(given)) if given else set())
        row = ArticleRow(
            organization=house.id,
            kind=kind,
            slug=await free_slug(house.id, kind, text.title or str(KINDS[kind].word)),
            **shown_columns(text),
            author=actor.id,
            author_name=actor.name,
            source_article=source.id if source else None,
            key=key,
        )
        made = int((await ArticleRow.insert(row))[0]["id"])
        await _add_revision(made, 1, text, actor)
        await publish(ArticleBegun(made, house.id, actor.id or 0))
    return made


async def save(
    article: Article,
    actor: Actor,
    text: Text,
    version: int,
    apart: bool = False,
    earlier: Revision | None = None,
) -> int:
    """Keep the text; returns the version it has now. `version` is the one the text was begun from.

    What was sent on or shown is never overwritten: a new revision begins. So it does when another person
    writes on, and when `apart` asks for it, because something of the text that stands is lost else. Photos
    are those of the house, of the text that stands, and of the `earlier` one that comes back.
    Raises Clash when somebody else saved meanwhile, Invalid for what cannot be kept, NotFound when the
    article is gone, Refused when it must not be changed any more.
    """
    text = checked(text)
    async with transaction():
        await lock_id(ArticleRow, article.id)
        current = await articles.get_article(article.id)
        if current is None:
            raise NotFound
        newest = await articles.revision(current.newest or 0)
        if same(newest, text):
            return current.version
        if version != current.version:
            raise Clash(newest, current.version)
        if not policy.can_change(actor, current):
            raise Refused(_("Tulisan ini tidak bisa diubah lagi sekarang. Muat ulang halamannya."))
        known = photos_of(text_of(newest)) | (photos_of(text_of(earlier)) if earlier else set())
        await _check_photos(current.organization, actor, text, known)
        values: dict[Any, Any] = {
            ArticleRow.version: current.version + 1,
            ArticleRow.changed_at: now(),
        }
        if apart or newest.closed or newest.author != actor.id:
            await _add_revision(current.id, current.revisions + 1, text, actor)
        else:
            await _overwrite(newest, text)
        if current.work == DONE:
            values[ArticleRow.work] = DRAFT
        if current.live is None:
            values |= {getattr(ArticleRow, name): value for name, value in shown_columns(text).items()}
            if _was_untitled(current) and text.title:
                values[ArticleRow.slug] = await free_slug(current.organization, current.kind, text.title)
        await ArticleRow.update(values).where(ArticleRow.id == current.id)
    return current.version + 1


def checked(text: Text) -> Text:
    """The text with its lines cleaned. Raises Invalid for what is too long; what is missing is asked for
    only when it goes out."""
    title = checked_line(text.title, "title", most=MOST_TITLE, least=0)
    lede = checked_line(text.lede, "lede", most=MOST_LEDE, least=0)
    if len(text.blocks) > blocks.MOST_BLOCKS or len(blocks.dump(text.blocks)) > MOST_BODY:
        raise Invalid(body=_("Tulisan ini terlalu panjang. Bagi menjadi dua tulisan."))
    if any(len(one.text) > blocks.MOST_TEXT for one in text.blocks if isinstance(one, blocks.WITH_TEXT)):
        raise Invalid(body=_("Salah satu bagian terlalu panjang. Bagi menjadi beberapa bagian."))
    return Text(title, lede, text.blocks, text.cover, text.facts)


def text_of(revision: Revision) -> Text:
    return Text(revision.title, revision.lede, revision.blocks, revision.cover, revision.told)


def photos_of(text: Text) -> set[int]:
    """Ids of all photos it needs."""
    return {*blocks.photos(text.blocks), *([text.cover] if text.cover else [])}


def same(revision: Revision, text: Text) -> bool:
    return text_of(revision) == text


def shown_columns(text: Text) -> dict[str, Any]:
    """What an article's own row repeats of its text."""
    told = text.facts
    return {
        "title": text.title,
        "lede": text.lede,
        "cover": text.cover,
        "tags": f" {' '.join(told.tags)} " if told.tags else "",
        "adinda": told.adinda,
        "place": told.place,
        "claim": told.claim,
        "verdict": told.verdict,
        "photos": len(blocks.photos(text.blocks)),
        "source_name": told.source_name,
        "source_url": told.source_url,
    }


async def free_slug(organization: int, kind: str, title: str) -> str:
    """An address for this title that no other article of the kind has or had in this house. Inside a
    transaction: whoever looks for one in the same house meanwhile waits."""
    await lock_id(Organization, organization)
    stem = slugify(title, most=70)
    tries = [stem, *(f"{stem}-{n}" for n in range(2, 60))]
    taken = {row["slug"] for row in await _taken(house=organization, kind=kind, slugs=tries)}
    return next((one for one in tries if one not in taken), f"{stem}-{now():%y%m%d%H%M%S}")


async def _check_photos(organization: int, actor: Actor, text: Text, known: set[int]) -> None:
    """Raises Invalid for photos of others, and for those the writer may not see: a shown article would make
    them public."""
    if new := sorted(photos_of(text) - known):
        own = {row["id"] for row in await _own_photos(house=organization, ids=new)}
        if own & await photos.visible(actor, new) != set(new):
            raise Invalid(body=_("Salah satu foto sudah tidak ada. Pilih lagi fotonya."))


def _was_untitled(article: Article) -> bool:
    return not article.title and article.work in {DRAFT, RETURNED}


async def _add_revision(article_id: int, number: int, text: Text, actor: Actor) -> None:
    row = ArticleRevision(
        article=article_id, number=number, author=actor.id, author_name=actor.name, **_columns(text)
    )
    made = int((await ArticleRevision.insert(row))[0]["id"])
    values: dict[Any, Any] = {ArticleRow.newest: made, ArticleRow.revisions: number}
    await ArticleRow.update(values).where(ArticleRow.id == article_id)


async def _overwrite(revision: Revision, text: Text) -> None:
    values: dict[Any, Any] = {
        getattr(ArticleRevision, name): value for name, value in _columns(text).items()
    }
    values[ArticleRevision.changed_at] = now()
    await ArticleRevision.update(values).where(ArticleRevision.id == revision.id)


def _columns(text: Text) -> dict[str, Any]:
    return {
        "title": text.title,
        "lede": text.lede,
        "body": blocks.dump(text.blocks),
        "cover": text.cover,
        "facts": facts.dump(text.facts),
    }
