"""Mengetahui kepala desa/lurah: before the pembina, by a link or on paper."""

import pytest
from httpx import AsyncClient

from kimhub.accounts.tables import User
from kimhub.core.csrf import make_token
from kimhub.core.errors import Refused
from kimhub.groups.tables import Organization
from kimhub.programs import agreeing, programs, states
from kimhub.programs.tables import WorkProgram
from kimhub.programs.tables_review import ProgramRules
from tests import make
from tests.spy import queries
from tests.world import make_picture

VISITOR = {"Cookie": "visitor=stranger", "X-CSRFToken": make_token("stranger")}
KNOWS = {"answer": "know", "name": "H. Andi Baso", "office": "Kepala Desa Mallari"}


async def _waiting(name: str = "KIM Mallari") -> tuple[WorkProgram, User]:
    await make.installed()
    kim = await make.kim(name)
    if not await ProgramRules.exists():
        await ProgramRules(wilayah_code="73.08", acknowledge=True).save()
    admin = await make.kim_admin(kim)
    made = await make.program(kim, "Papan informasi <b>")
    await make.submitted(made, admin)
    return made, admin


async def test_the_village_head_answers_by_the_link_without_an_account(browser: AsyncClient) -> None:
    made, admin = await _waiting()
    pembina = await make.actor_of(await make.pembina())
    asks, page = await make.signed_in(admin), f"/program/{made.slug}/mengetahui"
    waiting = await browser.get(page, headers=asks)
    link = waiting.text.partition("/mengetahui/")[2].partition('"')[0].partition("<")[0].strip()
    there = await programs.by_id(made.id)
    assert there is not None
    assert there.state == states.ACKNOWLEDGING
    assert there.due_on is None
    assert there.current is not None
    with pytest.raises(Refused):
        await agreeing.approve(made.id, pembina, version_id=there.current)  # not before the village head
    path = f"/mengetahui/{link[:32]}"
    shown = await browser.get(path)
    assert "Papan informasi &lt;b&gt;" in shown.text
    assert "Rp1.500.000" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert (await browser.get(f"/mengetahui/{'x' * 32}")).status_code == 404
    wrong = await browser.post(path, headers=VISITOR, data={"answer": "back", "name": "H. Andi Baso"})
    assert wrong.status_code == 422
    assert "H. Andi Baso" in wrong.text
    assert "Tulis apa yang perlu diperbaiki dulu." in wrong.text
    assert (await browser.post(path, headers=VISITOR, data=KNOWS)).status_code == 303
    there = await programs.by_id(made.id)
    assert there is not None
    assert there.state == states.SUBMITTED
    assert there.due_on is not None
    steps = await programs.history(made.id)
    assert (steps[0].act, steps[0].name, steps[0].office) == (
        "acknowledged", "H. Andi Baso", "Kepala Desa Mallari",
    )  # fmt: skip
    assert "Sudah diketahui H. Andi Baso" in (await browser.get(path)).text
    late = KNOWS | {"answer": "back", "reason": "Tidak jadi"}
    assert (await browser.post(path, headers=VISITOR, data=late)).status_code == 303  # shows what holds
    there = await programs.by_id(made.id)
    assert there is not None
    assert there.state == states.SUBMITTED
    await agreeing.take_back(made.id, await make.actor_of(admin))
    assert (await browser.get(path)).status_code == 404  # what was taken back is nobody's any more


async def test_it_goes_back_with_the_reason_of_the_village_head(browser: AsyncClient) -> None:
    made, admin = await _waiting()
    asks = await make.signed_in(admin)
    waiting = await browser.get(f"/program/{made.slug}/mengetahui", headers=asks)
    path = f"/mengetahui/{waiting.text.partition('/mengetahui/')[2][:32]}"
    sent = KNOWS | {"answer": "back", "reason": "Tambahkan dusun Lompoe."}
    assert (await browser.post(path, headers=VISITOR, data=sent)).status_code == 303
    there = await programs.by_id(made.id)
    assert there is not None
    assert there.state == states.NEEDS_REVISION
    step = (await programs.history(made.id))[0]
    assert (step.act, step.reason) == ("sent_back", "Tambahkan dusun Lompoe.")
    assert "Anda meminta perbaikan" in (await browser.get(path)).text


async def test_signed_on_paper_it_is_recorded_with_a_photo(browser: AsyncClient) -> None:
    made, admin = await _waiting()
    asks, path = await make.signed_in(admin), f"/program/{made.slug}/mengetahui"
    typed = {"name": "H. Andi Baso", "office": "Kepala Desa Mallari"}
    wrong = await browser.post(path, headers=asks, data=typed, files={"photo": ("", b"")})
    assert wrong.status_code == 422
    assert "H. Andi Baso" in wrong.text
    sheet = {"photo": ("lembar.webp", make_picture("l"), "image/webp")}
    done = await browser.post(path, headers=asks, data=typed, files=sheet)
    assert done.status_code == 303
    there = await programs.by_id(made.id)
    assert there is not None
    assert there.state == states.SUBMITTED
    photo = await browser.get(f"/program/{made.slug}/versi/1/lembar", headers=asks)
    assert photo.status_code == 200
    assert photo.headers["content-type"].startswith("image/")
    stranger = await make.signed_in(await make.member(await make.kim("KIM Unra"), "Tetangga"))
    assert (await browser.get(f"/program/{made.slug}/versi/1/lembar", headers=stranger)).status_code == 404


async def test_only_who_speaks_for_the_house_hands_the_link_on(browser: AsyncClient) -> None:
    made, _admin = await _waiting()
    house = await programs.by_id(made.id)
    assert house is not None
    kim = await Organization.objects().get(Organization.id == house.organization)
    assert kim
    treasurer = await make.signed_in(await make.officer(kim, "Bendahara", position="treasurer"))
    shown = await browser.get(f"/program/{made.slug}/mengetahui", headers=treasurer)
    assert shown.status_code == 200
    assert "/mengetahui/" not in shown.text.replace(f"{made.slug}/mengetahui", "")
    refused = await browser.post(
        f"/program/{made.slug}/mengetahui", headers=treasurer, data={"name": "Saya", "office": "Lurah"}
    )
    assert refused.status_code == 403
    member = await make.signed_in(await make.member(kim, "Anggota"))
    assert (await browser.get(f"/program/{made.slug}/mengetahui", headers=member)).status_code == 404


async def test_reading_the_link_writes_nothing(browser: AsyncClient) -> None:
    """A full disk keeps nobody from handing it on."""
    made, admin = await _waiting()
    asks = await make.signed_in(admin)
    await browser.get(f"/program/{made.slug}/mengetahui", headers=asks)
    with queries() as asked:
        assert (await browser.get(f"/program/{made.slug}/mengetahui", headers=asks)).status_code == 200
    assert not [one for one in asked if one.lstrip().upper().startswith(("UPDATE", "INSERT", "DELETE"))]
