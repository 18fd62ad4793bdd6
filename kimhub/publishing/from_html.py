"""HTML of other systems made blocks: what a text says stays, how it was dressed goes.

Pure. Nothing is loaded, no script or style survives; pictures come out as `Image`, for whoever has them.
"""

import re
from html.parser import HTMLParser
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from msgspec import Struct

from kimhub.core.text import clean_line, clean_text
from kimhub.publishing.blocks import (
    MOST_BLOCKS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TEXT,
    Block,
    Heading,
    Link,
    Listing,
    Quote,
    Table,
    Text,
)


class Image(Struct, frozen=True, tag_field="type", tag="image", omit_defaults=True):
    """A picture in a text, by its address there."""

    src: str
    alt: str = ""
    caption: str = ""


Part: TypeAlias = Block | Image

MOST_PARTS: Final = MOST_BLOCKS
_HEADINGS: Final = {"h1": 2, "h2": 2, "h3": 3, "h4": 3, "h5": 3, "h6": 3}
_MARKS: Final = {"strong": "*", "b": "*", "em": "_", "i": "_", "del": "~", "s": "~", "strike": "~"}
_SILENT: Final = {"script", "style", "template", "noscript", "svg", "form", "button", "select", "textarea"}
_BREAKS: Final = {"p", "div", "section", "article", "header", "footer", "aside", "main", "pre", "address"}
_PLAYERS: Final = {"iframe", "video", "embed"}
_CAPTION: Final = re.compile(r"\[caption[^\]]*\](.*?)\[/caption\]", re.DOTALL | re.IGNORECASE)
_SHORTCODE: Final = re.compile(r"\[/?[a-z][a-z0-9_-]*(?:\s[^\[\]]*)?\]", re.IGNORECASE)
_AFTER_OPEN: Final = re.compile("(\0[*_~])(\\s+)")  # a mark stands right at its first letter
_BEFORE_CLOSE: Final = re.compile("(\\s+)(\x01[*_~])")  # and at its last
_WATCH: Final = re.compile(r"(?:youtube(?:-nocookie)?\.com/embed/|player\.vimeo\.com/video/)([\w-]+)")


def read(html: str) -> list[Part]:
    """The parts of a text, at most MOST_PARTS of them."""
    reader = _Reader()
    html = _CAPTION.sub(r"<figure>\1</figure>", html)
    reader.feed(_SHORTCODE.sub("", html))
    reader.close()
    reader.end_paragraph()
    reader.flush()
    return reader.parts[:MOST_PARTS]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Part] = []
        self.paragraphs: list[str] = []  # of the text block that is being read
        self.line: list[str] = []  # of the paragraph that is being read
        self.silent = 0
        self.inside: list[str] = []  # of blockquote, figure, figcaption, li, table
        self.links: list[tuple[str, int]] = []  # address, and where its words begin
        self.items: list[str] = []
        self.rows: list[list[str]] = []
        self.figure: list[Image] = []
        self.caption = ""

    # ---- what comes

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self.silent += 1
        elif self.silent:
            return
        elif tag in _HEADINGS or tag in {"ul", "ol", "blockquote", "table", "figure"}:
            self.end_paragraph()
            if tag in {"ul", "ol"} and "li" in self.inside:
                return  # a list in a list: its items follow one another
            self.flush()
            if tag not in _HEADINGS:
                self.inside.append(tag)
        elif tag in {"li", "tr", "td", "th", "figcaption"}:
            self._begin_part(tag)
        elif tag in _BREAKS:
            self.end_paragraph()
        elif tag == "br":
            self.line.append("\n")
        elif tag == "hr":
            self.end_paragraph()
        elif tag in _MARKS:
            self.line.append(f"\0{_MARKS[tag]}")
        elif tag == "a":
            self.links.append((said.get("href", ""), len(self.line)))
        elif tag == "img":
            self._picture(said)
        elif tag in _PLAYERS and (url := _video(said.get("src", ""))):
            self.end_paragraph()
            self.flush()
            self.parts.append(Link(url, clean_line(said.get("title", ""))[:200], video=True))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif self.silent:
            return
        elif tag in _HEADINGS:
            words = _flat(self._taken())
            if words:
                self.parts.append(Heading(words[:200], _HEADINGS[tag]))
        elif tag in _MARKS:
            self.line.append(f"\1{_MARKS[tag]}")
        elif tag == "a" and self.links:
            self._end_link()
        elif tag in {"li", "td", "th", "figcaption"}:
            self._end_part(tag)
        elif tag in {"ul", "ol", "blockquote", "table", "figure"} and tag in self.inside:
            self._end_whole(tag)
        elif tag in _BREAKS:
            self.end_paragraph()

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        if self.inside:
            self.line.append(re.sub(r"\s+", " ", data))
            return
        first, *more = re.split(r"\n\s*\n", data)  # old systems part paragraphs by empty lines alone
        self.line.append(re.sub(r"\s+", " ", first))
        for words in more:
            self.end_paragraph()
            self.line.append(re.sub(r"\s+", " ", words))

    # ---- what it makes

    def end_paragraph(self) -> None:
        if self.inside and self.inside[-1] in {"li", "td", "th", "figcaption"}:
            self.line.append("\n")
            return
        words = _said(self._taken())
        if words:
            self.paragraphs.append(words)

    def flush(self) -> None:
        """The paragraphs so far are a block."""
        text = clean_text("\n\n".join(self.paragraphs))
        self.paragraphs = []
        while text:
            cut = len(text) if len(text) <= MOST_TEXT else text.rfind("\n\n", 0, MOST_TEXT)
            cut = cut if cut > 0 else MOST_TEXT
            self.parts.append(Text(text[:cut].strip()))
            text = text[cut:].strip()

    def _taken(self) -> str:
        words, self.line, self.links = "".join(self.line), [], []
        return words

    def _begin_part(self, tag: str) -> None:
        if tag == "tr" and "table" in self.inside:
            self.rows.append([])
        elif tag == "li" and self.inside and self.inside[-1] == "li":
            self._end_part("li")  # the one before was never ended, or has a list in it
            self.inside.append("li")
        elif tag != "tr":
            self.end_paragraph()
            self.inside.append(tag)

    def _end_part(self, tag: str) -> None:
        if tag not in self.inside:
            return
        while self.inside.pop() != tag:
            pass
        words = _said(self._taken())
        if tag == "li" and words:
            self.items.append(" ".join(words.split("\n")))
        elif tag == "figcaption":
            self.caption = _flat(words)
        elif tag in {"td", "th"} and self.rows:
            self.rows[-1].append(_flat(words)[:300])

    def _end_whole(self, tag: str) -> None:
        if tag == "figure":
            self.caption = self.caption or _flat(_said(self._taken()))
        elif tag == "blockquote":
            self.end_paragraph()
        while self.inside.pop() != tag:
            pass
        if tag in {"ul", "ol"} and "li" not in self.inside:
            if self.items:
                self.parts.append(Listing("\n".join(self.items)[:MOST_TEXT], tag == "ol"))
            self.items = []
        elif tag == "blockquote":
            words, self.paragraphs = "\n\n".join(self.paragraphs), []
            if words:
                self.parts.append(Quote(words[:MOST_TEXT]))
        elif tag == "table":
            self._table()
        elif tag == "figure":
            self.parts += [
                Image(one.src, one.alt, self.caption[:300] if n == len(self.figure) - 1 else "")
                for n, one in enumerate(self.figure)
            ]
            self.figure, self.caption = [], ""

    def _table(self) -> None:
        rows, self.rows = [row for row in self.rows if any(row)], []
        wide = min(max((len(row) for row in rows), default=0), MOST_COLUMNS)
        if wide:
            even = [tuple((row + [""] * wide)[:wide]) for row in rows[:MOST_ROWS]]
            self.parts.append(Table(tuple(even)))

    def _picture(self, said: dict[str, str]) -> None:
        src = said.get("src") or said.get("data-src") or ""
        if not src or src.startswith("data:"):
            return
        one = Image(src, clean_line(said.get("alt", ""))[:300])
        if "figure" in self.inside:
            self.figure.append(one)
            return
        kept, self.line = self.line, []
        if not self.inside:
            self.line = kept
            self.end_paragraph()
            self.flush()
        else:
            self.line = kept
        self.parts.append(one)

    def _end_link(self) -> None:
        href, begins = self.links.pop()
        words = "".join(self.line[begins:])
        plain = _flat(_said(words))
        if not plain or scheme_of(href) not in {"http", "https", "mailto"} or plain == href:
            return
        safe = href.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
        self.line[begins:] = [f"[{plain.replace('[', '(').replace(']', ')')}]({safe})"]


def _said(words: str) -> str:
    """The words with their marks set where WhatsApp and Markdown see them: right at the letters."""
    words = _AFTER_OPEN.sub(r"\2\1", words)
    words = _BEFORE_CLOSE.sub(r"\2\1", words)
    for mark in "*_~":
        words = words.replace(f"\0{mark}\1{mark}", "")
        keep = mark if words.count(f"\0{mark}") == words.count(f"\1{mark}") else ""
        words = words.replace(f"\0{mark}", keep).replace(f"\1{mark}", keep)
    lines = (" ".join(line.split()) for line in words.split("\n"))
    return "\n".join(line for line in lines if line)


def _flat(words: str) -> str:
    """One line without marks."""
    return clean_line(re.sub("[\0\1][*_~]", "", words))


def _video(src: str) -> str:
    """Where a player's film is watched; empty for what is none of those we know."""
    src = f"https:{src}" if src.startswith("//") else src
    found = _WATCH.search(src)
    if found:
        host = "vimeo.com/" if "vimeo" in src else "www.youtube.com/watch?v="
        return f"https://{host}{found[1]}"
    return src if scheme_of(src) in {"http", "https"} else ""


def scheme_of(address: str) -> str:
    """Empty for what is no address, such as "http://[x"."""
    try:
        return urlsplit(address).scheme
    except ValueError:
        return ""
