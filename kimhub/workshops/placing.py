"""Writing a person into a workshop's list: who it is, and the row that becomes theirs.

One place per person: an account has one row, and so has a telephone number. Whoever comes back after
leaving gets the same row and the end of the line.
"""

from typing import Any
from uuid import UUID, uuid4

from msgspec import Struct

from kimhub.accounts.codes import random_code
from kimhub.core.db import now
from kimhub.core.errors import Invalid
from kimhub.workshops import seat_sql as sql
from kimhub.workshops import seat_words as words
from kimhub.workshops.links import hashed, secret_of
from kimhub.workshops.seat_sql import Found, Hall, Row
from kimhub.workshops.seating import put, tell
from kimhub.workshops.tables_seats import Registration

ACTIVE = frozenset({"asked", "confirmed", "waiting", "offered"})


class SignUp(Struct, frozen=True):
    """Who wants to come, checked by the caller. `phone` tells people apart: of an account it is only
    compared, never kept with the place."""

    name: str
    user: int | None = None
    phone: str = ""
    email: str = ""
    sex: str = ""
    organization: int | None = None
    from_where: str = ""
    district_code: str = ""
    kind: str = "participant"
    answers: str = "{}"
    delegation: int | None = None
    agreed: bool = False
    note: str = ""


class Placed(Struct, frozen=True):
    """What became of it. `new` is False when nothing was done: this form had been sent before, or the
    person has a place already. `key` is what the personal link is made of."""

    registration: int
    state: str
    line: int
    key: UUID | None
    new: bool = True


class Seen(Struct, frozen=True):
    """What is known of a person before they are written down: their row, and a key and a code to use."""

    row: Row | None
    key: UUID
    code: str


async def find(hall: Hall, who: SignUp, key: UUID) -> Seen:
    """The place that this very person has or had here.

    Raises Invalid when the telephone number has a place under another form or account: who knows a number
    is not yet its owner, so that place is not handed over.
    """
    found, code = await _look(hall, who, key)
    sent = next((one for one in found if one.what == "key"), None)
    if sent and sent.workshop == hall.id and sent.user == who.user and sent.phone == _kept_phone(who):
        return Seen(sent, key, code)
    mine: Row | None = next((one for one in found if one.what == "user"), None)
    if mine is None and who.phone:
        same = [one for one in found if one.what == "phone"]
        if any(one.state in ACTIVE for one in same):
            raise Invalid(phone=words.phone_taken())
        mine = next((one for one in same if one.user is None and who.user is None), None)
    if sent and (mine is None or sent.id != mine.id):
        key = uuid4()  # of somebody else's form
    return Seen(mine, key, code)


async def _look(hall: Hall, who: SignUp, key: UUID) -> tuple[list[Found], str]:
    """The rows this sign-up may meet, and five letters to read out at the door that nobody here has yet."""
    while True:
        code = random_code(5)
        found = await sql.known(key=key, workshop=hall.id, user=who.user, phone=who.phone, code=code)
        if all(one.what != "code" for one in found):
            return found, code


def stands(seen: Seen, key: UUID) -> Placed | None:
    """What to answer where nothing is to be done: a place that is held, or a form that came once more."""
    known = seen.row
    if known and (known.state in ACTIVE or known.key == key):
        return Placed(known.id, known.state, known.line, known.key, new=False)
    return None


async def write(hall: Hall, seen: Seen, who: SignUp, state: str, actor_id: int | None) -> Placed:
    """Write the person down with this state, at the end of the order of arrival."""
    line, key = hall.next_line(), seen.key
    fields = _fields(who, key, actor_id) | {"walk_in": 0}
    if seen.row:
        await put(hall, seen.row.id, state, line, actor_id, **fields)
        return Placed(seen.row.id, state, line, key)
    at = now()
    made = Registration(
        **fields,
        workshop=hall.id,
        user=who.user,
        state=state,
        line=line,
        code=seen.code,
        confirmed_at=at if state == "confirmed" else None,
        created_at=at,
        changed_at=at,
    )
    inserted = await Registration.insert(made).returning(Registration.id)
    registration = int(inserted[0]["id"])
    await tell(hall, registration, state, line, actor_id)
    return Placed(registration, state, line, key)


def _fields(who: SignUp, key: UUID, actor_id: int | None) -> dict[str, Any]:
    guest = who.user is None
    return {
        "name": who.name,
        "phone": _kept_phone(who),
        "email": who.email if guest else "",
        "sex": who.sex,
        "organization": who.organization,
        "from_where": who.from_where,
        "district_code": who.district_code,
        "kind": who.kind,
        "answers": who.answers,
        "delegation": who.delegation,
        "note": who.note,
        "reason": "",
        "by": actor_id if actor_id != who.user else None,
        "agreed_at": now() if who.agreed else None,
        "secret": hashed(secret_of(key)) if guest else "",
        "key": key,
    }


def _kept_phone(who: SignUp) -> str:
    return "" if who.user is not None else who.phone
