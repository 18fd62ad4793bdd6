"""What tests of a live server let a third process do with its settings: `Live.do("name", ...)`."""

import asyncio
import json
import sys
from typing import Any

MEMBERS = 20


async def small_world() -> dict[str, Any]:
    """The places of the sample areas, one KIM with members who are signed in, one topic."""
    from kimhub.accounts import passwords
    from tests import make
    from tests.wilayah.areas import load_areas

    await load_areas()
    await make.installed()
    kim = await make.kim()
    password = await passwords.hashed(PASSWORD)
    people = [
        await make.member(kim, f"Warga {number}", username=f"warga{number}", password=password)
        for number in range(MEMBERS)
    ]
    topic = await make.topic(await make.board(kim), people[0])
    tokens = [(await make.signed_in(person))["Cookie"].partition("=")[2] for person in people]
    return {"topic": topic.path, "tokens": tokens}


async def bodies() -> list[str]:
    """The text of every post, oldest first."""
    from kimhub.forum.tables import Post

    return [row["body"] for row in await Post.select(Post.body).order_by(Post.id)]


async def numbers() -> list[int]:
    """The number of every post within its topic, oldest first."""
    from kimhub.forum.tables import Post

    return [row["number"] for row in await Post.select(Post.number).order_by(Post.id)]


async def keeper() -> dict[str, str]:
    """Somebody who keeps the library of a KIM, signed in."""
    from kimhub.groups.tables import Officer
    from tests import make

    kim = await make.kim("KIM Pustaka", slug="kim-pustaka")
    siti = await make.user("Siti Aminah", username="penjaga", phone="+6285511112222")
    await make.join(siti, kim)
    await Officer(
        organization=kim.id, user=siti.id, name=siti.name, position="secretary", term_start=make.days(-30)
    ).save()
    return {"slug": kim.slug, "token": (await make.signed_in(siti))["Cookie"].partition("=")[2]}


async def kept_documents() -> list[list[Any]]:
    """Title, size and SHA-256 of what is kept of every document, oldest first."""
    from hashlib import sha256

    from kimhub.core.files import store
    from kimhub.library.tables import Document

    found = []
    for row in await Document.select(Document.title, Document.file).order_by(Document.id):
        digest, size = sha256(), 0
        async for chunk in store().chunks(row["file"]):
            digest.update(chunk)
            size += len(chunk)
        found.append([row["title"], size, digest.hexdigest()])
    return found


async def soundness() -> str:
    """What SQLite says of its file; PostgreSQL watches over itself."""
    from kimhub.core import db

    if db.engine_type() == "postgres":
        return "ok"
    rows = (await db.engine().fetch("PRAGMA integrity_check")).rows
    broken = (await db.engine().fetch("PRAGMA foreign_key_check")).rows
    return str(rows[0][0]) if not broken else f"foreign keys: {broken}"


async def migrations() -> list[list[str]]:
    """Which ran, each as often as it ran."""
    from piccolo.apps.migrations.tables import Migration

    rows = await Migration.select(Migration.app_name, Migration.name).order_by(Migration.id)
    return [[row["app_name"], row["name"]] for row in rows]


PASSWORD = "perahu kapur senja"


async def _run(deed: str, *arguments: Any) -> Any:
    from kimhub.core import db
    from kimhub.core.opening import open_database

    await open_database()
    try:
        return await globals()[deed](*arguments)
    finally:
        await db.disconnect()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_run(*json.loads(sys.argv[1])))))
