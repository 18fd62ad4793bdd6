"""The people of a workshop as its team sees them: counts, the list by state, one of them, numbers."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from kimhub.core import limits, phones
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.cleaning import checked_line, checked_text, clean_line
from kimhub.core.db import now, transaction
from kimhub.core.errors import Invalid, TooMany
from kimhub.core.i18n import _
from kimhub.core.prepared import Prepared, prepare_sql
from kimhub.groups.history import tells
from kimhub.workshops import seats
from kimhub.workshops import workshops as finding
from kimhub.workshops.eligible import House
from kimhub.workshops.events import PeopleSeen
from kimhub.workshops.seats import Placed, SignUp
from kimhub.workshops.signing import read_sex
from kimhub.workshops.tables_seats import Registration
from kimhub.workshops.views import Workshop

PAGE: Final = 30
TABS: Final = {
    "pasti": ("confirmed",),
    "tunggu": ("waiting", "offered"),
    "minta": ("asked",),
    "batal": ("cancelled", "rejected", "lapsed"),
}
KINDS: Final = ("participant", "companion", "guest", "speaker", "committee")


class Person(Struct, frozen=True):
    """A registration with what the team may know; no number."""

    id: int
    user: int | None
    delegation: int | None
    name: str
    sex: str
    place: str
    kind: str
    kept_state: str
    line: int
    offered_until: datetime | None
    answers: str
    code: str
    reason: str
    note: str
    walk_in: int
    by: str | None
    key: UUID | None
    present: int
    created_at: datetime
    confirmed_at: datetime | None

    @property
    def state(self) -> str:
        """As it is at this moment, whoever has noted that an offer ran out."""
        if self.kept_state == "offered" and self.offered_until and self.offered_until <= now():
            return "lapsed"
        return self.kept_state


class Held(Struct, frozen=True):
    """Somebody's place with its workshop: what one acts on."""

    workshop: Workshop
    person: Person

    @property
    def path(self) -> str:
        return f"{self.workshop.path}/peserta/{self.person.id}"


class Wanted(Struct, frozen=True):
    """What the list is narrowed to; `after` is the last one seen."""

    tab: str = "pasti"
    text: str = ""
    after: int = 0


class Share(Struct, frozen=True):
    """How many seats one organization or kecamatan has."""

    name: str
    seats: int


_COLUMNS: Final = (
    'r.id, r."user", r.delegation, r.name, r.sex, coalesce(o.name, r.from_where) AS place, r.kind,'
    " r.state AS kept_state, r.line, r.offered_until, r.answers, r.code, r.reason, r.note, r.walk_in,"
    " b.name AS by, r.key, (SELECT count(*) FROM workshop_attendance t WHERE t.registration = r.id)"
    " AS present, r.created_at, r.confirmed_at"
)
_FROM: Final = (
    " FROM workshop_registration r LEFT JOIN organization o ON o.id = r.organization"
    " LEFT JOIN account b ON b.id = r.by"
)
_LIST: Final = (
    f"SELECT {_COLUMNS}{_FROM} WHERE r.workshop = :workshop AND r.state IN :states"
    " AND lower(r.name || ' ' || coalesce(o.name, r.from_where)) LIKE :text ESCAPE '\\'"
    " AND (CAST(:after AS BIGINT) = 0 OR {after}) ORDER BY {order} LIMIT " + str(PAGE + 1)
)
_SAME: Final = "(SELECT {0} FROM workshop_registration x WHERE x.id = CAST(:after AS BIGINT))"


def _listed(first: str, compared: str) -> Prepared[Person]:
    after = f"({first}, r.id) > ({_SAME.format(compared)}, CAST(:after AS BIGINT))"
    return prepare_sql(_LIST.format(after=after, order=f"{first}, r.id"), Person)


_by_name, _by_line = _listed("lower(r.name)", "lower(x.name)"), _listed("r.line", "x.line")
_one = prepare_sql(f"SELECT {_COLUMNS}{_FROM} WHERE r.id = :id AND r.workshop = :workshop", Person)
_counts = prepare_sql(
    "SELECT state, count(*) AS number FROM workshop_registration WHERE workshop = :workshop GROUP BY state"
)
_houses = prepare_sql(
    "SELECT o.name, count(*) AS seats FROM workshop_registration r JOIN organization o"
    " ON o.id = r.organization WHERE r.workshop = :workshop AND r.state IN ('confirmed', 'offered')"
    " GROUP BY o.name ORDER BY 2 DESC, o.name LIMIT 60",
    Share,
)
_districts = prepare_sql(
    "SELECT coalesce(p.name, r.district_code) AS name, count(*) AS seats FROM workshop_registration r"
    " LEFT JOIN wilayah p ON p.code = r.district_code WHERE r.workshop = :workshop"
    " AND r.state IN ('confirmed', 'offered') AND r.district_code <> ''"
    " GROUP BY coalesce(p.name, r.district_code) ORDER BY 2 DESC, 1 LIMIT 60",
    Share,
)
_numbers = prepare_sql(
    "SELECT r.id, coalesce(a.phone, r.phone) AS phone FROM workshop_registration r"
    " JOIN workshop w ON w.id = r.workshop AND w.purged_at IS NULL"
    ' LEFT JOIN account a ON a.id = r."user" WHERE r.id IN :those'
)
_named_so = prepare_sql(
    "SELECT id, name, wilayah_code FROM organization WHERE lower(name) = :name"
    " AND legal_status <> 'dissolved' LIMIT 2",
    House,
)
_owner_of = prepare_sql("SELECT id FROM account WHERE phone = :phone AND status = 'active'")


async def get_held(slug: str, registration_id: int) -> Held | None:
    """Somebody's place in the workshop at this address."""
    workshop = await finding.get_workshop(slug)
    person = await _one.first(id=registration_id, workshop=workshop.id) if workshop else None
    return Held(workshop, person) if workshop and person else None


async def counts(workshop_id: int) -> dict[str, int]:
    """How many are in each tab."""
    by_state = {row["state"]: row["number"] for row in await _counts(workshop=workshop_id)}
    return {tab: sum(by_state.get(state, 0) for state in states) for tab, states in TABS.items()}


async def listed(workshop_id: int, wanted: Wanted) -> tuple[list[Person], int]:
    """A page of people and the id to go on after, 0 at the end: those who wait in their order, others by
    name."""
    statement = _by_line if wanted.tab in {"tunggu", "minta"} else _by_name
    words = clean_line(wanted.text).lower()[:60]
    literally = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    found = await statement(
        workshop=workshop_id,
        states=list(TABS.get(wanted.tab, TABS["pasti"])),
        text=f"%{literally}%",
        after=wanted.after,
    )
    return found[:PAGE], (found[PAGE - 1].id if len(found) > PAGE else 0)


async def shares(workshop: Workshop) -> tuple[list[Share], list[Share]]:
    """Seats of each organization, and of each kecamatan where these have a limit."""
    districts = await _districts(workshop=workshop.id) if workshop.per_district is not None else []
    return await _houses(workshop=workshop.id), districts


async def numbers(people: list[Person]) -> dict[int, str]:
    """Telephone numbers by registration; for those who may, see note_seen."""
    if not people:
        return {}
    rows = await _numbers(those=[person.id for person in people])
    return {row["id"]: row["phone"] for row in rows if row["phone"]}


async def note_seen(actor: Actor, workshop: Workshop, person: Person | None = None) -> None:
    """Log once a day that these numbers were seen, as groups/contacts.py does for members."""
    whose = person.id if person else 0
    matter = (actor.id, workshop.id, whose)
    if actor.id is None or await limits.spent("people-seen", matter):
        return
    try:
        async with transaction():
            await limits.spend("people-seen", matter, most=1, per=timedelta(days=1))
            await publish(
                PeopleSeen(workshop.id, actor.id, workshop.organization, whose or None, workshop.title)
            )
    except TooMany:  # another tab noted it at this moment
        return


@tells("PeopleSeen")
def _seen(payload: dict[str, Any]) -> str:
    if payload["registration_id"] is None:
        return _("melihat nomor HP peserta %(title)s.") % payload
    return _("melihat nomor HP seorang peserta %(title)s.") % payload


async def add(workshop: Workshop, form: dict[str, str], key: UUID, actor_id: int) -> Placed:
    """The team writes somebody down. Whose number is an account's gets the place with that account, so that
    they see it; nothing of the account is told. Raises Invalid, Refused."""
    errors: dict[str, str] = {}
    name = phone = place = ""
    try:
        name = checked_line(form.get("name", ""), "name", least=3)
    except Invalid as no:
        errors |= no.errors
    try:
        phone = phones.normalise(form["phone"]) if form.get("phone", "").strip() else ""
    except Invalid as no:
        errors |= no.errors
    try:
        place = checked_line(form.get("from_where", ""), "from_where", most=160, least=0)
    except Invalid as no:
        errors |= no.errors
    sex, wrong = read_sex(form)
    if errors | wrong:
        raise Invalid(**errors | wrong)
    kind = form.get("kind", "participant")
    house = await _house(place)
    user = await _owner_of.value(phone=phone) if phone else None
    who = SignUp(
        name=name,
        user=int(user) if user is not None else None,
        phone=phone,
        sex=sex,
        organization=house.id if house else None,
        from_where="" if house else place,
        district_code=house.district if house else "",
        kind=kind if kind in KINDS else "participant",
    )
    return await seats.sign_up(workshop.id, who, key, actor_id, team=True)


async def write_note(held: Held, text: str) -> None:
    """A note of the team about this person, for the team. Raises Invalid."""
    note = checked_text(text, "note", most=300, least=0)
    change: dict[Any, Any] = {Registration.note: note}
    async with transaction():
        await Registration.update(change).where(Registration.id == held.person.id)


async def _house(place: str) -> House | None:
    """The organization of exactly this name, if there is just one."""
    found = await _named_so(name=place.lower()) if place else []
    return found[0] if len(found) == 1 else None
