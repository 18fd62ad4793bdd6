"""The Jinja environments, one for each language.

What never changes within a language is written into the compiled template: texts, addresses of static
files, and pieces like `ui.icon("bell")` whose arguments all stand in the template. The shell of a page is
then a few long strings instead of two hundred calls, which makes a page several times as quick.
"""

import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from kimhub.core import amounts, formats, hosts, i18n, phones, zones
from kimhub.core.assets import asset, site_assets
from kimhub.core.compiled import Compiled
from kimhub.settings import load

FORMATS: tuple[Callable[..., Any], ...] = (
    formats.long_date,
    formats.short_date,
    formats.numeric_date,
    formats.date_span,
    formats.clock,
    formats.date_time,
    formats.short_date_time,
    formats.span,
    formats.ago,
    formats.iso,
    formats.weekday_name,
    formats.month_name,
    amounts.number,
    amounts.rupiah,
    amounts.percent,
    amounts.size,
    phones.phone_display,
    phones.whatsapp_link,
    phones.share_link,
    zones.zone_for,
    zones.zone_name,
    hosts.on_host,
)
MACROS = ("ui", "forms", "composer", "wilayah", "forum", "following", "announcing")

_shared: dict[str, Any] = {"sections": []}
_made: list[Environment] = []


def environment() -> Environment:
    """The environment of the language spoken at this moment."""
    return _environment(i18n.current_locale())


def template(name: str) -> Template:
    """The template in the language spoken at this moment."""
    made = environment()
    return made.get_template(name) if made.auto_reload else _template(made, name)


@cache
def _template(made: Environment, name: str) -> Template:
    """Jinja looks into its cache, asks whether the file changed and copies names each time: 3 µs."""
    return made.get_template(name)


def share(**names: Any) -> None:
    """Let every template use these names. The other language is compiled when somebody speaks it."""
    _shared.update(names)
    _environment(i18n.SOURCE)
    for env in _made:
        env.globals.update(names)


@cache
def template_folder() -> Path:
    """`templates/` beside the package in a checkout, inside it in a built wheel."""
    package = Path(str(files("kimhub")))
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


@cache
def _environment(locale: str) -> "OneLanguage":
    """Autoescaped, strict about missing names."""
    env = OneLanguage(
        locale,
        loader=FileSystemLoader(template_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=load().debug,
        bytecode_cache=None if load().debug else _compiled(locale),
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.policies["ext.i18n.trimmed"] = True  # as tools/catalog.py collects the texts
    env.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext, i18n.ngettext, newstyle=True, pgettext=i18n.pgettext
    )
    names = {function.__name__: function for function in FORMATS}
    # Behind the address of a public page, which is in Indonesian for whoever does not ask (core/page.py).
    in_language = "" if locale == i18n.SOURCE else f"?bahasa={locale}"
    env.globals.update(asset=asset, base_url=load().base_url, in_language=in_language, **names, **_shared)
    env.filters.update(names)
    for name in MACROS:
        with i18n.use_locale(locale):
            env.globals[name] = env.get_template(f"macros/{name}.html").module
    _made.append(env)
    return env


def _compiled(locale: str) -> Compiled:
    """Where the templates of this language are kept once they are compiled."""
    folder = load().data_dir / "cache" / "templates"
    return Compiled(folder, locale, _causes(locale), load().secret_key)


def _causes(locale: str) -> Iterator[bytes]:
    """Everything a compiled template follows from, besides its own source: what `Fold` writes into it, and
    what it asks for that. Macros include other templates, but use no shared name that differs between
    installations (tests/core/test_compiled.py looks after that)."""
    yield f"{locale} {sys.version} {jinja2.__version__} {template_folder()}".encode()
    yield from (path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    yield from (path.read_bytes() for path in sorted(template_folder().rglob("*.html")))
    yield i18n.catalog_content(locale)
    yield " ".join(site_assets().urls()).encode()


class Shared(Template):
    """A template whose names all come from its environment.

    Jinja compares the names of importer and imported at each import of macros (70 µs): here one of them
    may have been given more. Nobody gives a template of ours names of its own.
    """

    def _get_default_module(self, ctx: Any = None) -> Any:
        return super()._get_default_module()


class OneLanguage(Environment):
    """An environment that knows its language when it compiles."""

    template_class = Shared

    def __init__(self, locale: str, **options: Any) -> None:
        super().__init__(**options)
        self.locale = locale
        self.translate = i18n.bind(locale)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        folded: nodes.Template = Fold(self).visit(tree)
        return folded


class Fold(NodeTransformer):
    """Replaces calls whose result is known when the template is compiled by that result."""

    def __init__(self, env: OneLanguage) -> None:
        self.env = env

    def visit_Call(self, call: nodes.Call) -> nodes.Node:
        self.generic_visit(call)
        if call.dyn_args is not None or call.dyn_kwargs is not None:
            return call
        name = call.node
        if isinstance(name, nodes.Name):
            fold = {"_": self.text, "gettext": self.text, "asset": self.address}.get(name.name)
            return fold(call) if fold else call
        if isinstance(name, nodes.Getattr) and isinstance(name.node, nodes.Name):
            return self.piece(call, name.node.name, name.attr)
        return call

    def visit_CallBlock(self, block: nodes.CallBlock) -> nodes.Node:
        """The call of `{% call ... %}` has to stay one, whatever its arguments are."""
        self.generic_visit(block.call)
        block.body = [self.visit(node) for node in block.body]
        return block

    def text(self, call: nodes.Call) -> nodes.Node:
        """`_("...")` in this language; with values, what is left to do at run time is to fill them in."""
        if len(call.args) != 1 or not isinstance(call.args[0], nodes.Const):
            return call
        message = Markup(self.env.translate(call.args[0].value))  # noqa: S704 - texts of ours, as Jinja does
        if not call.kwargs:
            return nodes.Const(message % {}, lineno=call.lineno)
        values = [nodes.Pair(nodes.Const(each.key), each.value) for each in call.kwargs]
        return nodes.Mod(nodes.Const(message), nodes.Dict(values), lineno=call.lineno)

    def address(self, call: nodes.Call) -> nodes.Node:
        """`asset("app.css")` as the address it gives."""
        values = constants(call)
        return nodes.Const(asset(*values[0]), lineno=call.lineno) if values else call

    def piece(self, call: nodes.Call, module: str, macro: str) -> nodes.Node:
        """`ui.icon("bell")` as the markup it gives."""
        values = constants(call)
        if module not in MACROS or module not in self.env.globals or values is None:
            return call
        with i18n.use_locale(self.env.locale):
            made = getattr(self.env.globals[module], macro)(*values[0], **values[1])
        return nodes.Const(made, lineno=call.lineno)


def constants(call: nodes.Call) -> tuple[list[Any], dict[str, Any]] | None:
    """The arguments of a call when all of them stand in the template."""
    every = [*call.args, *(each.value for each in call.kwargs)]
    if not all(isinstance(each, nodes.Const) for each in every):
        return None
    return (
        [each.value for each in call.args],  # type: ignore[attr-defined]
        {each.key: each.value.value for each in call.kwargs},  # type: ignore[attr-defined]
    )
