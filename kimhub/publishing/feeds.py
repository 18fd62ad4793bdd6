"""What houses tell, for readers of feeds: the newest public articles with all of their text."""

from collections.abc import Sequence
from html import escape
from typing import Final

from msgspec import Struct

from kimhub.chain.kinds import KINDS as TIED
from kimhub.core.atom import Entry
from kimhub.core.i18n import _
from kimhub.core.prepared import prepare_sql
from kimhub.publishing import blocks, facts, products, reading, rendering
from kimhub.publishing.kinds import PRODUCT, VERDICTS
from kimhub.publishing.rendering import Way
from kimhub.publishing.views import Line

MOST: Final = 20  # entries of a feed


class _Text(Struct, frozen=True):
    article: int
    body: str
    cover: int | None
    facts: str


_texts = prepare_sql(
    "SELECT r.article, r.body, r.cover, r.facts FROM article_revision r JOIN article a ON a.live = r.id"
    " WHERE a.id IN :ids",
    _Text,
)


async def entries(lines: Sequence[Line], base: str) -> list[Entry]:
    """The lines as a feed tells them. `base` is the site's address, without a slash at its end: whoever
    reads a feed reads it elsewhere, so every address in it is whole."""
    texts = {one.article: one for one in await _texts(ids=[line.id for line in lines])} if lines else {}
    bodies = {id_: blocks.load(text.body) for id_, text in texts.items()}
    wanted = [photo for body in bodies.values() for photo in blocks.photos(body)]
    photos = await reading.photos(wanted + [text.cover for text in texts.values() if text.cover])
    files = [one for body in bodies.values() for one in blocks.documents(body)]
    documents = {one.id: one for one in await TIED["document"].see(reading.ANYBODY, files)} if files else {}
    way = Way(address=lambda path: path if "://" in path else f"{base}{path}", eager=False)
    told = []
    for line in lines:
        if line.id not in texts:
            continue
        text, body = texts[line.id], bodies[line.id]
        beside = facts.load(text.facts)
        parts = [_verdict(line, beside), _offer(line, beside)]
        if text.cover in photos and text.cover not in blocks.photos(body):
            parts.append(rendering.figure(photos[text.cover], way=way))
        parts.append(rendering.render(body, photos, documents, way))
        if line.relayed_by:
            parts.append(f"<p>{escape(_('Diteruskan dari %(house)s.') % {'house': line.owner_name})}</p>")
        told.append(_entry(line, "\n".join(part for part in parts if part)))
    return told


def _entry(line: Line, html: str) -> Entry:
    return Entry(
        id=f"/kabar/{line.id}",  # stays when title and address change
        path=line.path,
        title=line.title,
        author=line.owner_name,
        html=html,
        published=line.published_at,
        updated=max(line.published_at, line.changed_at),
        summary=line.lede,
    )


def _verdict(line: Line, told: facts.Facts) -> str:
    """What a clarification found, first."""
    if not told.claim or line.verdict not in VERDICTS:
        return ""
    found = _("Hasil pemeriksaan: %(verdict)s") % {"verdict": VERDICTS[line.verdict]}
    return f"<blockquote><p>{escape(told.claim)}</p></blockquote>\n<p><strong>{escape(found)}</strong></p>"


def _offer(line: Line, told: facts.Facts) -> str:
    """What a product costs and who sells it."""
    if line.kind != PRODUCT:
        return ""
    offer = products.offer_of(told)
    said = (offer.price_words, offer.seller, offer.place)
    return f"<p>{escape(' · '.join(part for part in said if part))}</p>"
