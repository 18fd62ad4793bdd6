"""One writer of entries at a time: on SQLite it is so anyway."""

from typing import Final

from kimhub.core.db import engine, engine_type

_LOCK: Final = 728_631_002


async def one_at_a_time() -> None:
    """Inside a transaction: nobody else writes entries until it ends."""
    if engine_type() == "postgres":
        await engine().fetch("SELECT pg_advisory_xact_lock($1)", [_LOCK])
