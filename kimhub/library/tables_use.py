"""Who may have a document besides its readers, and who has opened, kept or must read it."""

from piccolo.columns import (
    UUID,
    BigInt,
    BigSerial,
    Date,
    ForeignKey,
    Integer,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from kimhub.accounts.tables import User
from kimhub.groups.tables import Organization
from kimhub.library.tables import Document
from kimhub.wilayah.columns import Code


class ShareLink(Table, tablename="library_share"):
    """An address that opens a document to whoever has it, until it ends or is taken back."""

    id = BigSerial(primary_key=True)
    document = ForeignKey(Document, null=False, index=True)
    secret = Varchar(length=64, unique=True, help_text="SHA-256 of what the address carries")
    note = Varchar(length=120, default="", help_text="for whom")
    ends_at = Timestamptz(null=True, default=None, help_text="empty: until it is taken back")
    revoked_at = Timestamptz(null=True, default=None)
    opened = Integer(default=0)
    opened_at = Timestamptz(null=True, default=None)
    created_by = BigInt(null=True, default=None)
    created_name = Varchar(length=120, default="")
    created_at = Timestamptz(default=TimestamptzNow())
    key = UUID(null=True, default=None, help_text="made with the form; the address follows from it")


class DocumentOpened(Table, tablename="library_opened"):
    """That somebody has opened a document (features.md F9)."""

    id = BigSerial(primary_key=True)
    document = ForeignKey(Document, null=False, index=False)
    user = ForeignKey(User, null=False, index=True)
    version = Integer(help_text="number of the version that was opened last")
    first_at = Timestamptz(default=TimestamptzNow())
    last_at = Timestamptz(default=TimestamptzNow())


class Favourite(Table, tablename="library_favourite"):
    """A document somebody wants at hand."""

    id = BigSerial(primary_key=True)
    document = ForeignKey(Document, null=False, index=True)
    user = ForeignKey(User, null=False, index=False)
    created_at = Timestamptz(default=TimestamptzNow())


class MustRead(Table, tablename="library_must_read"):
    """*Harus dibaca*: asked of everybody in a wilayah, or of one organization."""

    id = BigSerial(primary_key=True)
    document = ForeignKey(Document, null=False, index=True)
    organization = ForeignKey(Organization, null=True, default=None, index=True)
    wilayah_code = Code(length=13, default="")
    whom = Varchar(length=10, default="members", help_text="members, officers")
    version = Integer(default=1, help_text="number of the version that is to be read")
    note = Varchar(length=300, default="")
    due_on = Date(null=True, default=None)
    asked_by = BigInt(null=True, default=None)
    asked_name = Varchar(length=120, default="")
    asked_at = Timestamptz(default=TimestamptzNow())
    ended_at = Timestamptz(null=True, default=None)
