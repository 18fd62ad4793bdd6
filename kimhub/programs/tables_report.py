"""The LPJ: the account of a program for a year or its first half."""

from piccolo.columns import (
    BigInt,
    BigSerial,
    ForeignKey,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from kimhub.programs.tables import WorkProgram


class AccountabilityReport(Table, tablename="program_report"):
    """LPJ (domain.md 3.6). What is recorded fills it; `facts` keeps that as it was when it was sent."""

    id = BigSerial(primary_key=True)
    program = ForeignKey(WorkProgram, null=False, index=False)
    period = Varchar(length=4, default="year", help_text="year, half")
    state = Varchar(length=10, default="draft", help_text="draft, submitted, returned, accepted")
    summary = Text(default="")
    quality = Text(default="", help_text="what cannot be counted")
    obstacles = Text(default="")
    recommendations = Text(default="")
    own_rating = SmallInt(null=True, default=None, help_text="1 to 5, of the KIM itself")
    own_rating_reason = Varchar(length=400, default="")
    known_name = Varchar(length=120, default="", help_text="'mengetahui', as printed")
    known_office = Varchar(length=160, default="")
    number = Varchar(length=80, default="")
    code = Varchar(length=16, default="", help_text="of papers: what the QR leads to")
    facts = Text(default="", help_text="JSON, of the day it was submitted")
    sha256 = Varchar(length=64, default="", help_text="of the facts")
    version = Integer(default=1)
    written_by = Text(default="", help_text="'12 40': accounts that wrote on it; none of them accepts it")
    submitted_by = BigInt(null=True, default=None)
    submitted_name = Varchar(length=120, default="")
    submitted_office = Varchar(length=160, default="")
    submitted_at = Timestamptz(null=True, default=None)
    decided_by = BigInt(null=True, default=None)
    decided_name = Varchar(length=120, default="")
    decided_office = Varchar(length=160, default="")
    decided_at = Timestamptz(null=True, default=None)
    note = Text(default="", help_text="why it came back, or a word of thanks")
    rating = SmallInt(null=True, default=None, help_text="1 to 5, of the pembina")
    rating_note = Varchar(length=400, default="")
    changed_at = Timestamptz(default=TimestamptzNow())
    created_at = Timestamptz(default=TimestamptzNow())
