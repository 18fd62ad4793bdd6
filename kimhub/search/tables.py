"""What can be found: one row for each thing, in the words it is found by.

The index itself (FTS5 on SQLite, a tsvector on PostgreSQL) follows these rows by triggers of the database,
so whoever writes here writes the index in the same transaction, the same way on both engines.
"""

from piccolo.columns import BigInt, BigSerial, Boolean, Integer, SmallInt, Text, Timestamptz, Varchar
from piccolo.table import Table

from kimhub.wilayah.columns import Code


class SearchEntry(Table, tablename="search_entry"):
    """A thing that can be found. `id` says how new it is (writing.py). `*_stems` are words of [a-z0-9]
    between spaces (stems.py); `marks` are the words by which rights and filters are applied in the index
    (marks.py), the stems of the title once more, each behind `qt`, and the forms of synonyms.py it has."""

    id = BigSerial(primary_key=True)
    kind = Varchar(length=12, help_text="of kinds.py")
    thing = BigInt(help_text="its id in the slice it belongs to")
    title = Varchar(length=200)
    excerpt = Text(default="", help_text="plain text that snippets are cut from")
    path = Varchar(length=200)
    organization = BigInt(null=True, default=None, index=True)
    house = Varchar(length=120, default="", help_text="name of that organization, for display")
    seat = Code(length=13, default="")
    year = SmallInt(null=True, default=None)
    type = Varchar(length=20, default="", help_text="of its kind: sk, materi, bimtek")
    status = Varchar(length=14, default="")
    happened_at = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(null=True, default=None, help_text="not found from then on")
    rev = Integer(default=0, help_text="of the thing: an older one never overwrites")
    round = Integer(default=0, help_text="when it was last looked at: what a rebuilding did not meet goes")
    title_stems = Text(default="")
    body_stems = Text(default="")
    marks = Text(default="")


class SearchWord(Table, tablename="search_word"):
    """The vocabulary: what words there are, to complete the last one typed and to forgive slips. It is
    never shown before the index has said that the reader may see an entry with the word."""

    id = BigSerial(primary_key=True)
    word = Code(length=40, unique=True)
    backwards = Code(length=40, default="", index=True, help_text="the word from its end")
    stem = Code(length=40, index=True)
    seen = Integer(default=0, help_text="entries that have its stem, about")


class SearchRebuild(Table, tablename="search_rebuild"):
    """How far the rebuilding of a kind has come, so that one that was broken off goes on."""

    id = BigSerial(primary_key=True)
    kind = Varchar(length=12, unique=True)
    round = Integer(help_text="when it began")
    after = BigInt(default=0, help_text="the last thing that was looked at")
    is_done = Boolean(default=False)
    edition = Varchar(length=16, default="", help_text="of the synonyms it was indexed with")
