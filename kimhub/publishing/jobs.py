"""What sites do by themselves."""

from kimhub.core.jobs import Tick, every
from kimhub.publishing import moving_in, photo_removing, stories


@every(seconds=86_400)
async def tidy_photos(tick: Tick) -> None:
    """Forget photos that were taken away, and those nobody ever used."""
    await photo_removing.sweep(tick.at)


@every(seconds=86_400)
async def tidy_imports(tick: Tick) -> None:
    """Forget what was handed in to be moved here and never was."""
    await moving_in.sweep(tick.at - moving_in.KEPT_FOR)


@every(seconds=86_400)
async def tidy_stories(tick: Tick) -> None:
    """Forget what citizens sent long ago, and how to reach them."""
    await stories.sweep(tick.at)
