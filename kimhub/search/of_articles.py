"""Articles that are shown: public ones for everybody; those for members, and packages of an office, for
whoever may open them. What is written, waits or was taken away is not there: the desk has its own lists."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from kimhub.core.bus import at_once, on
from kimhub.core.db import now
from kimhub.core.i18n import lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import plain, render_markup
from kimhub.core.zones import zone_for
from kimhub.publishing import blocks, facts
from kimhub.publishing import events as publishing
from kimhub.publishing.kinds import EVERYBODY, KINDS, PACKAGE, VERDICTS
from kimhub.search import circles, writing
from kimhub.search.again import belonging
from kimhub.search.marks import belonging_below, covering, members_of, overseers_of, staff_of
from kimhub.search.sources import Entry, Source, register
from kimhub.search.told import OfArticle

KIND: Final = "article"


class Article(Struct, frozen=True):
    id: int
    organization: int
    kind: str
    slug: str
    title: str
    lede: str
    audience: str
    tags: str
    place: str
    verdict: str
    published_at: datetime
    expires_at: datetime | None
    rev: int
    house: str
    owner_slug: str
    seat: str
    body: str
    facts: str
    area: str | None


_ids = prepare_sql("SELECT id FROM article WHERE id > :after ORDER BY id LIMIT :most")
_some = prepare_sql(
    "SELECT a.id, a.organization, a.kind, a.slug, a.title, a.lede, a.audience, a.tags, a.place,"
    " a.verdict, a.published_at, a.expires_at, a.rev, o.name AS house, o.slug AS owner_slug,"
    " o.wilayah_code AS seat, r.body, r.facts, p.area FROM article a"
    " JOIN organization o ON o.id = a.organization AND o.legal_status <> 'draft'"
    " JOIN article_revision r ON r.id = a.live LEFT JOIN info_package p ON p.article = a.id"
    " WHERE a.id IN :ids AND a.shown = 'shown' AND a.removed_at IS NULL"
    " AND (a.expires_at IS NULL OR a.expires_at > :now)",
    Article,
)
belonging(KIND, "house", "SELECT id FROM article WHERE organization = :ref AND id > :after ORDER BY id")


async def all_ids(after: int, most: int) -> Sequence[int]:
    return [row[0] for row in await _ids.rows(after=after, most=most)]


async def entries_of(ids: Sequence[int]) -> Sequence[Entry]:
    return [_entry(one) for one in await _some(ids=list(ids), now=now())]


def readers(organization: int, seat: str, kind: str, audience: str, area: str = "") -> frozenset[str]:
    """Who may open the page the entry leads to, of an article that is shown: publishing.policy.can_read; of
    a package policy_passing.can_read."""
    if kind == PACKAGE:
        office = {staff_of(organization), belonging_below(area)}
        return frozenset(office | covering(area, "pembina") | covering(area, "province"))
    if audience == EVERYBODY:
        return circles.PUBLIC
    return frozenset({members_of(organization), *overseers_of(seat)})


def _entry(one: Article) -> Entry:
    told = facts.load(one.facts)
    kind = KINDS[one.kind]
    text = plain(render_markup(blocks.words(blocks.load(one.body))))
    verdict = VERDICTS[one.verdict].source if one.verdict in VERDICTS else ""
    said = (one.lede, told.claim, verdict, text, one.place, told.seller, *(e.text for e in told.evidence))
    return Entry(
        kind=KIND,
        thing=one.id,
        title=one.title,
        path=_path(one),
        readers=readers(one.organization, one.seat, one.kind, one.audience, one.area or ""),
        happened_at=one.published_at,
        ends_at=one.expires_at,
        text="\n".join(part for part in said if part),
        beside=f"{kind.word.source} {one.tags.replace('-', ' ')}",
        organization=one.organization,
        house=one.house,
        seat=one.seat,
        year=one.published_at.astimezone(zone_for(one.seat)).year,
        type=one.kind,
        rev=one.rev,
    )


def _path(one: Article) -> str:
    if one.kind == PACKAGE:
        return f"/bahan/{one.id}"
    if one.audience == EVERYBODY:
        return f"/k/{one.owner_slug}/{KINDS[one.kind].segment}/{one.slug}"
    return f"/situs/baca/{one.id}"


register(Source(KIND, lazy_("Kabar"), "news", all_ids, entries_of, batch=100))


@on(
    publishing.ArticlePublished,
    publishing.ArticleTakenDown,
    publishing.ArticleBroughtBack,
    publishing.ArticleSettled,
    publishing.PackageArranged,
)
async def follow_article(event: OfArticle) -> None:
    await writing.refresh(KIND, [event.article_id])


@at_once(publishing.ArticleTakenDown)
async def hide_what_is_gone(event: OfArticle) -> None:
    await writing.hide(KIND, [event.article_id])


@at_once(publishing.ArticleSettled)
async def hide_what_is_shown_to_others(event: publishing.ArticleSettled) -> None:
    """Until the job has looked at it again nobody finds it: rather than those who may not any more."""
    if "audience" in event.what:
        await writing.hide(KIND, [event.article_id])
