"""Packages of offices: finding one, and the lists of houses and offices (domain.md 4, "down")."""
# ruff: noqa: S608 - every part is written here; values arrive as values

from datetime import date, datetime
from typing import Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import noting, now
from kimhub.core.i18n import Lazy, lazy_
from kimhub.core.prepared import prepare_sql
from kimhub.publishing import articles, policy, policy_passing, sites
from kimhub.publishing.kinds import PACKAGE, SHOWN
from kimhub.publishing.lists import IS_RELAYED, Mark
from kimhub.publishing.policy import ANY
from kimhub.publishing.tables_passing import PackageOpened
from kimhub.publishing.views import Article, House
from kimhub.wilayah.names import chain

PER_PAGE: Final = 20
WAITING: Final = 50  # shown at once of what waits

# What a house did with a package, as people read it; the first that holds.
NEW, OPENED, ADAPTING, TOLD, ADAPTED, RELAYED = "new", "opened", "adapting", "told", "adapted", "relayed"
STATES: Final[dict[str, Lazy]] = {
    NEW: lazy_("Belum dibuka"),
    OPENED: lazy_("Sudah dibuka"),
    ADAPTING: lazy_("Sedang diolah"),
    TOLD: lazy_("Disampaikan langsung"),
    ADAPTED: lazy_("Diolah dan terbit"),
    RELAYED: lazy_("Disebarkan"),
}
DONE: Final = frozenset({TOLD, ADAPTED, RELAYED})
TAGS: Final = {NEW: "your-turn", OPENED: "your-turn", ADAPTING: "your-turn", TOLD: "good", ADAPTED: "good",
               RELAYED: "good"}  # fmt: skip


def state_of(relays: bool, made: bool, made_shown: bool, told: bool, opened: bool) -> str:
    """One word for what a house did."""
    if made_shown:
        return ADAPTED
    if relays:
        return RELAYED
    if told:
        return TOLD
    if made:
        return ADAPTING
    return OPENED if opened else NEW


class Package(Struct, frozen=True):
    """An article with what its office asks. `id` is None while nothing was said of that yet."""

    article: Article
    id: int | None
    area: str
    ask: str
    due_on: date | None
    closed_at: datetime | None

    @property
    def path(self) -> str:
        return f"/bahan/{self.article.id}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class _Request(Struct, frozen=True):
    id: int
    area: str
    ask: str
    due_on: date | None
    closed_at: datetime | None


class Item(Struct, frozen=True):
    """A package in the list of a house, with what that house did. `article` is the article's id."""

    article: int
    kind: str
    title: str
    lede: str
    owner_name: str
    seat: str
    ask: str
    due_on: date | None
    closed_at: datetime | None
    published_at: datetime
    relays: bool
    made: int | None
    made_shown: bool
    told: bool
    opened: bool
    may_relay: bool

    @property
    def id(self) -> int:
        """For the mark of the next page."""
        return self.article

    @property
    def path(self) -> str:
        return f"/bahan/{self.article}"

    @property
    def state(self) -> str:
        return state_of(self.relays, self.made is not None, self.made_shown, self.told, self.opened)

    @property
    def is_done(self) -> bool:
        return self.state in DONE

    @property
    def waits(self) -> bool:
        return not self.is_done and self.closed_at is None


class Issued(Struct, frozen=True):
    """A package in the list of its office."""

    article: int
    kind: str
    title: str
    shown: str
    work: str
    published_at: datetime | None
    changed_at: datetime
    due_on: date | None
    closed_at: datetime | None
    houses: int  # that passed it on or told it aloud
    people: int  # that heard of it aloud

    @property
    def path(self) -> str:
        return f"/bahan/{self.article}"

    @property
    def state(self) -> str:
        """Of kinds.STATES."""
        return self.shown if self.shown != "never" else "draft" if self.work == "done" else self.work


_request = prepare_sql(
    "SELECT id, area, ask, due_on, closed_at FROM info_package WHERE article = :article", _Request
)
_IS_MADE_SHOWN: Final = f"(m.id IS NOT NULL AND m.shown = '{SHOWN}' AND m.removed_at IS NULL)"
_WAS_TOLD: Final = (
    "EXISTS (SELECT 1 FROM info_package_reach x WHERE x.package = p.id AND x.organization = :house)"
)
_ITEM: Final = (
    "SELECT a.id AS article, a.kind, a.title, a.lede, o.name AS owner_name, o.wilayah_code AS seat, p.ask,"
    " p.due_on, p.closed_at, a.published_at,"
    " coalesce(r.mode = 'relay' AND r.ended_at IS NULL, false) AS relays,"
    f" m.id AS made, {_IS_MADE_SHOWN} AS made_shown, {_WAS_TOLD} AS told, w.id IS NOT NULL AS opened,"
    " a.audience = 'public' AS may_relay"
    " FROM info_package p JOIN article a ON a.id = p.article JOIN organization o ON o.id = a.organization"
    " LEFT JOIN article_relay r ON r.article = a.id AND r.organization = :house"
    " LEFT JOIN article m ON m.id = r.made AND m.removed_at IS NULL"
    " LEFT JOIN info_package_opened w ON w.package = p.id AND w.organization = :house"
    f" WHERE p.area IN :above AND a.shown = '{SHOWN}' AND a.removed_at IS NULL AND a.organization <> :house"
    " AND (a.expires_at IS NULL OR a.expires_at > :now) AND o.legal_status <> 'draft'"
)
_waiting = prepare_sql(
    f"{_ITEM} AND p.closed_at IS NULL AND NOT {_IS_MADE_SHOWN} AND NOT {_WAS_TOLD}"
    " AND NOT coalesce(r.mode = 'relay' AND r.ended_at IS NULL, false)"
    " ORDER BY a.urgent_until IS NULL, p.due_on IS NULL, p.due_on, a.published_at DESC, a.id DESC"
    f" LIMIT {WAITING}",
    Item,
)
_page = prepare_sql(
    f"{_ITEM} AND (a.published_at, a.id) < (:before, :below)"
    f" ORDER BY a.published_at DESC, a.id DESC LIMIT {PER_PAGE + 1}",
    Item,
)
_one = prepare_sql(f"{_ITEM} AND a.id = :article", Item)
_PASSES: Final = (
    f"({IS_RELAYED} OR EXISTS (SELECT 1 FROM article m WHERE m.id = r.made AND m.shown = '{SHOWN}'))"
)
_issued = prepare_sql(
    "SELECT a.id AS article, a.kind, a.title, a.shown, a.work, a.published_at, a.changed_at, p.due_on,"
    f" p.closed_at, (SELECT count(*) FROM article_relay r WHERE r.article = a.id AND {_PASSES})"
    " + (SELECT count(DISTINCT x.organization) FROM info_package_reach x WHERE x.package = p.id"
    " AND NOT EXISTS (SELECT 1 FROM article_relay r WHERE r.article = a.id"
    f" AND r.organization = x.organization AND {_PASSES})) AS houses,"
    " (SELECT coalesce(sum(x.people), 0) FROM info_package_reach x WHERE x.package = p.id) AS people"
    " FROM article a LEFT JOIN info_package p ON p.article = a.id"
    f" WHERE a.organization IN :offices AND (a.kind = '{PACKAGE}' OR p.id IS NOT NULL)"
    " AND a.removed_at IS NULL AND (a.changed_at, a.id) < (:before, :below)"
    f" ORDER BY a.changed_at DESC, a.id DESC LIMIT {PER_PAGE + 1}",
    Issued,
)
_opened = prepare_sql(
    "SELECT organization FROM info_package_opened WHERE package = :package AND organization IN :houses"
)
_houses = prepare_sql(f"{sites.SELECT} WHERE o.id IN :ids ORDER BY o.kind = 'agency', o.name, o.id", House)


# ---------------------------------------------------------------------------------------------- loading


async def get_package(article_id: int) -> Package | None:
    """The package at this address, whatever its state; an announcement that asks houses too is one."""
    article = await articles.get_article(article_id)
    return await of_article(article) if article else None


async def of_article(article: Article) -> Package | None:
    """The same of an article at hand; None for one that asks nobody."""
    request = await _request.first(article=article.id)
    if request is None:
        return Package(article, None, article.seat, "", None, None) if article.kind == PACKAGE else None
    return Package(article, request.id, request.area, request.ask, request.due_on, request.closed_at)


def can_read(actor: Actor, one: Package) -> bool:
    """At this moment."""
    return policy_passing.can_read(actor, one, now())


async def houses_of(actor: Actor) -> list[House]:
    """The houses this person belongs to, offices last."""
    ids = sorted({g.organization for g in actor.grants if g.organization and g.role in ANY})
    return await _houses(ids=ids) if ids else []


async def acting_houses(actor: Actor) -> list[House]:
    """Those of them for which this person may pass things on."""
    return [house for house in await houses_of(actor) if policy.can_pass_on(actor, house)]


# ---------------------------------------------------------------------------------------------- lists


async def waiting(house: House) -> list[Item]:
    """What this house has not passed on yet: what threatens first, then what is due first."""
    return await _waiting(house=house.id, above=_above(house), now=now())


async def page(house: House, after: Mark) -> list[Item]:
    """All packages meant for this house, the newest first, one more than a page."""
    return await _page(house=house.id, above=_above(house), now=now(), before=after[0], below=after[1])


async def item(house: House, article_id: int) -> Item | None:
    """What this house did with a package; None for one that is not meant for it."""
    return await _one.first(house=house.id, above=_above(house), now=now(), article=article_id)


async def issued(offices: list[int], after: Mark) -> list[Issued]:
    """Packages of these offices, what was changed last first, one more than a page."""
    return await _issued(offices=offices, now=now(), before=after[0], below=after[1]) if offices else []


async def note_opened(one: Package, houses: list[House]) -> None:
    """Somebody of these houses has opened it. Only the first time counts; a full disk keeps nobody from
    reading."""
    asked = {house.id for house in houses if policy_passing.is_asked(house, one)}
    if one.id is None or not asked:
        return
    known = {row["organization"] for row in await _opened(package=one.id, houses=sorted(asked))}
    if asked == known:
        return
    async with noting():
        for house in sorted(asked - known):
            row = PackageOpened(package=one.id, organization=house)
            await PackageOpened.insert(row).on_conflict(
                (PackageOpened.package, PackageOpened.organization), "DO NOTHING"
            )


def _above(house: House) -> list[str]:
    return ["", *chain(house.wilayah_code)]
