"""The register of KIM: search as you type, filters, and the villages that have none."""

import re
from urllib.parse import urlencode

from litestar import Request, get

from kimhub.core.access import Me, allow
from kimhub.core.actor import anyone
from kimhub.core.page import Page
from kimhub.groups import installation, policy, register, words
from kimhub.groups.register import Filter
from kimhub.wilayah import picker
from kimhub.wilayah.names import LEVELS
from kimhub.wilayah.picker import Choice

NAMES = {"text": "q", "wilayah": "wilayah", "kind": "jenis", "state": "status", "activity": "keaktifan"}


@get("/kim", name="groups:register", **allow(anyone))
async def show_register(request: Request, actor: Me) -> Page:
    """Plain GET form; htmx asks for the block of results as somebody types."""
    query = dict(request.query_params)
    choice = await picker.resolve(query, "wilayah", within=installation.current().wilayah_code)
    wanted = read_filter(query, choice)
    states = await register.count_states(actor, wanted)
    after, gaps_after = query.get("sesudah", ""), query.get("celah", "")
    found, more = await register.find(actor, wanted, _number(after))
    area = wanted.wilayah or installation.current().wilayah_code
    gap_count = await register.count_gaps(area) if shows_gaps(wanted) else 0
    lists_gaps = gap_count > 0 and (LEVELS.get(len(area), 0) >= 3 or "celah" in query)
    gaps, more_gaps = await register.gaps(area, gaps_after) if lists_gaps else ([], None)
    return Page(
        "groups/register.html",
        "results",
        section="groups",
        words=words,
        wanted=wanted,
        choice=choice,
        area=choice.place,
        states=states,
        total=register.total(states, wanted.state),
        entries=found,
        more=address(wanted, sesudah=str(more)) if more else "",
        continued=bool(after or gaps_after),
        gap_count=gap_count,
        gaps=gaps,
        more_gaps=address(wanted, celah=more_gaps) if more_gaps else "",
        address=address,
        inside=lambda entry: policy.can_look_inside(actor, entry),
        may_create=policy.can_draft_somewhere(actor, None),
        may_give_roles=policy.can_give_roles(actor, None),
    )


def read_filter(query: dict[str, str], choice: Choice) -> Filter:
    """The address's filters; what makes no sense in it is left out."""

    def one_of(name: str, allowed: object) -> str:
        value = query.get(name, "")
        return value if value in allowed else ""  # type: ignore[operator]

    return Filter(
        text=" ".join(query.get("q", "").split())[:100],
        wilayah=choice.place.code if choice.place else "",
        kind=one_of("jenis", words.KINDS),
        state=one_of("status", words.STATES),
        activity=one_of("keaktifan", words.ACTIVITY),
    )


def address(wanted: Filter, **more: str) -> str:
    """The register's address with these filters; `more` adds or replaces parameters by their name there."""
    values = {name: getattr(wanted, field) for field, name in NAMES.items()} | more
    query = urlencode({name: value for name, value in values.items() if value or name == "celah"})
    return f"/kim?{query}" if query else "/kim"


def shows_gaps(wanted: Filter) -> bool:
    """Gaps are told where all KIM of a place are listed, not where some are filtered out."""
    return not (wanted.text or wanted.state or wanted.activity or wanted.kind not in {"", "kim"})


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else 0


handlers = [show_register]
