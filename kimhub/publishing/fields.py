"""The form of a text: blocks as named fields, and back.

Every block has a name of its own in the form (`ref`): its place when the page was made, anything a script
made up since. `block[]` repeats the names in the order in which they stand; a field is "text-<ref>".
Nothing that was typed is refused here: what cannot go out is said before it goes out (`flow.check_ready`).
"""

import re
from collections.abc import Iterable
from typing import Final

from kimhub.core.text import clean_line, clean_text, slugify
from kimhub.groups.adinda import letters
from kimhub.publishing import products
from kimhub.publishing.blocks import (
    MOST_COLUMNS,
    MOST_ROWS,
    TYPES,
    Block,
    File,
    Heading,
    Link,
    Listing,
    Picture,
    Quote,
    Table,
    Text,
    photos,
)
from kimhub.publishing.facts import MOST_EVIDENCE, Evidence, Facts
from kimhub.publishing.writing import Text as Whole

MOST_TAGS: Final = 8
MOST_TAG: Final = 30  # letters
MOST_LINE: Final = 300  # letters of a caption, a name, a cell
_REF: Final = re.compile(r"[a-z0-9]{1,24}", re.ASCII)
_BARE_HOST: Final = re.compile(r"[\w-]+(\.[\w-]+)+([/?#]\S*)?", re.ASCII)

Form = dict[str, str]
Choices = dict[str, list[str]]


def read(form: Form, choices: Choices) -> Whole:
    """The text as it stands in the form."""
    row = _in_order(one for ref in refs(choices) if (one := _block(ref, form)) is not None)
    shown = photos(row)
    cover = _number(form.get("cover", ""))
    cover = cover if cover in shown else next(iter(shown), 0)  # unless said, the first one
    return Whole(form.get("title", ""), form.get("lede", ""), row, cover or None, _facts(form, choices))


def kept_refs(form: Form, choices: Choices) -> list[str]:
    """The names of the blocks that `read` finds, in their order."""
    return [ref for ref in refs(choices) if _block(ref, form) is not None]


def refs(choices: Choices) -> list[str]:
    """The names of the blocks, in their order."""
    return [ref for ref in dict.fromkeys(choices.get("block[]", [])) if _REF.fullmatch(ref)]


def read_link(text: str) -> str:
    """An address as people type it: "desa.id/berita" is one, too."""
    text = clean_line(text)[:500]
    return f"https://{text}" if _BARE_HOST.fullmatch(text) else text


def read_tags(text: str) -> tuple[str, ...]:
    """Lower-case words with hyphens, of what stands between commas."""
    found = (slugify(part, fallback="", most=MOST_TAG) for part in text.lstrip("#").split(","))
    return tuple(dict.fromkeys(tag for tag in found if tag))[:MOST_TAGS]


def shown_tags(tags: tuple[str, ...]) -> str:
    return ", ".join(tag.replace("-", " ") for tag in tags)


def read_rows(text: str) -> tuple[tuple[str, ...], ...]:
    """Rows of a table: a line each, with tabs (as a sheet is pasted) or `|` between the cells."""
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip(" |\t")]
    rows = [_cells(line) for line in lines[:MOST_ROWS]]
    width = max((len(row) for row in rows), default=0)
    return tuple(row + ("",) * (width - len(row)) for row in rows)


def shown_rows(rows: tuple[tuple[str, ...], ...]) -> str:
    """The same as the form shows it."""
    return "\n".join(("\t" if any("|" in cell for cell in row) else " | ").join(row) for row in rows)


def _cells(line: str) -> tuple[str, ...]:
    parts = line.split("\t") if "\t" in line else line.strip().strip("|").split("|")
    return tuple(clean_line(part)[:MOST_LINE] for part in parts[:MOST_COLUMNS])


def _in_order(some: Iterable[Block]) -> tuple[Block, ...]:
    """The same, where no small heading stands before the first large one (features.md G7)."""
    row: list[Block] = []
    for one in some:
        if (
            isinstance(one, Heading)
            and one.level == 3
            and not any(isinstance(each, Heading) for each in row)
        ):
            one = Heading(one.text)
        row.append(one)
    return tuple(row)


def _block(ref: str, form: Form) -> Block | None:
    def line(name: str, most: int = MOST_LINE) -> str:
        return clean_line(form.get(f"{name}-{ref}", ""))[:most]

    def text() -> str:
        return clean_text(form.get(f"text-{ref}", ""))

    match form.get(f"type-{ref}", "") if form.get(f"type-{ref}") in TYPES else "":
        case "text":
            return Text(text())
        case "heading":
            return Heading(line("text"), 3 if line("level") == "3" else 2)
        case "list":
            return Listing(_without_marks(text()), line("ordered") == "on")
        case "photo":
            photo = _number(line("photo"))
            return Picture(photo, line("caption")) if photo else None
        case "quote":
            return Quote(text(), line("who"))
        case "link":
            return Link(read_link(form.get(f"url-{ref}", "")), line("title"), line("video") == "on")
        case "table":
            return Table(read_rows(form.get(f"rows-{ref}", "")), line("caption"))
        case "file":
            document = _number(line("document"))
            return File(document, line("title")) if document else None
    return None


def _without_marks(text: str) -> str:
    """A list that was pasted brings its own marks: "- ", "• ", "1. "."""
    return "\n".join(re.sub(r"^\s*([-*•·]|\d{1,3}[.)])\s+", "", line) for line in text.split("\n"))


def _facts(form: Form, choices: Choices) -> Facts:
    return Facts(
        tags=read_tags(form.get("tags", "")),
        adinda=letters("".join(choices.get("adinda", []))),
        place=clean_line(form.get("place", ""))[:120],
        claim=clean_line(form.get("claim", ""))[:400],
        claimed_by=clean_line(form.get("claimed_by", ""))[:120],
        verdict=form.get("verdict", "")[:12],
        evidence=_evidence(choices),
        share_text=clean_text(form.get("share_text", ""))[:1000],
        source_name=clean_line(form.get("source_name", ""))[:160],
        source_url=read_link(form.get("source_url", "")),
        price=products.read_price(form.get("price", "")),
        price_from=form.get("price_from") == "on",
        seller=clean_line(form.get("seller", ""))[: products.MOST_SELLER],
        phone=products.read_phone(form.get("phone", "")),
        phone_agreed=form.get("phone_agreed") == "on",
    )


def _evidence(choices: Choices) -> tuple[Evidence, ...]:
    parts = (choices.get(name, []) for name in ("evidence_text", "evidence_source", "evidence_url"))
    rows = [
        Evidence(clean_line(text)[:500], clean_line(source)[:160], read_link(url))
        for text, source, url in zip(*parts, strict=False)
    ]
    return tuple(one for one in rows if one.text or one.source or one.url)[:MOST_EVIDENCE]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
