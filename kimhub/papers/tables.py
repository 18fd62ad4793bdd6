"""What papers need: how an organization's letters begin, what number comes next, what a code stands for,
and documents that take a while to make."""

from piccolo.columns import (
    UUID,
    BigInt,
    BigSerial,
    Boolean,
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


class Letterhead(Table, tablename="letterhead"):
    """Kop surat, where an organization has written its own; without a row it is made from the register."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, unique=True)
    lines = Text(help_text="JSON list: what stands above each other, the last one large")
    address = Varchar(length=200, default="")
    phone = Varchar(length=40, default="", help_text="as printed")
    email = Varchar(length=120, default="")
    with_logo = Boolean(default=True)
    town = Varchar(length=80, default="", help_text="in the date line: 'Awangpone, 9 November 2024'")
    paper = Varchar(length=2, default="F4", help_text="F4 (215 x 330 mm), A4")
    short = Varchar(length=30, default="", help_text="{kode} of the numbers")
    version = Integer(default=1)
    changed_by = BigInt(null=True, default=None)
    changed_at = Timestamptz(default=TimestamptzNow())


class NumberPattern(Table, tablename="number_pattern"):
    """How an organization writes the numbers of a kind of paper."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=False)
    kind = Varchar(length=20, help_text="of numbers.KINDS")
    pattern = Varchar(length=60)


class NumberCounter(Table, tablename="number_counter"):
    """The next number of a kind of paper in a year."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=False)
    kind = Varchar(length=20)
    year = SmallInt()
    next = Integer(default=1)
    given = Integer(default=0, help_text="the highest number that was given; it is never given again")


class CheckCode(Table, tablename="check_code"):
    """A code printed on a paper. What stands on that paper is asked of the slice that made it."""

    id = BigSerial(primary_key=True)
    code = Varchar(length=16, unique=True, help_text="without hyphens")
    kind = Varchar(length=30, help_text="of checks.register()")
    created_at = Timestamptz(default=TimestamptzNow())


class Making(Table, tablename="making"):
    """A document that takes a while: asked for, being made, kept for some days."""

    id = BigSerial(primary_key=True)
    user = ForeignKey(User, null=False, index=True)
    kind = Varchar(length=40, help_text="of making.register()")
    subject = BigInt(help_text="id of what it is about")
    options = Text(default="{}", help_text="JSON, for the maker")
    title = Varchar(length=200, help_text="as people read it")
    back = Varchar(length=200, help_text="address of the page it was asked for on")
    state = Varchar(length=8, default="waiting", help_text="waiting, making, ready, failed")
    done = Integer(default=0)
    total = Integer(default=0)
    reason = Varchar(length=300, default="", help_text="of the failure, for the person")
    file = Varchar(length=80, default="", help_text="key in kimhub.core.files.store()")
    name = Varchar(length=120, default="")
    mime = Varchar(length=100, default="")
    size = Integer(default=0, help_text="bytes")
    created_at = Timestamptz(default=TimestamptzNow())
    changed_at = Timestamptz(default=TimestamptzNow())
    ends_at = Timestamptz(index=True, help_text="the file is let go of then")
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")
