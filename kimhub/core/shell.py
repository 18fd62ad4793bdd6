"""Head, navigation and foot of a page, rendered once and kept.

They are the same on page after page of one person and cost several times as much as what stands between them.
So `base.html` is rendered with marks where a page differs (its own blocks, the form token, its address), kept
in pieces, and put around the blocks of the page. The result is what Jinja would have rendered.
"""

import re
from collections import OrderedDict
from functools import lru_cache
from typing import Any, Final

from jinja2 import Environment, Template
from markupsafe import Markup

BASE: Final = "base.html"
KEPT: Final = 500  # shells, about 9 KB each
# What base.html may read besides macros and functions (tests/core/test_shell.py holds it to that): the first
# three differ on every page, the others make the key.
MARKED: Final = ("csrf_input", "path", "flash")
KEY: Final = ("actor", "section", "search_href")

_MARK: Final = "\ue000{}\ue001"
_MARKS: Final = re.compile("\ue000(.*?)\ue001")
_EXTENDS: Final = re.compile(r'\s*\{%-?\s*extends\s+"base\.html"\s*-?%\}')

Pieces = list[str]  # text, name of a mark, text, name, ..., text
_kept: OrderedDict[Any, Pieces] = OrderedDict()


def render(template: Template, values: dict[str, Any]) -> str:
    """The whole page, as `template.render(values)` would give it."""
    environment = template.environment
    if values["flash"] or not template.name or not _fills_base(environment, template.name):
        return template.render(values)
    pieces = _pieces(environment, values)
    context = template.new_context(values)
    blocks = {**environment.get_template(BASE).blocks, **template.blocks}
    filled: dict[str, str] = {}
    for name in pieces[1::2]:
        if name not in filled:
            block = blocks.get(name)
            filled[name] = "".join(block(context)) if block else _value(name, values)
    out = list(pieces)
    out[1::2] = [filled[name] for name in pieces[1::2]]
    return "".join(out)


def forget() -> None:
    """Drop what is kept (tests)."""
    _kept.clear()


def _value(name: str, values: dict[str, Any]) -> str:
    """What stands at a mark that is no block of the page."""
    if name == "csrf_input":
        return str(values["csrf_input"]())
    return str(Markup.escape(values["path"])) if name == "path" else ""


def _pieces(environment: Environment, values: dict[str, Any]) -> Pieces:
    installation: Any = environment.globals.get("installation")
    named = (installation.name, installation.place) if installation else ()
    key = (*[values.get(name) for name in KEY], named)
    pieces = _kept.get(key)
    if pieces is None:
        pieces = _kept[key] = _MARKS.split(_marked(environment, values))
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return pieces


def _marked(environment: Environment, values: dict[str, Any]) -> str:
    """The shell around nothing, with a mark for everything that differs from page to page."""
    blocks = environment.get_template(BASE).blocks
    source = "".join(f"{{% block {name} %}}{_MARK.format(name)}{{% endblock %}}" for name in blocks)
    around = environment.from_string(f'{{% extends "{BASE}" %}}{source}')
    marks = {"path": Markup(_MARK.format("path")), "flash": None}  # noqa: S704 - our own words
    return around.render({**values, **marks, "csrf_input": lambda: Markup(_MARK.format("csrf_input"))})  # noqa: S704


@lru_cache(1024)
def _fills_base(environment: Environment, name: str) -> bool:
    """True for a template that extends base.html itself and asks nothing back from it."""
    if environment.loader is None:
        return False
    source, _path, _fresh = environment.loader.get_source(environment, name)
    return bool(_EXTENDS.match(source)) and "super()" not in source
