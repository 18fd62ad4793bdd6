"""What citizens send to a house: stories with photos, until an editor has decided."""

from piccolo.columns import UUID, BigInt, BigSerial, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from kimhub.groups.tables import Organization
from kimhub.wilayah.columns import Code


class Story(Table, tablename="site_story"):
    """Sent without an account. The whole row is forgotten after a while (stories.KEPT_FOR), so that
    nobody's number stays: what was made of it is an article of its own."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    key = UUID(unique=True, help_text="made with the form")
    text = Text()
    place = Varchar(length=120, default="")
    name = Varchar(length=80, default="", help_text="credited below the text; empty: a citizen")
    contact = Varchar(length=120, default="", help_text="how editors ask back; never published")
    photos = Code(length=80, default="", help_text="' 12 45 ': ids of photos of the house")
    state = Varchar(length=8, default="waiting", help_text="waiting, taken, refused")
    reason = Varchar(length=300, default="", help_text="why it was refused, for the editors")
    made = BigInt(null=True, default=None, help_text="the article made of it")
    sent_at = Timestamptz(default=TimestamptzNow())
    settled_at = Timestamptz(null=True, default=None)
