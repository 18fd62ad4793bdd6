"""The agenda of letters, and what retention has come to."""

from piccolo.columns import (
    UUID,
    BigInt,
    BigSerial,
    Date,
    ForeignKey,
    Integer,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from kimhub.accounts.tables import User
from kimhub.groups.tables import Organization
from kimhub.library.tables import Document


class LetterEntry(Table, tablename="library_letter"):
    """A line of the agenda: a letter that came in or went out."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=False)
    direction = Varchar(length=3, help_text="in, out")
    year = SmallInt()
    agenda_no = Integer(help_text="counted by organization, direction and year")
    number = Varchar(length=120, default="", help_text="of the letter itself; free text")
    dated_on = Date(null=True, default=None)
    received_on = Date(null=True, default=None)
    other = Varchar(length=160, help_text="from whom, or to whom")
    subject = Varchar(length=200)
    nature = Varchar(length=12, default="biasa", help_text="biasa, penting, segera, rahasia")
    note = Varchar(length=300, default="")
    document = ForeignKey(Document, null=True, default=None, index=True)
    version = Integer(default=1)
    created_by = BigInt(null=True, default=None)
    created_name = Varchar(length=120, default="")
    created_at = Timestamptz(default=TimestamptzNow())
    removed_at = Timestamptz(null=True, default=None)
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")


class Disposition(Table, tablename="library_disposition"):
    """Who is to do what about a letter that came in."""

    id = BigSerial(primary_key=True)
    letter = ForeignKey(LetterEntry, null=False, index=True)
    user = ForeignKey(User, null=True, default=None, index=True)
    name = Varchar(length=120)
    instruction = Varchar(length=300)
    due_on = Date(null=True, default=None)
    done_at = Timestamptz(null=True, default=None)
    done_note = Varchar(length=300, default="")
    by = BigInt(null=True, default=None)
    by_name = Varchar(length=120, default="")
    at = Timestamptz(default=TimestamptzNow())


class RetentionAct(Table, tablename="library_retention"):
    """What a person decided about a document whose time had passed: nothing goes by itself."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    document = BigInt(help_text="id, also when it is gone")
    title = Varchar(length=200)
    act = Varchar(length=8, help_text="keep, purge")
    until = Date(null=True, default=None)
    reason = Varchar(length=300, default="")
    by = BigInt(null=True, default=None)
    by_name = Varchar(length=200, default="", help_text="with the office of that day")
    at = Timestamptz(default=TimestamptzNow())
