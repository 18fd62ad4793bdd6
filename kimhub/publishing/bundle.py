"""Pages of a site that open from a USB stick: plain files, no server, no network, and a search among them.

Pure. Every page is written here, for they are few and must not need anything of ours.
"""

import json
from datetime import datetime
from html import escape
from typing import Final

from msgspec import Struct

from kimhub.core.formats import long_date
from kimhub.core.i18n import _
from kimhub.core.text import search_norm
from kimhub.publishing import products
from kimhub.publishing.kinds import KINDS, PRODUCT, VERDICTS
from kimhub.publishing.views import Article, House, Revision
from kimhub.publishing.views_photos import Photo

INDEX, STYLE, SCRIPT, DATA = "index.html", "gaya.css", "cari.js", "isi.js"
_WORDS: Final = 4000  # letters of each text that can be searched

_STYLE: Final = """\
:root{color-scheme:light dark;--ink:#1c2333;--paper:#fff;--soft:#5a6275;--line:#d8dce6;--accent:#20337a}
@media (prefers-color-scheme:dark){
:root{--ink:#e8ebf3;--paper:#12161f;--soft:#a8b0c2;--line:#333b4d;--accent:#aebcf2}}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 system-ui,sans-serif}
header,main,footer{max-width:44rem;margin:auto;padding:1rem}
header{border-bottom:3px solid var(--accent)}
header b{font-size:1.4rem}
a{color:var(--accent)}
h1{line-height:1.25;font-size:1.6rem}
img{max-width:100%;height:auto;border-radius:6px}
figure{margin:1rem 0}
figcaption,.meta{color:var(--soft);font-size:.9rem}
ul.list{list-style:none;padding:0}
ul.list li{border-bottom:1px solid var(--line);padding:.75rem 0}
input{font:inherit;width:100%;box-sizing:border-box;padding:.6rem;border:1px solid var(--soft);
border-radius:6px;background:var(--paper);color:var(--ink)}
blockquote{border-left:3px solid var(--accent);margin:1rem 0;padding-left:1rem}
table{border-collapse:collapse}td,th{border:1px solid var(--line);padding:.3rem .5rem;text-align:left}
.table-scroll{overflow-x:auto}
"""
# Without it the page is the whole list.
_SCRIPT: Final = """\
(function(){
  var field=document.getElementById("cari"),list=document.getElementById("daftar");
  var note=document.getElementById("hasil");
  if(!field||!window.ISI)return;
  document.getElementById("pencarian").hidden=false;
  var rows=list.children;
  function plain(text){return text.toLowerCase().normalize("NFKD").replace(/[\\u0300-\\u036f]/g,"")}
  field.addEventListener("input",function(){
    var words=plain(field.value).split(/\\s+/).filter(Boolean),shown=0;
    for(var i=0;i<rows.length;i++){
      var there=words.every(function(word){return window.ISI[i].indexOf(word)>=0});
      rows[i].hidden=!there;if(there)shown++;
    }
    note.textContent=words.length?note.dataset.n.replace("#",shown):"";
  });
})();
"""


class Line(Struct, frozen=True):
    """An article in the list."""

    place: str
    kind: str
    title: str
    lede: str
    at: datetime
    words: str
    cover: int


def place(article: Article) -> str:
    """Where its page lies."""
    return f"{KINDS[article.kind].segment}/{article.slug}.html"


def page(
    house: House, article: Article, text: Revision, html: str, cover: Photo | None, cover_place: str
) -> bytes:
    """The page of an article; `html` is its text."""
    day = long_date(article.published_at, house.zone) if article.published_at else ""
    told = " · ".join(part for part in (day, article.author_name, article.place) if part)
    facts = text.told
    parts = [f"<h1>{escape(text.title)}</h1>", f'<p class="meta">{escape(told)}</p>']
    if text.lede:
        parts.append(f"<p><b>{escape(text.lede)}</b></p>")
    if cover and cover_place not in html:
        parts.append(
            f'<figure><img src="{escape(cover_place)}" alt="{escape(cover.alt)}">'
            f"<figcaption>{escape(cover.caption)}</figcaption></figure>"
        )
    if facts.claim:
        verdict = VERDICTS.get(facts.verdict, "")
        parts.append(
            f"<blockquote><p>{escape(facts.claim)}</p><p><b>{escape(str(verdict))}</b></p></blockquote>"
        )
    if article.kind == PRODUCT:
        offer = products.offer_of(facts)
        said = (offer.price_words, offer.seller, offer.place, offer.phone_words)
        parts.append(f"<p><b>{escape(' · '.join(part for part in said if part))}</b></p>")
    parts.append(html)
    parts += [f"<p>{escape(one.text)} {_source(one.source, one.url)}</p>" for one in facts.evidence]
    if facts.source_name:
        parts.append(f'<p class="meta">{escape(_("Sumber:"))} {escape(facts.source_name)}</p>')
    return _whole(house, text.title, "\n".join(parts), "../")


def around(house: House, lines: list[Line], base_url: str, at: datetime) -> dict[str, bytes]:
    """The list of all articles with its search, by the names of the files."""
    lines = sorted(lines, key=lambda line: line.at, reverse=True)
    rows = "\n".join(_row(house, line) for line in lines)
    hint = escape(_("Cari tulisan"))
    found = escape(_("# tulisan ditemukan"))
    note = _("Salinan situs ini dibuat %(day)s. Yang terbaru ada di %(address)s.")
    said = escape(note % {"day": long_date(at, house.zone), "address": f"{base_url}{house.path}"})
    body = (
        f'<div id="pencarian" hidden><label for="cari">{hint}</label><input id="cari" type="search"'
        f' autocomplete="off"><p class="meta" id="hasil" role="status" data-n="{found}"></p></div>'
        f'<ul class="list" id="daftar">{rows}</ul><p class="meta">{said}</p>'
        f'<script src="{DATA}"></script><script src="{SCRIPT}"></script>'
    )
    index = [search_norm(f"{line.title} {line.lede} {line.words}")[:_WORDS] for line in lines]
    return {
        INDEX: _whole(house, house.title, f"<h1>{escape(house.title)}</h1>{body}", ""),
        STYLE: _STYLE.encode(),
        SCRIPT: _SCRIPT.encode(),
        DATA: f"window.ISI={json.dumps(index, ensure_ascii=False)};".replace("</", "<\\/").encode(),
    }


def _row(house: House, line: Line) -> str:
    kind, day = KINDS[line.kind].word, long_date(line.at, house.zone)
    return (
        f'<li><p class="meta">{escape(str(kind))} · {escape(day)}</p>'
        f'<a href="{escape(line.place)}"><b>{escape(line.title)}</b></a><p>{escape(line.lede)}</p></li>'
    )


def _whole(house: House, title: str, body: str, up: str) -> bytes:
    motto = f"<p>{escape(house.motto)}</p>" if house.motto else f"<p>{escape(house.place)}</p>"
    return (
        f'<!doctype html>\n<html lang="id"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="{up}{STYLE}"></head>\n'
        f'<body><header><a href="{up}{INDEX}"><b>{escape(house.title)}</b></a>{motto}</header>\n'
        f'<main>{body}</main>\n<footer><p class="meta">{escape(house.name)}, {escape(house.place)}</p>'
        "</footer></body></html>\n"
    ).encode()


def _source(name: str, url: str) -> str:
    return f'<a href="{escape(url)}">{escape(name or url)}</a>' if _is_web(url) else escape(name)


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))
