"""What was submitted and decided: versions, their frozen content, and every step with who took it."""

from piccolo.columns import BigInt, BigSerial, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from kimhub.programs.tables import WorkProgram


class ProgramVersion(Table, tablename="program_version"):
    """A submission and what came of it. Names and offices are kept as they were on that day (domain.md
    0.9)."""

    id = BigSerial(primary_key=True)
    program = ForeignKey(WorkProgram, null=False, index=False)
    number = Integer()
    state = Varchar(length=14, help_text="see states.py")
    reason = Varchar(length=500, default="", help_text="of an amendment")
    lines = Integer(default=0)
    total = BigInt(default=0, help_text="Rupiah")
    hands = Text(default="", help_text="'12 40': accounts that wrote on it; none of them decides on it")
    submitted_by = BigInt()
    submitted_name = Varchar(length=120)
    submitted_office = Varchar(length=160, default="")
    submitted_at = Timestamptz(default=TimestamptzNow())
    due_on = Date(null=True, default=None, help_text="the pembina answers until then")
    reviewer = BigInt(null=True, default=None, help_text="account that took it up")
    escalated_at = Timestamptz(null=True, default=None)
    known_link = Varchar(length=64, default="", help_text="hash of the link to the village head")
    known_name = Varchar(length=120, default="", help_text="'mengetahui': village head or lurah")
    known_office = Varchar(length=160, default="")
    known_at = Timestamptz(null=True, default=None)
    known_file = Varchar(length=80, default="", help_text="photo of the signed paper, when it was on paper")
    known_mime = Varchar(length=100, default="")
    known_size = Integer(default=0, help_text="bytes")
    decided_by = BigInt(null=True, default=None)
    decided_name = Varchar(length=120, default="")
    decided_office = Varchar(length=160, default="")
    decided_at = Timestamptz(null=True, default=None)
    decision_note = Text(default="")
    replaced = BigInt(null=True, default=None, help_text="id of the version it took the place of")
    letter_no = Varchar(length=80, default="", help_text="of the result of the review")
    code = Varchar(length=16, default="", help_text="of papers: what the QR leads to")
    ended_at = Timestamptz(null=True, default=None, help_text="another version took its place")


class ProgramSnapshot(Table, tablename="program_snapshot"):
    """The content of a version: written once, and never changed by anything."""

    id = BigSerial(primary_key=True)
    version = ForeignKey(ProgramVersion, null=False, unique=True)
    content = Text(help_text="JSON of a plan.Plan")
    sha256 = Varchar(length=64)


class ProgramStep(Table, tablename="program_step"):
    """Who did what with a program and when: its history."""

    id = BigSerial(primary_key=True)
    program = ForeignKey(WorkProgram, null=False, index=True)
    version = BigInt(null=True, default=None)
    act = Varchar(length=20, help_text="see states.ACTS")
    actor = BigInt(null=True, default=None, help_text="empty: the clock, or somebody without an account")
    name = Varchar(length=120, default="")
    office = Varchar(length=160, default="")
    reason = Text(default="")
    happened_at = Timestamptz(default=TimestamptzNow())
