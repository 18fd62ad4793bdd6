"""What would become of each row of a list: a new account, nothing, or a mistake to mend."""

import re
from itertools import count, islice
from typing import Final

import msgspec

from kimhub.accounts.identity import checked_username
from kimhub.accounts.service import checked_name
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.phones import normalise
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import checked_line, search_norm, slugify
from kimhub.groups import settings
from kimhub.groups.import_reading import Line
from kimhub.groups.organizations import Profile

# What people call an ordinary member in the column of positions.
_PLAIN: Final = frozenset(("", "anggota", "anggota biasa", "member"))
_NAMESAKES: Final = 30  # siti.aminah, siti.aminah2, ...


class Checked(msgspec.Struct, frozen=True):
    """A row, cleaned, with what it will become. `state`: new, member (is one already), account (has an
    account, so must be asked), or error."""

    number: int
    state: str
    name: str
    phone: str | None = None
    username: str | None = None
    position: str = ""
    section: str = ""
    errors: dict[str, str] = {}
    note: str = ""


class _Known(msgspec.Struct, frozen=True):
    id: int
    name: str
    phone: str | None
    username: str | None
    state: str | None  # of the open membership here


_known = prepare_sql(
    "SELECT u.id, u.name, u.phone, u.username, m.state FROM account u"
    ' LEFT JOIN membership m ON m."user" = u.id AND m.organization = :organization'
    " AND m.state IN ('applied', 'orientation', 'active', 'suspended')"
    " WHERE u.status <> 'deleted' AND (u.phone IN :phones OR u.username IN :usernames)",
    _Known,
)
_members = prepare_sql(
    "SELECT u.id, u.name, u.phone, u.username, m.state FROM membership m"
    ' JOIN account u ON u.id = m."user"'
    " WHERE m.organization = :organization"
    " AND m.state IN ('applied', 'orientation', 'active', 'suspended')",
    _Known,
)
_usernames = prepare_sql("SELECT username FROM account WHERE username IN :usernames")


async def check(organization: Profile, lines: list[Line], appoints: bool) -> list[Checked]:
    """Every row with its outcome, in their order. Nothing is written.

    `appoints`: positions become offices; otherwise the admins give them later.
    """
    labels = await position_codes()
    rows = _mark_doubles([_read(line, labels, appoints) for line in lines])
    known = await _known(
        organization=organization.id,
        phones=[row.phone for row in rows if row.phone],
        usernames=[row.username for row in rows if row.username],
    )
    owners = {name: person for person in known for name in (person.phone, person.username) if name}
    namesakes: dict[str, _Known] = {}
    for person in await _members(organization=organization.id):
        namesakes.setdefault(search_norm(person.name), person)
    settled = [
        _settle(
            row,
            owners.get(row.phone or "") or owners.get(row.username or ""),
            namesakes.get(search_norm(row.name)),
        )
        for row in rows
    ]
    return await _name_the_nameless(settled)


async def position_codes() -> dict[str, str]:
    """Positions by their name in either language as people may write it: {"wakil ketua": "vice_chair"}."""
    rows = await settings.positions()
    return {search_norm(text): row.code for row in rows for text in (row.label, row.label_en) if text}


def _read(line: Line, labels: dict[str, str], appoints: bool) -> Checked:
    errors: dict[str, str] = {}
    name, phone, username, section = line.name, None, None, ""
    try:
        name = checked_name(line.name) if _is_given(line.name) else ""
        if not name:
            errors["name"] = _("Nama belum diisi.")
    except Invalid as no:
        errors |= no.errors
    try:
        phone = normalise(line.phone) if _is_given(line.phone) else None
    except Invalid as no:
        errors |= no.errors
    try:
        username = checked_username(line.username) if _is_given(line.username) else None
    except Invalid as no:
        errors |= no.errors
    try:
        section = checked_line(line.section, "section", most=80, least=0)
    except Invalid as no:
        errors |= no.errors
    written, note = search_norm(line.position), ""
    position = "" if written in _PLAIN else labels.get(written, "")
    if written not in _PLAIN and not position:
        errors["position"] = _("Jabatan “%(position)s” tidak ada di daftar jabatan.") % {
            "position": line.position[:60]
        }
    if position and not appoints:
        position, note = "", _("Jabatan dicatat nanti oleh admin KIM.")
    state = "error" if errors else "new"
    return Checked(line.number, state, name, phone, username, position, section, errors, note)


def _is_given(text: str) -> bool:
    """Dashes stand for "none" on paper."""
    return bool(re.search(r"\w", text))


def _mark_doubles(rows: list[Checked]) -> list[Checked]:
    """The same phone or user name twice is a mistake; so is a bare name twice."""
    seen: dict[tuple[str, str], int] = {}
    marked = []
    for row in rows:
        keys = [("phone", row.phone), ("username", row.username)]
        if not row.phone and not row.username:
            keys = [("name", search_norm(row.name))]
        said = [(field, text) for field, text in keys if text]
        errors = {
            field: _("Sama dengan baris %(number)s.") % {"number": seen[field, text]}
            for field, text in said
            if (field, text) in seen
        }
        for key in said:
            seen.setdefault(key, row.number)
        if errors:
            row = msgspec.structs.replace(row, state="error", errors=row.errors | errors)
        marked.append(row)
    return marked


def _settle(row: Checked, person: _Known | None, namesake: _Known | None) -> Checked:
    if row.state == "error":
        return row
    if person is None and not row.phone and not row.username:
        person = namesake  # the same list once more: a bare name has nothing else to be known by
    if person and person.state:
        return msgspec.structs.replace(row, state="member", note=_HERE[person.state]())
    if person:
        note = _("Sudah punya akun KIMHub. Kirim undangan, supaya ia menyetujui sendiri.")
        return msgspec.structs.replace(row, state="account", note=note)
    if namesake:
        note = _("Ada anggota lain bernama sama. Periksa apakah orangnya memang berbeda.")
        return msgspec.structs.replace(row, note=note)
    return row


async def _name_the_nameless(rows: list[Checked]) -> list[Checked]:
    """Whoever has neither phone nor user name gets one made of the name, to sign in with."""
    bare = {row.number for row in rows if row.state == "new" and not row.phone and not row.username}
    candidates = {name for row in rows if row.number in bare for name in _candidates(row.name)}
    taken = {row["username"] for row in await _usernames(usernames=sorted(candidates))} if bare else set()
    taken |= {row.username for row in rows if row.username}
    named = []
    for row in rows:
        if row.number in bare:
            free = next((name for name in _candidates(row.name) if name not in taken), None)
            if free is None:
                errors = {"username": _("Nama pengguna tidak bisa dibuat. Isi kolom Nama pengguna.")}
                row = msgspec.structs.replace(row, state="error", errors=errors)
            else:
                taken.add(free)
                row = msgspec.structs.replace(row, username=free)
        named.append(row)
    return named


def _candidates(name: str) -> list[str]:
    """`siti.aminah` of "Siti Aminah, S.Pd.", then numbered; never shorter than a user name may be."""
    base = slugify(name.partition(",")[0], fallback="anggota", most=30).replace("-", ".")
    try:
        base = checked_username(base)
    except Invalid:
        base = f"{base}.kim"
    return [base, *islice((f"{base}{n}" for n in count(2)), _NAMESAKES)]


_HERE = {
    "active": lambda: _("Sudah menjadi anggota."),
    "suspended": lambda: _("Sudah tercatat, keanggotaannya dihentikan sementara."),
    "applied": lambda: _("Sudah meminta bergabung. Jawab permintaannya di halaman anggota."),
    "orientation": lambda: _("Sedang mengikuti orientasi."),
}
