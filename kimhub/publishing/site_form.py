"""The form of a site: how it looks, what stands on it, who lets articles out."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.mail import check_address
from kimhub.core.phones import normalise
from kimhub.core.text import checked_line
from kimhub.publishing import looks
from kimhub.publishing.kinds import BY_ADMINS, PUBLISHERS
from kimhub.publishing.rendering import is_outside
from kimhub.publishing.views import House
from kimhub.settings import load

MOST_LINKS, MOST_WORDS, MOST_EDITORS = 6, 24, 40
_HOST: Final = re.compile(r"(?=.{4,120}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
Values = dict[str, Any]


def of(house: House) -> dict[str, str]:
    """The form as it is opened."""
    form = {name: str(getattr(house, name) or "") for name in _TEXTS}
    form |= {
        "version": str(house.version),
        "accent": looks.accent_of(house),
        "publishers": house.publishers,
        "links": "\n".join(looks.links_of(house)),
    }
    shown = looks.blocks_of(house)
    order = [*shown, *(key for key in looks.BLOCKS if key not in shown)]
    form |= {f"place-{key}": str(n) for n, key in enumerate(order, 1)}
    for n, item in enumerate(looks.menu_of(house)):
        form |= {f"page-{n}": item.page, f"words-{n}": item.words}
    return form


def read(
    form: dict[str, str], choices: dict[str, list[str]], pages: set[str], people: set[int], house: House
) -> Values:
    """The columns of a site as the form says them. `pages` are those a menu may lead to, `people` those who
    may be editors. Raises Invalid with all faults at once."""
    errors: dict[str, str] = {}
    values: Values = {}
    for name, reader in _TEXTS.items():
        try:
            values[name] = reader(form.get(name, ""), name)
        except Invalid as no:
            errors |= no.errors
    values["host"] = values.get("host") or None
    values["accent"] = _one_of(form.get("accent", ""), looks.ACCENTS, looks.USUAL)
    values["blocks"] = _blocks(form, choices.get("block", []))
    for name, made in (("links", _links), ("menu", lambda said: _menu(said, pages))):
        try:
            values[name] = made(form)
        except Invalid as no:
            errors |= no.errors
    if house.kind != "agency":
        values["publishers"] = _one_of(form.get("publishers", ""), PUBLISHERS, BY_ADMINS)
        chosen = [
            int(one)
            for one in choices.get("editor", [])
            if one.isascii() and one.isdigit() and len(one) < 19
        ]
        named = sorted({one for one in chosen if one in people})[:MOST_EDITORS]
        values["editors"] = f" {' '.join(map(str, named))} " if named else ""
    if errors:
        raise Invalid(**errors)
    return values


def _one_of(said: str, known: Any, usual: str) -> str:
    return said if said in known else usual


def _blocks(form: dict[str, str], chosen: list[str]) -> str:
    """What stands on the front page, in order; empty for what is usual."""
    order = {key: n for n, key in enumerate(looks.BLOCKS, 1)}

    def place(key: str) -> tuple[int, int]:
        said = form.get(f"place-{key}", "")
        return (
            int(said) if said.isascii() and said.isdigit() and len(said) < 10 else order[key],
            order[key],
        )

    shown = sorted((key for key in looks.BLOCKS if key in chosen), key=place)
    return "" if shown == [*looks.BLOCKS] else msgspec.json.encode(shown).decode()


def _menu(form: dict[str, str], pages: set[str]) -> str:
    """The entries of the menu; empty for what is usual."""
    items: list[looks.Item] = []
    for n in range(looks.MOST_MENU):
        page = form.get(f"page-{n}", "")
        words = checked_line(form.get(f"words-{n}", ""), "menu", most=MOST_WORDS, least=0)
        if page in pages and page not in {item.page for item in items}:
            items.append(looks.Item(page, words))
    usual = [looks.Item(page) for page in looks.USUAL_MENU]
    return "" if not items or items == usual else msgspec.json.encode(items).decode()


def _links(form: dict[str, str]) -> str:
    lines = [line for line in (part.strip() for part in form.get("links", "").split("\n")) if line]
    if len(lines) > MOST_LINKS:
        raise Invalid(links=_("Paling banyak %(most)s alamat.") % {"most": MOST_LINKS})
    if any(len(line) > 200 or not is_outside(line) for line in lines):
        raise Invalid(links=_("Tulis satu alamat per baris, lengkap dengan https://"))
    return msgspec.json.encode(list(dict.fromkeys(lines))).decode()


def _masthead(text: str, field: str) -> str:
    return checked_line(text, field, most=60, least=0)


def _motto(text: str, field: str) -> str:
    return checked_line(text, field, most=120, least=0)


def _phone(text: str, field: str) -> str:
    return normalise(text, field, landline=True) if text.strip() else ""


def _email(text: str, field: str) -> str:
    return check_address(text.strip(), field) if text.strip() else ""


def _map(text: str, field: str) -> str:
    text = text.strip()
    if text and (len(text) > 300 or not is_outside(text)):
        raise Invalid(**{field: _("Tempel tautan peta yang lengkap, berawalan https://")})
    return text


def _host(text: str, field: str) -> str:
    """The name alone, also of a whole address that was pasted."""
    text = text.strip().lower()
    try:
        name = (urlsplit(text).hostname or "") if "//" in text else text.rstrip("/.")
    except ValueError:  # "http://[x"
        name = text
    if not name:
        return ""
    if not _HOST.fullmatch(name):
        raise Invalid(**{field: _("Tulis nama situs saja, misalnya kabarmallari.desa.id.")})
    if name in load().hosts:
        raise Invalid(**{field: _("Ini alamat utama. Tulis nama lain yang khusus untuk situs ini.")})
    return name


_TEXTS: Final = {
    "masthead": _masthead,
    "motto": _motto,
    "phone": _phone,
    "email": _email,
    "map_url": _map,
    "host": _host,
}
