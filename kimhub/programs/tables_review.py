"""The review: comments, who stands in for whom, and how a district does it."""

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
from kimhub.programs.tables import WorkProgram
from kimhub.wilayah.columns import Code


class ReviewComment(Table, tablename="program_comment"):
    """A remark about a program, one of its lines, or one field of a line. Until `sent_at` it is seen by
    the office that writes it only; it goes out with the decision, or on its own."""

    id = BigSerial(primary_key=True)
    program = ForeignKey(WorkProgram, null=False, index=True)
    version = BigInt(null=True, default=None, help_text="the version it was written about")
    line = BigInt(null=True, default=None)
    field = Varchar(length=20, default="", help_text="of plan.FIELDS")
    parent = BigInt(null=True, default=None, help_text="the remark it answers")
    body = Text()
    author = BigInt()
    author_name = Varchar(length=120)
    author_office = Varchar(length=160, default="")
    of_reviewer = Boolean(default=False, help_text="written by who reviews; else by the house, or advice")
    sent_at = Timestamptz(null=True, default=None)
    resolved_at = Timestamptz(null=True, default=None)
    resolved_name = Varchar(length=120, default="")
    created_at = Timestamptz(default=TimestamptzNow())
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")


class StandIn(Table, tablename="program_stand_in"):
    """Somebody of an office who does another's reviews for some days."""

    id = BigSerial(primary_key=True)
    away = ForeignKey(User, null=False, index=True)
    instead = ForeignKey(User, null=False, index=True)
    since = Date()
    until = Date()
    reason = Varchar(length=200, default="")
    created_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    ended_at = Timestamptz(null=True, default=None)


class ProgramRules(Table, tablename="program_rules"):
    """How a district goes about programs; without a row as rules.py says."""

    id = BigSerial(primary_key=True)
    wilayah_code = Code(length=13, unique=True)
    acknowledge = Boolean(default=False, help_text="kepala desa or lurah first ('mengetahui')")
    need_decree = Boolean(default=True, help_text="only with a valid SK can a program be submitted")
    review_days = SmallInt(default=14, help_text="within which the pembina answers")
    reply_days = SmallInt(default=14, help_text="within which a returned program is awaited")
    submit_month = SmallInt(default=12, help_text="programs of a year are due in the year before")
    submit_day = SmallInt(default=31)
    report_month = SmallInt(default=1, help_text="the LPJ is due in the year after")
    report_day = SmallInt(default=31)
    half_year = Boolean(default=False, help_text="an LPJ of the first half year is asked for")
    version = Integer(default=1)
    changed_by = BigInt(null=True, default=None)
    changed_at = Timestamptz(default=TimestamptzNow())


class ProgramReminder(Table, tablename="program_reminder"):
    """That an organization was reminded of its program or LPJ of a year."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    year = SmallInt()
    about = Varchar(length=10, help_text="program, reply, report")
    message = Varchar(length=500, default="")
    sent_by = BigInt(null=True, default=None)
    sent_at = Timestamptz(default=TimestamptzNow())
