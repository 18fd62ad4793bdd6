"""The door: who was there, and the sheet of paper."""

from piccolo.columns import UUID, BigInt, BigSerial, Boolean, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from kimhub.workshops.tables import Workshop, WorkshopFile, WorkshopSession
from kimhub.workshops.tables_seats import Registration


class Attendance(Table, tablename="workshop_attendance"):
    """This person was there in this session: at most one row, however many ways said so."""

    id = BigSerial(primary_key=True)
    registration = ForeignKey(Registration, null=False, index=False)
    session = ForeignKey(WorkshopSession, null=False, index=True)
    workshop = ForeignKey(Workshop, null=False, index=True)
    at = Timestamptz(help_text="when the person came, by the clock of whoever noted it")
    method = Varchar(length=10, help_text="qr, code, list, self, paper, walk_in")
    by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())


class DoorAct(Table, tablename="workshop_door_act"):
    """An act at the door, by the id the phone gave it: sent again, it acts once. It is also the log."""

    id = BigSerial(primary_key=True)
    key = UUID(unique=True)
    workshop = ForeignKey(Workshop, null=False, index=True)
    session = ForeignKey(WorkshopSession, null=False, index=False)
    registration = ForeignKey(Registration, null=True, default=None, index=True)
    act = Varchar(length=8, help_text="in, out (undo), new (walk-in)")
    method = Varchar(length=10)
    at = Timestamptz(help_text="by the clock of the phone, brought into bounds")
    by = BigInt(null=True, default=None)
    acted = Boolean(default=True, help_text="False: it changed nothing, or came too late")
    created_at = Timestamptz(default=TimestamptzNow())


class Sheet(Table, tablename="workshop_sheet"):
    """A printed daftar hadir: which number is whom, as it was printed."""

    id = BigSerial(primary_key=True)
    workshop = ForeignKey(Workshop, null=False, index=True)
    session = ForeignKey(WorkshopSession, null=False, index=False)
    number = Varchar(length=8, help_text="printed at its foot, so that the right one is ticked")
    rows = Text(help_text="JSON list of registration ids, in the order printed")
    photo = ForeignKey(WorkshopFile, null=True, default=None)
    ticked_at = Timestamptz(null=True, default=None)
    ticked_by = BigInt(null=True, default=None)
    created_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
