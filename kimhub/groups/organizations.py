"""One organization: what pages show of it, and how it gets its name, place and address."""

import re
from datetime import date

import msgspec

from kimhub.core.db import is_unique_violation, savepoint
from kimhub.core.prepared import prepare, prepare_sql
from kimhub.core.text import search_norm, slugify
from kimhub.groups import terms
from kimhub.groups.tables import Organization
from kimhub.wilayah.places import Place

RESERVED = {"baru"}  # addresses below /kim that are no organization
MOST_SLUG = 60
LONG_NAME = re.compile(r"\b(?:kelompok|komunitas) informasi masyarakat\b")  # domain.md 0.10
SHORT = {"kabupaten": "kab", "kecamatan": "kec", "kelurahan": "kel", "provinsi": "prov"}


class Profile(msgspec.Struct, frozen=True):
    """An organization with everything its pages and the rules about it need."""

    id: int
    kind: str
    name: str
    slug: str
    wilayah_code: str
    place: str
    national_no: str
    founded_on: date | None
    about: str
    vision: str
    mission: str
    basis: str
    potential: str
    achievements: str
    address: str
    contact_phone: str
    logo: str
    legal_status: str
    term_end: date | None
    dissolved_on: date | None
    dissolve_reason: str
    activity_level: str
    activity_override: str
    override_reason: str
    grade: str
    member_count: int
    version: int
    created_by: int | None

    @property
    def state(self) -> str:
        """The legal status as people see it: a decree that has run out makes `expired`."""
        return state_of(self.legal_status, self.term_end)

    @property
    def activity(self) -> str:
        return self.activity_override or self.activity_level

    @property
    def days_left(self) -> int | None:
        return terms.days_left(self.term_end)

    @property
    def is_open(self) -> bool:
        """Known to everybody: no draft."""
        return self.legal_status != "draft"


def state_of(legal_status: str, term_end: date | None) -> str:
    return "expired" if legal_status == "verified" and terms.is_over(term_end) else legal_status


_profile = prepare(
    lambda p: Organization.select(
        Organization.id,
        Organization.kind,
        Organization.name,
        Organization.slug,
        Organization.wilayah_code,
        Organization.place,
        Organization.national_no,
        Organization.founded_on,
        Organization.about,
        Organization.vision,
        Organization.mission,
        Organization.basis,
        Organization.potential,
        Organization.achievements,
        Organization.address,
        Organization.contact_phone,
        Organization.logo,
        Organization.legal_status,
        Organization.term_end,
        Organization.dissolved_on,
        Organization.dissolve_reason,
        Organization.activity_level,
        Organization.activity_override,
        Organization.override_reason,
        Organization.grade,
        Organization.member_count,
        Organization.version,
        Organization.created_by,
    ).where(Organization.slug == p.slug),
    into=Profile,
)


async def get(slug: str) -> Profile | None:
    """The organization at this address."""
    return await _profile.first(slug=slug)


async def get_open(slug: str) -> Profile | None:
    """The same for pages everybody may see: a draft is not there yet."""
    found = await get(slug)
    return found if found and found.is_open else None


class Neighbour(msgspec.Struct, frozen=True):
    name: str
    slug: str
    kind: str
    legal_status: str


_seated_at = prepare_sql(
    "SELECT name, slug, kind, legal_status FROM organization"
    " WHERE wilayah_code = :code AND kind = :kind AND legal_status <> 'dissolved' ORDER BY search, id",
    Neighbour,
)


async def seated_at(code: str, kind: str) -> list[Neighbour]:
    """Who of this kind has its seat at exactly this place."""
    return await _seated_at(code=code, kind=kind)


_admin_seats = prepare_sql(
    "SELECT DISTINCT o.wilayah_code FROM organization o"
    " JOIN role_assignment r ON r.organization = o.id AND r.role = 'kim_admin'"
    ' WHERE r."user" = :user AND o.id IN :organizations'
)


async def admin_seats(user_id: int, organizations: list[int]) -> list[str]:
    """The wilayah codes of the organizations this person is admin of."""
    rows = await _admin_seats(user=user_id, organizations=organizations) if organizations else []
    return [row["wilayah_code"] for row in rows]


def describe(place: Place) -> str:
    """ "Desa Mallari, Kec. Awangpone, Kab. Bone"."""
    return f"{place.title}, {place.where}" if place.where else place.title


def searchable(name: str, place: str) -> str:
    """Name and place as they are searched: "pangkalpinang" finds Pangkal Pinang too, and "kim" those who
    write themselves out in full."""
    words = search_norm(f"{name} {place}")
    parts = [name, *(part.partition(" ")[2] or part for part in place.split(", "))]
    joined = {search_norm(part, compact=True) for part in parts if " " in part.strip()}
    short = {"kim"} if LONG_NAME.search(words) and "kim" not in words.split() else set()
    return " ".join([words, *sorted(short), *sorted(joined)])[:300]


def asked(text: str) -> list[str]:
    """The words somebody searches for, in the forms `searchable` keeps."""
    return [SHORT.get(word, word) for word in LONG_NAME.sub("kim", search_norm(text[:100])).split()]


async def insert(organization: Organization, place: Place | None = None) -> int:
    """Store a new organization under the first free address; returns its id.

    The address is made once and stays when the name changes: links live in WhatsApp groups.
    """
    for slug in _addresses(organization.name, place):
        if slug in RESERVED or await Organization.exists().where(Organization.slug == slug):
            continue
        organization.slug = slug
        try:
            async with savepoint():
                return int((await Organization.insert(organization))[0]["id"])
        except Exception as error:
            if not is_unique_violation(error) or not await Organization.exists().where(
                Organization.slug == slug
            ):
                raise
    raise RuntimeError("no free address")


def _addresses(name: str, place: Place | None) -> list[str]:
    """The name; with its village, with its kecamatan; then numbered."""
    base = slugify(name, fallback="kim", most=MOST_SLUG)
    names = [place.name, *(step.name for step in place.above[:2])] if place else []
    longer = [slugify(f"{name} {where}", fallback="kim", most=MOST_SLUG) for where in names]
    return [base, *longer, *(f"{base[:MOST_SLUG]}-{n}" for n in range(2, 500))]
