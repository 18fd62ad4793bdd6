"""What people are told. One unread entry per matter, however much happens in it."""

from piccolo.columns import (
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
from piccolo.table import Table

from kimhub.accounts.tables import User


class Notification(Table, tablename="notification"):
    """An entry of somebody's inbox. `data` is what its sentence needs, told in the reader's language."""

    id = BigSerial(primary_key=True)
    user = ForeignKey(User, null=False, index=False)
    kind = Varchar(length=40, help_text="a key of kimhub.notifications.sentences")
    about = Varchar(length=80, help_text="the matter, such as 'topic:7'")
    data = Text(default="{}")
    url = Varchar(length=300)
    needs_action = Boolean(default=False, help_text="the ball is with the reader: shown in yellow")
    happened = Integer(default=1, help_text="how many things this unread entry stands for")
    from_user = BigInt(null=True, default=None)
    at = Timestamptz()
    read_at = Timestamptz(null=True, default=None)
    topic = BigInt(null=True, default=None, help_text="what it says is read from there when it is shown")
    since = Integer(default=0, help_text="number of the first post it stands for")
    upto = BigInt(default=0, help_text="number of the last; for other matters what tells one from the next")
    mention = Integer(default=0, help_text="number of the first post of these that names the reader")
    direct = Integer(default=0, help_text="number of the first that answers the reader")
    quiet = Boolean(default=False, help_text="stands in the list and not in the badge")
    mail_due = Timestamptz(null=True, default=None)
    mailed_at = Timestamptz(null=True, default=None)
    mailed_upto = BigInt(default=0)


class MailChoice(Table, tablename="mail_choice"):
    """What somebody wants by e-mail. No row: nothing."""

    id = BigSerial(primary_key=True)
    user = ForeignKey(User, null=False, index=False, unique=True)
    level = Varchar(length=8, help_text="none, direct, daily, each")
    hour = SmallInt(default=6, help_text="of the daily digest, where the reader lives")
    next_at = Timestamptz(null=True, default=None, help_text="when the next digest is due")
    reply_rev = Integer(default=0, help_text="goes up when they stop: no answers to older letters")
    since = Timestamptz(help_text="entries after this moment are in the next digest")
