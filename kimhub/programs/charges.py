"""Who can be in charge of a line: picked from the house's own people, or simply named."""

from msgspec import Struct

from kimhub.core.prepared import prepare_sql
from kimhub.core.text import search_norm
from kimhub.groups import settings, terms
from kimhub.programs.cells import Person


class Candidate(Struct, frozen=True):
    """`label` is what is picked from the list; two people of one name are told apart by it."""

    name: str
    user: int | None
    label: str


_officers = prepare_sql(
    'SELECT o."user" AS id, coalesce(u.name, o.name) AS name, o.position FROM officer o'
    ' LEFT JOIN account u ON u.id = o."user" WHERE o.organization = :house AND o.ended_on IS NULL'
    " AND (o.term_end IS NULL OR o.term_end >= :today) ORDER BY o.id"
)
_members = prepare_sql(
    'SELECT u.id, u.name FROM membership m JOIN account u ON u.id = m."user"'
    " WHERE m.organization = :house AND m.state = 'active' ORDER BY lower(u.name), u.id LIMIT 300"
)


async def of(house: int) -> list[Candidate]:
    """Officers first, then the other members."""
    words = {row.code: (n, row.label) for n, row in enumerate(await settings.positions())}
    rows = await _officers(house=house, today=terms.today())
    rows.sort(key=lambda row: words.get(row["position"], (999, ""))[0])
    found: dict[tuple[str, int | None], str] = {}
    for row in rows:
        found.setdefault((row["name"], row["id"]), words.get(row["position"], (0, ""))[1])
    known = {user for _name, user in found if user is not None}
    for row in await _members(house=house):
        if row["id"] not in known:
            found[(row["name"], row["id"])] = ""
    names = [search_norm(name) for name, _user in found]
    labels: set[str] = set()
    made = []
    for (name, user), position in found.items():
        text = f"{name} ({position})" if position and names.count(search_norm(name)) > 1 else name
        while text in labels:
            text += " *"  # the same name in the same position: still two people
        labels.add(text)
        made.append(Candidate(name, user, text))
    return made


def person(text: str, people: list[Candidate]) -> Person:
    """Whom the text means: a candidate picked by label or by a name only one of them has, else just the
    name."""
    picked = [one for one in people if one.label == text]
    wanted = search_norm(text)
    same = picked or [one for one in people if search_norm(one.name) == wanted]
    if len(same) == 1:
        return Person(same[0].name[:120], same[0].user)
    return Person(text[:120])
