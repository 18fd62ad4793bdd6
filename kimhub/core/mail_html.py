"""The words of a letter that was sent as HTML only, without what it quotes.

What the letter quotes is known by the marks mail programs set around it; what they leave unmarked is found
among the lines (core/mail_quotes.py).
"""

from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = frozenset(
    ("p", "div", "li", "tr", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "section")
)
_VOID: Final = frozenset(
    ("br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base", "source")
)
_SILENT: Final = frozenset(("head", "style", "script", "title", "template", "blockquote"))
_QUOTES: Final = (
    "gmail_quote",
    "gmail_attr",
    "yahoo_quoted",
    "moz-cite-prefix",
    "moz-signature",
    "gmail_signature",
)
_REST: Final = frozenset(("divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container"))


def as_text(html: str) -> str:
    """The words, a line for each block, list items with a dash."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = ["".join(line).strip() for line in reader.lines]
    return "\n".join(" ".join(line.split(" ")) for line in lines)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[str]] = [[]]
        self.open: list[str] = []  # elements that say nothing, and what stands in them
        self.over = False  # Outlook: everything below a mark is quoted

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.open:
            if tag not in _VOID:
                self.open.append(tag)
            return
        given = {name: (value or "").lower() for name, value in attrs}
        if given.get("id", "").removeprefix("x_") in _REST:
            self.over = True
        if tag in _SILENT or any(mark in given.get("class", "") for mark in _QUOTES):
            self.open.append(tag)
        elif tag == "br" or tag in _BLOCKS:
            self.break_line(always=tag == "br")
            if tag == "li":
                self.lines[-1].append("- ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.open and tag == "br":
            self.break_line(always=True)

    def handle_endtag(self, tag: str) -> None:
        if self.open:
            if tag in self.open:  # what was left open inside ends with it
                while self.open.pop() != tag:
                    pass
        elif tag in _BLOCKS:
            self.break_line(always=tag == "p")

    def handle_data(self, data: str) -> None:
        if not self.open and not self.over and (words := " ".join(data.split())):
            before = " " if data[0].isspace() and self.lines[-1] else ""
            self.lines[-1].append(before + words + (" " if data[-1].isspace() else ""))

    def break_line(self, *, always: bool) -> None:
        if self.lines[-1] or (always and len(self.lines) > 1 and self.lines[-2]):
            self.lines.append([])
