"""Information on its way: packages of an office, what houses made of them, and what was told aloud."""

from piccolo.columns import UUID, BigInt, BigSerial, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from kimhub.groups.tables import Organization
from kimhub.publishing.tables import Article


class Package(Table, tablename="info_package"):
    """What makes an article a package for the houses below its office."""

    id = BigSerial(primary_key=True)
    article = ForeignKey(Article, null=False, unique=True)
    area = Varchar(length=13, default="", help_text="wilayah code: houses in it are asked")
    ask = Varchar(length=300, default="", help_text="what the office asks for")
    due_on = Date(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)


class Relay(Table, tablename="article_relay"):
    """A house passes on what another one tells: as it is (`mode` "relay", shown with its source for as long
    as the source is shown), or in its own words (`mode` "adapt": `made` is the article)."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=False)
    article = ForeignKey(Article, null=False, index=True)
    mode = Varchar(length=6)
    made = BigInt(null=True, default=None, index=True)
    comment = Varchar(length=300, default="", help_text="a word of one's own above it")
    by = BigInt(null=True, default=None)
    by_name = Varchar(length=120, default="")
    at = Timestamptz(default=TimestamptzNow())
    ended_at = Timestamptz(null=True, default=None)


class PackageOpened(Table, tablename="info_package_opened"):
    """When somebody of a house first opened a package."""

    id = BigSerial(primary_key=True)
    package = ForeignKey(Package, null=False, index=False)
    organization = ForeignKey(Organization, null=False, index=True)
    at = Timestamptz(default=TimestamptzNow())


class Reach(Table, tablename="info_package_reach"):
    """A house told it where no screen is: how, when, and about how many people heard it."""

    id = BigSerial(primary_key=True)
    package = ForeignKey(Package, null=False, index=True)
    organization = ForeignKey(Organization, null=False, index=True)
    way = Varchar(length=12, help_text="of passing.WAYS: meeting, loudspeaker, poster, ...")
    happened_on = Date()
    people = Integer()
    note = Text(default="")
    photo = BigInt(null=True, default=None)
    by = BigInt(null=True, default=None)
    by_name = Varchar(length=120, default="")
    at = Timestamptz(default=TimestamptzNow())
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")
