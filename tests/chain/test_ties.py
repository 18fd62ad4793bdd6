"""Tying a topic and a workshop together: both ways, by those who keep one of them, shown to who may see."""

from uuid import uuid4

import pytest

from kimhub.chain import links
from kimhub.chain.kinds import KINDS, Kind, register
from kimhub.chain.tables import ChainLink
from kimhub.core.actor import Actor
from kimhub.core.errors import Invalid
from kimhub.core.i18n import lazy_
from kimhub.workshops import discarding, workshops
from tests import make
from tests.spy import queries

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
async def world(database):
    await make.installed()
    kim = await make.kim()
    admin = await make.kim_admin(kim)
    topic = await make.topic(await make.board(kim), admin, "Usul pelatihan foto produk")
    event = await make.workshop(kim, "Pelatihan foto produk", slug="pelatihan-foto-produk")
    return kim, admin, topic, event


async def test_a_topic_becomes_a_workshop_and_both_pages_say_so(browser, world):
    _kim, admin, topic, event = world
    headers = await make.signed_in(admin)
    page = f"/kaitan/workshop/{event.id}"

    found = await browser.get(f"{page}?jenis=topic&q=foto+PRODUK", headers=headers | HTMX)
    assert "Usul pelatihan foto produk" in found.text
    assert "<html" not in found.text

    for _twice in range(2):
        answer = await browser.post(page, data={"other": f"topic-{topic.id}"}, headers=headers)
        assert answer.status_code == 303
    assert await ChainLink.select(
        ChainLink.from_kind, ChainLink.from_id, ChainLink.to_kind, ChainLink.to_id
    ) == [{"from_kind": "topic", "from_id": topic.id, "to_kind": "workshop", "to_id": event.id}]

    shown = await browser.get(page, headers=headers)
    assert "Berawal dari" in shown.text
    beside = await browser.get(f"{topic.path}/terkait", headers=headers | HTMX)
    assert f'href="/pelatihan/{event.slug}"' in beside.text
    assert "Berlanjut ke" in beside.text

    link = (await ChainLink.select(ChainLink.id).first())["id"]
    await browser.post(f"{page}/lepas", data={"link": str(link)}, headers=headers)
    assert await ChainLink.count() == 0


async def test_only_those_who_keep_a_thing_tie_others_to_it(browser, world):
    kim, _admin, topic, event = world
    member = await make.signed_in(await make.member(kim))
    page = f"/kaitan/workshop/{event.id}"
    assert (await browser.get(page, headers=member)).status_code == 404
    answer = await browser.post(page, data={"other": f"topic-{topic.id}"}, headers=member)
    assert answer.status_code == 403
    assert (await browser.get(page)).status_code == 303
    assert await ChainLink.count() == 0


async def test_nobody_is_shown_what_they_may_not_see(world):
    kim, admin, topic, event = world
    keeper, stranger = await make.acting(admin), Actor(id=None)
    end = await links.get_end("workshop", event.id, keeper)
    await links.tie(keeper, end.thing, "topic", topic.id)

    assert [tied.thing.title for tied in (await links.strip(keeper, "workshop", event.id)).before] == [
        topic.title
    ]
    assert not await links.strip(stranger, "workshop", event.id)

    draft = await make.workshop(kim, "Rapat tertutup", state="draft", slug="rapat-tertutup")
    outsider = await make.acting(await make.kim_admin(await make.kim("KIM Carigading")))
    assert await links.offered(outsider, end.thing, "workshop", "rapat") == []
    assert [one.id for one in await links.offered(keeper, end.thing, "workshop", "rapat")] == [draft.id]
    assert await links.get_end("workshop", draft.id, outsider) is None


async def test_what_cannot_be_tied_is_refused_with_its_reason(browser, world):
    _kim, admin, topic, event = world
    headers = await make.signed_in(admin)
    page = f"/kaitan/workshop/{event.id}"
    same = await browser.post(page, data={"other": f"workshop-{event.id}"}, headers=headers)
    assert same.status_code == 422
    assert "ini halaman yang sama" in same.text
    for wrong in ("topic-999999", "topic-x", "nonsense-1", "", "topic-99999999999999999999"):
        assert (await browser.post(page, data={"other": wrong}, headers=headers)).status_code == 404
    assert (await browser.get(f"/kaitan/nonsense/{topic.id}", headers=headers)).status_code == 404


async def test_a_thing_without_ties_costs_one_query(world):
    _kim, admin, topic, _event = world
    actor = await make.acting(admin)
    with queries() as asked:
        assert not await links.strip(actor, "topic", topic.id)
    assert len(asked) == 1


async def test_a_page_is_not_filled_by_those_who_do_not_keep_it(world, monkeypatch):
    kim, admin, topic, event = world
    second = await make.workshop(kim, "Acara kedua", slug="acara-kedua")
    actor = await make.acting(admin)
    monkeypatch.setattr(links, "MOST", 1)
    for workshop in (event, second):
        end = await links.get_end("workshop", workshop.id, actor)
        if workshop is event:
            await links.tie(actor, end.thing, "topic", topic.id)
        else:
            with pytest.raises(Invalid):
                await links.tie(actor, end.thing, "topic", topic.id)


async def test_a_draft_that_is_discarded_leaves_no_ties(world):
    kim, admin, topic, _event = world
    draft = await make.workshop(kim, "Rencana", state="draft", slug="rencana")
    actor = await make.acting(admin)
    end = await links.get_end("workshop", draft.id, actor)
    await links.tie(actor, end.thing, "topic", topic.id)
    view = await workshops.by_id(draft.id)
    await discarding.discard(view, actor)
    assert await ChainLink.count() == 0


@pytest.mark.once
def test_a_kind_without_a_place_in_the_order_is_refused():
    kind = KINDS["topic"]
    with pytest.raises(ValueError):
        register(Kind("potluck", lazy_("Topik"), "forum", kind.see, kind.offer, kind.keeps))


async def test_a_workshop_is_begun_from_a_topic_and_tied_to_it(browser, world):
    _kim, admin, topic, _event = world
    headers = await make.signed_in(admin)
    start = f"/pelatihan/baru?dari=topic-{topic.id}"
    beside = await browser.get(f"{topic.path}/terkait", headers=headers | HTMX)
    assert f'href="{start}"' in beside.text
    page = await browser.get(start, headers=headers)
    assert f'value="topic-{topic.id}"' in page.text
    assert 'value="Usul pelatihan foto produk"' in page.text
    form = {
        "key": str(uuid4()), "origin": f"topic-{topic.id}", "title": "Foto produk", "kind": "workshop",
        "date": str(make.days(20)), "start": "09:00", "end": "12:00", "mode": "onsite",
        "venue": "Balai desa", "capacity": "20", "action": "draft",
    }  # fmt: skip
    made = await browser.post("/pelatihan/baru", data=form, headers=headers)
    assert made.status_code == 303
    (link,) = await ChainLink.select()
    assert (link["from_kind"], link["from_id"], link["to_kind"]) == ("topic", topic.id, "workshop")

    elsewhere = await make.kim("KIM Carigading")
    hidden = await make.topic(await make.board(elsewhere), await make.kim_admin(elsewhere), "Rahasia dapur")
    page = await browser.get(f"/pelatihan/baru?dari=topic-{hidden.id}", headers=headers)
    assert hidden.title not in page.text


async def test_an_event_is_made_even_when_its_topic_has_too_many_ties(browser, world, monkeypatch):
    _kim, admin, topic, _event = world
    monkeypatch.setattr(links, "MOST", 0)
    form = {
        "key": str(uuid4()), "origin": f"topic-{topic.id}", "title": "Foto produk", "kind": "workshop",
        "date": str(make.days(20)), "start": "09:00", "end": "12:00", "mode": "onsite",
        "venue": "Balai desa", "capacity": "20", "action": "draft",
    }  # fmt: skip
    made = await browser.post("/pelatihan/baru", data=form, headers=await make.signed_in(admin))
    assert made.status_code == 303
    assert await ChainLink.count() == 0
