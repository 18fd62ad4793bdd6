"""What is being written: a program, its lines, and what each line measures and costs.

These rows are the working copy. What was submitted and what is agreed stands in tables_versions.py and
never changes again. Rows keep their ids from version to version, so that an amendment can be told from the
version before it and everything recorded about a line stays with it.
"""

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


class WorkProgram(Table, tablename="program"):
    """The work program of an organization for a year, or a template an office offers to those below.

    `state` is that of the working copy (states.py); `in_force` is the version that is agreed, also while an
    amendment is being written or reviewed.
    """

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=False)
    kind = Varchar(length=10, default="program", help_text="program, template")
    year = SmallInt()
    slug = Varchar(length=90, unique=True)
    title = Varchar(length=160)
    background = Text(default="")
    legal_basis = Text(default="", help_text="one basis per line")
    goals = Text(default="")
    state = Varchar(length=14, default="draft", help_text="see states.py")
    latest = Integer(default=0, help_text="number of the version submitted last")
    current = BigInt(null=True, default=None, help_text="id of the version that is being decided on")
    in_force = BigInt(null=True, default=None, help_text="id of the version that is agreed")
    amends = Varchar(length=500, default="", help_text="why the agreed program is being changed")
    hands = Text(default="", help_text="'12 40': accounts that wrote on it; none of them decides on it")
    reply_by = Date(null=True, default=None, help_text="until when a returned program is awaited")
    offered = Boolean(default=False, help_text="a template: may be taken by those below")
    copied_from = BigInt(null=True, default=None, help_text="the program it began as")
    version = Integer(default=1, help_text="of the texts here: rises with each edit of them")
    rev = Integer(default=1, help_text="rises with whatever changes what a reader sees")
    closed_at = Timestamptz(null=True, default=None)
    nagged_on = Date(null=True, default=None, help_text="the last day its people were reminded")
    created_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    changed_at = Timestamptz(default=TimestamptzNow())
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")


class ProgramLine(Table, tablename="program_line"):
    """A planned activity (domain.md 3.2). `version` guards the plan, `work_version` what became of it."""

    id = BigSerial(primary_key=True)
    program = ForeignKey(WorkProgram, null=False, index=True)
    sort = Integer(default=0)
    section = Varchar(length=80, default="")
    name = Varchar(length=200, default="")
    adinda = Varchar(length=6, default="", help_text="letters of the working cycle, domain.md 2.1")
    purpose = Varchar(length=600, default="")
    target_group = Varchar(length=200, default="")
    target_count = Integer(null=True, default=None, help_text="people")
    months = SmallInt(default=0, help_text="bit 0 is January")
    starts_on = Date(null=True, default=None)
    ends_on = Date(null=True, default=None)
    rhythm = Varchar(length=80, default="", help_text="'tiap bulan'")
    pic_user = ForeignKey(User, null=True, default=None, index=True)
    pic_name = Varchar(length=120, default="")
    output = Varchar(length=400, default="")
    outcome = Varchar(length=400, default="")
    priority = SmallInt(default=2, help_text="1 high, 2 ordinary, 3 low")
    note = Varchar(length=300, default="")
    dropped = Boolean(default=False, help_text="taken out of the plan; what is recorded of it stays")
    adopted_from = BigInt(null=True, default=None, help_text="the line of another KIM it began as")
    version = Integer(default=1, help_text="rises with each edit of the plan of this line")
    changed_by = BigInt(null=True, default=None)
    changed_name = Varchar(length=120, default="")
    changed_at = Timestamptz(default=TimestamptzNow())
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")
    # As the version in force says, which an amendment on its way does not change (standing_lines)
    agreed = Boolean(default=False, help_text="stands in the version in force")
    agreed_until = Date(null=True, default=None, help_text="there the last day of its time")
    # What became of it
    progress = Varchar(length=12, default="not_started", help_text="see states.PROGRESS")
    progress_reason = Varchar(length=300, default="")
    postponed_to = Date(null=True, default=None)
    share = SmallInt(default=0, help_text="per cent done, as its people say")
    done_on = Date(null=True, default=None)
    work_version = Integer(default=1)
    nagged_on = Date(null=True, default=None, help_text="the last day it was said to be late")


class LinePast(Table, tablename="program_line_past"):
    """A line as it was before an edit: by this two people's edits are laid together field by field."""

    id = BigSerial(primary_key=True)
    line = ForeignKey(ProgramLine, null=False, index=False)
    version = Integer()
    content = Text(help_text="JSON of a plan.Line")
    name = Varchar(length=120, help_text="who had written it so")
    written_at = Timestamptz(default=TimestamptzNow())
    key = Varchar(length=40, default="", help_text="of the edit that came after it: sent twice, done once")


class ProgramIndicator(Table, tablename="program_indicator"):
    """What a line is measured by. `source` is empty for what people type, else a key of chain.measures."""

    id = BigSerial(primary_key=True)
    line = ForeignKey(ProgramLine, null=False, index=True)
    sort = SmallInt(default=0)
    kind = Varchar(length=12, default="kuantitatif", help_text="kuantitatif, kualitatif")
    name = Varchar(length=200)
    unit = Varchar(length=40, default="")
    target = BigInt(null=True, default=None, help_text="hundredths")
    baseline = BigInt(null=True, default=None, help_text="hundredths: where it stood before")
    source = Varchar(length=30, default="")
    breadth = Varchar(
        length=6, default="line", help_text="line: what is tied to it; house: all of the year"
    )
    dropped = Boolean(default=False)
    key = Varchar(length=40, default="", help_text="made with the row of the form")


class BudgetItem(Table, tablename="program_item"):
    """What a line costs: volume x unit x price. Whole Rupiah."""

    id = BigSerial(primary_key=True)
    line = ForeignKey(ProgramLine, null=False, index=True)
    sort = SmallInt(default=0)
    label = Varchar(length=200)
    volume = Integer(default=1)
    unit = Varchar(length=30, default="")
    price = BigInt(default=0)
    source = Varchar(length=20, help_text="of groups.funding.SOURCES")
    key = Varchar(length=40, default="", help_text="made with the row of the form")


class ProgramImport(Table, tablename="program_import"):
    """A sheet of lines on trial: read, shown, and written only when confirmed."""

    id = BigSerial(primary_key=True)
    program = ForeignKey(WorkProgram, null=False, index=True)
    state = Varchar(length=12, default="draft", help_text="draft, confirmed, undone")
    name = Varchar(length=160, default="", help_text="of the file; empty: pasted")
    rows = Text(default="[]", help_text="JSON of what was read; empty once confirmed")
    columns = Text(default="[]", help_text="JSON: which column is what")
    made = Integer(default=0, help_text="lines that came of it")
    lines = Text(default="", help_text="'12 40': their ids, for taking them out together")
    created_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    ends_at = Timestamptz(index=True, help_text="a draft is forgotten then")
    key = UUID(unique=True, help_text="made with the form")
