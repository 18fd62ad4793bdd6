"""Suspensions: somebody reads on but does not write, on one board or below a wilayah, until a moment.

They end by themselves: nothing runs at their end, everybody who asks compares the time.
"""
# ruff: noqa: S608 - every part is written here

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from kimhub.accounts.tables import User
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid, NotFound, Refused
from kimhub.core.formats import date_time
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_text
from kimhub.core.zones import zone_for
from kimhub.forum import acts
from kimhub.forum import policy_guarding as policy
from kimhub.forum.boards import get_board
from kimhub.forum.composing import author_id
from kimhub.forum.events_guarding import PersonSuspended, SuspensionLifted
from kimhub.forum.policy import takes_part
from kimhub.forum.tables import Board
from kimhub.forum.tables_order import Suspension
from kimhub.forum.views import BoardView
from kimhub.groups import rights
from kimhub.wilayah import service as wilayah

DAYS: Final = (1, 3, 7, 30, 90)  # what the form offers; longer is not for a village forum to decide
SHOWN: Final = 100
MAX_REASON: Final = 500


class Stopped(Struct, frozen=True):
    """A suspension that holds, as writing asks for it."""

    board: int | None
    wilayah_code: str
    reason: str
    until: datetime


class Line(Struct, frozen=True):
    """A suspension with what rules and pages need of its board."""

    id: int
    person: int
    name: str
    board: int | None
    board_slug: str
    kind: str
    organization: int | None
    visibility: str
    wilayah_code: str
    reason: str
    since: datetime
    until: datetime
    lifted_at: datetime | None
    by_name: str

    @property
    def holds(self) -> bool:
        return self.lifted_at is None and self.until > now()


class OneStop(Struct, frozen=True):
    """A suspension at the address of a board on which it holds."""

    board: BoardView
    line: Line


class OneWriter(Struct, frozen=True):
    """Somebody at the address of a board."""

    board: BoardView
    person: Actor


_NAME: Final = "CASE WHEN {0}.status = 'deleted' THEN '' ELSE {0}.name END"
_COLUMNS: Final = (
    f'SELECT s.id, s."user" AS person, {_NAME.format("a")} AS name, s.board,'
    " coalesce(b.slug, '') AS board_slug, coalesce(b.kind, '') AS kind, b.organization,"
    " coalesce(b.visibility, '') AS visibility, coalesce(b.wilayah_code, s.wilayah_code) AS wilayah_code,"
    " s.reason, s.since, s.until, s.lifted_at,"
    f" coalesce({_NAME.format('w')}, '') AS by_name"
    ' FROM suspension s JOIN account a ON a.id = s."user" LEFT JOIN board b ON b.id = s.board'
    " LEFT JOIN account w ON w.id = s.by"
)
_one = prepare_sql(f"{_COLUMNS} WHERE s.id = :id", Line)
_listed = prepare_sql(
    f"{_COLUMNS} WHERE s.board = :board OR (s.wilayah_code <> '' AND s.wilayah_code IN :codes)"
    " ORDER BY CASE WHEN s.lifted_at IS NULL AND s.until > :now THEN 0 ELSE 1 END, s.id DESC LIMIT :most",
    Line,
)
_standing = prepare_sql(
    'SELECT s.board, s.wilayah_code, s.reason, s.until FROM suspension s WHERE s."user" = :person'
    " AND s.lifted_at IS NULL AND s.until > :now ORDER BY s.until DESC",
    Stopped,
)
_person = prepare_sql("SELECT id, name, rights_rev FROM account WHERE id = :id AND status <> 'deleted'")
_wrote = prepare_sql(
    "SELECT 1 FROM post p JOIN topic t ON t.id = p.topic WHERE p.author = :person"
    " AND t.board = :board LIMIT 1"
)
_lift = prepare_sql(
    "UPDATE suspension SET lifted_at = :at, lifted_by = :by WHERE id = :id AND lifted_at IS NULL"
    " AND until > :at RETURNING id",
    postgres="UPDATE suspension SET lifted_at = CAST(:at AS timestamptz), lifted_by = :by WHERE id = :id"
    " AND lifted_at IS NULL AND until > CAST(:at AS timestamptz) RETURNING id",
)


async def standing(person: int, board_id: int, wilayah_code: str) -> Stopped | None:
    """The suspension that keeps the person from writing on this board longest, if any."""
    found = await _standing(person=person, now=now())
    return next((row for row in found if policy.stops(row, board_id, wilayah_code)), None)


async def check(person: int, board_id: int, wilayah_code: str) -> None:
    """Raises Refused with reason and end when the person may not write here now."""
    if stopped := await standing(person, board_id, wilayah_code):
        raise Refused(sentence(stopped, wilayah_code))


def sentence(stopped: Stopped, wilayah_code: str) -> str:
    """What the person reads where they would write."""
    return _("Anda belum bisa menulis di sini sampai %(until)s. Alasan: %(reason)s") % {
        "until": date_time(stopped.until, zone_for(wilayah_code)),
        "reason": stopped.reason,
    }


async def get_stop(slug: str, suspension_id: int) -> OneStop | None:
    board, line = await get_board(slug), await _one.first(id=suspension_id)
    if board is None or line is None:
        return None
    return OneStop(board, line) if policy.stops(line, board.id, board.wilayah_code) else None


async def get_writer(slug: str, user_id: int) -> OneWriter | None:
    """The person, if they take part in the board or have written there: nobody learns other people's names
    by counting through the addresses."""
    board, person = await get_board(slug), await person_of(user_id)
    if board is None or person is None:
        return None
    if takes_part(person, board) or await _wrote.value(person=user_id, board=board.id):
        return OneWriter(board, person)
    return None


async def why_not(one: OneWriter, actor: Actor) -> str:
    """Why this moderator cannot stop this person's writing, in a sentence; "" when they can."""
    if one.person.id == actor.id:
        return _("Anda tidak bisa menghentikan hak menulis Anda sendiri.")
    if not policy.may_suspend(actor, one.person, one.board):
        return _("Sesama pengurus dan pembina tidak bisa Anda hentikan. Minta bantuan di atas Anda.")
    return ""


async def listed(board: BoardView) -> list[Line]:
    """Those that hold on this board, then past ones."""
    codes = [board.wilayah_code[:length] for length in (2, 5, 8, 13)]
    return await _listed(board=board.id, codes=sorted({*codes}), now=now(), most=SHOWN)


async def person_of(person_id: int) -> Actor | None:
    """Somebody as rules see them now; None for nobody."""
    row = await _person.first(id=person_id)
    if row is None:
        return None
    grants, _homes = await rights.rights_of(row["id"], row["rights_rev"])
    at = now()
    return Actor(id=row["id"], name=row["name"], grants=tuple(g for g in grants if g.holds(at)))


async def suspend(
    board: BoardView, actor: Actor, person_id: int, days: str, reason: str, wide: str = ""
) -> None:
    """Stop the person's writing on this board; with `wide` on all boards at or below that wilayah.

    Suspended again, the later end and the new reason count. Raises Invalid, Refused, NotFound.
    """
    errors: dict[str, str] = {}
    if days not in {str(number) for number in DAYS}:
        errors["days"] = _("Pilih berapa lama.")
    try:
        reason = checked_text(reason, "reason", most=MAX_REASON, empty=_("Tulis alasannya."))
    except Invalid as no:
        errors |= no.errors
    person = await person_of(person_id)
    if person is None:
        raise NotFound
    if not policy.may_suspend(actor, person, board) or (
        wide and (wide not in policy.wide_codes(actor) or person.covers(wide, "pembina", "province"))
    ):
        raise Refused(_("Anda tidak bisa menghentikan orang ini menulis. Minta bantuan pembina."))
    if errors:
        raise Invalid(**errors)
    at = now()
    until = at + timedelta(days=int(days))
    where = await place_name(wide) if wide else board.name
    row = Suspension(
        user=person_id,
        board=None if wide else board.id,
        wilayah_code=wide,
        reason=reason,
        by=author_id(actor),
        since=at,
        until=until,
    )
    async with transaction():
        await lock_id(Board, board.id)  # first: whoever is writing there holds it, and then their account
        await lock_id(User, person_id)  # two moderators at once: one suspension
        same = (Suspension.user == person_id) & Suspension.lifted_at.is_null() & (Suspension.until > at)
        place = Suspension.wilayah_code == wide if wide else Suspension.board == board.id
        await Suspension.update({Suspension.lifted_at: at, Suspension.lifted_by: actor.id}).where(
            same & place
        )
        made = await Suspension.insert(row).returning(Suspension.id)
        number = int(made[0]["id"])
        await acts.record(
            actor.id, board.id, "suspend", about=person_id, reason=reason, to=where, days=int(days)
        )
        await publish(
            PersonSuspended(
                board.organization,
                author_id(actor),
                person_id,
                number,
                None if wide else board.id,
                wide,
                where,
                until.isoformat(),
                reason,
            )
        )


async def lift(line: Line, actor: Actor, board: BoardView) -> None:
    """End it before its time; doing it twice changes nothing."""
    async with transaction():
        if not await _lift(id=line.id, at=now(), by=actor.id):
            return
        where = board.name if line.board is not None else await place_name(line.wilayah_code)
        await acts.record(actor.id, board.id, "lift", about=line.person, to=where)
        await publish(SuspensionLifted(board.organization, author_id(actor), line.person, line.id, where))


async def place_name(code: str) -> str:
    """The wilayah's name, as pages say it."""
    place = await wilayah.get_wilayah(code)
    return place.title if place else code
