"""What people are told. One unread entry per matter, however much happens in it."""

from piccolo.columns import BigInt, BigSerial, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
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
