"""What the library does by itself."""

from kimhub.core.jobs import Tick, every
from kimhub.library import uploads


@every(seconds=3_600)
async def forget_uploads(tick: Tick) -> None:
    """Uploads that nobody went on with, with their bytes."""
    await uploads.sweep()
