"""How often somebody may try something. Counted per account or device, never per address.

A whole village shares one mobile address, so a limit per IP would lock out neighbours
(features.md H6 and behaviour 36).
"""

from datetime import datetime, timedelta
from hashlib import sha256

from kimhub.core.db import now, transaction
from kimhub.core.errors import TooMany
from kimhub.core.tables import Bucket


async def spend(what: str, who: object, *, most: int, per: timedelta) -> None:
    """Count one try of `what` by `who`; raises TooMany when there were more than `most` within `per`."""
    key = _key(what, who)
    at = now()
    async with transaction():
        await Bucket.delete().where((Bucket.key == key) & (Bucket.resets_at <= at))
        await Bucket.insert(Bucket(key=key, tries=0, resets_at=at + per)).on_conflict(
            Bucket.key, "DO NOTHING"
        )
        await Bucket.update({Bucket.tries: Bucket.tries + 1}).where(Bucket.key == key)
        row = await Bucket.select(Bucket.tries, Bucket.resets_at).where(Bucket.key == key).first()
    if row and row["tries"] > most:
        until: datetime = row["resets_at"]
        raise TooMany(max(1, int((until - at).total_seconds())))


async def spent(what: str, who: object) -> int:
    """How many tries of `what` by `who` count at this moment."""
    row = (
        await Bucket.select(Bucket.tries)
        .where((Bucket.key == _key(what, who)) & (Bucket.resets_at > now()))
        .first()
    )
    return row["tries"] if row else 0


async def forgive(what: str, who: object) -> None:
    """Forget the tries, for instance after the right password."""
    async with transaction():
        await Bucket.delete().where(Bucket.key == _key(what, who))


async def sweep() -> None:
    """Drop counters that no longer count."""
    async with transaction():
        await Bucket.delete().where(Bucket.resets_at <= now())


def _key(what: str, who: object) -> str:
    return f"{what}:{sha256(str(who).encode()).hexdigest()[:40]}"
