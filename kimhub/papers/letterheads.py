"""Kop surat: as the organization wrote it, or made from the register without anybody typing."""

import json
import re
from typing import Any, Final

import msgspec

from kimhub.core.db import now, transaction
from kimhub.core.errors import NotFound
from kimhub.core.files import store
from kimhub.core.phones import phone_display
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import search_norm
from kimhub.groups import installation
from kimhub.groups.organizations import LONG_NAME
from kimhub.papers.tables import Letterhead

PAPERS: Final = ("F4", "A4")
LOGO: Final = "logo.webp"
MOST_LINES: Final = 4
MOST_SHORT: Final = 30

_FULL: Final = {"Kec.": "Kecamatan", "Kab.": "Kabupaten", "Kel.": "Kelurahan"}
_KIND_OF_PLACE: Final = re.compile(r"-(?:KABUPATEN|KOTA|PROVINSI|KECAMATAN)(?=-)")
_NOT_SHORT: Final = re.compile(r"[^A-Z0-9]+")


class Head(msgspec.Struct, frozen=True):
    """A letterhead ready to print. `town` stands in the date line, `short` in the numbers."""

    lines: list[str]
    address: str = ""
    phone: str = ""
    email: str = ""
    logo: str = ""  # key of the file store; empty: none is printed
    with_logo: bool = True
    town: str = ""
    paper: str = "F4"
    short: str = ""
    version: int = 0  # 0: nobody has written one

    @property
    def below(self) -> list[str]:
        """What stands small under the name: the address, then how to reach it."""
        phone = f"Telepon {self.phone}" if self.phone else ""
        email = f"Pos-el {self.email}" if self.email else ""
        reach = " · ".join(part for part in (phone, email) if part)
        return [line for line in (self.address, reach) if line]


class _Row(msgspec.Struct, frozen=True):
    kind: str
    name: str
    wilayah_code: str
    place: str
    street: str
    contact_phone: str
    emblem: str
    lines: str | None
    address: str | None
    phone: str | None
    email: str | None
    with_logo: bool | None
    town: str | None
    paper: str | None
    short: str | None
    version: int | None


_one = prepare_sql(
    "SELECT o.kind, o.name, o.wilayah_code, o.place, o.address AS street, o.contact_phone,"
    " o.logo AS emblem, h.lines, h.address, h.phone, h.email, h.with_logo, h.town, h.paper,"
    " h.short, h.version FROM organization o LEFT JOIN letterhead h ON h.organization = o.id"
    " WHERE o.id = :organization",
    _Row,
)


async def of(organization_id: int) -> Head:
    """The letterhead of an organization. Raises NotFound when there is no such organization."""
    row = await _one.first(organization=organization_id)
    if row is None:
        raise NotFound
    if row.lines is None:
        return made_from(row.kind, row.name, row.wilayah_code, row.place, row.street, row.contact_phone,
                         row.emblem)  # fmt: skip
    return Head(
        json.loads(row.lines),
        row.address or "",
        row.phone or "",
        row.email or "",
        row.emblem if row.with_logo else "",
        bool(row.with_logo),
        row.town or "",
        row.paper or "F4",
        row.short or short_name(row.name),
        row.version or 0,
    )


def made_from(
    kind: str, name: str, wilayah_code: str, place: str, street: str, contact_phone: str, logo: str
) -> Head:
    """The letterhead of an organization that has written none. Only an office prints its number unasked:
    that of a KIM is somebody's own telephone."""
    where = written_out(place)
    parts = where.split(", ")
    if kind == "agency":
        province = "Provinsi " if len(wilayah_code) == 2 and not where.startswith("Provinsi") else ""
        lines = [f"Pemerintah {province}{parts[0]}".strip(), name]
    elif kind == "kim" and not LONG_NAME.search(search_norm(name)):
        lines = [installation.current().kim_means or "Komunitas Informasi Masyarakat", name]
    else:
        lines = [name]
    below = [street, where] if street and kind != "agency" else [street or where]
    town = parts[1] if len(parts) > 2 else parts[0]
    return Head(
        [line.upper() for line in lines],
        ", ".join(part for part in below if part),
        phone_display(contact_phone) if contact_phone and kind == "agency" else "",
        logo=logo,
        town=town.partition(" ")[2] or town,
        short=short_name(name),
    )


def written_out(place: str) -> str:
    """ "Desa Mallari, Kecamatan Awangpone, Kabupaten Bone" of the short forms in lists."""
    return " ".join(_FULL.get(word, word) for word in place.split())


def short_name(name: str) -> str:
    """What stands for the organization in a number: "KIM-MALLARI". Of a long name the kind of place goes
    first: "DISKOMINFO-BONE" for "Diskominfo Kabupaten Bone"."""
    words = _NOT_SHORT.sub("-", search_norm(name).upper()).strip("-")
    if len(words) > 20:
        words = _KIND_OF_PLACE.sub("", words)
    return words if len(words) <= 20 else words[:21].rpartition("-")[0] or words[:20]


async def save(organization_id: int, head: Head, by: int) -> bool:
    """Keep `head` as this organization's own; False, and nothing kept, when somebody else saved after
    `head.version`."""
    values: dict[Any, Any] = {
        Letterhead.lines: json.dumps(head.lines, ensure_ascii=False),
        Letterhead.address: head.address,
        Letterhead.phone: head.phone,
        Letterhead.email: head.email,
        Letterhead.with_logo: head.with_logo,
        Letterhead.town: head.town,
        Letterhead.paper: head.paper,
        Letterhead.short: head.short,
        Letterhead.version: head.version + 1,
        Letterhead.changed_by: by,
        Letterhead.changed_at: now(),
    }
    async with transaction():
        if head.version == 0:
            row = Letterhead(values, organization=organization_id)
            made = await Letterhead.insert(row).on_conflict(Letterhead.organization, "DO NOTHING")
        else:
            made = (
                await Letterhead.update(values)
                .where((Letterhead.organization == organization_id) & (Letterhead.version == head.version))
                .returning(Letterhead.id)
            )
    return bool(made)


async def for_pdf(head: Head) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What `letterhead.typ` wants, and the files it names."""
    logo = await logo_of(head)
    kop = {"lines": head.lines, "below": head.below, "logo": LOGO if logo else ""}
    return kop, {LOGO: logo} if logo else {}


async def logo_of(head: Head) -> bytes:
    """The emblem as WebP; empty where there is none, or its file is gone."""
    if not head.logo:
        return b""
    try:
        return b"".join([chunk async for chunk in store().chunks(head.logo)])
    except NotFound:
        return b""
