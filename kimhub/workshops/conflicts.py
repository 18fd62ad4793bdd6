"""What else is on at the same time: the same speaker, the same place, the same people. Shown while
planning, never in the way. Events of others are named only once they were announced."""

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import search_norm
from kimhub.wilayah.names import chain, is_within
from kimhub.workshops.views import Workshop

MOST: Final = 400  # events of those days that are looked at


class Clash(Struct, frozen=True):
    """`kind` is speaker, place or audience; `text` says it in one sentence."""

    kind: str
    text: str
    path: str
    title: str
    starts_at: datetime


class _Session(Struct, frozen=True):
    workshop: int
    slug: str
    title: str
    organization: int
    owner_kind: str
    seat: str
    mode: str
    venue: str
    wilayah_code: str
    room: str
    starts_at: datetime
    ends_at: datetime


class _Speaker(Struct, frozen=True):
    workshop: int
    user: int | None
    name: str


class _Audience(Struct, frozen=True):
    workshop: int
    organization: int | None
    wilayah_code: str


_COLUMNS: Final = (
    "SELECT s.workshop, w.slug, w.title, w.organization, o.kind AS owner_kind, o.wilayah_code AS seat,"
    " w.mode, w.venue, w.wilayah_code, s.room, s.starts_at, s.ends_at FROM workshop_session s"
    " JOIN workshop w ON w.id = s.workshop JOIN organization o ON o.id = w.organization"
)
_own = prepare_sql(f"{_COLUMNS} WHERE s.workshop = :workshop ORDER BY s.starts_at, s.id", _Session)
_others = prepare_sql(
    f"{_COLUMNS} WHERE s.workshop <> :workshop AND s.starts_at < :last AND s.ends_at > :first"
    " AND (w.state = 'open' OR (w.state = 'draft' AND w.organization = :organization"
    f" AND NOT w.is_template)) ORDER BY s.starts_at, s.id LIMIT {MOST}",
    _Session,
)
_speakers = prepare_sql(
    'SELECT workshop, "user", name FROM workshop_speaker WHERE workshop IN :workshops ORDER BY sort, id',
    _Speaker,
)
_audiences = prepare_sql(
    "SELECT x.workshop, x.organization, coalesce(o.wilayah_code, x.wilayah_code) AS wilayah_code"
    " FROM workshop_audience x LEFT JOIN organization o ON o.id = x.organization"
    " WHERE x.workshop IN :workshops",
    _Audience,
)


async def of(one: Workshop) -> list[Clash]:
    """The clashes of an event, at most one of each kind with each other event."""
    if one.starts_at is None or one.ends_at is None:
        return []
    around = timedelta(days=1)  # the same day, whatever the hour
    mine = await _own(workshop=one.id)
    others = await _others(
        workshop=one.id,
        organization=one.organization,
        first=one.starts_at - around,
        last=one.ends_at + around,
    )
    if not mine or not others:
        return []
    ids = sorted({one.id, *(other.workshop for other in others)})
    speakers, audiences = await _speakers(workshops=ids), await _audiences(workshops=ids)
    found: dict[tuple[str, int], Clash] = {}
    for other in others:
        same_time = any(s.starts_at < other.ends_at and other.starts_at < s.ends_at for s in mine)
        same_day = any(_days(s, one) & _days(other, one) for s in mine)
        said: list[tuple[str, str]] = []
        if same_time and (name := _shared_speaker(speakers, one.id, other.workshop)):
            said.append(("speaker", _("%(name)s juga berbicara di kegiatan lain.") % {"name": name}))
        if same_time and any(_same_place(session, other) for session in mine):
            said.append(("place", _("Tempat yang sama dipakai kegiatan lain.")))
        if same_day and _shared_people(audiences, mine[0], other):
            said.append(("audience", _("Orang yang sama diundang ke kegiatan lain hari itu.")))
        for kind, text in said:
            clash = Clash(kind, text, f"/pelatihan/{other.slug}", other.title, other.starts_at)
            found.setdefault((kind, other.workshop), clash)
    return [*found.values()]


def _days(session: _Session, one: Workshop) -> set[object]:
    """The calendar days a session touches, by the clocks of the event that is planned."""
    first = session.starts_at.astimezone(one.zone).date()
    last = (session.ends_at - timedelta(microseconds=1)).astimezone(one.zone).date()
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def _shared_speaker(speakers: list[_Speaker], mine: int, other: int) -> str:
    """The name of somebody who is announced in both: the same account, or else the same name."""
    theirs = [one for one in speakers if one.workshop == other]
    for one in speakers:
        if one.workshop != mine:
            continue
        for their in theirs:
            if one.user and their.user:
                if one.user == their.user:
                    return one.name
            elif search_norm(one.name) == search_norm(their.name):
                return one.name
    return ""


def _same_place(mine: _Session, other: _Session) -> bool:
    """The same hall of the same village; two rooms of it, when both are named, are two places."""
    if "online" in (mine.mode, other.mode) or not mine.venue or mine.wilayah_code != other.wilayah_code:
        return False
    if search_norm(mine.venue, compact=True) != search_norm(other.venue, compact=True):
        return False
    rooms = {search_norm(mine.room, compact=True), search_norm(other.room, compact=True)}
    return len(rooms) == 1 or "" in rooms


def _shared_people(audiences: list[_Audience], mine: _Session, other: _Session) -> bool:
    """Both are for some of the same organizations or places."""
    first, second = _aims(audiences, mine), _aims(audiences, other)
    return any(_overlap(one, two) for one in first for two in second)


_Aim = tuple[int | None, str]  # an organization and where it stands, or a place


def _aims(audiences: list[_Audience], session: _Session) -> list[_Aim]:
    """For whom an event is. Without a list: for the house that holds it, or the area an office serves."""
    listed = [(x.organization, x.wilayah_code) for x in audiences if x.workshop == session.workshop]
    if listed:
        return listed
    return [(session.organization if session.owner_kind == "kim" else None, session.seat)]


def _overlap(one: _Aim, two: _Aim) -> bool:
    (house, code), (other_house, other_code) = one, two
    if house is not None and other_house is not None:
        return house == other_house
    if house is not None:
        return is_within(code, other_code)
    if other_house is not None:
        return is_within(other_code, code)
    return other_code in chain(code) or code in chain(other_code)
