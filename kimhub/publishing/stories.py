"""Stories and photos that citizens send to a house, without an account.

Nothing of it is public. Editors make a draft of it, which goes the way of every article, or refuse it.
The photos belong to the house from the first moment, brought by nobody, and are swept like all that nobody
uses.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from kimhub.core import limits
from kimhub.core.actor import Actor
from kimhub.core.bus import publish
from kimhub.core.cleaning import checked_line, checked_text
from kimhub.core.db import lock_id, now, transaction
from kimhub.core.errors import Invalid
from kimhub.core.files import Upload, safe_name
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.groups.tables import Organization
from kimhub.publishing import photo_adding, policy_stories, sites
from kimhub.publishing.events import StorySent, StorySettled
from kimhub.publishing.policy_stories import WAITING
from kimhub.publishing.tables import Photo as PhotoRow
from kimhub.publishing.tables_stories import Story as StoryRow
from kimhub.publishing.views import House

KEPT_FOR: Final = timedelta(days=90)
MOST_PHOTOS: Final = 3
REQUEST: Final = 62_000_000  # bytes of a form: three photos as they come from the camera
LEAST_TEXT, MOST_TEXT = 20, 6_000
PER_PAGE: Final = 20
# A phone is passed around; whoever clears it for each try is stopped by what a house takes in a day.
OF_DEVICE, PHOTOS_OF_DEVICE, PER = 6, 24, timedelta(hours=1)
OF_HOUSE, PHOTOS_OF_HOUSE, A_DAY = 80, 240, timedelta(days=1)


class Story(Struct, frozen=True):
    """A row of the table with its house."""

    id: int
    organization: int
    owner_name: str
    owner_slug: str
    owner_kind: str
    owner_status: str
    seat: str
    publishers: str
    editors: str
    key: UUID
    text: str
    place: str
    name: str
    contact: str
    photos: str
    state: str
    reason: str
    made: int | None
    sent_at: datetime
    settled_at: datetime | None

    @property
    def photo_ids(self) -> list[int]:
        return [int(one) for one in self.photos.split()]

    @property
    def desk_path(self) -> str:
        return f"/situs/{self.owner_slug}/kiriman/{self.id}"


class _Old(Struct, frozen=True):
    id: int
    organization: int
    state: str


_JOINED: Final = {
    "owner_name": "o.name",
    "owner_slug": "o.slug",
    "owner_kind": "o.kind",
    "owner_status": "o.legal_status",
    "seat": "o.wilayah_code",
    "publishers": "coalesce(s.publishers, 'admins')",
    "editors": "coalesce(s.editors, '')",
}
COLUMNS: Final = ", ".join(
    f"{_JOINED.get(name, f't.{name}')} AS {name}" for name in Story.__struct_fields__
)
SELECT: Final = (
    f"SELECT {COLUMNS} FROM site_story t JOIN organization o ON o.id = t.organization"  # noqa: S608
    " LEFT JOIN site s ON s.organization = t.organization"
)

_by_id = prepare_sql(f"{SELECT} WHERE t.id = :id", Story)
_waiting = prepare_sql(
    f"{SELECT} WHERE t.organization = :house AND t.state = 'waiting' AND t.id < :before"
    " ORDER BY t.id DESC LIMIT :most",
    Story,
)
_settled = prepare_sql(
    f"{SELECT} WHERE t.organization = :house AND t.state <> 'waiting' AND t.id < :before"
    " ORDER BY t.id DESC LIMIT :most",
    Story,
)
_count = prepare_sql("SELECT count(*) FROM site_story WHERE organization = :house AND state = 'waiting'")
_by_key = prepare_sql("SELECT id FROM site_story WHERE key = :key")
_photos = prepare_sql(
    "SELECT id FROM site_photo WHERE organization = :house AND created_by IS NULL AND removed_at IS NULL"
    " AND key IN (:first, :second, :third) ORDER BY id"
)
_old = prepare_sql(
    "SELECT id, organization, state FROM site_story WHERE sent_at < :before ORDER BY id LIMIT :most", _Old
)


async def open_box(slug: str) -> House | None:
    """The house at this address, if one can send something to it."""
    house = await sites.get_open(slug)
    return house if house and policy_stories.takes_stories(house) else None


async def get_story(slug: str, story_id: int) -> Story | None:
    """A story that was sent to this house."""
    found = await by_id(story_id)
    return found if found and found.owner_slug == slug else None


async def by_id(story_id: int) -> Story | None:
    return await _by_id.first(id=story_id)


async def of_house(house: House, waits: bool, before: int | None = None) -> list[Story]:
    """The newest first: those that wait, or those decided; one more than a page where there are more."""
    asked = _waiting if waits else _settled
    return await asked(house=house.id, before=before or 2**62, most=PER_PAGE + 1)


async def waiting(organization: int) -> int:
    """How many nobody has decided about."""
    return int(await _count.value(house=organization) or 0)


# -------------------------------------------------------------------------------------------- sending


async def send(
    house: House, form: Mapping[str, str], uploads: Sequence[Upload], key: UUID, device: str
) -> None:
    """Keep what somebody sent; sent twice it is kept once. Photos that came with a form that has to be
    corrected wait for it (`brought`). Raises Invalid, TooMany."""
    if await _by_key.value(key=key):
        return
    errors = await _bring(house, form, uploads, key, device)
    said: dict[str, str] = {}
    for name, read in _FIELDS.items():
        try:
            said[name] = read(form.get(name, ""))
        except Invalid as no:
            errors |= no.errors
    if form.get("drop") == "on":
        await _drop(await brought(house, key))
    photos = await brought(house, key)
    if photos and form.get("consent") != "on":
        errors["consent"] = _(
            "Centang dulu bahwa yang tampak di foto setuju. Bila tidak, pilih kirim tanpa foto."
        )
    if errors:
        raise Invalid(**errors)
    await limits.spend("story-device", device, most=OF_DEVICE, per=PER)
    await limits.spend("story-house", house.id, most=OF_HOUSE, per=A_DAY)
    async with transaction():
        await lock_id(Organization, house.id)  # the same form again waits for the first
        if await _by_key.value(key=key):
            return
        row = StoryRow(
            organization=house.id,
            key=key,
            photos=f" {' '.join(str(one) for one in photos)} " if photos else "",
            sent_at=now(),
            text=said["text"],
            place=said["place"],
            name=said["name"],
            contact=said["contact"],
        )
        made = int((await StoryRow.insert(row))[0]["id"])
        if photos:
            told: dict[Any, Any] = {PhotoRow.consent: True, PhotoRow.credit: said["name"] or citizen()}
            await PhotoRow.update(told).where(PhotoRow.id.is_in(photos))
        await publish(StorySent(made, house.id))


async def brought(house: House, key: UUID) -> list[int]:
    """Photos that came with this form."""
    first, second, third = (uuid5(key, str(place)) for place in range(MOST_PHOTOS))
    found = await _photos(house=house.id, first=first, second=second, third=third)
    return [int(row["id"]) for row in found]


async def _drop(photo_ids: list[int]) -> None:
    """The sender would rather not send them."""
    if photo_ids:
        gone: dict[Any, Any] = {PhotoRow.removed_at: now()}
        async with transaction():
            await PhotoRow.update(gone).where(PhotoRow.id.is_in(photo_ids))


def citizen() -> str:
    """Whom a text is credited to when no name was given."""
    return "Warga"  # stands in texts of the house, which are Indonesian


def _text(typed: str) -> str:
    empty = _("Ceritakan dulu apa yang terjadi.")
    return checked_text(typed, "text", most=MOST_TEXT, least=LEAST_TEXT, empty=empty)


_FIELDS: Final = {
    "text": _text,
    "place": lambda typed: checked_line(typed, "place", empty=_("Tulis di mana kejadiannya.")),
    "name": lambda typed: checked_line(typed, "name", most=80, least=0),
    "contact": lambda typed: checked_line(typed, "contact", least=0),
}


async def _bring(
    house: House, form: Mapping[str, str], uploads: Sequence[Upload], key: UUID, device: str
) -> dict[str, str]:
    """Keep the photos of a form, behind those that came before (`have`); returns what is wrong."""
    have = form.get("have", "0")
    begin = int(have) if have in {"0", "1", "2", "3"} else 0
    errors: list[str] = []
    sent = [one for one in uploads if one.filename]
    if begin + len(sent) > MOST_PHOTOS:
        errors.append(_("Paling banyak %(n)s foto. Foto sisanya tidak ikut.") % {"n": MOST_PHOTOS})
    for place, upload in enumerate(sent[: MOST_PHOTOS - begin], begin):
        await limits.spend("story-photo", device, most=PHOTOS_OF_DEVICE, per=PER)
        await limits.spend("story-photo-house", house.id, most=PHOTOS_OF_HOUSE, per=A_DAY)
        try:
            await photo_adding.add(house, Actor(), upload, uuid5(key, str(place)), counted=False)
        except Invalid as no:
            said = no.errors["photos"]
            errors.append(f"{safe_name(upload.filename)}: {said}" if len(sent) > 1 else said)
    return {"photos": " ".join(errors)} if errors else {}


# -------------------------------------------------------------------------------------------- forgetting


async def sweep(at: datetime) -> int:
    """Forget what was sent long ago, with whoever can be reached by it; returns how many. Photos that no
    text needs go by themselves (photo_removing.sweep)."""
    gone = 0
    while found := await _old(before=at - KEPT_FOR, most=200):
        for old in found:
            async with transaction():
                await StoryRow.delete().where(StoryRow.id == old.id)
                if old.state == WAITING:
                    await publish(StorySettled(old.id, old.organization, None, "gone"))
            gone += 1
    return gone
