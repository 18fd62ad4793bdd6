"""What is new for everybody, as a feed: public documents only, whoever asks."""

from html import escape
from typing import Final

from kimhub.core.atom import Entry
from kimhub.core.prepared import prepare_sql
from kimhub.library import documents, seen
from kimhub.library.kinds import KINDS
from kimhub.library.views import Document

MOST: Final = 30
_everywhere = prepare_sql(
    f"{documents.SELECT} WHERE {seen.IS_PUBLIC} AND o.legal_status <> 'draft'"
    f" ORDER BY d.id DESC LIMIT {MOST}",
    Document,
)
_of_house = prepare_sql(
    f"{documents.SELECT} WHERE {seen.IS_PUBLIC} AND d.organization = :house"
    f" ORDER BY d.id DESC LIMIT {MOST}",
    Document,
)


async def newest(house: int | None = None) -> list[Entry]:
    """The documents that were added last, of one library or of all of them."""
    found = await (_everywhere() if house is None else _of_house(house=house))
    return [_entry(one) for one in found]


def _entry(one: Document) -> Entry:
    told = " · ".join(part for part in (str(KINDS[one.kind].word), one.number, one.owner_name) if part)
    html = f"<p>{escape(told)}</p>" + (f"<p>{escape(one.description)}</p>" if one.description else "")
    return Entry(
        id=f"/pustaka/d/{one.id}",
        path=one.path,
        title=one.title,
        author=one.owner_name,
        html=html,
        published=one.created_at,
        updated=one.changed_at,
    )
