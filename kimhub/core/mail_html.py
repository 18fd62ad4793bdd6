"""The words of a letter that was sent as HTML only, without what it quotes.

What the letter quotes is known by the marks mail programs set around it; what they leave unmarked is found
among the lines (core/mail_quotes.py). Nothing of this is ever shown as HTML, so a few lines that go through
the text once are enough: the parsers we have can be kept busy for minutes with what is no HTML.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

LONGEST: Final = 1_000_000  # letters that are looked at
DEEPEST: Final = 500  # elements in what is left out
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
_NAME: Final = re.compile(r"/?[a-z][a-z0-9]{0,20}")
_GIVEN: Final = re.compile(
    r"""\b(class|id)\s{0,3}=\s{0,3}(?:"([^"]{0,300})"|'([^']{0,300})'|([^\s>]{0,300}))"""
)


def as_text(html: str) -> str:
    """The words, a line for each block, list items with a dash."""
    reader = _Reader()
    for words, tag in _pieces(html[:LONGEST]):
        reader.say(words)
        if name := _NAME.match(tag):
            reader.meet(name[0], tag)
        if reader.over:
            break
    lines = ["".join(line).strip() for line in reader.lines]
    return "\n".join(" ".join(line.split()) for line in lines)


def _pieces(html: str) -> Iterator[tuple[str, str]]:
    """Words, and the inside of the tag behind them in small letters; empty at the end."""
    at = 0
    while (start := html.find("<", at)) >= 0:
        comment = html.startswith("<!--", start)
        end = html.find("-->" if comment else ">", start)
        if end < 0:
            break
        yield html[at:start], "" if comment else html[start + 1 : min(end, start + 2000)].lower()
        at = end + (3 if comment else 1)
    else:
        yield html[at:], ""
        return
    yield html[at:start], ""


class _Reader:
    def __init__(self) -> None:
        self.lines: list[list[str]] = [[]]
        self.open: list[str] = []  # elements that say nothing, and what stands in them
        self.over = False  # Outlook: everything below a mark is quoted

    def say(self, text: str) -> None:
        if not self.open and text and (words := " ".join(unescape(text).split())):
            before = " " if text[0].isspace() and self.lines[-1] else ""
            self.lines[-1].append(before + words + (" " if text[-1].isspace() else ""))

    def meet(self, name: str, tag: str) -> None:
        if name.startswith("/"):
            self._close(name[1:])
        elif self.open:
            if name not in _VOID:
                self.open.append(name)
                self.over = len(self.open) > DEEPEST
        else:
            self._begin(name, tag)

    def _begin(self, name: str, tag: str) -> None:
        given = {key: "".join(values) for key, *values in _GIVEN.findall(tag)}
        self.over = given.get("id", "").removeprefix("x_") in _REST
        if name in _SILENT or any(mark in given.get("class", "") for mark in _QUOTES):
            self.open.append(name)
        elif name == "br" or name in _BLOCKS:
            self._break_line(always=name == "br")
            if name == "li":
                self.lines[-1].append("- ")

    def _close(self, name: str) -> None:
        if not self.open:
            if name in _BLOCKS:
                self._break_line(always=name == "p")
        elif name in self.open:  # what was left open inside ends with it
            while self.open.pop() != name:
                pass

    def _break_line(self, *, always: bool) -> None:
        if self.lines[-1] or (always and len(self.lines) > 1 and self.lines[-2]):
            self.lines.append([])
