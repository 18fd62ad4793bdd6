"""What a page says of itself to those who show a link to it: title, description, picture."""

from html.parser import HTMLParser


class Head(HTMLParser):
    """The head of a page: `meta` by name or property, each with all its values, `links` by rel."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.title, self.lang = "", ""
        self.meta: dict[str, list[str]] = {}
        self.links: list[dict[str, str]] = []
        self._reading = False
        self.feed(text.partition("</head>")[0])

    def one(self, name: str) -> str:
        """The value of what may be said only once."""
        values = self.meta.get(name, [])
        assert len(values) == 1, f"{name}: {values}"
        return values[0]

    def link(self, rel: str, kind: str = "") -> list[str]:
        """Where links of this kind lead."""
        return [
            link["href"]
            for link in self.links
            if link.get("rel") == rel and (not kind or link.get("type") == kind)
        ]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = said.get("lang", "")
        if tag == "meta" and (name := said.get("property") or said.get("name")):
            self.meta.setdefault(name, []).append(said["content"])
        if tag == "link":
            self.links.append(said)
        self._reading = tag == "title"

    def handle_data(self, data: str) -> None:
        if self._reading:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._reading = False
