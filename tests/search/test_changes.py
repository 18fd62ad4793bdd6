"""What happens to a thing is found the next moment, and what somebody may not read any more is not."""

import re
from typing import Any
from uuid import uuid4

from kimhub.core import bus, jobs
from kimhub.core.actor import Actor
from kimhub.core.db import transaction
from kimhub.forum import editing as posts
from kimhub.forum import managing, moderation, moving, reading, withdrawing, writing
from kimhub.groups import member_steps, members, organizations, profiles, states
from kimhub.groups.events import OrganizationRegistered
from kimhub.groups.tables import Organization
from kimhub.library import bin as library_bin
from kimhub.library import documents, editing, status
from kimhub.search import finding
from kimhub.search.rebuilding import rebuild
from tests import make

GUEST = Actor()


async def titles(actor: Actor, text: str, kind: str) -> list[str]:
    await jobs.run_due()
    return await _listed(actor, text, kind)


async def _listed(actor: Actor, text: str, kind: str) -> list[str]:
    page = await finding.listed(actor, text, kind)
    return ["".join(piece.text for piece in one.title) for one in page.results]


async def test_a_discussion_is_followed_wherever_it_goes(browser: Any):
    await make.installed()
    kim, other = await make.kim("KIM Mallari"), await make.kim("KIM Carebbu", wilayah_code="73.08.17.2001")
    admin, stranger = await make.kim_admin(kim), await make.member(other)
    chief, inside, outside = await make.acting(admin), await make.acting(admin), await make.acting(stranger)
    board = await make.board(kim)
    topic = await make.topic(board, admin, "Lumbung pangan")
    await make.reply(topic.id, await make.member(kim), "Gabahnya sudah kering.")
    assert await titles(inside, "lumbung", "topic") == ["Lumbung pangan"]
    assert await titles(inside, "gabahnya", "post") == ["Lumbung pangan"]
    assert await titles(inside, "lumbung", "post") == []  # a topic's title is no word of each reply
    assert await titles(outside, "lumbung", "topic") == await titles(GUEST, "gabahnya", "post") == []

    view = await make.board_view(board.slug)
    await managing.change(view, chief, managing.Fields("Umum", visibility="public"))
    assert await titles(GUEST, "lumbung", "topic") == await titles(GUEST, "gabahnya", "post") != []
    await managing.change(view, chief, managing.Fields("Umum", visibility="officers"))
    assert await titles(GUEST, "lumbung", "topic") == await titles(GUEST, "gabahnya", "post") == []
    assert await titles(await make.acting(await make.member(kim)), "gabahnya", "post") == []

    first = await reading.get_post(str(topic.id), 1)
    assert first
    await posts.edit_post(first, inside, "Isinya diganti beras merah.", "Gudang beras")
    assert await titles(inside, "lumbung", "topic") == []
    assert (
        await titles(inside, "merah", "topic")
        == await titles(inside, "gabahnya", "post")
        == ["Gudang beras"]
    )
    second = await reading.get_post(str(topic.id), 2)
    assert second
    await moderation.hide(second, chief, "Salah tempat")
    assert await titles(inside, "gabahnya", "post") == []
    second = await reading.get_post(str(topic.id), 2)
    assert second
    await moderation.restore(second, chief)
    assert await titles(inside, "gabahnya", "post") == ["Gudang beras"]

    target = await make.topic(board, admin, "Panen raya")
    await moving.merge(await make.topic_view(topic.id), chief, target, "Sama")
    assert await titles(inside, "gudang", "topic") == []
    assert await titles(inside, "gabahnya", "post") == ["Panen raya"]
    await moderation.hide(await _post(target.id, 1), chief, "Salah")
    assert await titles(inside, "panen", "topic") == await titles(inside, "gabahnya", "post") == []


async def _post(topic: int, number: int) -> Any:
    return await reading.get_post(str(topic), number)


async def test_what_waits_or_was_taken_away_is_not_there(browser: Any):
    await make.installed()
    kim = await make.kim()
    board = await make.watched_board(kim)
    newcomer, elder = await make.newcomer(kim), await make.officer(kim)
    held = await writing.create_topic(
        await make.acting(newcomer), board.slug, "Sumur bor", "Airnya", uuid4()
    )
    assert isinstance(held, writing.Held)
    assert await titles(await make.acting(elder), "sumur", "topic") == []
    topic = await make.topic(board, elder, "Sumur lama")
    await make.reply(topic.id, elder, "Pompanya rusak")
    me = await make.acting(elder)
    assert await titles(me, "pompanya", "post") == ["Sumur lama"]
    await withdrawing.withdraw(await _post(topic.id, 2), me)
    assert await titles(me, "pompanya", "post") == []
    await withdrawing.put_back(await _post(topic.id, 2), me)
    assert await titles(me, "pompanya", "post") == ["Sumur lama"]


async def test_documents_follow_their_state_and_their_text(browser: Any):
    await make.installed()
    kim = await make.kim("KIM Mallari")
    admin, member = await make.kim_admin(kim), await make.member(kim)
    chief, me = await make.acting(admin), await make.acting(member)
    text = b"Membahas embung desa"
    one = await make.document(kim, "Notulen", by=admin, kind="notulen", status="draft", content=text)
    assert await titles(chief, "embung", "document") == ["Notulen"]
    assert await titles(me, "embung", "document") == []
    await status.change(one.id, chief, "official", str(one.version))
    assert await titles(me, "embung", "document") == ["Notulen"]
    assert await titles(GUEST, "embung", "document") == []
    await library_bin.remove(one.id, chief, {"reason": "Salah unggah"})
    assert await titles(me, "embung", "document") == await titles(chief, "embung", "document") == []
    await library_bin.restore(one.id, chief)
    assert await titles(me, "embung", "document") == ["Notulen"]
    again = await documents.by_id(one.id)
    assert again
    await status.change(one.id, chief, "archived", str(again.version))
    assert (await finding.listed(me, "embung", "document")).results[0].status == "official"  # not told yet
    assert await titles(me, "embung", "document") == ["Notulen"]
    assert (await finding.listed(me, "embung", "document")).results[0].status == "archived"


async def test_what_fewer_may_see_is_hidden_before_any_job_has_run(browser: Any):
    await make.installed()
    kim = await make.kim("KIM Mallari")
    admin = await make.kim_admin(kim)
    chief = await make.acting(admin)
    one = await make.document(kim, "Embung desa", by=admin, visibility="public")
    other = await make.document(kim, "Embung dusun", by=admin, visibility="public")
    topic = await make.topic(await make.board(kim), admin, "Embung kering")
    await make.reply(topic.id, admin, "Embungnya bocor.")
    assert await titles(GUEST, "embung", "document") == ["Embung dusun", "Embung desa"]
    assert await titles(chief, "embung", "topic") == await titles(chief, "embung", "post") != []

    await editing.save(other.id, chief, editing.as_form(other) | {"visibility": "members"})
    assert await _listed(GUEST, "embung", "document") == ["Embung desa"]
    assert await _listed(chief, "embung", "document") == ["Embung desa"]  # until the job has run
    await library_bin.remove(one.id, chief, {"reason": "Salah unggah"})
    await moderation.hide(await _post(topic.id, 2), chief, "Salah tempat")
    assert await _listed(GUEST, "embung", "document") == await _listed(chief, "embung", "post") == []
    assert await _listed(chief, "embung", "topic") == ["Embung kering"]
    await moderation.hide(await _post(topic.id, 1), chief, "Salah tempat")
    assert await _listed(chief, "embung", "topic") == []
    assert await titles(chief, "embung", "document") == ["Embung dusun"]
    assert await titles(GUEST, "embung", "document") == []


async def test_a_house_that_is_renamed_or_dissolved(browser: Any):
    await make.installed()
    kim = await make.kim("KIM Mallari")
    admin = await make.kim_admin(kim)
    await make.document(kim, "Kas bulanan", by=admin, visibility="public", status="draft")
    me = await make.acting(admin)
    await rebuild()
    found = await organizations.get(kim.slug)
    assert found
    assert await titles(me, "kas", "document") == ["Kas bulanan"]
    await profiles.edit(found, me, profiles.as_form(found) | {"name": "KIM Cahaya", "version": "1"})
    assert await titles(GUEST, "cahaya", "house") == ["KIM Cahaya"]
    assert [one.house for one in (await finding.listed(me, "kas", "document")).results] == ["KIM Cahaya"]
    await states.dissolve(found, await make.acting(await make.pembina()), "Bergabung dengan KIM lain")
    assert await titles(me, "kas", "document") == []  # nobody keeps that library any more
    assert await titles(GUEST, "cahaya", "house") == ["KIM Cahaya"]


async def test_rights_that_end_end_the_same_moment(browser: Any):
    """Without any job: what somebody may find is asked with the rights of this request."""
    await make.installed()
    kim = await make.kim("KIM Mallari")
    admin = await make.kim_admin(kim, "Rahmawati")
    leaving, paused, applicant = [
        await make.member(kim, name, state)
        for name, state in (("Andi", "active"), ("Beddu", "active"), ("Cambang", "applied"))
    ]
    stranger = await make.member(await make.kim("KIM Lain", wilayah_code="73.09.01.2001"), "Daeng")
    topic = await make.topic(await make.board(kim), admin, "Kas sembako")
    await make.document(kim, "Daftar sembako", by=admin)
    await make.workshop(kim, "Bimtek sembako", state="draft")
    await jobs.run_due()
    await rebuild()

    async def found(person: Any = None, text: str = "sembako") -> list[str]:
        """Everything a page says of it: results and chips, and what is suggested."""
        headers = await make.signed_in(person) if person else {}
        page = (await browser.get(f"/cari?q={text}", headers=headers)).text
        page += (await browser.get("/cari?q=sembaco", headers=headers)).text
        quick = (await browser.get("/cari/cepat?q=semb", headers=await _quick(person))).text
        seen = {word for word in ("Kas", "Daftar", "Bimtek") if re.search(rf"{word} <mark>", page + quick)}
        if 'q=sembako"><b>' in page:
            seen.add("meant")
        return sorted(seen | set(re.findall(r'jenis=(\w+)"', page)))

    async def _quick(person: Any) -> dict[str, str]:
        return await make.signed_in(person, htmx=True) if person else dict(make.headers_for("", htmx=True))

    inside = ["Daftar", "Kas", "dokumen", "meant", "topik"]
    assert await found(leaving) == await found(paused) == inside
    assert await found(admin) == sorted(["Bimtek", "pelatihan", *inside])
    for nobody in (None, stranger, applicant):
        assert await found(nobody) == []
    chief = await make.acting(admin)
    for person, step in ((leaving, member_steps.end), (paused, member_steps.suspend)):
        house = await organizations.get(kim.slug)
        assert house
        (entry,) = await members.of_person(house, person.id)
        one = await members.get(kim.slug, entry.id)
        assert one
        assert await step(one, chief, "Pindah ke kota lain")
        assert await found(person) == []
    await jobs.run_due()
    assert await titles(chief, "andi", "person") == await titles(chief, "beddu", "person") == []
    assert (await browser.get(topic.path, headers=await make.signed_in(leaving))).status_code == 404


async def test_people_are_found_by_name_only_and_as_lists_show_them(browser: Any):
    await make.installed()
    kim = await make.kim("KIM Mallari")
    await make.officer(kim, "Syamsul Bahri", position="chair")
    plain = await make.member(kim, "Syamsiah", phone="+6281299887766", phone_visible=True)
    draft = await make.kim("KIM Baru", legal_status="draft")
    await make.officer(draft, "Syamsir")
    agency = await make.agency()
    pembina, fellow = await make.member(agency, "Irma"), await make.member(kim, "Tenri")
    other = await make.member(await make.kim("KIM Lain", wilayah_code="73.09.01.2001"), "Daeng")
    await rebuild()
    for actor in (GUEST, await make.acting(other)):
        assert await titles(actor, "syamsul", "person") == ["Syamsul Bahri"]
        assert await titles(actor, "syamsiah", "person") == await titles(actor, "syamsir", "person") == []
        assert (await finding.search(actor, "syamsiha")).meant != "syamsiah"
    assert await titles(await make.acting(fellow), "syamsiah", "person") == ["Syamsiah"]
    assert await titles(await make.acting(pembina), "syamsir", "person") == ["Syamsir"]
    for text in ("81299887766", "6281299887766", "081299887766", plain.username or ""):
        assert (await finding.search(await make.acting(pembina), text)).groups == ()
    await Organization.update({Organization.legal_status: "registered"}).where(Organization.id == draft.id)
    async with transaction():
        await bus.publish(OrganizationRegistered(draft.id, 1, draft.name, draft.wilayah_code))
    assert await titles(GUEST, "syamsir", "person") == ["Syamsir"]
