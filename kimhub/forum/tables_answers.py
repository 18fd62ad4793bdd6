"""Polls and decisions reached by agreement (mufakat). Each hangs on a topic."""

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
from piccolo.table import Table

from kimhub.accounts.tables import User
from kimhub.forum.tables import Topic


class Poll(Table, tablename="poll"):
    """A question put to the readers of a topic; at most one is open per topic."""

    id = BigSerial(primary_key=True)
    topic = ForeignKey(Topic, null=False, index=True)
    question = Varchar(length=200)
    most = SmallInt(default=1, help_text="how many options one person may choose")
    secret = Boolean(default=False, help_text="who chose what is not kept at all")
    voters = Integer(default=0)
    closes_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None, help_text="closed by hand before its time")
    user = ForeignKey(User, null=False, index=True)
    created_at = Timestamptz()
    key = UUID(null=True, default=None, unique=True)


class PollOption(Table, tablename="poll_option"):
    id = BigSerial(primary_key=True)
    poll = ForeignKey(Poll, null=False, index=False)
    number = SmallInt()
    text = Varchar(length=120)
    votes = Integer(default=0)


class Ballot(Table, tablename="poll_ballot"):
    """One person has voted. `options` is empty for a secret poll: nobody can tell what they chose."""

    id = BigSerial(primary_key=True)
    poll = ForeignKey(Poll, null=False, index=False)
    user = ForeignKey(User, null=False, index=True)
    options = Varchar(length=60, default="", help_text="numbers, such as '1,3'")
    at = Timestamptz()


class Decision(Table, tablename="decision"):
    """The text of a decision put to a topic's readers, who agree or object; closed, it is the record."""

    id = BigSerial(primary_key=True)
    topic = ForeignKey(Topic, null=False, index=True)
    text = Text()
    html = Text()
    user = ForeignKey(User, null=False, index=True)
    created_at = Timestamptz()
    closes_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    closed_by = BigInt(null=True, default=None)
    outcome = Varchar(length=12, default="", help_text="agreed, not_agreed, withdrawn")
    summary = Varchar(length=500, default="", help_text="what the one who closed it wrote")
    key = UUID(null=True, default=None, unique=True)


class Voice(Table, tablename="decision_voice"):
    """One person's stance, with name and organization of that day: the record is printed and kept."""

    id = BigSerial(primary_key=True)
    decision = ForeignKey(Decision, null=False, index=False)
    user = ForeignKey(User, null=False, index=True)
    name = Varchar(length=120)
    home = Varchar(length=120, default="")
    stance = Varchar(length=8, help_text="agree, object, abstain")
    note = Varchar(length=300, default="")
    at = Timestamptz()
