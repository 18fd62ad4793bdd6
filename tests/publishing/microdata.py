"""Reading microdata as the HTML standard says it is read: items, their types and properties, nested."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from tests.vendor import microdata_0_8_0

VOID = {
    "img",
    "br",
    "hr",
    "source",
    "wbr",
    "meta",
    "link",
    "input",
    "base",
    "track",
    "area",
    "col",
    "embed",
}
FROM_HREF = {"a", "area", "link"}
FROM_SRC = {"img", "audio", "embed", "iframe", "source", "track", "video"}


@dataclass
class Item:
    type: str
    properties: dict[str, list[Any]] = field(default_factory=dict)

    def one(self, name: str) -> Any:
        """The value of a property that has exactly one."""
        values = self.properties.get(name, [])
        assert len(values) == 1, f"{self.type} {name}: {values}"
        return values[0]


@dataclass
class _Open:
    tag: str
    item: Item | None = None  # the element is this item
    names: tuple[str, ...] = ()  # properties whose value is the text within
    owner: Item | None = None
    text: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """`items`: those that are no property of another."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.items: list[Item] = []
        self._open: list[_Open] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        owner = next((one.item for one in reversed(self._open) if one.item), None)
        names = tuple(said.get("itemprop", "").split())
        item = Item(said.get("itemtype", "")) if "itemscope" in said else None
        assert item is None or item.type.startswith("https://schema.org/"), said
        assert not names or owner is not None, f"itemprop outside of an item: {said}"
        pending: tuple[str, ...] = ()
        if item is not None and not names:
            self.items.append(item)
        elif owner is not None and names:
            value = item if item is not None else self._value(tag, said)
            if value is None:
                pending = names
            for name in names if value is not None else ():
                owner.properties.setdefault(name, []).append(value)
        if tag not in VOID:
            self._open.append(_Open(tag, item, pending, owner))

    @staticmethod
    def _value(tag: str, said: dict[str, str]) -> str | None:
        if tag == "meta":
            return said["content"]
        if tag in FROM_HREF:
            return said["href"]
        if tag in FROM_SRC:
            return said["src"]
        if tag == "time" and "datetime" in said:
            return said["datetime"]
        return said["value"] if tag in {"data", "meter"} else None

    def handle_data(self, data: str) -> None:
        for one in self._open:
            if one.names:
                one.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not any(one.tag == tag for one in self._open):
            return
        while self._open:
            one = self._open.pop()
            if one.names and one.owner is not None:
                for name in one.names:
                    text = " ".join("".join(one.text).split())
                    one.owner.properties.setdefault(name, []).append(text)
            if one.tag == tag:
                return


def of(text: str, kind: str) -> Item:
    """The only item of this type, wherever it stands. Somebody else's reader must see the same."""
    _compare(text)
    found = [item for item in _all(Reader(text).items) if item.type == f"https://schema.org/{kind}"]
    assert len(found) == 1, f"{kind}: {len(found)}"
    return found[0]


def _compare(text: str) -> None:
    """Types and properties of the page's items, as we and as the microdata package read them."""
    theirs = microdata_0_8_0.get_items(BytesIO(text.encode()), "utf-8")
    ours = [item for item in Reader(text).items if item.type]
    assert [(item.type, sorted(item.properties)) for item in ours] == [
        (" ".join(str(kind) for kind in item.itemtype), sorted(item.props)) for item in theirs
    ]


def _all(items: list[Item]) -> list[Item]:
    below = [
        value
        for item in items
        for values in item.properties.values()
        for value in values
        if isinstance(value, Item)
    ]
    return items + (_all(below) if below else [])
