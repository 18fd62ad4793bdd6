"""What entries about packages of offices say."""

from collections.abc import Callable
from datetime import date
from typing import Any

from kimhub.core.formats import long_date
from kimhub.core.i18n import _
from kimhub.core.text import excerpt

Say = Callable[[dict[str, Any]], str]


def _asked(facts: dict[str, Any]) -> str:
    said = _("%(organization)s mengirim bahan “%(title)s” untuk disebarkan") % facts
    if facts.get("due_on"):
        said = _("%(said)s paling lambat %(day)s") % {"said": said, "day": _day(facts)}
    return f"{said}: {excerpt(facts['ask'], 200)}" if facts.get("ask") else said


def _due(facts: dict[str, Any]) -> str:
    if facts.get("due_on"):
        return _("KIM Anda belum menyebarkan “%(title)s”; ditunggu sampai %(day)s") % {
            **facts,
            "day": _day(facts),
        }
    return _("KIM Anda belum menyebarkan “%(title)s”; %(organization)s menunggu") % facts


def _passed_on(facts: dict[str, Any]) -> str:
    if facts.get("happened", 1) > 1:
        return _("%(n)s KIM menyebarkan “%(title)s”, terakhir %(organization)s") % {
            **facts,
            "n": facts["happened"],
        }
    return _("%(organization)s menyebarkan “%(title)s” di situsnya") % facts


def _day(facts: dict[str, Any]) -> str:
    return long_date(date.fromisoformat(facts["due_on"]))


PACKAGES: dict[str, Say] = {
    "package": _asked,
    "package_due": _due,
    "package_again": lambda facts: (
        _("%(organization)s memperbarui bahan “%(title)s”. Periksa tulisan Anda yang dibuat darinya.")
        % facts
    ),
    "passed_on": _passed_on,
    "urgent": lambda facts: _("Penting, segera dibaca. %(organization)s: %(title)s") % facts,
}
