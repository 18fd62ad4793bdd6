"""/tinjauan/program and /tinjauan/banding: all houses of a wilayah, and their files."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, get, post

from kimhub.core.access import Me, allow
from kimhub.core.download import Download
from kimhub.core.errors import Invalid
from kimhub.core.i18n import _
from kimhub.core.page import FormData, Page, Redirect
from kimhub.core.shell import Late
from kimhub.programs import comparing, out_desk, overview, policy
from kimhub.programs.overview import District
from kimhub.programs.web import inside_desk
from kimhub.programs.web.desk import PATH

STAGES = f"{PATH}/program"
COMPARED = f"{PATH}/banding"
Option = tuple[str, str]


@get(STAGES, name="programs:overview", **allow(policy.can_use_desk))
async def stages(actor: Me, request: Request) -> Page:
    query = request.query_params if request.scope["query_string"] else {}
    wanted = overview.read_wanted(query)
    after = overview.read_place(query.get("setelah", ""))
    rows, more = await overview.page(actor, wanted, after)
    districts = await overview.by_district(actor, wanted.year)
    further = address(STAGES, **wanted.query, setelah=f"{more[0]}_{more[1]}") if more else ""

    def make() -> dict[str, Any]:
        return {
            "nav": inside_desk.nav(actor, "program"),
            "wanted": wanted,
            "rows": rows,
            "next": further,
            "first": after is None,
            "back": address(STAGES, **wanted.query),
            "counted": overview.stages_of(districts, wanted.district),
            "districts": districts,
            "options": _options(districts),
            "years": [(str(year), str(year)) for year in comparing.years()],
            "stages": overview.STAGES,
            "tags": overview.TAGS,
            "fills": overview.FILLS,
        }

    may = bool(inside_desk.own_codes(actor))
    key = (wanted, after is None, further, (*rows,), (*districts,), comparing.plan_year(), may)
    return Page("programs/overview.html", "rows", section="programs", kept=Late(key, make))


@get(COMPARED, name="programs:compared", **allow(policy.can_use_desk))
async def compare(actor: Me, request: Request) -> Page:
    query = request.query_params if request.scope["query_string"] else {}
    wanted = overview.read_wanted({"tahun": str(comparing.plan_year()), **query})
    sort = comparing.read_sort(query.get("urut", ""))
    rows = await comparing.of(actor, wanted.year, wanted.district, sort)
    narrowed = {"tahun": str(wanted.year), "kecamatan": wanted.district}
    sorts = [
        (key, words, address(COMPARED, **narrowed, urut=key))
        for key, (words, _key) in comparing.SORTS.items()
    ]
    return Page(
        "programs/compared.html",
        section="programs",
        nav=inside_desk.nav(actor, "banding"),
        wanted=wanted,
        rows=rows,
        sums=_sums(rows),
        sort=sort,
        sorts=sorts,
        chosen=[(href, words, None, key == sort) for key, words, href in sorts],
        options=_options(await overview.by_district(actor, wanted.year)),
        years=[(str(year), str(year)) for year in comparing.years()],
    )


@get(f"{PATH}/unduh", name="programs:desk_lists", **allow(policy.can_use_desk))
async def to_lists(actor: Me) -> Redirect:
    return Redirect(STAGES)


@post(f"{PATH}/unduh", name="programs:take_desk_list", **allow(policy.can_use_desk))
async def take(actor: Me, form: FormData) -> Download | Redirect:
    try:
        content, name = await out_desk.take(
            actor, form.get("what", ""), form.get("format", ""), overview.read_wanted(form)
        )
    except Invalid:  # only somebody who wrote the form by hand
        return Redirect(STAGES, _("Pilih jenis berkasnya."))
    return Download(content, name, out_desk.MIMES[form["format"]])


def _sums(rows: list[comparing.Compared]) -> dict[str, int]:
    names = ("lines", "done", "late", "planned", "spent", "people", "on_schedule", "measured")
    return {name: sum(getattr(one, name) for one in rows) for name in names}


def _options(districts: list[District]) -> list[Option]:
    return [(one.code, one.name) for one in districts]


def address(path: str, **query: str) -> str:
    """`path` with those values that are not empty."""
    kept = urlencode({name: value for name, value in query.items() if value})
    return f"{path}?{kept}" if kept else path


HANDLERS = [stages, compare, to_lists, take]
