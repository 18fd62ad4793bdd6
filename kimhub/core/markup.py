"""What people write, plain or with WhatsApp's marks, turned once into safe HTML.

Three steps: WhatsApp's habits become Markdown, comrak renders it without raw HTML, and nh3 lets only the
tags and addresses below through, whatever the first two did. Keep `RENDERER` beside the HTML: it grows when
the rules change, and old texts can be rendered again.
"""

import html as _html
import re
from collections.abc import Mapping
from typing import Final

import comrak
import nh3

from kimhub.core.cleaning import clean_text
from kimhub.core.whatsapp import to_markdown

RENDERER: Final = 2  # 2: a quote names its author
MAX_LENGTH: Final = 100_000  # longer texts are shown as plain paragraphs
MAX_MENTIONS: Final = 20


def render_markup(text: str, mentions: Mapping[str, str] | None = None) -> str:
    """Sanitised HTML of `text`; `mentions` has the address of each lower-case user name to be linked.

    `*tebal*` `_miring_` `~coret~`, lists, quotes, code and bare links as in WhatsApp; Markdown's own links,
    `**tebal**` and headings too. Raw HTML is shown as typed; images become links.
    """
    text = clean_text(text)
    if len(text) > MAX_LENGTH:
        return _paragraphs(text)
    rendered = comrak.render_markdown(to_markdown(text), _EXTENSIONS, _PARSING, _RENDERING)
    return _CLEANER.clean(_attribute(_adapt(rendered, mentions or {}))).strip()


def mentions(text: str) -> list[str]:
    """The user names written as `@nama`, lower case, each once, in order, at most MAX_MENTIONS of them."""
    names = (_name(match).lower() for match in _MENTION.finditer(_CODE.sub(" ", text)))
    return list(dict.fromkeys(names))[:MAX_MENTIONS]


_CODE: Final = re.compile(r"```[^`]*```|`[^`\n]+`")
_MENTION: Final = re.compile(r"(?<![\w@/.+-])@([A-Za-z0-9][A-Za-z0-9_.-]{1,39})(?![\w@])")
_TAG: Final = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>|[^<]+")
_HREF: Final = re.compile(r' href="([^"]*)"')
_IMAGE: Final = re.compile(r' src="([^"]*)" alt="([^"]*)"')
_ADDRESS: Final = re.compile(r"(?i)(?:https?://|mailto:|tel:|/(?![/\\]))[!-~]*")
_QUOTED: Final = re.compile(
    r'<blockquote>\n<p>(<a href="/forum/t/\d{1,18}\?p=\d{1,9}">[^<]{1,200}</a>):?(?:<br ?/?>\n| )'
)
_HEADINGS: Final = {"h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}


def _adapt(rendered: str, addresses: Mapping[str, str]) -> str:
    """comrak's HTML with smaller headings, images as links, links only where they lead somewhere safe, and
    mentions linked. Whatever comes out still goes through the sanitiser."""
    out: list[str] = []
    links: list[bool] = []  # the open <a>, whether each was kept
    code = 0
    for match in _TAG.finditer(rendered):
        closing, tag, attributes = match.groups()
        if tag is None:
            out.append(match[0] if links or code else _link_mentions(match[0], addresses))
        elif tag in _HEADINGS:
            out.append(f"<{closing}{_HEADINGS[tag]}>")
        elif tag == "img":
            out.append(_image_link(attributes))
        elif tag == "a" and not closing:
            href = _HREF.search(attributes)
            links.append(bool(href and _is_safe(href[1])))
            out.append(match[0] if links[-1] else "")
        elif tag == "a":
            out.append(match[0] if links and links.pop() else "")
        else:
            code += (-1 if closing else 1) if tag == "code" else 0
            out.append(match[0])
    return "".join(out)


def _attribute(rendered: str) -> str:
    """Quotes that begin with a link to a post of ours name their author: `> [Siti](/forum/t/1?p=2): ...`.

    The link alone makes it so, in whatever language the words are; it leads to where the post stands today.
    """
    return _QUOTED.sub(r"<blockquote>\n<cite>\1</cite>\n<p>", rendered) if "?p=" in rendered else rendered


def _image_link(attributes: str) -> str:
    """A link to the picture: loading it would tell its server who reads here."""
    match = _IMAGE.search(attributes)
    if not match:
        return ""
    address, words = match[1], match[2] or match[1]
    return f'<a href="{address}">{words}</a>' if _is_safe(address) else words


def _link_mentions(text: str, addresses: Mapping[str, str]) -> str:
    if not addresses or "@" not in text:
        return text

    def link(match: re.Match[str]) -> str:
        name = _name(match)
        address = addresses.get(name.lower())
        if address is None:
            return match[0]
        tail = match[1][len(name) :]
        return f'<a class="mention" href="{_html.escape(address)}">@{name}</a>{tail}'

    return _MENTION.sub(link, text)


def _name(match: re.Match[str]) -> str:
    return match[1].rstrip(".-_")


def _is_safe(address: str) -> bool:
    return bool(_ADDRESS.fullmatch(_html.unescape(address)))


def _relative(address: str) -> str | None:
    """What nh3 asks of an address without scheme: ours begin with one slash."""
    return address if re.match(r"/(?![/\\])", address) else None


def _paragraphs(text: str) -> str:
    """Escaped text as it stands, for what is too long to be worth parsing."""
    parts = _html.escape(text, quote=False).split("\n\n")
    return "\n".join("<p>" + part.replace("\n", "<br>\n") + "</p>" for part in parts if part.strip())


def _extensions() -> comrak.ExtensionOptions:
    options = comrak.ExtensionOptions()
    options.autolink = True
    options.strikethrough = True
    return options


def _parsing() -> comrak.ParseOptions:
    options = comrak.ParseOptions()
    options.ignore_setext = True  # a line of dashes under a text is a line, not a heading
    return options


def _rendering() -> comrak.RenderOptions:
    options = comrak.RenderOptions()
    options.hardbreaks = True
    options.escape = True
    return options


_EXTENSIONS: Final = _extensions()
_PARSING: Final = _parsing()
_RENDERING: Final = _rendering()
_CLEANER: Final = nh3.Cleaner(
    tags={
        "a",
        "p",
        "br",
        "strong",
        "em",
        "del",
        "ul",
        "ol",
        "li",
        "blockquote",
        "cite",
        "code",
        "pre",
        "h3",
        "h4",
        "hr",
    },
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    allowed_classes={"a": {"mention"}},
    link_rel="nofollow ugc noopener",
    url_schemes={"http", "https", "mailto", "tel"},
    url_relative=_relative,
)
