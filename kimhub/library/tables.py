"""Folders, documents, their versions with text and pages, and uploads on their way."""

from piccolo.columns import (
    UUID,
    BigInt,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from kimhub.accounts.tables import User
from kimhub.groups.tables import Organization
from kimhub.wilayah.columns import Code


class Folder(Table, tablename="library_folder"):
    """A place in the library of an organization, at most some levels deep."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    parent = BigInt(null=True, default=None, help_text="empty: at the top")
    name = Varchar(length=80)
    sort = Integer(default=0)
    version = Integer(default=1)
    created_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    removed_at = Timestamptz(null=True, default=None)
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")


class Document(Table, tablename="library_document"):
    """A document, whatever its versions: links, shares and hits name this row, so they lead to the current
    file (features.md F2). What is told of the file here is that of the current version."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=False)
    folder = BigInt(null=True, default=None, index=True)
    title = Varchar(length=200)
    slug = Varchar(length=80, default="", help_text="of the title, for the address")
    kind = Varchar(length=20, help_text="of kinds.KINDS (domain.md 5)")
    number = Varchar(length=120, default="", help_text="free text, never parsed (domain.md 1.4)")
    dated_on = Date(null=True, default=None)
    year = SmallInt(null=True, default=None)
    description = Text(default="")
    tags = Code(length=300, default="", help_text="' pasar cek-fakta ': words between spaces")
    visibility = Varchar(length=10, default="members", help_text="public, members, officers, pembina")
    info_class = Varchar(length=14, default="setiap_saat", help_text="of kinds.CLASSES (UU KIP)")
    status = Varchar(length=12, default="draft", help_text="draft, official, superseded, archived")
    official_by = BigInt(null=True, default=None)
    official_name = Varchar(length=200, default="", help_text="name and office on that day")
    official_at = Timestamptz(null=True, default=None)
    valid_until = Date(null=True, default=None)
    replaced_by = BigInt(null=True, default=None, help_text="the document that took its place")
    current = BigInt(null=True, default=None, help_text="id of the current version")
    versions = Integer(default=0)
    file = Varchar(length=80, default="", help_text="key in kimhub.core.files.store()")
    file_name = Varchar(length=120, default="")
    mime = Varchar(length=100, default="")
    size = BigInt(default=0, help_text="bytes")
    pages = Integer(default=0)
    sha256 = Varchar(length=64, default="", index=True)
    thumbnail = Varchar(length=80, default="")
    downloads = Integer(default=0)
    openings = Integer(default=0)
    keep_until = Date(null=True, default=None, help_text="retention: a person looks at it then")
    version = Integer(default=1, help_text="of what is told about it: rises with each edit")
    rev = Integer(default=1, help_text="rises with whatever changes what a reader sees")
    created_by = BigInt(null=True, default=None)
    created_name = Varchar(length=120, default="")
    created_at = Timestamptz(default=TimestamptzNow())
    changed_at = Timestamptz(default=TimestamptzNow())
    removed_at = Timestamptz(null=True, default=None, help_text="in the bin")
    removed_by = BigInt(null=True, default=None)
    remove_reason = Varchar(length=300, default="")
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")


class DocumentVersion(Table, tablename="library_version"):
    """A file of a document. Its text and pages are made by a job."""

    id = BigSerial(primary_key=True)
    document = ForeignKey(Document, null=False, index=False)
    number = Integer()
    file = Varchar(length=80, index=True)
    file_name = Varchar(length=120)
    mime = Varchar(length=100)
    size = BigInt(help_text="bytes")
    sha256 = Varchar(length=64)
    pages = Integer(default=0)
    width = Integer(default=0)
    height = Integer(default=0)
    thumbnail = Varchar(length=80, default="")
    text_state = Varchar(length=8, default="waiting", help_text="waiting, done, none, failed")
    text_source = Varchar(length=10, default="", help_text="embedded, ocr")
    text_reason = Varchar(length=12, default="", help_text="why there is no text: of reasons.REASONS")
    preview_state = Varchar(length=8, default="waiting", help_text="waiting, done, none, failed")
    preview_reason = Varchar(length=12, default="", help_text="why there are no pictures")
    note = Varchar(length=300, default="", help_text="what is different in it")
    author = BigInt(null=True, default=None)
    author_name = Varchar(length=120, default="")
    created_at = Timestamptz(default=TimestamptzNow())
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")


class DocumentText(Table, tablename="library_text"):
    """What a version says, as plain text: read, compared and searched."""

    id = BigSerial(primary_key=True)
    version = ForeignKey(DocumentVersion, null=False, unique=True)
    text = Text(default="")
    suggested = Text(default="{}", help_text="JSON: type, number, date, title read from the text")


class DocumentPage(Table, tablename="library_page"):
    """A page of a version as a light picture."""

    id = BigSerial(primary_key=True)
    version = ForeignKey(DocumentVersion, null=False, index=False)
    number = Integer()
    file = Varchar(length=80)
    size = Integer()
    width = Integer()
    height = Integer()


class DocumentUpload(Table, tablename="library_upload"):
    """A file on its way: it comes in pieces, goes on after a lost connection, and is nothing until it is
    whole. The bytes lie in a file of the spool folder named by `key`."""

    id = BigSerial(primary_key=True)
    key = UUID(unique=True)
    user = ForeignKey(User, null=False, index=True)
    organization = ForeignKey(Organization, null=False, index=True)
    folder = BigInt(null=True, default=None)
    document = BigInt(null=True, default=None, help_text="a new version of this one")
    name = Varchar(length=160)
    size = BigInt(help_text="bytes announced")
    received = BigInt(default=0, help_text="bytes that are safe on disk")
    sha256 = Varchar(length=64, default="", help_text="as the phone counted it, when it could")
    state = Varchar(length=10, default="coming", help_text="coming, done, refused")
    reason = Varchar(length=300, default="")
    file = Varchar(length=80, default="", help_text="key under which it is kept, while it is nobody's yet")
    made = BigInt(null=True, default=None, help_text="id of the document that came of it")
    created_at = Timestamptz(default=TimestamptzNow())
    changed_at = Timestamptz(default=TimestamptzNow())
    ends_at = Timestamptz(index=True, help_text="forgotten then, with its bytes")


class LibraryQuota(Table, tablename="library_quota"):
    """How much an organization may keep; without a row as the settings say."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, unique=True)
    most = BigInt(help_text="bytes")
    used = BigInt(default=0, help_text="bytes of all versions; kept under this row's lock")
    warned = Boolean(default=False)
    changed_by = BigInt(null=True, default=None)
    changed_at = Timestamptz(default=TimestamptzNow())
