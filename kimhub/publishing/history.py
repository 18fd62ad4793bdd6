"""What a text was before: revisions beside each other, and an earlier one that comes back."""

import asyncio
from collections.abc import Mapping

from kimhub.chain.kinds import Thing
from kimhub.core.actor import Actor
from kimhub.core.i18n import _
from kimhub.core.phones import phone_display
from kimhub.groups.adinda import ADINDA
from kimhub.library.compare import Difference, compare
from kimhub.publishing import articles, blocks, fields, products, writing
from kimhub.publishing.blocks import Block
from kimhub.publishing.kinds import VERDICTS
from kimhub.publishing.views import Article, Revision
from kimhub.publishing.views_photos import Photo


async def restore(article: Article, actor: Actor, earlier: Revision) -> bool:
    """Put this text before the writer again, as a revision of its own; False when it stands already.
    Raises Clash when somebody saved meanwhile, Refused when the article must not be changed."""
    newest = await articles.revision(article.newest or 0)
    text = writing.text_of(earlier)
    if writing.same(newest, text):
        return False
    await writing.save(article, actor, text, article.version, apart=True, earlier=earlier)
    return True


async def difference(
    before: Revision, after: Revision, photos: Mapping[int, Photo], documents: Mapping[int, Thing]
) -> Difference:
    """From the earlier revision to the later one."""
    old, new = (as_lines(one, photos, documents) for one in (before, after))
    return await asyncio.to_thread(compare, old, new)


def as_lines(one: Revision, photos: Mapping[int, Photo], documents: Mapping[int, Thing]) -> str:
    """All of a revision as plain lines: what a person would read, and what is told beside it."""
    told = one.told
    lines = [one.title, one.lede]
    lines += [line for block in one.blocks for line in _lines(block, photos, documents)]
    beside = [
        (_("Tempat"), told.place),
        (_("Label"), fields.shown_tags(told.tags)),
        ("ADINDA", ", ".join(str(ADINDA[letter]) for letter in told.adinda)),
        (_("Kabar yang diperiksa"), told.claim),
        (_("Beredar di mana"), told.claimed_by),
        (_("Hasil pemeriksaan"), str(VERDICTS.get(told.verdict, ""))),
        *((_("Bukti"), " · ".join(filter(None, (it.text, it.source, it.url)))) for it in told.evidence),
        (_("Pesan untuk diteruskan"), told.share_text),
        (_("Harga"), products.offer_of(told).price_words or told.price),
        (_("Penjual"), told.seller),
        (_("Nomor WhatsApp"), phone_display(told.phone)),
        (_("Sumber"), " · ".join(filter(None, (told.source_name, told.source_url)))),
        (_("Foto utama"), _photo(one.cover, photos) if one.cover else ""),
    ]
    return "\n".join([*lines, *(f"{name}: {value}" for name, value in beside if value)])


def _lines(block: Block, photos: Mapping[int, Photo], documents: Mapping[int, Thing]) -> list[str]:
    match block:
        case blocks.Text(text) | blocks.Heading(text):
            return text.split("\n")
        case blocks.Listing(text):
            return [f"• {line}" for line in text.split("\n")]
        case blocks.Quote(text, who):
            return [*(f"“{line}”" for line in text.split("\n")), who]
        case blocks.Picture(photo, caption):
            return [f"[{_('Foto')}: {' · '.join(filter(None, (_photo(photo, photos), caption)))}]"]
        case blocks.Link(url, title):
            return [f"[{_('Tautan')}: {' · '.join(filter(None, (title, url)))}]"]
        case blocks.Table(rows, caption):
            return [caption, *(" | ".join(row) for row in rows)]
        case blocks.File(document, title):
            thing = documents.get(document)
            return [f"[{_('Dokumen')}: {title or (thing.title if thing else document)}]"]


def _photo(photo: int, photos: Mapping[int, Photo]) -> str:
    """What is to be seen on it, and its number: two photos may be told by the same words."""
    known = photos.get(photo)
    return f"{known.alt or known.name} ({photo})" if known else str(photo)
