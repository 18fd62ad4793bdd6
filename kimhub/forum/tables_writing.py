"""What belongs to writing: files, drafts, and what is written but not out yet."""

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
from piccolo.table import Table

from kimhub.accounts.tables import User
from kimhub.forum.tables import Board, Post, Topic


class Pending(Table, tablename="pending_post"):
    """A topic or reply that nobody has been told of: it waits for a moderator, or for its time.

    It counts for nothing until it is released; then a post is made of it, and `post` says which.
    """

    id = BigSerial(primary_key=True)
    board = ForeignKey(Board, null=False, index=False)
    topic = ForeignKey(Topic, null=True, default=None, index=True, help_text="empty: it begins a topic")
    user = ForeignKey(User, null=False, index=True)
    title = Varchar(length=120, default="")
    label = Varchar(length=16, default="")
    body = Text()
    home = Varchar(length=120, default="", help_text="as post.home will be: of the day it was written")
    badge = Varchar(length=12, default="", help_text="as post.badge will be")
    why = Varchar(length=12, help_text="newcomer, links, copies, flood, topics, scheduled")
    due_at = Timestamptz(null=True, default=None, help_text="when a scheduled one comes out")
    created_at = Timestamptz()
    decided_at = Timestamptz(null=True, default=None)
    decided_by = BigInt(null=True, default=None)
    outcome = Varchar(length=12, default="", help_text="released, declined, withdrawn")
    note = Varchar(length=500, default="", help_text="the reason, told to the author")
    post = BigInt(null=True, default=None)
    key = UUID(null=True, default=None, unique=True)


class Trust(Table, tablename="board_trust"):
    """A moderator trusts this person: their first posts and links on this board no longer wait."""

    id = BigSerial(primary_key=True)
    board = ForeignKey(Board, null=False, index=False)
    user = ForeignKey(User, null=False, index=True)
    by = BigInt()
    at = Timestamptz()


class Attachment(Table, tablename="attachment"):
    """A photo or file of a post. Without post and pending it was uploaded for something not sent yet."""

    id = BigSerial(primary_key=True)
    post = ForeignKey(Post, null=True, default=None, index=True)
    pending = ForeignKey(Pending, null=True, default=None, index=True)
    user = ForeignKey(User, null=False, index=True)
    number = SmallInt(default=0, help_text="order under the post")
    file = Varchar(length=80, help_text="key in kimhub.core.files.store()")
    name = Varchar(length=120)
    mime = Varchar(length=100)
    size = Integer(help_text="bytes")
    width = Integer(default=0, help_text="pixels; 0 for what is no picture")
    height = Integer(default=0)
    alt = Varchar(length=200, default="")
    created_at = Timestamptz()
    deleted_at = Timestamptz(null=True, default=None)


class Draft(Table, tablename="draft"):
    """What somebody is writing, so that another device or the next day finds it."""

    id = BigSerial(primary_key=True)
    user = ForeignKey(User, null=False, index=False)
    place = Varchar(length=40, help_text="'topic-128', or 'topic' for a topic that is begun")
    title = Varchar(length=120, default="")
    board = Varchar(length=80, default="", help_text="slug")
    label = Varchar(length=16, default="")
    body = Text(default="")
    files = Varchar(length=160, default="", help_text="uploads that are with it: ids with a blank between")
    at = Timestamptz()
