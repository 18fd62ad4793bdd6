"""Finding one article: what every handler of this slice loads through `allow(...)`."""

from typing import Final

from msgspec import Struct

from kimhub.core.db import now
from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.publishing import policy
from kimhub.publishing.kinds import SEGMENTS
from kimhub.publishing.views import Article, Revision

_JOINED: Final = {
    "owner_name": "o.name",
    "owner_slug": "o.slug",
    "owner_kind": "o.kind",
    "owner_place": "o.place",
    "owner_status": "o.legal_status",
    "seat": "o.wilayah_code",
    "masthead": "coalesce(s.masthead, '')",
    "publishers": "coalesce(s.publishers, 'admins')",
    "editors": "coalesce(s.editors, '')",
}
COLUMNS: Final = ", ".join(
    f"{_JOINED.get(name, f'a.{name}')} AS {name}" for name in Article.__struct_fields__
)
SELECT: Final = (
    f"SELECT {COLUMNS} FROM article a JOIN organization o ON o.id = a.organization"  # noqa: S608
    " LEFT JOIN site s ON s.organization = a.organization"
)
REVISION_COLUMNS: Final = ", ".join(f"r.{name}" for name in Revision.__struct_fields__)


def _revision(where: str) -> Prepared[Revision]:
    return prepare_sql(f"SELECT {REVISION_COLUMNS} FROM article_revision r WHERE {where}", Revision)  # noqa: S608


_by_id = prepare_sql(f"{SELECT} WHERE a.id = :id", Article)
_some = prepare_sql(f"{SELECT} WHERE a.id IN :ids", Article)
_at = prepare_sql(f"{SELECT} WHERE o.slug = :house AND a.kind = :kind AND a.slug = :slug", Article)
_once_at = prepare_sql(
    f"{SELECT} JOIN site_redirect m ON m.article = a.id AND m.organization = o.id"
    " WHERE o.slug = :house AND m.kind = :kind AND m.slug = :slug",
    Article,
)
_revision_by_id = _revision("r.id = :id")
_numbered = _revision("r.article = :article AND r.number = :number")
_revisions = _revision("r.article = :article ORDER BY r.number DESC")


class RevisionOf(Struct, frozen=True):
    """A revision with its article; for rules that ask about the article."""

    article: Article
    revision: Revision


async def get_article(article_id: int) -> Article | None:
    """The article at its desk, whatever its state; one that was thrown away is not there."""
    found = await _by_id.first(id=article_id)
    return None if found is None or found.is_removed else found


async def some(ids: list[int]) -> list[Article]:
    """Those of these that are there, whatever their state."""
    return [one for one in await _some(ids=ids) if not one.is_removed] if ids else []


async def get_shown(article_id: int) -> Article | None:
    """What everybody reads, by its number alone."""
    found = await get_article(article_id)
    return found if found and policy.is_public(found, now()) else None


async def get_public(slug: str, segment: str, article: str) -> Article | None:
    """What everybody reads at /k/<slug>/<segment>/<article>. At an address it once had it is found too:
    its `path` says where it is now."""
    kind = SEGMENTS.get(segment)
    if kind is None:
        return None
    found = await _at.first(house=slug, kind=kind, slug=article)
    if found is None or found.is_removed:
        found = await _once_at.first(house=slug, kind=kind, slug=article)
    return found if found and policy.is_public(found, now()) else None


async def get_revision(article_id: int, number: int) -> RevisionOf | None:
    """A revision of an article, by its number."""
    article = await get_article(article_id)
    revision = await _numbered.first(article=article_id, number=number) if article else None
    return RevisionOf(article, revision) if article and revision else None


async def revision(revision_id: int) -> Revision:
    """The revision of this id, which an article names."""
    found = await _revision_by_id.first(id=revision_id)
    assert found is not None
    return found


async def revisions_of(article_id: int) -> list[Revision]:
    """All revisions, the newest first."""
    return await _revisions(article=article_id)
