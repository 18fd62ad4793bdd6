"""Pages kept for everybody end when something on them ends by itself."""

from datetime import timedelta

from kimhub.core.db import now
from kimhub.publishing import flow, keeping
from tests import make


async def test_they_hold_to_the_next_end(database):
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    assert (await keeping.until()).at == float("inf")
    soon, later = now() + timedelta(hours=1), now() + timedelta(hours=2)
    for title, at in (("Satu", later), ("Dua", soon)):
        said = flow.Settings(expires_at=at, keep_times=False)
        await make.told(kim, admin, title, settings=said)
    assert (await keeping.until()).at == soon.timestamp()
    said = flow.Settings(expires_at=None, urgent_until=now() + timedelta(minutes=5), keep_times=False)
    await make.told(kim, admin, "Tiga", kind="announcement", settings=said)
    assert (await keeping.until()).at == said.urgent_until.timestamp()
