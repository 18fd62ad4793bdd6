"""Versions, by which processes know whether a list they have made is still good.

Triggers of the database set them (migration "Triggers of versions"): whatever changes a topic, a read mark
or what somebody follows, no writer can forget to say so. A version is never used twice, not even after a
rollback, and says nothing but "something is different". No foreign keys: a row here is locked by nobody
who writes in the table it belongs to.
"""

from piccolo.columns import BigInt
from piccolo.table import Table


class BoardVersion(Table, tablename="board_version"):
    """Changes with every topic of the board."""

    board = BigInt(primary_key=True)
    rev = BigInt()


class ReaderVersion(Table, tablename="reader_version"):
    """Changes with what a person has read, follows and mutes."""

    user = BigInt(primary_key=True)
    rev = BigInt()
