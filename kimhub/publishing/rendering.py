"""Blocks made HTML, the same for a page, a feed and a bundle. Pure: whoever calls brings the photos and the
documents that the reader may see.

Everything a person typed is escaped here or goes through core.text.render_markup.
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from kimhub.chain.kinds import Thing
from kimhub.core.amounts import size as shown_size
from kimhub.core.html import Html
from kimhub.core.i18n import _
from kimhub.core.text import render_markup
from kimhub.publishing.blocks import (
    Block,
    File,
    Heading,
    Link,
    Listing,
    Picture,
    Quote,
    Table,
    Text,
)
from kimhub.publishing.views_photos import Photo, Variant

WIDE: Final = 720  # pixels: the column of text on the widest screen
SIZES: Final = "(min-width: 760px) 720px, 100vw"


def _as_it_is(path: str) -> str:
    return path


class Way(Struct, frozen=True):
    """How to render: `saver` loads photos at a tap, `address` makes an address of a path of ours (a feed
    needs whole ones, a bundle its own)."""

    saver: bool = False
    address: Callable[[str], str] = _as_it_is
    eager: bool = True  # the first photo is on the first screen


def render(
    blocks: tuple[Block, ...],
    photos: Mapping[int, Photo],
    documents: Mapping[int, Thing],
    way: Way | None = None,
) -> Html:
    """HTML of a text. Photos and documents that are not among those given leave no trace."""
    way = way or Way()
    made: list[str] = []
    seen_photo = False
    for one in blocks:
        match one:
            case Text(text):
                made.append(render_markup(text))
            case Heading(text, level) if text:
                tag = "h3" if level == 3 else "h2"
                made.append(f"<{tag}>{escape(text)}</{tag}>")
            case Listing(text, ordered) if text.strip():
                made.append(_listing(text, ordered))
            case Picture(photo, caption) if photo in photos:
                made.append(figure(photos[photo], caption, way, eager=way.eager and not seen_photo))
                seen_photo = True
            case Quote(text, who) if text:
                made.append(_quote(text, who))
            case Link(url, title, video) if is_outside(url):
                made.append(_link(url, title, video))
            case Table(rows, caption) if rows:
                made.append(_table(rows, caption))
            case File(document, title) if document in documents:
                made.append(_file(documents[document], title, way))
    return Html("\n".join(made))


def figure(photo: Photo, caption: str = "", way: Way | None = None, eager: bool = False) -> Html:
    """A photo with what is said of it; in data-saver behind a tap, with its weight."""
    way = way or Way()
    told = " ".join(part for part in (caption or photo.caption, credit(photo)) if part)
    caption_html = f"<figcaption>{escape(told)}</figcaption>" if told else ""
    picture = image(photo, way, eager=eager and not way.saver)
    if way.saver:
        weight = shown_size(best(photo).size)
        words = escape(photo.alt or _("Foto"))
        ask = escape(_("Muat foto"))
        summary = f"<summary>{ask} ({weight})<span>{words}</span></summary>"
        picture = f'<details class="tap">{summary}{picture}</details>'
    made = f'<figure class="photo">{picture}{caption_html}</figure>'
    return Html(made)


def image(photo: Photo, way: Way, eager: bool = False) -> str:
    """The <img> with the sizes a phone chooses from."""
    form = best(photo)
    sources = ", ".join(f"{way.address(photo.path(one))} {one.width}w" for one in photo.forms)
    loading = 'fetchpriority="high"' if eager else 'loading="lazy"'
    return (
        f'<img src="{escape(way.address(photo.path(form)))}" srcset="{escape(sources)}" sizes="{SIZES}"'
        f' width="{photo.width}" height="{photo.height}" alt="{escape(photo.alt)}" {loading}'
        ' decoding="async">'
    )


def best(photo: Photo) -> Variant:
    """The smallest form that fills the column; the largest where none does."""
    forms = photo.forms
    return next((one for one in forms if one.width >= WIDE), forms[-1])


def credit(photo: Photo) -> str:
    return _("Foto: %(name)s.") % {"name": photo.credit} if photo.credit else ""


def is_outside(url: str) -> bool:
    """An address a link may lead to."""
    try:
        parts = urlsplit(url)
    except ValueError:  # "http://[x"
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _listing(text: str, ordered: bool) -> str:
    tag = "ol" if ordered else "ul"
    items = "".join(f"<li>{_inline(line)}</li>" for line in text.split("\n") if line.strip())
    return f"<{tag}>{items}</{tag}>"


def _inline(line: str) -> str:
    """A line with its marks, without the paragraph around it."""
    made = render_markup(line.strip())
    whole = made.startswith("<p>") and made.endswith("</p>") and made.count("<p>") == 1
    return made[3:-4] if whole else made


def _quote(text: str, who: str) -> str:
    said = f"<cite>{escape(who)}</cite>" if who else ""
    return f"<blockquote>{render_markup(text)}{said}</blockquote>"


def _link(url: str, title: str, video: bool) -> str:
    """A card with words and the place it leads to: nothing of that place is loaded."""
    kind = _("Video") if video else _("Tautan")
    host = urlsplit(url).netloc.removeprefix("www.")
    words = escape(title or url)
    return (
        f'<p class="card-link"><a href="{escape(url)}" rel="noopener nofollow ugc">{words}</a>'
        f"<span>{escape(kind)} · {escape(host)}</span></p>"
    )


def _table(rows: tuple[tuple[str, ...], ...], caption: str) -> str:
    head, *body = rows
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in body)
    said = f"<caption>{escape(caption)}</caption>" if caption else ""
    label = escape(caption or _("Tabel"))
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}"><table>{said}'
        f"<thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def _file(document: Thing, title: str, way: Way) -> str:
    words = escape(title or document.title)
    return (
        f'<p class="card-link"><a href="{escape(way.address(document.path))}">{words}</a>'
        f"<span>{escape(str(document.note))}</span></p>"
    )
