"""Fill a database for a measurement (once; it is kept), and say what to ask of it.

Prints JSON: the cookie of a reader who has an inbox and a KIM, and pages with the queries each costs.
"""

import argparse
import asyncio
import json
import sys
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx

from kimhub.accounts import sessions, terms
from kimhub.accounts.tables import User
from kimhub.core import db
from kimhub.core.actor import Actor
from kimhub.core.migrations import migrate
from kimhub.core.prepared import prepare_sql
from kimhub.forum import boards, bulk, listing
from kimhub.forum.tables import Post
from kimhub.forum.views import PER_PAGE
from kimhub.groups import installation, rights
from kimhub.settings import load
from tests.spy import queries

_topic = prepare_sql(
    "SELECT t.id, t.slug, t.last_number, b.slug AS board, b.organization"
    " FROM topic t JOIN board b ON b.id = t.board WHERE t.last_number BETWEEN :least AND :most"
    " AND b.organization IS NOT NULL AND t.hidden_at IS NULL ORDER BY t.id LIMIT 1"
)
# Everybody measured here may read it: it stands on the board of the regency.
_longest = prepare_sql(
    "SELECT t.id, t.slug, t.last_number FROM topic t JOIN board b ON b.id = t.board WHERE b.kind = 'area'"
    " ORDER BY t.last_number DESC LIMIT 1"
)
_reader = prepare_sql(
    'SELECT "user" AS id FROM membership WHERE organization = :organization'
    " AND state = 'active' ORDER BY id LIMIT 1"
)


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, required=True)
    posts = parser.parse_args().posts
    load().data_dir.mkdir(parents=True, exist_ok=True)
    await create_database(load().database_url)
    await migrate()
    await db.connect()
    if not await Post.exists():
        await installation.set_up("KIMHub Bone", "73.08", "Kab. Bone")
        await bulk.fill(max(2, posts // 50), posts, tell=lambda text: print(text, file=sys.stderr))
        if db.engine_type() == "postgres":
            await db.engine().fetch("VACUUM ANALYZE")
        else:
            await db.engine().fetch("ANALYZE")
    print(json.dumps(await questions()))
    await db.disconnect()


async def questions() -> dict[str, Any]:
    """A reader and the pages to measure."""
    topic = await _topic.first(least=PER_PAGE, most=PER_PAGE + 20)
    if topic is None:
        raise SystemExit("there is no topic with a full page of posts")
    reader = await _reader.first(organization=topic["organization"])
    longest = await _longest.first()
    if reader is None or longest is None:
        raise SystemExit("there is no reader")
    await User.update({User.consent_version: terms.VERSION}).where(User.id == reader["id"])
    cookie = f"session={await sessions.begin(reader['id'], 'benchmark')}"
    last = (longest["last_number"] - 1) // PER_PAGE + 1
    long = f"/forum/t/{longest['id']}-{longest['slug']}?hal="
    pages = [
        ("topic, 50 posts, signed in", f"/forum/t/{topic['id']}-{topic['slug']}", True),
        (f"topic of {longest['last_number']} posts, first page", f"{long}1", True),
        (f"topic of {longest['last_number']} posts, in the middle", f"{long}{(last + 1) // 2}", True),
        (f"topic of {longest['last_number']} posts, last page", f"{long}{last}", True),
        ("topics of a board", f"/forum/p/{topic['board']}", True),
        ("topics of a board, page 50", await far_page(reader["id"]), True),
        ("unread of a board", f"/forum/p/{topic['board']}?saring=belum-dibaca", True),
        ("forum", "/forum", True),
        ("forum, unread", "/forum?saring=belum-dibaca", True),
        ("home", "/beranda", True),
        ("inbox", "/pemberitahuan", True),
        ("register of KIM", "/kim", True),
        ("portal, guest", "/", False),
        ("sign-in, guest", "/masuk", False),
    ]
    return {"cookie": cookie, "pages": [await ask(*page, cookie) for page in pages]}


async def far_page(user_id: int, page: int = 50) -> str:
    """The address of a far page of the largest board the reader takes part in, or of its last."""
    grants, _homes = await rights.rights_of(user_id, 0)
    mine = await boards.boards_for(Actor(id=user_id, grants=grants))
    board = max(mine, key=lambda each: each.topic_count)
    cursor = listing.START
    for _ in range(page - 1):
        following = (await listing.page([board.id], user_id, after=cursor)).next
        if following is None:
            break
        cursor = following
    return f"{board.path}?setelah={cursor}" if cursor is not listing.START else board.path


async def ask(name: str, path: str, signed_in: bool, cookie: str) -> dict[str, Any]:
    """Count the queries of one request, once everything is warm."""
    from kimhub.app import create_app

    headers = {"Cookie": cookie} if signed_in else {}
    transport = httpx.ASGITransport(app=create_app())  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=load().base_url) as client:
        for _ in range(2):
            with queries() as seen:
                answer = await client.get(path, headers=headers)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answers {answer.status_code} {answer.headers.get('location', '')}")
    return {"name": name, "path": path, "signed_in": signed_in, "queries": len(seen)}


async def create_database(url: str) -> None:
    """On PostgreSQL the database itself has to be there first."""
    if url.startswith("postgres"):
        address = urlsplit(url)
        name = address.path.strip("/")
        connection = await asyncpg.connect(urlunsplit(address._replace(path="/postgres")))
        try:
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
                await connection.execute(f'CREATE DATABASE "{name}"')
        finally:
            await connection.close()


if __name__ == "__main__":
    asyncio.run(main())
