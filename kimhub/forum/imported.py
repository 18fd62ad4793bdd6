"""The job that makes a topic of a chat that was handed in, and those who were found in it."""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from kimhub.core import files
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.i18n import _, use_locale
from kimhub.core.kept_files import release
from kimhub.core.prepared import prepare_sql
from kimhub.core.storage import spooled
from kimhub.core.text import RENDERER, render_markup
from kimhub.core.zones import zone_for
from kimhub.forum import acts, chats
from kimhub.forum.attachments import shown
from kimhub.forum.chat_files import LARGEST, keep_files, text_of
from kimhub.forum.putting import Words, put_topic
from kimhub.forum.tables import Post, Topic, TopicRead
from kimhub.forum.tables_order import ChatImport
from kimhub.forum.tables_writing import Attachment

AT_ONCE: Final = 100  # rows of one statement


@dataclass(frozen=True, slots=True)
class ToMake:
    import_id: int
    user_id: int


class _Handed(Struct, frozen=True):
    id: int
    user: int
    user_name: str
    home: str
    file: str
    plan: str
    name: str
    done_at: datetime | None
    dropped_at: datetime | None
    board: int
    organization: int | None
    wilayah_code: str


class _Where(Struct, frozen=True):
    id: int
    organization: int | None


_handed = prepare_sql(
    "SELECT c.id, c.\"user\", a.name AS user_name, coalesce(o.name, '') AS home, c.file, c.plan, c.name,"
    " c.done_at, c.dropped_at, b.id AS board, b.organization, b.wilayah_code FROM chat_import c"
    ' JOIN board b ON b.id = c.board JOIN account a ON a.id = c."user"'
    " LEFT JOIN organization o ON o.id = b.organization WHERE c.id = :id",
    _Handed,
)


async def make_topic(job: ToMake) -> None:
    """Write the topic with all its posts, in one transaction; run twice it is written once."""
    row = await _handed.first(id=job.import_id)
    if row is None or row.done_at or row.dropped_at:
        return
    use_locale("id")
    plan = json.loads(row.plan)
    authors = {author["name"]: author for author in plan["authors"]}
    async with spooled(files.store().chunks(row.file), files.store().spool_folder, LARGEST) as spool:
        text, _names = await asyncio.to_thread(text_of, spool.path)
        chat = await asyncio.to_thread(chats.read, text, zone_for(row.wilayah_code))
        posts = list(chats.posts(chat.messages))
        kept = await keep_files(spool.path, posts)
    names = {name: author["shown"] for name, author in authors.items()}
    bodies = [_body(post, index in kept, names) for index, post in enumerate(posts)]
    rendered = await asyncio.to_thread(lambda: [render_markup(body) for body in bodies])
    async with transaction():
        await lock_id(ChatImport, row.id)
        again = await _handed.first(id=row.id)
        if again is None or again.done_at or again.dropped_at:
            return
        opening = _opening(row, plan, len(posts))
        words = Words(row.user, opening, render_markup(opening), home=row.home, title=plan["title"])
        put = await put_topic(_Where(row.board, row.organization), words)
        assert put is not None  # without a key nothing is there already
        rows = [
            _row(put.topic, number, row, authors[post.author], post, body, html, number - 2 in kept)
            for number, (post, body, html) in enumerate(zip(posts, bodies, rendered, strict=True), 2)
        ]
        for at in range(0, len(rows), AT_ONCE):
            await Post.insert(*rows[at : at + AT_ONCE])
        last = rows[-1]
        await Topic.update(
            {
                Topic.last_number: len(rows) + 1,
                Topic.reply_count: len(rows),
                Topic.writers: len({(each.author, each.byline) for each in rows} | {(row.user, "")}),
                Topic.last_author: last.author,
                Topic.rev: Topic.rev + 1,
            }
        ).where(Topic.id == put.topic)
        await TopicRead.update({TopicRead.last_number: len(rows) + 1}).where(
            (TopicRead.user == row.user) & (TopicRead.topic == put.topic)
        )
        await _attach(put.topic, row.user, kept)
        await acts.record(row.user, row.board, "import_chat", topic=put.topic, title=plan["title"])
        await ChatImport.update(
            {
                ChatImport.topic: put.topic,
                ChatImport.done_at: now(),
                ChatImport.file: "",
                ChatImport.plan: "{}",  # it has the numbers by which the phone knew people
            }
        ).where(ChatImport.id == row.id)
    await release(row.file)


def _opening(row: _Handed, plan: dict[str, Any], posts: int) -> str:
    """The first post: where all this comes from, and who answers for it."""
    first, last = (datetime.fromisoformat(plan[key]) for key in ("first", "last"))
    zone = zone_for(row.wilayah_code)
    return _(
        "Disalin dari percakapan WhatsApp, %(first)s sampai %(last)s: %(n)s tulisan. Nomor HP tidak ikut"
        " disalin. Bila ada yang keliru, balas di sini."
    ) % {
        "first": first.astimezone(zone).strftime("%d/%m/%Y"),
        "last": last.astimezone(zone).strftime("%d/%m/%Y"),
        "n": posts,
    }


def _body(post: chats.Message, has_file: bool, names: dict[str, str]) -> str:
    """The words of a post; a file that could not be taken is at least named."""
    text = chats.without_numbers(post.text, names)
    if not post.file or has_file:
        return text
    return f"{text}\n{_('(berkas: %(name)s)') % {'name': chats.without_numbers(post.file, {})}}".strip()


def _row(
    topic: int,
    number: int,
    handed: _Handed,
    author: dict[str, Any],
    post: chats.Message,
    body: str,
    html: str,
    has_file: bool,
) -> Post:
    member = author["member"]
    return Post(
        topic=topic,
        number=number,
        author=member or handed.user,
        byline="" if member else author["shown"],
        home=handed.home if member else "",
        body=body,
        html=html,
        renderer=RENDERER,
        files=1 if has_file else 0,
        created_at=post.at,
    )


async def _attach(topic: int, user: int, kept: dict[int, files.Stored]) -> None:
    if not kept:
        return
    numbers = [index + 2 for index in kept]
    found = await Post.select(Post.id, Post.number).where(
        (Post.topic == topic) & Post.number.is_in(numbers)
    )
    for row in found:
        stored = kept[row["number"] - 2]
        await Attachment.insert(Attachment(shown(stored), post=row["id"], user=user, number=1))
