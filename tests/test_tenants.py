"""No way from one KIM into another, and no right that outlives its reason.

OpenSID, the software of some 40,000 Indonesian villages, had 105 holes of this kind in one study
(security.md, section 4). Each test here goes through every route, so it covers those not yet written.
Whom a route lets in as things stand is in matrix.txt, proven by tests/test_matrix.py; what is tried here is
what becomes of it when things change.
"""

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from kimhub.accounts.tables import User
from kimhub.core.db import now
from kimhub.groups import rights, terms
from kimhub.groups.tables import Membership, Officer, RoleAssignment
from tests import world
from tests.addresses import PARAMETER, Asking, Route, address, form, routes_of
from tests.matrix import gets_in
from tests.undo import undone
from tests.world import World

OPEN_TO_ALL = (
    "/foto/",
    "/kabar/",
    "/sitemap/",
    "/k/",
    "/pindah/",
    "/sandi-baru/",
    "/pengaturan/email/",
    "/undangan/",
    "/aktivasi/",
    "/pemberitahuan/berhenti/",
    "/ikut/",
    "/verifikasi/",
    "/hadir/",
    "/kalender/",
    "/pelatihan/",
    "/program/",
    "/b/",
    "/pustaka/",
    "/mengetahui/",
)
LET_IN = {200, 204, 301, 303, 422}
SHUT_OUT = {401, 403, 404}
# The officer began the topic: what its author may do with it does not end with the office.
AS_AUTHOR = re.compile(
    r"(GET |POST) /(forum/t/\{ref\}/(jenis|jajak|mufakat|\{number\}/(bukan-)?jawaban)|kaitan|pustaka/pilih"
    r"|pustaka/unggahan/\{key\})(/.*)?"
)
# The admin wrote the article and brought its photo: as a member they still have their own text.
AS_WRITER = re.compile(
    r"GET  /situs/a/\{article_id\}(/(sunting|riwayat(/\{number\})?|banding|arsip|batal|tampilkan|urutan))?$"
    r"|POST /situs/a/\{article_id\}/(sunting|riwayat/\{number\}|urutan)$"
    r"|(GET |POST) /situs/\{slug\}/foto/\{photo_id\}(/\w+)?$"
)
# What is agreed may be taken over by whoever writes a program elsewhere.
FOR_WRITERS = re.compile(r"(GET |POST) /program/\{slug\}/kegiatan/\{line_id\}/adopsi")
# The workshop of KIM Mallari invites KIM Carigading, whose officers say who comes.
AS_INVITED = re.compile(r"(GET |POST) /pelatihan/\{slug\}/utusan/\{delegation_id\}.*")
# What everybody may read others may pass on.
AS_READERS = re.compile(r"(GET |POST) /situs/a/\{article_id\}/sebarkan.*")


@pytest.fixture
async def district(app: Any, wilayah: None, caplog: pytest.LogCaptureFixture) -> World:
    caplog.set_level(logging.ERROR, "kimhub.security")
    return await world.build()


@pytest.fixture
def inside(app: Any) -> list[Route]:
    """Every route about something that belongs to somebody."""
    return [route for route in routes_of(app) if PARAMETER.search(route.path)]


@dataclass(frozen=True)
class Child(Asking):
    """The children of KIM Carigading, asked for below KIM Mallari."""

    def thing(self, name: str) -> object:
        return self.world.houses["b"].things[name]


async def status(browser: httpx.AsyncClient, route: Route, ask: Asking) -> int:
    sent = form(route, ask) if route.method == "POST" else {}
    browser.cookies.clear()
    answer = await browser.request(
        route.method, address(route, ask), headers=ask.world.headers(ask.role), **sent
    )
    return answer.status_code


def names(routes: Iterable[Route]) -> set[str]:
    return {str(route) for route in routes}


async def reached(browser: httpx.AsyncClient, routes: Iterable[Route], ask: Asking) -> set[str]:
    """Which of these routes let this person in."""
    found = set()
    for route in routes:
        async with undone():
            if await status(browser, route, ask) in LET_IN:
                found.add(str(route))
    return found


@pytest.mark.parametrize("role", ["kim_admin", "admin_b", "pembina", "province", "sysadmin"])
async def test_a_child_is_not_there_below_another_parent(
    browser: httpx.AsyncClient, district: World, inside: list[Route], role: str
):
    """Even for those who may see both: the address would lie about whose it is."""
    nested = [
        route
        for route in inside
        if route.path.startswith("/kim/{slug}/") and len(PARAMETER.findall(route.path)) > 1
    ]

    assert len(nested) > 5
    assert await reached(browser, nested, Child(district, role)) == set()


@pytest.mark.once
@pytest.mark.parametrize(
    "role", ["member_b", "admin_b", "pembina_elsewhere", "member_far", "former", "suspended"]
)
def test_whoever_does_not_belong_reaches_what_any_stranger_reaches(inside: list[Route], role: str):
    # In the world the suspended person of KIM Mallari is this one: everybody may see their own membership.
    own = {"GET  /kim/{slug}/anggota/{member_id}/pulihkan"} if role == "suspended" else set()
    theirs = names(inside)

    assert len(theirs & gets_in("kim_admin")) > 100
    own |= {name for name in theirs if FOR_WRITERS.match(name) or AS_READERS.match(name)}
    if role in {"member_b", "admin_b"}:
        own |= {name for name in theirs if AS_INVITED.match(name)}
    assert theirs & gets_in(role) <= gets_in("newcomer") | own


Change = Callable[[World], Any]


async def end_membership(made: World) -> None:
    await Membership.update({Membership.state: "ended"}).where(
        Membership.user == made.people["kim_admin"].id
    )
    await rights.touch(made.people["kim_admin"].id)


async def suspend(made: World) -> None:
    await Membership.update({Membership.state: "suspended"}).where(
        Membership.user == made.people["kim_admin"].id
    )
    await rights.touch(made.people["kim_admin"].id)


async def end_role(made: World) -> None:
    await RoleAssignment.update({RoleAssignment.valid_until: now()}).where(
        RoleAssignment.user == made.people["kim_admin"].id
    )
    await rights.touch(made.people["kim_admin"].id)


async def postpone_role(made: World) -> None:
    await RoleAssignment.update({RoleAssignment.valid_from: now() + timedelta(days=1)}).where(
        RoleAssignment.user == made.people["kim_admin"].id
    )
    await rights.touch(made.people["kim_admin"].id)


async def end_term(made: World) -> None:
    yesterday = (now() - timedelta(days=1)).date()
    await Officer.update({Officer.term_end: yesterday}).where(Officer.user == made.people["officer"].id)
    await rights.touch(made.people["officer"].id)


async def leave_office(made: World) -> None:
    await Membership.update({Membership.state: "ended"}).where(Membership.user == made.people["pembina"].id)
    await rights.touch(made.people["pembina"].id)


CHANGES: list[tuple[Change, str, str]] = [
    (end_membership, "kim_admin", "newcomer"),
    (suspend, "kim_admin", "newcomer"),
    (end_role, "kim_admin", "member"),
    (postpone_role, "kim_admin", "member"),
    (end_term, "officer", "member"),
    (leave_office, "pembina", "newcomer"),
]


@pytest.mark.parametrize(
    ("change", "role", "like"), CHANGES, ids=[change.__name__ for change, _, _ in CHANGES]
)
async def test_a_right_ends_with_its_reason_while_the_session_goes_on(
    browser: httpx.AsyncClient, district: World, inside: list[Route], change: Change, role: str, like: str
):
    others = gets_in(like)
    await change(district)

    assert names(inside) & gets_in(role) - others
    more = [route for route in inside if str(route) not in others]
    left = await reached(browser, more, Asking(district, role))
    assert {route for route in left if not (AS_AUTHOR.match(route) or AS_WRITER.match(route))} == set()


async def test_the_rights_of_an_officer_end_on_the_day_without_anybody_doing_anything(
    browser: httpx.AsyncClient, district: World, monkeypatch: pytest.MonkeyPatch
):
    """Validity is looked at on every request, not when somebody signs in (domain.md 6.3)."""
    last_day = terms.today() + timedelta(days=10)
    await Officer.update({Officer.term_end: last_day}).where(Officer.user == district.people["officer"].id)
    await rights.touch(district.people["officer"].id)
    pin = Route("POST", "/forum/t/{ref}/sematkan")
    ask = Asking(district, "officer")

    assert await status(browser, pin, ask) == 303
    monkeypatch.setattr(rights, "now", lambda: now() + timedelta(days=12))
    assert await status(browser, pin, ask) == 403


async def test_a_locked_account_is_out_at_once(
    app: Any, browser: httpx.AsyncClient, district: World, inside: list[Route]
):
    await User.update({User.status: "locked"}).where(User.id == district.people["kim_admin"].id)
    for_all = gets_in("guest")

    for route in inside:
        async with undone():
            ask = Asking(district, "kim_admin")
            browser.cookies.clear()
            sent = form(route, ask) if route.method == "POST" else {}
            headers = district.headers("kim_admin")
            answer = await browser.request(route.method, address(route, ask), headers=headers, **sent)
        public = route.path.startswith(OPEN_TO_ALL) and str(route) in for_all
        signed_out = answer.headers.get("location", "").startswith("/masuk")
        assert signed_out or answer.status_code in SHUT_OUT or public, route


@pytest.mark.once
def test_an_organizer_of_one_event_is_no_member_of_the_house(inside: list[Route]):
    houses = names(route for route in inside if route.path.startswith(("/kim/", "/forum/")))

    assert houses & gets_in("organizer") == houses & gets_in("newcomer")


async def test_the_ids_of_others_lead_nowhere(browser: httpx.AsyncClient, district: World):
    """Numbers that are too large, negative, or of another script name nothing; none of them is an error."""
    headers = district.headers("sysadmin")
    for number in ("0", "-1", "9" * 19, "9" * 40, "%D9%A3", "1.0", "1e3", "%00"):
        for path in (
            f"/foto/{number}",
            f"/peran/{number}/cabut",
            f"/pemberitahuan/{number}",
            f"/forum/t/{number}",
            f"/kim/kim-mallari/pengurus/{number}/akhiri",
        ):
            answer = await browser.get(path, headers=headers)
            assert answer.status_code in {404, 400}, path
