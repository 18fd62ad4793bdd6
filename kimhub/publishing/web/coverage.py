"""/bahan/<id>/cakupan: who passed a package on and how soon, for the offices around it."""

from typing import Final
from urllib.parse import urlencode

from litestar import Request, get, post
from litestar.di import NamedDependency

from kimhub.core.access import Me, allow
from kimhub.core.download import Download
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _, ngettext
from kimhub.core.page import FormData, Page, Redirect
from kimhub.publishing import coverage, out_coverage, packages, policy_passing, reach, reading
from kimhub.publishing.packages import Package
from kimhub.publishing.web.packages import ONE
from kimhub.wilayah.names import prefix_range

AT: Final = f"{ONE}/cakupan"
REPORTS: Final = 30
HOUR, DAY = 3600, 86_400


@get(AT, name="publishing:coverage", **allow(policy_passing.can_follow, one=packages.get_package))
async def show_coverage(one: NamedDependency[Package], actor: Me, request: Request) -> Page:
    query = request.query_params if request.scope["query_string"] else {}
    code = coverage.scope(actor, one, query.get("wilayah", ""))
    state = query.get("keadaan", "")
    found = await coverage.of(one, code)
    rows = coverage.narrowed(found.rows, state)
    number = query.get("dari", "")
    start = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
    shown = rows[start : start + coverage.SHOWN_AT_ONCE]
    end = start + len(shown)
    low, high = prefix_range(code)
    reports = await reach.of_package(one, code, low, high, REPORTS)
    return Page(
        "publishing/coverage.html",
        "houses",
        section="publishing",
        one=one,
        code=code,
        place=await coverage.place_of(code),
        narrowed=code != coverage.scope(actor, one),
        found=found,
        rows=[(row, lasted(row.delay)) for row in shown],
        delay=lasted(found.delay),
        deadline=one.due_on,
        chips=[
            (_at(one, code, key), words, count, key == state)
            for key, words, count in (
                ("", _("Semua KIM"), len(found.rows)),
                ("open", _("Belum menyebarkan"), found.total.houses - found.total.done),
                ("done", _("Sudah menyebarkan"), found.total.done),
                *([("late", _("Terlambat"), found.late)] if one.due_on else []),
            )
        ],
        next=_at(one, code, state, str(end)) if end < len(rows) else "",
        parts=[(part, _at(one, part.code, "")) for part in found.parts],
        reports=reports,
        photos=await reading.photos([report.photo for report in reports if report.photo]),
        states=packages.STATES,
        tags=packages.TAGS,
        arranges=policy_passing.can_arrange(actor, one),
    )


@post(f"{AT}/unduh", name="publishing:take_coverage",
      **allow(policy_passing.can_follow, one=packages.get_package))  # fmt: skip
async def take(one: NamedDependency[Package], actor: Me, form: FormData) -> Download | Redirect:
    code = coverage.scope(actor, one, form.get("area", ""))
    try:
        content, name = await out_coverage.take(actor, one, code, form.get("format", ""))
    except Invalid:  # only somebody who wrote the form by hand
        return Redirect(f"{one.path}/cakupan", _("Pilih jenis berkasnya."))
    return Download(content, name, out_coverage.MIMES[form["format"]])


@get(f"{AT}/unduh", name="publishing:to_coverage",
     **allow(policy_passing.can_follow, one=packages.get_package))  # fmt: skip
async def to_coverage(one: NamedDependency[Package]) -> Redirect:
    return Redirect(f"{one.path}/cakupan")


def lasted(seconds: int | None) -> str:
    """`40 menit`, `5 jam`, `3 hari`; nothing for what did not happen."""
    if seconds is None:
        return ""
    if seconds < HOUR:
        n = max(1, round(seconds / 60))
        return ngettext("%(n)s menit", "%(n)s menit", n) % {"n": n}
    if seconds < 2 * DAY:
        n = round(seconds / HOUR)
        return ngettext("%(n)s jam", "%(n)s jam", n) % {"n": n}
    n = round(seconds / DAY)
    return ngettext("%(n)s hari", "%(n)s hari", n) % {"n": n}


def _at(one: Package, code: str, state: str, start: str = "") -> str:
    wanted = {"wilayah": code if code != one.area else "", "keadaan": state, "dari": start}
    query = urlencode({name: value for name, value in wanted.items() if value})
    return f"{one.path}/cakupan?{query}" if query else f"{one.path}/cakupan"


HANDLERS = [show_coverage, take, to_coverage]
