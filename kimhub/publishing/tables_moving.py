"""Sites on their way in: an export that was handed in, and how far it has come."""

from piccolo.columns import BigSerial, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from kimhub.accounts.tables import User
from kimhub.groups.tables import Organization


class SiteImport(Table, tablename="site_import"):
    """What was found in it (`plan`) is looked at before anything is written; the file goes afterwards."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    user = ForeignKey(User, null=False, index=True)
    name = Varchar(length=160)
    file = Varchar(length=80, default="", index=True)
    plan = Text(default="{}", help_text="JSON: moving_in.Plan")
    choice = Varchar(length=6, default="", help_text="draft or shown; empty until somebody said go")
    done = Integer(default=0, help_text="texts that are through")
    report = Text(default="", help_text="JSON: moving_in.Report, once all is done")
    created_at = Timestamptz(default=TimestamptzNow())
    ended_at = Timestamptz(null=True, default=None)
