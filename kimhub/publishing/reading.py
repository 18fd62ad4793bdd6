"""What the public pages of a house are made of, found for people who are not signed in."""

import re
from typing import Any, Final

from msgspec import Struct

from kimhub.chain import links
from kimhub.chain.kinds import KINDS as TIED
from kimhub.chain.kinds import Thing
from kimhub.core.actor import Actor
from kimhub.core.prepared import prepare_sql
from kimhub.groups import decrees, officers, organizations, settings
from kimhub.groups.organizations import Profile
from kimhub.publishing import articles, blocks, sites
from kimhub.publishing.kinds import KINDS, PACKAGE, SEGMENTS
from kimhub.publishing.views import Article, House, Line, Revision
from kimhub.publishing.views_photos import Photo

ANYBODY: Final = Actor()
_TAG: Final = re.compile(r"[a-z0-9-]{1,40}")
_OWNERS: Final = {
    "owner_slug": "o.slug",
    "owner_kind": "o.kind",
    "owner_status": "o.legal_status",
    "seat": "o.wilayah_code",
    "publishers": "'admins'",
    "editors": "''",
}
_COLUMNS: Final = ", ".join(
    f"{_OWNERS.get(name, f'p.{name}')} AS {name}" for name in Photo.__struct_fields__
)
_photos = prepare_sql(
    f"SELECT {_COLUMNS} FROM site_photo p JOIN organization o ON o.id = p.organization"  # noqa: S608
    " WHERE p.id IN :ids AND p.removed_at IS NULL",
    Photo,
)


class Shelf(Struct, frozen=True):
    """A house, and the kind of articles that is asked for."""

    house: House
    kind: str


class Story(Struct, frozen=True):
    """A house, and what is read at one of its addresses; None for what is not there (any more)."""

    house: House
    article: Article | None


class Told(Struct, frozen=True):
    """All of an article that its page shows."""

    text: Revision
    body: tuple[blocks.Block, ...]
    photos: dict[int, Photo]
    documents: dict[int, Thing]
    ties: links.Strip

    @property
    def cover(self) -> Photo | None:
        """The photo above the text; None where the text itself shows it."""
        found = self.photos.get(self.text.cover or 0)
        return None if found is None or found.id in blocks.photos(self.body) else found

    @property
    def picture(self) -> Photo | None:
        """The photo that stands for the article elsewhere."""
        first = [*([self.text.cover] if self.text.cover else []), *blocks.photos(self.body)]
        return next((self.photos[one] for one in first if one in self.photos), None)


class Office(Struct, frozen=True):
    """What the register knows of a house."""

    profile: Profile
    decree: decrees.Entry | None
    serving: list[officers.Entry]
    positions: dict[str, str]


async def shelf(slug: str, segment: str) -> Shelf | None:
    """The house and one of its lists; None for what is no list."""
    kind = SEGMENTS.get(segment)
    house = await sites.get_open(slug) if kind and (KINDS[kind].listed or KINDS[kind].apart) else None
    return Shelf(house, kind) if house and kind else None


async def story(slug: str, segment: str, article: str) -> Story | None:
    """The house and what everybody reads at this address. None where there is no such house or kind."""
    if segment not in SEGMENTS or SEGMENTS[segment] == PACKAGE:
        return None
    house = await sites.get_open(slug)
    return Story(house, await articles.get_public(slug, segment, article)) if house else None


async def labelled(slug: str, tag: str) -> House | None:
    """The house, where this may be a label."""
    return await sites.get_open(slug) if _TAG.fullmatch(tag) else None


async def told(article: Article) -> Told:
    """The text that is shown, with its photos, documents and what it is about."""
    text = await articles.revision(article.live or 0)
    body = text.blocks
    wanted = blocks.photos(body) + ([text.cover] if text.cover else [])
    files = blocks.documents(body)
    documents = await TIED["document"].see(ANYBODY, files) if files else []
    return Told(
        text,
        body,
        await photos(wanted),
        {one.id: one for one in documents},
        await links.strip(ANYBODY, "article", article.id),
    )


async def photos(ids: list[int]) -> dict[int, Photo]:
    """Photos by their ids; those that were removed are not there."""
    return {one.id: one for one in await _photos(ids=sorted({*ids}))} if ids else {}


async def covers(*lists: list[Line]) -> dict[int, Photo]:
    """The photos that stand beside these lines."""
    return await photos([line.cover for lines in lists for line in lines if line.cover])


async def office(house: House) -> Office:
    """Profile, decree in force, and who serves now."""
    profile = await organizations.get(house.slug)
    assert profile is not None
    return Office(
        profile,
        decrees.in_force(await decrees.of(profile)),
        [entry for entry in await officers.of(profile) if entry.state == "serving"],
        {row.code: str(row.text) for row in await settings.positions()},
    )


def as_context(found: Office) -> dict[str, Any]:
    """The same by name, for templates."""
    return {name: getattr(found, name) for name in Office.__struct_fields__}
