"""What sites keep of one person: handed out with their data, made neutral when they leave.

Who let an article out, gave it back or took it away stays by name: that is the record of a house.
Who wrote a text and sent it, brought a photo, passed something on or told of it stands under a neutral
name.
"""

from typing import Any

from kimhub.accounts.events import UserDeleted
from kimhub.accounts.export import exports
from kimhub.accounts.leaving import GONE
from kimhub.core.bus import on
from kimhub.core.db import transaction
from kimhub.core.i18n import lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.publishing.tables import Article, ArticleAct, ArticleRevision, Photo, Site
from kimhub.publishing.tables_moving import SiteImport
from kimhub.publishing.tables_passing import Reach, Relay

_OF_WRITERS = ["sent", "withdrawn"]  # acts
_written = prepare_sql(
    "SELECT a.title, r.number AS revision, r.body, r.facts, CAST(r.changed_at AS varchar(40)) AS at"
    " FROM article_revision r JOIN article a ON a.id = r.article WHERE r.author = :person ORDER BY r.id"
)
_decided = prepare_sql(
    "SELECT c.act, a.title, c.note, CAST(c.at AS varchar(40)) AS at FROM article_act c"
    ' JOIN article a ON a.id = c.article WHERE c."by" = :person'
    " UNION ALL SELECT 'moved in', name, '', CAST(created_at AS varchar(40)) FROM site_import"
    ' WHERE "user" = :person ORDER BY 4'
)
_brought = prepare_sql(
    "SELECT name, alt, caption, credit, CAST(created_at AS varchar(40)) AS at FROM site_photo"
    " WHERE created_by = :person ORDER BY id"
)
_passed = prepare_sql(
    "SELECT 'relay' AS what, a.title, r.comment AS note, CAST(r.at AS varchar(40)) AS at"
    ' FROM article_relay r JOIN article a ON a.id = r.article WHERE r."by" = :person'
    " UNION ALL SELECT 'reach', a.title, t.note, CAST(t.at AS varchar(40)) FROM info_package_reach t"
    " JOIN info_package p ON p.id = t.package JOIN article a ON a.id = p.article"
    ' WHERE t."by" = :person ORDER BY 1, 4'
)

_moved = prepare_sql(
    "SELECT o.name AS house, i.name AS file, CAST(i.created_at AS varchar(40)) AS at FROM site_import i"
    ' JOIN organization o ON o.id = i.organization WHERE i."user" = :person ORDER BY i.id'
)


@exports("site_imports", lazy_("Situs yang Anda pindahkan ke sini"))
async def moved_by(user_id: int) -> list[dict[str, object]]:
    """Exports of sites the person handed in."""
    rows: list[dict[str, object]] = await _moved(person=user_id)
    return rows


@exports("articles_written", lazy_("Tulisan Anda untuk situs"))
async def written_by(user_id: int) -> list[dict[str, object]]:
    """Texts as the person saved them."""
    rows: list[dict[str, object]] = await _written(person=user_id)
    return rows


@exports("articles_decided", lazy_("Keputusan Anda tentang tulisan di situs"))
async def decided_by(user_id: int) -> list[dict[str, object]]:
    """What the person sent, gave back, let out or took away, and sites they moved in."""
    rows: list[dict[str, object]] = await _decided(person=user_id)
    return rows


@exports("site_photos", lazy_("Foto yang Anda kirim ke situs"))
async def photos_by(user_id: int) -> list[dict[str, object]]:
    """Photos the person brought, with what was said of them."""
    rows: list[dict[str, object]] = await _brought(person=user_id)
    return rows


@exports("articles_passed", lazy_("Kabar yang Anda teruskan"))
async def passed_by(user_id: int) -> list[dict[str, object]]:
    """What the person relayed, or told where no screen is."""
    rows: list[dict[str, object]] = await _passed(person=user_id)
    return rows


@on(UserDeleted)
async def forget(event: UserDeleted) -> None:
    """Names of writers become neutral; nobody is an editor any more who is gone."""
    gone = event.actor_id
    async with transaction():
        neutral: list[tuple[Any, Any, dict[Any, Any]]] = [
            (
                Article,
                Article.author,
                {Article.author_name: GONE, Article.author: None, Article.rev: Article.rev + 1},
            ),
            (
                ArticleRevision,
                ArticleRevision.author,
                {ArticleRevision.author_name: GONE, ArticleRevision.author: None},
            ),
            (Relay, Relay.by, {Relay.by_name: GONE, Relay.by: None}),
            (Reach, Reach.by, {Reach.by_name: GONE, Reach.by: None}),
            (Photo, Photo.created_by, {Photo.created_by: None}),
            (Site, Site.changed_by, {Site.changed_by: None}),
        ]
        own = ArticleAct.act.is_in(_OF_WRITERS)
        nobody: dict[Any, Any] = {ArticleAct.by_name: GONE, ArticleAct.by: None}
        await ArticleAct.update(nobody).where((ArticleAct.by == gone) & own)
        await SiteImport.delete().where((SiteImport.user == gone) & SiteImport.ended_at.is_not_null())
        for table, column, values in neutral:
            await table.update(values).where(column == gone)
        named = await Site.select(Site.id, Site.editors).where(Site.editors.like(f"% {gone} %"))
        for site in named:
            left = " ".join(one for one in site["editors"].split() if one != str(gone))
            await Site.update({Site.editors: f" {left} " if left else ""}).where(Site.id == site["id"])
