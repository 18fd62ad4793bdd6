"""What entries about documents say."""

from collections.abc import Callable
from datetime import date
from typing import Any

from kimhub.core.formats import long_date
from kimhub.core.i18n import _
from kimhub.core.text import excerpt

Say = Callable[[dict[str, Any]], str]


def _asked(facts: dict[str, Any]) -> str:
    said = _("%(asked_by)s meminta Anda membaca “%(title)s”") % facts
    if facts.get("due_on"):
        day = long_date(date.fromisoformat(facts["due_on"]))
        said = _("%(said)s paling lambat %(day)s") % {"said": said, "day": day}
    return f"{said}: {excerpt(facts['note'], 200)}" if facts.get("note") else said


def _again(facts: dict[str, Any]) -> str:
    if facts.get("due_on"):
        day = long_date(date.fromisoformat(facts["due_on"]))
        return _("“%(title)s” belum Anda buka; ditunggu sampai %(day)s") % {**facts, "day": day}
    return _("“%(title)s” belum Anda buka; pembina menunggu Anda membacanya") % facts


def _disposition(facts: dict[str, Any]) -> str:
    said = _("%(by)s meneruskan surat “%(subject)s” kepada Anda: %(instruction)s") % facts
    if not facts.get("due_on"):
        return said
    day = long_date(date.fromisoformat(facts["due_on"]))
    return _("%(said)s (paling lambat %(day)s)") % {"said": said, "day": day}


LIBRARY: dict[str, Say] = {
    "must_read": _asked,
    "must_read_again": _again,
    "disposition": _disposition,
}
