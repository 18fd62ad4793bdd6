"""Boards, topics, posts, and how far each person has read.

What hangs on them: tables_writing (files, drafts, what is not out yet), tables_answers (polls, decisions),
tables_order (reports, acts), tables_reading (following, thanks).

Indexes that Piccolo cannot describe (partial, covering, of several columns) are made by hand in the
migration "forum indexes"; `tests/forum/test_plans.py` proves that the hot queries use them.
"""

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


class Board(Table, tablename="board"):
    """A place to discuss: of one organization, or of everybody in a kecamatan or regency."""

    id = BigSerial(primary_key=True)
    kind = Varchar(length=12, help_text="organization, area")
    organization = ForeignKey(Organization, null=True, default=None, index=True)
    wilayah_code = Code(length=13, index=True)
    made_for = Varchar(
        length=40,
        null=True,
        default=None,
        unique=True,
        help_text="'organization:12' or 'area:73.08.16' when KIMHub made it by itself, and so once",
    )
    slug = Varchar(length=80, unique=True)
    name = Varchar(length=120)
    description = Varchar(length=300, default="")
    visibility = Varchar(length=10, default="members", help_text="public, members, officers")
    icon = Varchar(length=20, default="", help_text="a name of static/icons.svg")
    sort = SmallInt(default=0)
    hold_newcomers = Boolean(default=False, help_text="first posts of newcomers wait for a moderator")
    archived_at = Timestamptz(null=True, default=None, help_text="read only, and no longer listed")
    topic_count = Integer(default=0, help_text="those not hidden")
    last_post_at = Timestamptz(null=True, default=None, help_text="grows with every post on this board")
    created_at = Timestamptz(default=TimestamptzNow())


class Topic(Table, tablename="topic"):
    """A discussion. Its posts are numbered 1, 2, 3 ... without a gap; hidden ones keep their number."""

    id = BigSerial(primary_key=True)
    board = ForeignKey(Board, null=False, index=False)
    title = Varchar(length=120)
    slug = Varchar(length=80)
    author = ForeignKey(User, null=False, index=True)
    last_number = Integer(default=0, help_text="of the newest post, hidden or not")
    reply_count = Integer(default=0, help_text="visible posts after the first")
    hidden_posts = Integer(default=0)
    writers = Integer(default=0, help_text="how many people wrote its visible posts")
    last_post_at = Timestamptz(help_text="never goes back, so that paging by it never repeats a topic")
    last_author = ForeignKey(User, null=False, index=False)
    pinned_at = Timestamptz(null=True, default=None)
    locked_at = Timestamptz(null=True, default=None)
    hidden_at = Timestamptz(null=True, default=None)
    label = Varchar(length=16, default="", help_text="a key of kimhub.forum.labels")
    announced_at = Timestamptz(null=True, default=None)
    confirm_asked_at = Timestamptz(null=True, default=None, help_text="readers are asked to confirm")
    best_post = BigInt(null=True, default=None, help_text="the answer the asker or a moderator chose")
    official_post = BigInt(null=True, default=None, help_text="the answer a pembina gave as such")
    has_poll = Boolean(default=False)
    has_decision = Boolean(default=False)
    merged_into = BigInt(null=True, default=None, help_text="the topic that took in all posts of this one")
    merged_offset = Integer(default=0, help_text="what their numbers grew by")
    rev = Integer(default=1, help_text="goes up with every change of what readers see")
    created_at = Timestamptz()
    key = UUID(null=True, default=None, unique=True, help_text="made with the form: sent twice, saved once")


class Post(Table, tablename="post"):
    """What somebody wrote. `html` was rendered from `body` at write time by `renderer`."""

    id = BigSerial(primary_key=True)
    topic = ForeignKey(Topic, null=False, index=False)
    number = Integer()
    author = ForeignKey(User, null=False, index=False)
    home = Varchar(length=120, default="", help_text="name of the author's organization on that day")
    badge = Varchar(length=12, default="", help_text="of that day: pembina, province, chair")
    body = Text()
    html = Text()
    renderer = SmallInt(help_text="kimhub.core.text.RENDERER of that day")
    rev = Integer(default=1, help_text="goes up with every change of what readers see")
    created_at = Timestamptz()
    edited_at = Timestamptz(null=True, default=None)
    deleted_at = Timestamptz(null=True, default=None)
    deleted_by = BigInt(null=True, default=None)
    moved_to = BigInt(null=True, default=None, help_text="the post that stood here and has moved")
    byline = Varchar(length=120, default="", help_text="of an imported chat; author is who imported")
    thanks = Integer(default=0)
    files = SmallInt(default=0, help_text="how many attachments it shows")
    key = UUID(null=True, default=None, unique=True)


class TopicRead(Table, tablename="topic_read"):
    """How far a person has read a topic: everything up to `last_number`. No row: nothing yet."""

    id = BigSerial(primary_key=True)
    user = ForeignKey(User, null=False, index=False)
    topic = ForeignKey(Topic, null=False, index=False)
    last_number = Integer()
    spans = SmallInt(default=0, help_text="stretches after last_number that were read too: table read_span")
    thanked = Boolean(default=False, help_text="maybe: else nobody needs to look for thanks of theirs here")
    at = Timestamptz()
