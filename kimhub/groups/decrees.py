"""Decrees (SK) as they are kept: which there are, which one is in force, and the term it gives."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from kimhub.core.prepared import prepare_sql
from kimhub.groups import organizations
from kimhub.groups.organizations import Profile
from kimhub.groups.tables import DecreeOrganization, Organization


class Entry(msgspec.Struct, frozen=True):
    """A decree as the pages of one of its organizations show it."""

    id: int
    number: str
    title: str
    issuer_level: str
    issuer_title: str
    issuer_name: str
    signed_on: date
    term_start: date | None
    term_end: date | None
    file: str
    file_name: str
    file_mime: str
    file_size: int
    supersedes: int | None
    note: str
    state: str
    verified_name: str
    verified_at: datetime | None
    uploaded_by: int | None
    uploader: str | None
    created_at: datetime
    shared: int  # how many organizations it is for

    @property
    def begins(self) -> date:
        return self.term_start or self.signed_on


class OneDecree(msgspec.Struct, frozen=True):
    """A decree as one of its organizations has it, for the rules."""

    decree: Entry
    organization: Profile


_COLUMNS = """
d.id, d.number, d.title, d.issuer_level, d.issuer_title, d.issuer_name, d.signed_on, d.term_start,
d.term_end, d.file, d.file_name, d.file_mime, d.file_size, d.supersedes, d.note, d.state, d.verified_name,
d.verified_at, d.uploaded_by, u.name AS uploader, d.created_at,
(SELECT count(*) FROM decree_organization o WHERE o.decree = d.id) AS shared
FROM decree d JOIN decree_organization l ON l.decree = d.id LEFT JOIN account u ON u.id = d.uploaded_by
"""
_of = prepare_sql(
    f"SELECT {_COLUMNS} WHERE l.organization = :organization"
    " ORDER BY coalesce(d.term_start, d.signed_on) DESC, d.id DESC",
    Entry,
)
_one = prepare_sql(
    f"SELECT {_COLUMNS} WHERE l.organization = :organization AND d.id = :id",
    Entry,
)


async def of(organization: Profile) -> list[Entry]:
    """Every decree of an organization, the newest term first."""
    return await _of(organization=organization.id)


async def get(slug: str, decree_id: int) -> OneDecree | None:
    """The decree as the organization at this address has it; None when it is not one of its own."""
    organization = await organizations.get(slug)
    decree = await entry(organization, decree_id) if organization else None
    return OneDecree(decree, organization) if decree and organization else None


async def entry(organization: Profile, decree_id: int) -> Entry | None:
    return await _one.first(organization=organization.id, id=decree_id)


def in_force(entries: Sequence[Entry]) -> Entry | None:
    """The checked decree whose term began last, whether or not it has run out."""
    return next((entry for entry in entries if entry.state == "verified"), None)


async def organizations_of(decree_id: int) -> list[Profile]:
    rows = await DecreeOrganization.select(DecreeOrganization.organization.slug.as_alias("slug")).where(
        DecreeOrganization.decree == decree_id
    )
    found = [await organizations.get(row["slug"]) for row in rows]
    return [organization for organization in found if organization]


async def settle_term(organization_id: int) -> bool:
    """Keep the organization's term end as its decree in force says; True when it changed."""
    rows = await DecreeOrganization.select(
        DecreeOrganization.decree.term_end.as_alias("term_end"),
        DecreeOrganization.decree.term_start.as_alias("term_start"),
        DecreeOrganization.decree.signed_on.as_alias("signed_on"),
        DecreeOrganization.decree,
    ).where(
        (DecreeOrganization.organization == organization_id)
        & (DecreeOrganization.decree.state == "verified")
    )
    newest = max(rows, key=lambda row: (row["term_start"] or row["signed_on"], row["decree"]), default=None)
    term_end = newest["term_end"] if newest else None
    changed: list[Any] = (
        await Organization.update({Organization.term_end: term_end, Organization.warned_days: None})
        .where(
            (Organization.id == organization_id)
            & (
                (Organization.term_end != term_end) | Organization.term_end.is_null()
                if term_end
                else Organization.term_end.is_not_null()
            )
        )
        .returning(Organization.id)
    )
    return bool(changed)
