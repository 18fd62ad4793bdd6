"""The policy in SQL: what of many documents a person may read, for lists, counts and feeds.

`policy.can_read` says the same of one document; tests/library/test_rights.py holds the two together.
"""

from collections.abc import Iterator
from typing import Any, Final

from msgspec import Struct

from kimhub.core.actor import Actor
from kimhub.library.kinds import BROUGHT_BY_MEMBERS, DRAFT, MEMBERS, OFFICERS, PEMBINA, PUBLIC
from kimhub.library.policy import ADMIN, ANY, OFFICER, STAFF
from kimhub.wilayah.names import prefix_range

IS_PUBLIC: Final = f"(d.removed_at IS NULL AND d.visibility = '{PUBLIC}' AND d.status <> '{DRAFT}')"
_BROUGHT: Final = ", ".join(f"'{kind}'" for kind in sorted(BROUGHT_BY_MEMBERS))


class Sight(Struct, frozen=True):
    """A condition about `library_document d JOIN organization o`, true for what a person may read (`kept`
    tells whether it says more than "public": then it has values)."""

    where: str
    values: dict[str, Any]


PUBLIC_SIGHT: Final = Sight(IS_PUBLIC, {})


def of(actor: Actor) -> Sight:
    """What this person may read. The condition is one of a few texts, for statements that are prepared."""
    if not actor.grants:
        return PUBLIC_SIGHT
    values = _values(actor)
    areas = _areas(actor)
    values |= {f"area{n}": area for n, area in enumerate(areas)}
    for n, area in enumerate(areas):
        values[f"low{n}"], values[f"high{n}"] = prefix_range(area)
        if area:  # what lies below, not what merely begins with the same digits
            values[f"low{n}"] = f"{area}."
    overseen = " OR ".join(
        f"o.wilayah_code = :area{n} OR (o.wilayah_code >= :low{n} AND o.wilayah_code < :high{n})"
        for n in range(len(areas))
    )
    where = f"""(d.removed_at IS NULL AND (
        (d.status <> '{DRAFT}' AND (d.visibility = '{PUBLIC}'{" OR " + overseen if overseen else ""}
            OR (d.visibility = '{MEMBERS}' AND (d.organization IN :member_of
                OR (o.kind = 'agency' AND o.wilayah_code IN :member_below)))
            OR (d.visibility = '{OFFICERS}' AND (d.organization IN :officer_of
                OR (o.kind = 'agency' AND o.wilayah_code IN :officer_below)))
            OR (d.visibility = '{PEMBINA}' AND d.organization IN :admin_of)))
        OR (o.legal_status <> 'dissolved' AND (
            (o.kind = 'agency' AND d.organization IN :staff_of)
            OR (o.kind <> 'agency' AND d.organization IN :officer_of AND (d.visibility <> '{PEMBINA}'
                OR d.organization IN :admin_of OR d.organization IN :staff_of))
            OR (d.kind IN ({_BROUGHT}) AND d.visibility <> '{PEMBINA}' AND d.created_by = :me
                AND d.organization IN :member_of)))))"""
    return Sight(where, values)


def _values(actor: Actor) -> dict[str, Any]:
    return {
        "me": actor.id,
        "member_of": houses_of(actor, ANY),
        "officer_of": houses_of(actor, OFFICER),
        "admin_of": houses_of(actor, ADMIN),
        "staff_of": houses_of(actor, STAFF),
        "member_below": seats_above(actor, ANY),
        "officer_below": seats_above(actor, OFFICER),
    }


def houses_of(actor: Actor, roles: tuple[str, ...]) -> list[int]:
    """The organizations in which this person holds one of these roles."""
    return sorted({g.organization for g in actor.grants if g.organization is not None and g.role in roles})


def _areas(actor: Actor) -> list[str]:
    """Wilayah this person oversees, without those inside another one."""
    held = sorted({g.wilayah for g in actor.grants if g.wilayah is not None and g.role in STAFF}, key=len)
    kept: list[str] = []
    for area in held:
        if not any(not wide or area.startswith(f"{wide}.") for wide in kept):
            kept.append(area)
    return sorted(kept)


def seats_above(actor: Actor, roles: tuple[str, ...]) -> list[str]:
    """Where the offices have their seats whose houses this person belongs to with one of these roles."""
    places = (g.seat if g.seat else g.wilayah for g in actor.grants if g.role in roles)
    return sorted({seat for place in places if place is not None for seat in prefixes(place)})


def prefixes(code: str) -> Iterator[str]:
    """The country, the province, the regency ... down to this place."""
    yield ""
    parts = code.split(".") if code else []
    for n in range(1, len(parts) + 1):
        yield ".".join(parts[:n])
