"""Small honest factories: each makes one row and fills only what it must."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from kimhub.accounts import sessions, terms
from kimhub.accounts.tables import User
from kimhub.core.csrf import make_token
from kimhub.core.db import now
from kimhub.groups import installation, rights
from kimhub.groups.tables import Installation, Membership, Officer, Organization, RoleAssignment

_numbers = count(1)


async def installed(name: str = "KIMHub Bone", wilayah_code: str = "73.08") -> None:
    """An installation that has been set up (every page redirects to the setup before that)."""
    if not await Installation.exists():
        await installation.set_up(name, wilayah_code)


async def user(name: str = "Siti Aminah", **fields: Any) -> User:
    n = next(_numbers)
    known = {"username": f"orang{n}", "phone": f"+62812{n:07d}", "consent_version": terms.VERSION}
    person = User(name=name, **known | fields)
    await person.save()
    return person


async def organization(name: str = "KIM Mallari", **fields: Any) -> Organization:
    n = next(_numbers)
    made = Organization(
        **{
            "name": name,
            "kind": "kim",
            "slug": f"kim-{n}",
            "wilayah_code": "73.08.16.2009",
            "place": "Desa Mallari, Kec. Awangpone, Kab. Bone",
            "legal_status": "verified",
        }
        | fields
    )
    await made.save()
    return made


async def kim(name: str = "KIM Mallari", **fields: Any) -> Organization:
    return await organization(name, **fields)


async def agency(name: str = "Diskominfo Bone", wilayah_code: str = "73.08", **fields: Any) -> Organization:
    return await organization(name, kind="agency", wilayah_code=wilayah_code, place="Kab. Bone", **fields)


async def member(of: Organization, name: str = "Siti Aminah", state: str = "active", **fields: Any) -> User:
    person = await user(name, **fields)
    await join(person, of, state)
    return person


async def join(person: User, of: Organization, state: str = "active") -> None:
    await Membership(organization=of.id, user=person.id, state=state, joined_on=date.today()).save()
    await rights.touch(person.id)


async def officer(of: Organization, name: str = "Budi", position: str = "secretary", **fields: Any) -> User:
    person = await member(of, name)
    start = fields.pop("term_start", date.today() - timedelta(days=30))
    await Officer(
        organization=of.id, user=person.id, name=name, position=position, term_start=start, **fields
    ).save()
    await rights.touch(person.id)
    return person


async def granted(
    person: User, role: str, of: Organization | None = None, wilayah: str | None = None
) -> User:
    row = RoleAssignment(
        user=person.id, role=role, organization=of.id if of else None, wilayah_code=wilayah
    )
    row.valid_from = now() - timedelta(minutes=1)
    await row.save()
    await rights.touch(person.id)
    return person


async def kim_admin(of: Organization, name: str = "Rahmawati Latif") -> User:
    return await granted(await member(of, name), "kim_admin", of)


async def forum_coord(of: Organization, name: str = "Baharuddin") -> User:
    return await granted(await member(of, name), "forum_coord", of, of.wilayah_code)


async def pembina(wilayah_code: str = "73.08", name: str = "Irma Yusuf") -> User:
    return await member(await agency(f"Diskominfo {wilayah_code}", wilayah_code), name)


async def sysadmin(name: str = "Operator") -> User:
    return await granted(await user(name), "sysadmin")


async def signed_in(person: User, htmx: bool = False) -> dict[str, str]:
    """Headers of a signed-in request by `person`, with a token for forms; `htmx` asks for fragments."""
    token = await sessions.begin(person.id, "Chrome di Android", confirmed=True)
    return headers_for(token, htmx)


def headers_for(token: str, htmx: bool = False) -> dict[str, str]:
    asked = {"HX-Request": "true", "HX-Request-Type": "partial"} if htmx else {}
    return {"Cookie": f"session={token}", "X-CSRFToken": make_token(token), **asked}
