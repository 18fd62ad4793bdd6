"""Finding photos: for a text that shows them, for the desk of a house, and for the address of a form.

A photo is public as long as an article that shows it is. Before and after, it is for those who may see what
it is in: whoever brought it, officers and editors, and readers or writers of an article with it.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.files import store
from kimhub.core.kept_files import in_use
from kimhub.core.prepared import prepare_sql
from kimhub.publishing import articles, packages, policy_photos
from kimhub.publishing.kinds import PACKAGE
from kimhub.publishing.lists import IS_PASSED_ON, IS_PUBLIC
from kimhub.publishing.tables import Photo as PhotoRow
from kimhub.publishing.views import Article
from kimhub.publishing.views_photos import CARD, Photo

_JOINED: Final = {
    "owner_slug": "o.slug",
    "owner_kind": "o.kind",
    "owner_status": "o.legal_status",
    "seat": "o.wilayah_code",
    "publishers": "coalesce(s.publishers, 'admins')",
    "editors": "coalesce(s.editors, '')",
}
COLUMNS: Final = ", ".join(
    f"{_JOINED.get(name, f'p.{name}')} AS {name}" for name in Photo.__struct_fields__
)
FROM: Final = (
    "FROM site_photo p JOIN organization o ON o.id = p.organization"
    " LEFT JOIN site s ON s.organization = p.organization"
)
# An article of its own house, or one that was made of an article which shows it (a package adapted): not
# while that one is taken away, perhaps because of the photo.
_BY_RIGHT: Final = (
    "(a.organization = p.organization OR EXISTS (SELECT 1 FROM site_photo_use f"
    " JOIN article e ON e.id = f.article AND e.shown <> 'hidden'"
    " WHERE f.photo = p.id AND f.article = a.source_article))"
)
_USES: Final = (
    "FROM site_photo p JOIN site_photo_use u ON u.photo = p.id"
    f" JOIN article a ON a.id = u.article AND {_BY_RIGHT}"
)

_some = prepare_sql(f"SELECT {COLUMNS} {FROM} WHERE p.id IN :ids AND p.removed_at IS NULL", Photo)
_by_id = prepare_sql(f"SELECT {COLUMNS} {FROM} WHERE p.id = :id", Photo)
_public = prepare_sql(
    f"SELECT 1 {_USES}"
    " JOIN organization o ON o.id = a.organization AND o.legal_status <> 'draft'"
    f" WHERE p.id = :id AND ({IS_PUBLIC} OR {IS_PASSED_ON}) LIMIT 1"
)
_articles_with = prepare_sql(f"SELECT a.id {_USES} WHERE p.id = :id")
# Of a person's own texts those that have it now: somebody else may have put it there for them.
_own_texts_with = prepare_sql(
    "SELECT a.id FROM article a JOIN article_revision r ON r.id = a.newest"
    " WHERE a.author = :me AND a.organization = :house AND a.removed_at IS NULL"
    " AND (r.cover = :id OR r.body LIKE :last OR r.body LIKE :more)"
)
_is_shown = prepare_sql(
    "SELECT 1 FROM site_photo_use u JOIN article a ON a.id = u.article"
    " WHERE u.photo = :id AND a.shown = 'shown' AND a.removed_at IS NULL LIMIT 1"
)
_reached = prepare_sql("SELECT 1 FROM info_package_reach WHERE photo = :id LIMIT 1")
_REF: Final = re.compile(r"([1-9]\d{0,18})-([1-9]\d{0,8})")
_NAME: Final = re.compile(r"([1-9]\d{0,4})\.(webp)")


class Seen(Struct, frozen=True):
    """A photo with what decides who sees it: `articles` are those it is in, unless it `is_public` anyway;
    `is_evidence` of a house that told something where no screen is; `is_handed` to a house of this actor,
    with a package."""

    photo: Photo
    is_public: bool
    articles: tuple[Article, ...] = ()
    is_evidence: bool = False
    is_handed: bool = False


class Form(Struct, frozen=True):
    """One form of a photo, as it lies in the storage."""

    seen: Seen
    at: datetime
    key: str
    size: int
    mime: str

    @property
    def name(self) -> str:
        """For saving; what the phone called it may say when it was taken, or of whom."""
        return f"foto-{self.seen.photo.id}.{'jpg' if self.mime == 'image/jpeg' else 'webp'}"


class Work(Struct, frozen=True):
    """A photo at the desk; `is_shown` while readers find it in a text."""

    photo: Photo
    is_shown: bool


async def get_work(slug: str, photo_id: int) -> Work | None:
    """A photo of this house, for those who work on it."""
    return await _work(slug, photo_id, removed=False)


async def get_removed(slug: str, photo_id: int) -> Work | None:
    """A photo of this house that was taken away and is still there."""
    return await _work(slug, photo_id, removed=True)


async def _work(slug: str, photo_id: int, removed: bool) -> Work | None:
    photo = await _by_id.first(id=photo_id)
    if photo is None or photo.owner_slug != slug or bool(photo.removed_at) != removed:
        return None
    return await work_of(photo)


async def work_of(photo: Photo) -> Work:
    return Work(photo, bool(await _is_shown.value(id=photo.id)))


async def articles_with(photo: Photo) -> list[Article]:
    """The articles whose shown text has it, also while they are in the archive or hidden."""
    ids = [int(row[0]) for row in await _articles_with.rows(id=photo.id)]
    return await articles.some(sorted(ids, reverse=True))


async def some(ids: Iterable[int]) -> dict[int, Photo]:
    """The photos of these ids, by id; those that are gone are not among them. Whoever shows them asks about
    the text they are in, and gives nobody a text that is not for them."""
    wanted = list(ids)
    return {one.id: one for one in await _some(ids=wanted)} if wanted else {}


async def get_photo(photo_id: int) -> Photo | None:
    """A photo for those who work on it."""
    found = await _by_id.first(id=photo_id)
    return None if found is None or found.removed_at else found


async def any_photo(photo_id: int) -> Photo | None:
    """A photo, also one that was taken away."""
    return await _by_id.first(id=photo_id)


async def get_form(ref: str, name: str, actor: Actor) -> Form | None:
    """What lies at /foto/<ref>/<name>, if it is for this reader; nobody else learns that it exists."""
    place, form = _REF.fullmatch(ref), _NAME.fullmatch(name)
    if place is None or not (form or name == CARD):
        return None
    photo = await get_photo(int(place[1]))
    if photo is None or photo.version != int(place[2]):
        return None
    wanted = _card(photo) if form is None else _size(photo, int(form[1]))
    if wanted is None:
        return None
    one, at = await seen(photo, actor), now()
    if not policy_photos.can_see(actor, one, at):
        return None
    key, mime = wanted
    size = await store().size(key)
    return Form(one, at, key, size, mime) if size else None


async def seen(photo: Photo, actor: Actor) -> Seen:
    """The photo with what `policy_photos.can_see` needs for this actor."""
    if await _public.value(id=photo.id, now=now()):
        return Seen(photo, True)
    if actor.id is None or policy_photos.keeps(actor, photo):
        return Seen(photo, False)
    ids = {int(row[0]) for row in await _articles_with.rows(id=photo.id)}
    if photo.article:
        ids.add(photo.article)
    ids |= {int(row[0]) for row in await _own_texts_with.rows(**_in_texts(photo, actor))}
    within = await articles.some(sorted(ids))
    handed = [await packages.of_article(one) for one in within if one.kind == PACKAGE]
    return Seen(
        photo,
        False,
        tuple(within),
        bool(await _reached.value(id=photo.id)),
        any(one is not None and packages.can_read(actor, one) for one in handed),
    )


async def visible(actor: Actor, ids: Iterable[int], at: datetime | None = None) -> set[int]:
    """Those of these that this person may see, and so may put into a text."""
    found = await some(ids)
    return {
        one.id
        for one in found.values()
        if policy_photos.can_see(actor, await seen(one, actor), at or now())
    }


def _in_texts(photo: Photo, actor: Actor) -> dict[str, object]:
    return {
        "me": actor.id,
        "house": photo.organization,
        "id": photo.id,
        "last": f'%"photo":{photo.id}}}%',
        "more": f'%"photo":{photo.id},%',
    }


def _card(photo: Photo) -> tuple[str, str] | None:
    return (photo.card, "image/jpeg") if photo.card else None


def _size(photo: Photo, width: int) -> tuple[str, str] | None:
    return next(((one.key, one.mime) for one in photo.forms if one.width == width), None)


@in_use
async def _shown(key: str) -> bool:
    return await PhotoRow.exists().where(PhotoRow.file == key)
