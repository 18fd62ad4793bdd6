"""The habits of WhatsApp, in which our people write, put into Markdown that means the same."""

import re
from typing import Final

MAX_DEPTH: Final = 6  # quotes and lists within each other

_FENCE: Final = re.compile(r"[ ]{0,3}(`{3,})[^`]*")
_RULE: Final = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*")
_MARKER: Final = re.compile(r"(?:(>)|([-+*•●▪])(?=[ \t]|$)|(\d{1,9}[.)])(?=[ \t]|$))[ \t]*")
_LEADING_MARK: Final = re.compile(r"(\d*)([-+*>.)])")
_DEFINITION: Final = re.compile(r"\[[^\]\n]{1,999}\]:")
_INLINE: Final = re.compile(r"`[^`\n]+`|<(https?://[^\s<>]+)>|https?://[^\s<>]*[^\s<>*_~]|<|\\.|\*+")


def to_markdown(text: str) -> str:
    """Markdown that means what WhatsApp would show; code between fences is left alone."""
    lines: list[str] = []
    fence, in_list, after_marks = "", False, False
    for line in text.split("\n"):
        if fence:
            lines.append(line)
            if line.strip().startswith(fence) and not line.strip().strip("`"):
                fence = ""
        elif match := _FENCE.fullmatch(line):
            fence = match[1]
            lines.append(line)
        elif _RULE.fullmatch(line):
            lines.append("---")
        else:
            indent, marks, rest = _containers(line, in_list)
            if line.strip():
                in_list = bool(indent) or any(mark not in "> " for mark in marks)
                if after_marks and not indent and not marks:
                    lines.append("")  # Markdown would take this line into the list or quote above it
                after_marks = bool(marks) or (after_marks and bool(indent))
            lines.append(indent + marks + _inline(rest))
    return "\n".join(lines)


def _containers(line: str, in_list: bool) -> tuple[str, str, str]:
    """(indentation, list and quote markers, the rest). No line nests deeper than MAX_DEPTH, and indentation
    counts only under a list, so that a pasted text never becomes code."""
    rest = line.lstrip(" \t")
    width = len(line[: len(line) - len(rest)].expandtabs(4))
    indent = " " * min(width, 2 * MAX_DEPTH) if in_list else ""
    marks: list[str] = []
    while match := _MARKER.match(rest):
        if len(marks) == MAX_DEPTH:
            return indent, "".join(marks), _LEADING_MARK.sub(r"\1\\\2", rest, count=1)
        marks.append((match[1] or match[3] or "-") + " ")
        rest = rest[match.end() :]
    return indent, "".join(marks), "\\" + rest if _DEFINITION.match(rest) else rest


def _inline(text: str) -> str:
    """`*tebal*` as `**tebal**`, a lone star and `<` as themselves; code and addresses are left alone."""
    if "*" not in text and "<" not in text:
        return text
    out: list[str] = []
    waiting = -1  # where in `out` a star looks for its partner
    last = 0
    for match in _INLINE.finditer(text):
        out.append(text[last : match.start()])
        last = match.end()
        mark = match[1] or match[0]
        if mark == "<":
            mark = "&lt;"
        elif mark == "*":
            before, after = text[match.start() - 1 : match.start()] or " ", text[last : last + 1] or " "
            mark = "\\*"
            if waiting >= 0 and not before.isspace() and not after.isalnum():
                out[waiting] = mark = "**"
                waiting = -1
            elif not before.isalnum() and not after.isspace():
                waiting = len(out)
        out.append(mark)
    return "".join(out) + text[last:]
