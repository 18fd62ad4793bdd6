"""HTML that is known to be safe, for modules that make some and know no templates."""


class Html(str):
    """Templates put it in as it is. Who makes one says that every part of it was escaped or sanitised; the
    house's rules name the modules that may (tests/rules/code.py)."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)

    def __add__(self, other: str) -> "Html":
        """Only with other safe HTML. Raises TypeError for any other text."""
        if not isinstance(other, Html):
            raise TypeError("plain text is escaped before it is put behind HTML")
        return Html(str.__add__(self, other))
