"""What this slice does by itself once a day."""

from kimhub.core.jobs import Tick, every
from kimhub.groups import activity, expiry, imports

DAY = 86_400


@every(DAY)
async def compute_activity(_: Tick) -> None:
    await activity.compute()


@every(DAY)
async def announce_expiring_decrees(_: Tick) -> None:
    await expiry.announce()


@every(DAY)
async def forget_lists_on_trial(_: Tick) -> None:
    await imports.sweep()
