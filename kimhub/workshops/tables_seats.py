"""Seats: who signed up, in which order, on whose invitation."""

from piccolo.columns import (
    UUID,
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

from kimhub.accounts.tables import User
from kimhub.groups.tables import Organization
from kimhub.wilayah.columns import Code
from kimhub.workshops.tables import Workshop


class Delegation(Table, tablename="workshop_delegation"):
    """An organization is invited with so many seats and names its people (domain.md 2.3). Its seats are
    held for it, within the capacity, until the invitation is answered or `answer_by` has passed."""

    id = BigSerial(primary_key=True)
    workshop = ForeignKey(Workshop, null=False, index=True)
    organization = ForeignKey(Organization, null=False, index=True)
    seats = SmallInt()
    state = Varchar(
        length=10, default="invited", help_text="invited, accepted, declined, lapsed, withdrawn"
    )
    note = Varchar(length=300, default="")
    answer_by = Timestamptz(null=True, default=None)
    answered_by = BigInt(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    invited_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    key = UUID(null=True, default=None, unique=True)


class Registration(Table, tablename="workshop_registration"):
    """One person's place: a seat, a place in the line, or what became of it.

    One row per person and workshop: whoever comes back after leaving gets the same row and the end of the
    line. Of an account `user` says who; of somebody without one, `name` and `phone` (purged later).
    """

    id = BigSerial(primary_key=True)
    workshop = ForeignKey(Workshop, null=False, index=False)
    user = ForeignKey(User, null=True, default=None, index=True)
    delegation = ForeignKey(Delegation, null=True, default=None, index=True)
    name = Varchar(length=120, help_text="as on the certificate, titles included")
    phone = Varchar(length=20, default="", help_text="+62...; of people without account, purged later")
    email = Varchar(length=120, default="")
    sex = Varchar(length=1, default="", help_text="L, P or empty; for the counts of the report")
    organization = ForeignKey(Organization, null=True, default=None, help_text="whom the person stands for")
    from_where = Varchar(length=160, default="", help_text="KIM or institution, in words")
    district_code = Code(length=8, default="", help_text="kecamatan, for the seats per kecamatan")
    kind = Varchar(
        length=12, default="participant", help_text="participant, companion, speaker, committee, guest"
    )
    state = Varchar(
        length=10,
        help_text="asked, confirmed, waiting, offered, cancelled, rejected, lapsed (offer not taken)",
    )
    line = Integer(default=0, help_text="order of arrival; a new one when somebody comes back")
    offered_until = Timestamptz(null=True, default=None)
    answers = Text(default="{}", help_text="JSON {question id: answer}; purged later")
    secret = Varchar(length=64, default="", help_text="SHA-256 of what the personal link carries")
    code = Varchar(length=8, help_text="at the door; unique within the workshop")
    reason = Varchar(length=300, default="", help_text="of the refusal or withdrawal")
    note = Varchar(length=300, default="", help_text="of the organizer, for the team")
    walk_in = SmallInt(default=0, help_text="1: written down at the door")
    by = BigInt(null=True, default=None, help_text="who signed them up; empty: the person")
    agreed_at = Timestamptz(null=True, default=None, help_text="to the note on privacy of the form")
    confirmed_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    changed_at = Timestamptz(default=TimestamptzNow())
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")
