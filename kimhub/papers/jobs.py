"""What is done every day: letting go of documents whose days are over."""

from kimhub.core.jobs import Tick, every
from kimhub.papers import making


@every(seconds=86_400)
async def sweep(_tick: Tick) -> None:
    await making.sweep()
