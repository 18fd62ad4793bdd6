"""What papers keep of one person: handed out with their data, let go of when they leave."""

from kimhub.core.db import transaction
from kimhub.core.kept_files import release
from kimhub.papers.tables import Making


async def documents_of(user_id: int) -> list[dict[str, object]]:
    """Documents the person asked for that are still kept."""
    return (
        await Making.select(Making.title, Making.state, Making.created_at, Making.ends_at)
        .where(Making.user == user_id)
        .order_by(Making.id)
    )


async def forget(user_id: int) -> None:
    """The person has left: nobody fetches what they had made."""
    rows = await Making.select(Making.file).where(Making.user == user_id)
    async with transaction():
        await Making.delete().where(Making.user == user_id)
    for key in {row["file"] for row in rows} - {""}:
        await release(key)
