"""Articles are found by those who may open what the result leads to, from the moment they are shown until
they are not."""

from datetime import timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from kimhub.core import jobs
from kimhub.core.actor import Actor
from kimhub.core.db import now
from kimhub.publishing import blocks, flow, policy, policy_passing
from kimhub.publishing.facts import Evidence, Facts
from kimhub.search import of_articles
from kimhub.search.finding import listed
from kimhub.search.rebuilding import rebuild
from kimhub.search.tables import SearchEntry
from tests import make
from tests.search.test_policies import HOUSES, PEOPLE, PLACES, lets_in, somebody


async def found(actor: Actor, words: str, run: bool = True) -> list[str]:
    """Where this person's results lead."""
    if run:
        await jobs.run_due()
    return [hit.path for hit in (await listed(actor, words, "article")).results]


@pytest.mark.once
@pytest.mark.parametrize("seed", [1, 2])
def test_circles_say_what_policies_say(seed: int):
    chance = Random(seed)
    let_in = 0
    for _ in range(1500):
        actor = chance.choice((Actor(), somebody(chance), somebody(chance), somebody(chance)))
        one: Any = SimpleNamespace(
            organization=chance.choice(HOUSES), owner_kind=chance.choice(("kim", "agency")),
            owner_status="verified", seat=chance.choice(PLACES), publishers="admins", editors="",
            kind=chance.choice(("news", "news", "package")), shown="shown", work="done",
            audience=chance.choice(("public", "members", "members")), expires_at=None,
            author=chance.choice((None, *PEOPLE)), hidden_by_office=False, is_removed=False,
        )  # fmt: skip
        area = chance.choice(PLACES)
        circles = of_articles.readers(one.organization, one.seat, one.kind, one.audience, area)
        if one.kind == "package":
            allowed = policy_passing.can_read(actor, SimpleNamespace(article=one, area=area), now())
        else:
            allowed = policy.can_read(actor, one, now())
        assert lets_in(circles, actor) == allowed, f"seed {seed}: {actor} {one} {area}"
        let_in += allowed
    assert 300 < let_in < 1400


async def test_an_article_is_found_while_it_is_shown():
    await make.installed()
    kim = await make.kim("KIM Mallari", slug="kim-mallari")
    editor, member = await make.kim_admin(kim), await make.member(kim)
    chief, inside, guest = await make.acting(editor), await make.acting(member), Actor()
    facts = Facts(
        tags=("bantuan-pupuk",), claim="Kirim foto KTP.", verdict="false", place="Dusun Lompu",
        evidence=(Evidence("Hanya lewat gapoktan.", "Kantor desa"),),
    )  # fmt: skip
    text = (blocks.Text("Pupuk *bersubsidi* dibagikan."), blocks.Table((("Tempat",), ("Bajoe",))))
    one = await make.article(
        kim, editor, "Pesan berantai", kind="clarification", facts=facts, blocks=text, lede="Tidak benar."
    )
    assert await found(chief, "berantai") == []  # drafts are the desk's

    await flow.publish(one, chief)
    for words in ("berantai", "bersubsidi", "bajoe", "gapoktan", "lompu", "klarifikasi", "pupuk ktp"):
        assert await found(guest, words) == [one.path], words

    members = flow.Settings(audience="members")
    await flow.settle(await make.article_now(one.id), chief, members)
    assert await found(guest, "berantai", run=False) == []  # in the very moment
    assert await found(guest, "berantai") == []
    assert await found(chief, "berantai") == await found(inside, "berantai") == [f"/situs/baca/{one.id}"]

    await flow.settle(await make.article_now(one.id), chief, flow.Settings(audience="public"))
    assert await found(guest, "berantai") == [one.path]
    await flow.hide(await make.article_now(one.id), chief, "Foto warga tanpa izin.")
    assert await found(guest, "berantai", run=False) == await found(chief, "berantai") == []
    await flow.bring_back(await make.article_now(one.id), chief)
    assert await found(guest, "berantai") == [one.path]
    await rebuild(["article"])
    assert await found(guest, "berantai") == [one.path]


async def test_what_has_run_out_is_not_found_whether_or_not_anybody_said_so():
    await make.installed()
    kim = await make.kim()
    editor = await make.kim_admin(kim)
    soon = flow.Settings(expires_at=now() + timedelta(hours=1), keep_times=False)
    one = await make.told(kim, editor, "Jadwal posyandu", settings=soon)
    assert await found(Actor(), "posyandu") == [one.path]
    past: dict[Any, Any] = {SearchEntry.ends_at: now() - timedelta(seconds=1)}
    await SearchEntry.update(past).where(SearchEntry.kind == "article")
    assert await found(Actor(), "posyandu", run=False) == []
