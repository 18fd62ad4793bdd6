"""Passing on what others tell: as it is, with its source; or in one's own words (domain.md 4).

What is passed on as it is stays the source's: a house shows it for as long as the source does. What is
adapted is a draft of one's own that names where it is from.
"""
# ruff: noqa: S608 - every part is written here; values arrive as values

from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.cleaning import checked_line
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.groups.tables import Organization
from kimhub.publishing import articles, packages, policy, policy_passing, sites, writing
from kimhub.publishing.events import PassedOn
from kimhub.publishing.facts import Facts
from kimhub.publishing.kinds import ANNOUNCEMENT, CLARIFICATION, NEWS, PACKAGE
from kimhub.publishing.lists import IS_OUT, IS_RELAYED
from kimhub.publishing.tables_passing import Relay
from kimhub.publishing.views import Article, House, relayed_path
from kimhub.publishing.writing import Text
from kimhub.settings import load

MOST_COMMENT: Final = 300
ADAPTED_AS: Final = (ANNOUNCEMENT, NEWS)  # what a house makes of a package


class Passed(Struct, frozen=True):
    """What a house does with an article of another one."""

    id: int
    mode: str
    made: int | None
    comment: str
    by: int | None
    by_name: str
    ended: bool

    @property
    def relays(self) -> bool:
        return self.mode == "relay" and not self.ended


class Relayed(Struct, frozen=True):
    """What a house shows of another one, with the word it put above it."""

    article: Article
    house: House
    comment: str

    @property
    def path(self) -> str:
        return relayed_path(self.house.slug, self.article.id, self.article.slug)

    @property
    def source_path(self) -> str:
        """Where the source reads: an article at its own address, a package where its office shows it."""
        if self.article.kind == PACKAGE:
            return relayed_path(self.article.owner_slug, self.article.id, self.article.slug)
        return self.article.path


_passed = prepare_sql(
    'SELECT id, mode, made, comment, "by", by_name, ended_at IS NOT NULL AS ended FROM article_relay'
    " WHERE organization = :house AND article = :article",
    Passed,
)
_shown = prepare_sql(
    "SELECT r.comment FROM article_relay r JOIN article a ON a.id = r.article"
    " JOIN organization h ON h.id = r.organization"
    f" WHERE r.article = :article AND h.slug = :slug AND h.legal_status <> 'draft' AND {IS_RELAYED}"
    f" AND {IS_OUT}"
)
_anywhere = prepare_sql(
    "SELECT 1 FROM article_relay r JOIN article a ON a.id = r.article"
    " JOIN organization h ON h.id = r.organization"
    f" WHERE r.article = :article AND h.legal_status <> 'draft' AND {IS_RELAYED} AND {IS_OUT} LIMIT 1"
)


# -------------------------------------------------------------------------------------------- looking


async def of_house(house: House, article: Article) -> Passed | None:
    """What this house does with it, or did."""
    return await _passed.first(house=house.id, article=article.id)


async def get_relayed(slug: str, ref: str) -> Relayed | None:
    """What a house shows of another one at /k/<slug>/terusan/<ref>; None once the source is gone. A package
    is shown by its own office too, as long as any house passes it on: there the others lead."""
    number = ref.partition("-")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    article_id = int(number)
    rows = await _shown(article=article_id, slug=slug, now=now())
    article = await articles.get_article(article_id)
    house = await sites.get_open(slug)
    if article is None or house is None or not policy_passing.may_be_relayed(article, now()):
        return None
    if rows:
        return Relayed(article, house, rows[0]["comment"])
    is_source = article.kind == PACKAGE and article.organization == house.id
    return Relayed(article, house, "") if is_source and await is_relayed_anywhere(article_id) else None


async def is_relayed_anywhere(article_id: int) -> bool:
    """At least one house shows it now: what everybody may read there, with its photos."""
    return bool(await _anywhere.value(article=article_id, now=now()))


# ---------------------------------------------------------------------------------------------- doing


async def relay(article: Article, house: House, actor: Actor, comment: str = "") -> None:
    """Show it at this house as it is. Tapped twice it is passed on once. Raises Invalid, Refused."""
    comment = checked_line(comment, "comment", most=MOST_COMMENT, least=0)
    async with transaction():
        one, known = await _held(article, house, actor)
        if known and known.relays and known.comment == comment:
            return
        values: dict[Any, Any] = {
            Relay.mode: "relay",
            Relay.comment: comment,
            Relay.by: actor.id,
            Relay.by_name: actor.name[:120],
            Relay.ended_at: None,
        }
        if known is None:
            await Relay.insert(Relay(values, organization=house.id, article=one.id))
        else:
            if not known.relays:
                values[Relay.at] = now()
            await Relay.update(values).where(Relay.id == known.id)
        if known is None or not known.relays:
            await publish(PassedOn(one.id, house.id, actor.id or 0, "relay"))


async def stop(article: Article, house: House, actor: Actor) -> None:
    """Show it no longer. What was made of it stays. Raises Refused."""
    async with transaction():
        await lock_id(Organization, house.id)
        _allowed(policy.can_pass_on(actor, house))
        known = await of_house(house, article)
        if known is None or not known.relays:
            return
        values: dict[Any, Any] = {Relay.ended_at: now()} if known.made is None else {Relay.mode: "adapt"}
        await Relay.update(values).where(Relay.id == known.id)
        await publish(PassedOn(article.id, house.id, actor.id or 0, "ended"))


async def adapt(article: Article, house: House, actor: Actor, kind: str, key: UUID) -> int:
    """A draft of this house with the same text, naming its source; returns the article's id. One
    that was begun already is gone on with. Raises Invalid, Refused."""
    kind = kind if article.kind == PACKAGE else article.kind
    if article.kind == PACKAGE and kind not in ADAPTED_AS:
        raise Invalid(kind=_("Pilih berita atau pengumuman."))
    async with transaction():
        one, known = await _held(article, house, actor)
        if known and known.made and await articles.get_article(known.made):
            return known.made
        text = writing.text_of(await articles.revision(one.live or 0))
        made = await writing.begin(house, actor, kind, _credited(one, text), key, source=one)
        if known is None:
            row = Relay(organization=house.id, article=one.id, mode="adapt", made=made)
            row.by, row.by_name = actor.id, actor.name[:120]
            await Relay.insert(row)
        else:
            values: dict[Any, Any] = {Relay.made: made}
            if not known.relays:
                values |= {Relay.mode: "adapt", Relay.ended_at: None, Relay.at: now()}
            await Relay.update(values).where(Relay.id == known.id)
        await publish(PassedOn(one.id, house.id, actor.id or 0, "adapt"))
    return made


async def _held(article: Article, house: House, actor: Actor) -> tuple[Article, Passed | None]:
    """The source as it stands, and what this house does with it; others of the house wait for us."""
    await lock_id(Organization, house.id)
    one = await articles.get_article(article.id)
    if one is None:
        raise NotFound
    _allowed(policy_passing.can_pass_on(actor, house, one, now()))
    if one.kind == PACKAGE:
        package = await packages.of_article(one)
        _allowed(package is not None and policy_passing.is_asked(house, package))
    return one, await of_house(house, one)


def _allowed(may: bool) -> None:
    if not may:
        raise Refused(_("Ini tidak bisa disebarkan di situs itu sekarang. Muat ulang halaman ini."))


# ------------------------------------------------------------------------------------------ adapting


def _credited(source: Article, text: Text) -> Text:
    """The text with its source named. Photos stay those of the source: a face blurred there is blurred here
    too."""
    told = text.facts
    facts = Facts(
        tags=told.tags,
        adinda=told.adinda,
        place=told.place,
        source_name=source.owner_name,
        source_url=f"{load().base_url}{source.path}" if source.kind != PACKAGE else "",
    )
    if source.kind == CLARIFICATION:
        facts = Facts(
            told.tags, told.adinda, told.place, told.claim, told.claimed_by, told.verdict, told.evidence,
            told.share_text, facts.source_name, facts.source_url,
        )  # fmt: skip
    return Text(text.title, text.lede, text.blocks, text.cover, facts)
