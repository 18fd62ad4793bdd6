"""Boards: which there are, which a person takes part in, and how they come about."""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from kimhub.accounts.sessions import with_session
from kimhub.core.actor import Actor, Grant
from kimhub.core.ahead import ahead_of
from kimhub.core.bus import publish
from kimhub.core.db import now, transaction
from kimhub.core.text import slugify
from kimhub.forum import policy
from kimhub.forum import statements_boards as sql
from kimhub.forum.events import BoardChanged, BoardMade
from kimhub.forum.tables import Board
from kimhub.forum.views import BoardView
from kimhub.groups.tables import Organization
from kimhub.wilayah import service as wilayah

SHOWN: Final = 12  # boards on one page; the rest is found on the list of all boards
LISTED: Final = 50
NOBODY: Final = Actor()
AREA_LEVELS: Final = (8, 5)  # length of the codes of kecamatan and regency: both have a board of their own


@ahead_of(with_session(sql.by_slug), lambda slug: {"slug": slug})
async def get_board(slug: str, actor: Actor = NOBODY, found: BoardView | None = None) -> BoardView | None:
    return found or await sql.by_slug.first(slug=slug, me=actor.id or 0)


async def some(ids: Iterable[int], actor: Actor) -> list[BoardView]:
    """Those of these boards the person may read and that are listed, in the order of `ids`."""
    found = {board.id: board for board in await sql.by_ids(ids=sorted(set(ids)), me=actor.id or 0)}
    kept = [found[each] for each in ids if each in found]
    return [board for board in kept if not board.archived and policy.can_read(actor, board)]


async def boards_for(actor: Actor, most: int = SHOWN, *, with_public: bool = True) -> list[BoardView]:
    """The boards a person would look at: of own organizations, then of kecamatan and regency.

    Those are all there; of what lies below a pembina only the `most` recently active ones. Who has none of
    these gets public boards, unless told otherwise.
    """
    me, own = actor.id or 0, 0
    found: dict[int, BoardView] = {}
    if actor.id is not None:
        for board in await sql.own(me=me, **_places(actor.grants)):
            found[board.id] = board
        own = len(found)
        for prefix in _overseen(actor):
            low, high = _range(prefix)
            found |= {board.id: board for board in await sql.below(low=low, high=high, most=most, me=me)}
        if actor.plays("sysadmin") and not found:
            found = {board.id: board for board in await sql.everywhere(most=most, me=me)}
    if with_public and not found:
        found = {board.id: board for board in await sql.public(most=most, me=me)}
    return list(_readable(actor.id, actor.grants, tuple(found.values()))[: max(most, own)])


async def choices(actor: Actor, slug: str = "") -> list[tuple[str, str]]:
    """Address and name of the boards a person may write on; `slug` is among them if they may."""
    found = [board for board in await boards_for(actor) if policy.can_post(actor, board)]
    if slug and not any(board.slug == slug for board in found):
        board = await get_board(slug)
        found += [board] if board and policy.can_post(actor, board) else []
    return [(board.slug, board.name) for board in found]


async def writable(actor: Actor, slug: str) -> BoardView | None:
    """The board of this address if the person may write on it."""
    board = await get_board(slug, actor)
    return board if board and policy.can_post(actor, board) else None


async def find_boards(actor: Actor, words: str = "", after: str = "") -> list[BoardView]:
    """Boards a person may read, by their address: those with `words` in it, after the one called `after`.

    One more than LISTED when there are more.
    """
    prefixes = [""] if actor.plays("sysadmin") else _overseen(actor)
    found: dict[str, BoardView] = {}
    for low, high in [_range(prefix) for prefix in prefixes] or [("~", "~")]:
        for board in await sql.by_name(
            me=actor.id or 0,
            organizations=_organizations(actor),
            codes=_areas(actor),
            low=low,
            high=high,
            like=f"%{slugify(words, fallback='')}%",
            after=after,
            most=LISTED + 1,
        ):
            found[board.slug] = board
    readable = [found[slug] for slug in sorted(found) if policy.can_read(actor, found[slug])]
    return readable[: LISTED + 1]


async def ensure_board(organization: Organization) -> int:
    """Make the organization's board, and those of its kecamatan and regency, where they are missing.

    May be called any number of times; returns the id of the organization's board. A forum KIM has the board
    of its area.
    """
    async with transaction():
        if organization.kind == "kim":
            for code in wilayah.chain(organization.wilayah_code):
                if len(code) in AREA_LEVELS:
                    await ensure_area_board(code)
        if organization.kind == "forum_kim" and (found := await _board_of_forum(organization)):
            return found
        return await _make(
            f"organization:{organization.id}",
            organization.slug,
            kind="organization",
            organization=organization.id,
            wilayah_code=organization.wilayah_code,
            name=organization.name,
        )


async def ensure_area_board(code: str) -> int:
    """The board of a kecamatan or regency, made where it is missing; returns its id."""
    found = await sql.made_for.value(made_for=f"area:{code}")
    if found is not None:
        return int(found)
    place = await wilayah.get_wilayah(code)
    name = place.title if place else code
    return await _make(
        f"area:{code}", f"forum-{slugify(name)}", kind="area", wilayah_code=code, name=f"Forum {name}"[:120]
    )


async def follow_name(organization_id: int, before: str, after: str) -> None:
    """An organization was renamed: so is its board, unless somebody gave that a name of its own."""
    async with transaction():
        renamed = (
            await Board.update({Board.name: after})
            .where((Board.organization == organization_id) & (Board.name == before))
            .returning(Board.id)
        )
        for row in renamed:
            await publish(BoardChanged(organization_id, row["id"]))


async def _board_of_forum(organization: Organization) -> int | None:
    """The area's board, taken over by its forum KIM; None when another forum has it already."""
    board_id = await ensure_area_board(organization.wilayah_code)
    row = await Board.objects().get(Board.id == board_id)
    if row is None or row.organization not in {None, organization.id}:
        return None
    if row.organization is None:
        await Board.update({Board.name: organization.name}).where(Board.id == board_id)
        await Board.update({Board.organization: organization.id}).where(
            (Board.kind == "area")
            & (Board.wilayah_code == organization.wilayah_code)
            & Board.organization.is_null()
        )
        await publish(BoardChanged(organization.id, board_id))
    return board_id


async def _make(made_for: str, slug: str, **fields: object) -> int:
    found = await sql.made_for.value(made_for=made_for)
    if found is not None:
        return int(found)
    board = Board(made_for=made_for, slug=await free_slug(slug), created_at=now(), **fields)  # type: ignore[arg-type]
    made = await Board.insert(board).on_conflict(Board.made_for, "DO NOTHING").returning(Board.id)
    if made:
        organization = board.organization if isinstance(board.organization, int) else None
        await publish(BoardMade(organization, made[0]["id"], board.name))
    return int(await sql.made_for.value(made_for=made_for))


async def free_slug(slug: str) -> str:
    number, wanted = 1, slug
    while await sql.slug_taken(slug=wanted):
        number += 1
        wanted = f"{slug}-{number}"
    return wanted


def _organizations(actor: Actor) -> list[int]:
    return sorted({g.organization for g in actor.grants if g.organization is not None})


def _areas(actor: Actor) -> list[str]:
    """Codes of the kecamatan and regencies a person's organizations stand in."""
    codes = {code for g in actor.grants if g.seat for code in wilayah.chain(g.seat)}
    codes |= {g.wilayah for g in actor.grants if g.role == "forum_coord" and g.wilayah}
    return sorted(codes)


@lru_cache(2000)
def _places(grants: tuple[Grant, ...]) -> dict[str, object]:
    """Where somebody has boards of their own, as both engines like it."""
    actor = Actor(grants=grants)
    organizations, codes = _organizations(actor), _areas(actor)
    return {
        "organizations": organizations,
        "codes": codes,
        "organizations_json": json.dumps(organizations),
        "codes_json": json.dumps(codes),
    }


def _overseen(actor: Actor) -> list[str]:
    return sorted({g.wilayah for g in actor.grants if g.role in policy.OVERSEERS and g.wilayah is not None})


def _range(prefix: str) -> tuple[str, str]:
    """(low, high) around every code that is `prefix` or lies below it."""
    return prefix, wilayah.prefix_range(prefix)[1]


@lru_cache(2000)
def _readable(
    person: int | None, grants: tuple[Grant, ...], boards: tuple[BoardView, ...]
) -> tuple[BoardView, ...]:
    """Those of the boards this person may read, in the order they look for them."""
    actor = Actor(id=person, grants=grants)
    readable = [board for board in boards if policy.can_read(actor, board)]
    return tuple(sorted(readable, key=lambda board: _rank(actor, board)))


def _rank(actor: Actor, board: BoardView) -> tuple[int, int, int, int, str]:
    """Own organizations first, then the areas one takes part in, then what was active last. Boards of one
    house stand in the order their managers gave them."""
    house, mine = board.organization or 0, board.organization is not None and actor.has(board.organization)
    if mine and board.kind == "organization":
        return 0, house, board.sort, board.id, ""
    if mine or any(g.seat and policy.takes_part(actor, board) for g in actor.grants):
        return 1, -len(board.wilayah_code), board.sort, board.id, board.wilayah_code
    age = -int(board.last_post_at.timestamp()) if board.last_post_at else 0
    return 2, age, board.sort, board.id, ""
