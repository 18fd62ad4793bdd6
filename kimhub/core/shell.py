"""Parts of pages that are rendered once and kept.

Head, navigation and foot are the same on page after page of one person, and cost as much as what stands
between them. So `base.html` is rendered with marks where a page differs (its own blocks, the form token,
its address), kept in pieces, and put around the blocks of the page. The blocks themselves are kept too
where a page says that all they tell is in its context. The result is what Jinja would have rendered,
encoded already: encoding a long page each time costs as much as three queries. It stays in pieces, so that
what is kept is compressed once (core/parts.py).
"""

import re
import secrets
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from jinja2 import Environment, Template
from markupsafe import Markup, escape

from kimhub.core import csrf
from kimhub.core import parts as kept_parts
from kimhub.core.i18n import current_locale
from kimhub.core.parts import Text, plain
from kimhub.core.zones import current_zone

BASE: Final = "base.html"
KEPT: Final = 500  # shells, blocks and pages of both each, about 9 KB apiece
# What base.html may read besides macros and functions (tests/core/test_shell.py holds it to that): the
# first three differ on every page, the others make the key.
MARKED: Final = ("csrf_input", "path", "flash")  # of the first only the token is a mark
OURS: Final = {"csrf_token", "new_key"}  # functions that give digits of our own: nothing to escape
KEY: Final = ("actor", "section", "search_href")

_NONCE: Final = secrets.token_hex(8)  # so that nobody can write a mark
_MARK: Final = f"\ue000{_NONCE}{{}}\ue001"
_MARKS: Final = re.compile(f"\ue000{_NONCE}(.*?)\ue001")
_EXTENDS: Final = re.compile(r'\s*\{%-?\s*extends\s+"base\.html"\s*-?%\}')

Pieces = list[bytes | str]  # encoded text; a str is the name of a mark


class Hole:
    """HTML in the context of a kept page that is put in afterwards, different each time."""

    __slots__ = ("parts",)

    def __init__(self, parts: Iterable[bytes | Text] = ()) -> None:
        self.parts = list(parts)

    def one(self) -> bytes | Text:
        return self.parts[0] if len(self.parts) == 1 else plain(self.parts)

    def __html__(self) -> str:
        return plain(self.parts).decode()


class Late:
    """The context of a kept page, put together only where the page is not kept yet.

    `key` stands for all of it: two pages of one key are the same but for their Holes.
    """

    __slots__ = ("key", "make")

    def __init__(self, key: Hashable, make: Callable[[], dict[str, Any]]) -> None:
        self.key, self.make = key, make


class _Store:
    """The newest KEPT of what was made."""

    def __init__(self) -> None:
        self.kept: OrderedDict[Any, Any] = OrderedDict()

    def get(self, key: Any, make: Callable[[], Any]) -> Any:
        found = self.kept.get(key)
        if found is None:
            found = self.kept[key] = make()
            if len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        return found


_shells, _blocks, _pages = _Store(), _Store(), _Store()


def render(
    template: Template,
    values: dict[str, Any],
    context: dict[str, Any] | None = None,
    late: Late | None = None,
) -> list[bytes | Text]:
    """The whole page, encoded, in pieces, as `template.render(values)` would give it.

    With `context` (what the handler passed, hashable but for its Holes) the blocks of the page are kept by
    it: they may read nothing else, not even who the actor is. With `late` they are kept by its key, and
    what it makes is added to the context.
    """
    environment = template.environment
    typed = values["form"] or values["errors"]
    whole = values["flash"] or not template.name or not _fills_base(environment, template.name)
    if late and (whole or typed):
        values = values | late.make()
    if whole:
        return [template.render(values).encode()]
    around = _key(environment, values)
    if context is None or typed:
        shell = _shells.get(around, lambda: _shell(environment, values))
        return list(_fill(kept_parts.Pieces(_put(shell, _rendered(template, values))), values))
    seen = (late.key,) if late else _seen(context)
    name = (around, template.name, current_locale(), current_zone(), *seen)
    kept: kept_parts.Pieces | None = _pages.kept.get(name)
    if kept is None:

        def mark() -> dict[str, Pieces]:
            return _marked(template, context | late.make() if late else context)

        shell = _shells.get(around, lambda: _shell(environment, values))
        pieces = _merged(_put(shell, _blocks.get(name[1:], mark)))
        kept = _pages.get(name, lambda: kept_parts.Pieces(pieces))
    return _fill(kept, values)


def _fill(kept: kept_parts.Pieces, values: dict[str, Any]) -> kept_parts.Filled:
    """The pieces with what stands at the marks: a value, or what it gives when it is a function.

    The same at each mark of a name, but that every form needs a key of its own.
    """
    out = kept_parts.Filled(kept.pieces, kept)
    for name, places in kept.marks.items():
        value: Any = values.get(name) or ""
        if name in OURS:
            shown = value().encode()
        else:
            shown = value.one() if type(value) is Hole else _shown(value)
        out.put(places, shown)
        if name in kept_parts.EACH:
            for place in places[1:]:
                out[place] = value().encode()
    return out


def token_field(token: str) -> Markup:
    """The form token as every form has it; our own letters and digits."""
    return Markup(f'<input type="hidden" name="{csrf.FIELD}" value="{token}">')  # noqa: S704


def forget() -> None:
    """Drop what is kept (tests)."""
    _shells.kept.clear()
    forget_pages()


def forget_pages() -> None:
    """Drop what may be kept by a number that means something else by now. A shell is all in its key."""
    _blocks.kept.clear()
    _pages.kept.clear()


def _put(shell: Pieces, blocks: dict[str, Pieces]) -> Pieces:
    """The shell with the blocks in their places."""
    return [
        part
        for piece in shell
        for part in (blocks.get(piece, (piece,)) if isinstance(piece, str) else (piece,))
    ]


def _merged(pieces: Pieces) -> Pieces:
    """The same with all text between two marks in one piece."""
    return [
        part
        for is_text, parts in groupby(pieces, lambda piece: isinstance(piece, bytes))
        for part in ([b"".join(parts)] if is_text else parts)  # type: ignore[arg-type]
    ]


def _shown(value: Any) -> bytes:
    made = value() if callable(value) else value
    return str(made if isinstance(made, Markup) else escape(made)).encode()


def _seen(context: dict[str, Any]) -> list[Any]:
    return [name if type(value) is Hole else (name, value) for name, value in context.items()]


def _key(environment: Environment, values: dict[str, Any]) -> Any:
    installation: Any = environment.globals.get("installation")
    named = (installation.name, installation.place) if installation else ()
    return (*[values.get(name) for name in KEY], named)


def _shell(environment: Environment, values: dict[str, Any]) -> Pieces:
    """The shell around nothing, with a mark for everything that differs from page to page."""
    around = _around(environment, tuple(environment.get_template(BASE).blocks))
    marks = {"path": _mark("path"), "flash": None, "csrf_input": _token}
    return _pieces(around.render({**values, **marks}))


@lru_cache(8)
def _around(environment: Environment, blocks: tuple[str, ...]) -> Template:
    """A page whose every block is a mark; compiling it takes as long as rendering ten pages."""
    source = "".join(f"{{% block {name} %}}{_MARK.format(name)}{{% endblock %}}" for name in blocks)
    return environment.from_string(f'{{% extends "{BASE}" %}}{source}')


def _rendered(template: Template, values: dict[str, Any]) -> dict[str, Pieces]:
    """The blocks of base.html as this page fills them, and those it leaves as they are."""
    base = template.environment.get_template(BASE).blocks
    context = template.new_context(values)
    return {name: _pieces("".join(template.blocks.get(name, base[name])(context))) for name in base}


def _marked(template: Template, context: dict[str, Any]) -> dict[str, Pieces]:
    """The same with marks for holes, the form token and the form key."""
    values = {name: _mark(name) if isinstance(value, Hole) else value for name, value in context.items()}
    values |= {"csrf_input": _token, "new_key": lambda: _mark("new_key")}
    values |= {"form": defaultdict(str), "errors": defaultdict(str)}
    return _rendered(template, values)


def _pieces(text: str) -> Pieces:
    """Text and marks apart; in text without a mark there is nothing to take apart."""
    parts = _MARKS.split(text) if _NONCE in text else [text]
    return [part if index % 2 else part.encode() for index, part in enumerate(parts)]


def _token() -> Markup:
    return token_field(_mark("csrf_token"))


def _mark(name: str) -> Markup:
    return Markup(_MARK.format(name))  # noqa: S704 - our own words


@lru_cache(1024)
def _fills_base(environment: Environment, name: str) -> bool:
    """True for a template that extends base.html itself and asks nothing back from it."""
    if environment.loader is None:
        return False
    source, _path, _fresh = environment.loader.get_source(environment, name)
    return bool(_EXTENDS.match(source)) and "super()" not in source
