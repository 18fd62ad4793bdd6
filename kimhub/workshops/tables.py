"""Workshops: the event, its days and rundown, who speaks, whom it is for, who helps to run it."""

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
from kimhub.wilayah.columns import Code


class WorkshopKind(Table, tablename="workshop_kind"):
    """A kind of event that a district adds to the list of domain.md 2.2 (that list stands in kinds.py)."""

    id = BigSerial(primary_key=True)
    code = Varchar(length=30, unique=True)
    label = Varchar(length=60)
    label_en = Varchar(length=60, default="")
    wilayah_code = Code(length=13, default="", help_text="'' is the whole installation")
    created_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    retired_at = Timestamptz(null=True, default=None, help_text="no longer offered; kept for old events")


class Workshop(Table, tablename="workshop"):
    """An event that people sign up for. Times are UTC; `zone` is the place's own.

    `state` changes by a person's act only: draft, open, cancelled, finished (attendance closed), reported
    (report accepted). What follows from the clock and the seats (not yet open for sign-ups, full, closed,
    running, over) is computed: see states.py.
    """

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=False)
    slug = Varchar(length=90, unique=True)
    kind = Varchar(length=30, default="workshop")
    title = Varchar(length=160)
    theme = Varchar(length=200, default="")
    purpose = Text(default="", help_text="markup of core/markup.py")
    legal_basis = Varchar(length=300, default="")
    adinda = Varchar(length=6, default="", help_text="letters of the working cycle, domain.md 2.1")
    audience_note = Varchar(length=200, default="", help_text="for whom, in words")
    bring = Varchar(length=300, default="")
    contact_name = Varchar(length=120, default="")
    contact_phone = Varchar(length=20, default="", help_text="+62..., shown on the page")
    mode = Varchar(length=8, default="onsite", help_text="onsite, online, both")
    venue = Varchar(length=160, default="")
    address = Varchar(length=240, default="")
    wilayah_code = Code(length=13, help_text="of the place; decides the zone")
    zone = Varchar(length=20, default="Asia/Jakarta", help_text="IANA name")
    online_url = Varchar(length=400, default="", help_text="for confirmed people only")
    online_note = Varchar(
        length=300, default="", help_text="meeting number, passcode; confirmed people only"
    )
    poster = Varchar(length=80, default="", help_text="key in kimhub.core.files.store()")
    poster_width = Integer(default=0)
    poster_height = Integer(default=0)
    poster_alt = Varchar(length=200, default="")
    starts_at = Timestamptz(null=True, default=None, help_text="start of the first session")
    ends_at = Timestamptz(null=True, default=None, help_text="end of the last session")
    state = Varchar(length=10, default="draft")
    published_at = Timestamptz(null=True, default=None)
    cancelled_at = Timestamptz(null=True, default=None)
    cancel_reason = Varchar(length=300, default="")
    postponed_from = Timestamptz(
        null=True, default=None, help_text="starts_at before the last postponement"
    )
    finished_at = Timestamptz(null=True, default=None)

    # Sign-up
    admission = Varchar(length=10, default="open", help_text="open, delegation, invited")
    guests = Boolean(default=False, help_text="people without an account may sign up")
    approval = Boolean(default=False, help_text="each sign-up waits for the organizer")
    opens_at = Timestamptz(null=True, default=None)
    closes_at = Timestamptz(null=True, default=None, help_text="empty: when it begins")
    capacity = Integer(null=True, default=50, help_text="empty: no limit")
    per_organization = Integer(null=True, default=None, help_text="seats of each KIM")
    per_district = Integer(null=True, default=None, help_text="seats of each kecamatan")
    waiting_list = Boolean(default=True)
    taken = Integer(
        default=0, help_text="seats confirmed or offered; kept by seats.py under the row's lock"
    )
    waiting = Integer(default=0, help_text="people on the waiting list")
    asking = Integer(default=0, help_text="sign-ups that wait for approval")
    last_line = Integer(default=0, help_text="the last place given in the order of arrival")
    keep_months = SmallInt(
        default=6, help_text="answers and phone numbers are purged so long after the end (features.md R3)"
    )

    # Around it
    reminders = Varchar(length=30, default="7d 1d 2h")
    reminded = Varchar(length=120, default="", help_text="which of them went out, for which start")
    nagged_week = SmallInt(default=0, help_text="the last week for which the report was asked for")
    door_code = Varchar(length=8, default="", help_text="what people type or scan in the room")
    certificates = Boolean(default=False)
    certificate_share = SmallInt(default=75, help_text="per cent of the sessions one must have attended")
    credit_hours = SmallInt(default=0, help_text="JP printed on the certificate; 0 prints none")
    signer_name = Varchar(length=120, default="")
    signer_position = Varchar(length=160, default="")
    series = BigInt(null=True, default=None, help_text="id of the first workshop of the series")
    copied_from = BigInt(null=True, default=None)
    is_template = Boolean(default=False, help_text="of a pembina: offered to the KIM below for copying")
    version = Integer(default=1, help_text="rises with each edit: two editors never overwrite each other")
    rev = Integer(default=1, help_text="rises with whatever changes what a visitor sees, seats included")
    purged_at = Timestamptz(null=True, default=None)
    created_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")


class WorkshopSession(Table, tablename="workshop_session"):
    """A stretch of time whose attendance is taken: a day, or half of one."""

    id = BigSerial(primary_key=True)
    workshop = ForeignKey(Workshop, null=False, index=True)
    title = Varchar(length=120, default="")
    room = Varchar(length=120, default="")
    starts_at = Timestamptz()
    ends_at = Timestamptz()
    door_code = Varchar(length=8, default="", help_text="of the room, for this session")


class Speaker(Table, tablename="workshop_speaker"):
    """A speaker or moderator, with or without an account."""

    id = BigSerial(primary_key=True)
    workshop = ForeignKey(Workshop, null=False, index=True)
    user = ForeignKey(User, null=True, default=None, index=True)
    role = Varchar(length=12, default="speaker", help_text="speaker, moderator, opener")
    name = Varchar(length=160)
    office = Varchar(length=160, default="", help_text="position and institution")
    bio = Varchar(length=600, default="")
    sort = SmallInt(default=0)


class RundownItem(Table, tablename="workshop_item"):
    """A line of the rundown, within a session."""

    id = BigSerial(primary_key=True)
    workshop = ForeignKey(Workshop, null=False, index=True)
    session = ForeignKey(WorkshopSession, null=False, index=True)
    starts_at = Timestamptz()
    ends_at = Timestamptz(null=True, default=None)
    title = Varchar(length=200)
    speaker = ForeignKey(Speaker, null=True, default=None)
    who = Varchar(length=160, default="", help_text="in words, where it is no speaker of the list")
    credit_hours = SmallInt(default=0)


class WorkshopAudience(Table, tablename="workshop_audience"):
    """Whom it is for: an organization, or everybody of a wilayah. No row: everybody."""

    id = BigSerial(primary_key=True)
    workshop = ForeignKey(Workshop, null=False, index=True)
    organization = ForeignKey(Organization, null=True, default=None, index=True)
    wilayah_code = Code(length=13, default="")


class WorkshopQuestion(Table, tablename="workshop_question"):
    """An own question of the organizer, at most ten."""

    id = BigSerial(primary_key=True)
    workshop = ForeignKey(Workshop, null=False, index=True)
    sort = SmallInt(default=0)
    kind = Varchar(length=8, default="text", help_text="text, choice, yesno")
    label = Varchar(length=160)
    options = Text(default="[]", help_text="JSON list of the choices")
    required = Boolean(default=False)
    only_if = BigInt(null=True, default=None, help_text="an earlier question of this workshop")
    only_if_answer = Varchar(length=120, default="", help_text="is asked if that one was answered so")


class WorkshopHelper(Table, tablename="workshop_helper"):
    """Whom the owner lets run this one event (domain.md 6.2), or only stand at its door (features.md
    M3)."""

    id = BigSerial(primary_key=True)
    workshop = ForeignKey(Workshop, null=False, index=True)
    user = ForeignKey(User, null=False, index=True)
    role = Varchar(length=10, default="organizer", help_text="organizer, door")
    granted_by = BigInt(null=True, default=None)
    granted_at = Timestamptz(default=TimestamptzNow())


class WorkshopFile(Table, tablename="workshop_file"):
    """A file of the event: material to hand out, a photo, the photo of a signed sheet."""

    id = BigSerial(primary_key=True)
    workshop = ForeignKey(Workshop, null=False, index=True)
    purpose = Varchar(length=10, default="material", help_text="material, photo, sheet, annex")
    for_whom = Varchar(length=10, default="public", help_text="public, confirmed, team")
    file = Varchar(length=80, help_text="key in kimhub.core.files.store()")
    name = Varchar(length=120)
    mime = Varchar(length=100)
    size = Integer(help_text="bytes")
    width = Integer(default=0)
    height = Integer(default=0)
    alt = Varchar(length=200, default="")
    sort = SmallInt(default=0)
    created_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
