"""What entries about articles say."""

from collections.abc import Callable
from typing import Any

from kimhub.core.i18n import _
from kimhub.core.text import excerpt

Say = Callable[[dict[str, Any]], str]


def _sent(facts: dict[str, Any]) -> str:
    return _("%(by)s menunggu Anda memeriksa “%(title)s” untuk situs %(organization)s") % facts


def _returned(facts: dict[str, Any]) -> str:
    return _("“%(title)s” perlu diperbaiki: %(note)s") % {**facts, "note": excerpt(facts["note"], 200)}


def _hidden(facts: dict[str, Any]) -> str:
    said = _("“%(title)s” ditarik dari situs %(organization)s: %(note)s")
    return said % {**facts, "note": excerpt(facts["note"], 200)}


ARTICLES: dict[str, Say] = {
    "article_sent": _sent,
    "article_returned": _returned,
    "article_published": lambda facts: (
        _("Tulisan Anda “%(title)s” terbit di situs %(organization)s") % facts
    ),
    "article_renewed": lambda facts: _("Versi baru tulisan Anda “%(title)s” terbit") % facts,
    "article_hidden": _hidden,
    "story_sent": lambda facts: _("Ada cerita dari warga untuk situs %(organization)s") % facts,
    "article_back": lambda facts: _("Tulisan Anda “%(title)s” tampil lagi di situs") % facts,
}
