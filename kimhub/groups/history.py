"""The trail of an organization in sentences people can read, and a place where each event says its own."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from kimhub.core.formats import long_date
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.groups import words
from kimhub.groups.organizations import Profile

PAGE = 40

Sentence = Callable[[dict[str, Any]], str]
_sentences: dict[str, Sentence] = {}


def tells(kind: str) -> Callable[[Sentence], Sentence]:
    """Show events of this kind in the history: `@tells("MemberAccepted")` over a function of its payload.

    The sentence goes on after the name of whoever did it: "menerima Budi sebagai anggota".
    """

    def register(sentence: Sentence) -> Sentence:
        _sentences[kind] = sentence
        return sentence

    return register


class Line(msgspec.Struct, frozen=True):
    id: int
    who: str
    sentence: str
    detail: str  # a reason or a note
    changes: list[tuple[str, str, str]]  # field, before, after
    happened_at: datetime


class _Row(msgspec.Struct, frozen=True):
    id: int
    kind: str
    payload: str
    name: str | None
    happened_at: datetime


_events = prepare_sql(
    "SELECT e.id, e.kind, e.payload, u.name, e.happened_at FROM event e"  # noqa: S608 - constants
    " LEFT JOIN account u ON u.id = e.actor"
    " WHERE e.organization = :organization AND e.kind IN :kinds"
    " AND (CAST(:before AS BIGINT) = 0 OR e.id < CAST(:before AS BIGINT))"
    f" ORDER BY e.id DESC LIMIT {PAGE + 1}",
    _Row,
)


async def of(organization: Profile, before: int = 0) -> tuple[list[Line], int | None]:
    """The newest lines first, and the id to go on before (None at the end)."""
    rows = await _events(organization=organization.id, kinds=sorted(_sentences), before=before)
    lines = [_line(row) for row in rows[:PAGE]]
    return lines, rows[PAGE - 1].id if len(rows) > PAGE else None


def _line(row: _Row) -> Line:
    payload = json.loads(row.payload)
    changes = [
        (str(words.FIELDS.get(field, field)), *_shown(field, pair))
        for field, pair in payload.get("changes", {}).items()
    ]
    detail = payload.get("note") or payload.get("reason") or ""
    detail = str(words.END_REASONS.get(detail, detail))
    return Line(
        row.id, row.name or _("KIMHub"), _sentences[row.kind](payload), detail, changes, row.happened_at
    )


def _shown(field: str, pair: list[str]) -> tuple[str, str]:
    """Before and after; a picture has no words."""
    if field == "logo":
        return (_("ada") if pair[0] else "", _("ada") if pair[1] else "")
    return pair[0], pair[1]


def _role(payload: dict[str, Any]) -> str:
    return str(words.ROLES.get(payload["role"], payload["role"]))


@tells("OrganizationCreated")
def _created(payload: dict[str, Any]) -> str:
    if payload["legal_status"] == "draft":
        return _("mencatat %(name)s sebagai draf.") % payload
    return _("mencatat %(name)s.") % payload


@tells("OrganizationRegistered")
def _registered(payload: dict[str, Any]) -> str:
    return _("mendaftarkan %(name)s kepada pembina.") % payload


@tells("OrganizationVerified")
def _verified(payload: dict[str, Any]) -> str:
    if payload["renewed"]:
        return _("memperbarui masa berlaku dengan SK %(number)s.") % payload
    return _("menyatakan terverifikasi dengan SK %(number)s.") % payload


@tells("OrganizationDissolved")
def _dissolved(payload: dict[str, Any]) -> str:
    return _("mencatat %(name)s bubar.") % payload


@tells("OrganizationEdited")
def _edited(payload: dict[str, Any]) -> str:
    names = ", ".join(str(words.FIELDS.get(field, field)).lower() for field in payload["changes"])
    return _("mengubah %(fields)s.") % {"fields": names}


@tells("ActivityOverridden")
def _overridden(payload: dict[str, Any]) -> str:
    if not payload["level"]:
        return _("mengembalikan keaktifan ke hitungan KIMHub.")
    return _("menetapkan keaktifan: %(level)s.") % {"level": words.ACTIVITY[payload["level"]]}


@tells("DecreeUploaded")
def _uploaded(payload: dict[str, Any]) -> str:
    return _("memasukkan SK %(number)s.") % payload


@tells("DecreeVerified")
def _checked(payload: dict[str, Any]) -> str:
    return _("memeriksa SK %(number)s dan menyatakannya benar.") % payload


@tells("DecreeReturned")
def _returned(payload: dict[str, Any]) -> str:
    return _("mengembalikan SK %(number)s untuk diperbaiki.") % payload


@tells("DecreeExpiring")
def _expiring(payload: dict[str, Any]) -> str:
    day = long_date(datetime.fromisoformat(payload["term_end"]).date())
    return _("mengingatkan bahwa SK berakhir pada %(day)s.") % {"day": day}


@tells("OfficerAppointed")
def _appointed(payload: dict[str, Any]) -> str:
    return _("mengangkat %(name)s sebagai pengurus.") % payload


@tells("OfficerEnded")
def _ended(payload: dict[str, Any]) -> str:
    return _("mengakhiri jabatan %(name)s.") % payload


@tells("RoleGranted")
def _granted(payload: dict[str, Any]) -> str:
    return _("memberi %(name)s peran %(role)s.") % {"name": payload["name"], "role": _role(payload)}


@tells("RoleRevoked")
def _revoked(payload: dict[str, Any]) -> str:
    return _("mencabut peran %(role)s dari %(name)s.") % {"name": payload["name"], "role": _role(payload)}
