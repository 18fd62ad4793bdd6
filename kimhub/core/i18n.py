"""The language of the present request: Indonesian is the source, English comes from a gettext catalog.

Text for people is written in Indonesian and wrapped in `_("...")`. In Indonesian that returns what it was
given, so the common case costs one look at a context variable.
"""

import gettext as _gettext
from collections.abc import Callable
from contextvars import ContextVar, Token
from functools import cache
from pathlib import Path
from typing import Final

SOURCE: Final = "id"
LOCALES: Final = ("id", "en")
LOCALE_NAMES: Final = {"id": "Bahasa Indonesia", "en": "English"}
CATALOGS: Final = Path(__file__).parent.parent / "locale"

_current: ContextVar[str] = ContextVar("locale", default=SOURCE)


def current_locale() -> str:
    """`id` or `en`."""
    return _current.get()


class use_locale:
    """Speak `locale` from here on; as `with use_locale("en"):` only inside the block.

    What is not one of LOCALES becomes Indonesian: the value may come from a cookie.
    """

    def __init__(self, locale: str) -> None:
        self._token: Token[str] = _current.set(locale if locale in LOCALES else SOURCE)

    def __enter__(self) -> str:
        return _current.get()

    def __exit__(self, *_: object) -> None:
        _current.reset(self._token)


def gettext(message: str) -> str:
    """`message` in the current language; the message itself where there is no translation."""
    locale = _current.get()
    return message if locale == SOURCE or not message else _catalog(locale).gettext(message)


_ = gettext


def ngettext(one: str, many: str, n: int) -> str:
    """`one` or `many` as `n` asks, translated. Indonesian has one form: give the same text twice, or
    a first text that names the single thing ("Seorang anggota", "%(n)s anggota")."""
    locale = _current.get()
    if locale == SOURCE:
        return one if n == 1 else many
    return _catalog(locale).ngettext(one, many, n)


def pgettext(context: str, message: str) -> str:
    """As `gettext`, for one Indonesian text that English says in two ways (`context` tells them apart)."""
    locale = _current.get()
    return message if locale == SOURCE else _catalog(locale).pgettext(context, message)


class Lazy:
    """Text of a module constant: translated when it is read, not when the module is imported."""

    __slots__ = ("source",)

    def __init__(self, source: str) -> None:
        self.source = source

    def __str__(self) -> str:
        return gettext(self.source)

    def __repr__(self) -> str:
        return f"lazy_({self.source!r})"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __mod__(self, values: object) -> str:
        return str(self) % values

    def __add__(self, other: object) -> str:
        return str(self) + str(other)

    def __radd__(self, other: object) -> str:
        return str(other) + str(self)

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other) if isinstance(other, str | Lazy) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.source)

    def __len__(self) -> int:
        return len(str(self))


def lazy_(source: str) -> Lazy:
    """Mark a constant for the catalog: `TITLES = {"ketua": lazy_("Ketua")}`."""
    return Lazy(source)


def chosen(cookie: str | None) -> str:
    """The language of somebody we do not know: what they chose, else Indonesian.

    Not what the browser asks for: many phones of people who read no English are set to English.
    """
    return cookie if cookie in LOCALES else SOURCE


@cache
def _catalog(locale: str) -> _gettext.NullTranslations:
    """The compiled catalog, read at first use; without the file people read Indonesian."""
    return _gettext.translation("kimhub", CATALOGS, languages=[locale], fallback=True)


def catalog_content(locale: str) -> bytes:
    """The compiled catalog as it lies there; nothing where there is none."""
    found = _gettext.find("kimhub", CATALOGS, languages=[locale])
    return Path(found).read_bytes() if found else b""


def bind(locale: str) -> Callable[[str], str]:
    """`gettext` for a fixed language, for text that leaves the request (mail, letters, exports)."""
    return (lambda message: message) if locale == SOURCE else _catalog(locale).gettext
