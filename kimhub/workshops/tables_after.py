"""What comes after: feedback, tests, certificates, the report, and what was told to whom."""

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
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from kimhub.accounts.tables import User
from kimhub.workshops.tables import Speaker, Workshop
from kimhub.workshops.tables_seats import Registration


class FeedbackForm(Table, tablename="workshop_feedback_form"):
    """What people are asked afterwards. Answers carry no name, and none that could be matched by time."""

    id = BigSerial(primary_key=True)
    workshop = ForeignKey(Workshop, null=False, unique=True)
    questions = Text(help_text='JSON [{"kind": "scale"|"text", "label": ...}]')
    closes_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())


class FeedbackAnswer(Table, tablename="workshop_feedback"):
    id = UUID(primary_key=True, help_text="drawn by chance: the order of arrival tells nobody")
    workshop = ForeignKey(Workshop, null=False, index=True)
    answers = Text(help_text="JSON list, one entry per question")
    shown = Boolean(default=False, help_text="counts in the results: they come out several at a time")


class FeedbackGiven(Table, tablename="workshop_feedback_given"):
    """That this person has answered, not what."""

    id = BigSerial(primary_key=True)
    registration = ForeignKey(Registration, null=False, unique=True)


class Quiz(Table, tablename="workshop_quiz"):
    """A test before and after: the same questions, each with one right choice."""

    id = BigSerial(primary_key=True)
    workshop = ForeignKey(Workshop, null=False, unique=True)
    questions = Text(help_text='JSON [{"label": ..., "options": [...], "right": 0}]')
    open_phase = Varchar(length=4, default="", help_text="pre, post or empty: closed")
    created_at = Timestamptz(default=TimestamptzNow())


class QuizResult(Table, tablename="workshop_quiz_result"):
    id = BigSerial(primary_key=True)
    registration = ForeignKey(Registration, null=False, index=False)
    workshop = ForeignKey(Workshop, null=False, index=True)
    phase = Varchar(length=4, help_text="pre, post")
    answers = Text(help_text="JSON list of chosen indexes")
    score = SmallInt(help_text="right answers")
    out_of = SmallInt()
    created_at = Timestamptz(default=TimestamptzNow())


class Certificate(Table, tablename="workshop_certificate"):
    """A certificate as it was issued: every printed fact is kept here and shown by the check page. It rests
    on a registration or on a line of the speakers."""

    id = BigSerial(primary_key=True)
    workshop = ForeignKey(Workshop, null=False, index=True)
    registration = ForeignKey(Registration, null=True, default=None, index=True)
    speaker = ForeignKey(
        Speaker,
        null=True,
        default=None,
        on_delete=OnDelete.set_null,
        help_text="who spoke without having signed up",
    )
    user = ForeignKey(User, null=True, default=None, index=True)
    number = Varchar(length=80)
    name = Varchar(length=120)
    from_where = Varchar(length=160, default="")
    role = Varchar(length=12, default="participant")
    facts = Text(help_text="JSON: event, kind, organizer, date, place, hours, signer, lessons")
    credit_hours = SmallInt(default=0)
    issued_on = Date()
    code = Varchar(length=16, unique=True, help_text="of papers: what the QR leads to")
    state = Varchar(length=8, default="valid", help_text="valid, revoked, replaced")
    reason = Varchar(length=300, default="", help_text="of the revocation")
    replaced_by = BigInt(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    issued_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())


class WorkshopReport(Table, tablename="workshop_report"):
    """Laporan kegiatan (domain.md 2.3, 12): what is known fills itself in, the rest is written."""

    id = BigSerial(primary_key=True)
    workshop = ForeignKey(Workshop, null=False, unique=True)
    state = Varchar(length=10, default="draft", help_text="draft, submitted, returned, accepted")
    background = Text(default="")
    aim = Text(default="")
    course = Text(default="", help_text="how it went")
    results = Text(default="", help_text="what was discussed, output")
    decisions = Text(default="")
    evaluation = Text(default="", help_text="obstacles and evaluation")
    follow_up = Text(default="", help_text="conclusion, suggestions, next steps")
    extra_male = Integer(default=0, help_text="people who were there and are on no list")
    extra_female = Integer(default=0)
    number = Varchar(length=80, default="")
    version = Integer(default=1)
    written_by = BigInt(null=True, default=None)
    submitted_by = BigInt(null=True, default=None)
    submitted_at = Timestamptz(null=True, default=None)
    decided_by = BigInt(null=True, default=None)
    decided_name = Varchar(length=200, default="", help_text="name and office on that day")
    decided_at = Timestamptz(null=True, default=None)
    note = Varchar(length=600, default="", help_text="of the pembina")
    facts = Text(default="{}", help_text="JSON: the numbers as they were when it was accepted")
    created_at = Timestamptz(default=TimestamptzNow())
    changed_at = Timestamptz(default=TimestamptzNow())


class ReportCost(Table, tablename="workshop_cost"):
    """A line of the costs: planned and spent, whole Rupiah, by source of the money (domain.md 3.2)."""

    id = BigSerial(primary_key=True)
    workshop = ForeignKey(Workshop, null=False, index=True)
    item = Varchar(length=160)
    source = Varchar(length=16, default="lainnya")
    planned = BigInt(default=0, help_text="Rupiah")
    spent = BigInt(default=0, help_text="Rupiah")
    sort = SmallInt(default=0)


class InvitationLetter(Table, tablename="workshop_letter"):
    """A surat undangan as it went out; numbers come from the organization's counter (papers)."""

    id = BigSerial(primary_key=True)
    workshop = ForeignKey(Workshop, null=False, index=True)
    number = Varchar(length=80)
    nature = Varchar(length=40, default="Biasa", help_text="sifat")
    enclosure = Varchar(length=80, default="-", help_text="lampiran")
    subject = Varchar(length=160)
    place = Varchar(length=80, help_text="place in the date line")
    dated = Date()
    addressees = Text(help_text="JSON list of lines")
    copies = Text(default="[]", help_text="tembusan: JSON list of lines")
    each = Boolean(default=False, help_text="one sheet for each addressee; else one letter for all")
    facts = Text(default="[]", help_text="JSON [[label, value]]: day, time, place as they were printed")
    reason = Varchar(length=300, default="", help_text="of the revocation")
    ended_at = Timestamptz(null=True, default=None)
    opening = Text(default="")
    closing = Text(default="")
    signer_name = Varchar(length=120)
    signer_position = Varchar(length=160)
    signer_id = Varchar(length=60, default="", help_text="rank and NIP, of officials")
    paper = Varchar(length=2, default="F4", help_text="F4 (215 x 330 mm), A4")
    code = Varchar(length=16, unique=True, help_text="of papers: what the QR leads to")
    state = Varchar(length=8, default="valid", help_text="valid, revoked")
    created_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")


class WorkshopMessage(Table, tablename="workshop_message"):
    """What an organizer wrote to a chosen part of the people."""

    id = BigSerial(primary_key=True)
    workshop = ForeignKey(Workshop, null=False, index=True)
    subset = Varchar(length=20, help_text="confirmed, waiting, asked, absent, present, all")
    body = Text()
    reached = Integer(default=0)
    by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")


class Told(Table, tablename="workshop_told"):
    """This was told to this person: a thing is told once, whatever is tried again."""

    id = BigSerial(primary_key=True)
    registration = ForeignKey(Registration, null=False, index=False)
    what = Varchar(length=40, help_text="reminder-1d-<start>, confirmed-<line>, moved-<version>, ...")
    at = Timestamptz(default=TimestamptzNow())


class CalendarLink(Table, tablename="calendar_link"):
    """A secret address of somebody's calendar feed."""

    id = BigSerial(primary_key=True)
    user = ForeignKey(User, null=False, index=True)
    secret = Varchar(length=64, unique=True, help_text="SHA-256 of what the address carries")
    label = Varchar(length=60, default="")
    created_at = Timestamptz(default=TimestamptzNow())
    used_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)


class ListExport(Table, tablename="workshop_export"):
    """Who took a list of people out, and which columns."""

    id = BigSerial(primary_key=True)
    workshop = ForeignKey(Workshop, null=False, index=True)
    what = Varchar(length=20)
    format = Varchar(length=6)
    columns = Varchar(length=200, default="")
    with_contacts = Boolean(default=False)
    rows = Integer(default=0)
    by = BigInt()
    at = Timestamptz(default=TimestamptzNow())
