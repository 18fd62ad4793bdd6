"""What people are told about packages of offices, and of what threatens life or order."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from kimhub.core.bus import on
from kimhub.core.db import now, transaction
from kimhub.core.jobs import enqueue
from kimhub.core.prepared import prepare_sql
from kimhub.forum.audience import Told
from kimhub.notifications import service
from kimhub.notifications.recipients import officers_in, officers_of
from kimhub.notifications.telling import Matter, tell_all
from kimhub.publishing import arranging, articles, coverage, events, packages, sites
from kimhub.publishing.kinds import PACKAGE, SHOWN
from kimhub.publishing.packages import DONE, Package
from kimhub.publishing.views import Article, relayed_path
from kimhub.wilayah.names import prefix_range

AHEAD: Final = timedelta(days=2)  # before the day it is due, houses that have not passed it on are reminded

# Everybody of the houses of a wilayah; of one house where it is the one that tells.
_members_in = prepare_sql(
    'SELECT DISTINCT m."user" AS id FROM membership m JOIN organization h ON h.id = m.organization'
    " WHERE m.state = 'active' AND h.kind <> 'agency' AND h.legal_status NOT IN ('draft', 'dissolved')"
    " AND (h.wilayah_code = :code OR (h.wilayah_code >= :low AND h.wilayah_code < :high))"
)
_members_of = prepare_sql(
    "SELECT \"user\" AS id FROM membership WHERE organization = :house AND state = 'active'"
)
_adapters = prepare_sql(
    "SELECT DISTINCT r.organization AS id FROM article_relay r JOIN article m ON m.id = r.made"
    " WHERE r.article = :article AND m.removed_at IS NULL"
)
_article_of = prepare_sql("SELECT article FROM info_package WHERE id = :package")


@dataclass(frozen=True, slots=True)
class Reminding:
    """`due_on` as it was when the reminder was planned: one that was moved since does nothing."""

    article_id: int
    due_on: str


@on(events.ArticlePublished)
async def ask_the_houses(event: events.ArticlePublished) -> None:
    """A package, or an announcement of what threatens, goes to the houses below its office; a house whose
    own words about one are shown has done what was asked."""
    article = await articles.get_article(event.article_id)
    if article is None or article.shown != SHOWN:
        return
    if article.source_article is not None:
        await _done(article.source_article, article.organization)
    if event.at_once:
        await _tell_all_members(article, event.actor_id)
    package = await arranging.ensure(article) if article.kind == PACKAGE or event.at_once else None
    if package is None:
        return
    if event.again:
        await _tell_adapters(package, event.actor_id)
        return
    await _tell_houses(package, "package", 1, event.actor_id)
    await _plan(package)


@on(events.PackageArranged)
async def ask_otherwise(event: events.PackageArranged) -> None:
    package = await packages.get_package(event.article_id)
    if package is None or event.how == "closed":
        await service.settle(_about(event.article_id))
    elif event.how == "remind":
        await _tell_houses(package, "package_due", _moment(), event.actor_id)
    elif package.article.shown == SHOWN:
        await _plan(package)


@on(events.ArticleTakenDown)
async def there_is_nothing_to_pass_on(event: events.ArticleTakenDown) -> None:
    await service.settle(_about(event.article_id))
    await service.settle(_urgent(event.article_id))


@on(events.ArticleBroughtBack)
async def ask_again(event: events.ArticleBroughtBack) -> None:
    package = await packages.get_package(event.article_id)
    if package is not None and package.id is not None:
        await _tell_houses(package, "package", _moment(), event.actor_id)


@on(events.PassedOn)
async def it_is_passed_on(event: events.PassedOn) -> None:
    """The house has done what was asked; whoever wrote it reads that it travels."""
    if event.mode != "relay":
        return
    await _done(event.article_id, event.organization_id)
    article, house = await articles.get_article(event.article_id), await sites.by_id(event.organization_id)
    if article is not None and house is not None and article.author is not None and article.kind != PACKAGE:
        path = relayed_path(house.slug, article.id, article.slug)
        await service.tell(
            [article.author],
            "passed_on",
            about=f"passed:{article.id}",
            url=path,
            from_user=event.actor_id,
            title=article.title,
            organization=house.name,
        )


@on(events.ReachTold)
async def it_was_told_aloud(event: events.ReachTold) -> None:
    if article := await _article_of.value(package=event.package_id):
        await _done(int(article), event.organization_id)


async def remind_before_due(job: Reminding) -> None:
    """Houses that have not passed it on, if the day is still the same."""
    package = await packages.get_package(job.article_id)
    if package is not None and package.due_on and package.due_on.isoformat() == job.due_on:
        await _tell_houses(package, "package_due", _moment(), None)


async def _plan(package: Package) -> None:
    if package.due_on is None:
        return
    at = datetime.combine(package.due_on, time(0), UTC) - AHEAD  # 08.00 in Makassar
    if at > now():
        due = Reminding(package.article.id, package.due_on.isoformat())
        async with transaction():
            await enqueue(remind_before_due, due, at=at, key=f"package:{due.article_id}:{due.due_on}")


async def _tell_houses(package: Package, kind: str, upto: int, by: int | None) -> None:
    """The officers of houses that are asked and have not passed it on."""
    if not package.is_open or package.article.shown != SHOWN or package.article.is_removed:
        return
    found = await coverage.of(package, package.area)
    waiting = [row.house.id for row in found.rows if row.house.state not in DONE]
    await _tell(package.article, kind, _about(package.article.id), package.path, waiting, by, upto,
                _facts(package), needs_action=True)  # fmt: skip


async def _tell_adapters(package: Package, by: int | None) -> None:
    """Houses that made their own text of it: what they took may have changed."""
    houses = [int(row["id"]) for row in await _adapters(article=package.article.id)]
    about = f"package-again:{package.article.id}"
    await _tell(package.article, "package_again", about, package.path, houses, by,
                _moment(), _facts(package), needs_action=False)  # fmt: skip


async def _tell(
    article: Article, kind: str, about: str, url: str, houses: list[int], by: int | None, upto: int,
    facts: dict[str, Any], *, needs_action: bool,
) -> None:  # fmt: skip
    people = sorted(await officers_in(houses) - {by}) if houses else []
    matter = Matter(
        kind, about, url, first=1, upto=upto, from_user=by, needs_action=needs_action, by_mail=True,
        data=facts,
    )  # fmt: skip
    await tell_all(matter, Told(people, answered=frozenset(people)))


async def _tell_all_members(article: Article, by: int | None) -> None:
    """Everybody in the houses below an office; of a house its own members."""
    if article.owner_kind == "agency":
        low, high = prefix_range(article.seat)
        rows = await _members_in(code=article.seat, low=low, high=high)
    else:
        rows = await _members_of(house=article.organization)
    people = sorted({int(row["id"]) for row in rows} - {by})
    matter = Matter(
        "urgent", _urgent(article.id), article.path, first=1, upto=1, from_user=by, by_mail=True,
        data={"title": article.title, "organization": article.owner_name},
    )  # fmt: skip
    await tell_all(matter, Told(people, answered=frozenset(people)))


async def _done(article_id: int, house: int) -> None:
    """Nobody of this house has to do anything about it any more."""
    await service.settle(_about(article_id), await officers_of(house))


def _facts(package: Package) -> dict[str, Any]:
    due: date | None = package.due_on
    return {
        "title": package.article.title,
        "organization": package.article.owner_name,
        "ask": package.ask,
        "due_on": due.isoformat() if due else "",
    }


def _about(article_id: int) -> str:
    return f"package:{article_id}"


def _urgent(article_id: int) -> str:
    return f"urgent:{article_id}"


def _moment() -> int:
    """What tells one reminder from the next."""
    return int(now().timestamp() * 1000)
