"""What happened to documents; search, the inbox and other slices listen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentAdded:
    document_id: int
    organization_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class DocumentEdited:
    """What is told about it has changed: `changes` names fields with before and after."""

    document_id: int
    organization_id: int
    actor_id: int
    changes: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class VersionAdded:
    """A new file is the current one; `restored` when it is that of an earlier version."""

    document_id: int
    organization_id: int
    version_id: int
    number: int
    actor_id: int
    restored: bool = False


@dataclass(frozen=True, slots=True)
class VersionRead:
    """Text and pages of a version are made (or cannot be): a job has done it."""

    document_id: int
    version_id: int


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """draft, official, superseded or archived."""

    document_id: int
    organization_id: int
    actor_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DocumentRemoved:
    """Into the bin, or (`restored`) out of it."""

    document_id: int
    organization_id: int
    actor_id: int
    restored: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DocumentPurged:
    """Gone for good, by a person's decision."""

    document_id: int
    organization_id: int
    actor_id: int
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class FolderChanged:
    """`act`: added, renamed, moved, removed."""

    folder_id: int
    organization_id: int
    actor_id: int
    act: str


@dataclass(frozen=True, slots=True)
class ShareMade:
    """A link, or (`revoked`) its end."""

    share_id: int
    document_id: int
    organization_id: int
    actor_id: int
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class AskedToRead:
    must_read_id: int
    document_id: int
    organization_id: int
    actor_id: int
    ended: bool = False


@dataclass(frozen=True, slots=True)
class LetterNoted:
    """`act`: added, changed, removed, restored; of a disposition also disposed, done, reopened."""

    letter_id: int
    organization_id: int
    actor_id: int
    act: str
    disposition_id: int | None = None


@dataclass(frozen=True, slots=True)
class QuotaChanged:
    organization_id: int
    actor_id: int
    most: int


@dataclass(frozen=True, slots=True)
class LibraryTakenOut:
    """Somebody took a library or folder out as one file."""

    organization_id: int
    actor_id: int
    folder_id: int | None
    documents: int
    size: int


@dataclass(frozen=True, slots=True)
class RequiredRead:
    """Somebody opened a document that is on a list of what must be read, in this version."""

    document_id: int
    organization_id: int
    actor_id: int
    number: int


@dataclass(frozen=True, slots=True)
class ReadersReminded:
    """The office reminds those who have not opened it yet."""

    must_read_id: int
    document_id: int
    organization_id: int
    actor_id: int
