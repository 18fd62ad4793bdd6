"""Sites, articles and revisions as pages and rules see them."""

from datetime import datetime, tzinfo

from msgspec import Struct

from kimhub.core.zones import zone_for
from kimhub.publishing import blocks as texts
from kimhub.publishing import facts as beside
from kimhub.publishing.kinds import ARCHIVED, DONE, HIDDEN, KINDS, SHOWN


def relayed_path(house: str, article_id: int, slug: str) -> str:
    """Where a house shows what it passes on. The number finds it, the words are for readers."""
    return f"/k/{house}/terusan/{article_id}-{slug}"


class House(Struct, frozen=True):
    """An organization with its site. `id` is the organization's, `site` None while nothing was set."""

    id: int
    kind: str
    name: str
    slug: str
    wilayah_code: str
    place: str
    legal_status: str
    logo: str
    site: int | None
    masthead: str
    motto: str
    accent: str
    blocks: str
    menu: str
    email: str
    phone: str
    links: str
    map_url: str
    publishers: str
    editors: str
    host: str | None
    version: int

    @property
    def title(self) -> str:
        """What stands at the head of its pages."""
        return self.masthead or self.name

    @property
    def path(self) -> str:
        return f"/k/{self.slug}"

    @property
    def desk(self) -> str:
        """Where its people write."""
        return f"/situs/{self.slug}"

    @property
    def zone(self) -> tzinfo:
        return zone_for(self.wilayah_code)


class Article(Struct, frozen=True):
    """A row of the table with its owner. `organization` is the owner's id, `seat` its wilayah code."""

    id: int
    organization: int
    owner_name: str
    owner_slug: str
    owner_kind: str
    owner_place: str
    owner_status: str
    seat: str
    masthead: str
    publishers: str
    editors: str
    kind: str
    slug: str
    title: str
    lede: str
    shown: str
    work: str
    live: int | None
    newest: int | None
    revisions: int
    cover: int | None
    tags: str
    adinda: str
    place: str
    claim: str
    verdict: str
    photos: int
    audience: str
    info_class: str
    urgent_until: datetime | None
    publish_at: datetime | None
    expires_at: datetime | None
    published_at: datetime | None
    source_article: int | None
    source_name: str
    source_url: str
    author: int | None
    author_name: str
    note: str
    hidden_by_office: bool
    version: int
    rev: int
    created_at: datetime
    changed_at: datetime
    removed_at: datetime | None

    @property
    def state(self) -> str:
        """One word for people: of kinds.STATES."""
        if self.shown in {SHOWN, ARCHIVED, HIDDEN}:
            return self.shown
        return "draft" if self.work == DONE else self.work

    @property
    def has_changes(self) -> bool:
        """A newer text waits behind the one that is (or was) shown."""
        return self.live is not None and self.work != DONE

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None

    @property
    def path(self) -> str:
        """Where everybody reads it."""
        return f"/k/{self.owner_slug}/{KINDS[self.kind].segment}/{self.slug}"

    @property
    def desk_path(self) -> str:
        """Where its people work on it."""
        return f"/situs/a/{self.id}"

    @property
    def zone(self) -> tzinfo:
        return zone_for(self.seat)

    @property
    def tag_list(self) -> list[str]:
        return self.tags.split()


class Revision(Struct, frozen=True):
    """A text as it stood. `body` and `facts` are JSON; see `blocks` and `told`."""

    id: int
    article: int
    number: int
    title: str
    lede: str
    body: str
    cover: int | None
    facts: str
    closed: bool
    author: int | None
    author_name: str
    created_at: datetime
    changed_at: datetime

    @property
    def blocks(self) -> tuple[texts.Block, ...]:
        return texts.load(self.body)

    @property
    def told(self) -> beside.Facts:
        return beside.load(self.facts)


class Line(Struct, frozen=True):
    """An article in a list of what is public."""

    id: int
    organization: int
    owner_name: str
    owner_slug: str
    owner_place: str
    kind: str
    slug: str
    title: str
    lede: str
    verdict: str
    place: str
    cover: int | None
    photos: int
    published_at: datetime
    changed_at: datetime
    relayed_by: str = ""  # name of the house that passes it on, in that house's list
    relayed_slug: str = ""

    @property
    def path(self) -> str:
        """Where it is read: what a house passes on, at that house."""
        if self.relayed_slug:
            return relayed_path(self.relayed_slug, self.id, self.slug)
        return f"/k/{self.owner_slug}/{KINDS[self.kind].segment}/{self.slug}"
