"""What lies on the desk of a house: drafts, what waits for somebody, what is out. And whose desks."""

from datetime import UTC, datetime
from typing import Final

from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.core.prepared import prepare_sql
from kimhub.publishing import policy, sites
from kimhub.publishing.articles import SELECT, get_article
from kimhub.publishing.kinds import DONE, MEMBERS, PACKAGE, SHOWN
from kimhub.publishing.views import Article, House

PER_PAGE: Final = 30
_LAST: Final = (datetime(9999, 1, 1, tzinfo=UTC), 0)
_NEXT: Final = "(a.changed_at, a.id) < (:before, :below) ORDER BY a.changed_at DESC, a.id DESC LIMIT :most"
# What a person finds at the desk, as policy.can_look says it of one article.
_MINE: Final = (
    "a.organization = :house AND a.removed_at IS NULL AND a.kind <> :package"
    " AND (:all = 1 OR a.author = :me OR (:edits = 1 AND a.work = 'in_review'))"
)
# Each part of the desk: which of its articles stand in it.
PARTS: Final[dict[str, str]] = {
    "kerja": "(a.shown = 'never' OR a.work <> 'done')",
    "terbit": "a.shown = 'shown'",
    "lama": "a.shown IN ('archived', 'hidden')",
}
_lists = {
    key: prepare_sql(f"{SELECT} WHERE {_MINE} AND {where} AND {_NEXT}", Article)
    for key, where in PARTS.items()
}
_counts = prepare_sql(
    f"SELECT {', '.join(f'count(*) FILTER (WHERE {where}) AS {key}' for key, where in PARTS.items())}"  # noqa: S608
    f" FROM article a WHERE {_MINE}"
)
_houses = prepare_sql(f"{sites.SELECT} WHERE o.id IN :ids ORDER BY o.name, o.id", House)
_waiting = prepare_sql(
    "SELECT a.organization AS id, count(*) AS n FROM article a WHERE a.organization IN :ids"
    " AND a.removed_at IS NULL AND a.work = 'in_review' GROUP BY a.organization"
)


_for_members = prepare_sql(
    f"{SELECT} WHERE a.organization = :house AND a.shown = '{SHOWN}' AND a.audience = '{MEMBERS}'"
    f" AND a.removed_at IS NULL AND a.kind <> '{PACKAGE}' AND (a.expires_at IS NULL OR a.expires_at > :now)"
    " ORDER BY a.published_at DESC, a.id DESC LIMIT 60",
    Article,
)


async def for_members(organization_id: int) -> list[Article]:
    """What a house tells its members only, the latest first."""
    return await _for_members(house=organization_id, now=now())


async def houses(actor: Actor) -> list[House]:
    """The houses this person belongs to, by name."""
    ids = sorted({grant.organization for grant in actor.grants if grant.organization is not None})
    found = await _houses(ids=ids) if ids else []
    return [one for one in found if policy.can_open_desk(actor, one)]


async def waiting(actor: Actor, some: list[House]) -> dict[int, int]:
    """How many articles wait for this person as an editor, by house."""
    ids = [one.id for one in some if policy.edits(actor, one)]
    return {row["id"]: row["n"] for row in await _waiting(ids=ids)} if ids else {}


async def articles(actor: Actor, house: House, part: str, after: Article | None = None) -> list[Article]:
    """What this person finds in a part of the desk, what was touched last first, `after` one of them; one
    more than a page when there is another."""
    before = (after.changed_at, after.id) if after else _LAST
    return await _lists[part](before=before[0], below=before[1], most=PER_PAGE + 1, **_who(actor, house))


async def last_seen(house: House, number: str) -> Article | None:
    """The last article of the page before, by what the address says."""
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    found = await get_article(int(number)) if is_number else None
    return found if found and found.organization == house.id else None


async def counts(actor: Actor, house: House) -> dict[str, int]:
    """How many articles stand in each part."""
    row = await _counts.first(**_who(actor, house))
    return dict(row or {})


def is_turn(actor: Actor, one: Article) -> bool:
    """It waits for this very person: an editor to let it out, its writer to better it."""
    if one.work == "in_review":
        return policy.edits_for(actor, one)
    return one.work == "returned" and one.author == actor.id


def state_of_work(one: Article) -> str:
    """The state of the text somebody works on: of kinds.STATES."""
    return one.work if one.work != DONE else one.state


def _who(actor: Actor, house: House) -> dict[str, object]:
    edits = policy.edits(actor, house)
    all_of_them = edits or actor.has(house.id, *policy.OFFICER, *policy.STAFF)
    return {
        "house": house.id,
        "me": actor.id,
        "all": int(all_of_them),
        "edits": int(edits),
        "package": PACKAGE,
    }
