"""What is done every day: sweeping away what has ended."""

from kimhub.accounts import codes, sessions
from kimhub.core import limits
from kimhub.core.jobs import Tick, every


@every(seconds=86_400)
async def sweep(_tick: Tick) -> None:
    """Sessions nobody can use, codes that ended a month ago, counters that no longer count."""
    await sessions.sweep()
    await codes.sweep()
    await limits.sweep()
