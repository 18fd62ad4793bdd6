"""Ties between things of different slices."""

from piccolo.columns import BigInt, BigSerial, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table


class ChainLink(Table, tablename="chain_link"):
    """`to` came of `from`: a workshop of a topic, an article of a workshop."""

    id = BigSerial(primary_key=True)
    from_kind = Varchar(length=16)
    from_id = BigInt()
    to_kind = Varchar(length=16)
    to_id = BigInt()
    created_by = BigInt(null=True, default=None)
    created_at = Timestamptz(default=TimestamptzNow())
