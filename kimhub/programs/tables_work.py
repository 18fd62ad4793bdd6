"""Carrying out: what happened, what it cost, what shows it, and what indicators have come to."""

from piccolo.columns import (
    UUID,
    BigInt,
    BigSerial,
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

from kimhub.programs.tables import ProgramIndicator, ProgramLine, WorkProgram


class ProgramEntry(Table, tablename="program_entry"):
    """Something that was done for a line, on a day."""

    id = BigSerial(primary_key=True)
    program = ForeignKey(WorkProgram, null=False, index=True)
    line = ForeignKey(ProgramLine, null=False, index=True)
    happened_on = Date()
    place = Varchar(length=160, default="")
    what = Text()
    male = Integer(default=0)
    female = Integer(default=0)
    obstacle = Varchar(length=600, default="")
    follow_up = Varchar(length=600, default="")
    version = Integer(default=1)
    created_by = BigInt(null=True, default=None)
    created_name = Varchar(length=120, default="")
    created_at = Timestamptz(default=TimestamptzNow())
    changed_at = Timestamptz(default=TimestamptzNow())
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")


class EntryCost(Table, tablename="program_cost"):
    """Money spent for an entry."""

    id = BigSerial(primary_key=True)
    entry = ForeignKey(ProgramEntry, null=False, index=True)
    line = ForeignKey(ProgramLine, null=False, index=True)
    program = ForeignKey(WorkProgram, null=False, index=True)
    sort = SmallInt(default=0)
    label = Varchar(length=160, default="")
    source = Varchar(length=20, help_text="of groups.funding.SOURCES")
    amount = BigInt(help_text="Rupiah")


class EntryFile(Table, tablename="program_file"):
    """A photo or document of an entry, or the evidence of a typed number."""

    id = BigSerial(primary_key=True)
    program = ForeignKey(WorkProgram, null=False, index=True)
    entry = ForeignKey(ProgramEntry, null=True, default=None, index=True)
    reading = BigInt(null=True, default=None, help_text="id of an IndicatorReading", index=True)
    income = BigInt(null=True, default=None, help_text="id of a ProgramIncome", index=True)
    purpose = Varchar(length=10, default="photo", help_text="photo, document")
    file = Varchar(length=80, help_text="key in kimhub.core.files.store()")
    name = Varchar(length=120)
    mime = Varchar(length=100)
    size = Integer(help_text="bytes")
    width = Integer(default=0)
    height = Integer(default=0)
    alt = Varchar(length=200, default="")
    in_report = SmallInt(default=1, help_text="1: shown on the photo pages of the LPJ")
    created_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())


class ProgramIncome(Table, tablename="program_income"):
    """Money that came in, by source: with the costs it makes the balance of the LPJ."""

    id = BigSerial(primary_key=True)
    program = ForeignKey(WorkProgram, null=False, index=True)
    received_on = Date()
    source = Varchar(length=20)
    amount = BigInt(help_text="Rupiah")
    label = Varchar(length=160, default="")
    version = Integer(default=1)
    created_by = BigInt(null=True, default=None)
    created_name = Varchar(length=120, default="")
    created_at = Timestamptz(default=TimestamptzNow())
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")


class IndicatorReading(Table, tablename="program_reading"):
    """What somebody says an indicator has come to: marked as typed, until the pembina has confirmed it
    (features.md E10). The newest one counts; older ones stay."""

    id = BigSerial(primary_key=True)
    indicator = ForeignKey(ProgramIndicator, null=False, index=True)
    program = ForeignKey(WorkProgram, null=False, index=True)
    value = BigInt(null=True, default=None, help_text="hundredths; empty for a qualitative one")
    words = Text(default="", help_text="what was seen, for a qualitative one; where the number is from")
    rating = SmallInt(null=True, default=None, help_text="1 to 5, of a qualitative one")
    read_on = Date()
    typed_by = BigInt(null=True, default=None)
    typed_name = Varchar(length=120, default="")
    typed_at = Timestamptz(default=TimestamptzNow())
    verdict = Varchar(length=10, default="", help_text="confirmed, doubted")
    verdict_note = Varchar(length=300, default="")
    verdict_by = BigInt(null=True, default=None)
    verdict_name = Varchar(length=120, default="", help_text="with the office")
    verdict_at = Timestamptz(null=True, default=None)
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")


class RemovedEntry(Table, tablename="program_entry_removed"):
    """An entry that was taken away, as it was, for as long as that can be undone."""

    id = BigSerial(primary_key=True)
    line = ForeignKey(ProgramLine, null=False, index=True)
    content = Text(help_text="JSON: the entry, its costs, its files")
    files = Text(default="", help_text="' key key ' in kimhub.core.files.store()")
    created_by = BigInt(null=True, default=None, help_text="who had written it")
    removed_by = BigInt(null=True, default=None)
    removed_at = Timestamptz(default=TimestamptzNow())
