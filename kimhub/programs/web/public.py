"""The page of an agreed program for everybody: the version in force, how far it is, no names of persons."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

from litestar import Request

from kimhub.core.i18n import LOCALES, SOURCE, _, current_locale, ngettext, use_locale
from kimhub.core.parts import Text
from kimhub.core.public import PublicPage
from kimhub.core.shell import Hole
from kimhub.core.templates import template
from kimhub.programs import accounting, gantt, indicators, plan, programs, rows, shown, states, work
from kimhub.programs.views import Program
from kimhub.programs.web import inside

KEPT: Final = 300  # articles, about 40 KB each
GOOD_FOR: Final = 300  # seconds: numbers counted from other parts of KIMHub change without this program

_kept: OrderedDict[Any, dict[str, Any]] = OrderedDict()


async def public_page(program: Program, request: Request) -> PublicPage:
    """What guests read. Call it only for programs with a version in force."""
    speak(request.query_params if request.scope["query_string"] else {})
    key = (program, current_locale(), program.today, int(time.time()) // GOOD_FOR)
    context = _kept.get(key)
    if context is None:
        context = _kept[key] = await _context(program)
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return PublicPage("programs/public_show.html", **context)


def forget() -> None:
    """Drop what is kept (tests)."""
    _kept.clear()


async def _context(program: Program) -> dict[str, Any]:
    assert program.in_force is not None
    whole = await shown.frozen(program.in_force)
    version = await programs.version_by_id(program.in_force)
    assert whole is not None
    assert version is not None
    done = await work.of(program, whole)
    title = inside.title_of(program)
    values = {
        "program": program,
        "title": title,
        "plan": whole,
        "version": version,
        "closed": program.state == states.CLOSED,
        "rows": rows.lines(whole),
        "work": done,
        "progress": {one.line.id: one.progress for one in done.lines if one.progress != states.NOT_STARTED},
        "words": states.PROGRESS,
        "tags": states.PROGRESS_TAGS,
        "chart": gantt.chart(whole, program.today, {one.line.id: one.months for one in done.lines}),
        "source_names": rows.source_names(),
        "measured": rows.reached(await indicators.of(program, whole)),
        "share": f"{title} {program.owner_name}",
        "accounts": await accounting.accepted(program),
    }
    article = str(template("programs/_public.html").module.article(**values))  # type: ignore[attr-defined]
    return {
        "section": "programs",
        "program": program,
        "title": title,
        "summary": _summary(program, whole, done),
        "article": Hole([Text(article.encode())]),
    }


def _summary(program: Program, whole: plan.Plan, done: work.Work) -> str:
    """One sentence for search engines and for those the link is sent to."""
    number = len(whole.lines)
    activities = ngettext("%(n)s kegiatan", "%(n)s kegiatan", number) % {"n": number}
    text = _("%(activities)s, anggaran %(money)s, disetujui pembina.") % {
        "activities": activities,
        "money": rows.money(whole.total),
    }
    if done.done:
        text += " " + _("%(done)s sudah terlaksana.") % {"done": done.done}
    return f"{program.owner_name}, {program.owner_place}: {text}"


def speak(query: Mapping[str, str]) -> None:
    """Speak the language a guest asks for, before words are chosen."""
    wanted = query.get("bahasa", "")
    use_locale(wanted if wanted in LOCALES else SOURCE)
