"""Accounts of the sample: opened, with a password that nobody ever knew, until they are given another."""

from datetime import timedelta
from typing import Final

from kimhub.accounts import passwords
from kimhub.accounts import terms as consent
from kimhub.accounts.codes import random_code
from kimhub.accounts.tables import Consent, User
from kimhub.core.db import now
from kimhub.sample.plan import Area
from kimhub.sample.rows import insert, moment
from kimhub.sample.settle import Settled

BEFORE_FIRST: Final = "+6281200000100"  # 0812-0000-0101 and on stand in every example of ours


async def make_people(area: Area, settled: list[Settled], last_phone: str | None) -> dict[str, User]:
    """A row for everybody in these houses, by handle; telephones are numbered on from `last_phone`."""
    people = {seat.person.handle: seat.person for one in settled for seat in one.seats}
    people |= {person.handle: person for person in area.operators}
    codes = {seat.person.handle: one.place.code for one in settled for seat in one.seats}
    taken = await _taken([handle for handle in people if "." not in handle])
    unknown = await passwords.hashed(random_code(24))
    number = int((last_phone or BEFORE_FIRST)[1:])
    rows = {}
    for index, (handle, person) in enumerate(people.items()):
        named = "." not in handle
        username = f"{handle}.contoh" if handle in taken else handle
        rows[handle] = User(
            name=person.name,
            username=username if named else None,
            phone=f"+{number + index + 1}" if named or index % 3 else None,
            password=unknown,
            wilayah_code=codes.get(handle),
            phone_visible=index % 4 == 0,
            consent_version=consent.VERSION,
            created_at=moment(-400 + index % 300),
            last_seen_at=now() - timedelta(hours=index % 200),
        )
    await insert(list(rows.values()))
    await insert(
        [
            Consent(user=row.id, purpose="terms", version=consent.VERSION, given_at=row.created_at)
            for row in rows.values()
        ]
    )
    return rows


async def _taken(usernames: list[str]) -> set[str]:
    rows = await User.select(User.username).where(User.username.is_in(usernames)) if usernames else []
    return {row["username"] for row in rows}
