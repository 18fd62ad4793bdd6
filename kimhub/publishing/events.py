"""What happened to sites and articles; the index, the inbox and other slices listen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArticleBegun:
    article_id: int
    organization_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class ArticleSent:
    """It lies with the editors."""

    article_id: int
    organization_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class ArticleReturned:
    """Back to whoever wrote it, with a note; or withdrawn by them (`by_author`)."""

    article_id: int
    organization_id: int
    actor_id: int
    by_author: bool = False


@dataclass(frozen=True, slots=True)
class ArticleScheduled:
    """It goes out at a time (ISO), or does no longer (`at` empty)."""

    article_id: int
    organization_id: int
    actor_id: int
    at: str


@dataclass(frozen=True, slots=True)
class ArticlePublished:
    """A text is shown: for the first time, or (`again`) a newer one in its place. `at_once`: of the class
    serta merta, first time."""

    article_id: int
    organization_id: int
    actor_id: int | None
    again: bool
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class ArticleTakenDown:
    """No longer shown: `how` is archived, hidden, expired or removed."""

    article_id: int
    organization_id: int
    actor_id: int | None
    how: str


@dataclass(frozen=True, slots=True)
class ArticleBroughtBack:
    article_id: int
    organization_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class ArticleSettled:
    """Readers, class, end or address were changed, not the text."""

    article_id: int
    organization_id: int
    actor_id: int
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiteArranged:
    organization_id: int
    actor_id: int
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhotoChanged:
    """A photo came, was changed (`what`: told, blurred) or is gone."""

    photo_id: int
    organization_id: int
    actor_id: int
    what: str


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A house relays an article (`mode` relay), adapts it, or stops (`mode` ended)."""

    article_id: int
    organization_id: int
    actor_id: int
    mode: str


@dataclass(frozen=True, slots=True)
class ReachTold:
    """A house reported where it told a package aloud."""

    package_id: int
    organization_id: int
    actor_id: int
    people: int


@dataclass(frozen=True, slots=True)
class PackageArranged:
    """What an office asks with a package was changed (`how` arranged), closed or opened again; or those who
    have not passed it on are to be reminded (`how` remind)."""

    article_id: int
    organization_id: int
    actor_id: int
    how: str


@dataclass(frozen=True, slots=True)
class CoverageTaken:
    """Somebody of an office took the list of who passed a package on as a file."""

    article_id: int
    actor_id: int
    file_format: str
    rows: int


@dataclass(frozen=True, slots=True)
class SiteTakenOut:
    """Somebody took the whole site along, as `data` or as `pages`."""

    organization_id: int
    actor_id: int
    how: str


@dataclass(frozen=True, slots=True)
class StorySent:
    """A citizen sent a story; nothing of it is public."""

    story_id: int
    organization_id: int


@dataclass(frozen=True, slots=True)
class StorySettled:
    """An editor made a draft of it (`how` taken) or refused it; or nobody did, and it is gone."""

    story_id: int
    organization_id: int
    actor_id: int | None
    how: str
