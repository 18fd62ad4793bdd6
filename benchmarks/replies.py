"""Requests that answer a topic, for `benchmarks.load`: each a form of its own, from one of many members.

    python -m benchmarks.replies --followers 500 --count 300

Prints JSON: the topic's address, the queries of one reply, and the requests in base64. The jobs of replies
are not run (the server has no worker): benchmarks/telling.py measures what telling followers costs.
"""

import argparse
import asyncio
import base64
import json
from datetime import timedelta
from random import Random
from urllib.parse import urlencode
from uuid import uuid4

import httpx

from kimhub.accounts import sessions, terms
from kimhub.accounts.tables import User
from kimhub.core import csrf, db
from kimhub.core.migrations import migrate
from kimhub.core.prepared import prepare_sql
from kimhub.core.tables import Bucket, Job
from kimhub.forum import boards, reading, writing
from kimhub.forum.samples import sentence
from kimhub.forum.tables import Post, Topic
from kimhub.forum.tables_reading import TopicFollow
from kimhub.forum.tables_writing import Pending
from kimhub.forum.views import TopicView
from kimhub.groups import rights
from kimhub.settings import load
from tests import make
from tests.spy import queries

WRITERS = 500
TITLE = "Pengukuran balasan"
_people = prepare_sql(
    'SELECT DISTINCT m."user" AS id FROM membership m JOIN organization o ON o.id = m.organization'
    " WHERE m.state = 'active' AND o.kind = 'kim' ORDER BY 1"
)
_board = prepare_sql("SELECT slug FROM board WHERE kind = 'area' ORDER BY topic_count DESC LIMIT 1")


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--followers", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    given = parser.parse_args()
    await migrate()
    await db.connect()
    people = [row["id"] for row in await _people()]
    topic = await topic_with(given.followers, people)
    async with db.transaction():
        await forget_writing()
        await Bucket.delete(force=True)
        await Job.delete(force=True)
    forms = await written(topic, Random().sample(people, min(WRITERS, len(people))), given.count + 3)
    asked = await count(topic, forms[:3])
    requests = [base64.b64encode(raw(topic, *form)).decode() for form in forms[3:]]
    print(json.dumps({"path": topic.path, "queries": asked, "requests": requests}))
    await db.disconnect()


async def forget_writing() -> None:
    """Whoever writes ten times in ten minutes is looked at first: what was written before was long ago."""
    mine = Topic.select(Topic.id).where(Topic.title.like(f"{TITLE}%"))
    ids = [row["id"] for row in await mine]
    await Post.update({Post.created_at: db.now() - timedelta(days=2)}).where(Post.topic.is_in(ids))
    await Pending.delete().where(Pending.topic.is_in(ids))


async def topic_with(followers: int, people: list[int]) -> TopicView:
    """The topic that so many people follow; begun when it is not there yet."""
    title = f"{TITLE}, {followers} pengikut"
    found = await Topic.select(Topic.id).where(Topic.title == title).first()
    if found is None:
        board = await boards.get_board(str(await _board.value()))
        author = await User.objects().get(User.id == people[-1])
        if board is None or author is None:
            raise SystemExit("there is no board of an area, or nobody on it")
        actor = await make.acting(author)
        begun = await writing.create_topic(actor, board.slug, title, "Hanya untuk mengukur.", uuid4())
        if not isinstance(begun, writing.Started):
            raise SystemExit("the topic is held")
        async with db.transaction():
            await TopicFollow.delete().where(TopicFollow.topic == begun.id)
            if followers:
                rows = [
                    TopicFollow(user=each, topic=begun.id, level="follow", at=db.now())
                    for each in people[:followers]
                ]
                await TopicFollow.insert(*rows)
        found = {"id": begun.id}
    topic = await reading.get_topic(str(found["id"]))
    if topic is None or await TopicFollow.count().where(TopicFollow.topic == topic.id) != followers:
        raise SystemExit(f"{title}: is not so any more")
    return topic


async def written(topic: TopicView, people: list[int], count: int) -> list[tuple[str, bytes]]:
    """Session and body of so many forms."""
    chance = Random()
    tokens = []
    async with db.transaction():
        await User.update({User.consent_version: terms.VERSION}).where(User.id.is_in(people))
        for person in people:
            tokens.append(await sessions.begin(person, "benchmark"))
            await rights.touch(person)
    forms = []
    for number in range(count):
        token = tokens[number % len(tokens)]
        values = {
            csrf.FIELD: csrf.make_token(token),
            "key": str(uuid4()),
            "seen": str(topic.last_number),
            "place": f"topic-{topic.id}",
            "body": f"{sentence(chance)} {sentence(chance)}",
        }
        forms.append((token, urlencode(values).encode()))
    return forms


async def count(topic: TopicView, forms: list[tuple[str, bytes]]) -> int:
    """The queries of the last of these replies; the first ones warm up."""
    from kimhub.app import create_app

    seen: list[str] = []
    transport = httpx.ASGITransport(app=create_app())
    async with httpx.AsyncClient(transport=transport, base_url=load().base_url) as client:
        for token, body in forms:
            headers = {"Cookie": f"session={token}", "Content-Type": "application/x-www-form-urlencoded"}
            before = await reading.get_topic(str(topic.id))
            with queries() as seen:
                answer = await client.post(topic.path, content=body, headers=headers)
            after = await reading.get_topic(str(topic.id))
            if not before or not after or after.last_number != before.last_number + 1:
                where = answer.headers.get("location")
                raise SystemExit(f"the reply did not come out: {answer.status_code} {where}")
    return len(seen)


def raw(topic: TopicView, token: str, body: bytes) -> bytes:
    """The request as a browser sends it; HOST is put in by who sends it."""
    lines = (
        f"POST {topic.path} HTTP/1.1",
        "Host: HOST",
        "Accept-Encoding: identity",
        f"Cookie: session={token}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


if __name__ == "__main__":
    asyncio.run(main())
