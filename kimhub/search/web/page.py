"""/cari: one box for everything, results by kind; and what is found while somebody is still typing."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from litestar import Request, get

from kimhub.core.access import Me, allow
from kimhub.core.actor import Actor, anyone
from kimhub.core.db import now
from kimhub.core.page import Page
from kimhub.forum.policy import can_write_somewhere
from kimhub.groups import installation
from kimhub.search import finding, houses, words
from kimhub.search.finding import Group
from kimhub.search.sources import SOURCES
from kimhub.search.web import crowd
from kimhub.search.web.asked import PATH, Asked, read

MAX_TITLE: Final = 120  # of a topic
EACH: Final = 4  # results of a kind on the page of all kinds
ENOUGH: Final = 200  # of a kind are counted: beyond that nobody counts on
FIRST_YEAR: Final = 2010
Chip = tuple[str, str, str | None, bool]


@get(PATH, name="search:page", **allow(anyone))
async def show(request: Request, actor: Me) -> Page:
    asked = await read(request.query_params, actor, installation.current().wilayah_code)
    shown = await found(asked, actor)
    counts = shown.pop("counts")
    said = await words.of_kinds({asked.kind, *(group.kind for group in shown["groups"])})
    return Page(
        "search/page.html",
        "results",
        section="search",
        asked=asked,
        sources=SOURCES,
        slugs=words.SLUGS,
        chips=chips(asked, counts),
        years=[(str(year), str(year)) for year in range(now().year + 1, FIRST_YEAR - 1, -1)],
        said=said,
        types=said[asked.kind].types,
        states=said[asked.kind].states,
        houses=await house_choices(asked, actor),
        ask_href=ask_href(asked.text, actor),
        **shown,
    )


@get(f"{PATH}/cepat", name="search:quick", **allow(anyone))
async def suggest(request: Request, actor: Me) -> Page:
    """As somebody types; without the script the page itself."""
    asked = await read({"q": request.query_params.get("q", "")}, actor, "")
    async with crowd.turn(actor):
        some = await finding.complete(actor, asked.text)
    return Page(
        "search/quick.html",
        "options",
        then=asked.address(),
        asked=asked,
        sources=SOURCES,
        groups=by_title(some.groups),
        total=sum(len(group.results) for group in some.groups),
    )


async def found(asked: Asked, actor: Actor) -> dict[str, Any]:
    """Groups of several kinds, or a page of one; what may have been meant where nothing is."""
    if not asked.is_something:
        return {"groups": (), "listed": (), "more": "", "meant": "", "counts": {}}
    if asked.kind:
        page = await finding.listed(
            actor, asked.text, asked.kind, asked.filters, asked.after, counted=ENOUGH
        )
        more = asked.address(setelah=page.after) if page.after else ""
        return {
            "groups": (), "listed": page.results, "more": more, "meant": page.meant, "counts": page.counts
        }  # fmt: skip
    every = await finding.search(actor, asked.text, asked.filters, EACH, counted=ENOUGH)
    return {
        "groups": by_title(every.groups), "listed": (), "more": "", "meant": every.meant,
        "counts": every.counts,
    }  # fmt: skip


def by_title(groups: Sequence[Group]) -> list[Group]:
    """Kinds that have it in a title stand first: "Mallari" means the KIM more than each of its officers."""
    return sorted(groups, key=lambda group: not group.results[0].in_title)


def chips(asked: Asked, counts: dict[str, int]) -> list[Chip]:
    """All kinds, and each that has something, with how much."""
    shown = [kind for kind in SOURCES if counts.get(kind) or kind == asked.kind]
    if not shown:
        return []
    return [(asked.address(jenis=""), "", None, not asked.kind)] + [
        (asked.address(jenis=words.SLUGS[kind]), kind, number(counts.get(kind, 0)), kind == asked.kind)
        for kind in counted_order(shown)
    ]


def counted_order(kinds: list[str]) -> list[str]:
    """In the order results are shown."""
    return [kind for kind in words.SLUGS if kind in kinds]


def number(count: int) -> str:
    return f"{ENOUGH}+" if count > ENOUGH else str(count)


async def house_choices(asked: Asked, actor: Actor) -> list[tuple[str, str]]:
    """One's own, and the one that is chosen."""
    found = {house.slug: house.name for house in await houses.own(actor)}
    if asked.house:
        found.setdefault(asked.house.slug, asked.house.name)
    return [*found.items()]


def ask_href(text: str, actor: Actor) -> str:
    """Where to ask people what the search did not know; "" for whoever writes nowhere."""
    write = f"/forum/tulis?{urlencode({'judul': text[:MAX_TITLE]})}" if text else "/forum/tulis"
    if actor.id is None:
        return f"/masuk?{urlencode({'lanjut': write})}"
    return write if can_write_somewhere(actor, None) else ""


HANDLERS = [show, suggest]
