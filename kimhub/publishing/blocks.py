"""The text of an article: a row of blocks, each of one plain thing that a thumb can fill in.

Pure: JSON in and out, words for search, and what is wrong with a block. `rendering.py` makes HTML of it.
"""

from typing import Final, TypeAlias

import msgspec

MOST_BLOCKS: Final = 120
MOST_TEXT: Final = 20_000  # letters in a block
MOST_ROWS, MOST_COLUMNS = 60, 8


class _Block(msgspec.Struct, frozen=True, tag_field="type", omit_defaults=True):
    pass


class Text(_Block, frozen=True, tag="text"):
    """Paragraphs with the marks of WhatsApp: bold, italic, links; lines with "- " are a list."""

    text: str = ""


class Heading(_Block, frozen=True, tag="heading"):
    text: str = ""
    level: int = 2  # 2 or 3; the title of the article is 1


class Listing(_Block, frozen=True, tag="list"):
    """An item a line."""

    text: str = ""
    ordered: bool = False


class Picture(_Block, frozen=True, tag="photo"):
    """A photo of the house; caption and alternative text are its own, unless said otherwise here."""

    photo: int = 0
    caption: str = ""


class Quote(_Block, frozen=True, tag="quote"):
    text: str = ""
    who: str = ""


class Link(_Block, frozen=True, tag="link"):
    """A card that leads elsewhere; `video` for one that plays there."""

    url: str = ""
    title: str = ""
    video: bool = False


class Table(_Block, frozen=True, tag="table"):
    """The first row is the head."""

    rows: tuple[tuple[str, ...], ...] = ()
    caption: str = ""


class File(_Block, frozen=True, tag="file"):
    """A document of the library, by its id: shown to those who may read it there."""

    document: int = 0
    title: str = ""


Block: TypeAlias = Text | Heading | Listing | Picture | Quote | Link | Table | File
WITH_TEXT: Final = (Text, Heading, Listing, Quote)
TYPES: Final = ("text", "heading", "list", "photo", "quote", "link", "table", "file")

_decoder = msgspec.json.Decoder(tuple[Block, ...])


def load(body: str) -> tuple[Block, ...]:
    """The blocks as they are kept. Raises msgspec.ValidationError for what is none."""
    return _decoder.decode(body or "[]")


def dump(blocks: tuple[Block, ...]) -> str:
    return msgspec.json.encode(blocks).decode()


def photos(blocks: tuple[Block, ...]) -> list[int]:
    """Ids of the photos in the text, in order, each once."""
    return list(dict.fromkeys(one.photo for one in blocks if isinstance(one, Picture) and one.photo))


def documents(blocks: tuple[Block, ...]) -> list[int]:
    """Ids of the documents in the text, in order, each once."""
    return list(dict.fromkeys(one.document for one in blocks if isinstance(one, File) and one.document))


def words(blocks: tuple[Block, ...]) -> str:
    """What the blocks say, as plain text with the marks people typed: for search and for excerpts."""
    said: list[str] = []
    for one in blocks:
        match one:
            case Text(text) | Heading(text) | Listing(text):
                said.append(text)
            case Quote(text, who):
                said += [text, who]
            case Picture(_, caption):
                said.append(caption)
            case Link(url, title):
                said.append(title or url)
            case Table(rows, caption):
                said += [caption, *(" ".join(row) for row in rows)]
            case File(_, title):
                said.append(title)
    return "\n".join(text for text in said if text)


def is_empty(blocks: tuple[Block, ...]) -> bool:
    """Nothing in it that a reader would see."""
    return not words(blocks).strip() and not photos(blocks) and not documents(blocks)
