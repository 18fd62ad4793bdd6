"""What the forum does by itself, once a day."""

from kimhub.core.jobs import Tick, every
from kimhub.forum import attachments, importing


@every(seconds=86_400)
async def tidy(tick: Tick) -> None:
    """Forget uploads that were never sent and chats that never became a topic."""
    await attachments.sweep()
    await importing.sweep()
