"""People of the register by name, for those who plan an event: as speakers, as helpers."""

from datetime import timedelta
from typing import Final

from msgspec import Struct

from kimhub.core import limits
from kimhub.core.actor import Actor
from kimhub.core.prepared import prepare_sql
from kimhub.core.text import clean_line
from kimhub.wilayah.names import chain, prefix_range
from kimhub.workshops.views import Workshop

ASKS: Final = 120  # of one person in PER
PER: Final = timedelta(minutes=10)
LEAST: Final = 3  # letters: fewer would list half the register


class Person(Struct, frozen=True):
    """Somebody with an account; `house` is one of their organizations."""

    id: int
    name: str
    house: str


_found = prepare_sql(
    "SELECT a.id, a.name, min(o.name) AS house FROM account a"
    " JOIN membership m ON m.\"user\" = a.id AND m.state = 'active'"
    " JOIN organization o ON o.id = m.organization"
    " WHERE a.status = 'active' AND ((a.username = :exact) OR (o.wilayah_code >= :low"
    " AND o.wilayah_code < :high AND (lower(a.name) LIKE :start OR lower(a.name) LIKE :word)))"
    " GROUP BY a.id, a.name"
    " ORDER BY max(CASE WHEN o.id = :house THEN 1 ELSE 0 END) DESC, a.name, a.id LIMIT 12",
    Person,
)
_one = prepare_sql(
    "SELECT a.id, a.name, min(o.name) AS house FROM account a"
    " JOIN membership m ON m.\"user\" = a.id AND m.state = 'active'"
    " JOIN organization o ON o.id = m.organization"
    " WHERE a.id = :person AND a.status = 'active' GROUP BY a.id, a.name",
    Person,
)


async def find(workshop: Workshop, actor: Actor, words: str) -> list[Person] | None:
    """Active members of the KIM and offices of the event's regency whose name has a word that begins so; of
    anywhere when the user name is given exactly. The owner's own people first. None while too little was
    typed.

    Names and organizations only: nobody looks up telephone numbers here. Raises TooMany.
    """
    text = clean_line(words).lower().lstrip("@")[:60]
    begin = "".join(letter for letter in text if letter not in "%_\\").strip()
    if len(begin) < LEAST:
        return None
    await limits.spend("workshop-people", actor.id, most=ASKS, per=PER)
    low, high = prefix_range(chain(workshop.seat)[:2][-1])  # for a province's office, the province
    like = {"exact": text, "start": f"{begin}%", "word": f"% {begin}%"}
    return await _found(**like, low=low, high=high, house=workshop.organization)


async def person(actor: Actor, text: str) -> Person | None:
    """The person with this id, if they belong to some organization. Counts as a search: whoever tries one
    number after the other learns no more names than by searching. Raises TooMany."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    await limits.spend("workshop-people", actor.id, most=ASKS, per=PER)
    return await _one.first(person=int(text))
