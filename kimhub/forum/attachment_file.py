"""One file of a post: who may have it, and taking it away."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.core.db import now, transaction
from kimhub.core.errors import NotFound, Refused
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.forum import policy
from kimhub.forum.composing import author_id
from kimhub.forum.places import hold
from kimhub.forum.reading import EDIT_FOR
from kimhub.forum.tables import Post, Topic
from kimhub.forum.tables_writing import Attachment


class Placed(Struct, frozen=True):
    """A file with what decides who may have it. Loose ones and those that wait have no topic."""

    id: int
    user: int
    post: int | None
    pending: int | None
    file: str
    name: str
    mime: str
    size: int
    width: int
    deleted_at: datetime | None
    created_at: datetime
    post_deleted: datetime | None
    post_at: datetime | None
    topic: int | None
    board: int | None
    number: int | None
    locked_at: datetime | None
    hidden_at: datetime | None
    kind: str
    organization: int | None
    wilayah_code: str
    visibility: str

    @property
    def author(self) -> int:
        return self.user

    @property
    def deleted(self) -> bool:
        return self.deleted_at is not None or self.post_deleted is not None

    @property
    def locked(self) -> bool:
        return self.locked_at is not None

    @property
    def hidden(self) -> bool:
        return self.hidden_at is not None


_placed = prepare_sql(
    'SELECT f.id, f."user", f.post, f.pending, f.file, f.name, f.mime, f.size, f.width, f.deleted_at,'
    " f.created_at, p.deleted_at AS post_deleted, p.created_at AS post_at, t.id AS topic, t.board,"
    " p.number,"
    " t.locked_at, t.hidden_at, coalesce(b.kind, '') AS kind, b.organization,"
    " coalesce(b.wilayah_code, '') AS wilayah_code, coalesce(b.visibility, '') AS visibility"
    " FROM attachment f LEFT JOIN post p ON p.id = f.post LEFT JOIN topic t ON t.id = p.topic"
    " LEFT JOIN pending_post w ON w.id = f.pending LEFT JOIN board b ON b.id = coalesce(t.board, w.board)"
    " WHERE f.id = :file",
    Placed,
)


async def get_file(file_id: int) -> Placed | None:
    return await _placed.first(file=file_id)


async def remove(file: Placed, actor: Actor) -> None:
    """Take one's own file away, within EDIT_FOR when it is under a post. Raises Refused, NotFound."""
    await _set_deleted(file, actor, gone=True)


async def restore(file: Placed, actor: Actor) -> None:
    """Take the removal back."""
    await _set_deleted(file, actor, gone=False)


async def _set_deleted(file: Placed, actor: Actor, *, gone: bool) -> None:
    if file.post_at and now() - file.post_at > EDIT_FOR:
        raise Refused(_("Berkas bisa dihapus sampai 15 menit sesudah dikirim."))
    if file.user != author_id(actor):
        raise NotFound
    state = Attachment.deleted_at.is_null() if gone else Attachment.deleted_at.is_not_null()
    change: dict[Any, Any] = {Attachment.deleted_at: now() if gone else None}
    async with transaction():
        if file.topic is not None and file.board is not None:
            await hold([file.topic], [file.board])
        changed = (
            await Attachment.update(change)
            .where((Attachment.id == file.id) & state)
            .returning(Attachment.id)
        )
        if changed and file.post is not None:
            step = -1 if gone else 1
            await Post.update({Post.files: Post.files + step, Post.rev: Post.rev + 1}).where(
                Post.id == file.post
            )
            await Topic.update({Topic.rev: Topic.rev + 1}).where(Topic.id == file.topic)


def can_have(actor: Actor, file: Placed) -> bool:
    """Readers of the post; of what is not out, its owner and those who decide about it. Files of hidden
    posts are there for moderators only, and removed ones for nobody."""
    if file.deleted_at is not None:
        return False
    if file.post is None:
        return file.user == actor.id or (file.pending is not None and policy.can_moderate(actor, file))
    return policy.can_read_topic(actor, file) and (not file.deleted or policy.can_moderate(actor, file))


def can_remove(actor: Actor, file: Placed) -> bool:
    """Its owner; how long is a matter of state."""
    return actor.id is not None and file.user == actor.id and file.post_deleted is None
