"""What a template must not do. Read as Jinja (blocks, safe) and as HTML (forms, words, scripts)."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

from jinja2 import Environment, nodes

JINJA = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
VALUE = "\ue000"  # stands where a value will stand
ICON = re.compile(r"\{\{-?\s*(?:\w+\.)?(?:ui_)?icon\(.*?\)\s*-?\}\}")
TRANSLATED = re.compile(r"\{%-?\s*trans\b.*?%\}.*?\{%-?\s*endtrans\s*-?%\}", re.S)
CSRF = "<input data-csrf>"
CSRF_CALLS = re.compile(r"\{\{-?\s*(?:csrf_input\(\)|csrf)\s*-?\}\}")
# Names and signs that are the same in every language.
SAME_EVERYWHERE = {
    "KIMHub",
    "WhatsApp",
    "KIM",
    "QR",
    "Rp",
    "PDF",
    "XLSX",
    "CSV",
    "WIB",
    "WITA",
    "WIT",
    "HTML",
    "MIT",
}
READ_ALOUD = ("alt", "title", "placeholder", "aria-label", "content")
NO_TRANSLATION = {"script", "style", "svg", "code", "pre", "kbd"}


def block_faults(source: str) -> list[str]:
    """A block is also a fragment: it must make sense where the rest of the page is not."""
    tree = _parsed(source)
    found = [
        f"line {block.lineno}: block {block.name} is inside a {type(outer).__name__}"
        for outer in tree.find_all((nodes.For, nodes.If, nodes.With))
        for block in outer.find_all(nodes.Block)
    ]
    if tree.find(nodes.Extends):
        found += [
            f"line {node.lineno}: {type(node).__name__} outside any block is unknown to a fragment"
            for node in tree.body
            if not isinstance(node, nodes.Extends | nodes.Block) and not _only_space(node)
        ]
    return found


def escape_faults(source: str) -> list[str]:
    """`|safe` is for what core/text.py rendered and kept: a value named html, or ending in _html."""
    if "safe" not in source and "autoescape" not in source:
        return []
    tree = _parsed(source)
    found = []
    for node in tree.find_all(nodes.Filter):
        target = node.node
        name = getattr(target, "attr", None) or getattr(target, "name", "")
        if node.name == "safe" and name != "html" and not name.endswith("_html"):
            found.append(f"line {node.lineno}: |safe on {name or 'an expression'}")
    if any(tree.find_all((nodes.EvalContextModifier, nodes.ScopedEvalContextModifier))):
        found.append("autoescape is switched")
    return found


def html_faults(source: str, is_part: bool = False) -> list[str]:
    """Scripts, forms, pictures and words, a line each; the fields of a part have the form of its caller."""
    reader = _Reader(is_part)
    reader.feed(_as_html(source))
    reader.close()
    return reader.faults


def fragment_faults(source: str, block: str, included: dict[str, str] | None = None) -> list[str]:
    """The block is there, and holds the element whose id is its name, by which htmx finds its place."""
    matches = [node for node in _parsed(source).find_all(nodes.Block) if node.name == block]
    if not matches:
        return [f"there is no block {block}"]
    text = _source_of(source, block)
    for name in re.findall(r"\{%-?\s*include\s+[\"']([^\"']+)", text):
        text += (included or {}).get(name, "")
    said = re.search(
        rf"""\bid=["']?{re.escape(block)}["']|\bid="{re.escape(block)}"|\bid='{re.escape(block)}'""", text
    )
    return [] if said else [f"block {block} has no element with id={block}"]


@cache
def _parsed(source: str) -> nodes.Template:
    return JINJA.parse(source)


class _Reader(HTMLParser):
    """Walks the tags of one template as they are written; both branches of an `if` are read."""

    def __init__(self, is_part: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.is_part = is_part
        self.faults: list[str] = []
        self.silent = 0  # inside an element whose words are not for people
        self.form: dict[str, str | None] | None = None
        self.sealed = False
        self.named: list[list[object]] = []  # open links and buttons: tag, line, has words

    def say(self, text: str) -> None:
        self.faults.append(f"line {self.getpos()[0]}: {text}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.look_at(tag, dict(attrs))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.look_at(tag, values)
        quiet = (
            tag in NO_TRANSLATION or values.get("lang", VALUE) != VALUE
        )  # words that are in one language only
        self.silent += (quiet and tag != "html") or (bool(self.silent) and tag not in _VOID)
        if tag == "form":
            self.form, self.sealed = values, False
        if tag in {"a", "button", "summary"}:
            self.named.append(
                [tag, self.getpos()[0], bool(values.get("aria-label") or values.get("aria-labelledby"))]
            )

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - 1) if tag not in _VOID else self.silent
        if tag == "form" and self.form is not None:
            if (self.form.get("method") or "").lower() == "post" and not self.sealed:
                self.say("a form that posts has no csrf_input()")
            self.form = None
        if self.named and self.named[-1][0] == tag:
            _, line, has_words = self.named.pop()
            if not has_words:
                self.faults.append(f"line {line}: <{tag}> has no words (visible, or in .vh)")

    def handle_data(self, data: str) -> None:
        if VALUE in data or data.strip():
            for element in self.named:
                element[2] = True
        words = re.sub(r'[a-z-]+="[^"]*"', "", data)  # a macro that writes attributes
        if not self.silent and (word := _untranslated(words)):
            self.say(f"words outside gettext: {word}")

    def look_at(self, tag: str, values: dict[str, str | None]) -> None:
        for fault in _forbidden(tag, values):
            self.say(fault)
        self.sealed |= "data-csrf" in values
        if tag == "img" and values.get("alt"):
            for element in self.named:
                element[2] = True
        for name in READ_ALOUD:
            text = values.get(name) or ""
            if (name != "content" or values.get("name") == "description") and (word := _untranslated(text)):
                self.say(f"words outside gettext in {name}: {word}")
        if (
            tag == "form"
            and any(name.startswith("hx-post") for name in values)
            and values.get("method") != "post"
        ):
            self.say('a form with hx-post needs method="post" for those without JavaScript')
        asks = [name for name in values if re.match(r"(data-)?hx-(get|post|put|patch|delete)(:|$)", name)]
        if any(not re.search(r"hx-(get|post)(:|$)", name) for name in asks):
            self.say("a plain form knows only get and post")
        polls = re.match(r"(every|load|live|revealed)\b", values.get("hx-trigger") or "")
        field = self.is_part and tag in {"input", "select", "textarea", "button"} and "name" in values
        inside = (self.form is not None and tag != "a") or field
        if asks and not polls and not inside and not (values.keys() & {"action", "href", "formaction"}):
            self.say(f"<{tag} {asks[0]}> does nothing without JavaScript: action or href is missing")


_VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}


def _forbidden(tag: str, values: dict[str, str | None]) -> Iterator[str]:
    """What the Content-Security-Policy would stop in the browser, and what our pages do not do."""
    if tag == "style" or "style" in values:
        yield "an inline style"
    if tag == "script" and not values.get("src"):
        yield "an inline script"
    if tag == "img" and "alt" not in values:
        yield "<img> without alt"
    for name, value in values.items():
        text = (value or "").strip().lower()
        if name.startswith("on") or re.match(r"(data-)?hx-on\b", name):
            yield f"an inline handler: {name}"
        if re.match(r"(javascript|js|data|vbscript):", text) and not (
            tag == "img" and text.startswith("data:image/")
        ):
            yield f"{name} runs or carries code: {text[:20]}"
        if re.match(r"(data-)?hx-boost\b", name):
            yield "hx-boost: plain links go back and forth faster"
        if name == "hx-trigger" and "[" in text:
            yield "a filter in hx-trigger needs eval"
        loads = name in {"src", "action", "formaction"} or (tag == "link" and name == "href")
        if loads and re.match(r"(https?:)?//", text):
            yield f"{name} leads to another site"
    if values.get("target") == "_blank" and "noopener" not in (values.get("rel") or ""):
        yield "target=_blank without rel=noopener"


def _as_html(source: str) -> str:
    """The template with every Jinja part replaced, as long as before in lines."""
    source = re.sub(r"\{#.*?#\}", _newlines, source, flags=re.S)
    source = TRANSLATED.sub(lambda found: VALUE + _newlines(found), source)
    source = CSRF_CALLS.sub(CSRF, source)
    source = ICON.sub("<svg></svg>", source)
    source = re.sub(r"\{\{.*?\}\}", lambda found: VALUE + _newlines(found), source, flags=re.S)
    return re.sub(r"\{%.*?%\}", _newlines, source, flags=re.S)


def _newlines(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _untranslated(text: str) -> str:
    """The first word that no catalog could translate; empty when there is none."""
    words = re.findall(r"[^\W\d_]{2,}", text.replace(VALUE, " "))
    return next((word for word in words if word not in SAME_EVERYWHERE), "")


def _only_space(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(
        isinstance(part, nodes.TemplateData) and not part.data.strip() for part in node.nodes
    )


def _source_of(source: str, block: str) -> str:
    """The text between a block's begin and its own end, nested blocks included."""
    start = re.search(rf"\{{%[-+]?\s*block\s+{re.escape(block)}\b", source)
    assert start
    depth = 0
    for tag in re.finditer(r"\{%[-+]?\s*(block|endblock)\b", source[start.start() :]):
        depth += 1 if tag[1] == "block" else -1
        if depth == 0:
            return source[start.start() : start.start() + tag.start()]
    return source[start.start() :]
