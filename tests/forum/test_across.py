"""What one part of the forum must not undo or let out of another."""

import pytest

from kimhub.forum import drafts, moderation
from tests import make


@pytest.fixture(autouse=True)
async def installed(app):
    await make.installed()


async def test_a_draft_tells_no_title_of_a_topic_one_may_not_read(browser):
    kim, other = await make.kim(), await make.kim("KIM Carigading", wilayah_code="73.08.16.2016")
    siti, budi = await make.member(kim), await make.member(other, "Budi")
    secret = await make.topic(await make.board(kim), siti, "Rapat tertutup pengurus")
    sent = {"place": f"topic-{secret.id}", "body": "Coba"}
    for person in (siti, budi):
        await browser.post("/forum/draf", data=sent, headers=await make.signed_in(person))

    own = (await browser.get("/forum/draf", headers=await make.signed_in(siti))).text
    page = (await browser.get("/forum/draf", headers=await make.signed_in(budi))).text
    assert "Rapat tertutup" in own
    assert "Coba" in page
    assert "Rapat tertutup" not in page
    assert "Rapat tertutup" not in str(await drafts.export(budi.id))

    post = await make_post(secret.id, 1)
    await moderation.hide(post, await make.acting(await make.officer(kim)))
    assert (
        "Rapat tertutup" not in (await browser.get("/forum/draf", headers=await make.signed_in(siti))).text
    )


async def make_post(topic_id: int, number: int):
    from kimhub.forum import reading

    found = await reading.get_post(str(topic_id), number)
    assert found
    return found
