"""Sites, articles with their revisions, photos, earlier addresses, and what was done with an article."""

from piccolo.columns import (
    UUID,
    BigInt,
    BigSerial,
    Boolean,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from kimhub.groups.tables import Organization
from kimhub.wilayah.columns import Code


class Site(Table, tablename="site"):
    """How the public site of an organization looks; without a row as everybody's does."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, unique=True)
    masthead = Varchar(length=60, default="", help_text="as a newspaper has one; empty: the name")
    motto = Varchar(length=120, default="")
    accent = Varchar(length=12, default="", help_text="of looks.ACCENTS")
    blocks = Text(default="", help_text="JSON: what stands on the front page, in order; empty: as usual")
    menu = Text(default="", help_text="JSON: [[words, address], ...]; empty: as usual")
    email = Varchar(length=120, default="")
    phone = Varchar(length=20, default="", help_text="for everybody; that of the profile is not")
    links = Text(default="[]", help_text="JSON: addresses in social media")
    map_url = Varchar(length=300, default="")
    publishers = Varchar(length=10, default="admins", help_text="of kinds.PUBLISHERS")
    editors = Code(length=400, default="", help_text="' 12 45 ': people named as editors")
    host = Varchar(length=120, null=True, default=None, unique=True, help_text="its own host name")
    version = Integer(default=1)
    changed_by = BigInt(null=True, default=None)
    changed_at = Timestamptz(default=TimestamptzNow())


class Article(Table, tablename="article"):
    """What a house tells. Title, lede and the facts beside the text are those of the shown revision,
    or of the newest while none was ever shown."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=False)
    kind = Varchar(length=14, help_text="of kinds.KINDS")
    slug = Varchar(length=80, help_text="unique in its organization and kind; earlier ones: site_redirect")
    title = Varchar(length=160)
    lede = Varchar(length=400, default="")
    shown = Varchar(length=10, default="never", help_text="never, shown, archived, hidden")
    work = Varchar(length=10, default="draft", help_text="draft, in_review, returned, scheduled, done")
    live = BigInt(null=True, default=None, help_text="id of the revision that is shown")
    newest = BigInt(null=True, default=None, help_text="id of the revision that is worked on")
    revisions = Integer(default=0)
    cover = BigInt(null=True, default=None, help_text="id of a photo")
    tags = Code(length=300, default="", help_text="' pasar cek-fakta ': words between spaces")
    adinda = Varchar(length=6, default="", help_text="letters of groups.adinda")
    place = Varchar(length=120, default="")
    claim = Varchar(length=400, default="", help_text="of a clarification")
    verdict = Varchar(length=12, default="", help_text="of kinds.VERDICTS")
    photos = Integer(default=0, help_text="in the text that is shown")
    audience = Varchar(length=10, default="public", help_text="public, members")
    info_class = Varchar(length=14, default="berkala", help_text="of library.kinds.CLASSES (UU KIP)")
    urgent_until = Timestamptz(null=True, default=None, help_text="stands as a banner on all sites below")
    publish_at = Timestamptz(null=True, default=None, help_text="when a scheduled one goes out")
    expires_at = Timestamptz(null=True, default=None, help_text="not shown from then on")
    published_at = Timestamptz(null=True, default=None, help_text="first shown; lists go by it")
    source_article = BigInt(null=True, default=None, help_text="adapted from this one")
    source_name = Varchar(length=160, default="", help_text="credited below the text")
    source_url = Varchar(length=500, default="")
    author = BigInt(null=True, default=None)
    author_name = Varchar(length=120, default="")
    note = Varchar(length=500, default="", help_text="why it was returned or taken away")
    hidden_by_office = Boolean(default=False, help_text="then only an office shows it again")
    version = Integer(default=1, help_text="of the newest text: rises with each save")
    rev = Integer(default=1, help_text="rises with whatever changes what a reader sees")
    created_at = Timestamptz(default=TimestamptzNow())
    changed_at = Timestamptz(default=TimestamptzNow())
    removed_at = Timestamptz(null=True, default=None, help_text="a draft that was thrown away")
    reviewed_at = Timestamptz(null=True, default=None, help_text="an editor said that it is still true")
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")


class ArticleRevision(Table, tablename="article_revision"):
    """A text as it stood. Saves of one person in a row go into the same revision until it was sent on."""

    id = BigSerial(primary_key=True)
    article = ForeignKey(Article, null=False, index=False)
    number = Integer()
    title = Varchar(length=160)
    lede = Varchar(length=400, default="")
    body = Text(default="[]", help_text="JSON: blocks.Block")
    cover = BigInt(null=True, default=None)
    facts = Text(default="{}", help_text="JSON: facts.Facts, what is told beside the text")
    closed = Boolean(default=False, help_text="sent on or shown: the next save makes a new one")
    author = BigInt(null=True, default=None)
    author_name = Varchar(length=120, default="")
    created_at = Timestamptz(default=TimestamptzNow())
    changed_at = Timestamptz(default=TimestamptzNow())


class ArticleAct(Table, tablename="article_act"):
    """What was decided about an article, by whom, and why. Kept for good."""

    id = BigSerial(primary_key=True)
    article = ForeignKey(Article, null=False, index=True)
    revision = Integer(null=True, default=None, help_text="its number")
    act = Varchar(length=12, help_text="of acts.ACTS")
    by = BigInt(null=True, default=None)
    by_name = Varchar(length=200, default="", help_text="name and office on that day")
    note = Varchar(length=500, default="")
    at = Timestamptz(default=TimestamptzNow())


class Photo(Table, tablename="site_photo"):
    """A photo in the texts of a house, drawn anew in the sizes phones need. It is public as long as an
    article that shows it is."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=True)
    article = BigInt(null=True, default=None, index=True, help_text="brought for this one")
    file = Varchar(length=80, index=True, help_text="the largest form")
    mime = Varchar(length=40, default="image/webp")
    width = Integer()
    height = Integer()
    size = Integer(help_text="bytes of the largest form")
    variants = Text(default="[]", help_text="JSON: photos.Variant, smallest first")
    card = Varchar(length=80, default="", help_text="1200 x 630 for previews")
    alt = Varchar(length=300, default="", help_text="what is to be seen; empty with `decorative`")
    decorative = Boolean(default=False)
    caption = Varchar(length=300, default="")
    credit = Varchar(length=120, default="")
    consent = Boolean(default=False, help_text="those to be seen agreed")
    blurred = Boolean(default=False)
    name = Varchar(length=120, default="")
    version = Integer(default=1)
    created_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
    removed_at = Timestamptz(null=True, default=None)
    key = UUID(null=True, default=None, unique=True, help_text="made with the form")


class PhotoUse(Table, tablename="site_photo_use"):
    """A photo in the text of an article that is (or was last) shown: what makes it public."""

    id = BigSerial(primary_key=True)
    photo = ForeignKey(Photo, null=False, index=True)
    article = ForeignKey(Article, null=False, index=True)


class Moved(Table, tablename="site_redirect"):
    """An address an article once had."""

    id = BigSerial(primary_key=True)
    organization = ForeignKey(Organization, null=False, index=False)
    kind = Varchar(length=14)
    slug = Varchar(length=80)
    article = ForeignKey(Article, null=False, index=True)
    at = Timestamptz(default=TimestamptzNow())
